import type { FileHandle } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { type BillLine, type BillTotals, ProviderFailure } from "../../../domain/payments/index.ts";
import { readChinaTime, readYuan } from "./values.ts";
import { type Entry, unpack } from "./zip.ts";

type Of = { readonly day: string; readonly seller: string };
/** What a table says at its foot, and what we have counted. */
type Sums = { count: number; order: bigint; received: bigint };
type Counted = { payment: Sums; refund: Sums };
type Claimed = { payment?: Omit<Sums, "order">; refund?: Omit<Sums, "order"> };

const mostSummary = 10_000_000;
const mostRow = 65_536;

/**
 * Reads the two tables of a bill (业务明细 and 业务明细(汇总)), GBK: lines of the first; numbers of both must agree with what was read. The sums
 * at the foot are of 商家实收; a line's amount is 订单金额, what the payer's bill was.
 * @throws ProviderFailure unreadable
 */
export async function* readTables(
  file: FileHandle,
  entries: readonly Entry[],
  of: Of,
): AsyncGenerator<BillLine, BillTotals | undefined> {
  const tables = entries.filter(({ name }) => /\.csv$/i.test(name));
  const isSummary = ({ name }: Entry) => name.includes("汇总");
  const details = tables
    .filter((entry) => !isSummary(entry))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  if (details.length === 0) throw unreadable("no table of lines");
  const summary = tables.find(isSummary);
  const expected = summary && (await readSummary(file, summary));
  const counted: Counted = { payment: empty(), refund: empty() };
  let isClaimed = true;
  for (const detail of details) {
    const before = structuredClone(counted);
    const claimed = yield* readLines(file, detail, of, counted);
    if (!claimed.payment || !claimed.refund) isClaimed = false;
    for (const kind of ["payment", "refund"] as const)
      compare(claimed[kind], counted[kind].count - before[kind].count, counted[kind].received - before[kind].received);
  }
  const { payment, refund } = counted;
  if (expected && (expected.payments !== payment.count || expected.refunds !== refund.count))
    throw unreadable(
      `${payment.count} payments and ${refund.count} refunds, the summary says ${expected.payments} and ${expected.refunds}`,
    );
  if (!isClaimed && !expected) return undefined;
  return { lines: payment.count + refund.count, paid_fen: payment.order, refunded_fen: refund.order };
}

const empty = (): Sums => ({ count: 0, order: 0n, received: 0n });

function compare(claimed: Omit<Sums, "order"> | undefined, count: number, received: bigint): void {
  if (claimed && (claimed.count !== count || claimed.received !== received))
    throw unreadable(`${count} lines with ${received} fen, its foot says ${claimed.count} with ${claimed.received}`);
}

async function* readLines(file: FileHandle, entry: Entry, of: Of, counted: Counted): AsyncGenerator<BillLine, Claimed> {
  const claimed: Claimed = {};
  let columns: Columns | undefined;
  let isWhole = false;
  let row = 0;
  for await (const cells of rowsOf(file, entry)) {
    row += 1;
    const [first = ""] = cells;
    if (first.startsWith("#")) {
      if (first.includes("列表结束")) isWhole = true;
      else readRemark(first, of, claimed);
    } else if (!columns) columns = columnsOf(cells);
    else if (isWhole) throw unreadable(`row ${row} stands behind the end`);
    else yield readLine(columns, cells, row, counted);
  }
  if (!columns || !isWhole) throw unreadable("a table that ends early");
  return claimed;
}

