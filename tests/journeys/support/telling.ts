import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { expectNoSidewaysScroll, launchBrowser, travel } from "../../helpers/browser.ts";
import { type TestHouse, testHouse } from "../../helpers/house.ts";
import { thorough } from "../../helpers/thorough.ts";

/** A house with a browser before it, in which stories are told. */
export type Telling = {
  readonly house: TestHouse;
  readonly browser: Browser;
  close(): Promise<void>;
};

export async function openTelling(
  options: Pick<NonNullable<Parameters<typeof testHouse>[0]>, "now" | "adapters"> = {},
): Promise<Telling> {
  const house = await testHouse({ jobs: true, ...options });
  const browser = await launchBrowser();
  return {
    house,
    browser,
    close: async () => {
      await browser.close();
      await house.close();
    },
  };
}

/** Both ways in which the permit's stories and those of its clocks are told: they meet every kind of page and every script. */
export const withAndWithoutScripts = [
  { scripts: false, way: "without scripts" },
  { scripts: true, way: "with scripts" },
] as const;

/** Ways in which a further story is told: without scripts, and by `npm run test:full` with them too. */
export const furtherWays = thorough ? withAndWithoutScripts : ([withAndWithoutScripts[0]] as const);

/** One browser of one person: its pages, and what went wrong in them. */
export type Device = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly scripts: boolean;
  /** Another tab of the same browser. */
  tab(): Promise<Page>;
  /** Ends it, and fails when a page threw, or tried what its policy forbids. */
  putAway(): Promise<void>;
};

type Kind = {
  readonly scripts: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Says that it is a phone; wallets open otherwise on a desktop, by a code to scan. */
  readonly says?: "phone";
};

const phone =
  "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

/** A phone (360 px) unless a width is given. */
export async function device(telling: Telling, kind: Kind): Promise<Device> {
  const { scripts, width = 360, height = 740 } = kind;
  const context = await telling.browser.newContext({
    baseURL: telling.house.baseUrl,
    javaScriptEnabled: scripts,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width, height },
    ...(kind.says === "phone" ? { userAgent: phone } : {}),
  });
  context.setDefaultTimeout(10_000);
  const troubles: string[] = [];
  const listen = (page: Page) => {
    page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      // A page that says 404 or 422 is an answer; what its policy forbids, or a script that throws, is a fault.
      const answered = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
      if (message.type() === "error" && !answered) troubles.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  };
  return {
    context,
    page: listen(await context.newPage()),
    scripts,
    tab: async () => listen(await context.newPage()),
    putAway: async () => {
      await context.close();
      expect(troubles).toEqual([]);
    },
  };
}

/** Waits for the page of this title, and sees that it fits the screen. */
export async function see(page: Page, title: string | RegExp): Promise<void> {
  try {
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
  } catch (cause) {
    throw new Error(`waited for “${title}” and saw ${page.url()}:\n${await wordsOf(page)}`, { cause });
  }
  await expectNoSidewaysScroll(page);
}

/** The words of the main part, as they are read. */
export async function wordsOf(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is folded away is not read.
  return (await page.locator("main").innerText()).replaceAll(/[ \t]+/g, " ");
}

/** Looks again until the page says so: what follows by itself takes a moment. At most 20 seconds. */
export async function untilItSays(page: Page, words: string): Promise<void> {
  for (let tries = 0; tries < 80; tries += 1) {
    await travel(page, "reload");
    if ((await wordsOf(page)).includes(words)) return;
    await page.waitForTimeout(250);
  }
  throw new Error(`${page.url()} never said “${words}”:\n${await wordsOf(page)}`);
}
