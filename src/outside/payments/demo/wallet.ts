import { cityScope, type Database } from "../../../foundation/database/index.ts";
import { call } from "../http/index.ts";
import { type Envelope, sealed } from "./envelope.ts";
import * as store from "./store.ts";

export type Order = {
  readonly number: string;
  readonly account: string;
  readonly amount_fen: bigint;
  readonly description: string;
  readonly payee: string;
  readonly returnUrl: string;
  readonly notifyUrl: string;
  readonly state: "unpaid" | "paid" | "closed";
  readonly expiresAt: Date;
  readonly paidAt: Date | undefined;
  readonly refunded_fen: bigint;
};
export type WalletRefund = {
  readonly refund: string;
  readonly number: string;
  readonly account: string;
  readonly amount_fen: bigint;
  readonly at: Date;
};
export type WalletLine = {
  readonly number: string;
  readonly refund?: string;
  readonly amount_fen: bigint;
  readonly at: Date;
};

const seconds = [15, 15, 30, 180, 600, 1_200, 1_800, 3_600, 10_800, 21_600];
const lease = 30_000;
const patience = 5_000;
const mostAtOnce = 50;

/** The demonstration's wallet: its own books, beside ours and never read by them. */
export class DemoWallet {
  readonly #database: Database;
  readonly #clock: () => Date;
  readonly #keyOf: (city: string, account: string) => Buffer;

  constructor(parts: { database: Database; clock: () => Date; keyOf: (city: string, account: string) => Buffer }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#keyOf = parts.keyOf;
  }

  keyOf(envelope: Pick<Envelope, "city" | "account">): Buffer {
    return this.#keyOf(envelope.city, envelope.account);
  }

  /** The order of a number; one whose time is over is closed. */
  async order(city: string, number: string): Promise<Order | undefined> {
    const [row] = await this.#database.run(cityScope(city), store.orderByNumber, { city, number });
    if (!row) return undefined;
    const isOver = row.state === "unpaid" && row.expires_at.getTime() <= this.#clock().getTime();
    return {
      ...{ number: row.number, account: row.account, amount_fen: row.amount_fen, description: row.description },
      ...{ payee: row.payee, returnUrl: row.return_url, notifyUrl: row.notify_url },
      state: isOver ? "closed" : (row.state as Order["state"]),
      ...{ expiresAt: row.expires_at, paidAt: row.paid_at ?? undefined, refunded_fen: row.refunded_fen },
    };
  }

