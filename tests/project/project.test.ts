import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOfPage } from "../../src/surfaces/resident/journey/read-posted.ts";
import { expectNone, filesUnder, projectFiles, read, root } from "./support/project.ts";

const files = projectFiles();
const isText = (path: string): boolean => !/\.(png|jpe?g|webp|ttf|woff2?|pdf|gz|ico|zip)$/.test(path);
const generated =
  /^(package-lock\.json|openapi\.json|schema\.sql|docs\/states\/.*|src\/domain\/regions\/data\/.*\.csv)$/;

/** Words of a workshop that do not belong into a product; put together here so that this list does not find itself. */
const workshop: readonly RegExp[] = [
  new RegExp(`/${"work"}/(main|shared)\\b`),
  new RegExp(`/${"root"}/[a-z.]`),
  new RegExp(`/${"home"}/(?!onewindow|you\\b|user\\b)[a-z]+/`),
  new RegExp(`/${"Users"}/[A-Za-z]+/`),
  new RegExp(`/tmp/(${"brief"}|bash_jobs)`),
  new RegExp(
    `\\b(${"Clau"}${"de"}|${"Anthro"}${"pic"}|${"Chat"}${"GPT"}|${"Open"}${"AI"}|${"Copi"}${"lot"}|${"LL"}Ms?)\\b`,
    "i",
  ),
  new RegExp(`\\b${"language"} ${"model"}s?\\b`, "i"),
  new RegExp(`\\b(AI)[- ](generated|written|assisted|${"assist"}ant)\\b`, "i"),
  /\bregistry\.(npmjs|yarnpkg|npmmirror)\b/,
];

const found = (text: string): RegExp | undefined => workshop.find((pattern) => pattern.test(text));

test("no path of a machine and no word of the workshop stands in the project", () => {
  expect(files.length).toBeGreaterThan(300);
  const problems: string[] = [];
  for (const path of files.filter((file) => isText(file) && file !== "package-lock.json")) {
    for (const [index, line] of read(path).split("\n").entries()) {
      const pattern = found(line);
      if (pattern) problems.push(`${path}:${index + 1} (${pattern.source}): ${line.trim().slice(0, 100)}`);
    }
  }
  expectNone(problems, "Say it without:");
});

test.each([
  ["see /", "work", "/main/src"],
  ["written by ", "Clau", "de"],
  ["/", "Users", "/someone/x"],
  ["https://registry.", "npmjs", ".org/x"],
])("planted: %s%s%s", (...parts) => {
  expect(found(parts.join(""))).toBeDefined();
});

type Manifest = Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string> | undefined>;
type Lock = { packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean }> };

