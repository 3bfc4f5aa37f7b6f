import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { digits, withOffset } from "../../support/days.ts";
import type { GatewayTime } from "../../support/gateway-time.ts";
import { type Fields, isFields, textIn } from "../../support/json.ts";
import { Kept } from "../../support/kept.ts";
import { type Merchant, newDigits } from "./keys.ts";
import { PayError, paramError } from "./protocol.ts";
import { keyOf, type Order } from "./rows.ts";

const mostDescription = 127;
const mostDays = 7;

/** Who is asked about: a merchant, or a service provider for one of its own. */
export type Whose = { readonly mchid: string; readonly subMchid: string | undefined };

/** Payments: taken, paid, closed. What the real one refuses is refused. */
export class Orders {
  readonly #kept: Kept<Order>;
  readonly #byPrepay = new Map<string, string>();
  readonly #time: GatewayTime;
  readonly #isOpenid: (openid: string, appid: string) => boolean;

  constructor(folder: string, time: GatewayTime, isOpenid: (openid: string, appid: string) => boolean) {
    this.#kept = new Kept(join(folder, "orders.jsonl"));
    this.#time = time;
    this.#isOpenid = isOpenid;
    for (const order of this.#kept.values()) this.#byPrepay.set(order.prepayId, keyOfOrder(order));
  }

  all(): readonly Order[] {
    return [...this.#kept.values()].map((order) => this.#now(order));
  }

  find({ mchid, subMchid }: Whose, number: string): Order | undefined {
    const order = this.#kept.get(keyOf(mchid, subMchid, number));
    return order && this.#now(order);
  }

  ofPrepay(prepayId: string): Order | undefined {
    const order = this.#kept.get(this.#byPrepay.get(prepayId) ?? "");
    return order && this.#now(order);
  }

  /** By the number alone, for whoever controls the stand-in; the newest of several merchants' ones. */
  numbered(number: unknown): Order | undefined {
    return this.all().findLast((order) => order.number === number);
  }

  /** Places an order, or finds the one placed before with the very same words. */
  place(merchant: Merchant, product: Order["product"], isPartner: boolean, body: Fields): Order {
    const asked = this.#read(merchant, product, isPartner, body);
    const before = this.find({ mchid: asked.mchid, subMchid: asked.subMchid }, asked.number);
    if (!before) return this.#keep(asked);
    if (before.state === "SUCCESS" || before.state === "REFUND") throw new PayError(400, "ORDERPAID", "该订单已支付");
    if (before.state === "CLOSED") throw new PayError(400, "ORDER_CLOSED", "该订单已关闭，请重新下单");
    const same = ["total", "product", "description", "appid", "subAppid", "openid", "notifyUrl"] as const;
    if (same.some((name) => before[name] !== asked[name]))
      throw new PayError(403, "OUT_TRADE_NO_USED", "商户订单号重复：请求重入时，参数与首次请求时不一致");
    return before;
  }

  /** @returns undefined where it cannot be paid any more */
  pay(order: Order, payer: string): Order | undefined {
    if (order.state !== "NOTPAY" && order.state !== "USERPAYING" && order.state !== "PAYERROR") return undefined;
    return this.#keep({ ...order, state: "SUCCESS", payer, paidAt: withOffset(this.#time.now()) });
  }

  close(whose: Whose, number: string): void {
    const order = this.find(whose, number);
    if (!order) throw notThere();
    if (order.state === "SUCCESS" || order.state === "REFUND") throw new PayError(400, "ORDERPAID", "该订单已支付");
    this.#keep({ ...order, state: "CLOSED" });
  }

  setState(order: Order, state: Order["state"]): Order {
    return this.#keep({ ...order, state });
  }

  #keep(order: Order): Order {
    this.#byPrepay.set(order.prepayId, keyOfOrder(order));
    return this.#kept.put(keyOfOrder(order), order);
  }

  /** An order nobody paid in time is closed by then. */
  #now(order: Order): Order {
    const isOver = order.state === "NOTPAY" && Date.parse(order.expiresAt) <= this.#time.now().getTime();
    return isOver ? { ...order, state: "CLOSED" } : order;
  }

