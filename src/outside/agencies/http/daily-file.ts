import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { AgencyFailure, type WriteOffLine } from "../../../domain/agencies/index.ts";
import { readTree, type Take } from "../mapping/index.ts";
import type { DailyFileConfig } from "./config.ts";

/** A million lines of a hundred bytes, and room. */
const bytesAtMost = 500_000_000;
const cellsAtMost = 20_000;

type Shape = Pick<DailyFileConfig, "charset" | "separator" | "columns" | "take" | "end">;
type Chunks = AsyncIterable<Uint8Array>;

const unreadable = (detail: string) => new AgencyFailure("unreadable", detail);

/**
 * Lines of a biller's file as they come, whatever their number: nothing is gathered. A file that breaks off, holds other columns than
 * it should, or whose last line counts otherwise ends with AgencyFailure `unreadable`: what came before it is not to be trusted alone.
 */
export async function* readDailyFile(chunks: Chunks, shape: Shape): AsyncGenerator<WriteOffLine> {
  const { separator = ",", columns, take, end } = shape;
  const parser = parse({
    ...{ delimiter: separator, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true },
    ...{ bom: true, max_record_size: cellsAtMost },
  });
  const text = Readable.from(decoded(chunks, shape.charset ?? "utf-8"));
  text.on("error", (error) => parser.destroy(error));
  let heads = columns;
  let isEnded = false;
  let lines = 0;
  let sum = 0n;
  try {
    for await (const record of text.pipe(parser) as AsyncIterable<readonly string[]>) {
      if (isEnded) throw unreadable("lines after the last one");
      if (end && record[0] === end.mark) {
        checkEnd(end, record, { lines, sum });
        isEnded = true;
      } else if (!heads) {
        heads = record;
        const missing = pathsOf(take).find((path) => !heads?.includes(path));
        if (missing !== undefined) throw unreadable(`no column ${missing}`);
      } else {
        const line = lineOf(record, heads, take);
        lines += 1;
        sum += line.state === "done" ? line.amount_fen : 0n;
        yield line;
      }
    }
  } catch (error) {
    throw error instanceof AgencyFailure ? error : unreadable("no file of lines and columns");
  } finally {
    text.destroy();
  }
  if (end && !isEnded) throw unreadable("the file breaks off before its last line");
}

const pathsOf = (take: Take) => Object.values(take).map((spec) => (typeof spec === "string" ? spec : spec.at));

async function* decoded(chunks: Chunks, charset: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset, { fatal: true });
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > bytesAtMost) throw new AgencyFailure("too_large", `more than ${bytesAtMost} bytes`);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof AgencyFailure) throw error;
    throw unreadable(error instanceof TypeError && "code" in error ? `not ${charset}` : "the file broke off");
  }
}

function lineOf(record: readonly string[], heads: readonly string[], take: Take): WriteOffLine {
  if (record.length !== heads.length) throw unreadable("a line with too few or too many cells");
  const cells = Object.fromEntries(heads.map((name, index) => [name, record[index] ?? ""]));
  const { reference, key, amount_fen: fen, state = "done", at } = readTree(take, cells);
  if (typeof reference !== "string" || typeof key !== "string" || key.length > 100 || reference.length > 100) {
    throw unreadable("a line without bill or payment");
  }
  if (!Number.isSafeInteger(fen) || Number(fen) < 0) throw unreadable("a line without amount");
  if (state !== "done" && state !== "reversed") throw unreadable("a line of no known state");
  if (!(at instanceof Date)) throw unreadable("a line without its time");
  return { reference, key, amount_fen: BigInt(fen as number), state, at };
}

function checkEnd(
  { lines: linesAt, amount: amountAt }: NonNullable<Shape["end"]>,
  record: readonly string[],
  read: { readonly lines: number; readonly sum: bigint },
): void {
  const said = readTree(
    { lines: { at: "lines", as: "number" }, amount: { at: "amount", as: "yuan" } },
    { lines: record[linesAt - 1], amount: amountAt === undefined ? undefined : record[amountAt - 1] },
  );
  if (said["lines"] !== read.lines) throw unreadable("another number of lines than the last one says");
  if (amountAt !== undefined && said["amount"] !== Number(read.sum)) {
    throw unreadable("another sum than the last line says");
  }
}

/** The name of a day's file: `{city}`, `{day}` as yyyyMMdd. */
export const dailyName = (name: string, of: { readonly city: string; readonly day: string }): string =>
  name.replaceAll("{city}", of.city).replaceAll("{day}", of.day.replaceAll("-", ""));

/** A file laid into a directory; undefined while it is not there, or not yet vouched for. */
export async function laidFile(
  directory: string,
  name: string,
  { beside }: Pick<DailyFileConfig, "beside">,
  signal: AbortSignal,
): Promise<Chunks | undefined> {
  const path = join(directory, "in", name);
  const stream = () => createReadStream(path, { signal });
  try {
    const sum = beside ? /^sha256=([0-9a-fA-F]{64})\s*$/m.exec(await readFile(`${path}.ok`, "utf8"))?.[1] : undefined;
    if (beside && sum === undefined) throw unreadable("its .ok names no sha256");
    const hash = createHash("sha256");
    for await (const chunk of stream())
      if (sum === undefined) break;
      else hash.update(chunk as Buffer);
    if (sum !== undefined && hash.digest("hex") !== sum.toLowerCase()) {
      throw unreadable("the file is not the one its .ok speaks of");
    }
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
  return stream();
}
