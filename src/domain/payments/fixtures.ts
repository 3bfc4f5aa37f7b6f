import type { Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { AgencyFailure, type Biller, type WriteOffLine } from "../agencies/index.ts";
import { Calendar, dayOf } from "../regions/index.ts";
import { keepOwed } from "./bills.ts";
import { confirmPayment } from "./confirm.ts";
import { type PaymentContext, paymentContext } from "./context.ts";
import { createPayment } from "./create.ts";
import { findPayment } from "./perform.ts";
import {
  type BillLine,
  type BillTotals,
  NotificationRefused,
  type PaymentProvider,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
} from "./provider.ts";
import { refundable } from "./refund-plan.ts";
import { approveRefund, askRefund } from "./refunds.ts";

/** Stand-ins for the tests of this module: a wallet and a biller inside the process, which keep books of their own. */

type Order = { amount_fen: bigint; state: ProviderPayment["state"]; paidAt?: Date };
type Returned = { number: string; amount_fen: bigint; state: ProviderRefund["state"]; at: Date };

const taken = { status: 204, type: "text/plain", body: "" } as const;

/** A wallet whose book the test writes: who paid, what went back, and what its daily bill says. */
export class BookWallet implements PaymentProvider {
  readonly name = "demo";
  readonly from = ["inside", "phone", "desktop", "mini"] as const;
  readonly orders = new Map<string, Order>();
  readonly refunds = new Map<string, Returned>();
  /** Fen kept of a payment. */
  feeOf = (_amount: bigint): bigint => 0n;
  /** Changes what a day's bill says. */
  tamper: (day: string, lines: BillLine[]) => BillLine[] = (_day, lines) => lines;
  /** Changes what the bill says of itself. */
  tamperTotals: (totals: BillTotals) => BillTotals = (totals) => totals;
  /** `absent`: not there yet. `cut`: ends before its end. `down`: no answer. */
  mood: "well" | "absent" | "cut" | "down" = "well";
  asked = 0;
  readonly answers = { taken, notTaken: { ...taken, status: 500 } };
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  readonly wantsPayer = () => false;
  readonly start: PaymentProvider["start"] = async ({ number, amount_fen }) => {
    if (!this.orders.has(number)) this.orders.set(number, { amount_fen, state: "unpaid" });
    return { kind: "redirect", url: `http://127.0.0.1/${number}` };
  };
  readonly query: PaymentProvider["query"] = async (number) => this.told(number);
  readonly close: PaymentProvider["close"] = async (number) => {
    const order = this.orders.get(number);
    if (!order) return "absent";
    if (order.state === "paid") return "paid";
    order.state = "closed";
    return "closed";
  };
  refund: PaymentProvider["refund"] = async ({ number, refund, amount_fen }) => {
    const at = this.#clock();
    if (!this.refunds.has(refund)) this.refunds.set(refund, { number, amount_fen, state: "succeeded", at });
    return this.#toldRefund(refund);
  };
  readonly queryRefund: PaymentProvider["queryRefund"] = async ({ refund }) => this.#toldRefund(refund);
  readNotification: PaymentProvider["readNotification"] = async () => {
    throw new NotificationRefused("forged", "this wallet tells nobody");
  };
  readonly bill: PaymentProvider["bill"] = async (day) => {
    this.asked += 1;
    if (this.mood === "down") throw new ProviderFailure("down", "the wallet is down");
    return this.mood === "absent" ? undefined : this.#lines(this.tamper(day, this.linesOf(day)));
  };

  /** Somebody pays, at an instant. */
  pay(number: string, amount_fen: bigint, paidAt: Date = this.#clock()): void {
    this.orders.set(number, { amount_fen, state: "paid", paidAt });
  }

  told(number: string): ProviderPayment {
    const order = this.orders.get(number);
    if (!order) return { number, state: "absent" };
    const { state, amount_fen, paidAt } = order;
    return { number, state, amount_fen, reference: `w${number}`, ...(paidAt ? { paidAt } : {}) };
  }

  linesOf(day: string): BillLine[] {
    const lines: BillLine[] = [];
    for (const [number, { state, amount_fen, paidAt }] of this.orders) {
      if (state !== "paid" || !paidAt || dayOf(paidAt) !== day) continue;
      const common = { number, reference: `w${number}`, state: "succeeded", at: paidAt } as const;
      lines.push({ kind: "payment", amount_fen, fee_fen: this.feeOf(amount_fen), ...common });
    }
    for (const [refund, { number, amount_fen, state, at }] of this.refunds) {
      if (state !== "succeeded" || dayOf(at) !== day) continue;
      const common = { number, refund, reference: `w${refund}`, state: "succeeded", at } as const;
      lines.push({ kind: "refund", amount_fen, fee_fen: -this.feeOf(amount_fen), ...common });
    }
    return lines;
  }

  #toldRefund(refund: string): ProviderRefund {
    const found = this.refunds.get(refund);
    if (!found) return { refund, state: "absent" };
    return { refund, state: found.state, amount_fen: found.amount_fen, reference: `w${refund}`, at: found.at };
  }

  async *#lines(lines: readonly BillLine[]): AsyncGenerator<BillLine, BillTotals> {
    const totals = { lines: 0, paid_fen: 0n, refunded_fen: 0n };
    for (const line of lines) {
      if (this.mood === "cut" && totals.lines === Math.floor(lines.length / 2)) {
        throw new ProviderFailure("unreadable", "the bill ends early");
      }
      yield line;
      totals.lines += 1;
      if (line.kind === "payment") totals.paid_fen += line.amount_fen;
      else totals.refunded_fen += line.amount_fen;
    }
    return this.tamperTotals(totals);
  }
}

