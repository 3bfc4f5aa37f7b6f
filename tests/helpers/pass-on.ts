import { cityScope } from "../../src/foundation/database/index.ts";
import { eventsAfter } from "../../src/foundation/events/index.ts";
import { runReaction } from "../../src/foundation/jobs/index.ts";
import { reactions, reactionsFor } from "../../src/reactions.ts";
import type { House } from "../../src/surfaces/house.ts";

/**
 * What relay and worker do with everything that happened in a city since, at once and here, until nothing new follows. Twice, as after a kill
 * between a reaction's effect and the end of its job.
 */
export function passingOn(house: House, city: string): () => Promise<void> {
  const all = reactions(house);
  let seen = 0n;
  return async () => {
    for (let rounds = 0; rounds < 20; rounds += 1) {
      const events = await house.database.run(cityScope(city), eventsAfter, { city, seq: seen, limit: 500 });
      if (events.length === 0) return;
      for (const event of events) {
        for (const name of reactionsFor(event)) {
          const reaction = all.get(name);
          if (!reaction) throw new Error(`no reaction ${name}`);
          await runReaction(house.database, reaction, city, [event], house.clock());
          await runReaction(house.database, reaction, city, [event], house.clock());
        }
        seen = event.seq;
      }
    }
    throw new Error("what follows never ends");
  };
}
