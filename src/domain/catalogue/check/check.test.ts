import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type CatalogueProblem, checkCatalogue, checkFiles, formatProblems } from "../index.ts";
import { type BrokenFile, certificate, permit } from "./broken/broken.ts";
import { brokenCharges } from "./broken/charges.ts";
import { brokenForms } from "./broken/forms.ts";
import { brokenMessages } from "./broken/messages.ts";
import { brokenRules } from "./broken/rules.ts";

const root = new URL("../../../../catalogue/", import.meta.url).pathname;
const files = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml") && (!path.includes("/") || path === permit || path === certificate))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]),
);

function broken({ file = permit, replace: [find, put] }: Pick<BrokenFile, "file" | "replace">): {
  text: string;
  problems: readonly CatalogueProblem[];
} {
  const text = files.get(file) ?? "";
  const changed = text.replace(find, put);
  if (changed === text) throw new Error(`nothing to replace: ${find}`);
  return { text: changed, problems: checkCatalogue(new Map(files).set(file, changed)).problems };
}

const all = [...brokenForms, ...brokenRules, ...brokenCharges, ...brokenMessages];

describe("a file with a mistake", () => {
  it("is one of at least 40, each of its own kind and each named with its line and what would be right", () => {
    expect(all.length).toBeGreaterThanOrEqual(80);
    expect(new Set(all.map(({ wrong }) => wrong)).size).toBe(all.length);
    const silent = all.filter((one) => {
      const found = broken(one).problems.filter(({ code }) => code === one.code);
      return !found.some(({ line, say, remedy }) => line >= 1 && say.zh !== "" && remedy.zh !== "" && remedy.en !== "");
    });
    expect(silent.map(({ wrong }) => wrong)).toEqual([]);
    expect(new Set(all.map(({ code }) => code)).size).toBeGreaterThanOrEqual(40);
  });

  it.each(all)("$wrong", (one) => {
    const { text, problems } = broken(one);
    const found = problems.find(({ code }) => code === one.code);
    expect(found, formatProblems(problems, "en")).toBeDefined();
    if (!found) return;
    expect(found.file).toBe(`catalogue/${one.file ?? permit}`);
    expect(found.remedy.en).toMatch(one.remedy);
    if (one.remedyZh) expect(found.remedy.zh).toMatch(one.remedyZh);
    expect(found.say.zh).toMatch(/\p{Script=Han}/u);
    expect(found.say.en).toMatch(/[a-z]/);
    expect(text).toContain(one.at);
    if (one.at === "") return;
    expect(found.line).toBe(text.slice(0, text.indexOf(one.at)).split("\n").length);
  });

  it("which answers what is not asked", () => {
    const { problems } = broken({
      replace: ["      ground: school\n", "      ground: school\n      work_kind: employed\n"],
    });
    expect(problems.map(({ code }) => code)).toEqual(["sample_answer_hidden"]);
    expect(problems[0]?.remedy.zh).toContain("when");
  });

  it("named to the column, within a rule too", () => {
    const { text, problems } = broken({ replace: ["lives_since, today()) < 6", "lives_since, todya()) < 6"] });
    const [problem] = problems;
    const line = text.split("\n")[(problem?.line ?? 0) - 1] ?? "";
    expect(line.slice((problem?.column ?? 0) - 1)).toMatch(/^todya\(\)/);
  });

  it("with all its mistakes in one list, in order, each once", () => {
    const changed = (files.get(permit) ?? "")
      .replace("kind: apply", "kind: aply")
      .replace("agency: public-security", "agencyy: public-security")
      .replace("max: today", "max_: today");
    const { problems } = checkCatalogue(new Map(files).set(permit, changed));
    expect(problems.map(({ code }) => code).sort()).toEqual([
      "missing_key",
      "unknown_key",
      "unknown_key",
      "wrong_value",
    ]);
    expect(problems.map(({ line }) => line)).toEqual(problems.map(({ line }) => line).sort((a, b) => a - b));
  });

  it("is not among the services, and the others are", () => {
    const changed = (files.get(permit) ?? "").replace("fee: none", "fee: nothing");
    const other = (files.get(permit) ?? "").replace("code: residence-permit", "code: other-permit");
    const found = checkCatalogue(new Map(files).set(permit, changed).set("policing/other-permit.yaml", other));
    expect([...found.services.keys()]).toEqual(["other-permit"]);
  });
});

