import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { digits } from "../../support/days.ts";
import { Kept } from "../../support/kept.ts";
import type { App } from "./apps.ts";

export type Refund = {
  readonly request: string;
  readonly amount: number;
  readonly at: string;
  readonly reason: string;
};
/** A trade: what Alipay knows of an order once the payer has come, or once it was made for a payer. Amounts in fen. */
export type Trade = {
  readonly app: string;
  readonly seller: string;
  readonly number: string;
  readonly tradeNo: string;
  readonly amount: number;
  readonly subject: string;
  readonly product: string;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
  readonly quitUrl?: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly state: "WAIT_BUYER_PAY" | "TRADE_SUCCESS" | "TRADE_FINISHED" | "TRADE_CLOSED";
  readonly paidAt?: string;
  readonly closedAt?: string;
  /** Number of one of the demonstration's people. */
  readonly buyer?: string;
  readonly refunds: readonly Refund[];
};
/** What the merchant asked for; the trade itself begins later. */
export type Order = Omit<Trade, "tradeNo" | "state" | "createdAt" | "refunds" | "seller" | "app">;

/** Why Alipay does not do it, by its own code. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const year = 365 * 86_400_000;

/** Every trade there is. `now`: the gateway's time. */
export class Trades {
  readonly #trades: Kept<Trade>;
  readonly #codes: Kept<{ readonly app: string; readonly order: Order }>;
  readonly #byTradeNo = new Map<string, string>();
  readonly #now: () => Date;

  constructor(folder: string, now: () => Date) {
    this.#trades = new Kept(join(folder, "trades.jsonl"));
    this.#codes = new Kept(join(folder, "codes.jsonl"));
    this.#now = now;
    for (const trade of this.#trades.values()) this.#byTradeNo.set(trade.tradeNo, keyOf(trade.app, trade.number));
  }

  all(): readonly Trade[] {
    return [...this.#trades.values()];
  }

  /** Closed by now where its time is over. */
  find(app: string, number: string): Trade | undefined {
    const trade = this.#trades.get(keyOf(app, number));
    if (trade?.state !== "WAIT_BUYER_PAY" || this.#now() < new Date(trade.expiresAt)) return trade;
    return this.#put({ ...trade, state: "TRADE_CLOSED", closedAt: trade.expiresAt });
  }

  byTradeNo(tradeNo: string): Trade | undefined {
    const key = this.#byTradeNo.get(tradeNo);
    const trade = key === undefined ? undefined : this.#trades.get(key);
    return trade && this.find(trade.app, trade.number);
  }

  /** The trade of an order: the same as before where one was begun with the same amount. */
  begin(app: App, order: Order): Trade {
    this.check(app.id, order);
    const before = this.find(app.id, order.number);
    if (before) return before;
    if (this.#now() >= new Date(order.expiresAt)) throw new Refused("ACQ.INVALID_PARAMETER", "time_expire is over");
    const now = this.#now();
    const tradeNo = `${digits(now).slice(0, 8)}22001${String(randomInt(1e12)).padStart(12, "0")}`;
    return this.#put({
      ...{ ...order, app: app.id, seller: app.seller, tradeNo },
      ...{ createdAt: now.toISOString(), state: "WAIT_BUYER_PAY", refunds: [] },
    });
  }

  /** Whether an order may (still) be asked for. */
  check(app: string, { number, amount, subject }: Order): void {
    const before = this.find(app, number);
    if (before && (before.amount !== amount || before.subject !== subject))
      throw new Refused("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改");
    if (before?.state === "TRADE_CLOSED") throw new Refused("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
    if (before && before.state !== "WAIT_BUYER_PAY") throw new Refused("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
  }

  keepCode(app: App, order: Order): string {
    const code = `bax${randomBytes(12).toString("hex")}`;
    this.#codes.put(code, { app: app.id, order });
    return code;
  }

  ofCode(code: string): { readonly app: string; readonly order: Order } | undefined {
    return this.#codes.get(code);
  }

  pay(trade: Trade, buyer: string): Trade {
    this.check(trade.app, trade);
    return this.#put({ ...trade, state: "TRADE_SUCCESS", paidAt: this.#now().toISOString(), buyer });
  }

  close(app: string, number: string): Trade {
    const trade = this.#known(app, number);
    if (trade.state !== "WAIT_BUYER_PAY") throw new Refused("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
    return this.#put({ ...trade, state: "TRADE_CLOSED", closedAt: this.#now().toISOString() });
  }

  /** Three months after, when nothing can be given back any more. */
  finish(app: string, number: string): Trade {
    const trade = this.#known(app, number);
    if (trade.state !== "TRADE_SUCCESS") throw new Refused("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
    return this.#put({ ...trade, state: "TRADE_FINISHED" });
  }

  /** @returns whether money moved: not when the same request came before */
  refund(app: string, number: string, wish: Omit<Refund, "at">): { readonly trade: Trade; readonly moved: boolean } {
    const trade = this.#known(app, number);
    const before = trade.refunds.find(({ request }) => request === wish.request);
    if (before && before.amount !== wish.amount) throw new Refused("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致");
    if (before) return { trade, moved: false };
    if (trade.state === "TRADE_FINISHED") throw new Refused("ACQ.TRADE_HAS_FINISHED", "交易已完结");
    if (trade.state !== "TRADE_SUCCESS") throw new Refused("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
    const now = this.#now();
    if (now.getTime() - Date.parse(trade.paidAt ?? "") > year)
      throw new Refused("ACQ.TRADE_NOT_ALLOW_REFUND", "交易不允许退款");
    const left = trade.amount - refunded(trade);
    if (wish.amount < 1 || wish.amount > left) throw new Refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
    const isWhole = wish.amount === left;
    const after = this.#put({
      ...trade,
      refunds: [...trade.refunds, { ...wish, at: now.toISOString() }],
      ...(isWhole ? { state: "TRADE_CLOSED" as const, closedAt: now.toISOString() } : {}),
    });
    return { trade: after, moved: true };
  }

  #known(app: string, number: string): Trade {
    const trade = this.find(app, number);
    if (!trade) throw new Refused("ACQ.TRADE_NOT_EXIST", "交易不存在");
    return trade;
  }

  #put(trade: Trade): Trade {
    const key = keyOf(trade.app, trade.number);
    this.#byTradeNo.set(trade.tradeNo, key);
    return this.#trades.put(key, trade);
  }
}

export const refunded = (trade: Trade): number => trade.refunds.reduce((sum, { amount }) => sum + amount, 0);

const keyOf = (app: string, number: string): string => `${app} ${number}`;
