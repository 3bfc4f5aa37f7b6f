import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  assertChineseHeadingWidth,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  travel,
} from "../../../tests/helpers/browser.ts";
import { isLanguage } from "../i18n/index.ts";
import { assets } from "./assets.ts";
import { isMode, modes } from "./frame.tsx";
import { type GalleryPage, galleryPage, galleryPages } from "./gallery.tsx";
import { contentSecurityPolicy, renderPage } from "./page.tsx";

let browser: Browser;
let server: Server;
let base: string;
/** On a busy machine a second is not long. */
const patience = { timeout: 15_000 };
/** What arrived by POST, and whether its answer takes a while. */
let posts = 0;
let slow = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", "http://gallery");
    if (request.method === "POST") {
      posts += 1;
      request.resume();
      setTimeout(() => response.writeHead(204).end(), slow ? 300 : 0);
      return;
    }
    const asset = assets().get(address.pathname);
    if (asset !== undefined) {
      response.writeHead(200, { "content-type": asset.type }).end(asset.body);
      return;
    }
    if (address.pathname === "/gallery/live") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${JSON.stringify({ ahead: "<b>1</b>", other: "9" })}\n\n`);
      return;
    }
    const name = galleryPages.find((page) => `/gallery/${page}` === address.pathname);
    const language = address.searchParams.get("lang") ?? "zh";
    const mode = address.searchParams.get("mode") ?? "standard";
    if (name === undefined || !isLanguage(language) || !isMode(mode)) {
      response.writeHead(404).end();
      return;
    }
    const page = galleryPage(name, { language, mode, dir: address.searchParams.get("dir") === "rtl" ? "rtl" : "ltr" });
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy({ kind: page.kind, colour: page.city?.colour }),
    });
    response.end(renderPage(page));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gallery/`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** Opens a page, fails on anything the browser complains about (a dropped style, a blocked script, an error in ours). */
