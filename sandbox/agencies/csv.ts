import { decode } from "../support/gbk.ts";

export type CsvRow = {
  /** Line of the file on which the row begins, the head being line 1. */
  readonly line: number;
  /** undefined when it has too many or too few cells. */
  readonly values: Readonly<Record<string, string>> | undefined;
};

/** Reads a file of rows with the expected head (UTF-8, BOM or not, quotes doubled inside quotes); a text says what is wrong with it. */
export function readCsv(bytes: Uint8Array, head: readonly string[]): { readonly rows: readonly CsvRow[] } | string {
  let text: string;
  try {
    text = decode(bytes, "utf-8").replace(/^\ufeff/, "");
  } catch {
    return "编码不是 UTF-8";
  }
  const lines = cells(text);
  if (!lines) return "引号不成对";
  const [first, ...rest] = lines;
  if (first?.cells.join() !== head.join()) return "表头不正确";
  const rows = rest.map(({ line, cells: row }) => ({
    line,
    values: row.length === head.length ? Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""])) : undefined,
  }));
  return { rows };
}

function cells(text: string): { line: number; cells: string[] }[] | undefined {
  const rows: { line: number; cells: string[] }[] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  let line = 1;
  let begin = 1;
  const endRow = () => {
    row.push(cell);
    if (row.length > 1 || row[0] !== "") rows.push({ line: begin, cells: row });
    row = [];
    cell = "";
    begin = line + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quoted) {
      if (character === "\n") line += 1;
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ",") {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      endRow();
      line += 1;
    } else if (character !== "\r") cell += character;
  }
  if (quoted) return undefined;
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}
