import { createHash } from "node:crypto";
import type { Answer, Heard } from "../../support/agency.ts";
import { cashier, notice, redirect } from "../../support/cashier.ts";
import { formOf } from "../../support/gateway.ts";
import type { Orders } from "./orders.ts";
import type { Order } from "./rows.ts";

type Parts = {
  readonly orders: Orders;
  readonly payee: (order: Order) => string;
  /** Whether the merchant of the order signed the bridge's parameters. */
  readonly isPaySign: (order: Order, call: Readonly<Record<string, string>>) => boolean;
  readonly paid: (order: Order) => void;
};

/** What the wallet itself shows: the cashier, and what leads to it. Plain forms. */
export class Till {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** undefined where the address is none of the wallet's. */
  answer(heard: Heard): Answer | undefined {
    const { method, path, query } = heard;
    if (path === "/bridge" && method === "POST") return this.#bridge(formOf(heard));
    if (path === "/cgi-bin/mmpayweb-bin/checkmweb" && method === "GET")
      return this.#open(query.get("prepay_id") ?? "", query.get("redirect_url") ?? "", "h5");
    if (path === "/bizpayurl" && method === "GET") return this.#open(query.get("pr") ?? "", "", "native");
    const [, prepayId] = /^\/cashier\/(\w+)$/.exec(path) ?? [];
    if (!prepayId) return undefined;
    if (method !== "POST") return this.#show(prepayId, query.get("back") ?? "");
    const { act = "", back = "" } = formOf(heard);
    return this.#act(prepayId, act, back);
  }

  /** What WeixinJSBridge does with the parameters, as a form. `back`: where the merchant's page goes on. */
  #bridge(form: Readonly<Record<string, string>>): Answer {
    const [, prepayId = ""] = /^prepay_id=(\w+)$/.exec(form["package"] ?? "") ?? [];
    const order = this.#parts.orders.ofPrepay(prepayId);
    const { appId = "", back = "" } = form;
    if (order?.product !== "jsapi") return refused("缺少参数 package，或订单不存在", "No such prepay_id");
    if (appId !== (order.subAppid ?? order.appid) && appId !== order.appid)
      return refused("appId 与下单时不一致", "The appId is not the order's");
    if (!this.#parts.isPaySign(order, form)) return refused("支付验证签名失败", "The paySign is wrong");
    return redirect(`/cashier/${prepayId}?back=${encodeURIComponent(back)}`);
  }

  #open(prepayId: string, back: string, product: Order["product"]): Answer {
    const order = this.#parts.orders.ofPrepay(prepayId);
    if (order?.product !== product) return refused("商家订单信息错误", "No such order");
    return redirect(`/cashier/${prepayId}?back=${encodeURIComponent(back)}`);
  }

  #show(prepayId: string, back: string): Answer {
    const order = this.#parts.orders.ofPrepay(prepayId);
    if (!order) return refused("订单不存在", "No such order");
    if (order.state === "CLOSED") return refused("订单已关闭或已过期", "The order is closed or has expired");
    if (order.state !== "NOTPAY") return notice("已支付", "这笔订单已经支付过了。", "This order has been paid.");
    return cashier({
      wallet: "微信支付",
      payee: this.#parts.payee(order),
      amount_fen: order.total,
      description: order.description,
      number: order.number,
      action: `/cashier/${prepayId}`,
      hidden: { back },
    });
  }

  #act(prepayId: string, act: string, back: string): Answer {
    const order = this.#parts.orders.ofPrepay(prepayId);
    if (!order) return refused("订单不存在", "No such order");
    if (act === "cancel") return isAddress(back) ? redirect(back) : notice("已取消", "没有支付。", "Nothing was paid.");
    if (act !== "pay" && act !== "pay-silently") return refused("没有这个操作", "No such act");
    const paid = this.#parts.orders.pay(order, order.openid ?? walletOf(order));
    if (!paid) return this.#show(prepayId, back);
    if (act === "pay") this.#parts.paid(paid);
    return isAddress(back)
      ? redirect(back)
      : notice("支付成功", "可以回到原来的页面了。", "Paid. You may go back to the page you came from.");
  }
}

const refused = (zh: string, en: string): Answer => notice("无法支付", zh, en, 400);

const isAddress = (text: string): boolean => /^https?:/.test(text) && URL.canParse(text);

/** Outside the app whoever holds the wallet pays. */
export const walletOf = ({ appid, number }: Order): string =>
  `o${createHash("sha256").update(`${appid}:${number}`).digest("base64url").slice(0, 27)}`;
