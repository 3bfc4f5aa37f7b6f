import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findCase, listCasesOf, perform } from "../../src/domain/cases/index.ts";
import type { LifeEventSample } from "../../src/domain/catalogue/index.ts";
import { findEvent, listEvents } from "../../src/domain/life-events/index.ts";
import { cookiesFor } from "../../src/foundation/http/index.ts";
import { expectNoAxeViolations, expectNoSidewaysScroll, launchBrowser } from "../helpers/browser.ts";
import { theCatalogue } from "../helpers/catalogue.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { type Visitor, visitor } from "../helpers/visitor.ts";
import { fillInEvent, sendButton } from "./support/life-event-pages.ts";
import { signInAsSampled } from "./support/sample-person.ts";

/** A child is born: interrupted and gone on with, what has to wait, and the whole way in a real browser. */
const { services, lifeEvents } = await theCatalogue();
const event = lifeEvents.get("birth");
if (!event) throw new Error("there is no birth");
const [notYet, have] = event.definition.samples as [LifeEventSample, LifeEventSample];
const city = "430621";

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse();
});
afterAll(() => t?.close());

async function parent(sample: LifeEventSample): Promise<{ who: Visitor; resident: string }> {
  t.clock.now = new Date(`${sample.on}T01:00:00Z`);
  const who = visitor(t.baseUrl, { language: "zh" });
  if (!event) throw new Error("there is no birth");
  const like = { ...sample, expect: { say: { zh: "", en: "" } } };
  return { who, resident: await signInAsSampled(t, who, event.shared, like) };
}

const play = (who: Visitor, sample: LifeEventSample) =>
  event && fillInEvent({ who, event, sample, services, language: "zh" });

/** Whether one of the program's own loops asks, which go on meanwhile: their question belongs to no sending. */
function inLoop(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return stack?.includes("/foundation/jobs/loop.ts") ?? false;
}

test("killed between any two of its acts and sent again, each case is made once", async () => {
  const { who, resident } = await parent(have);
  await play(who, have);
  const prepared = who.prepare(sendButton("zh"));
  // Whoever asks what time it is for the n-th time does not come back: each sending ends a little later than the one before.
  const { now } = t.clock;
  let killed = 0;
  for (let at = 1; at < 200; at += 1) {
    let reads = 0;
    Object.defineProperty(t.clock, "now", {
      configurable: true,
      get: () => {
        if (inLoop()) return now;
        reads += 1;
        if (reads === at) throw new Error("killed");
        return now;
      },
    });
    await who.send(prepared);
    Object.defineProperty(t.clock, "now", { configurable: true, writable: true, value: now });
    if (who.page.status === 200) break;
    killed += 1;
  }
  expect(killed).toBeGreaterThan(3);
  expect(who.page.at).toMatch(/^\/me\/life-events\/430621-20261116-E/);
  const [only, ...others] = await listEvents(t.house.database, resident);
  expect(others).toEqual([]);
  expect(only?.steps.map(({ service }) => service)).toEqual(["birth-registration", "maternity-allowance"]);
  const { items } = await listCasesOf(t.house.cases, city, resident);
  expect(items.map(({ number }) => number).sort()).toEqual(only?.steps.map(({ caseNumber }) => caseNumber).sort());
}, 120_000);

test("what waits can be begun once its predecessor is decided, and asks nothing twice", async () => {
  const { who, resident } = await parent(notYet);
  await play(who, notYet);
  await who.press(sendButton("zh"));
  const progress = who.page.at;
  expect(who.page.text).toContain("等“出生医学证明首次签发”办好");
  const number = progress.split("/").at(-1) ?? "";
  const [first] = (await findEvent(t.house.database, resident, number)).steps;
  const row = await findCase(t.house.cases, city, first?.caseNumber ?? "");
  const by = { kind: "clerk", id: "01990000-0000-7000-8000-000000000001" } as const;
  let { revision } = row;
  for (const type of ["take", "accept", "approve"] as const) {
    const input = type === "approve" ? { reason: "出生情况核对无误。" } : {};
    const idempotency = { caller: by.id, key: `${row.number} ${type}`, bodyHash: type };
    const done = await perform(t.house.cases, { city, number: row.number, type, revision, by, input, idempotency });
    ({ revision } = done);
  }
  await who.get(progress);
  await who.press("现在办：出生登记");
  // The child's name and birthday, the sex and the telephone are known from the shared answers.
  for (let pages = 0; pages < 12 && !who.page.at.endsWith("/check"); pages += 1) {
    expect(who.page.html).not.toMatch(/name="(child_name|child_sex|phone)"/);
    const own = {
      ...have.services["birth-registration"],
      certificate_state: "have",
      birth_certificate_no: "W430999999",
    };
    const form = services.get("birth-registration");
    const { entriesOf } = await import("./support/sample-pages.ts");
    if (form) await who.press("保存并继续", entriesOf(who, form, own));
    expect(who.page.errors).toEqual([]);
  }
  await who.press("提交");
  await who.get(progress);
  const { steps } = await findEvent(t.house.database, resident, number);
  expect(steps.find(({ service }) => service === "birth-registration")?.caseNumber).toMatch(/^430621-/);
}, 60_000);

