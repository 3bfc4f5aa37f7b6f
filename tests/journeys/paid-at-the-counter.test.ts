import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCase } from "../../src/domain/cases/index.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { Browsing, fileCase, keyOf } from "../helpers/own-pages.ts";
import { type TestDesk, testDesk } from "../helpers/staff-desk.ts";
import { visitor } from "../helpers/visitor.ts";
import { fillInAndSend } from "./support/sample-pages.ts";
import { signInAsSampled } from "./support/sample-person.ts";

/** What costs something and needs one visit, from the guide to the decision; a fee that follows from the answers. */
const city = "430621";

let t: TestHouse;
let desk: TestDesk;
beforeAll(async () => {
  t = await testHouse();
  desk = testDesk(t);
});
afterAll(() => t?.close());

/** The permits and passports of the catalogue: a fee before the decision, and a visit. */
function published(code: string) {
  const service = t.house.catalogue.service(code);
  if (!service) throw new Error(`${code} is not published`);
  return service;
}

test("a passport: the fee and the visit are told, recorded by the clerk, and only then it is decided", async () => {
  const service = published("passport");
  const { definition } = service;
  const resident = keyOf(t.house, "worker");
  // As a city that has the police do it: its clerk is one of the demonstration's people.
  const number = await desk.file({
    ...{ service, resident, by: { kind: "resident", id: resident } },
    answers: definition.samples[0]?.answers,
    delivery: definition.deliver[0] ?? null,
  });
  const person = new Browsing(t.baseUrl);
  await person.signIn("worker");
  const before = (await person.get(`/me/cases/${number}`)).text;
  for (const words of ["您还要到窗口办的", "缴费 120.00 元。", "请带上身份证件", definition.visit?.say.zh ?? "?"]) {
    expect(before).toContain(words);
  }

  const office = await desk.signedIn(`${city}-clerk`);
  const acts = `/staff/cases/${number}/acts`;
  await office.get(`/staff/cases/${number}`);
  await office.send(acts, {}, "accept");
  const early = await office.send(acts, { "approve-note": "" }, "approve");
  expect(early.status).toBe(409);
  expect(early.text).toContain("这件办件还有费用没有登记收到。");
  const other = await office.send(acts, { "record-what": "fee_paid", "record-amount": "60" }, "record");
  expect(other.text).toContain("应收 120.00 元。收的金额不同的，请写明原因。");
  expect(other.html).toContain('value="60"');
  const paid = await office.send(
    acts,
    { "record-what": "fee_paid", "record-amount": "120", "record-receipt_number": "00451234" },
    "record",
  );
  expect(paid.text).toContain("已收 120.00 元");
  expect(paid.text).toContain("票据号码：00451234");
  expect(paid.html).not.toContain('name="record-amount"');
  await office.send(acts, { "record-what": "visited" }, "record");
  const decided = await office.send(acts, { "approve-note": "" }, "approve");
  expect(decided.status).toBe(200);
  expect((await findCase(t.house.cases, city, number)).state).toBe("approved");

  const after = (await person.get(`/me/cases/${number}`)).text;
  expect(after).not.toContain("您还要到窗口办的");
  for (const words of ["窗口收到您缴的 120.00 元", "票据号码：00451234", "您来过窗口", "窗口已收到 120.00 元。"]) {
    expect(after).toContain(words);
  }
});

test("a fee by the answers: a table on the guide, the amount before sending, the row that holds on the case", async () => {
  const service = published("hk-macao-permit");
  const { fee } = service.definition;
  const rows = fee === "none" ? [] : (fee.amounts ?? []);
  expect(rows.length).toBeGreaterThan(1);
  const sample = service.definition.samples.find((one) => !one.expect.refused && one.city === city);
  if (!sample) throw new Error(`no sample plays in ${city}`);
  t.clock.now = new Date(`${sample.on}T01:00:00Z`);
  const who = visitor(t.baseUrl);
  await signInAsSampled(t, who, service, sample);
  await who.get(`/${city}/services/hk-macao-permit`);
  for (const row of rows) expect(who.page.text).toContain(row.say.zh);
  expect(who.page.text).toContain("到窗口缴纳");
  await who.get(`/${city}/services/hk-macao-permit/start`);
  await fillInAndSend(who, service, sample.answers, "zh");
  const number = /\d{6}-\d{8}-C[0-9A-Z]+-[0-9A-Z]/.exec(who.page.at)?.[0] ?? "";
  const { counter } = await findCase(t.house.cases, city, number);
  const due = counter?.fee?.amount_fen ?? Number.NaN;
  const row = rows.find(({ amount_fen }) => amount_fen === due);
  expect(row).toBeDefined();
  expect(who.page.text).toContain(row?.say.zh);
  expect(who.page.text).toContain(`${(due / 100).toFixed(2)} 元`);
});

test("programs read the fee, record it, and are held up like a clerk", async () => {
  const { number } = await fileCase(t.house, "student", { service: "passport" });
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "demo-agency",
    client_secret: "demo-agency-secret",
  });
  const granted = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
  const authorization = `Bearer ${((await granted.json()) as { access_token: string }).access_token}`;
  const at = `${t.baseUrl}/api/v1/cities/${city}/cases/${number}`;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into.
  const read = async (): Promise<any> => (await fetch(at, { headers: { authorization } })).json();
  const act = async (type: string, input: object = {}) => {
    const { version } = await read();
    const answer = await fetch(`${at}/acts`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", "idempotency-key": randomUUID() },
      body: JSON.stringify({ type, version, ...input }),
    });
    return { status: answer.status, ...((await answer.json()) as { code?: string }) };
  };
  const service = await (await fetch(`${t.baseUrl}/api/v1/cities/${city}/services/passport`)).json();
  expect(service).toMatchObject({ fee: { kind: "amount", amount_fen: 12_000, charge: "decide" } });
  expect(await read()).toMatchObject({
    fee: { kind: "amount", amount_fen: 12_000 },
    counter: { fee_due_fen: 12_000, fee_paid_fen: 0, visit: "due" },
    acts: expect.arrayContaining(["record"]),
  });
  await act("accept");
  expect(await act("approve")).toMatchObject({ status: 409, code: "fee_not_recorded" });
  expect(await act("record", { what: "fee_paid", amount_fen: 12_000 })).toMatchObject({ status: 200 });
  expect(await act("record", { what: "fee_paid", amount_fen: 12_000 })).toMatchObject({ code: "already_recorded" });
  expect(await act("approve")).toMatchObject({ status: 409, code: "visit_not_recorded" });
  expect(await act("record", { what: "visited" })).toMatchObject({ status: 200 });
  const after = await read();
  expect(after).toMatchObject({ counter: { fee_due_fen: 0, fee_paid_fen: 12_000, visit: "done" } });
  expect(after.acts).not.toContain("record");
  expect(after.events[0]).toMatchObject({ type: "record", recorded: "visited" });
  expect(await act("approve")).toMatchObject({ status: 200 });
});
