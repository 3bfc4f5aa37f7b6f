import {
  type PayingFrom,
  type PaymentProvider,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  payingFrom,
  type RefundRequest,
  type Started,
  type StartRequest,
} from "../../../domain/payments/index.ts";
import { readArchive } from "./bill.ts";
import type { AlipayConfig, Way } from "./config.ts";
import type { Call, Fields, Gateway } from "./gateway.ts";
import { readNotification } from "./notification.ts";
import { readTrade } from "./trade.ts";
import { chinaTime, cutBytes, readChinaTime, readYuan, yuan } from "./values.ts";

const mostSubject = 127;
const mostReason = 256;
/** An address of a bill is good for 30 seconds. */
const addressGood = 20_000;
/** 2088 and 12 digits is a user_id; whatever else is an open_id, which newer apps know alone. */
const userId = /^2088\d{12}$/;

/** One account at Alipay. */
export function alipayProvider(config: AlipayConfig, gateway: Gateway, clock: () => Date): PaymentProvider {
  const wayOf = (from: PayingFrom): Way | undefined => config.ways[from];
  const offered = payingFrom.filter((from) => wayOf(from) !== undefined);

  async function ask(call: Call, signal: AbortSignal): Promise<Fields | undefined> {
    try {
      return await gateway.call(call, signal);
    } catch (error) {
      if (error instanceof ProviderRefusal && error.code === "TRADE_NOT_EXIST") return undefined;
      throw error;
    }
  }

  async function query(number: string, signal: AbortSignal): Promise<ProviderPayment> {
    const fields = await ask({ method: "alipay.trade.query", content: { out_trade_no: number } }, signal);
    if (!fields) return { number, state: "absent" };
    const trade = readTrade(fields, "send_pay_date");
    if (trade?.number !== number) throw new ProviderFailure("unreadable", "not the trade that was asked about");
    return trade;
  }

  async function close(number: string, signal: AbortSignal): Promise<"closed" | "absent" | "paid"> {
    try {
      const done = await ask({ method: "alipay.trade.close", content: { out_trade_no: number } }, signal);
      return done ? "closed" : "absent";
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      // It says only that the state forbids it, not which one it is.
      const { state } = await query(number, signal);
      if (state === "paid" || state === "refunded") return "paid";
      if (state === "closed" || state === "absent") return state;
      throw new ProviderFailure("error", `not closed: ${error.code}`);
    }
  }

  async function queryRefund(of: { number: string; refund: string }, signal: AbortSignal): Promise<ProviderRefund> {
    const { number, refund } = of;
    const content = { out_trade_no: number, out_request_no: refund, query_options: ["gmt_refund_pay"] };
    const fields = await ask({ method: "alipay.trade.fastpay.refund.query", content }, signal);
    // An empty success says that there is no such refund, or that it did not happen: asking for it again is right for both.
    if (fields?.["refund_status"] !== "REFUND_SUCCESS") return { refund, state: "absent" };
    if (fields["out_trade_no"] !== number || fields["out_request_no"] !== refund)
      throw new ProviderFailure("unreadable", "not the refund that was asked about");
    return { refund, state: "succeeded", ...facts(fields, readYuan(fields["refund_amount"])) };
  }

  async function refund(request: RefundRequest, signal: AbortSignal): Promise<ProviderRefund> {
    const content = {
      out_trade_no: request.number,
      out_request_no: request.refund,
      refund_amount: yuan(request.amount_fen),
      refund_reason: [...request.reason].slice(0, mostReason).join(""),
    };
    const fields = await gateway.call({ method: "alipay.trade.refund", content }, signal);
    if (fields["out_trade_no"] !== request.number)
      throw new ProviderFailure("unreadable", "not the trade that was asked about");
    // `refund_fee` is the sum of all refunds of the trade.
    if (fields["fund_change"] === "Y")
      return { refund: request.refund, state: "succeeded", ...facts(fields, request.amount_fen) };
    const known = await queryRefund(request, signal);
    return known.state === "absent" ? { refund: request.refund, state: "processing" } : known;
  }

  return {
    name: "alipay",
    from: offered,
    wantsPayer: (from) => wayOf(from) === "bridge",
    ...(offered.some((from) => wayOf(from) === "bridge") ? { payerSignIn: payerSignIn(gateway) } : {}),
    start: (request, signal) => start(gateway, wayOf(request.from), request, signal),
    query: (number, signal) => query(number, signal),
    close: (number, signal) => close(number, signal),
    refund,
    queryRefund: (of, signal) => queryRefund(of, signal),
    readNotification: async (raw, now) => readNotification(raw, now, gateway, config),
    answers: {
      taken: { status: 200, type: "text/plain; charset=utf-8", body: "success" },
      notTaken: { status: 200, type: "text/plain; charset=utf-8", body: "failure" },
    },
    bill: (day, signal) => bill(gateway, { day, seller: config.seller_id }, clock, signal),
  };
}

