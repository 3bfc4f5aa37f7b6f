import { randomBytes } from "node:crypto";
import { type Answer, ControlError } from "../../support/agency.ts";
import { addDays, dayOf, local, yuan } from "../../support/days.ts";
import { type Encoding, encode, gbk } from "../../support/gbk.ts";
import type { Mood, MoodName, Moods } from "../../support/moods.ts";
import type { Trade, Trades } from "./trades.ts";
import { zip } from "./zip.ts";

type Asked = { readonly seller: string; readonly day: string; readonly at: number; readonly moods: FileMoods };
type FileMoods = ReadonlyMap<MoodName, Mood>;
export type Line = {
  readonly trade: Pick<Trade, "number" | "tradeNo" | "subject" | "createdAt">;
  readonly refund?: string;
  /** Fen; of a refund below zero. */
  readonly amount: number;
  readonly fee: number;
  readonly at: string;
};

/** An address is good for this long. */
const good = 30_000;
const rate = 0.006;
const heads =
  "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
const summaryHeads =
  "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）";
const rule = "#-----------------------------------------";

/** The bill of a day, from ten o'clock of the next. */
export class Bills {
  readonly #trades: Trades;
  readonly #moods: Moods;
  readonly #now: () => Date;
  readonly #asked = new Map<string, Asked>();
  /** Changes told over the control port: by day, lines to leave out, to change, to add. */
  readonly #spoiled = new Map<string, (lines: Line[]) => Line[]>();

  constructor(trades: Trades, moods: Moods, now: () => Date) {
    this.#trades = trades;
    this.#moods = moods;
    this.#now = now;
  }

