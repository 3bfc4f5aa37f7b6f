import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { dayOf } from "../../support/days.ts";
import { Kept } from "../../support/kept.ts";
import { type Item, type Notice, Notices, type Owed, owedOn } from "./notices.ts";

export type Refund = {
  /** The caller's number of it. */
  readonly number: string;
  readonly reference: string;
  readonly amount_fen: number;
  readonly reason: string;
  readonly state: "processing" | "succeeded" | "failed";
  readonly askedAt: string;
  readonly at?: string;
  readonly notifyUrl?: string;
};

export type Order = {
  /** The treasury's own number. */
  readonly reference: string;
  readonly dialect: "cashier" | "wechat-nontax";
  /** Merchant of the cashier, appid of the platform. */
  readonly merchant: string;
  /** The caller's number; the platform knows none. */
  readonly number?: string;
  readonly region: string;
  readonly notice: string;
  readonly unit: string;
  readonly description: string;
  readonly amount_fen: number;
  readonly items: readonly Item[];
  readonly state: "unpaid" | "paid" | "closed" | "refunded";
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly paidAt?: string;
  readonly returnUrl: string;
  readonly notifyUrl?: string;
  readonly openid?: string;
  readonly scene?: string;
  /** What the address of its page holds, so that nobody pays by counting up. */
  readonly token: string;
  readonly refunds: readonly Refund[];
  /** What the first request looked like, against a second one with the same number. */
  readonly print?: string;
};

/** What the treasury says no with. */
export class TreasuryError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Told when something happened that others want to hear of. */
export type Happened =
  | { readonly kind: "payment"; readonly order: Order }
  | { readonly kind: "refund"; readonly order: Order; readonly refund: Refund };

/** Orders, what was paid and what went back: the books of the treasury, in both dialects the same. */
export class Books {
  readonly notices: Notices;
  readonly #orders: Kept<Order>;
  readonly #byNumber = new Map<string, string>();
  readonly #byToken = new Map<string, string>();
  readonly #now: () => Date;
  readonly #today: () => string;
  readonly #happened: (what: Happened) => void;

  constructor(of: { folder: string; now: () => Date; today: () => string; happened: (what: Happened) => void }) {
    this.notices = new Notices(join(of.folder, "notices.jsonl"));
    this.#orders = new Kept(join(of.folder, "orders.jsonl"));
    this.#now = of.now;
    this.#today = of.today;
    this.#happened = of.happened;
    for (const order of this.#orders.values()) this.#index(order);
  }

  owed(notice: Notice): Owed {
    return owedOn(notice, this.#today());
  }

  /** @throws TreasuryError notice_unknown, already_paid, notice_withdrawn */
  payable(region: string, notice: string, unit: string): Notice {
    const found = this.notices.get(region, notice);
    if (!found || found.unit !== unit) throw new TreasuryError("notice_unknown", "没有这张缴款通知书");
    if (found.state === "paid") throw new TreasuryError("already_paid", "缴款通知书已缴费");
    if (found.state === "withdrawn") throw new TreasuryError("notice_withdrawn", "缴款通知书已作废");
    return found;
  }

  open(order: Omit<Order, "reference" | "state" | "createdAt" | "token" | "refunds">): Order {
    const now = this.#now();
    const serial = String(this.#orders.size + 1).padStart(8, "0");
    const whole: Order = {
      ...order,
      reference: `CZ${dayOf(now).replaceAll("-", "")}${serial}`,
      ...{ state: "unpaid", createdAt: now.toISOString(), token: randomBytes(18).toString("base64url"), refunds: [] },
    };
    this.#index(whole);
    return this.#orders.put(whole.reference, whole);
  }

  byReference(reference: string): Order | undefined {
    const order = this.#orders.get(reference);
    return order && this.#lapsed(order);
  }

  byNumber(merchant: string, number: string): Order | undefined {
    return this.byReference(this.#byNumber.get(`${merchant}/${number}`) ?? "");
  }

  byToken(token: string): Order | undefined {
    return this.byReference(this.#byToken.get(token) ?? "");
  }

  /** In the order they were made. */
  all(): readonly Order[] {
    return [...this.#orders.values()].map((order) => this.#lapsed(order));
  }

  /** Somebody pays. `silently`: nobody is told. @throws TreasuryError */
  pay(order: Order, silently = false): Order {
    const present = this.byReference(order.reference) ?? order;
    if (present.state !== "unpaid") throw new TreasuryError(present.state, "订单已经结束");
    const notice = this.payable(present.region, present.notice, present.unit);
    const paidAt = this.#now().toISOString();
    const paid = this.#put({ ...present, state: "paid", paidAt });
    this.notices.put({ ...notice, state: "paid", order: paid.reference, paidAt });
    if (!silently) this.#happened({ kind: "payment", order: paid });
    return paid;
  }

  close(order: Order): Order {
    return order.state === "unpaid" ? this.#put({ ...order, state: "closed" }) : order;
  }

  /** @throws TreasuryError not_paid, refund_exceeds, refund_conflict */
  askRefund(order: Order, wish: { number: string; amount_fen: number; reason: string; notifyUrl?: string }): Refund {
    const before = order.refunds.find(({ number }) => number === wish.number);
    if (before) {
      if (before.amount_fen !== wish.amount_fen) throw new TreasuryError("refund_conflict", "同一退款单号，金额不同");
      return before;
    }
    if (order.state !== "paid") throw new TreasuryError("not_paid", "订单没有可以退的款");
    const gone = order.refunds.reduce((sum, { state, amount_fen }) => (state === "failed" ? sum : sum + amount_fen), 0);
    if (gone + wish.amount_fen > order.amount_fen) throw new TreasuryError("refund_exceeds", "退款超过实缴金额");
    const refund: Refund = {
      ...wish,
      reference: `${order.reference}T${order.refunds.length + 1}`,
      ...{ state: "processing", askedAt: this.#now().toISOString() },
    };
    this.#put({ ...order, refunds: [...order.refunds, refund] });
    return refund;
  }

  /** A refund comes to its end; one that has, stays as it is. */
  endRefund(reference: string, number: string, state: "succeeded" | "failed"): void {
    const order = this.#orders.get(reference);
    const refund = order?.refunds.find((one) => one.number === number);
    if (!order || !refund || refund.state !== "processing") return;
    const ended: Refund = { ...refund, state, at: this.#now().toISOString() };
    const refunds = order.refunds.map((one) => (one.number === number ? ended : one));
    const back = refunds.reduce((sum, one) => (one.state === "succeeded" ? sum + one.amount_fen : sum), 0);
    const isWhole = back === order.amount_fen;
    const after = this.#put({ ...order, refunds, state: isWhole ? "refunded" : order.state });
    const notice = this.notices.get(order.region, order.notice);
    // Money that went back whole leaves the notice as it was, unless somebody else has settled it.
    if (isWhole && notice?.order === order.reference) {
      const { order: _order, paidAt: _paidAt, ...open } = notice;
      this.notices.put({ ...open, state: "unpaid" });
    }
    this.#happened({ kind: "refund", order: after, refund: ended });
  }

  #put(order: Order): Order {
    return this.#orders.put(order.reference, order);
  }

  #index({ merchant, number, token, reference }: Order): void {
    if (number !== undefined) this.#byNumber.set(`${merchant}/${number}`, reference);
    this.#byToken.set(token, reference);
  }

  #lapsed(order: Order): Order {
    const isOver = order.state === "unpaid" && Date.parse(order.expiresAt) <= this.#now().getTime();
    return isOver ? this.#put({ ...order, state: "closed" }) : order;
  }
}
