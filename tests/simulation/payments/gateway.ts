import {
  type BillLine,
  type BillTotals,
  type PaymentProvider,
  ProviderFailure,
  type ProviderName,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  type Remembered,
} from "../../../src/domain/payments/index.ts";
import { dayOf, endOfDay } from "../../../src/domain/regions/index.ts";
import { type AccountOf, correspondence } from "./correspondence.ts";
import type { Correspondence, Told } from "./letters.ts";
import { type AskPlatform, nontaxApp } from "./letters-treasury.ts";
import type { Weather } from "./weather.ts";

type Order = {
  readonly number: string;
  readonly amount_fen: bigint;
  readonly expiresAt: Date;
  readonly notice: string;
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
/** How long an order of the non-tax platform can still be paid after its time, since nobody can close it. */
const lapsesAfter = 2 * hour;

/** The treasury's own record of its notices: what is owed, and that its cashier took it or gave it back. */
export type TreasuryRecord = {
  readonly owes: (notice: string) => bigint;
  /** @returns false where nothing is owed any more, or another sum */
  readonly take: (of: { notice: string; key: string; amount_fen: bigint }) => boolean;
  readonly giveBack: (of: { notice: string; key: string; refund: string; amount_fen: bigint }) => void;
};

/**
 * A payment gateway of our own making, with books of its own: what it really took and gave back, whatever it tells us. `weather` decides
 * when it is down, answers late (having done it or not) or says half. What the providers do differently is so here too: Alipay hears of an
 * order when the payer opens the signed address, not when we make it; the treasury takes what its notice says, once; the non-tax platform
 * knows an order by its own number and closes none.
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
  /** Addresses that a payer may open, by number: the gateway has not heard of them yet. */
  readonly #addresses = new Map<string, Order>();
  /** Refunds it will never make, and says so each time. */
  readonly #denied = new Set<string>();
  readonly #record: TreasuryRecord | undefined;
  readonly #clock: () => Date;
  readonly #weather: Weather;

  constructor(of: AccountOf, parts: { city: string; clock: () => Date; weather: Weather; record: TreasuryRecord }) {
    const { city, clock, weather, record } = parts;
    this.name = of.name;
    this.account = of.account;
    this.#clock = clock;
    this.#weather = weather;
    this.#record = of.name === "treasury" ? record : undefined;
    this.letters = correspondence(of, { city, clock, ask: this.#platformOrder });
    this.answers = this.letters.answers;
    this.readNotification = this.letters.read;
  }

  readonly start: PaymentProvider["start"] = async ({ number, amount_fen, expiresAt, notice: about }) => {
    const notice = about?.notice ?? "";
    const order: Order = { number, amount_fen, expiresAt, notice, state: "unpaid", took_fen: 0n, paidAt: undefined };
    if (this.name === "alipay") {
      // Signing an address asks nobody.
      if (!this.#addresses.has(number)) this.#addresses.set(number, order);
      return { kind: "redirect", url: `http://127.0.0.1:9/${number}` };
    }
    return this.#asked(() => {
      const known = this.orders.get(number);
      if (known?.state === "paid") throw new ProviderRefusal("already_paid", "paid");
      if (known?.state === "closed") throw new ProviderRefusal("closed", "closed");
      if (expiresAt <= this.#clock()) throw new ProviderRefusal("expired", "the time to pay is over");
      if (this.#record && !known) {
        const owed = this.#record.owes(notice);
        if (owed === 0n) throw new ProviderRefusal("already_paid", "paid elsewhere");
        if (owed !== amount_fen) throw new ProviderRefusal("amount_changed", `the treasury says ${owed}`);
      }
      if (!known) this.orders.set(number, order);
      return { kind: "redirect", url: `http://127.0.0.1:9/${number}`, reference: `w${number}` } as const;
    });
  };

  readonly query: PaymentProvider["query"] = (number, _signal, remembered) =>
    this.#asked(() => {
      this.#findable(remembered);
      return this.told(number);
    });

  readonly close: PaymentProvider["close"] = (number, _signal, remembered) =>
    this.#asked(() => {
      this.#findable(remembered);
      const order = this.orders.get(number);
      if (!order) return "absent";
      if (order.state === "paid") return "paid";
      if (this.#lapses && !this.#hasLapsed(order)) throw new ProviderFailure("busy", "it lapses by itself");
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
      // Alipay knows no refund that failed: it refuses it, today and tomorrow.
      if (this.name === "alipay" && this.#weather.chance("account_gone")) this.#denied.add(refund);
      if (this.#denied.has(refund)) throw new ProviderRefusal("TRADE_NOT_ALLOW_REFUND", "not to this account");
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
    const order = this.orders.get(number) ?? this.#addresses.get(number);
    if (order?.state !== "unpaid") return false;
    if (this.#lapses ? this.#hasLapsed(order) : this.#clock() >= order.expiresAt) return false;
    // What a notice comes to is the treasury's to say, never ours.
    if (this.#record?.take({ notice: order.notice, key: number, amount_fen: order.amount_fen }) === false) return false;
    this.orders.set(number, order);
    order.state = "paid";
    order.took_fen = this.#record ? order.amount_fen : (amount_fen ?? order.amount_fen);
    order.paidAt = this.#clock();
    this.tells({ kind: "payment", number, amount_fen: order.took_fen, at: order.paidAt });
    return true;
  }

  /** Whether a page where it can be paid stands open somewhere. */
  isOpen(number: string): boolean {
    return this.orders.has(number) || this.#addresses.has(number);
  }

  told(number: string): ProviderPayment {
    const order = this.orders.get(number);
    if (!order) return { number, state: "absent" };
    if (this.#lapses && order.state === "unpaid" && this.#hasLapsed(order)) order.state = "closed";
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
    const fails = this.name !== "alipay" && !this.#record && this.#weather.chance("account_gone");
    refund.state = fails ? "failed" : "succeeded";
    refund.doneAt = this.#clock();
    const { number, amount_fen, state } = refund;
    const notice = this.orders.get(number)?.notice ?? "";
    this.#record?.giveBack({ notice, key: number, refund: refund.refund, amount_fen });
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
    // Alipay says of one that is on its way what it says of none.
    if (this.name === "alipay" && state !== "succeeded") return { refund, state: "absent" };
    return { refund, state, amount_fen, reference: `w${refund}`, ...(doneAt ? { at: doneAt } : {}) };
  }

  get #lapses(): boolean {
    return this.account === "nontax";
  }

  #hasLapsed({ expiresAt }: Order): boolean {
    return this.#clock().getTime() >= expiresAt.getTime() + lapsesAfter;
  }

  /** The non-tax platform knows no number of ours. */
  #findable(remembered: Remembered | undefined): void {
    if (!this.#lapses || remembered?.reference !== undefined || remembered?.notice !== undefined) return;
    throw new ProviderRefusal("reference_missing", "by what shall it be found");
  }

  /** As the non-tax platform shows an order to whoever asks with our token. */
  readonly #platformOrder: AskPlatform = (id) =>
    this.#asked(() => {
      const order = this.orders.get(id.replace(/^w/, ""));
      if (!order || !id.startsWith("w")) return undefined;
      const of = (this.#byPayment.get(order.number) ?? []).filter(({ state }) => state !== "failed");
      return {
        ...{ appid: nontaxApp, order_id: id, desc: `罚款 ${order.number}`, fee: Number(order.amount_fen) },
        status: order.state === "paid" ? 3 : order.state === "closed" ? 12 : 1,
        ...(order.paidAt ? { pay_finish_time: Math.floor(order.paidAt.getTime() / 1_000) } : {}),
        partial_refund_info: of.map(({ refund, amount_fen, state, doneAt }) => ({
          ...{ refund_order_id: `w${refund}`, refund_out_id: refund, refund_fee: Number(amount_fen) },
          refund_status: state === "succeeded" ? 5 : 6,
          ...(doneAt ? { refund_finish_time: Math.floor(doneAt.getTime() / 1_000) } : {}),
        })),
      };
    });

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