  #read(merchant: Merchant, product: Order["product"], isPartner: boolean, body: Fields): Order {
    const now = this.#time.now();
    const who = isPartner ? partnerIn(merchant, body) : directIn(merchant, body);
    const number = textIn(body, "out_trade_no", 32);
    if (!number || !/^[\w\-*|@]{6,32}$/.test(number)) throw paramError("out_trade_no", "长度为6到32个字符");
    const description = textIn(body, "description");
    if (!description || Buffer.byteLength(description) > mostDescription)
      throw paramError("description", `最长${mostDescription}个字节`);
    const amount = isFields(body["amount"]) ? body["amount"] : {};
    const { total, currency = "CNY" } = amount;
    if (!Number.isSafeInteger(total) || Number(total) < 1) throw paramError("amount.total", "必须大于0的整数");
    if (currency !== "CNY") throw paramError("amount.currency", "仅支持CNY");
    const expires = body["time_expire"] === undefined ? undefined : Date.parse(String(body["time_expire"]));
    if (expires !== undefined && !(expires > now.getTime() && expires < now.getTime() + mostDays * 86_400_000))
      throw paramError("time_expire", "必须晚于当前时间，且不超过7天");
    const scene = isFields(body["scene_info"]) ? body["scene_info"] : {};
    if (product === "h5") {
      if (!textIn(scene, "payer_client_ip", 45)) throw paramError("scene_info.payer_client_ip", "必填");
      if (!isFields(scene["h5_info"]) || !textIn(scene["h5_info"], "type"))
        throw paramError("scene_info.h5_info", "必填");
    }
    return {
      ...who,
      number,
      product,
      description,
      total: Number(total),
      notifyUrl: notifyUrlIn(body),
      openid: product === "jsapi" ? this.#openidIn(body, who, isPartner) : undefined,
      expiresAt: withOffset(new Date(expires ?? now.getTime() + 2 * 3_600_000)),
      createdAt: withOffset(now),
      prepayId: `wx${digits(now)}${randomBytes(10).toString("hex")}`,
      transaction: `4200${digits(now).slice(2, 8)}${newDigits(18)}`,
      state: "NOTPAY",
      paidAt: undefined,
      payer: undefined,
    };
  }

  #openidIn(body: Fields, who: { appid: string; subAppid: string | undefined }, isPartner: boolean): string {
    const payer = isFields(body["payer"]) ? body["payer"] : {};
    const asSub = isPartner && payer["sub_openid"] !== undefined;
    const name = !isPartner ? "openid" : asSub ? "sub_openid" : "sp_openid";
    const openid = textIn(payer, name, 128);
    if (!openid) throw paramError(`payer.${name}`, "必填");
    const appid = asSub ? who.subAppid : who.appid;
    if (!appid || !this.#isOpenid(openid, appid)) throw new PayError(400, "PARAM_ERROR", "无效的openid：与appid不匹配");
    return openid;
  }
}

const keyOfOrder = ({ mchid, subMchid, number }: Order): string => keyOf(mchid, subMchid, number);

export const notThere = (): PayError => new PayError(404, "ORDER_NOT_EXIST", "订单不存在");

function directIn(merchant: Merchant, body: Fields) {
  const appid = textIn(body, "appid", 32);
  if (body["mchid"] !== merchant.mchid) throw paramError("mchid", "与Authorization中的mchid不一致");
  if (!appid) throw paramError("appid", "必填");
  if (!Object.hasOwn(merchant.apps, appid)) throw new PayError(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配");
  if (merchant.subs) throw new PayError(403, "NO_AUTH", "服务商商户号不能直接收款");
  return { mchid: merchant.mchid, subMchid: undefined, appid, subAppid: undefined };
}

function partnerIn(merchant: Merchant, body: Fields) {
  const appid = textIn(body, "sp_appid", 32);
  const subMchid = textIn(body, "sub_mchid", 32);
  const subAppid = body["sub_appid"] === undefined ? undefined : textIn(body, "sub_appid", 32);
  if (body["sp_mchid"] !== merchant.mchid) throw paramError("sp_mchid", "与Authorization中的mchid不一致");
  if (!appid || !Object.hasOwn(merchant.apps, appid))
    throw new PayError(400, "APPID_MCHID_NOT_MATCH", "sp_appid和sp_mchid不匹配");
  const sub = merchant.subs?.[subMchid ?? ""];
  if (!sub || !subMchid) throw new PayError(403, "NO_AUTH", "受理关系不存在");
  if (subAppid !== undefined && !Object.hasOwn(sub.apps, subAppid))
    throw new PayError(400, "APPID_MCHID_NOT_MATCH", "sub_appid和sub_mchid不匹配");
  return { mchid: merchant.mchid, subMchid, appid, subAppid };
}

/** https without a query; http is taken only from this machine, where nobody has certificates. */
export function notifyUrlIn(body: Fields): string {
  const url = textIn(body, "notify_url", 255);
  const at = url && URL.canParse(url) ? new URL(url) : undefined;
  const isHere = at && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(at.hostname);
  if (!url || !at || !(at.protocol === "https:" || (at.protocol === "http:" && isHere)))
    throw paramError("notify_url", "必须是https地址");
  if (at.search !== "") throw paramError("notify_url", "不能携带参数");
  return url;
}
