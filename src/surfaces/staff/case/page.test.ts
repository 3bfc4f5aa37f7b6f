import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permitAnswers } from "../../../../tests/helpers/cases.ts";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk, type Visitor } from "../../../../tests/helpers/staff-desk.ts";
import { auditEntries, readingsOf } from "../../../domain/audit/index.ts";
import { findCase } from "../../../domain/cases/index.ts";
import { attachFiles, receiveFile } from "../../../domain/documents/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";

const city = "430621";
let desk: TestDesk;
let clerk: Visitor;
let lead: Visitor;
beforeAll(async () => {
  desk = testDesk(await testHouse());
  clerk = await desk.signedIn("430621-clerk");
  lead = await desk.signedIn("430621-lead");
});
afterAll(() => desk.close());

const acts = (number: string) => `/staff/cases/${number}/acts`;
const open = (visitor: Visitor, number: string) => visitor.get(`/staff/cases/${number}`);
/** The acts a page offers, in its order. */
const offered = (html: string) => [...html.matchAll(/name="type" value="(\w+)"/g)].map(([, type]) => type);
const stateOf = async (number: string) => (await findCase(desk.house.cases, city, number)).state;

describe("a case", () => {
  test("goes from received to delivered by forms alone", async () => {
    const number = await desk.file();
    const before = await open(clerk, number);
    expect(before.text).toContain("李明华");
    expect(before.text).toContain("荣家湾镇城关路 12 号");
    expect(before.text).toContain("用来核对您在这里的住址和居住时间。");
    expect(offered(before.main)).toEqual(["take", "accept", "ask_correction", "decline", "note"]);
    expect(before.text).toContain("申请人收到受理通知，5 个工作日内要作出决定。");

    const accepted = await clerk.send(acts(number), {}, "accept");
    expect(accepted.text).toContain("已完成：已受理");
    expect(accepted.text).toContain("作出决定：还剩 5 个工作日");
    expect(offered(accepted.main)).toEqual(["take", "approve", "refuse", "suspend", "note"]);
    expect(accepted.text).toContain("60 日内向本级人民政府申请行政复议");

    const taken = await clerk.send(acts(number), {}, "take");
    expect(taken.text).toContain("经办人：何静");
    expect((await clerk.get("/staff?view=mine")).text).toContain(number);
    await open(clerk, number);
    const noted = await clerk.send(acts(number), { "note-note": "电话核实过\n<b>房东</b>确认" }, "note");
    expect(noted.main).toContain("&lt;b>房东&lt;/b>确认");
    const approved = await clerk.send(acts(number), { "approve-note": "请带身份证来领取" }, "approve");
    expect(approved.text).toContain("已批准，待送达");
    expect(offered(approved.main)).toEqual(["deliver", "note"]);
    const delivered = await clerk.send(acts(number), {}, "deliver");
    expect(delivered.text).toContain("已办结");
    expect(offered(delivered.main)).toEqual([]);
    expect((await clerk.get("/staff?view=closed")).text).toContain(number);
  });

  test("asks once for everything that is missing", async () => {
    const number = await desk.file();
    await open(clerk, number);
    const empty = await clerk.send(acts(number), { "ask_correction-items": " \n " }, "ask_correction");
    expect(empty.status).toBe(422);
    expect(empty.main).toContain('href="#f-ask_5f_correction_2d_items"');
    expect(empty.main).toMatch(/<details open(="")?><summary>一次告知补正/);
    const asked = await clerk.send(
      acts(number),
      { "ask_correction-items": "租房合同第二页\r\n\r\n居住地址的门牌照片" },
      "ask_correction",
    );
    expect(asked.text).toContain("1. 租房合同第二页");
    expect(asked.text).toContain("2. 居住地址的门牌照片");
    expect(asked.text).toContain("等待申请人");
    expect(offered(asked.main)).toEqual(["take", "note"]);
    expect((await clerk.get("/staff?view=waiting")).text).toContain(number);
  });

  test("refuses only with reasons, and keeps what was typed", async () => {
    const number = await desk.file();
    await open(clerk, number);
    const wrong = await clerk.send(acts(number), { "decline-reason": "", "decline-where": "请到派出所" }, "decline");
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("请填写理由");
    expect(wrong.main).toContain('value="请到派出所"');
    const declined = await clerk.send(
      acts(number),
      { "decline-reason": "地址不在本县", "decline-where": "请到岳阳楼区" },
      "decline",
    );
    expect(declined.text).toContain("理由：地址不在本县");
    expect(await stateOf(number)).toBe("not_accepted");
    expect((await clerk.get("/staff?view=closed&state=not_accepted")).text).toContain(number);
    await open(lead, number);
    const reopened = await lead.send(acts(number), { "reopen-reason": "地址核对有误" }, "reopen");
    expect(reopened.text).toContain("审查中");
  });

  test("characters that nobody can see cost no reasons that were written", async () => {
    const number = await desk.file();
    await open(clerk, number);
    const typed = { "decline-reason": "地址\u0000不在\u0007本县", "decline-where": "请到派出所" };
    const wrong = await clerk.send(acts(number), typed, "decline");
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("看不见的控制字符");
    expect(wrong.main).toContain(">地址不在本县</textarea>");
    expect(wrong.main).toContain('value="请到派出所"');
    const key = await clerk.post(acts(number), { type: "note", key: "a\u0000b", revision: "1", "note-note": "已核对" });
    expect(key.status).toBe(303);
  });

  test("of two clerks the second is told who was faster, and keeps what they wrote", async () => {
    const number = await desk.file();
    await open(clerk, number);
    await clerk.send(acts(number), {}, "accept");
    await open(lead, number);
    await open(clerk, number);
    await clerk.send(acts(number), { "approve-note": "同意" }, "approve");
    const late = await lead.send(acts(number), { "refuse-reason": "材料之间互相矛盾，<script>" }, "refuse");
    expect(late.status).toBe(409);
    expect(late.text).toContain("何静于 2026年11月16日 09:00 处理了这件办件：准予。");
    expect(late.text).toContain("材料之间互相矛盾");
    expect(late.main).not.toContain("<script>");
    expect(await stateOf(number)).toBe("approved");
    const english = await desk.signedIn("430621-lead", "en");
    english.page = lead.page;
    expect((await open(english, number)).text).toContain("Approved, to deliver");
  });

  test("the same form sent twice is one act", async () => {
    const number = await desk.file();
    const page = await open(clerk, number);
    await clerk.send(acts(number), { "note-note": "只记一次" }, "note");
    clerk.page = page.html;
    const again = await clerk.send(acts(number), { "note-note": "只记一次" }, "note");
    expect(again.text).toContain("已完成");
    expect(again.text.split("只记一次").length).toBe(2);
    expect((await findCase(desk.house.cases, city, number)).revision).toBe(2);
  });

  test("what the state or the role does not allow is refused", async () => {
    const number = await desk.file();
    const page = await open(clerk, number);
    const hidden = { revision: "1", key: "k1" };
    const early = await clerk.post(acts(number), { ...hidden, type: "approve", "approve-note": "好的" });
    expect([early.status, early.text.includes("这一步现在不能办理")]).toEqual([409, true]);
    expect(early.text).toContain("好的");
    const role = await clerk.post(acts(number), {
      ...hidden,
      type: "transfer",
      "transfer-where": "乡镇",
      "transfer-reason": "管辖",
    });
    expect(role.status).toBe(403);
    for (const [type, status] of [
      ["issue", 422],
      ["withdraw", 422],
      ["erase", 422],
    ] as const) {
      clerk.page = page.html;
      expect((await clerk.post(acts(number), { ...hidden, type })).status).toBe(status);
    }
    clerk.page = "";
    expect((await clerk.post(acts(number), { ...hidden, type: "accept" })).status).toBe(403);
    for (const person of ["130982-clerk", "430621-office", "430621-auditor", "000000-operator"]) {
      const other = await desk.signedIn(person);
      await other.get("/staff/me");
      expect((await other.post(acts(number), { ...hidden, type: "accept" })).status).toBe(404);
      expect((await other.post(`/staff/cases/${number}/show`, {})).status).toBe(404);
    }
    expect(await stateOf(number)).toBe("submitted");
  });

  test("a lead assigns to a colleague of the agency and to nobody else", async () => {
    const number = await desk.file();
    const page = await open(lead, number);
    const options = [...page.main.matchAll(/<option value="([^"]+)"[^>]*>([^<]+)/g)];
    expect(options.map(([, , label]) => label)).toEqual(["何静 · 办事人员", "罗建国 · 部门负责人"]);
    const stranger = await lead.send(acts(number), { "assign-to": newId(desk.clock.now) }, "assign");
    expect([stranger.status, stranger.text.includes("请从名单中选择")]).toEqual([422, true]);
    const to = options[0]?.[1] ?? "";
    const assigned = await lead.send(acts(number), { "assign-to": to, "assign-note": "请今天看" }, "assign");
    expect(assigned.text).toContain("交给何静 请今天看");
    expect((await clerk.get("/staff?view=mine")).text).toContain(number);
  });

  test("stops and starts the clock, and a lead extends it once", async () => {
    const number = await desk.file();
    await open(lead, number);
    await lead.send(acts(number), {}, "accept");
    const stopped = await lead.send(acts(number), { "suspend-reason": "等待鉴定，约十天" }, "suspend");
    expect(stopped.text).toContain("2026年11月16日 起停止计时");
    await lead.send(acts(number), {}, "resume");
    const extended = await lead.send(acts(number), { "extend-reason": "需要实地核查" }, "extend");
    expect(extended.text).toContain("还剩 15 个工作日");
    expect(offered(extended.main)).not.toContain("extend");
  });
});

