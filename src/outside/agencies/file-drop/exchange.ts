import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { access, lstat, mkdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import {
  AgencyFailure,
  type BrokenRow,
  type ConnectorParts,
  type FileDrop,
  type WaitingFile,
} from "../../../domain/agencies/index.ts";
import { decode, encode } from "../http/index.ts";
import { readStage, writeTree } from "../mapping/index.ts";
import type { FileDropConfig } from "./config.ts";
import { keepSent, numberOf, type Row, receiptRows, refusedOf } from "./receipts.ts";
import { namesIn, readSpool, remove, writeWhole } from "./spool.ts";

/** Bytes of one file, and rows of it. */
const fileAtMost = 20_000_000;
const rowsAtMost = 50_000;
const filesAtOnce = 20;
/** Names looked at in one round, those that cannot be opened included. */
const looksAtMost = 200;
const hour = 3_600_000;
const day = 24 * hour;
/** China has one time. */
const offset = 8 * hour;

/** The files of one agency, as its configuration names them. */
export function fileDropOf(
  config: FileDropConfig,
  parts: Pick<ConnectorParts, "city" | "clock" | "directory">,
): FileDrop {
  const { city, clock, directory } = parts;
  const { charset = "utf-8", beside, write, read, receipts } = config;
  const folders = {
    waiting: join(directory, "waiting"),
    out: join(directory, write.folder ?? "out"),
    in: join(directory, read.folder ?? "in"),
    done: join(directory, "done"),
    broken: join(directory, "broken"),
    sent: join(directory, "sent"),
  };
  const matching = [read.name, ...(receipts ? [receipts.name] : [])].map((name) => matcher(name, city));
  const isReceipt = (name: string) => receipts !== undefined && matcher(receipts.name, city).test(name);

  return {
    writeDay: (now) => {
      const local = new Date(now.getTime() + offset);
      return local.toISOString().slice(11, 16) >= write.at ? local.toISOString().slice(0, 10) : undefined;
    },
    expectedAt: (now) => {
      const [hours = 0, minutes = 0] = read.by.split(":").map(Number);
      const today = Math.floor((now.getTime() + offset) / day) * day - offset + hours * hour + minutes * 60_000;
      return new Date(today <= now.getTime() ? today : today - day);
    },
    write: async (today) => {
      const spooled = await readSpool(folders.waiting);
      if (spooled.length === 0) return undefined;
      const name = await freeName(
        folders.out,
        write.name.replace("{city}", city).replace("{day}", today.replaceAll("-", "")),
      );
      const rows = spooled.map(({ waiting }) => rowOf(config, waiting.act, waiting.ours));
      const text = stringify(rows, { header: true, columns: headsOf(config), record_delimiter: "windows" });
      const bytes = encode(config.bom && charset === "utf-8" ? `\ufeff${text}` : text, charset);
      const digest = digestOf(bytes);
      // Which case stands on which line, for the receipt that names lines; before the file, since a receipt may come at once.
      const lines = recordsOf(bytes, charset).map(({ line }) => line);
      await keepSent(
        folders.sent,
        name,
        spooled.map(({ waiting }, index) => ({ line: lines[index] ?? 0, number: numberOf(waiting.ours) })),
      );
      await writeWhole(join(folders.out, name), bytes);
      if (beside)
        await writeWhole(join(folders.out, `${name}.ok`), Buffer.from(`rows=${rows.length}\nsha256=${digest}\n`));
      // Written twice after a crash here: the agency knows an application by its number.
      for (const { path } of spooled) await remove(path);
      return { name, digest, rows: rows.length };
    },
    waiting: async () => {
      const names = await namesIn(folders.in);
      const ready = names.filter(
        (name) => matching.some((each) => each.test(name)) && (!beside || names.includes(`${name}.ok`)),
      );
      const found: WaitingFile[] = [];
      let readable = 0;
      for (const name of ready.slice(0, looksAtMost)) {
        if (readable === filesAtOnce) break;
        const file = await lookAt(folders.in, name, beside !== undefined);
        if (!file) continue;
        found.push(file);
        if (!file.unopened) readable += 1;
      }
      return found;
    },
    read: async (name) => {
      const bytes = await openedOr(undefined, () => readLimited(join(folders.in, name)));
      const ok = beside && (await openedOr(undefined, () => readFile(join(folders.in, `${name}.ok`), "utf8")));
      if (bytes === undefined || (beside && ok === undefined)) return undefined;
      const records = recordsOf(bytes, charset);
      // None of them: which rows came first says nothing about the others.
      if (records.length > rowsAtMost) throw new AgencyFailure("too_large", "too_many_rows");
      if (ok !== undefined) checkBeside(ok, bytes, records.length);
      if (!isReceipt(name)) return stageRows(config, records, clock());
      const rows = receiptRows(config, records);
      return { ...rows, refused: await refusedOf(config, folders.sent, { name, city }, rows.refused) };
    },
    settle: async (name, broken) => {
      const folder = broken.length === 0 ? folders.done : folders.broken;
      await mkdir(folder, { recursive: true, mode: 0o750 });
      const kept = await freeName(folder, name);
      const moved = await openedOr(false, () => rename(join(folders.in, name), join(folder, kept)).then(() => true));
      if (!moved) return false;
      if (broken.length > 0) {
        const list = stringify([...broken], { header: true, columns: ["line", "reason"] });
        await writeWhole(join(folder, `${kept}.reasons.csv`), Buffer.from(list));
      }
      if (beside) await remove(join(folders.in, `${name}.ok`));
      return true;
    },
  };
}

/** A file of the agency by its content, of any size; undefined for what went away meanwhile, and for what is no file. */
async function lookAt(folder: string, name: string, beside: boolean): Promise<WaitingFile | undefined> {
  const path = join(folder, name);
  const laid = await lstat(path).catch(() => undefined);
  if (!laid || laid.isDirectory()) return undefined;
  const digest = await openedOr(undefined, async () => {
    // A pipe or a device would keep the exchange waiting.
    if (!(await stat(path)).isFile()) return undefined;
    if (beside) await access(`${path}.ok`, constants.R_OK);
    const sum = createHash("sha256");
    for await (const chunk of createReadStream(path)) sum.update(chunk as Buffer);
    return sum.digest("hex");
  });
  if (digest !== undefined) return { name, digest };
  const gone = (await lstat(path).catch(() => undefined)) === undefined;
  return gone
    ? undefined
    : { name, digest: digestOf(Buffer.from(`${name} ${laid.ino} ${laid.mtimeMs}`)), unopened: true };
}

/** What the machine itself is short of: no fault of a file. */
const ownTrouble: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EDQUOT"]);

/** The outcome of one thing done with a file of the agency's, or `otherwise` where the system does not let us have this file. */
async function openedOr<T, O>(otherwise: O, work: () => Promise<T>): Promise<T | O> {
  try {
    return await work();
  } catch (error) {
    const { code = "", syscall } = error as { code?: string; syscall?: string };
    if (syscall === undefined || ownTrouble.has(code)) throw error;
    return otherwise;
  }
}

const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A pattern of names: {city} is ours, {day} any eight digits, and a number may follow when there are several. */
function matcher(name: string, city: string): RegExp {
  const source = name
    .replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace("{city}", city)
    .replace("{day}", "\\d{8}");
  return new RegExp(`^${source.replace(/(\\\.[a-z]+)$/, "(?:[-_.][A-Za-z0-9]{1,20})?$1")}$`);
}

async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await namesIn(folder));
  if (!taken.has(name)) return name;
  const [, stem = name, end = ""] = /^(.*?)(\.[a-z]+)?$/.exec(name) ?? [];
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}-${number}${end}`)) return `${stem}-${number}${end}`;
}

async function readLimited(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > fileAtMost) throw new AgencyFailure("too_large", "file_too_large");
  return readFile(path);
}

function headsOf({ write }: FileDropConfig): string[] {
  const heads = Object.keys(write.columns);
  return write.acts && !heads.includes(write.acts.column) ? [...heads, write.acts.column] : heads;
}

function rowOf({ write }: FileDropConfig, act: "submit" | "withdraw", ours: unknown): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  const { now } = ours as { now?: string };
  const ownTree = { ...(ours as object), ...(now === undefined ? {} : { now: new Date(now) }) };
  // Heads may hold dots; a row is flat.
  for (const [head, spec] of Object.entries(write.columns))
    row[head] = writeTree({ value: spec }, ownTree)["value"] ?? "";
  if (write.acts) row[write.acts.column] = write.acts[act];
  // A cell that begins like a formula would be one in the agency's spreadsheet.
  for (const [head, cell] of Object.entries(row)) {
    if (typeof cell === "string" && /^[=@\t\r]/.test(cell)) row[head] = `'${cell}`;
  }
  return row;
}

