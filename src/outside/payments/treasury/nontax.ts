import { type Static, Type } from "typebox";
import {
  type AccountParts,
  type NoticeReference,
  type PayingFrom,
  type PaymentProvider,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  type RefundRequest,
  type Remembered,
  type Started,
  type StartRequest,
} from "../../../domain/payments/index.ts";
import { isAddress } from "../http/index.ts";
import { type NontaxConfig, unitOf } from "./config.ts";
import { nontaxBill } from "./nontax-bill.ts";
import { readHint } from "./nontax-notice.ts";
import { asNontaxPayment, descriptionOf, NontaxOrder, numberIn, refundIn } from "./nontax-order.ts";
import { NontaxError, NontaxWire } from "./nontax-wire.ts";

const theirAuthorize = "https://open.weixin.qq.com/";
/** Codes by which finance, behind the platform, answers about a notice (getorder, notify_history.errcode). */
const alreadyPaid = 232;
const systemTrouble: ReadonlySet<number> = new Set([298, 299, 300]);
/** Orders of one notice that are looked through at most, newest first. */
const mostOrders = 20;

const Item = Type.Object({ no: Type.Integer(), item_id: Type.String(), item_name: Type.String(), fee: Type.Integer() });
const owed = {
  fee: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  user_name: Type.Optional(Type.String()),
  items: Type.Array(Item, { maxItems: 200 }),
  department_name: Type.String(),
  payment_notice_create_time: Type.Integer(),
  payment_expire_date: Type.Optional(Type.String()),
};
type Owed = Static<ReturnType<typeof Type.Object<typeof owed>>>;
const Fee = Type.Object({ ...owed, payment_notice_no: Type.String() });
const Ordered = Type.Object({
  order_id: Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$" }),
  pay_url: Type.Optional(Type.String({ maxLength: 2_000 })),
  miniprogram: Type.Optional(
    Type.Object({
      appid: Type.String(),
      pagepath: Type.String(),
      query_string: Type.Optional(Type.String()),
      business_type: Type.Optional(Type.String()),
    }),
  ),
});
const Orders = Type.Object({
  order_id_list: Type.Optional(Type.Array(Type.String())),
  paid_order_id: Type.Optional(Type.String()),
});
const Refunded = Type.Object({ refund_order_id: Type.String() });

