import { afterAll, beforeAll, expect, test } from "vitest";
import { permitSubmission } from "../tests/helpers/cases.ts";
import { asOwner, type TestHouse, testHouse } from "../tests/helpers/house.ts";
import { myCases, perform, submitCase, viewCase } from "./domain/cases/index.ts";
import { inbox } from "./domain/notifications/index.ts";
import { cityScope } from "./foundation/database/index.ts";
import { eventsAfter } from "./foundation/events/index.ts";
import { relay, runReaction } from "./foundation/jobs/index.ts";
import { reactions, reactionsFor } from "./reactions.ts";

let running: TestHouse;
beforeAll(async () => {
  running = await testHouse({ jobs: true });
});
afterAll(() => running.close());

const clerk = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;

/** Waits until something holds; the worker takes a moment. */
async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not happen within fifteen seconds");
}

test("what follows from a submission and a decision: list, messages, certificate", async () => {
  const { house } = running;
  const resident = "rReactions";
  const { number } = await submitCase(
    house.cases,
    permitSubmission({ resident, by: { kind: "resident", id: resident } }),
  );
  await until(async () => (await myCases(house.cases, resident)).items.some((item) => item.number === number));
  const at = { city: "430621", number, by: clerk };
  await perform(house.cases, { ...at, type: "accept", revision: 1 });
  await perform(house.cases, { ...at, type: "approve", revision: 2 });
  const row = await until(async () => {
    const view = await viewCase(house.cases, "430621", number);
    return view.row.certificate !== null && view.row;
  });
  expect(row.state).toBe("approved");
  const messages = await until(async () => {
    const { items } = await inbox(house.database, house.secrets, resident);
    return items.length === 4 && items;
  });
  expect(messages.map((message) => message.template).sort()).toEqual([
    "accepted",
    "approved",
    "case_received",
    "certificate_issued",
  ]);
  const [mine] = (await myCases(house.cases, resident)).items;
  expect(mine).toMatchObject({ number, state: "approved" });
});

test("a reaction that runs twice, as after a kill between effect and job end, does its effect once", async () => {
  const { house } = running;
  const resident = "rTwice";
  const { number } = await submitCase(
    house.cases,
    permitSubmission({ resident, by: { kind: "resident", id: resident } }),
  );
  await until(async () => (await inbox(house.database, house.secrets, resident)).items.length === 1);
  const events = await house.database.run(cityScope("430621"), eventsAfter, { city: "430621", seq: 0n, limit: 500 });
  const mine = events.filter((event) => event.subject === number);
  for (const reaction of reactions(house).values()) {
    await runReaction(house.database, reaction, "430621", mine, house.clock());
    await Promise.all([1, 2].map(() => runReaction(house.database, reaction, "430621", mine, house.clock())));
  }
  expect((await inbox(house.database, house.secrets, resident)).items).toHaveLength(1);
});

test("relays at once hand each event on once", async () => {
  const { house } = running;
  await Promise.all(Array.from({ length: 5 }, () => relay(house.database, reactionsFor)));
  const twice = await asOwner(running.test, async (owner) => {
    const { rows } = await owner.query(
      "select city, seq, reaction, count(*) from reactions_done group by 1, 2, 3 having count(*) > 1",
    );
    return rows;
  });
  expect(twice).toEqual([]);
});
