import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { addDays, dayOf, digits, isDay, yuan } from "../../support/days.ts";
import type { GatewayTime } from "../../support/gateway-time.ts";
import type { Mood, MoodName } from "../../support/moods.ts";
import type { Orders, Whose } from "./orders.ts";
import { PayError, paramError } from "./protocol.ts";
import type { Refunds } from "./refunds.ts";
import type { Order } from "./rows.ts";

const head =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const totalsHead = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
/** Hundredths of a per cent. */
const rate = 60;
const mostKept = 100;

/** How a day's bill is to differ from what happened. */
export type Edit = {
  /** Numbers of payments and refunds that are left out. */
  readonly omit: readonly string[];
  /** Other amounts, in fen, by number. */
  readonly amounts: Readonly<Record<string, number>>;
  /** Payments nobody ever made with us, by number. */
  readonly add: Readonly<Record<string, number>>;
};
export const noEdit: Edit = { omit: [], amounts: {}, add: {} };

type Row = {
  readonly order: Pick<Order, "appid" | "mchid" | "subMchid" | "product" | "description" | "transaction" | "number"> & {
    readonly payer: string | undefined;
  };
  readonly at: string;
  readonly amount: number;
  readonly refund?: { readonly id: string; readonly number: string; readonly amount: number; readonly state: string };
};

/** Daily bills: asked for by day, fetched as a packed file by an address of their own. */
export class Bills {
  readonly #orders: Orders;
  readonly #refunds: Refunds;
  readonly #time: GatewayTime;
  readonly #edits = new Map<string, Edit>();
  readonly #files = new Map<string, { readonly mchid: string; readonly bytes: Buffer }>();

  constructor(orders: Orders, refunds: Refunds, time: GatewayTime) {
    this.#orders = orders;
    this.#refunds = refunds;
    this.#time = time;
  }

  edit(day: string, edit: Edit): void {
    this.#edits.set(day, edit);
  }

  /** Where the day's file is, and its hash. Moods: `missing` not made yet, `half` cut off, `altered` after it was hashed, `broken-rows`. */
  ask(whose: Whose, query: URLSearchParams, origin: string, moods: ReadonlyMap<MoodName, Mood>) {
    const day = query.get("bill_date");
    const type = query.get("bill_type") ?? "ALL";
    const now = this.#time.now();
    if (!isDay(day)) throw paramError("bill_date", "格式为yyyy-MM-DD");
    if (!["ALL", "SUCCESS", "REFUND"].includes(type)) throw paramError("bill_type", "取值不正确");
    if (query.get("tar_type") !== "GZIP") throw paramError("tar_type", "此处仅提供GZIP");
    if (day >= dayOf(now)) throw new PayError(400, "INVALID_REQUEST", "账单日期必须早于今天");
    const isEarly = day === addDays(dayOf(now), -1) && Number(digits(now).slice(8, 10)) < 9;
    if (moods.has("missing") || isEarly) throw new PayError(400, "STATEMENT_CREATING", "账单生成中，请稍后再试");
    const rows = this.#rows(whose, day).filter(
      ({ refund }) => type === "ALL" || (type === "REFUND") === (refund !== undefined),
    );
    if (rows.length === 0) throw new PayError(400, "NO_STATEMENT_EXIST", "账单文件不存在");
    const good = bill(rows);
    const text = moods.has("broken-rows") ? good.replace("`CNY,", "`人民币,") : good;
    const packed = gzipSync(
      moods.has("altered") ? text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)) : text,
    );
    const bytes = moods.has("half") ? packed.subarray(0, Math.floor(packed.length / 2)) : packed;
    const token = randomBytes(32).toString("base64url");
    this.#files.set(token, { mchid: whose.mchid, bytes });
    const [oldest] = this.#files.keys();
    if (oldest && this.#files.size > mostKept) this.#files.delete(oldest);
    return {
      hash_type: "SHA1",
      hash_value: createHash("sha1").update(text).digest("hex"),
      download_url: `${origin}/v3/billdownload/file?token=${token}&tartype=gzip`,
    };
  }

  file(mchid: string, token: string | null): Buffer {
    const file = this.#files.get(token ?? "");
    if (file?.mchid !== mchid) throw new PayError(404, "RESOURCE_NOT_EXISTS", "账单文件不存在");
    return file.bytes;
  }

  #rows({ mchid, subMchid }: Whose, day: string): readonly Row[] {
    const { omit, amounts, add } = this.#edits.get(day) ?? noEdit;
    const isTheirs = (one: Whose) => one.mchid === mchid && (subMchid === undefined || one.subMchid === subMchid);
    const rows: Row[] = [];
    for (const order of this.#orders.all()) {
      if (!isTheirs(order) || order.paidAt?.slice(0, 10) !== day || omit.includes(order.number)) continue;
      rows.push({ order, at: order.paidAt, amount: amounts[order.number] ?? order.total });
    }
    for (const { refund, id, number, amount, state, createdAt, ...whose } of this.#refunds.all()) {
      const order = this.#orders.find(whose, number);
      if (!order || !isTheirs(whose) || createdAt.slice(0, 10) !== day || omit.includes(refund)) continue;
      const words = { PROCESSING: "PROCESSING", SUCCESS: "SUCCESS", CLOSED: "REFUNDCLOSE", ABNORMAL: "CHANGE" };
      const said = { id, number: refund, amount: amounts[refund] ?? amount, state: words[state] };
      rows.push({ order, at: createdAt, amount: order.total, refund: said });
    }
    for (const [number, amount] of Object.entries(add)) {
      const common = { appid: "", mchid, subMchid, product: "native", description: "未知", payer: "o" } as const;
      const transaction = `4200${number.replaceAll(/\D/g, "").padEnd(24, "0").slice(0, 24)}`;
      rows.push({ order: { ...common, transaction, number }, at: `${day}T12:00:00+08:00`, amount });
    }
    return rows.sort((one, other) => other.at.localeCompare(one.at));
  }
}

