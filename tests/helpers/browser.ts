import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as driver, type Page } from "playwright-core";

const require = createRequire(import.meta.url);
const cache = fileURLToPath(new URL("../../node_modules/.cache/onewindow-browser", import.meta.url));

/**
 * The browser from npm, unpacked once per version. It unpacks into the temporary folder it is given, so each process gives it one of its
 * own and the first to finish moves it into place: nobody starts a half-written file.
 */
async function executable(): Promise<string> {
  const entry = require.resolve("@sparticuz/chromium");
  const { version } = JSON.parse(readFileSync(join(dirname(entry), "..", "package.json"), "utf8")) as {
    version: string;
  };
  const home = join(cache, version);
  if (existsSync(join(home, "chromium"))) return join(home, "chromium");
  mkdirSync(cache, { recursive: true });
  const mine = mkdtempSync(join(cache, "unpacking-"));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = mine;
  try {
    await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(mine, home);
  } catch (error) {
    rmSync(mine, { recursive: true, force: true });
    if (!existsSync(join(home, "chromium"))) throw error;
  }
  return join(home, "chromium");
}

const chineseFont = "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf";

/** A fontconfig file that knows the fonts of one folder and nothing of this machine, so that every machine lays out alike. */
function fontsFile(folder: string, font: string): string {
  const file = join(folder, "fonts.conf");
  const family = '<edit name="family" mode="assign" binding="strong"><string>Noto Sans SC</string></edit>';
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${font}</dir><cachedir>${join(cache, "fonts")}</cachedir><match target="pattern">${family}</match></fontconfig>`,
  );
  return file;
}

/**
 * A real Chromium without a network of its own, with a private temporary folder that goes when it closes. Starts in about 0.2 s once
 * unpacked (2 s the first time). `latinOnly` leaves the Chinese font out, to show that its absence is noticed.
 */
export async function launchBrowser(options: { latinOnly?: boolean } = {}): Promise<Browser> {
  const executablePath = await executable();
  const font =
    options.latinOnly === true ? join(dirname(executablePath), "fonts") : dirname(require.resolve(chineseFont));
  const folder = mkdtempSync(join(cache, "run-"));
  const browser = await driver.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--font-render-hinting=none",
    ],
    env: { ...process.env, TMPDIR: folder, HOME: folder, FONTCONFIG_FILE: fontsFile(folder, font) },
  });
  browser.on("disconnected", () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch {
      // A child of the browser still writes there; the folder lies in the cache and harms nobody.
    }
  });
  return browser;
}

/**
 * Fails when Chinese is drawn with boxes or not at all: in a real font every Han character is one em wide, and two different characters
 * look different. `selector`: the element whose font is tried; by default the page's title.
 */
export async function assertChineseHeadingWidth(page: Page, selector = "h1"): Promise<void> {
  const seen = await page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const style = getComputedStyle(element);
      const canvas = document.createElement("canvas");
      canvas.width = 200;
      canvas.height = 100;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (context === null) return undefined;
      context.font = `40px ${style.fontFamily}`;
      context.textBaseline = "top";
      const draw = (text: string) => {
        context.clearRect(0, 0, 200, 100);
        context.fillText(text, 0, 0);
        return context
          .getImageData(0, 0, 200, 100)
          .data.filter((_, index) => index % 4 === 3)
          .join();
      };
      return {
        width: context.measureText("居住证").width,
        same: draw("居") === draw("证"),
        empty: draw("居") === draw(" "),
      };
    });
  if (seen === undefined) throw new Error("The browser offers no canvas to look at its font with");
  if (Math.abs(seen.width - 120) > 2)
    throw new Error(`Three Han characters at 40 px are ${seen.width} px wide instead of 120: no Chinese font`);
  if (seen.same || seen.empty) throw new Error("Different Han characters look the same: no Chinese font");
}

/**
 * Loads the page again, goes back or forward once the page before has arrived whole. Right after a click the browser still changes hands
 * between two pages, and on a busy machine answers such a command with "Not attached to an active page".
 */
export async function travel(page: Page, way: "reload" | "goBack" | "goForward"): ReturnType<Page["goBack"]> {
  await page.waitForLoadState();
  return page[way]();
}

/** Presses a link or a button that leads to another page, and waits for that one: what is looked at next is not the page before. */
export async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForEvent("domcontentloaded"), page.click(selector)]);
}

const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

type AxeResults = {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
};

/** Runs axe (WCAG 2.0 to 2.2, A and AA, and its best practices) on the page as it is and fails with every finding and where it is. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  // Evaluated by the debugger, so the page's Content-Security-Policy stays as strict as it is; once per document, because reading its
  // half a megabyte takes the browser as long as a look does.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const results = (await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: (context: Document, options: object) => Promise<unknown> } }).axe.run(
      document,
      {
        resultTypes: ["violations"],
        preload: false,
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      },
    ),
  )) as AxeResults;
  const findings = results.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id} (${violation.help}) at ${node.target.join(" ")}\n    ${node.failureSummary ?? ""}`,
    ),
  );
  if (findings.length > 0)
    throw new Error(`axe found ${findings.length} on ${page.url()}:\n  ${findings.join("\n  ")}`);
}

/** Fails when the page can be moved sideways, and names what sticks out. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const root = document.documentElement;
    const room = root.clientWidth;
    const outside = Array.from(document.body.querySelectorAll("*")).filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && (box.right > room + 1 || box.left < -1);
    });
    const names = outside.slice(0, 5).map((element) => {
      const box = element.getBoundingClientRect();
      const text = (element.textContent ?? "").trim().slice(0, 30);
      return `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${Math.round(box.left)}–${Math.round(box.right)} “${text}”`;
    });
    return { width: Math.max(root.scrollWidth, document.body.scrollWidth), room, names };
  });
  if (seen.width > seen.room || seen.names.length > 0) {
    throw new Error(
      `${page.url()} is ${seen.width} px wide in ${seen.room} px; sticking out:\n  ${seen.names.join("\n  ")}`,
    );
  }
}