test("somebody else finds neither the event nor its drafts", async () => {
  const { who } = await parent(have);
  await play(who, have);
  const check = who.page.at;
  await who.press(sendButton("zh"));
  const progress = who.page.at;
  const { who: other } = await parent(have);
  expect((await other.get(progress)).status).toBe(404);
  expect((await other.get(check)).status).toBe(404);
});

describe("a child is born, in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  test.each([{ script: false }, { script: true }])(
    "scripts $script",
    async ({ script }) => {
      const { who } = await parent(notYet);
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        locale: "zh-CN",
        javaScriptEnabled: script,
      });
      try {
        const names = cookiesFor(t.baseUrl).names;
        await context.addCookies([
          { name: names.session, value: who.cookies.get(names.session) ?? "", url: t.baseUrl },
        ]);
        const page = await context.newPage();
        const looks = async () => {
          await expectNoSidewaysScroll(page);
          if (script) await expectNoAxeViolations(page);
        };
        await page.goto(`${t.baseUrl}/${city}`);
        await page.click(`a[href="/${city}/life-events/birth"]`);
        await looks();
        await page.click("a.b");
        await page.click('main button:has-text("开始填写")');
        await page.check('input[name="you_are"][value="mother"]');
        await page.check('input[name="certificate"][value="not_yet"]');
        await page.click('button:has-text("保存并继续")');
        await page.fill('[name="child_name"]', "李安然");
        await page.check('input[name="child_sex"][value="girl"]');
        for (const [part, value] of [
          ["year", "2026"],
          ["month", "11"],
          ["day", "8"],
        ]) {
          await page.fill(`[name="child_born-${part}"]`, value ?? "");
        }
        for (const name of ["child_name", "child_sex", "child_born"]) await page.check(`input[name="${name}_consent"]`);
        await page.click('button:has-text("保存并继续")');
        await page.fill('[name="phone"]', "13800138000");
        await page.click('button:has-text("保存并继续")');
        await looks();
        await page.uncheck('input[name="wanted"][value="maternity-allowance"]');
        await page.click('button:has-text("保存并继续")');
        // The county has two hospitals.
        await page.check('input[name="which_agency"][value="hospital"]');
        await page.click('button:has-text("保存并继续")');
        await page.check('input[name="born_where"][value="here"]');
        await page.check('input[name="issued_before"][value="no"]');
        await page.fill('[name="hospital"]', "岳阳县人民医院");
        await page.fill('[name="ward_number"]', "202611081");
        await page.check('input[name="ward_number_consent"]');
        await page.click('button:has-text("保存并继续")');
        await page.fill('[name="father_name"]', "李强");
        await page.check('input[name="surname_from"][value="father"]');
        await page.click('button:has-text("保存并继续")');
        // The father's number comes up with his name and may stay empty; then how to receive it.
        for (let more = 0; more < 3 && !page.url().endsWith("/check"); more += 1) {
          const collect = page.locator('input[name="delivery_way"][value="collect"]');
          if ((await collect.count()) > 0) await collect.check();
          await page.click('button:has-text("保存并继续")');
        }
        expect(await page.locator("h1").textContent()).toContain("请核对");
        await looks();
        await page.click('button:has-text("一起提交")');
        expect(page.url()).toMatch(/\/me\/life-events\/430621-20261116-E/);
        expect(await page.locator("main").textContent()).toContain("待受理");
        await looks();
      } finally {
        await context.close();
      }
    },
    60_000,
  );
});
