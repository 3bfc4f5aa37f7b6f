import { readFile } from "node:fs/promises";
import { InstallationProblem } from "../installation.ts";

const largest = 20 * 1024 * 1024;

/** Rows of a CSV file with a header line, or of a JSON file with a list: what offices send lists in. */
export async function readTable(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new InstallationProblem(`${path} cannot be read (${error.code})`);
  });
  if (bytes.length > largest) throw new InstallationProblem(`${path} is larger than 20 MB: is it the right file?`);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let content: string;
  try {
    content = text.decode(bytes);
  } catch {
    throw new InstallationProblem(`${path} is not UTF-8: save it again with that encoding`);
  }
  if (/^\s*[[{]/.test(content)) {
    const list: unknown = JSON.parse(content);
    if (Array.isArray(list)) return list as Record<string, unknown>[];
    throw new InstallationProblem(`${path} holds JSON, but not a list of rows`);
  }
  const [header = [], ...rows] = parseCsv(content);
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name.trim(), row[index] ?? ""])));
}

/** RFC 4180: quotes around a field, two of them for one inside. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const token = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [whole, field = "", end] = match;
    row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end !== ",") {
      if (row.length > 1 || row[0] !== "") rows.push(row);
      row = [];
    }
    if (whole === "" || token.lastIndex >= text.length) break;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
