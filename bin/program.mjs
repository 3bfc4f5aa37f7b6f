// Runs the program. A start that reads twelve hundred files one by one spends most of its time finding them, so they are put together
// once per state of the sources (docs/decisions/0013-types-stripped-by-node.md); what is only needed later stays a file of its own.
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const cache = join(root, "node_modules", ".cache", "onewindow");
// Several copies of the project may share their packages by a link.
const made = join(cache, "program", createHash("sha256").update(root).digest("hex").slice(0, 12));
/** Those made before stay for processes that still run from them. */
const kept = 4;

/** What a file's content goes by: a changed one has another time or size. */
function stateOf(path) {
  const { mtimeMs, size } = statSync(join(root, path));
  return `${mtimeMs} ${size}`;
}

/** The newest that was put together, if everything in it is as it was. */
function upToDate() {
  try {
    const { folder, inputs } = JSON.parse(readFileSync(join(made, "latest.json"), "utf8"));
    if (!Object.entries(inputs).every(([path, state]) => stateOf(path) === state)) return undefined;
    const main = join(made, folder, "main.mjs");
    statSync(main);
    return main;
  } catch {
    return undefined;
  }
}

/** Files find what lies beside them by their own address, wherever they were put together. */
const addresses = {
  name: "addresses",
  setup(build) {
    build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const contents = text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
    });
  },
};

async function putTogether() {
  const require = createRequire(join(root, "package.json"));
  mkdirSync(made, { recursive: true });
  const folder = mkdtempSync(join(made, "of-"));
  // Who starts the program later may be another user.
  chmodSync(folder, 0o755);
  const { metafile } = await require("esbuild").build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    packages: "external",
    jsx: "automatic",
    jsxImportSource: "preact",
    metafile: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: "error",
    plugins: [addresses],
  });
  const inputs = Object.fromEntries(Object.keys(metafile.inputs).map((path) => [path, stateOf(path)]));
  writeFileSync(join(folder, "latest.json"), JSON.stringify({ folder: folder.slice(made.length + 1), inputs }));
  renameSync(join(folder, "latest.json"), join(made, "latest.json"));
  const older = readdirSync(made)
    .filter((name) => name.startsWith("of-"))
    .map((name) => join(made, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const path of older.slice(kept)) rmSync(path, { recursive: true, force: true });
  return join(folder, "main.mjs");
}

/** Whoever may not write here runs the sources as they are, and starts a little slower. */
async function fromSources() {
  await import("./loader.mjs");
  return join(root, "src", "main.ts");
}

enableCompileCache(join(cache, "code"));
process.setSourceMapsEnabled(true);
const main = upToDate() ?? (await putTogether().catch(fromSources));
await import(pathToFileURL(main));
