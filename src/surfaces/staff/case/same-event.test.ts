import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { beginEvent, noteStep } from "../../../domain/life-events/index.ts";

const city = "430621";
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
}, 180_000);
afterAll(() => desk.close());

test("a case of a life event names it and leads to its other cases, those alone that the clerk may open", async () => {
  const { house, clock } = desk;
  const { database } = house;
  const event = house.catalogue.lifeEvents.one("starting-school");
  const resident = "rLiMinghua";
  const services = ["residence-permit", "kinship-certificate", "school-enrolment"];
  const [permit = "", kinship = "", school = ""] = [
    await desk.file(),
    await desk.file(),
    await desk.file({ agency: "education" }),
  ];
  const alone = await desk.file();
  const number = await beginEvent(database, {
    ...{ resident, city, day: "2026-11-16", event: "starting-school", version: event?.version ?? "", services },
    ...{ draft: "019a8000-0000-7000-8000-000000000001", now: clock.now },
  });
  const cases = [permit, kinship, school];
  for (const [index, caseNumber] of cases.entries()) {
    await noteStep(database, { resident, number, service: services[index] ?? "", caseNumber, now: clock.now });
  }
  const clerk = await desk.signedIn(`${city}-clerk`);
  const page = await clerk.get(`/staff/cases/${permit}`);
  expect(page.text).toContain(`属于一件事：${event?.definition.name.zh}`);
  expect(page.main).toContain(`href="/staff/cases/${kinship}"`);
  expect(page.main).not.toContain(school);
  const english = await desk.signedIn(`${city}-clerk-education`, "en");
  const other = await english.get(`/staff/cases/${school}`);
  expect(other.text).toContain(`Part of a life event: ${event?.definition.name.en}`);
  expect(other.text).toContain("It has no other case that you may open.");
  expect((await clerk.get(`/staff/cases/${alone}`)).text).not.toContain("一件事");
});
