import { createHash } from "node:crypto";
import { isDay, local, yuan } from "../../support/days.ts";
import type { App } from "./apps.ts";
import type { Bills } from "./bills.ts";
import type { Codes } from "./codes.ts";
import { type Order, Refused, refunded, type Trade, type Trades } from "./trades.ts";

export type Content = Readonly<Record<string, unknown>>;
/** One call, whichever protocol it came by. */
export type Called = {
  readonly app: App;
  readonly content: Content;
  readonly notifyUrl: string | undefined;
  /** Where this gateway is reached, as the caller reached it. */
  readonly host: string;
};
type Parts = {
  readonly trades: Trades;
  readonly bills: Bills;
  readonly codes: Codes;
  readonly now: () => Date;
  readonly tell: (trade: Trade, refund?: string) => void;
};
type Method = (called: Called) => Content;

/** What the gateway does, by the method's name. Throws `Refused`. */
export function methodsOf({ trades, bills, codes, now, tell }: Parts): Readonly<Record<string, Method>> {
  const existing = ({ app, content }: Called): Trade => {
    const number = text(content, "out_trade_no", 64, "");
    const trade = number === "" ? trades.byTradeNo(text(content, "trade_no", 64)) : trades.find(app.id, number);
    if (trade?.app !== app.id) throw new Refused("ACQ.TRADE_NOT_EXIST", "交易不存在");
    return trade;
  };
  return {
    "alipay.trade.create": (called) => {
      const { app, content } = called;
      const buyer = [content["buyer_open_id"], content["buyer_id"]].find((id) => typeof id === "string" && id !== "");
      if (buyer === undefined) throw new Refused("ACQ.INVALID_PARAMETER", "buyer_open_id");
      if (!codes.personOf(app, String(buyer))) throw new Refused("ACQ.BUYER_NOT_EXIST", "买家不存在");
      const trade = trades.begin(app, orderOf(called, now()));
      return { out_trade_no: trade.number, trade_no: trade.tradeNo };
    },
    "alipay.trade.precreate": (called) => {
      const order = orderOf(called, now());
      trades.check(called.app.id, order);
      return { out_trade_no: order.number, qr_code: `http://${called.host}/qr/${trades.keepCode(called.app, order)}` };
    },
    "alipay.trade.query": (called) => {
      const trade = existing(called);
      const buyer = trade.buyer === undefined ? {} : codes.namesOf(called.app, trade.buyer);
      return {
        ...{ out_trade_no: trade.number, trade_no: trade.tradeNo, trade_status: trade.state },
        ...{ total_amount: yuan(trade.amount), receipt_amount: yuan(trade.paidAt ? trade.amount : 0) },
        ...{ buyer_pay_amount: yuan(trade.paidAt ? trade.amount : 0), point_amount: "0.00", invoice_amount: "0.00" },
        ...(trade.paidAt ? { send_pay_date: local(new Date(trade.paidAt)) } : {}),
        ...buyer,
      };
    },
    "alipay.trade.close": (called) => {
      const { number } = existing(called);
      const trade = trades.close(called.app.id, number);
      return { out_trade_no: trade.number, trade_no: trade.tradeNo };
    },
    "alipay.trade.refund": (called) => {
      const { number } = existing(called);
      const amount = fen(called.content["refund_amount"]);
      const request = text(called.content, "out_request_no", 64, number);
      const reason = text(called.content, "refund_reason", 256, "");
      const { trade, moved } = trades.refund(called.app.id, number, { request, amount, reason });
      if (moved) tell(trade, request);
      const last = trade.refunds.find((one) => one.request === request);
      return {
        ...{ out_trade_no: trade.number, trade_no: trade.tradeNo, fund_change: moved ? "Y" : "N" },
        // Of all refunds of the trade together.
        refund_fee: yuan(refunded(trade)),
        gmt_refund_pay: local(new Date(last?.at ?? now())),
        ...(trade.buyer === undefined ? {} : codes.namesOf(called.app, trade.buyer)),
      };
    },
    "alipay.trade.fastpay.refund.query": (called) => {
      const trade = existing(called);
      const request = text(called.content, "out_request_no", 64);
      const found = trade.refunds.find((one) => one.request === request);
      // A request that never was is a success with nothing in it.
      if (!found) return {};
      const options = called.content["query_options"];
      const isTimed = Array.isArray(options) && options.includes("gmt_refund_pay");
      return {
        ...{ out_trade_no: trade.number, trade_no: trade.tradeNo, out_request_no: request },
        ...{ total_amount: yuan(trade.amount), refund_amount: yuan(found.amount), refund_status: "REFUND_SUCCESS" },
        ...(isTimed ? { gmt_refund_pay: local(new Date(found.at)) } : {}),
      };
    },
    "alipay.data.dataservice.bill.downloadurl.query": ({ app, content, host }) => {
      if (content["bill_type"] !== "trade") throw new Refused("isv.invalid-parameter", "bill_type");
      const day = text(content, "bill_date", 10);
      if (!isDay(day)) throw new Refused("isv.invalid-parameter", "bill_date");
      const token = bills.ask(app.seller, day);
      if (token === undefined) throw new Refused("BILL_NOT_EXIST", "账单不存在");
      return { bill_download_url: `http://${host}/downloadBillFile.resource?fileId=${token}` };
    },
    "alipay.system.oauth.token": ({ app, content }) => {
      if (content["grant_type"] !== "authorization_code") throw new Refused("isv.grant-type-invalid", "grant_type");
      const person = codes.redeem(app.id, text(content, "code", 100));
      if (person === undefined) throw new Refused("isv.code-invalid", "授权码code无效");
      const { buyer_open_id, buyer_user_id } = codes.namesOf(app, person);
      const secret = createHash("sha256").update(`${app.id}${person}`).digest("hex");
      return {
        ...(buyer_open_id === undefined ? { user_id: buyer_user_id } : { open_id: buyer_open_id, user_id: "" }),
        ...{ access_token: `authbseB${secret.slice(0, 32)}`, expires_in: 1_296_000, re_expires_in: 2_592_000 },
        refresh_token: `authbseB${secret.slice(32)}`,
      };
    },
  };
}

