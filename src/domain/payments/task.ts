import type { TaskKind } from "./perform.ts";

/** Milliseconds until the next attempt: 5 s, 10 s, 20 s … at most an hour. */
export const pauseAfter = (attempts: number): number => Math.min(5_000 * 2 ** Math.min(attempts - 1, 20), 3_600_000);

export type Task = {
  readonly city: string;
  readonly kind: TaskKind;
  readonly subject: string;
  readonly part: string;
  readonly attempts: number;
};
/** What became of a task. `later`: asked again at an instant, as a matter of course; `failed`: nothing was learned. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "later"; readonly at: Date; readonly reason?: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "dead"; readonly reason: string };
