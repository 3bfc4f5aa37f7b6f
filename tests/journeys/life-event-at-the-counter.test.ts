import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, readingsOf } from "../../src/domain/audit/index.ts";
import { forgetAssistedWith } from "../../src/domain/caseload/index.ts";
import { viewCase } from "../../src/domain/cases/index.ts";
import { lifeEventForm } from "../../src/domain/catalogue/index.ts";
import { residentIdCheck, residentKey, signInResident } from "../../src/domain/identity/index.ts";
import { listEvents } from "../../src/domain/life-events/index.ts";
import { inbox } from "../../src/domain/notifications/index.ts";
import { cookiesFor } from "../../src/foundation/http/index.ts";
import { parsePublicNumber } from "../../src/foundation/ids/index.ts";
import { theCatalogue } from "../helpers/catalogue.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { eventually } from "../helpers/own-pages.ts";
import { testDesk } from "../helpers/staff-desk.ts";
import { type Visitor, visitor } from "../helpers/visitor.ts";
import { sendButton, throughEvent } from "./support/life-event-pages.ts";

/** A clerk files a whole life event for somebody at the counter, on the served pages, without scripts. */
const { services, lifeEvents } = await theCatalogue();
const all = [...lifeEvents.values()].flatMap((event) => {
  const [sample] = event.definition.samples;
  return sample ? [{ event, sample, code: event.definition.code }] : [];
});

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
});
afterAll(() => t?.close());

let people = 0;
/** Somebody nobody has seen before. */
function person(sampled: Readonly<Record<string, unknown>>) {
  people += 1;
  const text = (id: string) => (typeof sampled[id] === "string" ? String(sampled[id]) : undefined);
  const birth = (text("birth") ?? "1988-05-12").replaceAll("-", "");
  const first17 = `430621${birth}${String(people).padStart(3, "0")}`;
  const idNumber = text("resident_id") ?? first17 + residentIdCheck(first17);
  return {
    name: text("name") ?? "周演示",
    idNumber,
    key: residentKey(t.house.secrets, { idType: "resident_id", idNumber }),
  };
}
type Person = ReturnType<typeof person>;

async function clerkOf(city: string, language: "zh" | "en" = "zh"): Promise<Visitor> {
  const signed = await testDesk(t).signedIn(`${city}-community`, language);
  const who = visitor(t.baseUrl, { language });
  for (const [name, value] of signed.cookies) who.cookies.set(name, value);
  return who;
}

async function begin(who: Visitor, code: string, { name, idNumber }: Person) {
  await who.get("/staff/assist/new");
  await who.press("开始填写", {
    ...{ service: lifeEventForm(code), name, id_type: "resident_id", id_number: idNumber },
    ...{ phone: "13900009001", consent: "word" },
  });
}

describe("every life event at the counter", () => {
  test.each(all)(
    "$code: one set of questions, each case recorded as filed by the clerk for the person",
    async (one) => {
      const { event, sample, code } = one;
      t.clock.now = new Date(`${sample.on}T01:00:00Z`);
      const { house } = t;
      const helped = person(sample.answers);
      const who = await clerkOf(sample.city);
      await begin(who, code, helped);
      expect(who.page.text).toContain(`您正在替${helped.name}填写`);
      const passed = await throughEvent({ who, event, sample, services, language: "zh" });
      // What is shared is asked once: no page comes twice.
      expect(new Set(passed).size).toBe(passed.length);
      expect(who.page.text).toContain(`请把以上内容念给${helped.name}听`);
      const prepared = who.prepare(sendButton("zh"));
      const again = visitor(t.baseUrl);
      for (const [name, value] of who.cookies) again.cookies.set(name, value);
      await Promise.all([who.send(prepared), again.send(prepared)]);
      expect(who.page.at).toMatch(/^\/staff\/assist\/[0-9a-f-]{36}$/);
      const receipt = who.page.at;

      const events = await listEvents(house.database, helped.key);
      expect(events).toHaveLength(1);
      const sent = (events[0]?.steps ?? []).flatMap(({ service, caseNumber }) =>
        caseNumber === undefined ? [] : [{ service, number: caseNumber }],
      );
      expect(sent.map(({ service }) => service).sort()).toEqual(Object.keys(sample.expect.sent).sort());
      for (const { service, number } of sent) {
        const { row, timeline } = await viewCase(house.cases, parsePublicNumber(number)?.city ?? "", number);
        expect([service, row.applicant, row.channel]).toEqual([service, helped.key, "counter"]);
        expect(timeline.at(-1)).toMatchObject({ type: "submit", actor_kind: "clerk", on_behalf: helped.key });
        expect(who.page.text).toContain(number);
        // Each has the receipt of a single filing, with the way back to the event's.
        await who.follow(services.get(service)?.definition.name.zh ?? service);
        expect(who.page.text).toContain("收件回执");
        expect(who.page.text).toContain("口头：当面说了同意");
        await who.get(receipt);
      }
      for (const [service, say] of Object.entries(sample.expect.refused ?? {})) {
        expect(who.page.text).toContain(services.get(service)?.definition.name.zh);
        expect(who.page.text).toContain(say.zh);
      }
      for (const service of sample.expect.later ?? []) {
        expect(who.page.text).toContain(services.get(service)?.definition.name.zh);
      }
      // One line in the clerk's list, which names the event.
      await who.get("/staff/assist");
      expect(who.page.text).toContain(`一件事：${event.definition.name.zh}`);
      expect(who.page.html.split(`${receipt}"`)).toHaveLength(2);
    },
    60_000,
  );
});

