import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

// bin/setup and bin/onewindow on small projects, with a stand-in for npm that writes down how it was called.
const bin = resolve(import.meta.dirname, "..", "..", "bin");
let project: string;
let npm: string;

function write(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

const locked = {
  "": { name: "small" },
  "node_modules/one": { version: "1.0.0", integrity: "sha512-one" },
  "node_modules/foreign": {
    version: "1.0.0",
    integrity: "sha512-two",
    optional: true,
    os: ["plan9"],
    cpu: [process.arch],
  },
};

/** What npm leaves behind when it has installed everything this machine needs. */
function install(into: string): void {
  write(join(into, "node_modules", "one", "package.json"), { name: "one", version: "1.0.0" });
  write(join(into, "node_modules", ".package-lock.json"), {
    packages: { "node_modules/one": locked["node_modules/one"] },
  });
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "small project-"));
  cpSync(bin, join(project, "bin"), { recursive: true });
  write(join(project, "package.json"), {
    name: "small",
    type: "module",
    optionalDependencies: { [`node-${process.platform}-${process.arch}`]: process.versions.node },
  });
  write(join(project, "package-lock.json"), { lockfileVersion: 3, packages: locked });
  npm = join(project, "npm", "bin", "npm-cli.js");
  write(join(project, "npm", "package.json"), { version: "11.0.0", type: "commonjs" });
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function setup(npmDoes: string, environment: Record<string, string> = {}) {
  write(
    npm,
    `const fs = require("node:fs"); const called = { args: process.argv.slice(2), env: process.env };
    fs.writeFileSync(${JSON.stringify(join(project, "called.json"))}, JSON.stringify(called)); ${npmDoes}`,
  );
  const result = spawnSync(process.execPath, [join(project, "bin", "setup")], {
    cwd: "/",
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", HOME: project, TMPDIR: project, npm_execpath: npm, ...environment },
  });
  const path = join(project, "called.json");
  const called = existsSync(path)
    ? (JSON.parse(readFileSync(path, "utf8")) as { args: string[]; env: Record<string, string> })
    : undefined;
  return { status: result.status, said: result.stdout + result.stderr, called };
}

test("a project that matches its lockfile is left alone, packages of other systems missing", () => {
  install(project);
  expect(setup("")).toEqual({ status: 0, said: "", called: undefined });
});

test.each([
  ["nothing is installed", () => {}],
  ["a package was removed by hand", () => rmSync(join(project, "node_modules", "one"), { recursive: true })],
  [
    "the lockfile moved on",
    () => {
      const packages = { ...locked, "node_modules/one": { version: "1.1.0", integrity: "sha512-new" } };
      write(join(project, "node_modules", ".package-lock.json"), { packages });
    },
  ],
])("npm installs everything when %s", (what, damage) => {
  if (what !== "nothing is installed") install(project);
  damage();
  const later = join(project, "later");
  install(later);
  const copy = `fs.cpSync(${JSON.stringify(join(later, "node_modules"))}, ${JSON.stringify(join(project, "node_modules"))}, { recursive: true });`;
  const { status, said, called } = setup(copy, { NODE_ENV: "production", npm_config_omit: "dev" });
  expect(said).toContain("setup: done");
  expect(status).toBe(0);
  expect(called?.args).toEqual(
    expect.arrayContaining(["ci", "--include=dev", "--include=optional", "--ignore-scripts"]),
  );
  expect(called?.env).not.toHaveProperty("NODE_ENV");
  expect(called?.env).not.toHaveProperty("npm_config_omit");
});

test("a failure says what npm said and the way out", () => {
  const { status, said } = setup(`console.error("npm error code ENOTFOUND"); process.exit(1);`);
  expect(status).toBe(1);
  expect(said).toContain("npm error code ENOTFOUND");
  expect(said).toContain("Check the network or proxy");
});

test("where the machine's npm is too old, an exact newer one is fetched by it and installs", () => {
  write(join(project, "npm", "package.json"), { version: "9.2.0", type: "commonjs" });
  // A newer npm of this machine would be taken: this copy does not look in the usual places.
  const program = readFileSync(join(project, "bin", "setup"), "utf8");
  const blind = program.replace(/\["\/usr\/local\/lib", [^\]]*\]/, "[]");
  expect(blind).not.toBe(program);
  write(join(project, "bin", "setup"), blind);
  write(join(project, ".npmrc"), "");
  const later = join(project, "later");
  install(later);
  // The old npm fetches into a folder of its own; what it fetched writes down how it was called, and installs.
  const newer = `const fs = require("node:fs");
    fs.writeFileSync(${JSON.stringify(join(project, "newer.json"))}, JSON.stringify(process.argv.slice(2)));
    fs.cpSync(${JSON.stringify(join(later, "node_modules"))}, ${JSON.stringify(join(project, "node_modules"))}, { recursive: true });`;
  const { status, said, called } = setup(
    `fs.copyFileSync("package-lock.json", ${JSON.stringify(join(project, "nest.json"))});
     fs.mkdirSync("node_modules/npm/bin", { recursive: true });
     fs.writeFileSync("node_modules/npm/package.json", '{"type":"commonjs"}');
     fs.writeFileSync("node_modules/npm/bin/npm-cli.js", ${JSON.stringify(newer)});`,
    { PATH: "/nonexistent" },
  );
  expect(said).toMatch(/fetching npm 1\d\.\d+\.\d+ \(this machine has 9\.2\.0\)/);
  expect(status).toBe(0);
  expect(called?.args).toEqual(expect.arrayContaining(["ci", "--ignore-scripts"]));
  expect(called?.args).not.toContain("--include=dev");
  const nest = JSON.parse(readFileSync(join(project, "nest.json"), "utf8"));
  expect(nest.packages["node_modules/npm"].integrity).toMatch(/^sha512-/);
  const installed = JSON.parse(readFileSync(join(project, "newer.json"), "utf8"));
  expect(installed).toEqual(expect.arrayContaining(["ci", "--include=dev"]));
});

test("npm ending well without what this machine needs is a failure", () => {
  const { status, said } = setup("");
  expect(status).toBe(1);
  expect(said).toContain("nothing is installed yet");
});

test("a home that cannot be written gets a temporary one with its cache", () => {
  const { called } = setup("", { HOME: "/nonexistent" });
  expect(called?.env["HOME"]).toContain(project);
  expect(called?.env["npm_config_cache"]).toContain(project);
});

test("onewindow, called through a link from elsewhere, says how to set up when it is not", () => {
  const link = join(project, "link");
  symlinkSync(join(project, "bin", "onewindow"), link);
  const result = spawnSync(link, ["start"], { cwd: "/", encoding: "utf8" });
  expect(result.status).toBe(1);
  expect(result.stderr).toContain(`In ${project} run: npm start`);
});

test("onewindow becomes the program: arguments, folder and exit code are its own", () => {
  symlinkSync(resolve(bin, "..", "node_modules"), join(project, "node_modules"));
  write(join(project, "tsconfig.json"), {});
  const program = /program=\$root\/(bin\/\S+\.mjs)/.exec(readFileSync(join(bin, "onewindow"), "utf8"))?.[1] ?? "";
  write(
    join(project, program),
    "const given = process.argv.slice(2); console.log(JSON.stringify([given, process.cwd(), process.ppid])); process.exit(7);",
  );
  const result = spawnSync(join(project, "bin", "onewindow"), ["a b", "--c=*"], { cwd: "/", encoding: "utf8" });
  expect(result.stderr).toBe("");
  expect(JSON.parse(result.stdout)).toEqual([["a b", "--c=*"], "/", process.pid]);
  expect(result.status).toBe(7);
});
