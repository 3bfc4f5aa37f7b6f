import { brotliCompressSync, constants } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  assertChineseHeadingWidth,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
} from "../../../../tests/helpers/browser.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { act, Browsing, eventually, fileCase, keyOf } from "../../../../tests/helpers/own-pages.ts";
import { recordReading } from "../../../domain/audit/index.ts";
import { cityAndResidentScope } from "../../../foundation/database/index.ts";
import { assets } from "../../../foundation/html/index.ts";

const city = "430621";

let t: TestHouse;
let browser: Browser;
let worker: Browsing;
/** Of every kind of page one, with something on it. */
let mine: readonly string[];
const visitors = ["/sign-in", "/me/privacy", "/suggestion?q=yueyang"];

beforeAll(async () => {
  t = await testHouse({ jobs: true });
  browser = await launchBrowser();
  worker = new Browsing(t.baseUrl);
  await worker.signIn("worker");
  const corrected = await fileCase(t.house, "worker");
  await act(t.house, corrected.number, "ask_correction", { items: ["租房合同第 2 页看不清。", "x".repeat(120)] });
  const approved = await fileCase(t.house, "worker", { delivery: "post" });
  await act(t.house, approved.number, "accept");
  await act(t.house, approved.number, "approve", { note: "请妥善保管证件。" });
  const refused = await fileCase(t.house, "worker");
  await act(t.house, refused.number, "accept");
  await act(t.house, refused.number, "refuse", { reason: "居住不满半年。" });
  const sent = await fileCase(t.house, "worker", { service: "suggestion" });
  const resident = keyOf(t.house, "worker");
  await t.house.database.transaction(cityAndResidentScope([city], [resident]), (tx) =>
    recordReading(
      tx,
      {
        ...{ city, resident, reader: "c1", readerName: "王警官", readerAgency: "公安局" },
        ...{ purpose: "decide", subject: sent.number },
      },
      t.clock.now,
    ),
  );
  await eventually(
    () => worker.get("/me/certificates"),
    ({ text }) => text.includes('href="/me/certificates/'),
  );
  const cases = [corrected, approved, refused, sent].map(({ number }) => `/me/cases/${number}`);
  mine = [
    ...["/me", "/me/cases", ...cases, `/me/cases/${sent.number}/withdraw`],
    ...["/me/inbox", "/me/certificates", "/me/readings", "/me/privacy", "/me/privacy/correct"],
  ];
});
afterAll(async () => {
  await browser.close();
  await t.close();
});

test.each([
  { language: "zh", mode: "standard", width: 320 },
  { language: "en", mode: "largest", width: 320 },
])(
  "axe finds nothing and nothing moves sideways: $language, $mode, $width px",
  async ({ language, mode, width }) => {
    const context = await browser.newContext({ viewport: { width, height: 720 } });
    const page = await context.newPage();
    const wishes = { lang: language, mode, city };
    for (const [paths, session] of [
      [visitors, false],
      [mine, true],
    ] as const) {
      const cookies = session ? { ...Object.fromEntries(worker.cookies), ...wishes } : wishes;
      await context.clearCookies();
      await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: t.baseUrl })));
      for (const path of paths) {
        const answer = await page.goto(t.baseUrl + path);
        expect(answer?.status(), path).toBe(200);
        await expectNoSidewaysScroll(page);
        await expectNoAxeViolations(page);
        if (language === "zh") await assertChineseHeadingWidth(page);
      }
    }
    await context.close();
  },
  120_000,
);

test("every page weighs at most 14 KB on first load, script included", async () => {
  const script = [...assets().values()].filter(({ name }) => name.endsWith(".js"));
  const packed = (bytes: Uint8Array | string) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
  const scripts = script.reduce((sum, { body }) => sum + packed(body), 0);
  for (const path of mine) {
    const { text } = await worker.get(path);
    expect(packed(text) + scripts, path).toBeLessThanOrEqual(14 * 1024);
  }
});

test("every link on these pages leads somewhere", async () => {
  const links = new Set<string>();
  for (const path of mine) {
    const { text } = await worker.get(path);
    const main = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? "";
    for (const [, href = ""] of main.matchAll(/href="(\/[^"]*)"/g)) links.add(href.replaceAll("&amp;", "&"));
  }
  expect(links.size).toBeGreaterThan(15);
  for (const link of links) {
    const { status } = await worker.get(link);
    expect(status, link).toBe(200);
  }
}, 60_000);