describe("a file that is hardly one", () => {
  it.each([
    ["[".repeat(20_000)],
    ["{a: ".repeat(5000)],
    ["- ".repeat(5000)],
    ["\0"],
    ["--- \n...\n---\na: 1"],
    ["a: &b [*b]"],
    ["<<: x"],
    ["__proto__: {a: 1}\nconstructor: 1"],
    ["code: [1, 2]\nask: [[[]]]"],
    [`code: ${"x".repeat(300_000)}`],
  ])("%.20s", (text) => {
    for (const path of [permit, certificate, "fields.yaml", "agencies.yaml"]) {
      const { problems } = checkCatalogue(new Map(files).set(path, text));
      expect(problems.filter(({ file }) => file === `catalogue/${path}`)).not.toEqual([]);
    }
  });

  it("is told what is wrong with it however it is mutilated", () => {
    const lines = (files.get(permit) ?? "").split("\n");
    const place = fc.nat({ max: lines.length - 1 });
    const hurt = fc.oneof(
      place.map((at) => (all: string[]) => all.splice(at, 1)),
      fc.tuple(place, place).map(
        ([at, from]) =>
          (all: string[]) =>
            all.splice(at, 0, lines[from] ?? ""),
      ),
      fc.tuple(place, fc.nat({ max: 60 })).map(
        ([at, end]) =>
          (all: string[]) =>
            all.splice(at, 1, (all[at] ?? "").slice(0, end)),
      ),
      fc
        .tuple(place, fc.constantFrom("null", "1", "[]", "{}", "true", "''", "[null]", "{ zh: a }", "toString", "- 1"))
        .map(
          ([at, put]) =>
            (all: string[]) =>
              all.splice(at, 1, (all[at] ?? "").replace(/: .*/, `: ${put}`)),
        ),
      place.map((at) => (all: string[]) => all.splice(at, 1, `  ${all[at] ?? ""}`)),
    );
    fc.assert(
      fc.property(fc.array(hurt, { minLength: 1, maxLength: 3 }), (hurts) => {
        const all = [...lines];
        for (const one of hurts) one(all);
        for (const { line, column, say } of checkCatalogue(new Map(files).set(permit, all.join("\n"))).problems) {
          expect(line >= 1 && line <= all.length + 1 && column >= 1 && say.zh !== "").toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("two files", () => {
  it("may not describe the same service", () => {
    const text = files.get(permit) ?? "";
    const { problems } = checkCatalogue(new Map(files).set("policing/second.yaml", text));
    const found = problems.find(({ code }) => code === "duplicate_service");
    expect(found).toMatchObject({ file: "catalogue/policing/second.yaml", line: 2 });
    expect(found?.say.zh).toContain("residence-permit.yaml");
  });
});

describe("problems on a terminal", () => {
  it("begin with the place and say what would be right", () => {
    const { problems } = broken({ replace: ["kind: apply", "kind: aply"] });
    expect(formatProblems(problems, "zh")).toBe(
      "catalogue/policing/residence-permit.yaml:4:1\n  “kind”不能写“aply”。\n  改法：您是否想写“apply”？可以写：query, pay, apply, certificate, book, report。\n\n共 1 处要改，在 1 个文件里。",
    );
    expect(formatProblems(problems, "en")).toMatch(/Did you mean "apply"[\s\S]*1 problem in 1 file\.$/);
    expect(formatProblems([], "zh")).toBe("没有发现问题。");
  });
});

describe("onewindow catalogue check", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalogue-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("checks files and folders within their catalogue, and says when there is none", async () => {
    // Two fields of the twelve and what is common to all: every check below reads the whole folder.
    const kept = /^(|policing|city-business|certificates|[^/]*\.(yaml|json))(\/|$)/;
    const filter = (from: string) => kept.test(relative(root, from));
    cpSync(root, join(folder, "catalogue"), { recursive: true, filter });
    const path = join(folder, "catalogue", permit);
    writeFileSync(path, readFileSync(path, "utf8").replace("agency: public-security", "agency: police"));
    const whole = await checkFiles([join(folder, "catalogue")]);
    expect(whole.map(({ file, code }) => [file, code])).toEqual([[`catalogue/${permit}`, "unknown_agency"]]);
    expect(await checkFiles([path])).toEqual(whole);
    expect(await checkFiles([join(folder, "catalogue", "policing")])).toEqual(whole);
    expect(await checkFiles([join(folder, "catalogue", "city-business", "suggestion.yaml")])).toEqual([]);
    const none = await checkFiles([join(folder, "catalogue", "policing", "missing.yaml"), join(folder, "x", "y.yaml")]);
    expect(none.map(({ code }) => code)).toEqual(["no_catalogue", "no_catalogue"]);
  });
});