/** Rows with the line each begins on, one more than is allowed at most. A row with too few or too many cells has none. @throws AgencyFailure `unreadable` */
function recordsOf(bytes: Buffer, charset: "utf-8" | "gbk"): readonly Row[] {
  const text = Buffer.from(decode(bytes, charset).replace(/^\ufeff/, ""));
  const options = { info: true, relax_column_count: true, skip_empty_lines: true, trim: true, to: rowsAtMost + 2 };
  let records: { record: string[]; info: { bytes: number } }[];
  try {
    records = parse(text, options) as unknown as typeof records;
  } catch {
    throw new AgencyFailure("unreadable", "no CSV");
  }
  const [head, ...rest] = records;
  if (!head) throw new AgencyFailure("unreadable", "an empty file");
  const heads = head.record;
  const lines = new Lines(text);
  let end = head.info.bytes;
  return rest.map(({ record, info }) => {
    const line = lines.after(end);
    end = info.bytes;
    const isWhole = record.length === heads.length;
    return {
      line,
      cells: isWhole ? Object.fromEntries(heads.map((name, index) => [name, record[index] ?? ""])) : undefined,
    };
  });
}

/** Counts lines as an editor does, once through the file: a row may hold line ends of its own. */
class Lines {
  readonly #text: Buffer;
  #at = 0;
  #line = 1;

