import { afterAll, beforeAll, expect, test } from "vitest";
import { heldAbout } from "../../tests/helpers/held.ts";
import { asOwner, type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { act, Browsing, eventually, fileCase, keyOf, type Sub } from "../../tests/helpers/own-pages.ts";
import { testDesk } from "../../tests/helpers/staff-desk.ts";
import { auditEntries } from "../domain/audit/index.ts";
import { erasuresOf, findCase, myCases, perform } from "../domain/cases/index.ts";
import { listDrafts } from "../domain/forms/index.ts";
import { profileOf } from "../domain/identity/index.ts";
import { inbox, wantChannel } from "../domain/notifications/index.ts";
import { rememberAccount, rememberedAccounts } from "../domain/payments/index.ts";
import { runReaction } from "../foundation/jobs/index.ts";
import { reactions } from "../reactions.ts";

const city = "430621";
let t: TestHouse;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
});
afterAll(() => t.close());

const wanting = (scope: readonly string[]) => ({ service: "personal-data-request", sample: 2, answers: { scope } });
const all = ["profile", "cases", "certificates", "messages"];

async function withdraw(sub: Sub, number: string): Promise<void> {
  const by = { kind: "resident", id: keyOf(t.house, sub) } as const;
  await perform(t.house.cases, {
    city,
    number,
    type: "withdraw",
    revision: 1,
    by,
    input: { reason: "不想办了，房子退了" },
  });
}

/** A person with a life on the platform: a profile, an account, a draft, cases in every state of keeping. */
async function life(sub: Sub) {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn(sub);
  const resident = keyOf(t.house, sub);
  const start = await browser.get(`/${city}/services/residence-permit/start`);
  await browser.submit(start, "/start");
  const kept = { resident, city, service: "electricity", account: "0123456789", parameters: {}, own: true };
  await rememberAccount(t.house.payments, kept);
  await wantChannel(t.house, { resident, channel: "sms", wanted: false, now: t.clock.now });
  const file = async () => (await fileCase(t.house, sub, { service: "residence-permit", city })).number;
  const [open, withdrawn, refused, other] = [await file(), await file(), await file(), await file()];
  await withdraw(sub, withdrawn);
  await act(t.house, refused, "accept");
  await act(t.house, refused, "refuse", { reason: "居住不满半年" });
  await eventually(
    () => myCases(t.house.cases, resident),
    ({ items }) => items.filter(({ closed_at }) => closed_at !== null).length === 2,
  );
  return { browser, resident, open, withdrawn, refused, other };
}

const rowsOf = (resident: string) =>
  asOwner(t.test, async (client) => {
    const counts: Record<string, number> = {};
    for (const table of ["residents", "contacts", "deliveries", "resident_accounts", "reminder_queue", "life_events"]) {
      const { rows } = await client.query(`select count(*)::int as n from ${table} where resident = $1`, [resident]);
      counts[table] = rows[0].n;
    }
    return counts;
  });

