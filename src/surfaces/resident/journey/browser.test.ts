import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  assertChineseHeadingWidth,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  press,
  travel,
} from "../../../../tests/helpers/browser.ts";
import { act, fileCase } from "../../../../tests/helpers/own-pages.ts";
import { type ResidentWeb, residentWeb } from "../../../../tests/helpers/resident-web.ts";
import { visitor } from "../../../../tests/helpers/visitor.ts";

let web: ResidentWeb;
let browser: Browser;
beforeAll(async () => {
  web = await residentWeb();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await web.close();
});

/** Looks at the page as it stands: nothing for axe to find, nothing to be moved sideways. */
async function looks(page: Page): Promise<void> {
  await expectNoAxeViolations(page);
  await expectNoSidewaysScroll(page);
}

describe("a complaint from the city's home to its number, in a real browser", () => {
  test.each([
    { script: true, width: 320, mode: "largest", colour: "light" },
    { script: false, width: 360, mode: "standard", colour: "dark" },
    { script: true, width: 360, mode: "large", colour: "light" },
    { script: true, width: 1200, mode: "standard", colour: "dark" },
  ] as const)("scripts $script, $width px, $mode, $colour", async ({ script, width, mode, colour }) => {
    const context = await browser.newContext({
      viewport: { width, height: 740 },
      locale: "zh-CN",
      javaScriptEnabled: script,
      colorScheme: colour,
    });
    try {
      const page = await context.newPage();
      await page.goto(`${web.baseUrl}/430621?mode=${mode}`);
      if (script) await looks(page);
      await page.fill("#search", "tousu");
      await press(page, "form.find button");
      await press(page, 'a[href="/430621/services/suggestion"]');
      if (script) {
        await assertChineseHeadingWidth(page);
        await looks(page);
      }
      await press(page, "a.b");
      if (script) await looks(page);
      await press(page, "main form button");
      await press(page, 'button:has-text("保存并继续")');
      // What is wrong stands on top, and with the script it has the focus.
      expect(await page.locator(".note.bad a").count()).toBe(2);
      if (script) {
        expect(await page.evaluate(() => document.activeElement?.hasAttribute("data-focus"))).toBe(true);
        await looks(page);
      }
      await page.check('input[value="suggestion"]');
      await page.fill('[name="text"]', "希望增加夜间服务。");
      await press(page, 'button:has-text("保存并继续")');
      await press(page, 'button:has-text("保存并继续")');
      if (script) await looks(page);
      await press(page, 'main form button:has-text("提交")');
      expect(await page.locator("h1").textContent()).toBe("已经提交");
      expect(page.url()).toMatch(/\/cases\/430621-20261116-C[0-9A-Z]{10}-[0-9A-Z]\/sent$/);
      if (script) await looks(page);
    } finally {
      await context.close();
    }
  });
});

test.each([{ script: true }, { script: false }])(
  "going back over a page with errors asks nobody to send it again, and everything typed stands there (scripts $script)",
  async ({ script }) => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: "zh-CN",
      javaScriptEnabled: script,
    });
    try {
      const page = await context.newPage();
      const posts: string[] = [];
      page.on("request", (request) => void (request.method() === "POST" && posts.push(request.url())));
      await page.goto(`${web.baseUrl}/430621/services/suggestion/start`);
      await press(page, "main form button");
      await page.fill('[name="text"]', "错\u0007字");
      await press(page, 'button:has-text("保存并继续")');
      await page.waitForSelector(".note.bad");
      const errors = () => page.locator(".note.bad a").allTextContents();
      const before = await errors();
      expect(before).toHaveLength(2);
      const sent = posts.length;
      // Another page, and back; and back once more and forward.
      await press(page, "header a.name");
      await page.waitForSelector('[name="text"]', { state: "detached" });
      expect((await travel(page, "goBack"))?.status()).toBe(422);
      expect([await errors(), await page.inputValue('[name="text"]')]).toEqual([before, "错字"]);
      await travel(page, "goBack");
      // The page before: a browser puts back what stood in its fields, to the character.
      expect(await page.inputValue('[name="text"]')).toMatch(/^错\u0007?字$/);
      await travel(page, "goForward");
      expect(await errors()).toEqual(before);
      await travel(page, "reload");
      expect(await errors()).toEqual(before);
      expect(posts).toHaveLength(sent);
      // What was left empty and has been answered by now is no error any more.
      await page.check('input[value="suggestion"]');
      const answered = page.url();
      await press(page, 'button:has-text("保存并继续")');
      await page.waitForURL((url) => url.href !== answered);
      await travel(page, "goBack");
      expect(await page.locator(".note.bad").count()).toBe(0);
      expect(await page.inputValue('[name="text"]')).toMatch(/^错\u0007?字$/);
    } finally {
      await context.close();
    }
  },
);

test("the permit's pages with every kind of field, at 320 px and largest", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 700 }, locale: "en-GB" });
  try {
    const page = await context.newPage();
    await page.goto(`${web.baseUrl}/430621/services/residence-permit?mode=largest&lang=en`);
    await looks(page);
    await press(page, "a.b");
    await press(page, "main form button");
    const next = 'button:has-text("Save and continue")';
    await page.fill('[name="hukou"]', "chaoyang");
    await press(page, next);
    expect(await page.locator('[name="hukou-choice"]').count()).toBeGreaterThan(2);
    await looks(page);
    await page.fill('[name="address-detail"]', "No. 12");
    for (const [part, value] of [
      ["year", "2026"],
      ["month", "9"],
      ["day", "1"],
    ] as const) {
      await page.fill(`[name="lives_since-${part}"]`, value);
    }
    await page.check('[name="hukou-choice"] >> nth=0');
    await press(page, next);
    expect(await page.locator("h1").textContent()).toBe("This cannot be granted now");
    await looks(page);
    await press(page, "main .links a >> nth=0");
    await page.fill('[name="lives_since-year"]', "2024");
    await press(page, next);
    await page.check('input[value="housing"]');
    await press(page, next);
    await page.check('input[value="own"]');
    await page.check('[name="housing_proof-promise"]');
    await looks(page);
    await press(page, next);
    await looks(page);
    await page.fill('[name="phone"]', "13800138000");
    await press(page, next);
    await page.check('input[value="collect"]');
    await press(page, next);
    expect(await page.locator("h1").textContent()).toBe("Check your answers");
    await looks(page);
  } finally {
    await context.close();
  }
});

test("correcting a case at 320 px and largest", async () => {
  const { number } = await fileCase(web.house, "worker");
  await act(web.house, number, "ask_correction", { items: ["租房合同第 2 页看不清租期，请重新拍一张。"] });
  const who = visitor(web.baseUrl);
  await web.signIn(who, "worker");
  const context = await browser.newContext({ viewport: { width: 320, height: 700 }, locale: "zh-CN" });
  try {
    await context.addCookies([...who.cookies].map(([name, value]) => ({ name, value, url: web.baseUrl })));
    const page = await context.newPage();
    await page.goto(`${web.baseUrl}/me/cases/${number}/correct?mode=largest`);
    expect(await page.locator("h1").textContent()).toBe("请补正");
    await looks(page);
    await page.fill('[name="address-detail"]', "");
    await press(page, 'button:has-text("提交补正")');
    expect(await page.locator(".note.bad a").count()).toBe(1);
    await looks(page);
  } finally {
    await context.close();
  }
});
