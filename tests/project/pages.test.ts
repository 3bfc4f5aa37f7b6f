import { writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { HtmlValidate } from "html-validate";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SurfaceParts } from "../../src/surfaces/routes.ts";
import { surfaceRoutes } from "../../src/surfaces/routes.ts";
import { scriptedAgencies } from "../helpers/agencies.ts";
import {
  assertChineseHeadingWidth,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
} from "../helpers/browser.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { elements, parseHtml, textOf } from "../helpers/html.ts";
import { thorough } from "../helpers/thorough.ts";
import { everyPage, type KindOfPage, notPages } from "../journeys/support/every-page.ts";
import { type Seed, seedPages, type Who } from "../journeys/support/seed-pages.ts";

let house: TestHouse;
let browser: Browser;
let seed: Seed;
beforeAll(async () => {
  const agencies = scriptedAgencies();
  house = await testHouse({ jobs: true, adapters: agencies.adapters });
  await agencies.connect(house.house, ["human-resources"]);
  const said = house.house.catalogue.service("contribution-record")?.definition.samples[0]?.agency_says;
  if (said !== undefined && said !== "nothing") agencies.says = { found: said };
  browser = await launchBrowser();
  seed = await seedPages(house.house, house.baseUrl);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const firstLoadAtMost = 14 * 1024;
/** Bytes of the first load, by page and language; kept in bench/results with ONEWINDOW_WRITE=1. */
const weights: Record<string, Record<string, number>> = {};
afterAll(() => {
  if (process.env["ONEWINDOW_WRITE"] !== "1") return;
  const method = "bytes of the first load: HTML with its style in brotli 5 and the script as served (brotli 11)";
  const result = { benchmark: "weights", date: new Date().toISOString().slice(0, 10), method, weights };
  writeFileSync(new URL("../../bench/results/weights.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
});

/** Every pair of size, scheme, language and direction stands in one of these rows. */
const looks = [
  { mode: "standard", scheme: "light", lang: "zh", dir: "ltr" },
  { mode: "standard", scheme: "dark", lang: "en", dir: "rtl" },
  { mode: "large", scheme: "light", lang: "en", dir: "rtl" },
  { mode: "large", scheme: "dark", lang: "zh", dir: "ltr" },
  { mode: "largest", scheme: "light", lang: "zh", dir: "rtl" },
  { mode: "largest", scheme: "dark", lang: "en", dir: "ltr" },
] as const;
type Look = (typeof looks)[number];

test("the rows of looks hold every pair", () => {
  const properties = Object.keys(looks[0]) as (keyof Look)[];
  const valuesOf = (property: keyof Look) => [...new Set(looks.map((look) => look[property]))];
  for (const one of properties) {
    for (const other of properties.filter((property) => property > one)) {
      const pairs = new Set(looks.map((look) => `${look[one]} ${look[other]}`));
      expect(pairs.size).toBe(valuesOf(one).length * valuesOf(other).length);
    }
  }
});

test("every route that shows a page is looked at", () => {
  const routes = new Set<string>();
  // Stands in for the server and writes down what is registered.
  const recorder: unknown = new Proxy(() => recorder, {
    get: (_, name) => {
      if (name === "get") return (path: string) => routes.add(path);
      if (name === "route")
        return (route: { method: string | string[]; url: string }) => {
          if ([route.method].flat().includes("GET")) routes.add(route.url);
        };
      return () => recorder;
    },
  });
  const parts = { signIn: undefined, tokens: {} } as unknown as SurfaceParts;
  for (const add of surfaceRoutes(parts)) add(recorder as Parameters<typeof add>[0], house.house);
  const programs = /^\/api\/v1\//;
  const known = new Set([...everyPage.map((page) => page.route), ...Object.keys(notPages)]);
  expect(routes.size).toBeGreaterThan(30);
  expect([...routes].filter((route) => !programs.test(route) && !known.has(route))).toEqual([]);
  expect([...known].filter((route) => route !== "*" && !routes.has(route))).toEqual([]);
});

const nameOf = ({ route, who, about }: KindOfPage) => `${route}${about === undefined ? "" : `, ${about}`}, for ${who}`;
const cases = everyPage.map((page, index) => ({ name: nameOf(page), page, index }));

async function answerOf(page: KindOfPage, query: Record<string, string> = {}): Promise<Response> {
  const address = new URL(page.path(seed), house.baseUrl);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const cookie = [...seed.cookies[page.who]].map(([name, value]) => `${name}=${value}`).join("; ");
  return fetch(address, { headers: { cookie, accept: "text/html", "accept-language": "zh" }, redirect: "manual" });
}

describe("what is sent", () => {
  const validator = new HtmlValidate({
    extends: ["html-validate:recommended", "html-validate:a11y"],
    rules: {
      // The renderer's own spelling: boolean attributes are empty, void elements and SVG shapes close themselves.
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      "void-style": "off",
      "no-trailing-whitespace": "off",
      "long-title": "off",
      // Telephone numbers stand in links; a non-breaking space in 12345 has no place.
      "tel-non-breaking": "off",
      "doctype-style": "off",
      // Checkboxes of one question share its name; the server reads them as a list.
      "form-dup-name": ["error", { shared: ["radio", "submit", "checkbox"] }],
    },
  });

  async function scriptsOf(html: string): Promise<number> {
    let bytes = 0;
    for (const [, source = ""] of html.matchAll(/<script src="([^"]+)"/g)) {
      const answer = await fetch(new URL(source, house.baseUrl), { headers: { "accept-encoding": "br" } });
      expect(answer.status).toBe(200);
      bytes += Number(answer.headers.get("content-length"));
      await answer.arrayBuffer();
    }
    return bytes;
  }

  test.each(cases)("$name", async ({ page }) => {
    for (const { lang, mode } of [looks[0], looks[5]]) {
      const answer = await answerOf(page, { lang, mode });
      const html = await answer.text();
      expect([answer.status, answer.headers.get("location")]).toEqual([page.status ?? 200, null]);
      const report = await validator.validateString(html);
      const wrong = report.results.flatMap((result) =>
        result.messages.map((one) => `${one.ruleId}: ${one.message} (${one.selector})`),
      );
      expect(wrong).toEqual([]);

      const packed = brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
      const script = await scriptsOf(html);
      expect(script).toBeGreaterThan(0);
      weights[nameOf(page)] = { ...weights[nameOf(page)], [lang]: packed + script };
      expect(packed + script).toBeLessThanOrEqual(firstLoadAtMost);

      const document = parseHtml(html);
      const [root] = elements(document, (one) => one.tag === "html");
      expect(root?.attributes["lang"]).toBe(lang === "zh" ? "zh-Hans" : "en");
      expect([root?.attributes["dir"], root?.attributes["data-mode"]]).toEqual(["ltr", mode]);
      expect(textOf(document)).toContain(lang === "zh" ? "演示系统" : "Demonstration: people, data and results");
      const titles = elements(document, (one) => one.tag === "h1");
      expect(titles).toHaveLength(1);
      const links = elements(document, (one) => one.tag === "a").map((one) => one.attributes["href"] ?? "");
      expect(links.some((href) => /\/suggestion(\/start)?(\?about=|$)/.test(href))).toBe(true);
      // A page of a city carries the city's filing number.
      const ofCity = /^\/(me\/cases\/)?430621/.test(page.path(seed)) && answer.status === 200;
      if (ofCity) expect(textOf(document)).toMatch(/备案号|Filing number/);
    }
  });
});

describe("what is seen", () => {
  /** What went wrong inside the page that is open. */
  let troubles: string[] = [];
  /** One tab for each person, who goes from page to page in it as people do. */
  const tabs = new Map<Who, Page>();
  afterAll(async () => {
    for (const tab of tabs.values()) await tab.context().close();
  });

  async function tabOf(who: Who): Promise<Page> {
    const before = tabs.get(who);
    if (before) return before;
    const context = await browser.newContext({ baseURL: house.baseUrl, viewport: { width: 320, height: 640 } });
    context.setDefaultTimeout(20_000);
    const cookies = [...seed.cookies[who]].map(([name, value]) => ({ name, value, url: house.baseUrl }));
    await context.addCookies(cookies);
    const tab = await context.newPage();
    tab.on("pageerror", (error) => troubles.push(error.message));
    tab.on("console", (message) => {
      const answered = message.text().startsWith("Failed to load resource: the server responded with a status of 404");
      if (message.type() === "error" && !answered) troubles.push(message.text());
    });
    tabs.set(who, tab);
    return tab;
  }

  /** The page in a language; size and direction are attributes of the root, as "what is sent" sees. */
  async function open(page: Page, kind: KindOfPage, lang: Look["lang"]): Promise<void> {
    const address = new URL(kind.path(seed), house.baseUrl);
    address.searchParams.set("lang", lang);
    address.searchParams.set("mode", "standard");
    await page.goto(address.href);
  }

  async function dress(page: Page, look: Look): Promise<void> {
    await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: "reduce" });
    await page.evaluate(({ mode, dir }) => {
      document.documentElement.dataset["mode"] = mode;
      // No language of ours is written from right to left yet; the pages must be ready for one.
      document.documentElement.dir = dir;
    }, look);
  }

  test("a page that is visited again, which the browser has already, looks as it did", async () => {
    const page = await tabOf("nobody");
    troubles = [];
    const fonts: string[] = [];
    // The first visit leaves a cookie, so that only the third is of a page the browser has.
    for (let visit = 1; visit <= 3; visit += 1) {
      await page.goto("/430621");
      fonts.push(await page.evaluate(() => getComputedStyle(document.body).fontFamily));
    }
    expect(fonts[0]).toContain("sans-serif");
    expect(fonts).toEqual(Array(3).fill(fonts[0]));
    expect(troubles).toEqual([]);
  });

  /** Whose tab was looked at for its letters; the style is one for all pages. */
  const lettersSeen = new Set<Who>();

  /**
   * Axe looks at the first page of a route in two rows of one language, because reading axe takes a document as long as two looks, and at its
   * other pages in one; over all pages it sees every row. `npm run test:full` sees every page in every row.
   */
  function looksOfAxe(index: number): ReadonlySet<Look> {
    if (thorough) return new Set(looks);
    const rows = looks.filter(({ lang }) => lang === (index % 2 === 0 ? "zh" : "en"));
    const turn = (index >> 1) % rows.length;
    const isFirst = everyPage.findIndex(({ route }) => route === everyPage[index]?.route) === index;
    return new Set(rows.filter((_, row) => (isFirst ? row !== turn : row === turn)));
  }

  test.each(cases)("$name", { timeout: 60_000 }, async ({ page: kind, index }) => {
    const page = await tabOf(kind.who);
    troubles = [];
    const inTurn = looksOfAxe(index);
    for (const lang of ["zh", "en"] as const) {
      await open(page, kind, lang);
      if (lang === "zh" && !lettersSeen.has(kind.who)) {
        await assertChineseHeadingWidth(page);
        lettersSeen.add(kind.who);
      }
      for (const look of looks.filter((one) => one.lang === lang)) {
        await dress(page, look);
        await expectNoSidewaysScroll(page);
        if (inTurn.has(look)) await expectNoAxeViolations(page);
      }
    }
    expect(troubles).toEqual([]);
  });
});