const feeOf = (fen: number): number => Math.round((fen * rate) / 10_000);
const fee = (fen: number, sign = ""): string => `${fen === 0 ? "" : sign}${yuan(fen)}000`;
const line = (cells: readonly string[]): string => `${cells.map((cell) => `\`${cell}`).join(",")}\r\n`;

/** UTF-8 with BOM, every cell behind a backtick, then the totals. */
function bill(rows: readonly Row[]): string {
  const lines = rows.map(lineOf);
  const payments = rows.filter(({ refund }) => !refund);
  const refunds = rows.flatMap(({ refund }) => refund ?? []);
  const sum = (list: readonly { readonly amount: number }[]) => list.reduce((total, { amount }) => total + amount, 0);
  const fees =
    payments.reduce((total, { amount }) => total + feeOf(amount), 0) -
    refunds.reduce((total, { amount }) => total + feeOf(amount), 0);
  const totals = [
    String(rows.length),
    yuan(sum(payments)),
    yuan(sum(refunds)),
    "0.00",
    fee(Math.abs(fees), fees < 0 ? "-" : ""),
    yuan(sum(payments)),
    yuan(sum(refunds)),
  ];
  return `\uFEFF${head}\r\n${lines.join("")}${totalsHead}\r\n${line(totals)}`;
}

function lineOf({ order, at, amount, refund }: Row): string {
  const money = refund
    ? ["0.00", "0.00", refund.id, refund.number, yuan(refund.amount), "0.00", "ORIGINAL", refund.state]
    : [yuan(amount), "0.00", "0", "0", "0.00", "0.00", "", ""];
  return line([
    at.slice(0, 19).replace("T", " "),
    order.appid,
    order.mchid,
    order.subMchid ?? "0",
    "",
    order.transaction,
    order.number,
    order.payer ?? "",
    { jsapi: "JSAPI", h5: "MWEB", native: "NATIVE" }[order.product],
    refund ? "REFUND" : "SUCCESS",
    "OTHERS",
    "CNY",
    ...money,
    order.description,
    "",
    refund ? fee(feeOf(refund.amount), "-") : fee(feeOf(amount)),
    "0.60%",
    refund ? "0.00" : yuan(amount),
    yuan(refund?.amount ?? 0),
    "",
  ]);
}
