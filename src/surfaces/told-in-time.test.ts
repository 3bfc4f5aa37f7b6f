import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permitAnswers, permitSubmission } from "../../tests/helpers/cases.ts";
import { asOwner, type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { type ActType, findCase, perform, submitCase, tick, viewCase } from "../domain/cases/index.ts";
import { deliver, inbox, messageText } from "../domain/notifications/index.ts";
import { cityScope, residentScope } from "../foundation/database/index.ts";
import { eventsAfter } from "../foundation/events/index.ts";
import { runReaction } from "../foundation/jobs/index.ts";
import { reactions } from "../reactions.ts";
import { tellOfDeadlines } from "./deadline-near.ts";

const city = "430621";
const clerk = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;
const day = 86_400_000;
let whole: TestHouse;
beforeAll(async () => {
  whole = await testHouse();
});
afterAll(() => whole?.close());

let people = 0;
async function filed(over: Parameters<typeof permitSubmission>[0] = {}) {
  people += 1;
  const resident = `rToldInTime${people}`;
  const by = { kind: "resident", id: resident } as const;
  const { number } = await submitCase(whole.house.cases, permitSubmission({ resident, by, ...over }));
  return { resident, number, by };
}

async function act(number: string, type: ActType, more: object = {}) {
  const { revision } = await findCase(whole.house.cases, city, number);
  await perform(whole.house.cases, { city, number, type, revision, by: clerk, ...more });
}

/** What the events of this case lead to, so far. */
async function react(number: string, name: "message" | "certify"): Promise<void> {
  const all = await whole.house.database.run(cityScope(city), eventsAfter, { city, seq: 0n, limit: 500 });
  const reaction = reactions(whole.house).get(name);
  if (!reaction) throw new Error(`there is no reaction ${name}`);
  const mine = all.filter(({ subject }) => subject === number);
  await runReaction(whole.house.database, reaction, city, mine, whole.house.clock());
}

async function told(resident: string, template: string) {
  const { items } = await inbox(whole.house.database, whole.house.secrets, resident);
  return items.filter((one) => one.template === template);
}

describe("ready to collect", () => {
  test("is told once, when the certificate is there, with the place, in the reader's language", async () => {
    const { number, resident } = await filed();
    await act(number, "accept");
    await act(number, "approve");
    await react(number, "message");
    // Decided, and there is nothing to collect yet.
    expect(await told(resident, "approved")).toHaveLength(1);
    expect(await told(resident, "ready_to_collect")).toEqual([]);
    await react(number, "certify");
    expect((await viewCase(whole.house.cases, city, number)).timeline[0]?.type).toBe("issue");
    await react(number, "message");
    await react(number, "message");
    const [message, ...more] = await told(resident, "ready_to_collect");
    expect([message !== undefined, more]).toEqual([true, []]);
    if (!message) return;
    const [venue] = (await whole.house.offerings.one(city, "residence-permit")).offering.venues;
    expect(messageText(message, "zh").text).toContain(`地点：${venue?.name.zh}。请带上身份证件。`);
    expect(messageText(message, "en").text).toContain(`can be collected at ${venue?.name.en}.`);
    // Handed over: nothing more is said of it.
    await act(number, "deliver");
    await react(number, "message");
    expect(await told(resident, "ready_to_collect")).toHaveLength(1);
  });

  test("is not told to whoever has it already, or to whom it is posted", async () => {
    const here = await filed();
    await act(here.number, "accept");
    await act(here.number, "approve");
    await react(here.number, "certify");
    await act(here.number, "deliver");
    await react(here.number, "message");
    expect(await told(here.resident, "certificate_issued")).toHaveLength(1);
    expect(await told(here.resident, "ready_to_collect")).toEqual([]);
    const posted = await filed({ delivery: "post" });
    await act(posted.number, "accept");
    await act(posted.number, "approve");
    await react(posted.number, "certify");
    await react(posted.number, "message");
    expect(await told(posted.resident, "ready_to_collect")).toEqual([]);
  });

  test("leaves the house as one message, whatever else is said in that moment", async () => {
    const service = { zh: "居住证申领", en: "Residence permit" };
    const to = { resident: "rOneSms", city, about: "case-1" };
    const venue = { zh: "政务大厅", en: "Hall" };
    const messages = [
      { template: "certificate_issued", values: { service }, ...to },
      { template: "ready_to_collect", values: { service, venue }, ...to },
      { template: "certificate_issued", values: { service }, ...to, about: "case-2" },
    ] as const;
    const { database, secrets, clock } = whole.house;
    await database.transaction(residentScope(to.resident), (tx) => deliver(tx, secrets, messages, clock(), ["sms"]));
    const { rows } = await asOwner(whole.test, (owner) =>
      owner.query("select about, kind from deliveries where resident = 'rOneSms' order by about"),
    );
    expect(rows).toEqual([
      { about: "case-1", kind: "to_do" },
      { about: "case-2", kind: "news" },
    ]);
    expect(await told("rOneSms", "certificate_issued")).toHaveLength(2);
  });
});

describe("a deadline that is near", () => {
  const tell = () => tellOfDeadlines(whole.house, [city]);
  const asked = { input: { items: ["请补一张近照"] } };

  async function waiting() {
    const one = await filed();
    await act(one.number, "ask_correction", asked);
    const clock = (await viewCase(whole.house.cases, city, one.number)).clocks.find(({ kind }) => kind === "correct");
    if (!clock) throw new Error("no clock runs");
    return { ...one, dueAt: new Date(clock.due_at) };
  }

  test("is told once some days before, not at once, and not once the step is done", async () => {
    const one = await waiting();
    const other = await waiting();
    expect(await tell()).toBe(0);
    whole.clock.now = new Date(one.dueAt.getTime() - 3 * day - 60_000);
    expect(await tell()).toBe(0);
    // One of the two acts in time.
    const correct = { input: { answers: permitAnswers() }, by: other.by };
    await act(other.number, "correct", correct);
    whole.clock.now = new Date(one.dueAt.getTime() - 3 * day);
    // Two processes at once.
    expect((await Promise.all([tell(), tell()])).reduce((sum, each) => sum + each)).toBe(1);
    whole.clock.now = new Date(one.dueAt.getTime() - 60_000);
    expect(await tell()).toBe(0);
    const [message, ...more] = await told(one.resident, "deadline_near");
    expect([message !== undefined, more]).toEqual([true, []]);
    if (!message) return;
    expect(messageText(message, "zh").text).toMatch(/^“居住证申领”需要您在 2026年\d+月\d+日 前办理下一步。$/);
    expect(messageText(message, "en").text).toMatch(/^“Residence permit” needs your next step by /);
    expect(await told(other.resident, "deadline_near")).toEqual([]);
  });

  test("is not told once it has passed, and a visitor without an inbox holds up nobody", async () => {
    const late = await waiting();
    // Without an inbox there is nobody to tell; the day is noted, so that it is not looked at again and again.
    const visitor = await filed({ by: { kind: "visitor", id: "v-told-in-time" }, resident: "v-told-in-time" });
    await act(visitor.number, "ask_correction", asked);
    const noted = async () =>
      (
        await asOwner(whole.test, (owner) =>
          owner.query("select told_due_at = due_at as noted from clocks where subject = $1 and kind = 'correct'", [
            visitor.number,
          ]),
        )
      ).rows[0]?.noted;
    expect(await noted()).toBe(null);
    whole.clock.now = new Date(late.dueAt.getTime() - day);
    await asOwner(whole.test, (owner) =>
      owner.query("update clocks set told_due_at = due_at where subject = $1", [late.number]),
    );
    expect(await tell()).toBe(0);
    expect(await noted()).toBe(true);
    whole.clock.now = new Date(late.dueAt.getTime() + 1);
    expect(await tell()).toBe(0);
    await tick(whole.house.cases, [city]);
    expect((await findCase(whole.house.cases, city, late.number)).state).toBe("lapsed");
    expect(await told(late.resident, "deadline_near")).toEqual([]);
  });

  test("of a short time is told in its second half, and again when it was asked anew", async () => {
    const one = await waiting();
    const started = whole.clock.now;
    // Two days alone were given.
    const dueAt = new Date(started.getTime() + 2 * day);
    await asOwner(whole.test, (owner) =>
      owner.query("update clocks set due_at = $1 where subject = $2 and kind = 'correct'", [dueAt, one.number]),
    );
    whole.clock.now = new Date(started.getTime() + day - 60_000);
    expect(await tell()).toBe(0);
    whole.clock.now = new Date(started.getTime() + day);
    expect(await tell()).toBe(1);
    // Its day moved: what was told is wrong now.
    const later = new Date(dueAt.getTime() + day);
    await asOwner(whole.test, (owner) =>
      owner.query("update clocks set due_at = $1 where subject = $2 and kind = 'correct'", [later, one.number]),
    );
    whole.clock.now = new Date(later.getTime() - day);
    expect(await tell()).toBe(1);
    expect(await tell()).toBe(0);
    expect(await told(one.resident, "deadline_near")).toHaveLength(2);
  });
});
