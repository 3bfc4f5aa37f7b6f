import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeEach, expect, test } from "vitest";

// A project of a few files with the program's own beginning: what it shows must be what its sources say, however they are read.
let root: string;
const roots: string[] = [];

const sources = {
  "src/main.ts": `import { greeting } from "./part.ts";
import { page } from "./page.tsx";
const { later } = await import("./later.ts");
console.log(JSON.stringify({ greeting, page: page(), later: later(), args: process.argv.slice(2) }));`,
  "src/part.ts": `export const greeting: string = "one";`,
  "src/page.tsx": `import { render } from "preact-render-to-string";\nexport const page = () => render(<p lang="zh">一窗</p>);`,
  "src/later.ts": `export function later(): string {
  const line = /later\\.ts:\\d+/.exec(new Error("where").stack ?? "");
  return [import.meta.url, line?.[0]].join(" ");
}`,
};

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ow-program-"));
  roots.push(root);
  write({ "package.json": `{ "type": "module" }`, ...sources });
  cpSync("bin", join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "node_modules"));
  for (const name of ["esbuild", "@esbuild", "preact", "preact-render-to-string"])
    symlinkSync(resolve("node_modules", name), join(root, "node_modules", name));
});

afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "bin/program.mjs"), ...args], {
    env: { PATH: process.env["PATH"] },
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

/** Where what was put together lies; a folder of its own for each copy of the project. */
function kept(...names: string[]): string {
  const all = join(root, "node_modules/.cache/onewindow/program");
  return join(all, readdirSync(all)[0] ?? "", ...names);
}
const made = () => readdirSync(kept()).filter((name) => name.startsWith("of-"));
const shown = () => ({
  greeting: "one",
  page: '<p lang="zh">一窗</p>',
  later: `${pathToFileURL(join(root, "src/later.ts")).href} later.ts:2`,
  args: ["start", "--x"],
});

test("what was put together once is what the sources say, and is put together anew when one of them changes", async () => {
  expect(await run("start", "--x")).toEqual(shown());
  const first = made();
  expect(first).toHaveLength(1);
  expect(await run("start", "--x")).toEqual(shown());
  expect(made()).toEqual(first);

  write({ "src/part.ts": `export const greeting: string = "another";` });
  expect(await run("start", "--x")).toEqual({ ...shown(), greeting: "another" });
  // A process that began before may still need its files.
  expect(made()).toHaveLength(2);
  for (const text of ["3", "4", "5", "6"]) {
    write({ "src/part.ts": `export const greeting: string = "changed ${text}";` });
    expect(await run()).toMatchObject({ greeting: `changed ${text}` });
  }
  expect(made()).toHaveLength(4);
});

test("where it cannot be kept, or what was kept is broken, the sources themselves run", async () => {
  write({ "node_modules/.cache": "not a folder" });
  expect(await run("start", "--x")).toEqual(shown());
  rmSync(join(root, "node_modules/.cache"));
  expect(await run("start", "--x")).toEqual(shown());
  writeFileSync(kept("latest.json"), "{");
  expect(await run("start", "--x")).toEqual(shown());
  for (const name of made()) rmSync(kept(name), { recursive: true });
  expect(await run("start", "--x")).toEqual(shown());
  expect(made()).toHaveLength(1);
});
