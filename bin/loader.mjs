// Lets this project's Node run its TypeScript as it is. Node strips types from .ts itself and remembers the result; only pages
// (.tsx) are translated here, once per content. Half the time of a start was a loader that did this for every file each time.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire, enableCompileCache, registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const cache = join(root, "node_modules", ".cache", "onewindow");
enableCompileCache(join(cache, "code"));

let esbuild;

function translate(text) {
  esbuild ??= createRequire(join(root, "package.json"))("esbuild");
  const options = { loader: "tsx", format: "esm", target: "node24", jsx: "automatic", jsxImportSource: "preact" };
  return esbuild.transformSync(text, options).code;
}

/** A page's code, from the cache where its text was seen before. Whoever may not write there starts a little slower. */
function codeOf(text) {
  const place = join(cache, `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.mjs`);
  try {
    return readFileSync(place, "utf8");
  } catch {
    const code = translate(text);
    try {
      mkdirSync(cache, { recursive: true });
      writeFileSync(`${place}.${process.pid}`, code);
      renameSync(`${place}.${process.pid}`, place);
    } catch {
      // The next start translates again.
    }
    return code;
  }
}

registerHooks({
  load(url, context, next) {
    if (!url.startsWith("file:") || !url.endsWith(".tsx")) return next(url, context);
    return { format: "module", source: codeOf(readFileSync(fileURLToPath(url), "utf8")), shortCircuit: true };
  },
});
