import {
  type BillLine,
  type BillTotals,
  type PaymentProvider,
  ProviderFailure,
  type ProviderName,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
} from "../../../src/domain/payments/index.ts";
import { dayOf, endOfDay } from "../../../src/domain/regions/index.ts";
import { type Correspondence, correspondence, type Told } from "./letters.ts";
import type { Weather } from "./weather.ts";

type Order = {
  readonly number: string;
  readonly amount_fen: bigint;
  readonly expiresAt: Date;
  state: "unpaid" | "paid" | "closed";
  took_fen: bigint;
  paidAt: Date | undefined;
};
type Returned = {
  readonly refund: string;
  readonly number: string;
  readonly amount_fen: bigint;
  readonly at: Date;
  state: "processing" | "succeeded" | "failed";
  doneAt: Date | undefined;
};

/** A line the gateway's bill says wrongly, and how. */
export type BillFault = { readonly number: string; readonly how: "left_out" | "twice" | "one_fen_more" };

const hour = 3_600_000;

/**
 * A payment gateway of our own making, with books of its own: what it really took and gave back, whatever it tells us. `weather` decides
 * when it is down, answers late (having done it or not) or says half.
 */
export class Gateway implements PaymentProvider {
  readonly name: ProviderName;
  readonly account: string;
  readonly from = ["inside", "phone", "desktop", "mini"] as const;
  readonly orders = new Map<string, Order>();
  readonly refunds = new Map<string, Returned>();
  /** What it issued as its bill of a day: that is what it pays out by. */
  readonly bills = new Map<string, readonly BillLine[]>();
  readonly faults: BillFault[] = [];
  readonly letters: Correspondence;
  readonly answers: PaymentProvider["answers"];
  readonly readNotification: PaymentProvider["readNotification"];
  readonly wantsPayer = () => false;
  /** Told of what is to be notified. */
  tells: (told: Told) => void = () => undefined;
  /** Told of a refund that failed and that somebody will complete later. */
  completes: (complete: () => void) => void = () => undefined;
  readonly #byPayment = new Map<string, Returned[]>();
  readonly #clock: () => Date;
  readonly #weather: Weather;

  constructor(of: { name: ProviderName; account: string; city: string; clock: () => Date; weather: Weather }) {
    this.name = of.name;
    this.account = of.account;
    this.#clock = of.clock;
    this.#weather = of.weather;
    this.letters = correspondence(of.name, of.city, of.account, of.clock);
    this.answers = this.letters.answers;
    this.readNotification = this.letters.read;
  }

