import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { act, Browsing, eventually, fileCase, keyOf } from "../../../../tests/helpers/own-pages.ts";
import { recordReading } from "../../../domain/audit/index.ts";
import { startDraft } from "../../../domain/forms/index.ts";
import { unreadMessages } from "../../../domain/notifications/index.ts";
import { cityAndResidentScope } from "../../../foundation/database/index.ts";

const city = "430621";

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
});
afterAll(async () => {
  await t.close();
});

async function signedIn(...[sub]: Parameters<Browsing["signIn"]>): Promise<Browsing> {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn(sub);
  return browser;
}

function numbersIn(html: string): string[] {
  return [...html.matchAll(/href="\/me\/cases\/(\d{6}-\d{8}-C[^"/]+)"/g)].map(([, number = ""]) => number);
}

describe("/me", () => {
  test("asks to sign in, and so does everything under it that is one's own", async () => {
    for (const path of ["/me", "/me/cases", "/me/inbox", "/me/certificates", "/me/readings", "/me/privacy/correct"]) {
      const answer = await new Browsing(t.baseUrl).get(path, false);
      expect([answer.status, answer.headers.get("location")]).toEqual([
        303,
        `/sign-in?return=${encodeURIComponent(path)}`,
      ]);
    }
  });

  test("says when nothing waits and nothing was done yet", async () => {
    const browser = await signedIn("foreigner");
    const me = await browser.get("/me");
    expect(me.text).toContain("现在没有等您办的事");
    expect(me.text).toContain("您还没有办过事");
    browser.language = "en";
    const english = await browser.get("/me");
    expect(english.text).toContain("Nothing is waiting for you");
    expect(english.text).toContain("SILVA MARIA");
  });

  test("what waits comes first: what to correct, drafts, unread messages", async () => {
    const browser = await signedIn("grandmother");
    const { number } = await fileCase(t.house, "grandmother");
    await act(t.house, number, "ask_correction", { items: ["请补一张近照。"] });
    const service = t.house.catalogue.service("suggestion");
    if (!service) throw new Error("no service");
    const owner = `resident:${keyOf(t.house, "grandmother")}` as const;
    const draft = await startDraft(t.house, { owner, city, service, now: t.clock.now });
    const me = await eventually(
      () => browser.get("/me"),
      ({ text }) => text.includes("待您补正") && text.includes("2 条未读消息"),
    );
    const [waiting = "", rest = ""] = me.text.split("我的办件");
    expect(waiting.indexOf("请最迟在 2026年12月16日补正")).toBeGreaterThan(0);
    expect(waiting.indexOf(draft.id)).toBeGreaterThan(waiting.indexOf("补正"));
    expect(waiting.indexOf("2 条未读消息")).toBeGreaterThan(waiting.indexOf(draft.id));
    expect(numbersIn(rest)).toEqual([number]);
  });

  test("all cases, twenty a page, newest first, none twice, none of anybody else", async () => {
    const browser = await signedIn("student");
    const sent: string[] = [];
    for (let count = 0; count < 23; count += 1) {
      t.clock.now = new Date(t.clock.now.getTime() + 1_000);
      sent.push((await fileCase(t.house, "student", { service: "suggestion" })).number);
    }
    await fileCase(t.house, "trader", { service: "suggestion" });
    const first = await eventually(
      () => browser.get("/me/cases"),
      ({ text }) => numbersIn(text)[0] === sent.at(-1),
    );
    const next = /href="(\/me\/cases\?after=[^"]+)"/.exec(first.text)?.[1] ?? "";
    const second = await browser.get(next.replaceAll("&amp;", "&"));
    const seen = [...numbersIn(first.text), ...numbersIn(second.text)];
    expect(numbersIn(first.text)).toHaveLength(20);
    expect(seen).toEqual([...sent].reverse());
    expect((await browser.get("/me/cases?after=nonsense")).status).toBe(200);
    expect(numbersIn((await browser.get("/me")).text)).toHaveLength(5);
  });
});

