import { cityScope, type Database, sharedScope } from "../database/index.ts";
import { eventsAfter, laggingCities, moveCursor, type StoredEvent, tryRelayLock } from "../events/index.ts";
import { addJobs } from "./store.ts";

/** Payload of the job `react`: events of one city and one reaction. */
export type ReactJob = { readonly reaction: string; readonly city: string; readonly seqs: readonly string[] };

const eventsPerCity = 1_000;
const eventsPerJob = 200;

/**
 * Reads on from each city's cursor and hands what follows to the worker, in sets. One relay works at a time; the cursor moves in
 * the transaction that adds the jobs, so that an event is handed on once, whatever dies in between. Events are never changed.
 * @returns how many events were handed on
 */
export async function relay(
  database: Database,
  reactionsTo: (event: StoredEvent) => readonly string[],
): Promise<number> {
  const lagging = await database.run(sharedScope, laggingCities, {});
  if (lagging.length === 0) return 0;
  return database.transaction(cityScope(...lagging.map((row) => row.city)), async (tx) => {
    const [lock] = await tx.run(tryRelayLock, {});
    if (!lock?.locked) return 0;
    // Read again under the lock: another relay may have moved on in between.
    let handed = 0;
    for (const { city, seq } of await tx.run(laggingCities, {})) {
      if (!lagging.some((row) => row.city === city)) continue;
      const events = await tx.run(eventsAfter, { city, seq, limit: eventsPerCity });
      const last = events.at(-1);
      if (!last) continue;
      const jobs = jobsFor(city, events, reactionsTo);
      if (jobs.length > 0) await tx.run(addJobs, { specs: jobs });
      await tx.run(moveCursor, { city, seq: last.seq });
      handed += events.length;
    }
    return handed;
  });
}

function jobsFor(
  city: string,
  events: readonly StoredEvent[],
  reactionsTo: (event: StoredEvent) => readonly string[],
): { identifier: string; payload: ReactJob }[] {
  const byReaction = new Map<string, string[]>();
  for (const event of events) {
    for (const reaction of reactionsTo(event)) {
      const seqs = byReaction.get(reaction) ?? [];
      seqs.push(String(event.seq));
      byReaction.set(reaction, seqs);
    }
  }
  const jobs: { identifier: string; payload: ReactJob }[] = [];
  for (const [reaction, seqs] of byReaction) {
    for (let start = 0; start < seqs.length; start += eventsPerJob) {
      jobs.push({ identifier: "react", payload: { reaction, city, seqs: seqs.slice(start, start + eventsPerJob) } });
    }
  }
  return jobs;
}
