import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { aClerk, act, Browsing, eventually, fileCase, unescaped } from "../../../../tests/helpers/own-pages.ts";
import { findCase, tick, viewCase } from "../../../domain/cases/index.ts";
import { attachFiles, receiveFile } from "../../../domain/documents/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { publicNumber } from "../../../foundation/ids/index.ts";

const city = "430621";
const monday = new Date("2026-11-16T01:00:00Z");

let t: TestHouse;
let worker: Browsing;
let other: Browsing;

beforeAll(async () => {
  t = await testHouse({ jobs: true });
  worker = new Browsing(t.baseUrl);
  await worker.signIn("worker");
  other = new Browsing(t.baseUrl);
  await other.signIn("student");
});
afterAll(async () => {
  await t.close();
});

/** What a page says, without its marks. */
function said(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  // Where a long number may break is no space.
  return unescaped(
    main
      .replaceAll(/<wbr *\/?>/g, "")
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll(/\s+/g, " "),
  );
}

async function pageOf(number: string, language: "zh" | "en" = "zh"): Promise<string> {
  const answer = await worker.get(`/me/cases/${number}?lang=${language}`);
  worker.cookies.delete("lang");
  expect(answer.status).toBe(200);
  return said(answer.text);
}

describe("a case just sent", () => {
  test("is there at once, with its state, whose move it is, by when, and what was sent", async () => {
    const { number } = await fileCase(t.house, "worker");
    const text = await pageOf(number);
    expect(text).toContain("已收到您的申请");
    expect(text).toContain("现在由岳阳县公安局办理");
    expect(text).toContain("最迟 2026年11月23日告诉您是否受理，还有 5 个工作日");
    expect(text).toContain("法律规定：收到后 5 个工作日内一次告诉您。逾期没有告诉您的，视为已经受理。");
    expect(text).toContain("湖南省岳阳市岳阳县");
    expect(text).toContain(number);
    expect(text).toContain("511***********911X");
    expect(text).not.toContain("13900009002");
    const english = await pageOf(number, "en");
    expect(english).toContain("We have your application");
    expect(english).toContain("You will be told by 23 November 2026 whether it is accepted: 5 working days left");
  });

  test("whoever is not signed in is led to sign in and back", async () => {
    const { number } = await fileCase(t.house, "worker");
    const answer = await new Browsing(t.baseUrl).get(`/me/cases/${number}`, false);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`/sign-in?return=${encodeURIComponent(`/me/cases/${number}`)}`);
  });
});

describe("numbers that are not mine", () => {
  test("unknown, somebody else's, another city's and nonsense are one and the same 404", async () => {
    const { number } = await fileCase(t.house, "worker");
    const elsewhere = await fileCase(t.house, "worker", { city: "130982", service: "suggestion" });
    const numbers = [
      number,
      elsewhere.number,
      publicNumber(city, "2026-11-16", "C"),
      publicNumber(city, "2026-11-16", "Z"),
      publicNumber("999999", "2026-11-16", "C"),
      `${number.slice(0, -1)}${number.endsWith("0") ? "1" : "0"}`,
      "1",
      "%27%20or%201=1",
    ];
    for (const suffix of ["", "/withdraw", `/files/${randomUUID()}`]) {
      const bodies = new Set<string>();
      for (const one of numbers) {
        const answer = await other.get(`/me/cases/${one}${suffix}`);
        expect(answer.status, one + suffix).toBe(404);
        bodies.add(answer.text.replace(/<p class="hint">[^<]*<\/p>/, ""));
      }
      expect(bodies.size).toBe(1);
    }
    const before = await findCase(t.house.cases, city, number);
    const token = await csrfOf(other);
    const forged = await other.post(`/me/cases/${number}/withdraw`, { _csrf: token, revision: "1" });
    expect(forged.status).toBe(404);
    expect(await findCase(t.house.cases, city, number)).toEqual(before);
  });
});

async function csrfOf(browser: Browsing): Promise<string> {
  const me = await browser.get("/me");
  return unescaped(/name="_csrf" value="([^"]+)"/.exec(me.text)?.[1] ?? "");
}

