import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../../../../tests/helpers/database.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { claimsOf, fileCase, keyOf, type Sub } from "../../../../tests/helpers/own-pages.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { type Visitor, visitor } from "../../../../tests/helpers/visitor.ts";
import { readingsOf } from "../../../domain/audit/index.ts";
import { findCases, project, viewCase, withdrawConsent } from "../../../domain/cases/index.ts";
import { type Certificate, getCertificate, issueCertificate } from "../../../domain/documents/index.ts";
import { signInResident } from "../../../domain/identity/index.ts";
import {
  type Channel,
  deliver,
  inbox,
  type MessageChannel,
  reachedAbout,
} from "../../../domain/notifications/index.ts";
import { cityAndResidentScope, residentScope } from "../../../foundation/database/index.ts";
import { cookiesFor } from "../../../foundation/http/index.ts";

const city = "430621";
const address = { division: "430621", detail: "荣家湾镇演示路 18 号 2 栋 501 室" };

let running: TestHouse;
let desk: TestDesk;
beforeAll(async () => {
  running = await testHouse();
  desk = testDesk(running);
});
afterAll(() => running.close());

async function signedIn(sub: Sub): Promise<Visitor> {
  const { house, baseUrl } = running;
  const claims = claimsOf(sub);
  const session = await signInResident(
    house.identity,
    {
      idType: "resident_id",
      idNumber: claims["id_number"] ?? "",
      name: claims["name"] ?? "",
      phone: claims["phone_number"],
      hukouDivision: claims["hukou_division"],
    },
    house.clock(),
  );
  const who = visitor(baseUrl);
  who.cookies.set(cookiesFor(baseUrl).names.session, session.token);
  return who;
}

/** A permit as it comes from an approved case. */
async function permitOf(sub: Sub, over: Partial<Parameters<typeof issueCertificate>[1]> = {}): Promise<Certificate> {
  const { house } = running;
  const { number } = await fileCase(house, sub);
  return issueCertificate(house.documents, {
    ...{ city, caseNumber: number, template: "residence-permit", templateVersion: "1", holder: keyOf(house, sub) },
    facts: {
      title: { zh: "居住证", en: "Residence permit" },
      holder: claimsOf(sub)["name"] ?? "",
      lines: [{ label: { zh: "居住地住址", en: "Address" }, value: "湖南省岳阳县荣家湾镇演示路 18 号" }],
      issuedOn: "2026-11-16",
      validUntil: "2027-11-15",
      issuer: { zh: "岳阳县公安局", en: "Yueyang County Police" },
    },
    values: { address },
    baseUrl: running.baseUrl,
    demonstration: true,
    now: house.clock(),
    ...over,
  });
}

async function codeFrom(who: Visitor, number: string, agency = "any", purpose = "子女入学"): Promise<string> {
  await who.get(`/me/certificates/${number}`);
  const page = await who.press("生成用证码", { purpose, agency });
  return /\d{4} \d{4} \d{4}/.exec(page.title)?.[0] ?? "";
}