describe("/me/inbox", () => {
  test("a message leads to its case and is read then; looking alone changes nothing", async () => {
    const browser = await signedIn("trader");
    const { number } = await fileCase(t.house, "trader");
    const resident = keyOf(t.house, "trader");
    const unread = () => unreadMessages(t.house.database, resident);
    const before = await eventually(unread, (count) => count >= 2);
    const inbox = await browser.get("/me/inbox");
    expect(inbox.text).toContain("已收到您的申请");
    expect(inbox.text).toContain("岳阳县");
    expect(await unread()).toBe(before);
    const action = /action="(\/me\/inbox\/[0-9a-f-]{36}\/read)"[\s\S]*?value="(\/me\/cases\/[^"]+)"/.exec(inbox.text);
    const opened = await browser.submit(inbox, action?.[1] ?? "none");
    expect(opened.url).toBe(`${t.baseUrl}${action?.[2]}`);
    expect(opened.status).toBe(200);
    expect(await unread()).toBe(before - 1);
    const all = await browser.submit(await browserWithTwo(browser, number), "/me/inbox/read");
    expect(all.url).toBe(`${t.baseUrl}/me/inbox`);
    expect(await unread()).toBe(0);
    expect(all.text).not.toContain("未读");
    expect((await browser.get("/me")).text).not.toContain("未读消息");
  });

  /** Two more messages, so that there are several to mark at once. */
  async function browserWithTwo(browser: Browsing, number: string) {
    await act(t.house, number, "accept");
    return eventually(
      () => browser.get("/me/inbox"),
      ({ text }) => text.includes("您的申请已受理") && text.includes("/me/inbox/read"),
    );
  }

  test("somebody else's message is not found and stays as it is; nobody is led elsewhere", async () => {
    const student = await signedIn("student");
    const inbox = await eventually(
      () => student.get("/me/inbox"),
      ({ text }) => text.includes("/read"),
    );
    const path = /action="(\/me\/inbox\/[0-9a-f-]{36}\/read)"/.exec(inbox.text)?.[1] ?? "";
    const resident = keyOf(t.house, "student");
    const before = await unreadMessages(t.house.database, resident);
    const trader = await signedIn("trader");
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await trader.get("/me")).text)?.[1] ?? "";
    expect((await trader.post(path, { _csrf: csrf })).status).toBe(404);
    const id = path.split("/")[3] ?? "";
    expect((await trader.post("/me/inbox/read", { _csrf: csrf, ids: `${id} nonsense` })).status).toBe(200);
    expect(await unreadMessages(t.house.database, resident)).toBe(before);
    const led = await student.submit(inbox, path, { to: "https://evil.example/" });
    expect(led.url).toBe(`${t.baseUrl}/me/inbox`);
  });
});

describe("/me/readings", () => {
  test("names who looked, of which agency, why and when, to the person alone", async () => {
    const resident = keyOf(t.house, "worker");
    const { number } = await fileCase(t.house, "worker");
    for (const purpose of ["decide", "file", "something-newer"]) {
      await t.house.database.transaction(cityAndResidentScope([city], [resident]), (tx) =>
        recordReading(
          tx,
          { city, resident, reader: "c1", readerName: "王警官", readerAgency: "公安局", purpose, subject: number },
          t.clock.now,
        ),
      );
    }
    const worker = await signedIn("worker");
    const { text } = await worker.get("/me/readings");
    expect(text).toContain("岳阳县 公安局 · 王警官");
    for (const purpose of ["办理您的申请", "查看您上传的文件", "办理公务"]) expect(text).toContain(purpose);
    expect(text).toContain(`href="/me/cases/${number}"`);
    expect((await (await signedIn("foreigner")).get("/me/readings")).text).toContain("还没有人看过您的材料");
  });
});

describe("/suggestion", () => {
  test("without a city asks for one, by list or by search, and keeps what it is about", async () => {
    const browser = new Browsing(t.baseUrl);
    const page = await browser.get("/suggestion?about=%2Fme%2Freadings");
    expect(page.status).toBe(200);
    expect(page.text).toContain("/430621/services/suggestion/start?about=%2Fme%2Freadings");
    const found = await browser.get("/suggestion?q=yueyangxian&about=%2Fx");
    expect(found.text).toContain("/430621/services/suggestion/start?about=%2Fx");
    expect(found.text).not.toContain("/130982/");
    const none = await browser.get("/suggestion?q=%E4%B8%8D%E5%AD%98%E5%9C%A8%E7%9A%84%E5%9C%B0%E6%96%B9");
    expect(none.text).toContain("没有找到已经开通的地方");
  });

  test("with a city remembered leads there at once", async () => {
    const browser = new Browsing(t.baseUrl);
    browser.cookies.set("city", "130982");
    const led = await browser.get("/suggestion?about=%2Fverify%3F%22%3E", false);
    expect([led.status, led.headers.get("location")]).toEqual([
      303,
      "/130982/services/suggestion/start?about=%2Fverify%3F%22%3E",
    ]);
  });
});
