import { afterAll, beforeAll, expect, test } from "vitest";
import { permitSubmission } from "../tests/helpers/cases.ts";
import { asOwner, type TestHouse, testHouse } from "../tests/helpers/house.ts";
import { figuresOfRules, isDrawn, myCases, perform, submitCase, viewCase } from "./domain/cases/index.ts";
import { getCertificate } from "./domain/documents/index.ts";
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
    return items.length === 5 && items;
  });
  expect(messages.map((message) => message.template).sort()).toEqual([
    "accepted",
    "approved",
    "case_received",
    "certificate_issued",
    "ready_to_collect",
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

/** A filing of somebody whose treatment elsewhere the published rule approves. */
function ruledFiling(resident: string) {
  const service = running.house.catalogue.service("out-of-area-treatment");
  if (!service) throw new Error("out-of-area treatment is not published");
  return permitSubmission({
    service,
    agency: service.definition.agency,
    resident,
    by: { kind: "resident", id: resident },
    answers: { ...service.definition.samples[0]?.answers },
    delivery: null,
  });
}

test("decided by rule: told, counted, and drawn by the number alone", async () => {
  const { house } = running;
  const filed = await submitCase(house.cases, ruledFiling("rRuled"));
  expect(filed).toMatchObject({ state: "approved", revision: 2 });
  const told = await until(async () => {
    const { items } = await inbox(house.database, house.secrets, "rRuled");
    return items.length === 2 && items;
  });
  expect(told.map((message) => message.template).sort()).toEqual(["approved", "case_received"]);
  const [figures] = await until(async () => {
    const all = await figuresOfRules(house.cases, "430621", "2026-01-01");
    return all[0]?.decided === 1 && all;
  });
  const drawn = isDrawn(house.secrets, "430621", filed.number, 5) ? 1 : 0;
  expect(figures).toMatchObject({ service: "out-of-area-treatment", filed: 1, decided: 1, drawn, checked: 0 });
});

test("a program that dies between filing and deciding by rule: the reaction decides, and the repeated filing hears of it", async () => {
  const { house } = running;
  const filing = ruledFiling("rKilled");
  const dying = { submit: () => Promise.reject(new Error("killed")) } as unknown as typeof house.cases.acts;
  await expect(submitCase({ ...house.cases, acts: dying }, filing)).rejects.toThrow("killed");
  const number = await until(async () => (await myCases(house.cases, "rKilled")).items[0]?.number);
  await until(async () => (await viewCase(house.cases, "430621", number)).row.state === "approved");
  expect(await submitCase(house.cases, filing)).toMatchObject({ number, state: "approved", revision: 2 });
  expect((await viewCase(house.cases, "430621", number)).timeline.map((event) => event.type)).toEqual([
    "approve",
    "submit",
  ]);
});

test("a decision taken back: its certificate does not stand any more, and the next decision gets a new one", async () => {
  const { house } = running;
  const resident = "rReopened";
  const { number } = await submitCase(
    house.cases,
    permitSubmission({ resident, by: { kind: "resident", id: resident } }),
  );
  const at = { city: "430621", number, by: { ...clerk, lead: true } };
  await perform(house.cases, { ...at, type: "accept", revision: 1 });
  await perform(house.cases, { ...at, type: "approve", revision: 2 });
  const issued = () => until(async () => (await viewCase(house.cases, "430621", number)).row.certificate ?? undefined);
  const first = await issued();
  await perform(house.cases, { ...at, type: "reopen", revision: 4, input: { reason: "住址不符" } });
  await until(async () => (await getCertificate(house.documents, "430621", first))?.revokedAt !== null);
  await perform(house.cases, { ...at, type: "approve", revision: 5 });
  const second = await issued();
  expect(second).not.toBe(first);
  expect((await getCertificate(house.documents, "430621", second))?.revokedAt).toBeNull();
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
