import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../../tests/helpers/agencies.ts";
import { asOwner, type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { Browsing, claimsOf, keyOf } from "../../../../tests/helpers/own-pages.ts";
import { type Visitor, visitor } from "../../../../tests/helpers/visitor.ts";
import { unavailableReasons } from "../../../domain/agencies/index.ts";
import { readingsOf } from "../../../domain/audit/index.ts";
import { myCases, viewCase } from "../../../domain/cases/index.ts";
import { inbox } from "../../../domain/notifications/index.ts";

const city = "430621";
const record = `/${city}/services/contribution-record`;
const bill = `/${city}/services/electricity`;

let t: TestHouse;
let agencies: ScriptedAgencies;

beforeAll(async () => {
  agencies = scriptedAgencies();
  t = await testHouse({ jobs: true, adapters: agencies.adapters });
  await agencies.connect(t.house, ["human-resources", "power"]);
});
afterAll(() => t.close());
beforeEach(() => {
  agencies.says = "nothing";
  agencies.before = () => Promise.resolve();
  agencies.asked.length = 0;
});

const says = (service: string, sample: number) => {
  const said = t.house.catalogue.service(service)?.definition.samples[sample]?.agency_says;
  if (said === undefined || said === "nothing") throw new Error(`sample ${sample} of ${service} finds nothing`);
  return { found: said };
};

/** Somebody signed in, as one of the demonstration's people. */
async function signedIn(sub: "worker" | "student" | "grandmother" = "worker", language = "zh"): Promise<Visitor> {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn(sub);
  const who = visitor(t.baseUrl, { language });
  for (const [name, value] of browser.cookies) who.cookies.set(name, value);
  return who;
}

const asksForRecord = { 哪种保险: "养老保险", 从哪一天: "2026-08-01", 到哪一天: "2026-10-31" };
const asksInEnglish = {
  "Which insurance": "Pension",
  "From which day": "2026-08-01",
  "To which day": "2026-10-31",
};

describe("a query", () => {
  test("is answered on the next page, with the office, the time and every field in its format", async () => {
    agencies.says = says("contribution-record", 0);
    const who = await signedIn();
    await who.get(record);
    await who.follow("查询");
    expect(who.page.at).toBe(`${record}/start`);
    await who.press("查询", asksForRecord);
    expect(who.page.at).toMatch(/\/drafts\/[0-9a-f-]{36}\/answer$/);
    const { text } = who.page;
    for (const words of [
      "岳阳县人力资源和社会保障局",
      "2026年11月10日",
      "2026年8月",
      "360.00 元",
      "720.00 元",
      "正常参保",
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain("2026年11月16日 09:00");
    expect(agencies.asked).toHaveLength(1);
    expect(agencies.asked[0]).toMatchObject({
      city,
      agency: "human-resources",
      operation: "contribution-record",
      parameters: { insurance: "pension", first_day: "2026-08-01", last_day: "2026-10-31" },
    });
  });

  test("leaves one line among the readings of one's data, and nothing among the drafts", async () => {
    agencies.says = says("contribution-record", 0);
    const who = await signedIn("student");
    await who.get(`${record}/start`);
    await who.press("查询", asksForRecord);
    const { items } = await readingsOf(t.house.database, keyOf(t.house, "student"));
    expect(items[0]).toMatchObject({ purpose: "own_look_up", readerName: "", subject: "contribution-record", city });
    await who.get("/me/readings");
    expect(who.page.text).toContain("您自己查询 · 岳阳县人力资源和社会保障局的记录");
    expect(who.page.text).toContain("社保参保缴费查询");
    await who.get("/me");
    expect(who.page.text).not.toContain("社保参保缴费查询");
    const entries = await asOwner(t.test, (owner) =>
      owner.query("select actor_kind, detail from audit_entries where act = 'agency.look_up' and resident = $1", [
        keyOf(t.house, "student"),
      ]),
    );
    expect(entries.rows).toEqual([
      {
        actor_kind: "resident",
        detail: {
          purpose: "own_look_up",
          agency: "human-resources",
          operation: "contribution-record",
          service: "contribution-record",
        },
      },
    ]);
  });

  test("asks for sign-in first, and comes back to its questions", async () => {
    const who = visitor(t.baseUrl);
    await who.get(`${record}/start`);
    expect(who.page.at).toContain("/sign-in?return=");
    expect(decodeURIComponent(who.page.at)).toContain(`${record}/start`);
  });

  test("says what is missing or wrong at the field, keeps what was entered, and tells grounds for refusal before asking", async () => {
    const who = await signedIn("grandmother");
    await who.get(`${record}/start`);
    await who.press("查询", { 哪种保险: "工伤保险", 从哪一天: "2025-13-01" });
    expect(who.page.status).toBe(422);
    expect(who.page.errors.length).toBe(2);
    expect(who.page.html).toMatch(/value="work_injury"[^>]*checked|checked[^>]*value="work_injury"/);
    expect(who.page.html).toContain('value="13"');
    expect(agencies.asked).toHaveLength(0);
    await who.press("查询", { 从哪一天: "2025-06-01", 到哪一天: "2025-01-01" });
    expect(who.page.at).toMatch(/not-possible$/);
    expect(agencies.asked).toHaveLength(0);
  });

  test("knows of nothing, in the service's words; the agency's own no is told as it was written", async () => {
    const who = await signedIn("worker", "en");
    await who.get(`${record}/start`);
    await who.press("Look up", asksInEnglish);
    expect(who.page.text).toContain("No contributions of yours are on record here.");
    agencies.says = { refused: "档案正在转移，暂不提供查询。" };
    await who.follow("Look up again");
    expect(who.page.text).toContain("档案正在转移，暂不提供查询。");
  });

  test("reload, back and a second tab ask anew, each about its own questions", async () => {
    agencies.says = says("electricity", 0);
    const who = visitor(t.baseUrl);
    await who.get(`${bill}/start`);
    await who.press("查询", { 供电公司: "国家电网", 电费户号: "4301622875" });
    const first = who.page.at;
    expect(first).not.toContain("4301622875");
    expect(who.page.text).toContain("136.74 元");
    await who.get(`${bill}/start`);
    expect(who.page.html).toContain('value="4301622875"');
    await who.press("查询", { 供电公司: "南方电网", 电费户号: "4301629999" });
    expect(who.page.at).not.toBe(first);
    await who.get(first);
    expect(agencies.asked.map(({ parameters }) => parameters["account_no"])).toEqual([
      "4301622875",
      "4301629999",
      "4301622875",
    ]);
    expect(new Set(agencies.asked.map(({ key }) => key)).size).toBe(3);
    // Somebody else's look-up is not there.
    const other = visitor(t.baseUrl);
    await other.get(first);
    expect(other.page.status).toBe(404);
    // However often it is done, no draft is left over.
    for (let count = 0; count < 12; count += 1) {
      await who.get(`${bill}/start`);
      await who.press("查询", { 供电公司: "国家电网", 电费户号: "4301622875" });
      expect(who.page.status).toBe(200);
    }
  });

  test("what needs no sign-in tells the agency nobody's name, also of somebody signed in", async () => {
    agencies.says = says("electricity", 0);
    for (const who of [visitor(t.baseUrl), await signedIn()]) {
      await who.get(`${bill}/start`);
      await who.press("查询", { 供电公司: "国家电网", 电费户号: "4301622875" });
      expect(who.page.text).toContain("136.74 元");
    }
    expect(agencies.asked).toHaveLength(2);
    for (const asked of agencies.asked) expect(asked.person).toBeUndefined();
    // What is about a person carries who it is.
    const who = await signedIn();
    await who.get(`${record}/start`);
    await who.press("查询", asksForRecord);
    expect(agencies.asked.at(-1)?.person?.idNumber).toBe(claimsOf("worker")["id_number"]);
  });

  test("a bill says its items, amount and day, and where to pay; there is no button that does nothing", async () => {
    agencies.says = says("electricity", 0);
    const who = visitor(t.baseUrl, { language: "en" });
    await who.get(bill);
    await who.follow("Look up");
    await who.press("Look up", { "Power company": "State Grid", "Account number": "4301622875" });
    for (const words of ["CNY 136.74", "28 November 2026", "October 2026", "CNY 117.60", "第一档电量"]) {
      expect(who.page.text).toContain(words);
    }
    expect(who.page.text).toContain("Here you can only see the bill for now.");
    expect(who.page.buttons).toEqual([]);
  });
});

describe("while the agency does not answer", () => {
  test.each(unavailableReasons)("%s is said in a sentence of its own, in both languages", async (reason) => {
    agencies.says = { fails: reason };
    for (const language of ["zh", "en"] as const) {
      const who = await signedIn("worker", language);
      await who.get(`${record}/start`);
      const look = language === "zh" ? "查询" : "Look up";
      await who.press(look, language === "zh" ? asksForRecord : asksInEnglish);
      expect(who.page.at).toMatch(/answer$/);
      expect(who.page.title).toBe(language === "zh" ? "现在查不到" : "It cannot be looked up now");
      expect(who.page.text).not.toMatch(/timeout|connector|circuit|HTTP|JSON|undefined/);
      expect(who.page.text).toContain(
        language === "zh" ? "岳阳县人力资源和社会保障局" : "Yueyang County Human Resources and Social Security Bureau",
      );
      t.clock.now = new Date(t.clock.now.getTime() + 120_000);
    }
  });

  test("the request stands as one case, is answered when the agency is back, and the person is told", async () => {
    agencies.says = { fails: "down" };
    const who = await signedIn("worker");
    await who.get(`${record}/start`);
    await who.press("查询", asksForRecord);
    const twice = [who.prepare("替我接着问"), who.prepare("替我接着问")];
    await Promise.all(twice.map((one) => who.send(one)));
    expect(who.page.at).toMatch(/^\/me\/cases\/430621-/);
    const number = who.page.at.split("/").at(-1) ?? "";
    const mine = await myCases(t.house.cases, keyOf(t.house, "worker"));
    expect(mine.items.filter((one) => one.service === "contribution-record").length).toBeLessThanOrEqual(1);
    // The errand tries, finds nobody, and says so on the page and in the inbox.
    await eventually(async () => (await viewCase(t.house.cases, city, number)).row.waiting_for !== null);
    await who.get(`/me/cases/${number}`);
    expect(who.page.text).toContain("还在等机关的系统");
    expect(who.page.text).toContain("连不上");
    await eventually(async () => (await templates()).includes("records_asked"));

    agencies.says = says("contribution-record", 0);
    await eventually(async () => (await viewCase(t.house.cases, city, number)).row.state === "approved");
    await who.get(`/me/cases/${number}`);
    expect(who.page.text).toContain("360.00 元");
    expect(who.page.text).toContain("根据岳阳县人力资源和社会保障局的记录");
    await eventually(async () => (await templates()).includes("records_answered"));

    async function templates() {
      const { items } = await inbox(t.house.database, t.house.secrets, keyOf(t.house, "worker"));
      return items.filter((one) => one.about === number).map(({ template }) => template);
    }
  });

  test("whoever has not signed in is led there and back before leaving it standing", async () => {
    agencies.says = { fails: "timeout" };
    const who = visitor(t.baseUrl);
    await who.get(`${bill}/start`);
    await who.press("查询", { 供电公司: "国家电网", 电费户号: "4301622875" });
    expect(who.page.buttons).toEqual([]);
    const signIn = who.page.links.find(({ text, href }) => text === "登录" && href.includes("answer"));
    expect(decodeURIComponent(signIn?.href ?? "")).toContain(who.page.at);
  });

  test("the page waits five seconds for a slow agency and not longer", async () => {
    agencies.says = says("electricity", 0);
    agencies.before = () => new Promise((resolve) => setTimeout(resolve, 12_000));
    const who = visitor(t.baseUrl);
    await who.get(`${bill}/start`);
    const began = performance.now();
    await who.press("查询", { 供电公司: "国家电网", 电费户号: "4301622875" });
    expect(performance.now() - began).toBeLessThan(9_000);
    expect(who.page.text).toContain("很慢");
  });
});

/** Asks until it holds, at most 20 seconds; the clock of the house goes on by minutes meanwhile, so that what is due later comes. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    t.clock.now = new Date(t.clock.now.getTime() + 60_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it did not come about within 20 seconds");
}
