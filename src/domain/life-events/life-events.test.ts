import { afterAll, beforeAll, expect, test } from "vitest";
import { monday, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { residentScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { type Beginning, beginEvent, eraseEvents, eventOf, findEvent, listEvents, noteStep } from "./index.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

const beginning = (resident: string, draft: string, services = ["one", "two"]): Beginning => ({
  ...{ resident, city: "430621", day: "2026-11-16", event: "birth", version: "0123456789ab" },
  ...{ draft, services, now: monday },
});

test("one draft is one event, however often and by how many taps it is sent", async () => {
  const draft = newId(monday);
  const taps = Array.from({ length: 8 }, () => beginEvent(db.database, beginning("rOnce", draft)));
  const numbers = new Set(await Promise.all(taps));
  expect(numbers.size).toBe(1);
  expect(await beginEvent(db.database, beginning("rOnce", draft, ["two", "three"]))).toBe([...numbers][0]);
  const event = await eventOf(db.database, "rOnce", draft);
  expect(event?.steps.map(({ service }) => service).sort()).toEqual(["one", "three", "two"]);
  expect(await listEvents(db.database, "rOnce")).toHaveLength(1);
});

test("a step has one case, and a refusal after it does not take it away", async () => {
  const number = await beginEvent(db.database, beginning("rStep", newId(monday)));
  const step = { resident: "rStep", number, service: "one", now: monday };
  const refused = { code: "not_eligible", say: { zh: "现在办不了。", en: "Not now." } };
  const first = async () => (await findEvent(db.database, "rStep", number)).steps[0];
  await noteStep(db.database, { ...step, refused });
  expect(await first()).toEqual({ service: "one", caseNumber: undefined, refused });
  await noteStep(db.database, { ...step, caseNumber: "case-1" });
  await noteStep(db.database, { ...step, caseNumber: "case-2" });
  await noteStep(db.database, { ...step, refused });
  expect(await first()).toEqual({ service: "one", caseNumber: "case-1", refused: undefined });
  await expect(noteStep(db.database, { ...step, service: "none", refused })).rejects.toThrow(/no step/);
});

test("nobody finds somebody else's event, and erasing forgets one's own alone", async () => {
  const number = await beginEvent(db.database, beginning("rMine", newId(monday)));
  await beginEvent(db.database, beginning("rOther", newId(monday)));
  await expect(findEvent(db.database, "rOther", number)).rejects.toMatchObject({ status: 404 });
  await expect(findEvent(db.database, "rMine", "430621-20261116-C0000000000-0")).rejects.toMatchObject({ status: 404 });
  expect(await db.database.transaction(residentScope("rMine"), (tx) => eraseEvents(tx, "rMine"))).toBe(1);
  await expect(findEvent(db.database, "rMine", number)).rejects.toMatchObject({ code: "life_event_not_found" });
  expect(await listEvents(db.database, "rOther")).toHaveLength(1);
});