/** A biller that writes everything off, one bill under a key, and keeps a file a day. */
export class BookBiller implements Biller {
  readonly file: (WriteOffLine & { agency: string })[] = [];
  tamper: (day: string, lines: WriteOffLine[]) => WriteOffLine[] = (_day, lines) => lines;
  /** `absent`: no file. `waiting`: decides later. `down`: gives no file because it does not answer. */
  mood: "well" | "absent" | "waiting" | "down" = "well";
  /** Left out it is told by people alone. */
  reverse?: NonNullable<Biller["reverse"]>;
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  readonly bills: Biller["bills"] = async () => ({ kind: "none", at: this.#clock() });
  writeOff: Biller["writeOff"] = async ({ agency, reference, key, amount_fen }) => {
    if (this.mood === "waiting") return { kind: "waiting" };
    const at = this.#clock();
    const known = this.file.find((line) => line.key === key && line.agency === agency);
    if (known && known.reference !== reference)
      return { kind: "refused", code: "other", say: "同一流水号用于不同的账单" };
    if (!known) this.file.push({ agency, reference, key, amount_fen, state: "done", at });
    return { kind: "done", reference: `f${key}`, at };
  };
  queryWriteOff: Biller["queryWriteOff"] = async ({ agency, key }) => {
    const line = this.file.find((each) => each.key === key && each.agency === agency);
    return line ? { kind: "done", at: line.at } : { kind: "absent" };
  };
  readonly dailyFile: Biller["dailyFile"] = async ({ agency, day }) => {
    if (this.mood === "absent") return undefined;
    if (this.mood === "down") throw new AgencyFailure("down", "the biller is down");
    const lines = this.tamper(
      day,
      this.file.filter((line) => line.agency === agency && dayOf(line.at) === day),
    );
    return (async function* () {
      yield* lines;
    })();
  };
}

export type MoneyFixture = {
  readonly context: PaymentContext;
  readonly wallet: BookWallet;
  readonly biller: BookBiller;
  /** What was logged as an error. */
  readonly errors: readonly unknown[];
};

/** Payments over a test's database, with one wallet and one biller for every city. */
export function moneyFixture(test: {
  database: Database;
  secrets: Secrets;
  clock: { read: () => Date };
}): MoneyFixture {
  const clock = test.clock.read;
  const calendar = new Calendar();
  const wallet = new BookWallet(clock);
  const biller = new BookBiller(clock);
  const errors: unknown[] = [];
  const context = paymentContext({
    database: test.database,
    secrets: test.secrets,
    ...{ clock, biller, calendarOf: () => calendar, providerOf: () => wallet },
    baseUrl: "http://127.0.0.1",
    log: (level, message, fields) => {
      if (level === "error") errors.push(fields["err"] ?? message);
    },
  });
  return { context, wallet, biller, errors };
}

let made = 0;

/** Something owed to a biller, ready to be paid. @returns our number of the bill */
export async function owe(
  { context }: Pick<MoneyFixture, "context">,
  of: { city: string; amount_fen: bigint; agency?: string; reference?: string; payee?: "treasury" | "merchant" },
): Promise<string> {
  made += 1;
  const reference = of.reference ?? `reference-${made}`;
  const [bill] = await keepOwed(
    context,
    {
      ...{ city: of.city, biller: of.agency ?? "power-supply", service: "electricity", payee: of.payee ?? "merchant" },
      ...{ account: `account-${made}`, operation: "electricity", parameters: {} },
    },
    [{ reference, amount_fen: of.amount_fen, late_fee_fen: 0n, items: [] }],
  );
  if (!bill) throw new Error("nothing is owed");
  return bill.number;
}

/** A payment begun and not yet paid. @returns its number */
export async function begin({ context }: MoneyFixture, city: string, ...bills: readonly string[]): Promise<string> {
  made += 1;
  const by = { kind: "visitor", id: "tester" } as const;
  const receipt = await createPayment(context, {
    ...{
      city,
      bills: bills.map((number) => ({ number })),
      provider: "demo",
      account: "main",
      from: "phone",
      payer: "tester",
      by,
    },
    channel: "web",
    idempotency: { caller: "tester", key: `key-${made}`, bodyHash: `hash-${made}` },
  });
  return receipt.number;
}

/** Owed, begun, paid and confirmed. */
export async function paid(
  money: MoneyFixture,
  of: { city: string; amount_fen: bigint; agency?: string },
): Promise<{ readonly number: string; readonly bill: string }> {
  const bill = await owe(money, of);
  const number = await begin(money, of.city, bill);
  money.wallet.pay(number, of.amount_fen);
  await confirmPayment(money.context, of.city, money.wallet.told(number));
  return { number, bill };
}

/** All that is left of a disputed payment, out of the city's bank account: asked for by one clerk, approved by another. @returns the refund */
export async function givenBackByHand({ context }: MoneyFixture, city: string, number: string): Promise<string> {
  const of = { city, number };
  const amount_fen = refundable(await findPayment(context, city, number));
  const by = { kind: "clerk", id: "a" } as const;
  const asked = await askRefund(context, { ...of, by, amount_fen, reason: "账户已注销", way: "by_hand" });
  const refund = asked.refunds.find(({ state }) => state === "asked")?.number ?? "";
  await approveRefund(context, { ...of, refund, by: { kind: "clerk", id: "b" }, reference: "B20261116-1" });
  return refund;
}