/** `#账号：[…]`, `#起始日期：[2026年11月21日 00:00:00]`, `#交易合计：3笔，商家实收共30.00元`, `#退款合计：1笔，商家实收退款共-5.00元`. */
function readRemark(text: string, { day, seller }: Of, claimed: Claimed): void {
  const account = /账号[：:]\[(\d+)\]/.exec(text)?.[1];
  if (account !== undefined && !account.startsWith(seller)) throw unreadable("a bill of another account");
  const [, year, month, date] = /起始日期[：:]\[(\d{4})年(\d{2})月(\d{2})日/.exec(text) ?? [];
  if (year !== undefined && `${year}-${month}-${date}` !== day) throw unreadable(`a bill of ${year}-${month}-${date}`);
  const [, kind, count, sum] = /(交易|退款)合计[：:](\d{1,9})笔，商家实收(?:退款)?共(-?[\d.]+)元/.exec(text) ?? [];
  const received = readYuan(sum);
  if (kind === undefined || received === undefined) return;
  claimed[kind === "交易" ? "payment" : "refund"] = { count: Number(count), received };
}

const names = {
  reference: ["支付宝交易号"],
  number: ["商户订单号"],
  kind: ["业务类型"],
  goods: ["商品名称"],
  created: ["创建时间"],
  done: ["完成时间"],
  order: ["订单金额(元)", "订单金额"],
  received: ["商家实收(元)", "商家实收"],
  refund: ["退款批次号/请求号", "退款批次号"],
  fee: ["服务费(元)", "服务费"],
} as const;
type Columns = Readonly<Record<keyof typeof names, number>> & { readonly count: number };

/** By name: Alipay has added and moved columns over the years. */
function columnsOf(cells: readonly string[]): Columns {
  const heads = cells.map((cell) => cell.replaceAll("（", "(").replaceAll("）", ")"));
  const found = Object.entries(names).map(([key, spellings]) => {
    const at = heads.findIndex((head) => (spellings as readonly string[]).includes(head));
    if (at < 0) throw unreadable(`no column ${spellings[0]}`);
    return [key, at];
  });
  return { ...Object.fromEntries(found), count: cells.length } as Columns;
}

function readLine(columns: Columns, given: readonly string[], row: number, counted: Counted): BillLine {
  const cells = given.length > columns.count ? rejoined(columns, given) : given;
  const cell = (name: keyof typeof names): string => cells[columns[name]] ?? "";
  const kind = cell("kind").startsWith("退款") ? "refund" : cell("kind") === "交易" ? "payment" : undefined;
  const [order, received, fee] = [readYuan(cell("order")), readYuan(cell("received")), readYuan(cell("fee") || "0")];
  const at = readChinaTime(cell("done"));
  const [number, reference, refund] = [cell("number"), cell("reference"), cell("refund")];
  if (kind === undefined || order === undefined || received === undefined || fee === undefined || !at)
    throw unreadable(`row ${row} has a kind, amount or time that cannot be read`);
  if (number === "" || reference === "" || (kind === "refund" && refund === ""))
    throw unreadable(`row ${row} has no number`);
  // Refunds are written with a minus.
  const amount_fen = kind === "refund" && order < 0n ? -order : order;
  if (amount_fen < 0n) throw unreadable(`row ${row} has a payment below zero`);
  const sums = counted[kind];
  sums.count += 1;
  sums.order += amount_fen;
  sums.received += received;
  return {
    kind,
    number,
    ...(kind === "refund" ? { refund } : {}),
    reference,
    amount_fen,
    fee_fen: -fee,
    state: "succeeded",
    at,
  };
}

/** A comma within the name of the goods, which Alipay does not quote, makes cells too many. */
function rejoined(columns: Columns, cells: readonly string[]): readonly string[] {
  const surplus = cells.length - columns.count;
  const isTime = (index: number) => readChinaTime(cells[index]) !== undefined;
  if (columns.created <= columns.goods || !isTime(columns.created + surplus) || !isTime(columns.done + surplus))
    return cells;
  const goods = cells.slice(columns.goods, columns.goods + surplus + 1).join(",");
  return [...cells.slice(0, columns.goods), goods, ...cells.slice(columns.goods + surplus + 1)];
}

/** Numbers of payments and refunds by the line 合计; undefined where the table has none. */
async function readSummary(
  file: FileHandle,
  entry: Entry,
): Promise<{ readonly payments: number; readonly refunds: number } | undefined> {
  if (entry.size > mostSummary) throw unreadable("a summary that is too long");
  let heads: readonly string[] | undefined;
  for await (const cells of rowsOf(file, entry)) {
    if (cells.includes("交易订单总笔数")) heads = cells;
    if (cells[0] !== "合计" || !heads) continue;
    const [payments, refunds] = ["交易订单总笔数", "退款订单总笔数"].map(
      (name) => cells[heads?.indexOf(name) ?? -1] ?? "",
    );
    if (!/^\d{1,9}$/.test(payments ?? "") || !/^\d{1,9}$/.test(refunds ?? "")) throw unreadable("an odd summary");
    return { payments: Number(payments), refunds: Number(refunds) };
  }
  return undefined;
}

/** Cells of each line. Alipay quotes nothing; a line with a quote in it is read by the library, all others are only divided. */
async function* rowsOf(file: FileHandle, entry: Entry): AsyncGenerator<readonly string[], void> {
  let rest = "";
  for await (const text of textOf(file, entry)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > mostRow) throw unreadable("a line without an end");
    for (const line of lines) if (line.trim() !== "") yield cellsOf(line);
  }
  if (rest.trim() !== "") yield cellsOf(rest);
}

function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(",").map((cell) => cell.trim());
  const [cells] = parse(line, { relax_quotes: true, trim: true }) as string[][];
  return cells ?? [];
}

async function* textOf(file: FileHandle, entry: Entry): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("gbk", { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw unreadable("not GBK");
    }
  };
  for await (const chunk of unpack(file, entry)) yield decode(chunk);
  yield decode();
}

const unreadable = (detail: string): ProviderFailure => new ProviderFailure("unreadable", `bill: ${detail}`);