  /** A token for one fetch; undefined while there is no bill. */
  ask(seller: string, day: string): string | undefined {
    const moods = this.#moods.take("file");
    const ready = new Date(`${addDays(day, 1)}T10:00:00+08:00`);
    if (this.#now() < ready || moods.has("missing")) return undefined;
    const token = randomBytes(16).toString("hex");
    this.#asked.set(token, { seller, day, at: this.#now().getTime(), moods });
    return token;
  }

  fetch(token: string): Answer {
    const asked = this.#asked.get(token);
    if (!asked || this.#now().getTime() - asked.at > good)
      return { status: 403, type: "text/html", text: "链接已失效", encoding: "utf-8" };
    const lines = this.linesOf(asked.seller, asked.day);
    const told = this.#spoiled.get(asked.day)?.(lines) ?? lines;
    const tables = tablesOf(asked.seller, asked.day, told, asked.moods.has("broken-rows"));
    const whole = packed(tables, asked.moods.has("wrong-encoding") ? "utf-8" : "gbk");
    const bytes = asked.moods.has("half") ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
    const headers = { "content-disposition": `attachment; filename="${asked.seller}_${asked.day}.csv.zip"` };
    return { status: 200, type: "application/zip", text: "", encoding: "utf-8", bytes, headers };
  }

  linesOf(seller: string, day: string): Line[] {
    const lines = this.#trades
      .all()
      .filter((trade) => trade.seller === seller && trade.paidAt !== undefined)
      .flatMap((trade): Line[] => [
        { trade, amount: trade.amount, fee: -Math.round(trade.amount * rate), at: trade.paidAt ?? "" },
        ...trade.refunds.map(({ request, amount, at }) => ({
          ...{ trade, refund: request, amount: -amount, fee: Math.round(amount * rate), at },
        })),
      ]);
    return lines.filter(({ at }) => dayOf(new Date(at)) === day).sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** `{day, without?: number, amount?: {number, fen}, extra?: {number, fen}}`: a bill that differs from what happened. */
  spoil(wish: Readonly<Record<string, unknown>>): void {
    const { day, without, amount, extra } = wish;
    if (typeof day !== "string") throw new ControlError("day");
    const changed = numbered(amount);
    const added = numbered(extra);
    this.#spoiled.set(day, (lines) => [
      ...lines
        .filter((line) => line.trade.number !== without)
        .map((line) => (changed && line.trade.number === changed.number ? { ...line, amount: changed.fen } : line)),
      ...(added ? [extraLine(added, day)] : []),
    ]);
  }
}

function numbered(value: unknown): { readonly number: string; readonly fen: number } | undefined {
  if (value === undefined) return undefined;
  const { number, fen } = value as Readonly<Record<string, unknown>>;
  if (typeof number !== "string" || !Number.isSafeInteger(fen)) throw new ControlError("number, fen");
  return { number, fen: Number(fen) };
}

function extraLine({ number, fen }: { readonly number: string; readonly fen: number }, day: string): Line {
  const at = new Date(`${day}T12:00:00+08:00`).toISOString();
  const trade = { number, tradeNo: `${day.replaceAll("-", "")}22001999999999999`, subject: "缴费", createdAt: at };
  return { trade, amount: fen, fee: 0, at };
}

export type Table = { readonly name: string; readonly text: string };

/** Both tables of a day. `isBroken`: an amount of the first line is none. */
export function tablesOf(seller: string, day: string, lines: readonly Line[], isBroken = false): Table[] {
  const [payments, refunds] = [lines.filter(({ refund }) => !refund), lines.filter(({ refund }) => refund)];
  const sum = (list: readonly Line[]) => list.reduce((total, { amount }) => total + amount, 0);
  const fees = lines.reduce((total, { fee }) => total + fee, 0);
  const [year, month, date] = day.split("-");
  const until = addDays(day, 1).split("-");
  const about = [
    `#账号：[${seller}0156]`,
    `#起始日期：[${year}年${month}月${date}日 00:00:00]   终止日期：[${until[0]}年${until[1]}月${until[2]}日 00:00:00]`,
  ];
  const rows = lines.map((line, index) => (isBroken && index === 0 ? broken(row(line)) : row(line)));
  const detail = [
    ...["#支付宝业务明细查询", ...about, `${rule}业务明细列表----------------------------------------`, heads, ...rows],
    `${rule}业务明细列表结束------------------------------------`,
    `#交易合计：${payments.length}笔，商家实收共${signed(sum(payments))}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${signed(sum(refunds))}元，商家优惠退款共0.00元`,
    `#导出时间：[${until[0]}年${until[1]}月${until[2]}日 08:00:00]`,
  ];
  const net = signed(sum(lines));
  const total = [payments.length, refunds.length, net, net, "0.00", "0.00", "0.00", signed(fees), "0.00"];
  const summary = [
    ...["#支付宝业务汇总查询", ...about, `${rule}业务汇总列表----------------------------------------`, summaryHeads],
    `合计\t,\t,${total.join(",")},${signed(sum(lines) + fees)}`,
    `${rule}业务汇总列表结束------------------------------------`,
  ];
  const name = `${seller}0156_${day.replaceAll("-", "")}_业务明细`;
  return [
    { name: `${name}.csv`, text: textOf(detail) },
    { name: `${name}(汇总).csv`, text: textOf(summary) },
  ];
}

const textOf = (lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;

/** Both tables as Alipay packs them: GBK, names without saying so. */
export function packed(tables: readonly Table[], encoding: Encoding = "gbk"): Buffer {
  return zip(tables.map(({ name, text }) => ({ name: gbk(name), content: encode(text, encoding) })));
}

function row({ trade, refund, amount, fee, at }: Line): string {
  const what = [`${trade.tradeNo}\t`, `${trade.number}\t`, `${refund ? "退款" : "交易"}\t`, trade.subject];
  const when = [local(new Date(trade.createdAt)), local(new Date(at)), "\t", "\t", "\t", "\t", "*演(139****01)\t"];
  const money = [signed(amount), signed(amount), "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00"];
  return [...what, ...when, ...money, `${refund ?? ""}\t`, signed(fee), "0.00", ""].join(",");
}

const broken = (line: string): string => line.replace(/,-?\d+\.\d{2},/, ",一百元,");

const signed = (fen: number): string => (fen < 0 ? `-${yuan(-fen)}` : yuan(fen));