async function token(): Promise<string> {
  const form = { grant_type: "client_credentials", client_id: "demo-agency", client_secret: "demo-agency-secret" };
  const granted = await fetch(`${running.baseUrl}/demo/oidc/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return ((await granted.json()) as { access_token: string }).access_token;
}

async function api(method: "GET" | "POST", path: string, body?: object, key: string = randomUUID()) {
  const answer = await fetch(`${running.baseUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      ...(method === "POST" ? { "content-type": "application/json", "idempotency-key": key } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  return {
    status: answer.status,
    bytes,
    json: (isJson ? JSON.parse(bytes.toString()) : {}) as Record<string, unknown>,
  };
}

/** Signs a child up for school as the sample does, except for the page about the stay. @returns the case's number */
async function enrol(who: Visitor, stay: () => Promise<void>): Promise<string> {
  const next = "继续";
  await who.get(`/${city}/services/school-enrolment/start`);
  await who.press(who.page.buttons.some((one) => one.includes("重新填一份")) ? "重新填一份" : "开始");
  const pick = (labels: Record<string, string | boolean>) => {
    const consents = [...who.page.html.matchAll(/name="(\w+_consent)"/g)].map(([, name = ""]) => [name, true] as const);
    return who.press(next, { ...labels, ...Object.fromEntries(consents) });
  };
  await pick({ guardian: "父亲", stage: "小学", entry: "2027" });
  await pick({
    孩子的出生日期: "2021-03-14",
    child_name: "马丽娜",
    child_id: "430621202103140015",
    child_hukou: "640100",
  });
  expect(who.page.errors).toEqual([]);
  await pick({ home_kind: "租", "home_proof-promise": true });
  await pick({ stay_ground: "我有这里的居住证" });
  await stay();
  if (who.page.at.includes("/pages/stay")) await who.press(next);
  await who.press(next);
  await who.press("提交");
  return /\d{6}-\d{8}-[0-9A-Z]+-[0-9A-Z]/.exec(who.page.at)?.[0] ?? "";
}

describe("a one-time code", () => {
  test("is shown to its holder, used once by an agency, and every use is told", async () => {
    const { house } = running;
    const { number, holder } = await permitOf("worker");
    const who = await signedIn("worker");
    await who.get("/me/certificates");
    expect((await who.follow("打开、出示")).text).toContain("有效");
    const digits = await codeFrom(who, number);
    expect(digits).toMatch(/^\d{4} \d{4} \d{4}$/);
    expect((await who.get(who.page.at)).title).toContain(digits);
    const kept = await asOwner(running.test, (owner) => owner.query("select * from certificate_codes"));
    expect(kept.rows).toMatchObject([{ agency: null }]);
    expect(JSON.stringify(kept.rows)).not.toContain(digits.replaceAll(" ", ""));
    expect(JSON.stringify(kept.rows)).not.toContain("子女入学");
    expect((await who.get(`/me/certificates/${number}`)).text).toContain("子女入学");

    const path = `/cities/${city}/certificate-codes/redemptions`;
    const key = randomUUID();
    const used = await api("POST", path, { code: digits }, key);
    expect(used).toMatchObject({
      status: 200,
      json: { number, state: "valid", purpose: "子女入学", holder: claimsOf("worker")["name"] },
    });
    const again = await api("POST", path, { code: digits }, key);
    expect(again.json).toEqual(used.json);
    expect(await api("POST", path, { code: "0000 0000 0000" }, key)).toMatchObject({
      ...{ status: 422, json: { code: "idempotency_key_reused" } },
    });
    expect(await api("POST", path, { code: digits })).toMatchObject({ status: 422, json: { code: "code_not_valid" } });
    const paper = String(used.json["pdf"]).replace("/api/v1", "");
    expect((await api("GET", paper)).bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(await api("GET", paper)).toMatchObject({ status: 404, json: { code: "file_not_found" } });

    const { items } = await readingsOf(house.database, holder);
    expect(items.filter((one) => one.subject === number)).toMatchObject([{ purpose: "certificate_code" }]);
    expect((await who.get(`/me/certificates/${number}`)).text).toContain("demo-agency");
    expect((await who.get("/me/readings")).text).toContain("用您给的用证码");
    const messages = await inbox(house.database, house.secrets, holder);
    expect(messages.items.map(({ template }) => template)).toContain("certificate_shown");
  });

  test("wrong, withdrawn, old and another agency's codes get one and the same answer", async () => {
    const { number } = await permitOf("worker");
    const who = await signedIn("worker");
    const path = `/cities/${city}/certificate-codes/redemptions`;
    const answers: unknown[] = [];
    const { instance: _none, reference: _first, ...wrong } = (await api("POST", path, { code: "0000 0000 0000" })).json;
    const ask = async (code: string) => {
      const { instance: _, reference: _second, ...said } = (await api("POST", path, { code })).json;
      answers.push(said);
    };
    const withdrawn = await codeFrom(who, number);
    await who.press("收回");
    await ask(withdrawn);
    const old = await codeFrom(who, number);
    const before = running.clock.now;
    running.clock.now = new Date(before.getTime() + 11 * 60_000);
    await ask(old);
    running.clock.now = before;
    await ask("abc");
    expect(answers).toEqual([wrong, wrong, wrong]);
    expect(wrong).toMatchObject({ code: "code_not_valid" });
    const others = await codeFrom(who, number, "tax");
    const clerk = await desk.signedIn("430621-clerk");
    await clerk.get("/staff/redeem");
    const refused = await clerk.send("/staff/redeem", { code: others });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("不能使用");
    await ask(others);
    expect(answers.at(-1)).toMatchObject({ number });
  });

  test("opens a certificate at the counter, once, and a purpose must be given", async () => {
    const { number } = await permitOf("worker");
    const who = await signedIn("worker");
    await who.get(`/me/certificates/${number}`);
    expect((await who.press("生成用证码", { purpose: " " })).status).toBe(422);
    const digits = await codeFrom(who, number, "public-security");
    const clerk = await desk.signedIn("430621-clerk");
    await clerk.get("/staff/redeem");
    const shown = await clerk.send("/staff/redeem", { code: digits });
    expect(shown.text).toContain("演示路 18 号");
    const pdf = /\/staff\/redeem\/[0-9a-f-]+\.pdf/.exec(shown.html)?.[0] ?? "";
    expect((await clerk.get(pdf)).body.subarray(0, 5).toString()).toBe("%PDF-");
    expect((await clerk.get(pdf)).status).toBe(404);
    await clerk.get("/staff/redeem");
    expect((await clerk.send("/staff/redeem", { code: digits })).status).toBe(422);
    expect((await who.get(`/me/certificates/${number}`)).text).toContain("何静");
  });

  test("is nobody else's to see", async () => {
    const { number } = await permitOf("worker");
    const who = await signedIn("worker");
    await codeFrom(who, number);
    const other = await signedIn("student");
    expect((await other.get(who.page.at)).status).toBe(404);
    expect((await other.get(`/me/certificates/${number}`)).status).toBe(404);
  });
});

describe("a certificate whose facts change", () => {
  test("is revoked by the agency's program, told to its holder, who learns why where others learn since when", async () => {
    const { house } = running;
    const { number, holder } = await permitOf("student");
    const path = `/cities/${city}/certificates/${number}`;
    expect(await api("GET", path)).toMatchObject({ status: 400 });
    expect(await api("GET", `${path}?purpose=check`)).toMatchObject({ status: 200, json: { state: "valid" } });
    const { items } = await readingsOf(house.database, holder);
    expect(items[0]).toMatchObject({ subject: number, purpose: "check" });

    const changed = await api("POST", `${path}/revocations`, { effect: "facts_changed", reason: "登记已变更" });
    expect(changed.json).toEqual({ number, state: "facts_changed", changed: true });
    const who = await signedIn("student");
    expect((await who.get(`/verify/${number}`)).text).toContain("此后已有变化");
    const key = randomUUID();
    const revoked = await api("POST", `${path}/revocations`, { effect: "revoke", reason: "已迁出本县" }, key);
    expect(revoked.json).toEqual({ number, state: "revoked", changed: true });
    const repeated = await api("POST", `${path}/revocations`, { effect: "revoke", reason: "已迁出本县" }, key);
    expect(repeated.json).toEqual(revoked.json);
    const reused = await api("POST", `${path}/revocations`, { effect: "revoke", reason: "另一个理由" }, key);
    expect(reused).toMatchObject({ status: 422, json: { code: "idempotency_key_reused" } });
    const again = await api("POST", `${path}/revocations`, { effect: "revoke", reason: "另一个理由" });
    expect(again.json).toEqual({ number, state: "revoked", changed: false });
    expect((await who.get(`/me/certificates/${number}`)).text).toContain("已迁出本县");
    expect((await who.get(`/verify/${number}`)).text).toContain("已迁出本县");
    const stranger = visitor(running.baseUrl);
    const seen = await stranger.get(`/verify/${number}`);
    expect(seen.text).toContain("撤销");
    expect(seen.text).not.toContain("迁出");
    const { items: messages } = await inbox(house.database, house.secrets, holder);
    expect(messages.map(({ template }) => template)).toEqual(["certificate_revoked", "certificate_facts_changed"]);
  });

  test("is replaced by a newer one of its kind where only one may stand", async () => {
    const { house } = running;
    const first = await permitOf("trader", { oneValid: true });
    const second = await permitOf("trader", { oneValid: true });
    expect(await getCertificate(house.documents, city, first.number)).toMatchObject({
      ...{ revokedBecause: "replaced", replacedBy: second.number },
    });
    expect(await getCertificate(house.documents, city, second.number)).toMatchObject({ revokedAt: null });
    const who = await signedIn("trader");
    expect((await who.get(`/me/certificates/${first.number}`)).text).toContain("新的一份已经签发");
  });

  test("is revoked by the lead of its agency with a reason, and by no clerk", async () => {
    const { number } = await permitOf("worker");
    const clerk = await desk.signedIn("430621-clerk");
    expect((await clerk.get("/staff/redeem")).text).not.toContain("作废证照");
    const asked = { number, effect: "revoke", reason: "材料不实" };
    expect((await clerk.post("/staff/redeem/revoke", asked)).status).toBe(404);
    const lead = await desk.signedIn("430621-lead");
    await lead.get("/staff/redeem");
    expect((await lead.send("/staff/redeem/revoke", { ...asked, reason: "" })).text).toContain("请写明理由");
    await lead.get("/staff/redeem");
    expect((await lead.send("/staff/redeem/revoke", asked)).text).toContain("持证人已收到消息");
    const who = await signedIn("worker");
    expect((await who.get(`/me/certificates/${number}`)).text).toContain("材料不实");
  });
});

describe("messages beside the inbox", () => {
  test("are chosen on a page of one's own, reported by a signed gateway, and seen by staff as a state", async () => {
    const { house } = running;
    const secret = "0123456789abcdef0123456789abcdef";
    const sent: string[] = [];
    const line = (channel: Channel): MessageChannel => ({
      channel,
      send: async ({ reference, text }) => {
        sent.push(channel === "sms" ? reference : text);
        return { kind: "taken", id: "M1", reports: channel === "sms" };
      },
      reportKey: secret,
      readReport: (body) => {
        const { reference, status } = JSON.parse(body.toString()) as { reference: string; status: "delivered" };
        return { reference, state: status, id: undefined, reason: undefined, address: false };
      },
    });
    const who = await signedIn("worker");
    expect((await who.get("/me/contact")).text).toContain("没有开通短信和邮件");
    const channels = house.channels as Map<Channel, MessageChannel>;
    channels.set("sms", line("sms")).set("email", line("email"));

    expect((await who.get("/me/contact")).text).toContain("139****9002");
    expect((await who.press("发送验证码", { email: "nobody" })).status).toBe(422);
    await who.press("发送验证码", { email: "worker@people.example" });
    await house.deliveries.run("email");
    const code = /\d{6}/.exec(sent.at(-1) ?? "")?.[0] ?? "";
    expect((await who.press("确认，并接收邮件", { code })).text).toContain("不再接收邮件");
    await who.press("不再接收邮件");
    expect((await who.press("保存", { language: "English" })).status).toBe(200);

    const number = await desk.file({ resident: keyOf(house, "worker") });
    const resident = keyOf(house, "worker");
    const values = { service: { zh: "居住证申领", en: "Residence permit" }, decide_by: null };
    await house.database.transaction(residentScope(resident), (tx) =>
      deliver(tx, house.secrets, [{ template: "accepted", values, resident, city, about: number }], house.clock(), [
        ...channels.keys(),
      ]),
    );
    expect(await house.deliveries.run("sms")).toBe(1);
    const body = JSON.stringify({ reference: sent.at(-1), status: "delivered", id: "M1" });
    const path = "/api/v1/messages/sms/reports";
    const report = async (signedWith: string, at = house.clock()) => {
      const timestamp = String(Math.floor(at.getTime() / 1_000));
      const nonce = "nonce-0123456789";
      const signed = `POST\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
      const answer = await fetch(`${running.baseUrl}${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-sms-timestamp": timestamp,
          "x-sms-nonce": nonce,
          "x-sms-signature": createHmac("sha256", signedWith).update(signed).digest("hex"),
        },
        body,
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    };
    const state = async () => (await reachedAbout(house.database, resident, number))[0]?.state;
    expect(await report("another secret")).toMatchObject({ status: 401, json: { code: "signature_invalid" } });
    expect(await report(secret, new Date(house.clock().getTime() - 400_000))).toMatchObject({ status: 401 });
    expect(await state()).toBe("sent");
    expect((await report(secret)).json).toEqual({ outcome: "applied" });
    expect((await report(secret)).json).toEqual({ outcome: "nothing" });
    expect(await state()).toBe("delivered");
    const clerk = await desk.signedIn("430621-clerk");
    const seen = await clerk.get(`/staff/cases/${number}`);
    expect(seen.text).toContain("短信通知");
    expect(seen.text).toContain("已送达");
    expect((await who.get("/me/contact")).text).toContain("已送达");
    channels.clear();
  });
});

describe("a certificate in a later application", () => {
  test("is offered with what it says, used after a yes, and the consent stands with the case", async () => {
    const { house } = running;
    const permit = await permitOf("worker", { oneValid: true });
    const who = await signedIn("worker");
    const number = await enrol(who, async () => {
      expect(who.page.text).toContain(permit.number);
      expect(who.page.text).toContain(address.detail);
      expect(who.page.html).not.toContain('name="permit_address-detail"');
      await who.press("保存", { permit_address_folder: "同意，用证照上的" });
    });
    const view = await viewCase(house.cases, city, number);
    expect(view.answers["permit_address"]).toEqual(address);
    expect(view.applicant.consents?.to).toContainEqual(
      expect.objectContaining({ question: "permit_address", kind: `certificate:${permit.number}` }),
    );

    // It is taken back under "my data": the clerk reads it, the answer itself and other consents stand.
    const rows = [...(await findCases(house.cases, city, [number])).values()];
    const scope = cityAndResidentScope([city], [keyOf(house, "worker")]);
    await house.database.transaction(scope, (tx) => project(tx, rows));
    await who.get("/me/privacy");
    expect(who.page.text).toContain("您同意使用的证照");
    expect(who.page.text).toContain(permit.number);
    await who.press("收回同意");
    expect(who.page.text).toContain("已经收回同意");
    expect(who.page.text).toMatch(/同意，2026年\d+月\d+日收回/);
    expect(who.page.buttons).not.toContain("收回同意");
    const after = await viewCase(house.cases, city, number);
    expect(after.applicant.consents?.to).toContainEqual(
      expect.objectContaining({ question: "permit_address", withdrawn_at: house.clock().toISOString() }),
    );
    const notes = after.timeline.filter(({ type }) => type === "note").map(({ words }) => words.note ?? "");
    expect(notes).toEqual([expect.stringContaining(`不再使用证照 ${permit.number}`)]);
    // Twice is once; what others agreed to is not there.
    await who.get(`/me/cases/${number}`);
    const input = { city, number, question: "permit_address", kind: `certificate:${permit.number}`, note: "again" };
    expect(await withdrawConsent(house.cases, input)).toBe(false);
    expect((await viewCase(house.cases, city, number)).row.revision).toBe(after.row.revision);
    const other = await signedIn("student");
    await other.get("/me/privacy");
    expect(other.page.text).not.toContain(permit.number);
  });

  test("is left alone after a no, and where there is none nobody is asked about it", async () => {
    const { house } = running;
    const who = await signedIn("worker");
    const number = await enrol(who, async () => {
      await who.press("保存", { permit_address_folder: "不用，我自己填" });
      await who.press("保存", { "permit_address-detail": "城关镇别处 1 号" });
    });
    const view = await viewCase(house.cases, city, number);
    expect(view.answers["permit_address"]).toEqual({ division: city, detail: "城关镇别处 1 号" });
    expect(JSON.stringify(view.applicant.consents ?? {})).not.toContain("certificate:");
    const other = await signedIn("grandmother");
    await enrol(other, async () => {
      expect(other.page.html).not.toContain("permit_address_folder");
      await other.press("保存", { "permit_address-detail": "城关镇别处 2 号" });
    });
  });
});
