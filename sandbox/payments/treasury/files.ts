import { createHash } from "node:crypto";
import { dayOf, local, withOffset, yuan } from "../../support/days.ts";
import type { Mood, MoodName } from "../../support/moods.ts";
import type { Algorithm } from "./keys.ts";
import type { Order } from "./orders.ts";

export type DailyFile = {
  readonly bytes: Buffer;
  readonly digest: (algorithm: Algorithm) => string;
  /** As it goes out when the file is to be bad. */
  readonly spoilt: (moods: ReadonlyMap<MoodName, Mood>) => Buffer;
};

const dayOfInstant = (at: string | undefined): string | undefined =>
  at === undefined ? undefined : dayOf(new Date(at));

/** The cashier's file of a day (China's time): what came in and what went back, and the totals. */
export function dailyFile(orders: readonly Order[], merchant: string, day: string): DailyFile {
  const rows: string[] = [];
  let [paid, refunded] = [0, 0];
  for (const order of orders) {
    if (order.merchant !== merchant || order.dialect !== "cashier") continue;
    const { number, reference, notice, amount_fen, paidAt } = order;
    if (paidAt !== undefined && dayOfInstant(paidAt) === day) {
      rows.push(
        ["payment", number, "", reference, notice, amount_fen, "succeeded", withOffset(new Date(paidAt))].join(","),
      );
      paid += amount_fen;
    }
    for (const one of order.refunds) {
      if (one.state !== "succeeded" || one.at === undefined || dayOfInstant(one.at) !== day) continue;
      const cells = [
        "refund",
        number,
        one.number,
        one.reference,
        notice,
        one.amount_fen,
        "succeeded",
        withOffset(new Date(one.at)),
      ];
      rows.push(cells.join(","));
      refunded += one.amount_fen;
    }
  }
  const head = "kind,order,refund,reference,notice,amount_fen,state,at";
  const bytes = Buffer.from([head, ...rows, `total,${rows.length},${paid},${refunded},,,,`, ""].join("\r\n"));
  const digest = (algorithm: Algorithm) => {
    const name = algorithm === "sm2" ? "sm3" : "sha256";
    return `${name}:${createHash(name).update(bytes).digest("hex")}`;
  };
  const spoilt = (moods: ReadonlyMap<MoodName, Mood>) => {
    if (moods.has("half")) return bytes.subarray(0, Math.floor(bytes.length / 2));
    return moods.has("broken-rows")
      ? Buffer.from(bytes.toString("utf8").replace(/,(\d+),succeeded/, ",$1元,succeeded"))
      : bytes;
  };
  return { bytes, digest, spoilt };
}

const nontaxHead =
  "交易时间,公众账号ID,商户号,子商户号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,手续费,费率,行政区划代码,缴费通知书编号(或平台订单号),执收单位编码,通知书类型,银行ID";

/** 缴费对账单, as the platform describes it: a backtick before every cell, then a head and a row of totals. */
export function nontaxFile(
  orders: readonly Order[],
  app: { readonly appid: string; readonly mch_id: string; readonly bank_id: string },
  day: string,
): string {
  const rows: string[] = [];
  let [paid, refunded] = [0, 0];
  const row = (order: Order, at: string, kind: "SUCCESS" | "REFUND", refund: readonly string[]) => {
    const first = [
      local(new Date(at)),
      order.merchant,
      app.mch_id,
      "",
      `42${order.reference.slice(2)}`,
      order.reference,
    ];
    const amounts = [kind, "CCB_DEBIT", "CNY", kind === "SUCCESS" ? yuan(order.amount_fen) : "0.00", "0.00", ...refund];
    const last = [order.description, "0.00000", "0.00%", order.region, order.notice, order.unit, "1", app.bank_id];
    rows.push(
      [...first, order.openid ?? "", order.openid ? "JSAPI" : "MWEB", ...amounts, ...last]
        .map((cell) => `\`${cell}`)
        .join(","),
    );
  };
  for (const order of orders) {
    if (order.dialect !== "wechat-nontax") continue;
    if (order.paidAt !== undefined && dayOfInstant(order.paidAt) === day) {
      row(order, order.paidAt, "SUCCESS", ["", "", "0.00", "0.00", "", ""]);
      paid += order.amount_fen;
    }
    for (const one of order.refunds) {
      if (one.state !== "succeeded" || one.at === undefined || dayOfInstant(one.at) !== day) continue;
      row(order, one.at, "REFUND", [one.reference, one.number, yuan(one.amount_fen), "0.00", "ORIGINAL", "SUCCESS"]);
      refunded += one.amount_fen;
    }
  }
  const totals = [String(rows.length), yuan(paid), yuan(refunded), "0.00", "0.00000"]
    .map((cell) => `\`${cell}`)
    .join(",");
  return [nontaxHead, ...rows, "总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额", totals, ""].join(
    "\r\n",
  );
}