const products: Readonly<Record<string, readonly string[]>> = {
  "alipay.trade.wap.pay": ["QUICK_WAP_WAY"],
  "alipay.trade.page.pay": ["FAST_INSTANT_TRADE_PAY"],
  "alipay.trade.app.pay": ["QUICK_MSECURITY_PAY"],
};

/** What a merchant wants paid. Throws where something is missing or odd. */
export function orderOf(
  called: Pick<Called, "content" | "notifyUrl">,
  now: Date,
  method = "",
  returnUrl?: string,
): Order {
  const { content, notifyUrl } = called;
  const number = text(content, "out_trade_no", 64);
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(number)) throw new Refused("ACQ.INVALID_PARAMETER", "out_trade_no");
  const subject = text(content, "subject", 256);
  if (/[/=&]/.test(subject)) throw new Refused("ACQ.INVALID_PARAMETER", "subject");
  const product = text(content, "product_code", 64, "QR_CODE_OFFLINE");
  if (products[method] && !products[method].includes(product))
    throw new Refused("ACQ.INVALID_PARAMETER", "product_code");
  if (notifyUrl !== undefined && (!URL.canParse(notifyUrl) || notifyUrl.length > 256))
    throw new Refused("ACQ.INVALID_PARAMETER", "notify_url");
  const quitUrl = text(content, "quit_url", 400, "");
  const until = text(content, "time_expire", 19, "");
  const expires = until === "" ? new Date(now.getTime() + 15 * 86_400_000) : timeOf(until);
  if (!expires) throw new Refused("ACQ.INVALID_PARAMETER", "time_expire");
  return {
    ...{ number, amount: fen(content["total_amount"]), subject, product, expiresAt: expires.toISOString() },
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
    ...(quitUrl === "" ? {} : { quitUrl }),
  };
}

/** China's time without saying so. */
export function timeOf(given: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(given)) return undefined;
  const at = new Date(`${given.replace(" ", "T")}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function text(content: Content, name: string, most: number, without?: string): string {
  const value = content[name];
  if ((value === undefined || value === "") && without !== undefined) return without;
  if (typeof value !== "string" || value === "" || value.length > most)
    throw new Refused("ACQ.INVALID_PARAMETER", name);
  return value;
}

/** Yuan with at most two decimals, from 0.01 to 100 million. */
function fen(value: unknown): number {
  const [, whole, cents = ""] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(value ?? "")) ?? [];
  const amount = whole === undefined ? 0 : Number(whole) * 100 + Number(cents.padEnd(2, "0"));
  if (amount < 1 || amount > 10_000_000_000) throw new Refused("ACQ.INVALID_PARAMETER", "total_amount");
  return amount;
}
