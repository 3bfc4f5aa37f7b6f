import type { Database, Runner, Scope } from "../database/index.ts";
import { markDone, type StoredEvent } from "../events/index.ts";

/**
 * Something that follows from an event. It may be called twice for one event; `once` makes its effect happen once: the line
 * that says so is written in the effect's own transaction.
 */
export type Reaction = {
  readonly name: string;
  readonly react: (event: StoredEvent, once: Once) => Promise<void>;
};

/** Runs `effect` in a transaction of this scope, unless it was done before. The scope must hold the event's city. */
export type Once = (scope: Scope, effect: (tx: Runner) => Promise<void>) => Promise<void>;

export async function runReaction(
  database: Database,
  reaction: Reaction,
  event: StoredEvent,
  now: Date,
): Promise<void> {
  const { city, seq } = event;
  await reaction.react(event, async (scope, effect) => {
    await database.transaction(scope, async (tx) => {
      const first = await tx.run(markDone, { city, seq, reaction: reaction.name, done_at: now });
      if (first.length > 0) await effect(tx);
    });
  });
}
