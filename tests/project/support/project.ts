import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect } from "vitest";

/** The folder of the project. */
export const root = resolve(import.meta.dirname, "..", "..", "..");

const notOurs = new Set(["node_modules", ".git", "data", "coverage"]);

/** Every file below a folder, as paths from the root with `/`, in order. */
export function filesUnder(folder: string, base = root): string[] {
  const start = join(base, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).split("\\").join("/"))
    .filter((path) => !path.split("/").some((part) => notOurs.has(part)))
    .sort();
}

/** Files that belong to the project: what git follows or would follow; without git, everything that is not installed. */
export function projectFiles(): string[] {
  try {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    });
    const files = listed.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
    if (files.length > 0) return [...new Set(files)].sort();
  } catch {
    // A copy without its history.
  }
  return filesUnder(".");
}

export const read = (path: string): string => readFileSync(join(root, path), "utf8");

const writing = process.env["ONEWINDOW_WRITE"] === "1";

/** Compares a generated file with what it would be now; `bin/generate` writes it instead. */
export function expectGenerated(path: string, content: string): void {
  if (writing) writeFileSync(join(root, path), content);
  const there = existsSync(join(root, path)) ? read(path) : "(there is no such file)";
  expect(there, `${path} is not what the project says now: run bin/generate and commit the file`).toBe(content);
}

/** Fails with every finding, one a line. */
export function expectNone(findings: readonly string[], wayOut: string): void {
  expect(findings, `${wayOut}\n  ${findings.join("\n  ")}\n`).toEqual([]);
}