async function visit<T>(
  name: GalleryPage,
  query: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${base}${name}?${query}`);
    const seen = await look(page);
    expect(complaints).toEqual([]);
    return seen;
  } finally {
    await context.close();
  }
}

const narrow = { viewport: { width: 320, height: 640 } };
const desk = { viewport: { width: 1280, height: 800 } };

describe("every page, in a real browser", () => {
  it("draws Chinese with the project's own font", async () => {
    await visit("guide", "", narrow, (page) => assertChineseHeadingWidth(page));
  });

  // Size and direction are attributes of the root and nothing else, so one load serves all of them.
  it.each(galleryPages)(
    "%s has no sideways scroll at 320 px in any size, direction and colour scheme",
    async (name) => {
      for (const language of ["zh", "en"]) {
        await visit(name, `lang=${language}`, narrow, async (page) => {
          for (const mode of modes) {
            for (const dir of ["ltr", "rtl"]) {
              await page.evaluate(
                ([mode = "", dir = ""]) => {
                  document.documentElement.dataset.mode = mode;
                  document.documentElement.dir = dir;
                },
                [mode, dir],
              );
              await expectNoSidewaysScroll(page);
            }
          }
          await page.emulateMedia({ colorScheme: "dark" });
          await expectNoSidewaysScroll(page);
        });
      }
    },
  );

  it.each(galleryPages)(
    "%s has nothing that axe objects to, light and dark, narrow and wide, nor a sideways scroll when printed",
    async (name) => {
      await visit(name, "lang=zh", narrow, async (page) => {
        await expectNoAxeViolations(page);
        await page.setViewportSize(desk.viewport);
        await page.emulateMedia({ colorScheme: "dark" });
        await expectNoSidewaysScroll(page);
        await expectNoAxeViolations(page);
        await page.emulateMedia({ media: "print", colorScheme: "light" });
        await expectNoSidewaysScroll(page);
        expect(await page.locator(".foot ul").first().isVisible()).toBe(false);
      });
      if (name === "parts" || name === "desk") {
        await visit(name, "lang=en&mode=largest&dir=rtl", { ...narrow, colorScheme: "dark" }, expectNoAxeViolations);
      }
    },
  );

  it("gives fingers room: 44 px, and 60 px in the large sizes", async () => {
    for (const [mode, size] of [
      ["standard", 44],
      ["large", 60],
      ["largest", 60],
    ] as const) {
      const low = await visit("form-errors", `mode=${mode}`, narrow, (page) =>
        page.evaluate((least) => {
          const targets = Array.from(
            document.querySelectorAll(
              "main .b, main input:not([type=hidden]), main .choices label, .top a, .foot a, .back",
            ),
          );
          const kept = targets.filter((target) => !target.closest(".choices") || target.tagName === "LABEL");
          return {
            count: kept.length,
            low: kept
              .filter((target) => target.getBoundingClientRect().height < least)
              .map((t) => t.outerHTML.slice(0, 80)),
          };
        }, size),
      );
      expect(low.count).toBeGreaterThan(15);
      expect(low.low).toEqual([]);
    }
  });

  it("sets text in 18, 24 and 30 px for residents, with lines of at least 1.5", async () => {
    for (const [mode, size] of [
      ["standard", 18],
      ["large", 24],
      ["largest", 30],
    ] as const) {
      const seen = await visit("guide", `mode=${mode}`, narrow, (page) =>
        page
          .locator("main li")
          .first()
          .evaluate((element) => {
            const style = getComputedStyle(element);
            return [
              Number.parseFloat(style.fontSize),
              Number.parseFloat(style.lineHeight) / Number.parseFloat(style.fontSize),
            ];
          }),
      );
      expect(seen[0]).toBeCloseTo(size, 1);
      expect(seen[1]).toBeGreaterThanOrEqual(1.5);
    }
  });

  it("can be read and sent without scripts, and shows no control that would need one", async () => {
    await visit("case", "", { ...narrow, javaScriptEnabled: false }, async (page) => {
      expect(await page.getByRole("link", { name: "去补正" }).isVisible()).toBe(true);
      expect(await page.getByRole("button", { name: "复制" }).isVisible()).toBe(false);
    });
    const before = posts;
    await visit("form", "", { ...narrow, javaScriptEnabled: false }, async (page) => {
      await page.getByRole("button", { name: "保存并继续" }).click();
      await expect.poll(() => posts, patience).toBe(before + 1);
    });
  });
});

describe("the script", () => {
  it("leads the focus to what is wrong, from there to the field", async () => {
    await visit("form-errors", "", narrow, async (page) => {
      expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("alert");
      await page.getByRole("link", { name: "请填写现住址" }).click();
      expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("address");
    });
  });

  it("lets a form go once, however often one taps", async () => {
    slow = true;
    const before = posts;
    try {
      await visit("check", "", narrow, async (page) => {
        await page.evaluate(() => {
          const button = document.querySelector<HTMLButtonElement>("main form button");
          for (let tap = 0; tap < 5; tap += 1) button?.click();
        });
        await expect.poll(() => posts, patience).toBe(before + 1);
        expect(await page.getByRole("button", { name: "提交申请" }).getAttribute("aria-disabled")).toBe("true");
        await page.waitForTimeout(150);
        expect(posts).toBe(before + 1);
      });
    } finally {
      slow = false;
    }
  });

  it("says what was chosen before it is sent", async () => {
    await visit("form", "lang=en", narrow, async (page) => {
      await page.locator("input[type=file]").setInputFiles([
        { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(700 * 1024) },
        { name: "b.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(1400 * 1024) },
      ]);
      expect(await page.locator("[data-files]").textContent()).toBe("2 file(s) chosen, 2.1 MB in all.");
    });
  });

  it("shows live values as text, never as HTML", async () => {
    await visit("parts", "", narrow, async (page) => {
      await expect.poll(() => page.locator("[data-value=ahead]").textContent(), patience).toBe("<b>1</b>");
    });
  });

  it("walks the desk by keys, not while writing, and can be turned off", async () => {
    await visit("desk", "", desk, async (page) => {
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      expect(await focused()).toBe("320500-20261110-9XRQ5B7C-6");
      await page.keyboard.press("k");
      expect(await focused()).toBe("320500-20261103-M2V8T4NA-1");
      await page.keyboard.press("/");
      await page.keyboard.type("jk");
      expect(await page.locator("[data-search]").inputValue()).toBe("jk");
      await page.locator("h1").click();
      await page.keyboard.press("?");
      expect(await page.locator("[data-keys]").getAttribute("open")).not.toBeNull();
      await page.getByRole("button", { name: "停用快捷键" }).click();
      await page.keyboard.press("j");
      expect(await focused()).toBe("启用快捷键");
      await travel(page, "reload");
      expect(await page.locator("[data-keys] button").textContent()).toBe("启用快捷键");
    });
  });
});

describe("the browser's own checks see", () => {
  const bare =
    '<!doctype html><html lang="zh"><title>x</title><body><main><h1>居住证</h1><p id="wide">x</p><input id="bare"></main>';

  it("a page that is too wide, and a field without a label", async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    await page.setContent(bare);
    await page.evaluate(() => document.getElementById("wide")?.setAttribute("style", "width:400px"));
    await expect(expectNoSidewaysScroll(page)).rejects.toThrow(/408 px wide in 320 px/);
    await expect(expectNoAxeViolations(page)).rejects.toThrow(/label .*#bare/);
    await page.close();
  });

  it("Chinese without a font", async () => {
    const latin = await launchBrowser({ latinOnly: true });
    const page = await latin.newPage();
    await page.setContent(bare);
    await expect(assertChineseHeadingWidth(page)).rejects.toThrow(/no Chinese font/);
    await latin.close();
  });
});
