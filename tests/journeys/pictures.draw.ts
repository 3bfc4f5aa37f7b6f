import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext } from "playwright-core";
import { expect, test } from "vitest";
import { launchBrowser } from "../helpers/browser.ts";
import { testHouse } from "../helpers/house.ts";
import { act, fileCase } from "../helpers/own-pages.ts";
import { type Seed, seedPages, type Who } from "./support/seed-pages.ts";
import { device } from "./support/telling.ts";

// Run by hand when pages have changed: ONEWINDOW_WRITE=1 npx vitest run tests/journeys/pictures.draw.ts
const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const largestFile = 150 * 1024;

type Phone = { readonly path: (seed: Seed) => string; readonly who: Who; readonly from?: string };
type Options = { readonly scheme?: "light" | "dark"; readonly mode?: string; readonly lang?: string };

const phones: Readonly<Record<string, readonly (Phone & Options)[]>> = {
  find: [
    { path: () => "/", who: "nobody" },
    { path: () => "/430621", who: "nobody" },
    { path: () => "/430621/services/residence-permit", who: "nobody" },
  ],
  apply: [
    { path: ({ full }) => `${full}/pages/where`, who: "worker" },
    { path: ({ wrong }) => `${wrong}/pages/where`, who: "worker" },
    { path: ({ full }) => `${full}/check`, who: "worker" },
  ],
  follow: [
    { path: ({ cases }) => `/me/cases/${cases["correction_asked"]}`, who: "worker" },
    { path: ({ cases }) => `/me/cases/${cases["approved"]}`, who: "worker" },
    { path: ({ certificate }) => `/verify/${certificate}`, who: "nobody" },
  ],
  looks: [
    { path: () => "/430621", who: "nobody", mode: "largest" },
    { path: () => "/430621", who: "nobody", scheme: "dark" },
    { path: () => "/430621", who: "nobody", lang: "en" },
  ],
};
/** What lies on the clerk's desk from the days before. */
const earlier = [
  ["trader", "2026-11-05", ["accept"]],
  ["student", "2026-11-10", ["accept"]],
  ["foreigner", "2026-11-11", []],
  ["student", "2026-11-12", []],
] as const;
const desks: Readonly<Record<string, Phone>> = {
  inbox: { path: () => "/staff", who: "clerk" },
  case: { path: ({ cases }) => `/staff/cases/${cases["accepted"]}`, who: "clerk" },
};

test("pictures of the main pages for the README", async () => {
  const house = await testHouse({ jobs: true });
  const browser = await launchBrowser();
  try {
    const today = house.clock.now;
    for (const [sub, day, acts] of earlier) {
      house.clock.now = new Date(`${day}T02:30:00Z`);
      const { number } = await fileCase(house.house, sub);
      for (const type of acts) await act(house.house, number, type);
    }
    house.clock.now = today;
    const seed = await seedPages(house.house, house.baseUrl);
    mkdirSync(folder, { recursive: true });
    for (const [name, row] of Object.entries(phones)) {
      const shots: Buffer[] = [];
      for (const phone of row) {
        const opened = await device({ house, browser, close: async () => undefined }, { scripts: true, height: 780 });
        shots.push(await taken(opened.context, seed, phone));
        await opened.context.close();
      }
      keep(`${name}.webp`, await sideBySide(browser, shots));
    }
    for (const [name, desk] of Object.entries(desks)) {
      const wide = { scripts: true, width: 1280, height: 800 };
      const opened = await device({ house, browser, close: async () => undefined }, wide);
      keep(`staff-${name}.webp`, await framed(browser, await taken(opened.context, seed, desk), 1280));
      await opened.context.close();
    }
  } finally {
    await browser.close();
    await house.close();
  }
}, 180_000);

async function taken(context: BrowserContext, seed: Seed, shown: Phone & Options): Promise<Buffer> {
  const page = context.pages()[0] ?? (await context.newPage());
  const { origin } = new URL(seed.origin);
  await context.addCookies([...seed.cookies[shown.who]].map(([name, value]) => ({ name, value, url: origin })));
  await page.emulateMedia({ colorScheme: shown.scheme ?? "light" });
  const address = new URL(shown.path(seed), origin);
  address.searchParams.set("mode", shown.mode ?? "standard");
  address.searchParams.set("lang", shown.lang ?? "zh");
  const answer = await page.goto(address.href);
  expect(answer?.status()).toBe(200);
  return page.screenshot({ type: "png" });
}

/** Three phones on one sheet, drawn twice as fine as they are shown. */
async function sideBySide(browser: Browser, shots: readonly Buffer[]): Promise<Buffer> {
  const images = shots.map((shot) => `<img width="360" src="data:image/png;base64,${shot.toString("base64")}">`);
  return sheet(browser, `<main class="phones">${images.join("")}</main>`, 1200);
}

async function framed(browser: Browser, shot: Buffer, width: number): Promise<Buffer> {
  return sheet(
    browser,
    `<main><img width="${width}" src="data:image/png;base64,${shot.toString("base64")}"></main>`,
    width + 48,
  );
}

async function sheet(browser: Browser, body: string, width: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height: 600 } });
  await page.setContent(
    `<style>body{margin:0;background:#e9ecf0}main{display:flex;gap:24px;justify-content:center;padding:24px;width:fit-content}
     img{border-radius:16px;box-shadow:0 1px 2px #0003,0 8px 24px #0002}</style>${body}`,
  );
  const png = await page.locator("main").screenshot({ type: "png" });
  // Chromium packs WebP itself: a third of the PNG, and text stays sharp.
  const url = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext("2d")?.drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", 0.82);
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  await page.context().close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

function keep(name: string, picture: Buffer): void {
  expect(picture.length).toBeLessThanOrEqual(largestFile);
  writeFileSync(`${folder}${name}`, picture);
}