function facts(fields: Fields, amount_fen: bigint | undefined) {
  const { trade_no: reference, gmt_refund_pay: time } = fields;
  const at = readChinaTime(time);
  return {
    ...(amount_fen === undefined ? {} : { amount_fen }),
    ...(typeof reference === "string" && reference !== "" ? { reference } : {}),
    ...(at ? { at } : {}),
  };
}

/** Products and methods by the way a payment is begun. */
const products = {
  wap: ["alipay.trade.wap.pay", "QUICK_WAP_WAY"],
  page: ["alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"],
  app: ["alipay.trade.app.pay", "QUICK_MSECURITY_PAY"],
  code: ["alipay.trade.precreate", "QR_CODE_OFFLINE"],
  bridge: ["alipay.trade.create", "JSAPI_PAY"],
} as const;

async function start(
  gateway: Gateway,
  way: Way | undefined,
  request: StartRequest,
  signal: AbortSignal,
): Promise<Started> {
  if (!way) throw new ProviderRefusal("NOT_OFFERED", `this account takes no payments from ${request.from}`);
  const [method, product_code] = products[way];
  const content = {
    out_trade_no: request.number,
    total_amount: yuan(request.amount_fen),
    subject: subjectOf(request.description),
    product_code,
    time_expire: chinaTime(request.expiresAt),
  };
  const { notifyUrl, returnUrl } = request;
  switch (way) {
    case "wap": {
      const call = { method, content: { ...content, quit_url: returnUrl }, notifyUrl, returnUrl };
      return { kind: "redirect", url: gateway.address(call) };
    }
    case "page":
      return { kind: "redirect", url: gateway.address({ method, content, notifyUrl, returnUrl }) };
    case "app":
      return { kind: "bridge", call: { orderStr: gateway.orderString({ method, content, notifyUrl }) } };
    case "code": {
      const fields = await gateway.call({ method, content, notifyUrl }, signal);
      return { kind: "code", content: own(fields, request.number, "qr_code") };
    }
    case "bridge": {
      const { payer } = request;
      if (payer === undefined) throw new ProviderRefusal("NO_PAYER", "this way of paying wants the payer's identifier");
      const buyer = userId.test(payer) ? { buyer_id: payer } : { buyer_open_id: payer };
      const fields = await gateway.call(
        { method, content: { ...content, ...buyer, op_app_id: gateway.appId }, notifyUrl },
        signal,
      );
      const tradeNO = own(fields, request.number, "trade_no");
      return { kind: "bridge", reference: tradeNO, call: { tradeNO } };
    }
  }
}

/** A field of an answer about our own number. */
function own(fields: Fields, number: string, name: string): string {
  const value = fields[name];
  if (fields["out_trade_no"] !== number || typeof value !== "string" || value === "")
    throw new ProviderFailure("unreadable", `no ${name} for the trade that was asked about`);
  return value;
}

/** Alipay takes no `/`, `=` or `&` in a subject, and its bills do not quote commas. */
const subjectOf = (description: string): string =>
  cutBytes(description.replaceAll(/[/=&,"\s]+/g, " ").trim(), mostSubject) || "缴费";

function payerSignIn(gateway: Gateway): NonNullable<PaymentProvider["payerSignIn"]> {
  return {
    address: ({ state, returnUrl }) => {
      const query = { app_id: gateway.appId, scope: "auth_base", redirect_uri: returnUrl, state };
      return `${gateway.authorize}?${new URLSearchParams(query)}`;
    },
    payerOf: async (code, signal) => {
      const beside = { grant_type: "authorization_code", code };
      const fields = await gateway.call({ method: "alipay.system.oauth.token", beside }, signal);
      const payer = [fields["open_id"], fields["user_id"]].find((id) => typeof id === "string" && id !== "");
      if (typeof payer !== "string") throw new ProviderFailure("unreadable", "neither open_id nor user_id");
      return payer;
    },
  };
}

async function bill(
  gateway: Gateway,
  of: { readonly day: string; readonly seller: string },
  clock: () => Date,
  signal: AbortSignal,
): Promise<ReturnType<typeof readArchive> | undefined> {
  const first = await billAddress(gateway, of.day, signal);
  if (first === undefined) return undefined;
  const askedAt = clock().getTime();
  return (async function* () {
    const isFresh = clock().getTime() - askedAt < addressGood;
    const address = isFresh ? first : await billAddress(gateway, of.day, signal);
    if (address === undefined) throw new ProviderFailure("error", "the bill is gone");
    return yield* readArchive(address, of, signal);
  })();
}

async function billAddress(gateway: Gateway, day: string, signal: AbortSignal): Promise<string | undefined> {
  const content = { bill_type: "trade", bill_date: day };
  try {
    const fields = await gateway.call({ method: "alipay.data.dataservice.bill.downloadurl.query", content }, signal);
    const { bill_download_url: address } = fields;
    if (typeof address !== "string" || address === "") throw new ProviderFailure("unreadable", "no address of a bill");
    return address;
  } catch (error) {
    if (error instanceof ProviderRefusal && error.code === "BILL_NOT_EXIST") return undefined;
    throw error;
  }
}
