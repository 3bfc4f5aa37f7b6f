import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrokenRow, RefusedRow } from "../../../domain/agencies/index.ts";
import type { FileDropConfig } from "./config.ts";
import { namesIn, remove, writeWhole } from "./spool.ts";

/** One row of a file, with the line it begins on; without cells where it has too few or too many. */
export type Row = { readonly line: number; readonly cells: Readonly<Record<string, string>> | undefined };

/** Which case stands on which line of a file of ours. */
type Sent = { readonly line: number; readonly number: string };
/** Lists of so many files of ours are kept: receipts come the next day. */
const listsKept = 200;

export function numberOf(ours: unknown): string {
  const { case: about } = ours as { readonly case?: { readonly number?: unknown } };
  return typeof about?.number === "string" ? about.number : "";
}

/** Remembers what a file of ours holds, and forgets the oldest lists. */
export async function keepSent(folder: string, name: string, rows: readonly Sent[]): Promise<void> {
  await writeWhole(join(folder, `${name}.json`), Buffer.from(JSON.stringify(rows)));
  const lists = (await namesIn(folder)).filter((each) => each.endsWith(".json"));
  for (const old of lists.slice(0, Math.max(0, lists.length - listsKept))) await remove(join(folder, old));
}

type Refused = { readonly file: string | undefined; readonly line: number; readonly say: string };

/** A receipt tells of each row of ours whether it was taken; the others are for a clerk. */
export function receiptRows({ receipts }: FileDropConfig, records: readonly Row[]) {
  const broken: BrokenRow[] = [];
  const refused: Refused[] = [];
  for (const { line, cells } of records) {
    if (!cells || !receipts) broken.push({ line, reason: "columns" });
    else if (!receipts.taken.includes(cells[receipts.result] ?? "")) {
      const say = receipts.say === undefined ? "" : (cells[receipts.say] ?? "");
      const theirs = cells[receipts.line] ?? "";
      const ours = /^\d{1,7}$/.test(theirs) ? Number(theirs) : line;
      broken.push({ line: ours || line, reason: `refused_there ${say}`.trim().slice(0, 200) });
      const file = receipts.file === undefined ? undefined : (cells[receipts.file] ?? "");
      refused.push({ file, line: ours, say: say.slice(0, 500) });
    }
  }
  return { rows: records.length, stages: [], broken, refused };
}

/** The cases behind the lines that a receipt refuses; line 0 is the whole file. What we did not send is left among the broken rows. */
export async function refusedOf(
  { write }: FileDropConfig,
  folder: string,
  receipt: { readonly name: string; readonly city: string },
  rows: readonly Refused[],
): Promise<readonly RefusedRow[]> {
  const [day = ""] = /\d{8}(?!.*\d{8})/.exec(receipt.name) ?? [];
  const ofDay = write.name.replace("{city}", receipt.city).replace("{day}", day);
  const lists = new Map<string, readonly Sent[]>();
  const names = new Set(await namesIn(folder));
  const found: RefusedRow[] = [];
  for (const { file = ofDay, line, say } of rows) {
    let sent = lists.get(file);
    if (sent === undefined) {
      sent = names.has(`${file}.json`) ? JSON.parse(await readFile(join(folder, `${file}.json`), "utf8")) : [];
      lists.set(file, sent ?? []);
    }
    for (const row of sent ?? []) {
      if (row.number !== "" && (line === 0 || row.line === line)) {
        found.push({ number: row.number, file, line: row.line, say });
      }
    }
  }
  return found;
}