describe("what is seen", () => {
  test("every look is written down, once for a few minutes; numbers in full are a look of their own", async () => {
    const resident = "rSeenByClerks";
    const number = await desk.file({ resident, by: { kind: "resident", id: resident } });
    const page = await open(clerk, number);
    await open(clerk, number);
    expect(page.text).not.toContain("11010519491231002X");
    expect(page.text).not.toContain("13800138000");
    let { items } = await readingsOf(desk.house.database, resident);
    expect(items).toMatchObject([
      { readerName: "何静", readerAgency: "岳阳县公安局", purpose: "decide", subject: number },
    ]);
    const shown = await clerk.send(`/staff/cases/${number}/show`, {});
    expect(shown.text).toContain("11010519491231002X");
    expect(shown.text).toContain("13800138000");
    ({ items } = await readingsOf(desk.house.database, resident));
    expect(items.map((item) => item.purpose).sort()).toEqual(["decide", "identity"]);
    const audit = await auditEntries(desk.house.database, city);
    expect(audit.items.filter((entry) => entry.act === "case.read" && entry.subject === number)).toHaveLength(2);
  });

  test("a PDF is seen within the page, and a look at it is written down once it is opened", async () => {
    const owner = "rWithPdf";
    const about = {
      city,
      owner,
      draft: newId(desk.clock.now),
      question: "housing_proof",
      name: "合同.pdf",
      now: desk.clock.now,
    };
    const file = await receiveFile(desk.house.documents, Readable.from(smallestPdf), about);
    const number = await desk.file({ resident: owner, by: { kind: "resident", id: owner } });
    await desk.house.database.transaction(cityScope(city), (tx) =>
      attachFiles(tx, { city, owner, ids: [file.id], caseNumber: number }),
    );
    const policyOf = (answer: { headers: Headers }) => answer.headers.get("content-security-policy")?.split("; ");
    const page = await open(clerk, number);
    const href = `/staff/cases/${number}/files/${file.id}`;
    expect(page.main).toContain(`<iframe src="${href}?view=1" title="合同.pdf" loading="lazy">`);
    expect(page.main).toContain(`<a href="${href}">`);
    expect(policyOf(page)).toContain("frame-src 'self'");
    // No other page may hold a frame, nor this one where there is nothing to put into it.
    expect(policyOf(await open(clerk, await desk.file()))?.join()).not.toContain("frame-src");
    const purposes = async () => (await readingsOf(desk.house.database, owner)).items.map((item) => item.purpose);
    expect(await purposes()).toEqual(["decide"]);
    const seen = await clerk.get(`${href}?view=1`);
    expect([seen.status, seen.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(seen.headers.get("content-disposition")).toMatch(/^inline;/);
    expect(seen.headers.get("x-frame-options")).toBeNull();
    expect(policyOf(seen)).toEqual(expect.arrayContaining(["default-src 'none'", "frame-ancestors 'self'"]));
    await clerk.get(`${href}?view=1`);
    expect((await clerk.get(href)).headers.get("content-disposition")).toMatch(/^attachment;/);
    expect((await purposes()).sort()).toEqual(["decide", "file"]);
  });

  test("files are shown in place to whoever may see the case, and to nobody else", async () => {
    const owner = "rWithPhoto";
    const draft = newId(desk.clock.now);
    const about = { city, owner, draft, question: "housing_proof", name: "合同.png", now: desk.clock.now };
    const file = await receiveFile(desk.house.documents, Readable.from(onePixel), about);
    const answers = {
      ...permitAnswers(),
      housing_proof: { file: file.id, name: file.name, size: file.size, type: "image/png" },
    };
    const number = await desk.file({ resident: owner, by: { kind: "resident", id: owner }, answers });
    await desk.house.database.transaction(cityScope(city), (tx) =>
      attachFiles(tx, { city, owner, ids: [file.id], caseNumber: number }),
    );
    const page = await open(clerk, number);
    const href = `/staff/cases/${number}/files/${file.id}`;
    expect(page.main).toContain(`<img src="${href}"`);
    const image = await clerk.get(href);
    expect([image.status, image.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(image.body.subarray(1, 4).toString()).toBe("PNG");
    const { items } = await readingsOf(desk.house.database, owner);
    expect(items.map((item) => item.purpose).sort()).toEqual(["decide", "file"]);
    const other = await desk.file();
    expect((await clerk.get(`/staff/cases/${other}/files/${file.id}`)).status).toBe(404);
    expect((await clerk.get(`/staff/cases/${number}/files/nothing`)).status).toBe(404);
    const elsewhere = await desk.signedIn("130982-clerk");
    expect((await elsewhere.get(href)).status).toBe(404);
    expect((await desk.visitor().get(href)).status).toBe(303);
  });
});

test("the city office answers suggestions; clerks of agencies do not see them", async () => {
  const service = desk.house.catalogue.service("suggestion");
  if (!service) throw new Error("no suggestion");
  const number = await desk.file({
    service,
    agency: "hotline",
    resident: "vNobody",
    by: { kind: "visitor", id: "vNobody" },
    applicant: { name: "", id_type: "", id_number: "", phone: "" },
    answers: service.definition.samples[0]?.answers ?? {},
    delivery: null,
  });
  expect((await open(clerk, number)).status).toBe(404);
  const office = await desk.signedIn("430621-office");
  expect((await office.get("/staff")).text).toContain("未留姓名");
  expect((await open(office, number)).text).toContain("上传照片以后页面一直空白");
  await office.send(acts(number), {}, "accept");
  const silent = await office.send(acts(number), { "approve-note": "" }, "approve");
  expect(silent.status).toBe(422);
  const answered = await office.send(acts(number), { "approve-note": "已经修好，谢谢您。" }, "approve");
  expect(answered.text).toContain("已答复");
  expect(answered.text).not.toContain("已批准");
  expect((await office.send(acts(number), {}, "deliver")).text).toContain("已办结");
});

test("a session that ended loses nothing that was written", async () => {
  const number = await desk.file();
  const visitor = await desk.signedIn("430621-clerk");
  await open(visitor, number);
  const before = desk.clock.now;
  desk.clock.now = new Date(before.getTime() + 21 * 60_000);
  const ended = await visitor.send(acts(number), { "note-note": "写了很久的备注" }, "note");
  expect([ended.status, ended.text.includes("写了很久的备注")]).toEqual([401, true]);
  expect(ended.text).not.toContain("李明华");
  const href = /href="(\/staff\/sign-in[^"]+)"/.exec(ended.main)?.[1] ?? "";
  expect((await visitor.get(href)).text).toContain("登录已结束");
  const back = await visitor.send("/staff/sign-in/demonstration", { person: "430621-clerk" });
  expect(back.text).toContain(number);
  desk.clock.now = before;
});

// 1 × 1, black.
const onePixel = [
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==", "base64"),
];

const smallestPdf = [
  Buffer.from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"),
];
