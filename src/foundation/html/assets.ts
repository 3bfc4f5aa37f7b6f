import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { nationColour } from "./tokens.ts";

/** A file the pages refer to. Its path carries its digest, so it may be cached for ever. */
export type Asset = { readonly name: string; readonly body: Buffer; readonly type: string; readonly etag: string };

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="${nationColour}"/><path d="M8 8h16v16H8zM16 8v16M8 16h16" fill="none" stroke="#fff" stroke-width="2.4"/></svg>`;

const sources = {
  "app.js": { body: readFileSync(new URL("./app.js", import.meta.url)), type: "text/javascript; charset=utf-8" },
  "icon.svg": { body: Buffer.from(icon), type: "image/svg+xml" },
} as const;

export type AssetName = keyof typeof sources;

const files = new Map<string, Asset>();
const paths = new Map<string, string>();
for (const [name, source] of Object.entries(sources)) {
  const digest = createHash("sha256").update(source.body).digest("hex").slice(0, 16);
  const path = `/assets/${name.replace(".", `.${digest}.`)}`;
  paths.set(name, path);
  files.set(path, { name, ...source, etag: `"${digest}"` });
}

/** Where the file `name` is served, digest included. */
export function assetPath(name: AssetName): string {
  return paths.get(name) ?? `/assets/${name}`;
}

/** Everything under /assets, by path. */
export function assets(): ReadonlyMap<string, Asset> {
  return files;
}