/** 微信非税缴费 (developers.weixin.qq.com/doc/service/Non_tax_pay). */
export function openNontax({ config, secrets, clock }: AccountParts): PaymentProvider {
  const { appid, service_id, bank_id, mch_id, scene, authorize } = config as NontaxConfig;
  const wire = new NontaxWire(config as NontaxConfig, secrets["app_secret"] ?? "", clock);
  const bank = bank_id === undefined ? {} : { bank_id };

  async function start(request: StartRequest, signal: AbortSignal): Promise<Started> {
    const { notice, from, number, payer, ip, returnUrl } = request;
    if (!notice) throw new ProviderRefusal("notice_missing", "the treasury knows payments by their notice");
    if (from !== "phone" && payer === undefined) throw new ProviderRefusal("payer_missing", "openid");
    const owed = notice.source === "unit" ? owedByUnit(notice) : await owedByTreasury(notice, signal);
    if (BigInt(owed.fee) !== request.amount_fen)
      throw new ProviderRefusal("amount_changed", `the treasury says ${owed.fee}`);
    const order = {
      ...{ service_id, ...bank, mch_id, ...keyOf(notice), payment_notice_type: notice.type === "penalty" ? 2 : 1 },
      // Amount and items of a treasury's notice are its own, never ours.
      ...{ fee: owed.fee, items: owed.items, department_name: owed.department_name },
      ...(owed.user_name === undefined ? {} : { user_name: owed.user_name }),
      payment_notice_create_time: owed.payment_notice_create_time,
      ...(owed.payment_expire_date === undefined ? {} : { payment_expire_date: owed.payment_expire_date }),
      ...{ desc: descriptionOf(request.description, number), ip, return_url: returnUrl },
      ...sceneOf(from, scene ?? "biz"),
      ...(payer === undefined ? {} : { openid: payer }),
    };
    const { order_id, pay_url, miniprogram } = await refused(wire.post("unifiedorder", order, Ordered, signal));
    if (from === "mini") {
      if (!miniprogram) throw new ProviderFailure("unreadable", "no mini program to go to");
      const { appid: appId, pagepath: path, query_string = "", business_type = "" } = miniprogram;
      return {
        kind: "bridge",
        reference: order_id,
        call: { appId, path, query: query_string, businessType: business_type },
      };
    }
    const page = URL.canParse(pay_url ?? "") ? new URL(pay_url ?? "") : undefined;
    if (!page || !isAddress(page.origin)) throw new ProviderFailure("unreadable", "the cashier is no https address");
    return { kind: "redirect", reference: order_id, url: page.href };
  }

  /** How the platform knows what is paid: a notice of the treasury, or our own number where the unit asks. */
  function keyOf(notice: NonNullable<Remembered["notice"]>): object {
    const key = { department_code: unitOf(notice, config as NontaxConfig).code, region_code: notice.region };
    return notice.source === "unit"
      ? { order_no: notice.notice, ...key }
      : { payment_notice_no: notice.notice, ...key };
  }

  async function owedByTreasury(notice: NoticeReference, signal: AbortSignal): Promise<Owed> {
    const payment_notice_type = notice.type === "penalty" ? 2 : 1;
    const wish = { service_id, ...bank, ...keyOf(notice), payment_notice_type };
    const owed = await refused(wire.post("queryfee", wish, Fee, signal));
    if (owed.payment_notice_no !== notice.notice)
      throw new ProviderFailure("unreadable", "the answer is about another notice");
    return owed;
  }

  function owedByUnit(notice: NoticeReference): Owed {
    const items = notice.items.map(({ id, name, amount_fen }, index) => ({
      ...{ no: index + 1, item_id: id, item_name: name, fee: Number(amount_fen) },
    }));
    return {
      fee: items.reduce((sum, { fee }) => sum + fee, 0),
      items,
      department_name: unitOf(notice, config as NontaxConfig).name,
      payment_notice_create_time: Math.floor(clock().getTime() / 1_000),
    };
  }

  /** undefined where the platform does not know it. */
  async function orderById(order_id: string, signal: AbortSignal): Promise<NontaxOrder | undefined> {
    try {
      return await wire.post("getorder", { service_id, order_id }, NontaxOrder, signal);
    } catch (error) {
      // The published description has no code for it.
      if (error instanceof NontaxError && /不存在|not exist|not found/i.test(error.message)) return undefined;
      throw failed(error);
    }
  }

  /**
   * The order of a number. Asked twice for one payment, the platform makes two orders of which either may be paid, and a reference may
   * have been lost on the way: the paid order of the notice counts first, then the one we remember, then the newest with our number.
   */
  async function orderOf(
    number: string,
    remembered: Remembered,
    signal: AbortSignal,
  ): Promise<NontaxOrder | undefined> {
    const { reference, notice } = remembered;
    if (reference === undefined && notice === undefined)
      throw new ProviderRefusal("reference_missing", "the platform knows no payment by our number");
    const known = reference === undefined ? undefined : await orderById(reference, signal);
    if ((known && known.status !== 1 && known.status !== 12) || !notice) return known;
    const list = await wire
      .post("getorderlist", keyOf(notice), Orders, signal)
      .catch((error: unknown) => Promise.reject(failed(error)));
    if (list.paid_order_id && list.paid_order_id !== reference) {
      const paid = await orderById(list.paid_order_id, signal);
      if (paid && numberIn(paid.desc) === number) return paid;
    }
    if (known) return known;
    for (const id of (list.order_id_list ?? []).slice(-mostOrders).toReversed()) {
      const one = await orderById(id, signal);
      if (one && numberIn(one.desc) === number) return one;
    }
    return undefined;
  }

  async function query(number: string, signal: AbortSignal, remembered: Remembered = {}): Promise<ProviderPayment> {
    const order = await orderOf(number, remembered, signal);
    return order ? asNontaxPayment(order, number) : { number, state: "absent" };
  }

  async function close(number: string, signal: AbortSignal, remembered: Remembered = {}) {
    const { state } = await query(number, signal, remembered);
    if (state === "paid" || state === "refunded") return "paid";
    if (state === "closed" || state === "absent") return state;
    // The platform has no call for it: an order lapses by itself, and finance takes one payment of a notice.
    throw new ProviderFailure("busy", "an order of this platform lapses by itself");
  }

  async function refund(request: RefundRequest, signal: AbortSignal): Promise<ProviderRefund> {
    const { number, refund: own, amount_fen, reason } = request;
    const order = await orderOf(number, request, signal);
    if (!order) throw new ProviderRefusal("order_unknown", "the platform does not know the payment");
    const before = refundIn(order, own);
    if (before.state !== "absent") return before;
    const wish = { order_id: order.order_id, reason, refund_fee: Number(amount_fen), refund_out_id: own };
    const { refund_order_id } = await refused(wire.post("refund", wish, Refunded, signal));
    return { refund: own, state: "processing", amount_fen, reference: refund_order_id };
  }

  async function queryRefund(of: { number: string; refund: string } & Remembered, signal: AbortSignal) {
    const order = await orderOf(of.number, of, signal);
    return order ? refundIn(order, of.refund) : { refund: of.refund, state: "absent" as const };
  }

  return {
    name: "treasury",
    from: ["inside", "phone", "mini"],
    wantsPayer: (from) => from !== "phone",
    payerSignIn: {
      address: ({ state, returnUrl }) => {
        const query = new URLSearchParams({
          appid,
          redirect_uri: returnUrl,
          response_type: "code",
          scope: "snsapi_base",
          state,
        });
        return `${new URL("connect/oauth2/authorize", authorize ?? theirAuthorize)}?${query}#wechat_redirect`;
      },
      payerOf: (code, signal) => wire.openidOf(code, signal),
    },
    ...{ start, query, close, refund, queryRefund },
    readNotification: (raw) => readHint(raw, appid, orderById),
    answers: {
      taken: { status: 200, type: "application/json", body: '{"errcode":0,"errmsg":"ok"}' },
      notTaken: { status: 200, type: "application/json", body: '{"errcode":299,"errmsg":"系统错误"}' },
    },
    bill: (day, signal) => nontaxBill({ wire, appid, mch_id, day, now: clock(), signal }),
  };
}

function sceneOf(from: PayingFrom, inside: string): object {
  if (from === "mini") return { scene: "miniprogram" };
  return from === "inside" ? { scene: inside } : { scene: "other", trade_type: "MWEB" };
}

/** What finance says no with is a decision; the platform's own trouble is not. */
async function refused<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof NontaxError)) throw error;
    if (error.code === alreadyPaid) throw new ProviderRefusal("already_paid", error.message);
    if (systemTrouble.has(error.code)) throw failed(error);
    throw new ProviderRefusal(`nontax_${error.code}`, error.message);
  }
}

const failed = (error: unknown): unknown =>
  error instanceof NontaxError ? new ProviderFailure("error", `${error.code} ${error.message}`) : error;