  /** The same number is one order; undefined where it stands for another one. */
  async open(city: string, wish: Omit<Order, "state" | "paidAt" | "refunded_fen">): Promise<Order | undefined> {
    const { number, account, amount_fen, description, payee, returnUrl, notifyUrl, expiresAt } = wish;
    await this.#database.run(cityScope(city), store.openOrder, {
      ...{ city, number, account, amount_fen, description, payee, return_url: returnUrl, notify_url: notifyUrl },
      ...{ created_at: this.#clock(), expires_at: expiresAt },
    });
    const order = await this.order(city, number);
    return order?.account === account && order.amount_fen === amount_fen ? order : undefined;
  }

  /** Whether it was paid just now. */
  async pay(city: string, number: string): Promise<boolean> {
    const rows = await this.#database.run(cityScope(city), store.payOrder, { city, number, now: this.#clock() });
    return rows.length === 1;
  }

  async close(city: string, number: string): Promise<void> {
    await this.#database.run(cityScope(city), store.closeOrder, { city, number });
  }

  async refund(city: string, refund: string): Promise<WalletRefund | undefined> {
    const [row] = await this.#database.run(cityScope(city), store.refundByNumber, { city, refund });
    return row && { ...row, at: row.refunded_at };
  }

  /** The same number refunds once. @returns what stands, or why there is none */
  async askRefund(
    city: string,
    { refund, number, account, amount_fen, notifyUrl }: Omit<WalletRefund, "at"> & { readonly notifyUrl: string },
  ): Promise<WalletRefund | "not_paid" | "refund_exceeds" | "refund_conflict"> {
    const scope = cityScope(city);
    const said = await this.#database.transaction(scope, async (tx) => {
      const [locked] = await tx.run(store.lockOrder, { city, number });
      const [before] = await tx.run(store.refundByNumber, { city, refund });
      if (before) return before.amount_fen === amount_fen && before.number === number ? undefined : "refund_conflict";
      if (locked?.state !== "paid") return "not_paid";
      const [order] = await tx.run(store.orderByNumber, { city, number });
      if (!order || order.refunded_fen + amount_fen > order.amount_fen) return "refund_exceeds";
      const refunded_at = this.#clock();
      const row = { city, refund, number, account, amount_fen, notify_url: notifyUrl, refunded_at };
      await tx.run(store.keepRefund, row);
      return undefined;
    });
    return said ?? (await this.refund(city, refund)) ?? "not_paid";
  }

  /** Payments and then refunds of a day, as many as asked for, after the last one read. */
  async lines(
    of: { readonly city: string; readonly account: string; readonly day: string; readonly kind: "payment" | "refund" },
    after: { readonly at: Date; readonly number: string } | undefined,
    limit: number,
  ): Promise<readonly WalletLine[]> {
    const { city, account, day, kind } = of;
    const from = new Date(`${day}T00:00:00+08:00`);
    const wish = {
      ...{ city, account, from, until: new Date(from.getTime() + 86_400_000) },
      ...{ after_at: after?.at ?? new Date(0), after_number: after?.number ?? "", limit },
    };
    if (kind === "payment") {
      const rows = await this.#database.run(cityScope(city), store.paidBetween, wish);
      return rows.flatMap(({ number, amount_fen, paid_at }) => (paid_at ? [{ number, amount_fen, at: paid_at }] : []));
    }
    const rows = await this.#database.run(cityScope(city), store.refundedBetween, wish);
    return rows.map(({ refunded_at, ...line }) => ({ ...line, at: refunded_at }));
  }

  /** Tells whoever ordered what has happened, again where nobody listened. A process that dies in between leaves it to the next. */
  async tell(cities: readonly string[]): Promise<number> {
    if (cities.length === 0) return 0;
    const now = this.#clock();
    const scope = cityScope(...cities);
    const wish = { cities: [...cities], now, lease: new Date(now.getTime() + lease), limit: mostAtOnce };
    const orders = await this.#database.run(scope, store.ordersToTell, wish);
    const refunds = await this.#database.run(scope, store.refundsToTell, wish);
    await Promise.all([
      ...orders.map(async ({ city, number, notify_url, told }) => {
        const order = await this.order(city, number);
        const isTaken = order && (await this.#post(notify_url, city, order.account, paymentTold(order)));
        const tell_at = isTaken ? null : this.#again(told);
        await this.#database.run(cityScope(city), store.orderToldAgainAt, { city, number, tell_at });
      }),
      ...refunds.map(async ({ city, refund, notify_url, told }) => {
        const found = await this.refund(city, refund);
        const isTaken = found && (await this.#post(notify_url, city, found.account, refundTold(found)));
        const tell_at = isTaken ? null : this.#again(told);
        await this.#database.run(cityScope(city), store.refundToldAgainAt, { city, refund, tell_at });
      }),
    ]);
    return orders.length + refunds.length;
  }

  #again(told: number): Date | null {
    const pause = seconds[told - 1];
    return pause === undefined ? null : new Date(this.#clock().getTime() + pause * 1_000);
  }

  async #post(address: string, city: string, account: string, content: object): Promise<boolean> {
    const body = JSON.stringify(content);
    const key = this.#keyOf(city, account);
    const headers = sealed(key, { kind: "notification", city, account, now: this.#clock() }, body);
    try {
      const answer = await call({
        ...{ url: new URL(address), method: "POST", body, signal: AbortSignal.timeout(patience) },
        headers: { "content-type": "application/json; charset=utf-8", ...headers },
      });
      return answer.status === 200;
    } catch {
      // Whatever it was, it is told again.
      return false;
    }
  }
}

export const paymentJson = ({ number, state, amount_fen, refunded_fen, paidAt }: Order) => ({
  ...{ number, state: state === "paid" && refunded_fen === amount_fen ? "refunded" : state },
  amount_fen: Number(amount_fen),
  ...(paidAt ? { paid_at: paidAt.toISOString() } : {}),
});

export const refundJson = ({ refund, amount_fen, at }: WalletRefund) => ({
  ...{ refund, state: "succeeded", amount_fen: Number(amount_fen), at: at.toISOString() },
});

const paymentTold = (order: Order) => ({ id: `${order.number}/paid`, kind: "payment", payment: paymentJson(order) });
const refundTold = (refund: WalletRefund) => ({
  id: `${refund.refund}/done`,
  kind: "refund",
  refund: refundJson(refund),
});
