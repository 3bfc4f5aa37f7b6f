import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { jsonItems } from "./json-items.ts";
import type { Mapping } from "./mapping.ts";

/** A file that can be read more than once from its beginning. */
export type Bytes = () => AsyncIterable<Uint8Array>;
/** One row: its number as in the file (CSV: the header is row 1; JSON: the place in the list, from 1) and its cells by column. */
export type Row = { readonly row: number; readonly cells: ReadonlyMap<string, string>; readonly broken?: string };
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

/** Rows of one file. */
export const rowLimit = 1_000_000;
/** Characters of one row: what is longer is a quotation mark that nobody closed. */
const longestRow = 1_000_000;

/** The file itself cannot be read; `code` is stable. */
export class ImportProblem extends Error {
  readonly code: "file_empty" | "unreadable_csv" | "unreadable_json" | "no_columns" | "too_many_rows";
  readonly row: number | undefined;

  constructor(code: ImportProblem["code"], message: string, row?: number) {
    super(message);
    this.code = code;
    this.row = row;
  }
}

/** The encoding of a file: by its mark, UTF-8 where every byte is, otherwise the Chinese one. Reads it once. */
export async function encodingOf(bytes: Bytes): Promise<Encoding> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let first = true;
  try {
    for await (const piece of bytes()) {
      if (first && piece.length > 1) {
        if (piece[0] === 0xff && piece[1] === 0xfe) return "utf-16le";
        if (piece[0] === 0xfe && piece[1] === 0xff) return "utf-16be";
        first = false;
      }
      decoder.decode(piece, { stream: true });
    }
    decoder.decode();
    return "utf-8";
  } catch {
    return "gb18030";
  }
}

async function* decoded(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes()) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

async function begin(bytes: Bytes, encoding: Encoding): Promise<string> {
  let text = "";
  for await (const piece of decoded(bytes, encoding)) {
    text += piece;
    if (text.length > 4_096) break;
  }
  return text;
}

/** The rows of a file, one after the other: CSV with a header line, or JSON with a list. Never holds more than a few. */
export async function* readRows(bytes: Bytes, mapping: Mapping, encoding: Encoding): AsyncGenerator<Row> {
  const start = await begin(bytes, encoding);
  if (start.trim() === "") throw new ImportProblem("file_empty", "the file is empty");
  if (/^\s*[[{]/.test(start)) yield* jsonRows(bytes, mapping, encoding);
  else yield* csvRows(bytes, mapping.delimiter ?? delimiterOf(start), encoding);
}

function delimiterOf(start: string): string {
  const [header = ""] = start.split(/\r?\n/, 1);
  const count = (one: string) => header.split(one).length;
  return [",", "\t", ";", "|"].reduce((best, one) => (count(one) > count(best) ? one : best), ",");
}

/** A column's name as it is compared: forms of letters, spaces and a byte-order mark do not matter. */
export function columnKey(name: string): string {
  return name
    .normalize("NFKC")
    .replaceAll(/[\s\ufeff]/g, "")
    .toLowerCase();
}

async function* csvRows(bytes: Bytes, delimiter: string, encoding: Encoding): AsyncGenerator<Row> {
  const parser = parse({
    ...{ delimiter, bom: true, relax_quotes: true, relax_column_count: true, max_record_size: longestRow },
    skip_empty_lines: false,
  });
  const input = Readable.from(decoded(bytes, encoding), { objectMode: true });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  let header: readonly string[] | undefined;
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (row > rowLimit) throw new ImportProblem("too_many_rows", `more than ${rowLimit} rows`, row);
      if (!header) {
        header = record.map(columnKey);
        continue;
      }
      const names = header;
      const cells = new Map(
        record.flatMap((cell, at) => (names[at] === undefined || names[at] === "" ? [] : [[names[at], cell]])),
      );
      const extra = record.slice(names.length).some((cell) => cell.trim() !== "");
      yield extra ? { row, cells, broken: "more cells than columns" } : { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportProblem("unreadable_csv", error.message, row + 1);
  } finally {
    input.destroy();
    parser.destroy();
  }
}

async function* jsonRows(bytes: Bytes, mapping: Mapping, encoding: Encoding): AsyncGenerator<Row> {
  let row = 0;
  for await (const text of jsonItems(decoded(bytes, encoding), mapping.list ?? "", longestRow)) {
    row += 1;
    if (row > rowLimit) throw new ImportProblem("too_many_rows", `more than ${rowLimit} rows`, row);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      yield { row, cells: new Map(), broken: "not readable as JSON" };
      continue;
    }
    const cells = new Map<string, string>();
    flatten(value, "", cells, 0);
    yield { row, cells };
  }
  if (row === 0)
    throw new ImportProblem("unreadable_json", `no list of rows${mapping.list ? ` at ${mapping.list}` : ""}`);
}

/** Nested values by their path: { dept: { code: 1 } } is the column dept.code. */
function flatten(value: unknown, path: string, cells: Map<string, string>, depth: number): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < 6) {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, path === "" ? key : `${path}.${key}`, cells, depth + 1);
    return;
  }
  const texts = (Array.isArray(value) ? value.slice(0, 50) : [value]).filter((one) =>
    ["string", "number", "boolean"].includes(typeof one),
  );
  cells.set(columnKey(path), texts.map(String).join("、"));
}
