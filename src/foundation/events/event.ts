/** The record of an act, as the outbox holds it. `data` is of the module that wrote it. */
export type StoredEvent = {
  readonly city: string;
  /** Counts a city's events without gaps, in the order of commits. */
  readonly seq: bigint;
  readonly type: string;
  readonly subject: string;
  readonly revision: number;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor: string;
  readonly on_behalf: string | null;
  readonly data: unknown;
};
