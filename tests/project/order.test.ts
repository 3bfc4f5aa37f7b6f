import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { expectNone, filesUnder, root } from "./support/project.ts";

type Cruise = {
  readonly summary: { readonly violations: readonly { from: string; to: string; rule: { name: string } }[] };
  readonly modules: readonly { readonly source: string; readonly couldNotResolve?: boolean }[];
};

const config = join(root, ".dependency-cruiser.mjs");

/** Cruises the folders of a project with the rules of ours. */
function cruise(base: string, folders: readonly string[]): Cruise {
  const program = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const result = spawnSync(process.execPath, [program, "--config", config, "--output-type", "json", ...folders], {
    cwd: base,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.status !== 0 && !result.stdout.startsWith("{")) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as Cruise;
}

const violations = (cruised: Cruise): string[] =>
  [...new Set(cruised.summary.violations.map(({ rule, from, to }) => `${from} → ${to} (${rule.name})`))].sort();

const isModule = (path: string): boolean => /\.tsx?$/.test(path) && !path.endsWith(".d.ts");

test("the order of the house holds, and every file was looked at", () => {
  const folders = ["src", "sandbox"].filter((folder) => existsSync(join(root, folder)));
  const cruised = cruise(root, folders);
  expectNone(violations(cruised), "Import from a folder that stands before, through its index.ts:");
  const seen = new Set(cruised.modules.map((module) => module.source));
  const files = folders.flatMap((folder) => filesUnder(folder)).filter(isModule);
  expect(files.length).toBeGreaterThan(300);
  expectNone(
    files.filter((file) => !seen.has(file)),
    "dependency-cruiser passes over these files (is @swc/core installed?):",
  );
});

test("the list of rooms names every module there is", async () => {
  const { foundation, domain } = (await import(pathToFileURL(config).href)) as Record<string, string[]>;
  for (const [folder, listed] of Object.entries({ foundation, domain })) {
    const there = readdirSync(join(root, "src", folder), { withFileTypes: true });
    const missing = there.filter((entry) => entry.isDirectory() && !listed?.includes(entry.name));
    expectNone(
      missing.map((entry) => `src/${folder}/${entry.name}`),
      "Give these folders their place in .dependency-cruiser.mjs:",
    );
  }
});

/** A small house in which everything is in order. */
const house: Record<string, string> = {
  "src/settings.ts": "export const settings = 1;",
  "src/foundation/ids/index.ts": 'export * from "./inner.ts";',
  "src/foundation/ids/inner.ts": "export type Id = string; export const id = 1;",
  "src/domain/regions/index.ts": 'import { id } from "../../foundation/ids/index.ts"; export const region = id;',
  "src/domain/regions/store.ts": "export const all = 1;",
  "src/domain/cases/index.ts":
    'import { region } from "../regions/index.ts"; export const one = region; export type Case = 1;',
  "src/outside/identity/oidc/index.ts":
    'import { one } from "../../../domain/cases/index.ts"; export const oidc = one;',
  "src/outside/identity/oidc/claims.ts": "export const claims = 1;",
  "src/outside/identity/demo/index.ts": 'import { oidc } from "../oidc/index.ts"; export const demo = oidc;',
  "src/surfaces/resident/page.tsx": 'import { one } from "../../domain/cases/index.ts"; export const page = one;',
  "src/reactions.ts": 'import { page } from "./surfaces/resident/page.tsx"; export const reactions = page;',
  "src/serve.ts":
    'import { reactions } from "./reactions.ts"; import { demo } from "./outside/identity/demo/index.ts"; export const serve = [reactions, demo];',
  "src/main.ts":
    'import { serve } from "./serve.ts"; import { page } from "./surfaces/resident/page.tsx"; console.log(serve, page);',
  "src/domain/regions/regions.test.ts": 'import { all } from "./store.ts"; console.log(all);',
  "sandbox/pay.ts": "export const pay = 1;",
  "sandbox/power.ts": "export type Power = 1; export const power = 1;",
  "tests/helpers/helper.ts": "export const helper = 1;",
};

/** What each planted line must be caught as. */
const planted: readonly { file: string; line: string; caught: string }[] = [
  {
    file: "src/foundation/ids/inner.ts",
    line: 'export * as self from "./index.ts";',
    caught: "src/foundation/ids/index.ts → src/foundation/ids/inner.ts (no cycles)",
  },
  {
    file: "src/domain/regions/store.ts",
    line: 'import type { Case } from "../cases/index.ts"; export type Other = Case;',
    caught: "src/domain/regions/store.ts → src/domain/cases/index.ts (order: ^src/domain/regions/)",
  },
  {
    file: "src/domain/cases/index.ts",
    line: 'import { all } from "../regions/store.ts"; export const side = all;',
    caught: "src/domain/cases/index.ts → src/domain/regions/store.ts (front door: src/domain/regions)",
  },
  {
    file: "src/reactions.ts",
    line: 'import { claims } from "./outside/identity/oidc/claims.ts"; export const c = claims;',
    caught: "src/reactions.ts → src/outside/identity/oidc/claims.ts (front door: adapters)",
  },
  {
    file: "src/outside/identity/demo/index.ts",
    line: 'import { claims } from "../oidc/claims.ts"; export const c = claims;',
    caught:
      "src/outside/identity/demo/index.ts → src/outside/identity/oidc/claims.ts (front door: adapters among themselves)",
  },
  {
    file: "src/surfaces/resident/page.tsx",
    line: 'import { oidc } from "../../outside/identity/oidc/index.ts"; export const o = oidc;',
    caught: "src/surfaces/resident/page.tsx → src/outside/identity/oidc/index.ts (order: ^src/surfaces/)",
  },
  {
    file: "src/settings.ts",
    line: 'export * as up from "./serve.ts";',
    caught: "src/settings.ts → src/serve.ts (order: ^src/settings\\.ts$)",
  },
  {
    file: "sandbox/pay.ts",
    line: 'import { settings } from "../src/settings.ts"; export const s = settings;',
    caught: "sandbox/pay.ts → src/settings.ts (sandbox stands alone)",
  },
  {
    file: "sandbox/power.ts",
    line: 'import { helper } from "../tests/helpers/helper.ts"; export const h = helper;',
    caught: "sandbox/power.ts → tests/helpers/helper.ts (sandbox stands alone)",
  },
  {
    file: "src/main.ts",
    line: 'import { power } from "../sandbox/power.ts"; console.log(power);',
    caught: "src/main.ts → sandbox/power.ts (no sandbox in the product)",
  },
  {
    file: "src/domain/regions/regions.test.ts",
    line: 'import type { Power } from "../../../sandbox/power.ts"; export type P = Power;',
    caught: "src/domain/regions/regions.test.ts → sandbox/power.ts (no sandbox in the product)",
  },
];

test("a planted cycle, upward import and side door are each found, and an orderly house passes", () => {
  const base = mkdtempSync(join(tmpdir(), "order-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), `${text}\n`);
  };
  try {
    for (const [path, text] of Object.entries(house)) write(path, text);
    expect(violations(cruise(base, ["src", "sandbox"]))).toEqual([]);
    for (const { file, line } of planted) write(file, `${house[file]}\n${line}`);
    const found = violations(cruise(base, ["src", "sandbox"]));
    expect(found).toEqual(expect.arrayContaining(planted.map(({ caught }) => caught)));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