const inexact = (manifest: Manifest): string[] =>
  (["dependencies", "devDependencies", "optionalDependencies"] as const).flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name}: ${version}`),
  );

const loose = (lock: Lock, isHere = (name: string) => existsSync(join(root, name))): string[] =>
  Object.entries(lock.packages)
    .filter(([name]) => name !== "")
    .flatMap(([name, entry]) => [
      ...(entry.resolved === undefined ? [] : [`${name}: resolved ${entry.resolved}`]),
      // Packages of other systems are not installed here, and what is not here cannot be checked here.
      ...(entry.integrity === undefined && isHere(name) ? [`${name}: no integrity`] : []),
    ]);

test("versions are exact, and the lockfile names no registry and checks every package", () => {
  expectNone(inexact(JSON.parse(read("package.json"))), "Write exact versions into package.json:");
  const lock = JSON.parse(read("package-lock.json")) as Lock;
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expectNone(loose(lock), "Install with omit-lockfile-registry-resolved (see .npmrc):");
  expect(
    inexact({ dependencies: { a: "^1.0.0", b: "1.0.0" }, devDependencies: { c: "*" } } as unknown as Manifest),
  ).toHaveLength(2);
  expect(loose({ packages: { "node_modules/a": { resolved: "https://x/a.tgz" } } }, () => true)).toHaveLength(2);
});

const allowed = new Set([
  "MIT",
  "MIT-0",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "ISC",
  "PostgreSQL",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "OFL-1.1",
  "MPL-2.0",
]);

/** Whether a licence expression can be met: one of its alternatives, all of its parts. */
const permitted = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((part) => allowed.has(part.trim())));

/** Packages whose manifest does not say it in one word: what their licence file says. */
const looked: Readonly<Record<string, string>> = {
  // "MIT License" stands in its LICENSE.
  "png-js": "MIT",
  // Of pdfkit: MIT, and the part that was ported from zlib under zlib's own licence, which asks for no more than ISC does.
  pako: "MIT",
  // A tool only (knip, html-validate, graphile-worker's configuration): the Python licence asks for no more than BSD does.
  argparse: "BSD-2-Clause",
};

function installed(): { name: string; licence: string }[] {
  const lock = JSON.parse(read("package-lock.json")) as Lock;
  return Object.keys(lock.packages).flatMap((path) => {
    const manifest = join(root, path, "package.json");
    if (path === "" || !existsSync(manifest)) return [];
    const { name, license, licenses } = JSON.parse(readFileSync(manifest, "utf8")) as {
      name: string;
      license?: string | { type?: string };
      licenses?: { type?: string }[];
    };
    const said =
      typeof license === "string" ? license : (license?.type ?? licenses?.map((one) => one.type).join(" OR "));
    return [{ name, licence: looked[name] ?? said ?? "none" }];
  });
}

test("every installed package may be used and passed on", () => {
  const packages = installed();
  expect(packages.length).toBeGreaterThan(100);
  expectNone(
    packages.filter(({ licence }) => !permitted(licence)).map(({ name, licence }) => `${name}: ${licence}`),
    "Choose another package, or read its licence file and say so in this test:",
  );
  expect(permitted("GPL-3.0")).toBe(false);
  expect(permitted("(MIT OR GPL-3.0)")).toBe(true);
  expect(permitted("MIT AND GPL-3.0")).toBe(false);
});

test("no file is too long to be read in one sitting", () => {
  const sources = files.filter((path) => /\.(tsx?|mjs|sql|md)$/.test(path) && !generated.test(path));
  const long = sources
    .map((path) => ({ path, lines: read(path).split("\n").length }))
    .filter(({ lines }) => lines > 500)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
  expectNone(long, "Divide these files by subject (500 lines at most):");
});

test("every module says what it is and has one front door", () => {
  const problems: string[] = [];
  for (const room of ["src/foundation", "src/domain"]) {
    for (const entry of readdirSync(join(root, room), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      for (const file of ["README.md", "index.ts"])
        if (!existsSync(join(root, room, entry.name, file))) problems.push(`${room}/${entry.name} has no ${file}`);
    }
  }
  expectNone(problems, "A module has an index.ts and half a page of README.md:");
});

/** Files that a text names: in backquotes or as a link, with a folder in front. */
function namedIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)].map(([, path = ""]) => path);
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path = ""]) =>
    path.replace(/^\.\//, ""),
  );
  return [...new Set([...quoted, ...linked])].filter(
    (path) =>
      /^(src|tests|docs|bin|bench|catalogue|migrations|deploy|mini|sandbox)\//.test(path) ||
      /\.(md|sql|json)$/.test(path),
  );
}

test("ARCHITECTURE.md names a test for every promise, and everything it names is there", () => {
  expect(existsSync(join(root, "ARCHITECTURE.md")), "write ARCHITECTURE.md").toBe(true);
  const text = read("ARCHITECTURE.md");
  expectNone(
    namedIn(text).filter((path) => !existsSync(join(root, path))),
    "ARCHITECTURE.md names these, and they are not there:",
  );
  const tests = namedIn(text).filter((path) => /\.test\.tsx?$/.test(path) || path.startsWith("bench/"));
  expect(tests.length, "the promises name the tests that keep them").toBeGreaterThanOrEqual(7);
  const decisions = filesUnder("docs/decisions").filter((path) => path.endsWith(".md"));
  expect(decisions.length, "docs/decisions/ says why").toBeGreaterThan(0);
  expect(namedIn("see `tests/project/none.test.ts` and [x](docs/none.md)")).toEqual([
    "tests/project/none.test.ts",
    "docs/none.md",
  ]);
});

test("links of the documents lead to files that are there", () => {
  const problems: string[] = [];
  for (const path of files.filter((file) => file.endsWith(".md"))) {
    for (const [, target = ""] of read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      const place = join(root, path, "..", decodeURIComponent(target));
      if (!existsSync(place)) problems.push(`${path}: ${target}`);
    }
  }
  expectNone(problems, "These links lead nowhere:");
});

test("nginx lets through what a page takes", () => {
  const [, said = "0"] = /client_max_body_size (\d+)m;/.exec(read("deploy/nginx.conf")) ?? [];
  expect(Number(said) * 1024 * 1024).toBeGreaterThan(filesOfPage.maxBytes * filesOfPage.maxFiles);
});

test("what is to be run can be run", () => {
  const problems = files
    .filter((path) => /^bin\/[^.]+$/.test(path))
    .filter((path) => (statSync(join(root, path)).mode & 0o111) === 0);
  expectNone(problems, "chmod +x:");
});
