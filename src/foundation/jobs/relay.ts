import { cityScope, type Database, sharedScope } from "../database/index.ts";
import { eventsAfter, laggingCities, moveCursor, type StoredEvent, tryRelayLock } from "../events/index.ts";
import { addJobs } from "./store.ts";

/** Payload of the job `react`: events of one city and one reaction. */
export type ReactJob = { readonly reaction: string; readonly city: string; readonly seqs: readonly string[] };

type ReactSpec = { readonly identifier: "react"; readonly payload: ReactJob; readonly max_attempts: number };

/** Tries of a job: with pauses of e^n seconds, e^10 at most, the last comes 46 hours after the first. */
const attempts = 17;

export const reactSpec = (payload: ReactJob): ReactSpec => ({ identifier: "react", payload, max_attempts: attempts });

/** As many as `laggingCities` gives. */
const citiesPerPass = 200;
const eventsPerCity = 1_000;
const eventsPerJob = 200;

type ReactionsTo = (event: StoredEvent) => readonly string[];
type Pass = { readonly handed: number; readonly more: boolean };
const nothing: Pass = { handed: 0, more: false };

/**
 * Reads on from each city's cursor and hands what follows to the worker, in sets. One relay works at a time; the cursor moves in
 * the transaction that adds the jobs, so that an event is handed on once, whatever dies in between. Events are never changed.
 * @returns how many events were handed on
 */
export async function relay(database: Database, reactionsTo: ReactionsTo): Promise<number> {
  return (await pass(database, reactionsTo)).handed;
}

/**
 * Hands on a backlog to its end. What arrives meanwhile waits for the next time: a loop until nothing is left would, while cases come
 * in, hand on a few events a pass, each few with jobs of their own.
 */
export async function relayBacklog(database: Database, reactionsTo: ReactionsTo): Promise<void> {
  while ((await pass(database, reactionsTo)).more);
}

async function pass(database: Database, reactionsTo: ReactionsTo): Promise<Pass> {
  const lagging = await database.run(sharedScope, laggingCities, {});
  if (lagging.length === 0) return nothing;
  return database.transaction(cityScope(...lagging.map((row) => row.city)), async (tx) => {
    const [lock] = await tx.run(tryRelayLock, {});
    if (!lock?.locked) return nothing;
    // Read again under the lock: another relay may have moved on in between.
    let handed = 0;
    let more = lagging.length === citiesPerPass;
    for (const { city, seq } of await tx.run(laggingCities, {})) {
      if (!lagging.some((row) => row.city === city)) continue;
      const events = await tx.run(eventsAfter, { city, seq, limit: eventsPerCity });
      const last = events.at(-1);
      if (!last) continue;
      const jobs = jobsFor(city, events, reactionsTo);
      if (jobs.length > 0) await tx.run(addJobs, { specs: jobs });
      await tx.run(moveCursor, { city, seq: last.seq });
      handed += events.length;
      more ||= events.length === eventsPerCity;
    }
    return { handed, more };
  });
}

function jobsFor(city: string, events: readonly StoredEvent[], reactionsTo: ReactionsTo): ReactSpec[] {
  const byReaction = new Map<string, string[]>();
  for (const event of events) {
    for (const reaction of reactionsTo(event)) {
      const seqs = byReaction.get(reaction) ?? [];
      seqs.push(String(event.seq));
      byReaction.set(reaction, seqs);
    }
  }
  const jobs: ReactSpec[] = [];
  for (const [reaction, seqs] of byReaction) {
    for (let start = 0; start < seqs.length; start += eventsPerJob) {
      jobs.push(reactSpec({ reaction, city, seqs: seqs.slice(start, start + eventsPerJob) }));
    }
  }
  return jobs;
}