  readonly start: PaymentProvider["start"] = ({ number, amount_fen, expiresAt }) =>
    this.#asked(() => {
      const known = this.orders.get(number);
      if (known?.state === "paid") throw new ProviderRefusal("already_paid", "paid");
      if (known?.state === "closed") throw new ProviderRefusal("closed", "closed");
      if (expiresAt <= this.#clock()) throw new ProviderRefusal("expired", "the time to pay is over");
      if (!known) {
        const order: Order = { number, amount_fen, expiresAt, state: "unpaid", took_fen: 0n, paidAt: undefined };
        this.orders.set(number, order);
      }
      return { kind: "redirect", url: `http://127.0.0.1:9/${number}`, reference: `w${number}` } as const;
    });

  readonly query: PaymentProvider["query"] = (number) => this.#asked(() => this.told(number));

  readonly close: PaymentProvider["close"] = (number) =>
    this.#asked(() => {
      const order = this.orders.get(number);
      if (!order) return "absent";
      if (order.state === "paid") return "paid";
      order.state = "closed";
      return "closed";
    });

  readonly refund: PaymentProvider["refund"] = ({ number, refund, amount_fen }) =>
    this.#asked(() => {
      const known = this.refunds.get(refund);
      if (known) {
        this.#move(known);
        return this.#toldRefund(refund);
      }
      const order = this.orders.get(number);
      if (order?.state !== "paid") throw new ProviderRefusal("not_paid", "nothing was paid");
      if (amount_fen > order.took_fen - this.givenBack(number)) throw new ProviderRefusal("not_enough", "too much");
      const made: Returned = { refund, number, amount_fen, at: this.#clock(), state: "processing", doneAt: undefined };
      this.refunds.set(refund, made);
      this.#byPayment.set(number, [...(this.#byPayment.get(number) ?? []), made]);
      if (!this.#weather.chance("slow_refund")) this.#move(made);
      return this.#toldRefund(refund);
    });

  readonly queryRefund: PaymentProvider["queryRefund"] = ({ refund }) =>
    this.#asked(() => {
      const known = this.refunds.get(refund);
      if (known) this.#move(known);
      return this.#toldRefund(refund);
    });

  /** The bill of a day, from nine o'clock of the next. What it says once it says again. */
  readonly bill: PaymentProvider["bill"] = (day) =>
    this.#asked(() => {
      if (this.#clock().getTime() < endOfDay(day).getTime() + 9 * hour) return undefined;
      const lines = this.bills.get(day) ?? this.#issue(day);
      this.bills.set(day, lines);
      return this.#read(lines, this.#weather.chance("half"));
    });

  /** Somebody pays on the gateway's own page. @returns whether it took the money */
  pay(number: string, amount_fen?: bigint): boolean {
    const order = this.orders.get(number);
    if (order?.state !== "unpaid" || this.#clock() >= order.expiresAt) return false;
    order.state = "paid";
    order.took_fen = amount_fen ?? order.amount_fen;
    order.paidAt = this.#clock();
    this.tells({ kind: "payment", number, amount_fen: order.took_fen, at: order.paidAt });
    return true;
  }

  told(number: string): ProviderPayment {
    const order = this.orders.get(number);
    if (!order) return { number, state: "absent" };
    const paid = order.paidAt ? { amount_fen: order.took_fen, paidAt: order.paidAt } : {};
    return { number, state: order.state, reference: `w${number}`, ...paid };
  }

  /** Fen of a payment that went back or are on their way. */
  givenBack(number: string): bigint {
    let sum = 0n;
    for (const refund of this.#byPayment.get(number) ?? []) if (refund.state !== "failed") sum += refund.amount_fen;
    return sum;
  }

  /** A refund under way ends: well, or because the payer's account is gone. */
  #move(refund: Returned): void {
    if (refund.state !== "processing") return;
    refund.state = this.#weather.chance("account_gone") ? "failed" : "succeeded";
    refund.doneAt = this.#clock();
    const { number, amount_fen, state } = refund;
    this.tells({ kind: "refund", number, refund: refund.refund, amount_fen, at: refund.doneAt, state });
    if (state === "failed" && this.#weather.chance("completed_late")) this.completes(() => this.#complete(refund));
  }

  /** The merchant completes it on the gateway's own pages, while the money is there. */
  #complete(refund: Returned): void {
    const { number, amount_fen } = refund;
    const took = this.orders.get(number)?.took_fen ?? 0n;
    if (refund.state !== "failed" || amount_fen > took - this.givenBack(number)) return;
    refund.state = "succeeded";
    refund.doneAt = this.#clock();
    this.tells({ kind: "refund", number, refund: refund.refund, amount_fen, at: refund.doneAt, state: "succeeded" });
  }

  #toldRefund(refund: string): ProviderRefund {
    const found = this.refunds.get(refund);
    if (!found) return { refund, state: "absent" };
    const { state, amount_fen, doneAt } = found;
    return { refund, state, amount_fen, reference: `w${refund}`, ...(doneAt ? { at: doneAt } : {}) };
  }

  #asked<T>(work: () => T): Promise<T> {
    return this.#weather.ask(work, {
      down: () => new ProviderFailure("down", "no answer"),
      late: () => new ProviderFailure("timeout", "too late"),
      half: () => new ProviderFailure("unreadable", "half an answer"),
    });
  }

  #issue(day: string): BillLine[] {
    const lines: BillLine[] = [];
    for (const { number, took_fen, paidAt } of this.orders.values()) {
      if (!paidAt || dayOf(paidAt) !== day) continue;
      const common = { number, reference: `w${number}`, state: "succeeded", at: paidAt } as const;
      lines.push({ kind: "payment", amount_fen: took_fen, fee_fen: took_fen / 200n, ...common });
    }
    for (const { refund, number, amount_fen, state, doneAt } of this.refunds.values()) {
      if (state !== "succeeded" || !doneAt || dayOf(doneAt) !== day) continue;
      const common = { number, refund, reference: `w${refund}`, state: "succeeded", at: doneAt } as const;
      lines.push({ kind: "refund", amount_fen, fee_fen: amount_fen / 200n, ...common });
    }
    return lines.flatMap((line) => this.#asIssued(line));
  }

  #asIssued(line: BillLine): BillLine[] {
    if (!this.#weather.chance("bill_line")) return [line];
    const how = this.#weather.of(["left_out", "twice", "one_fen_more"] as const);
    this.faults.push({ number: line.number, how });
    if (how === "left_out") return [];
    return how === "twice" ? [line, line] : [{ ...line, amount_fen: line.amount_fen + 1n }];
  }

  async *#read(lines: readonly BillLine[], isCut: boolean): AsyncGenerator<BillLine, BillTotals> {
    const totals = { lines: 0, paid_fen: 0n, refunded_fen: 0n };
    for (const line of lines) {
      if (isCut && totals.lines > lines.length / 2) throw new ProviderFailure("unreadable", "the bill ends early");
      yield line;
      totals.lines += 1;
      if (line.kind === "payment") totals.paid_fen += line.amount_fen;
      else totals.refunded_fen += line.amount_fen;
    }
    return totals;
  }
}
