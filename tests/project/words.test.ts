import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { actTypes } from "../../src/domain/cases/index.ts";
import { type Language, languages } from "../../src/foundation/i18n/index.ts";
import { reactionsFor, reactionsTo } from "../../src/reactions.ts";
import { expectNone, filesUnder, read, root } from "./support/project.ts";

type Words = (language: Language) => Readonly<Record<string, unknown>>;

/** Modules that may hold words: everything that calls defineWords. */
const files = filesUnder("src").filter(
  (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && /= defineWords\(/.test(read(path)),
);

/** What stands for a value: whatever is asked of it, it has something to show. */
function anything(): unknown {
  const target = () => anything();
  return new Proxy(target, {
    get: (_target, name) => {
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? 2 : "‹›");
      if (name === "toString" || name === "toLocaleString" || name === "toJSON") return () => "‹›";
      if (name === "length") return 2;
      if (name === "map")
        return (each: (item: unknown, index: number) => unknown) => [each(anything(), 0), each(anything(), 1)];
      if (name === Symbol.iterator) return () => ["‹›", "‹›"].values();
      if (name === "join") return () => "‹›";
      return anything();
    },
  });
}

/** A sentence as people read it: functions are called with stand-ins; undefined where that is not possible. */
function spoken(word: unknown): string | undefined {
  if (typeof word === "string") return word;
  if (typeof word !== "function") return undefined;
  try {
    const said: unknown = word(anything());
    return typeof said === "string" ? said : undefined;
  } catch {
    return undefined;
  }
}

/** Names and signs that are written alike in every language. */
const names =
  /(Onewindow|WeChat|Alipay|EMS|PDF|JPEG|PNG|WebP|JPG|MB|KB|API|JSON|OAuth|TOTP|QR|GB|OpenAPI|Idempotency-Key|Bearer|HTTP|URL|CSV|ID|OpenID|Connect)/g;

function wrongs(language: Language, text: string): string[] {
  const found: string[] = [];
  if (text.trim() === "") found.push("is empty");
  // 小于号 and quotes in code are no shouting: only marks that end or stand in a sentence.
  if (/[!！]/.test(text)) found.push("holds an exclamation mark");
  if (/undefined|\[object|NaN/.test(text)) found.push("shows a value of the machine");
  if (language === "en" && /\p{Script=Han}/u.test(text.replaceAll(/[(（][^()（）]*[)）]/g, "").replaceAll(given, "")))
    found.push("holds Chinese");
  if (language === "zh") {
    if (/你/.test(text)) found.push("says 你 instead of 您");
    const rest = text.replaceAll(given, "").replaceAll(names, "").replaceAll("‹›", "");
    if (!/\p{Script=Han}/u.test(rest) && /[A-Za-z]{2}/.test(rest)) found.push("is not Chinese");
  }
  return found;
}

/** Words that are right as they are: places, plates and tags that are written so in every language. */
const given = /岳阳县|湘[A-Z0-9]*|zh-Hans-CN/g;

async function wordsOf(file: string): Promise<{ where: string; words: Words }[]> {
  const exports = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
  return Object.entries(exports).flatMap(([name, value]) => {
    if (typeof value !== "function" || value.length !== 1) return [];
    // Only what defineWords made answers every language with a frozen list.
    const tried = (() => {
      try {
        return value("zh") as unknown;
      } catch {
        return undefined;
      }
    })();
    if (typeof tried !== "object" || tried === null || !Object.isFrozen(tried)) return [];
    return [{ where: `${file} ${name}`, words: value as Words }];
  });
}

test("every word exists in every language, and speaks politely", async () => {
  expect(files.length).toBeGreaterThan(20);
  const problems: string[] = [];
  let heard = 0;
  let silent = 0;
  for (const file of files) {
    for (const { words } of await wordsOf(file)) {
      const lists = new Map(languages.map((language) => [language, words(language)]));
      const keys = new Set([...lists.values()].flatMap((list) => Object.keys(list)));
      for (const key of keys) {
        for (const [language, list] of lists) {
          const text = spoken(list[key]);
          if (list[key] === undefined) problems.push(`${file} ${key} (${language}): is missing`);
          if (text === undefined) {
            silent += 1;
            continue;
          }
          heard += 1;
          for (const wrong of wrongs(language, text)) problems.push(`${file} ${key} (${language}) ${wrong}: ${text}`);
        }
      }
    }
  }
  expectNone(problems, "Change these words:");
  expect(heard).toBeGreaterThan(500);
  // Stand-ins do not fit every function; most must speak, or this test hears nothing.
  expect(silent).toBeLessThan(heard / 10);
});

test.each([
  ["zh", "", "is empty"],
  ["zh", "你的办件", "says 你 instead of 您"],
  ["zh", "提交成功！", "holds an exclamation mark"],
  ["en", "Your case was sent!", "holds an exclamation mark"],
  ["zh", "Your case", "is not Chinese"],
  ["en", "您的办件", "holds Chinese"],
  ["en", "due on undefined", "shows a value of the machine"],
] as const)("planted: %s %s", (language, text, wrong) => {
  expect(wrongs(language, text)).toContain(wrong);
});

test.each([
  ["zh", "API"],
  ["zh", "PDF，不超过 10 MB"],
  ["en", "Residence permit (居住证)"],
] as const)("kept: %s %s", (language, text) => {
  expect(wrongs(language, text)).toEqual([]);
});

test("refusals and other texts in two languages are polite too", () => {
  const problems: string[] = [];
  const sources = filesUnder("src").filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
  let pairs = 0;
  for (const path of sources) {
    for (const [, zh = "", en = ""] of read(path).matchAll(/zh:\s*"((?:[^"\\]|\\.)*)",\s*en:\s*"((?:[^"\\]|\\.)*)"/g)) {
      pairs += 1;
      // A name without words of its own, to be filled in by whoever refuses.
      if (zh === "" && en === "") continue;
      for (const wrong of wrongs("zh", zh)) problems.push(`${path} ${wrong}: ${zh}`);
      for (const wrong of wrongs("en", en)) problems.push(`${path} ${wrong}: ${en}`);
    }
  }
  expect(pairs).toBeGreaterThan(300);
  expectNone(problems, "Change these words:");
});

test("every event has its line of reactions, and nothing follows from an event there is not", () => {
  expect(Object.keys(reactionsTo).sort()).toEqual([...actTypes].sort());
  const event = {
    city: "430621",
    seq: 1n,
    subject: "x",
    revision: 1,
    at: new Date(0),
    actor_kind: "system",
    actor: "x",
    on_behalf: null,
    data: {},
  };
  for (const type of actTypes) {
    for (const name of reactionsFor({ ...event, type })) expect(reactionsTo[type]).toContain(name);
  }
  expect(reactionsFor({ ...event, type: "submit" })).toContain("message");
  expect(reactionsFor({ ...event, type: "constructor" })).toEqual([]);
});
