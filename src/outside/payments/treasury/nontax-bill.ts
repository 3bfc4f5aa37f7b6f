import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { type BillLine, type BillTotals, ProviderFailure } from "../../../domain/payments/index.ts";
import { numberIn } from "./nontax-order.ts";
import { NontaxError, type NontaxWire } from "./nontax-wire.ts";

/** From six in the morning of the next day (China's time) the bill of a day is there. */
const readyAfter = 30 * 3_600_000;
const longestLine = 10_000;
// How the columns we read are headed; others may come and go.
const columns = {
  at: "交易时间",
  appid: "公众账号ID",
  order: "商户订单号",
  state: "交易状态",
  amount: "总金额",
  refundReference: "微信退款单号",
  refund: "商户退款单号",
  refundAmount: "退款金额",
  refundState: "退款状态",
  what: "商品名称",
  fee: "手续费",
} as const;
type Columns = Readonly<Record<keyof typeof columns, number>>;
const totalsHead = "总交易单数,总交易额,总退款金额";

type Parts = {
  readonly wire: NontaxWire;
  readonly appid: string;
  readonly mch_id: string;
  readonly day: string;
  readonly now: Date;
  readonly signal: AbortSignal;
};

/**
 * 缴费对账单 of a day. It is the bill of the merchant number, which other apps and counters may share: theirs are counted against the
 * totals and not given on.
 */
export async function nontaxBill({ wire, appid, mch_id, day, now, signal }: Parts) {
  if (now.getTime() < Date.parse(`${day}T00:00:00+08:00`) + readyAfter) return undefined;
  try {
    const wish = { mch_id, bill_date: day.replaceAll("-", ""), bill_type: "ALL" };
    return lines(await wire.file("downloadbill", wish, signal), appid);
  } catch (error) {
    if (!(error instanceof NontaxError)) throw error;
    if (/no bill|账单不存在/i.test(error.message)) return undefined;
    throw new ProviderFailure("error", `${error.code} ${error.message}`);
  }
}

async function* lines(parts: AsyncIterable<Buffer>, appid: string): AsyncGenerator<BillLine, BillTotals> {
  let head: Columns | undefined;
  let isTotals = false;
  const all = { lines: 0, paid_fen: 0n, refunded_fen: 0n };
  const ours = { ...all };
  let said: readonly string[] | undefined;
  for await (const line of createInterface({ input: Readable.from(parts), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.length > longestLine) throw unreadable("a line is too long");
    if (line === "") continue;
    if (!head) head = columnsOf(line.replace(/^\uFEFF/, ""));
    else if (said) throw unreadable("something follows the totals");
    else if (isTotals) said = cellsOf(line);
    else if (line.startsWith(totalsHead)) isTotals = true;
    else {
      const cells = cellsOf(line);
      const one = lineOf(cells, head);
      count(all, one);
      if (cells[head.appid] !== appid) continue;
      count(ours, one);
      yield one;
    }
  }
  if (!said) throw unreadable("the file ends before its totals");
  const [number = "", paid = "", refunded = ""] = said;
  if (Number(number) !== all.lines || fenOf(paid) !== all.paid_fen || fenOf(refunded) !== all.refunded_fen)
    throw unreadable("the lines are not what the totals say");
  return ours;
}

function count(
  totals: { lines: number; paid_fen: bigint; refunded_fen: bigint },
  { kind, amount_fen }: BillLine,
): void {
  totals.lines += 1;
  if (kind === "payment") totals.paid_fen += amount_fen;
  else totals.refunded_fen += amount_fen;
}

function columnsOf(line: string): Columns {
  const names = line.split(",");
  const found = Object.entries(columns).map(([key, name]) => [key, names.indexOf(name)] as const);
  const missing = found.find(([, index]) => index < 0);
  if (missing) throw unreadable(`the column ${columns[missing[0] as keyof Columns]} is missing`);
  return Object.fromEntries(found) as Columns;
}

/** Every cell begins with a backtick, so that a comma within one parts nothing. */
function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("`")) throw unreadable("a row without backticks");
  return line.slice(1).split(",`");
}

function lineOf(cells: readonly string[], head: Columns): BillLine {
  const cell = (name: keyof Columns) => cells[head[name]] ?? "";
  const at = new Date(`${cell("at").replace(" ", "T")}+08:00`);
  const state = cell("state");
  const order = cell("order");
  if (Number.isNaN(at.getTime()) || order === "" || (state !== "SUCCESS" && state !== "REFUND"))
    throw unreadable("a row is not what the platform describes");
  // What carries no number of ours goes by the platform's own, and comes out as unknown to us.
  const number = numberIn(cell("what")) ?? order;
  const fee_fen = roundedFenOf(cell("fee"));
  if (state === "SUCCESS")
    return {
      kind: "payment",
      number,
      reference: order,
      amount_fen: fenOf(cell("amount")),
      fee_fen,
      state: "succeeded",
      at,
    };
  return {
    ...{ kind: "refund", number, refund: cell("refund"), reference: cell("refundReference") || order },
    ...{ amount_fen: fenOf(cell("refundAmount")), fee_fen: -fee_fen, state: refundStateOf(cell("refundState")), at },
  };
}

function refundStateOf(state: string): BillLine["state"] {
  if (state === "SUCCESS") return "succeeded";
  return state === "PROCESSING" ? "processing" : "failed";
}

/** "200.00" → 20000n */
function fenOf(yuan: string): bigint {
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(yuan);
  if (!match) throw unreadable("an amount is none");
  return BigInt(match[1] ?? "0") * 100n + BigInt((match[2] ?? "").padEnd(2, "0"));
}

/** Fees have five places and stand negative at refunds; halves round up. */
function roundedFenOf(yuan: string): bigint {
  const match = /^-?(\d{1,13})(?:\.(\d{1,5}))?$/.exec(yuan);
  if (!match) throw unreadable("a fee is none");
  return (BigInt((match[1] ?? "0") + (match[2] ?? "").padEnd(5, "0")) + 500n) / 1_000n;
}

const unreadable = (what: string): ProviderFailure => new ProviderFailure("unreadable", what);
