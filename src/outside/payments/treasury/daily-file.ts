import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { type BillLine, type BillTotals, ProviderFailure, ProviderRefusal } from "../../../domain/payments/index.ts";
import * as shapes from "./shapes.ts";
import type { CashierWire } from "./wire.ts";

const columns = "kind,order,refund,reference,notice,amount_fen,state,at";
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** A cashier's daily file: announced with its digest in a signed answer, then read as it comes. */
export async function dailyFile(
  wire: CashierWire,
  day: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<BillLine, BillTotals | undefined> | undefined> {
  const { status, content } = await wire.post("daily-files/query", { day }, signal);
  if (status !== 200) {
    const { code, message = "" } = shapes.readAs(shapes.Refused, content);
    if (status === 404 && code === "file_not_ready") return undefined;
    throw new ProviderRefusal(code, message);
  }
  const announced = shapes.readAs(shapes.DailyFile, content);
  if (announced.day !== day) throw new ProviderFailure("unreadable", "the file is of another day");
  const { parts } = await wire.file(announced.path, signal);
  return lines(parts, announced);
}

/** Lines as they come. Whether they were the whole file is known at its end: totals and digest are compared there. */
async function* lines(
  parts: AsyncIterable<Buffer>,
  announced: { readonly bytes: number; readonly digest: string },
): AsyncGenerator<BillLine, BillTotals> {
  const unreadable = (what: string) => new ProviderFailure("unreadable", what);
  const [algorithm = "", digest = ""] = announced.digest.split(":");
  const hash = createHash(algorithm);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const part of parts) {
      bytes += part.length;
      if (bytes > announced.bytes) throw unreadable("the file is longer than announced");
      hash.update(part);
      yield part;
    }
  }
  // What goes wrong on the way comes out of the rows below.
  const rows = pipeline(Readable.from(counted()), parse({ bom: true, max_record_size: 10_000 }), () => undefined);
  let head: string | undefined;
  let totals: BillTotals | undefined;
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      if (head === undefined) {
        head = row.join(",");
        if (head !== columns) throw unreadable("the file has other columns");
        continue;
      }
      if (totals) throw unreadable("something follows the totals");
      if (row[0] === "total") totals = totalsOf(row);
      else yield lineOf(row);
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(`row ${error.lines}: ${error.code}`) : error;
  }
  if (!totals) throw unreadable("the file ends before its totals");
  if (bytes !== announced.bytes || hash.digest("hex") !== digest) throw unreadable("the file's digest is another one");
  return totals;
}

function lineOf(row: readonly string[]): BillLine {
  const [kind, number = "", refund = "", reference = "", , amount = "", state, at = ""] = row;
  const isRight =
    (kind === "payment" || kind === "refund") &&
    (state === "succeeded" || state === "processing" || state === "failed") &&
    number !== "" &&
    (kind === "refund") === (refund !== "") &&
    /^\d{1,15}$/.test(amount) &&
    instant.test(at);
  if (!isRight) throw new ProviderFailure("unreadable", "a row of the file is not what the contract says");
  return {
    ...{ kind, number, reference, amount_fen: BigInt(amount), fee_fen: 0n, state, at: new Date(at) },
    ...(refund === "" ? {} : { refund }),
  };
}

function totalsOf([, lines = "", paid = "", refunded = ""]: readonly string[]): BillTotals {
  if (![lines, paid, refunded].every((value) => /^\d{1,15}$/.test(value)))
    throw new ProviderFailure("unreadable", "the file's totals are no numbers");
  return { lines: Number(lines), paid_fen: BigInt(paid), refunded_fen: BigInt(refunded) };
}