describe("what happened", () => {
  test("shows everything that was asked for, and nothing that colleagues write to each other", async () => {
    const { number } = await fileCase(t.house, "worker");
    await act(t.house, number, "take");
    await act(t.house, number, "assign", { to: randomUUID(), note: "转给小张核实" });
    await act(t.house, number, "note", { note: "内部备注：电话没人接" });
    await act(t.house, number, "ask_correction", { items: ["租房合同第 2 页看不清。", "请换一张白底近照。"] });
    const text = await pageOf(number);
    expect(text).toContain("请您补正");
    expect(text).toContain("现在轮到您");
    expect(text).toContain("请最迟在 2026年12月16日补正，还有 30 天");
    expect(text).toContain("租房合同第 2 页看不清。");
    expect(text).toContain("请换一张白底近照。");
    for (const hidden of ["小张", "内部备注", aClerk.id]) expect(text).not.toContain(hidden);
    const page = await worker.get(`/me/cases/${number}`);
    expect(page.text).toContain(`href="/me/cases/${number}/correct"`);
  });

  test("a refusal has its reasons and the ways to object", async () => {
    const { number } = await fileCase(t.house, "worker");
    await act(t.house, number, "accept");
    await act(t.house, number, "refuse", { reason: "居住不满半年 <b>核实</b>" });
    const page = await worker.get(`/me/cases/${number}`);
    expect(said(page.text)).toContain("居住不满半年 <b>核实</b>");
    expect(page.text).not.toContain("<b>核实");
    expect(said(page.text)).toContain("行政复议");
    expect(page.text).toContain(`/${city}/services/residence-permit/start`);
  });

  test("not accepted says where to go; a stopped clock says why; passed on says to whom", async () => {
    const declined = await fileCase(t.house, "worker");
    await act(t.house, declined.number, "decline", { reason: "住址不在本县", where: "岳阳楼区公安分局" });
    expect(await pageOf(declined.number)).toMatch(/没有受理.*住址不在本县.*岳阳楼区公安分局/);
    const stopped = await fileCase(t.house, "worker");
    await act(t.house, stopped.number, "accept");
    await act(t.house, stopped.number, "suspend", { reason: "需要上门核实" });
    expect(await pageOf(stopped.number)).toMatch(/办理时间暂停计算.*暂停期间不计入办理期限.*需要上门核实/);
    const passed = await fileCase(t.house, "worker");
    await act(t.house, passed.number, "transfer", { reason: "由市局负责", where: "岳阳市公安局" });
    expect(await pageOf(passed.number)).toMatch(/已移送其他部门.*由市局负责.*岳阳市公安局/);
  });

  test("the promise and the limit of the law stand beside the deadline, and an extension with its reason", async () => {
    const { number } = await fileCase(t.house, "worker");
    await act(t.house, number, "accept");
    expect(await pageOf(number)).toMatch(
      /最迟 2026年11月23日作出决定.*我们承诺受理后 5 个工作日，法律规定不超过 15 天。/,
    );
    await act(t.house, number, "extend", { reason: "需要跨省核实" });
    expect(await pageOf(number)).toMatch(/最迟 2026年12月7日作出决定.*期限已依法延长过一次.*需要跨省核实/);
  });

  test("silence is acceptance, said as such; a decision that is late is called late", async () => {
    const { number } = await fileCase(t.house, "worker");
    try {
      t.clock.now = new Date("2026-11-24T02:00:00Z");
      await tick(t.house.cases, [city]);
      await worker.signIn("worker");
      const accepted = await pageOf(number);
      expect(accepted).toContain("期限内没有答复，依法视为已经受理，从提交那天算起");
      // Nobody accepted, so nobody promised: the law's fifteen days run from the same day.
      expect(accepted).toMatch(/最迟 2026年12月1日作出决定/);
      t.clock.now = new Date("2026-12-02T02:00:00Z");
      await tick(t.house.cases, [city]);
      await worker.signIn("worker");
      expect(await pageOf(number)).toMatch(/应在 2026年12月1日前办理，现在已经超过期限.*12345/);
    } finally {
      t.clock.now = monday;
      await worker.signIn("worker");
    }
  });

  test("a deadline beyond the published calendar is marked as provisional", async () => {
    try {
      t.clock.now = new Date("2027-12-27T02:00:00Z");
      await worker.signIn("worker");
      const { number } = await fileCase(t.house, "worker");
      expect((await findCase(t.house.cases, city, number)).due_provisional).toBe(true);
      expect(await pageOf(number)).toContain("这个日子是暂定的");
    } finally {
      t.clock.now = monday;
      await worker.signIn("worker");
    }
  });

  test("a complaint is answered in the words of the office", async () => {
    const { number } = await fileCase(t.house, "worker", { service: "suggestion" });
    expect(await pageOf(number)).toContain("已收到您反映的情况");
    await act(t.house, number, "accept");
    await act(t.house, number, "approve", { note: "已经修好，谢谢您。" });
    expect(await pageOf(number)).toMatch(/已经答复.*这件事已经结束.*答复 已经修好，谢谢您。.*再次提出/);
    expect(await pageOf(number)).not.toContain("送达");
    await act(t.house, number, "overdue", {}, { kind: "system", id: "ticker" });
    expect(await pageOf(number)).not.toContain("超过期限");
  });
});