test("the person is told of each case, finds the event and who acted, and the city's record has the consent", async () => {
  const one = all.find(({ code }) => code === "losing-a-job");
  if (!one) throw new Error("the event is not there");
  const { event, sample, code } = one;
  t.clock.now = new Date(`${sample.on}T01:00:00Z`);
  const { house } = t;
  const helped = person({});
  const who = await clerkOf(sample.city);
  await begin(who, code, helped);
  await throughEvent({ who, event, sample, services, language: "zh" });
  await who.press(sendButton("zh"));
  const count = Object.keys(sample.expect.sent).length;
  await eventually(
    async () => (await inbox(house.database, house.secrets, helped.key)).items.map(({ template }) => template),
    (told) => told.filter((template) => template === "filed_for_you").length === count,
  );
  const entries = await auditEntries(house.database, sample.city);
  const assisted = entries.items.find(({ act, subject }) => act === "case.assist" && who.page.at.endsWith(subject));
  expect(assisted?.detail).toMatchObject({ consent: "word", service: lifeEventForm(code) });
  const readings = await readingsOf(house.database, helped.key);
  expect(readings.items.find(({ subject }) => subject === lifeEventForm(code))).toMatchObject({ purpose: "assist" });

  const session = await signInResident(
    house.identity,
    { idType: "resident_id", idNumber: helped.idNumber, name: helped.name },
    house.clock(),
  );
  const own = visitor(t.baseUrl);
  own.cookies.set(cookiesFor(t.baseUrl).names.session, session.token);
  await own.get("/me/life-events");
  await own.follow(event.definition.name.zh);
  for (const service of Object.keys(sample.expect.sent)) {
    expect(own.page.text).toContain(services.get(service)?.definition.name.zh);
  }
  await own.get("/me/readings");
  expect(own.page.html).toContain(`href="/${sample.city}/life-events/${code}"`);

  // A case that is erased takes the person's name from the clerk's receipt of the event; what was filed stays.
  const receipt = who.page.at;
  expect(who.page.text).toContain("周**");
  const [first] = (await listEvents(house.database, helped.key))[0]?.steps ?? [];
  await forgetAssistedWith(house, sample.city, first?.caseNumber ?? "");
  await who.get(receipt);
  expect(who.page.text).not.toContain("周**");
  expect(who.page.text).toContain(first?.caseNumber);
}, 60_000);

test("another clerk neither opens nor sends it; what was begun can be deleted with all of it", async () => {
  const [one] = all;
  if (!one) throw new Error("no event");
  const { event, sample, code } = one;
  t.clock.now = new Date(`${sample.on}T01:00:00Z`);
  const helped = person({});
  const who = await clerkOf(sample.city);
  await begin(who, code, helped);
  const passed = await throughEvent({ who, event, sample, services, language: "zh" });
  const other = await testDesk(t).signedIn(`${sample.city}-clerk`);
  for (const at of passed) expect((await other.get(at)).location, at).toMatch(/^\/sign-in/);

  await who.get("/staff/assist");
  await who.follow(`一件事：${event.definition.name.zh}`);
  await who.press("删除没填完的这份");
  for (const at of passed) {
    await who.get(at);
    expect(who.page.at, at).toMatch(/^\/sign-in/);
  }
  expect(await listEvents(t.house.database, helped.key)).toEqual([]);
}, 60_000);