  constructor(text: Buffer) {
    this.#text = text;
  }

  /** The line on which something follows after so many bytes, empty lines passed over. */
  after(bytes: number): number {
    const isEnd = (byte: number | undefined) => byte === 10 || byte === 13;
    while (this.#at < bytes || isEnd(this.#text[this.#at])) {
      if (this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === 10) this.#line += 1;
      this.#at += 1;
    }
    return this.#line;
  }
}

function checkBeside(ok: string, bytes: Buffer, rows: number): void {
  const said = new Map(ok.split(/\r?\n/).map((line) => line.split("=", 2) as [string, string]));
  const sum = said.get("sha256");
  if (sum !== undefined && sum.trim().toLowerCase() !== digestOf(bytes)) {
    throw new AgencyFailure("unreadable", "the file is not the one its .ok speaks of");
  }
  if (said.has("rows") && Number(said.get("rows")) !== rows) {
    throw new AgencyFailure("unreadable", "the file has another number of rows than its .ok says");
  }
}

function stageRows(config: FileDropConfig, records: readonly Row[], now: Date): Awaited<ReturnType<FileDrop["read"]>> {
  const { stage, person } = config.read;
  const broken: BrokenRow[] = [];
  const stages: { line: number; stage: ReturnType<typeof readStage> }[] = [];
  for (const { line, cells } of records) {
    if (!cells) {
      broken.push({ line, reason: "columns" });
      continue;
    }
    if (person !== undefined && !isResidentId(cells[person] ?? "")) {
      broken.push({ line, reason: "id_number" });
      continue;
    }
    try {
      stages.push({ line, stage: readStage(stage, cells, now) });
    } catch (error) {
      if (!(error instanceof AgencyFailure)) throw error;
      broken.push({ line, reason: error.message });
    }
  }
  return { rows: records.length, stages, broken };
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Check character of GB 11643. */
function isResidentId(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return "10X98765432"[sum % 11] === text.slice(17).toUpperCase();
}
