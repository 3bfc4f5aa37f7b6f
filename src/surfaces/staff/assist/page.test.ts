import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { act, eventually } from "../../../../tests/helpers/own-pages.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { visitor } from "../../../../tests/helpers/visitor.ts";
import { auditEntries, readingsOf } from "../../../domain/audit/index.ts";
import { beginAssist, markAssistSent } from "../../../domain/caseload/index.ts";
import { submitCase, viewCase } from "../../../domain/cases/index.ts";
import { type Clerk, clerksOf } from "../../../domain/identity/index.ts";
import { type Channel, inbox, type MessageChannel, type Outgoing } from "../../../domain/notifications/index.ts";

const city = "430621";
let desk: TestDesk;
let clerk: Clerk;
const sent: Outgoing[] = [];
beforeAll(async () => {
  desk = testDesk(await testHouse({ jobs: true }));
  const { items } = await clerksOf(desk.house.identity, city);
  clerk = items.find(({ login }) => login === `${city}-clerk`) as Clerk;
  const line: MessageChannel = {
    channel: "sms",
    send: async (message) => {
      sent.push(message);
      return { kind: "taken", id: message.reference, reports: false };
    },
  };
  (desk.house.channels as Map<Channel, MessageChannel>).set("sms", line);
});
afterAll(() => desk.close());

let people = 0;
/** Filed at the counter for somebody who never signed in. */
async function filedFor(phone: string) {
  const { house, clock } = desk;
  const service = house.catalogue.service("residence-permit");
  if (!service) throw new Error("the permit is not published");
  people += 1;
  const idNumber = `E1234567${people}`;
  const person = { name: "王秀兰", idType: "passport", idNumber, phone, consent: "word" };
  const about = { ...person, clerk, service, agencyName: "岳阳县公安局", today: "2026-11-16" };
  const assist = await beginAssist(house, about, clock.now);
  const key = randomUUID();
  const { number } = await submitCase(house.cases, {
    ...{ city, service, agency: "public-security", resident: assist.resident, delivery: "collect", channel: "counter" },
    applicant: { name: "王秀兰", id_type: "passport", id_number: idNumber, phone },
    answers: service.definition.samples[0]?.answers ?? {},
    by: { kind: "clerk", id: clerk.id },
    idempotency: { caller: `staff:${clerk.id}`, key, bodyHash: key },
  });
  await markAssistSent(house, assist, number, clock.now);
  return { assist, number, here: `/staff/assist/${assist.id}` };
}

const toldOf = async (resident: string) =>
  (await inbox(desk.house.database, desk.house.secrets, resident)).items.map(({ template }) => template);

test("the receipt says whether and how the person hears of it, and the SMS goes to the number given and no other", async () => {
  const { assist, number, here } = await filedFor("13900009001");
  const { house } = desk;
  await eventually(
    () => toldOf(assist.resident),
    (told) => told.includes("filed_for_you"),
  );
  await eventually(
    () => house.deliveries.run("sms"),
    () => sent.length > 0,
  );
  expect(sent.map(({ to }) => to)).toEqual(["13900009001"]);
  expect(sent[0]?.text).not.toContain("王");
  const counter = await desk.signedIn(`${city}-clerk`);
  const receipt = await counter.get(here);
  expect(receipt.text).toContain("有进展时发短信到本人留的手机 139****9001");
  expect(receipt.text).toContain("短信：已发出");
  expect(receipt.text).toContain("接下来");
  expect(receipt.html).toContain("查询码");
  expect(receipt.html).not.toContain("13900009001");

  // The person wants none: nothing is sent from now on, and the record has it.
  await counter.send(`${here}/no-sms`, {});
  expect((await counter.get(here)).text).toContain("本人说过不要短信");
  expect((await counter.get(here)).text).toContain("没有办法主动通知到本人");
  const entries = await auditEntries(house.database, city);
  expect(entries.items.find(({ act }) => act === "case.no_sms")).toMatchObject({ actor: clerk.id });
  await act(house, number, "accept");
  await eventually(
    () => toldOf(assist.resident),
    (told) => told.includes("accepted"),
  );
  await house.deliveries.run("sms");
  expect(sent).toHaveLength(1);
});

test("without a mobile number the clerk reads that nobody will tell the person", async () => {
  const { here } = await filedFor("0730-8881234");
  const counter = await desk.signedIn(`${city}-clerk`, "en");
  const receipt = await counter.get(here);
  expect(receipt.text).toContain("takes no SMS");
  expect(receipt.text).toContain("There is no way to tell the person");
});

test("the code on the receipt tells where the case stands and no more, without signing in", async () => {
  const { number } = await filedFor("");
  await act(desk.house, number, "ask_correction", { items: ["请上传租房合同"] });
  const anybody = await desk.visitor().get(`/${city}/cases/${number}/sent`);
  expect(anybody.status).toBe(200);
  expect(anybody.text).toContain(number);
  expect(anybody.text).toContain("请本人用自己的证件登录查看");
  for (const secret of ["租房合同", "王", "E1234567"]) expect(anybody.text).not.toContain(secret);
  // A case the person filed alone is not told by its number.
  expect((await desk.visitor().get(`/${city}/cases/${await desk.file()}/sent`)).status).toBe(404);
});

test("a clerk puts right with the person what they filed for them: on the same questions, as the clerk, told to the person", async () => {
  const { assist, number, here } = await filedFor("13900009002");
  const { house } = desk;
  const signed = await desk.signedIn(`${city}-clerk`);
  const who = visitor(desk.baseUrl);
  for (const [name, value] of signed.cookies) who.cookies.set(name, value);
  // Nothing to put right yet.
  expect((await who.get(`${here}/correct`)).at).toBe(here);
  await act(house, number, "ask_correction", { items: ["门牌号不完整"] });
  expect((await who.get(here)).text).toContain("替本人补正");
  await who.get(`${here}/correct`);
  expect(who.page.text).toContain("您正在替王**补正");
  expect(who.page.text).toContain("门牌号不完整");
  await who.press("提交补正", { "address-detail": "" });
  expect(who.page.status).toBe(422);
  await who.press("提交补正", { "address-detail": "荣家湾镇城关路 12 号 3 栋 1 单元 402 室" });
  expect(who.page.at).toBe(here);

  const { row, answers, timeline } = await viewCase(house.cases, city, number);
  expect(row.state).toBe("submitted");
  expect(answers).toMatchObject({ address: { detail: "荣家湾镇城关路 12 号 3 栋 1 单元 402 室" } });
  expect(timeline[0]).toMatchObject({
    ...{ type: "correct", actor_kind: "clerk", actor: clerk.id, on_behalf: assist.resident },
  });
  await eventually(
    () => toldOf(assist.resident),
    (told) => told.includes("corrected_for_you"),
  );
  const entries = await auditEntries(house.database, city);
  expect(entries.items.find(({ act }) => act === "case.assist_correct")).toMatchObject({ subject: number });
  const readings = await readingsOf(house.database, assist.resident);
  expect(readings.items.filter(({ subject }) => subject === number).length).toBeGreaterThan(0);

  // Once is once, and nobody else's: not another clerk's, not before it is asked for.
  expect((await who.get(`${here}/correct`)).at).toBe(here);
  await act(house, number, "decline", { reason: "不在本辖区", where: "汨罗市公安局" });
  const other = await desk.signedIn(`${city}-lead`);
  expect((await other.get(`${here}/correct`)).status).toBe(404);
});