describe("the result", () => {
  test("the certificate can be downloaded by its holder alone, and delivery is told with its number", async () => {
    const { number } = await fileCase(t.house, "worker", { delivery: "post" });
    await act(t.house, number, "accept");
    await act(t.house, number, "approve");
    const ready = await eventually(
      () => worker.get(`/me/cases/${number}`),
      (page) => page.text.includes(".pdf"),
    );
    const path = /href="(\/me\/certificates\/[^"]+\.pdf)"/.exec(ready.text)?.[1] ?? "";
    const pdf = await worker.get(path);
    expect(pdf.status).toBe(200);
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(pdf.headers.get("content-security-policy")).toContain("sandbox");
    expect(pdf.text.slice(0, 5)).toBe("%PDF-");
    expect((await other.get(path)).status).toBe(404);
    expect((await new Browsing(t.baseUrl).get(path, false)).status).toBe(303);
    const page = path.replace(/\.pdf$/, "");
    expect((await worker.get("/me/certificates")).text).toContain(`href="${page}"`);
    expect((await worker.get(page)).text).toContain(`href="${path}"`);
    expect((await other.get("/me/certificates")).text).toContain("还没有证照");
    await act(t.house, number, "deliver", { tracking: "EA123456789CN" });
    expect(await pageOf(number)).toMatch(
      /已办结.*快递单号 EA123456789CN.*邮寄到 湖南省岳阳市岳阳县荣家湾镇演示路 18 号/,
    );
  });
});

describe("files", () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );

  test("what was sent can be opened by its sender, and by nobody else", async () => {
    const stored = await receiveFile(t.house.documents, Readable.from([png]), {
      city,
      owner: "draft:tests",
      question: "photo",
      name: "近照.png",
      now: t.clock.now,
    });
    const photo = { file: stored.id, name: stored.name, size: stored.size, type: "image/png" };
    const { number } = await fileCase(t.house, "worker", { answers: { photo } });
    await t.house.database.transaction(cityScope(city), (tx) =>
      attachFiles(tx, { city, owner: "draft:tests", ids: [stored.id], caseNumber: number }),
    );
    const path = `/me/cases/${number}/files/${stored.id}`;
    expect((await worker.get(`/me/cases/${number}`)).text).toContain(`href="${path}"`);
    const opened = await worker.get(path);
    expect(opened.status).toBe(200);
    expect(opened.headers.get("content-type")).toBe("image/png");
    expect(opened.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await other.get(path)).status).toBe(404);
    const mine = await fileCase(t.house, "worker");
    expect((await worker.get(`/me/cases/${mine.number}/files/${stored.id}`)).status).toBe(404);
    expect((await worker.get(`/me/cases/${number}/files/nonsense`)).status).toBe(404);
  });
});

describe("taking it back", () => {
  test("asks once more, then does it; a double tap does it once", async () => {
    const { number } = await fileCase(t.house, "worker");
    const asked = await worker.get(`/me/cases/${number}/withdraw`);
    expect(said(asked.text)).toContain("确定撤回吗");
    const [first, second] = await Promise.all([
      worker.submit(asked, "/withdraw", { reason: "材料还没准备好" }),
      worker.submit(asked, "/withdraw", { reason: "材料还没准备好" }),
    ]);
    for (const answer of [first, second]) {
      expect(answer.status).toBe(200);
      expect(answer.url).toBe(`${t.baseUrl}/me/cases/${number}`);
      expect(said(answer.text)).toContain("已按您的要求撤回");
    }
    const { timeline } = await viewCase(t.house.cases, city, number);
    expect(timeline.map((event) => event.type)).toEqual(["withdraw", "submit"]);
    expect(await pageOf(number)).toContain("材料还没准备好");
    expect((await worker.get(`/me/cases/${number}/withdraw`)).url).toBe(`${t.baseUrl}/me/cases/${number}`);
  });

  test("who was asked before somebody acted sees how it stands now, and nothing is done", async () => {
    const { number } = await fileCase(t.house, "worker");
    const asked = await worker.get(`/me/cases/${number}/withdraw`);
    await act(t.house, number, "accept");
    const late = await worker.submit(asked, "/withdraw");
    expect(late.status).toBe(409);
    expect(said(late.text)).toMatch(/刚刚有了新的进展.*已受理，等待审查/);
    expect((await findCase(t.house.cases, city, number)).state).toBe("accepted");
    await act(t.house, number, "approve");
    const over = await worker.submit(asked, "/withdraw", { revision: "3" });
    expect(over.status).toBe(409);
    expect((await findCase(t.house.cases, city, number)).state).toBe("approved");
  });

  test.each([{ _csrf: "x".repeat(36) }, { _csrf: "" }])("a forged form does nothing", async (forged) => {
    const { number } = await fileCase(t.house, "worker");
    expect((await worker.post(`/me/cases/${number}/withdraw`, { revision: "1", ...forged })).status).toBe(403);
    expect((await findCase(t.house.cases, city, number)).state).toBe("submitted");
  });

  test.each(["", "abc", "-1", "99999999999999", "0"])("a revision of %j does nothing", async (revision) => {
    const { number } = await fileCase(t.house, "worker");
    const asked = await worker.get(`/me/cases/${number}/withdraw`);
    expect((await worker.submit(asked, "/withdraw", { revision })).status).toBe(409);
    expect((await findCase(t.house.cases, city, number)).state).toBe("submitted");
  });
});
