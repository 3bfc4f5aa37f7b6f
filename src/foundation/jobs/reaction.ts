import type { Database, Runner, Scope } from "../database/index.ts";
import { markDone, type StoredEvent } from "../events/index.ts";

/**
 * Something that follows from events. It is given a set of one city, and may be given an event twice; `once` makes its effect happen
 * once per event: the lines that say so are written in the effect's own transaction.
 */
export type Reaction = {
  readonly name: string;
  readonly react: (city: string, events: readonly StoredEvent[], once: Once) => Promise<void>;
};

/** Runs `effect` in a transaction of this scope for those events that were not done before. The scope must hold the city. */
export type Once = (
  scope: Scope,
  effect: (tx: Runner, fresh: readonly StoredEvent[]) => Promise<void>,
) => Promise<void>;

export async function runReaction(
  database: Database,
  reaction: Reaction,
  city: string,
  events: readonly StoredEvent[],
  now: Date,
): Promise<void> {
  const seqs = events.map((event) => event.seq);
  await reaction.react(city, events, (scope, effect) =>
    database.transaction(scope, async (tx) => {
      const marked = await tx.run(markDone, { city, seqs, reaction: reaction.name, done_at: now });
      const first = new Set(marked.map((row) => row.seq));
      const fresh = events.filter((event) => first.has(event.seq));
      if (fresh.length > 0) await effect(tx, fresh);
    }),
  );
}
