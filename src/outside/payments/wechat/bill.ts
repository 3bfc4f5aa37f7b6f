import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { BillLine, BillTotals } from "../../../domain/payments/index.ts";
import { ProviderFailure } from "../../../domain/payments/index.ts";
import { failureOf } from "./client.ts";
import { unreadable } from "./json.ts";

/** The columns of a bill of type ALL that are read. There are 27 of them, 24 in old ones. */
const columns = {
  at: "交易时间",
  reference: "微信订单号",
  number: "商户订单号",
  state: "交易状态",
  currency: "货币种类",
  refundReference: "微信退款单号",
  refund: "商户退款单号",
  refundState: "退款状态",
  fee: "手续费",
  amount: "订单金额",
  refundAmount: "申请退款金额",
} as const;
const totalsColumns = { lines: "总交易单数", paid: "订单总金额", refunded: "申请退款总金额" } as const;

const mostLine = 64 * 1024;
const lineEnd = /\r?\n/;
/** Bytes unpacked: forty million lines. */
const mostBytes = 16 * 1024 ** 3;

export type Hash = { readonly type: string; readonly value: string };

/**
 * Lines of a trade bill (GZIP of CSV in UTF-8 with BOM, every cell behind a backtick), its totals last. Nothing is kept but the line at
 * hand. WeChat hashes what was packed, so that the hash is known to be right only after the last line.
 * @throws ProviderFailure `unreadable` where it is cut off, its hash is wrong or a line is none
 */
export async function* readBill(
  packed: ReadableStream<Uint8Array>,
  hash: Hash,
  signal: AbortSignal,
): AsyncGenerator<BillLine, BillTotals> {
  if (hash.type.toUpperCase() !== "SHA1") throw unreadable(`the bill's hash is of an unknown type`);
  let head: Head<keyof typeof columns> | undefined;
  let totalsHead: Head<keyof typeof totalsColumns> | undefined;
  let totals: BillTotals | undefined;
  let count = 0;
  for await (const lines of linesOf(packed, hash, signal)) {
    for (const line of lines) {
      if (line === "") continue;
      if (!line.startsWith("`")) {
        const names = line.split(",");
        if (!head) head = headOf(names, columns);
        else if (!totalsHead) totalsHead = headOf(names, totalsColumns);
        else throw unreadable("the bill has lines outside its table");
        continue;
      }
      if (!head || totals) throw unreadable("the bill has lines outside its table");
      // Names of goods may hold commas; the backtick begins a cell.
      const cells = line.slice(1).split(",`");
      if (totalsHead) totals = totalsOf(cellsOf(cells, totalsHead));
      else {
        count += 1;
        yield lineOf(cellsOf(cells, head), count);
      }
    }
  }
  if (!totals) throw unreadable("the bill ends without its totals");
  return totals;
}

/** How many cells a line has, and where each of ours stands. */
type Head<Name extends string> = {
  readonly count: number;
  readonly places: readonly (readonly [name: Name, place: number])[];
};

function headOf<Name extends string>(head: readonly string[], names: Readonly<Record<Name, string>>): Head<Name> {
  const places = Object.entries<string>(names).map(([name, title]) => [name as Name, head.indexOf(title)] as const);
  if (places.some(([, place]) => place < 0)) throw unreadable("a head of the bill has other names");
  return { count: head.length, places };
}

function cellsOf<Name extends string>(
  cells: readonly string[],
  { count, places }: Head<Name>,
): Readonly<Record<Name, string>> {
  if (cells.length !== count) throw unreadable(`a line of the bill has ${cells.length} cells instead of ${count}`);
  const found: Partial<Record<Name, string>> = {};
  for (const [name, place] of places) found[name] = cells[place] ?? "";
  return found as Record<Name, string>;
}

function lineOf(cell: Readonly<Record<keyof typeof columns, string>>, count: number): BillLine {
  const where = `line ${count} of the bill`;
  const { state } = cell;
  const isRefund = state === "REFUND" || state === "REVOKED";
  if (!isRefund && state !== "SUCCESS") throw unreadable(`${where}: an unknown state`);
  if (cell.currency !== "CNY") throw unreadable(`${where}: the currency is not CNY`);
  if (cell.number === "" || cell.reference === "") throw unreadable(`${where}: a number is missing`);
  const common = { number: cell.number, at: momentOf(cell.at, where) };
  const fee = fenOf(cell.fee, where);
  if (!isRefund)
    return {
      kind: "payment",
      ...common,
      reference: cell.reference,
      amount_fen: fenOf(cell.amount, where),
      fee_fen: fee,
      state: "succeeded",
    };
  const refundState = billRefundStates[cell.refundState];
  if (!refundState) throw unreadable(`${where}: an unknown state of a refund`);
  return {
    kind: "refund",
    ...common,
    refund: cell.refund,
    reference: cell.refundReference,
    amount_fen: fenOf(cell.refundAmount, where),
    // What WeChat gives back of its fee: written with a minus or without one, always below zero here.
    fee_fen: -fee,
    state: refundState,
  };
}

const billRefundStates: Readonly<Record<string, BillLine["state"]>> = {
  SUCCESS: "succeeded",
  PROCESSING: "processing",
  CHANGE: "failed",
  FAIL: "failed",
  REFUNDCLOSE: "failed",
};

function totalsOf(cell: Readonly<Record<keyof typeof totalsColumns, string>>): BillTotals {
  if (!/^\d{1,12}$/.test(cell.lines)) throw unreadable("the bill's totals: no number of lines");
  return {
    lines: Number(cell.lines),
    paid_fen: fenOf(cell.paid, "the bill's totals"),
    refunded_fen: fenOf(cell.refunded, "the bill's totals"),
  };
}

/** "1205.50", "-0.06000" as fen without the sign; WeChat rounds fees to the fen and writes five places. */
function fenOf(text: string, where: string): bigint {
  const [, yuan, places = ""] = /^-?(\d{1,15})(?:\.(\d{1,5}))?$/.exec(text) ?? [];
  if (yuan === undefined || /[1-9]/.test(places.slice(2))) throw unreadable(`${where}: no amount in fen`);
  return BigInt(yuan) * 100n + BigInt(places.slice(0, 2).padEnd(2, "0"));
}

/** "2026-09-01 09:30:00" in China's time. */
function momentOf(text: string, where: string): Date {
  const at = new Date(`${text.replace(" ", "T")}+08:00`);
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) || Number.isNaN(at.getTime()))
    throw unreadable(`${where}: no time`);
  return at;
}

/** Lines without their ends, as many as came at once. The hash is compared after the last ones. */
async function* linesOf(
  packed: ReadableStream<Uint8Array>,
  hash: Hash,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const digest = createHash("sha1");
  const gunzip = createGunzip();
  const source = Readable.fromWeb(packed as Parameters<typeof Readable.fromWeb>[0], { signal });
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let size = 0;
  try {
    for await (const bytes of gunzip as AsyncIterable<Buffer>) {
      size += bytes.length;
      if (size > mostBytes) throw unreadable("the bill is endless");
      digest.update(bytes);
      const parts = (rest + decoder.decode(bytes, { stream: true })).split(lineEnd);
      rest = parts.pop() ?? "";
      if (rest.length > mostLine) throw unreadable("a line of the bill is endless");
      yield parts;
    }
    rest += decoder.decode();
  } catch (error) {
    throw error instanceof ProviderFailure ? error : failureOf(error, signal, "unreadable");
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (rest !== "") yield [rest];
  if (digest.digest("hex") !== hash.value.toLowerCase()) throw unreadable("the bill's hash is wrong");
}