test("an erasure that is approved is carried out: what may go is gone, what the law keeps stays and says until when", async () => {
  const { browser, resident, open, withdrawn, refused } = await life("worker");
  const { number } = await fileCase(t.house, "worker", { ...wanting(all), city });
  // The person reads before asking what can be erased and what cannot.
  const before = await browser.get("/me/privacy");
  expect(before.text).toContain("必须保存到 2031年11月16日");
  expect(before.text).toContain("也可以要求现在删除");

  const office = await testDesk(t).signedIn(`${city}-office`);
  const asked = await office.get(`/staff/cases/${number}`);
  expect(asked.text).toContain("答复以后会删除这些");
  expect(asked.text).toContain("受理不删除任何内容");
  for (const said of [
    "个人资料：姓名",
    "保存的缴费户号",
    withdrawn,
    "必须保存到 2031年11月16日",
    refused,
    "正在办",
    open,
  ]) {
    expect(asked.text).toContain(said);
  }
  await office.send(`/staff/cases/${number}/acts`, {}, "accept");
  expect((await office.get(`/staff/cases/${number}`)).text).toContain("选“答复”就是同意，马上自动删除这些");
  const approved = await office.send(`/staff/cases/${number}/acts`, { "approve-note": "照办" }, "approve");
  expect(approved.status).toBe(200);
  await eventually(
    () => findCase(t.house.cases, city, withdrawn),
    ({ applicant }) => applicant === "erased",
  );

  expect(await rowsOf(resident)).toEqual({
    ...{ residents: 0, contacts: 0, deliveries: 0, resident_accounts: 0, reminder_queue: 0, life_events: 0 },
  });
  expect(await profileOf(t.house.identity, resident)).toBeUndefined();
  expect(await listDrafts(t.house, { owner: `resident:${resident}`, now: t.clock.now })).toEqual([]);
  expect(await rememberedAccounts(t.house.payments, resident)).toEqual([]);
  const messages = (await inbox(t.house.database, t.house.secrets, resident)).items;
  expect(messages.map(({ template, values }) => [template, values])).toContainEqual([
    "data_erased",
    { kept: 1, until: "2031-11-16" },
  ]);
  expect(messages.map(({ template }) => template)).not.toContain("case_received");
  // What was withdrawn is gone with the words; what was decided and what is open stays whole.
  const held = await heldAbout({ db: t.test, secrets: t.house.secrets, city }, withdrawn);
  for (const word of ["房子退了", "荣家湾镇"]) expect(held).not.toContain(word);
  expect((await findCase(t.house.cases, city, withdrawn)).state).toBe("archived");
  expect(await findCase(t.house.cases, city, refused)).toMatchObject({ state: "refused", applicant: resident });
  expect(await findCase(t.house.cases, city, open)).toMatchObject({ state: "submitted", applicant: resident });
  const record = (await auditEntries(t.house.database, city)).items.filter((one) => one.subject === number);
  expect(record.find((one) => one.act === "resident.erase_on_request")?.detail).toMatchObject({ cases: 1, kept: 1 });

  // They are signed out everywhere; signing in again they read what became of it, in both languages.
  expect((await browser.get("/me/cases", false)).status).toBe(303);
  await browser.signIn("worker");
  const page = await browser.get("/me/privacy");
  for (const said of ["已按您的要求删除", "个人资料：姓名", "居住证申领：1 件", "必须保存到 2031年11月16日"]) {
    expect(page.text).toContain(said);
  }
  expect(page.text).not.toContain(withdrawn);
  browser.language = "en";
  const english = await browser.get("/me/privacy?lang=en");
  for (const said of ["Erased as you asked", "one case", "must be kept until 16 November 2031"]) {
    expect(english.text).toContain(said);
  }
  const staff = await (await testDesk(t).signedIn(`${city}-clerk`)).get(`/staff/cases/${withdrawn}`);
  expect(staff.text).toContain("申请人要求删除，已经照办");
});

test("only what was asked for goes; another person's data is not touched", async () => {
  const mine = await life("student");
  const theirs = await life("trader");
  const { number } = await fileCase(t.house, "student", { ...wanting(["messages"]), city });
  await act(t.house, number, "accept");
  await act(t.house, number, "approve");
  const [erasure] = await eventually(
    () => erasuresOf(t.house.database, mine.resident),
    (erasures) => erasures.length > 0,
  );
  expect(erasure).toMatchObject({ number, kinds: ["contacts", "messages"], cases: {} });
  expect(await rowsOf(mine.resident)).toMatchObject({ residents: 1, contacts: 0, resident_accounts: 1 });
  expect(await findCase(t.house.cases, city, mine.withdrawn)).toMatchObject({ applicant: mine.resident });
  expect(await listDrafts(t.house, { owner: `resident:${mine.resident}`, now: t.clock.now })).toHaveLength(1);
  expect(await rowsOf(theirs.resident)).toMatchObject({ residents: 1, contacts: 1, resident_accounts: 1 });
});

test("a request that is carried out twice is carried out once, and one for a copy erases nothing", async () => {
  const { resident, withdrawn } = await life("grandmother");
  const { number } = await fileCase(t.house, "grandmother", { ...wanting(["cases"]), city });
  await act(t.house, number, "accept");
  await act(t.house, number, "approve");
  await eventually(
    () => findCase(t.house.cases, city, withdrawn),
    ({ applicant }) => applicant === "erased",
  );
  const event = await asOwner(t.test, async (client) => {
    const { rows } = await client.query("select * from events where subject = $1 and type = 'approve'", [number]);
    return { ...rows[0], seq: BigInt(rows[0].seq) };
  });
  const reaction = reactions(t.house).get("data-request");
  if (!reaction) throw new Error("nothing carries requests out");
  await runReaction(t.house.database, reaction, city, [event], t.clock.now);
  expect(await erasuresOf(t.house.database, resident)).toHaveLength(1);
  const messages = (await inbox(t.house.database, t.house.secrets, resident)).items;
  expect(messages.filter(({ template }) => template === "data_erased")).toHaveLength(1);
  expect(await profileOf(t.house.identity, resident)).toBeDefined();

  const copy = await fileCase(t.house, "grandmother", { service: "personal-data-request", sample: 1, city });
  await act(t.house, copy.number, "accept");
  await act(t.house, copy.number, "approve");
  await eventually(
    () => inbox(t.house.database, t.house.secrets, resident),
    ({ items }) => items.some(({ template }) => template === "data_request_answered"),
  );
  expect(await erasuresOf(t.house.database, resident)).toHaveLength(1);
});
