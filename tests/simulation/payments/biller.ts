import {
  AgencyFailure,
  type Biller,
  type ReversalAnswer,
  type WriteOff,
  type WriteOffAnswer,
  type WriteOffLine,
} from "../../../src/domain/agencies/index.ts";
import { dayOf, endOfDay } from "../../../src/domain/regions/index.ts";
import type { TreasuryRecord } from "./gateway.ts";
import type { Weather } from "./weather.ts";

/** A write-off as the biller's books have it. */
type Entry = {
  readonly agency: string;
  readonly reference: string;
  readonly key: string;
  readonly amount_fen: bigint;
  state: "waiting" | "done" | "refused";
  why: "paid_elsewhere" | "other";
  doneAt: Date | undefined;
  readonly reversals: { readonly refund: string; readonly amount_fen: bigint; readonly at: Date }[];
};

const hour = 3_600_000;
/** Its connector knows of no reversals. */
const toldByPeople = "water-supply";
/** Its notices are the treasury's, which hears of payments and refunds from its own cashier and is only asked. */
export const ofTheTreasury = "traffic-police";

/** Agencies that bill, with books of their own: what they are owed, and what they wrote off for whom. */
export class BillingAgencies implements Biller {
  readonly entries = new Map<string, Entry>();
  readonly #byBill = new Map<string, Entry>();
  /** Fen still owed to it, by agency and reference. */
  readonly owed = new Map<string, bigint>();
  readonly #clock: () => Date;
  readonly #weather: Weather;

  constructor(clock: () => Date, weather: Weather) {
    this.#clock = clock;
    this.#weather = weather;
  }

  readonly bills: Biller["bills"] = async () => ({ kind: "none", at: this.#clock() });

  readonly writeOff: Biller["writeOff"] = (wish) =>
    this.#asked(() => {
      if (wish.agency !== ofTheTreasury) return this.#take(wish);
      const entry = this.entries.get(idOf(wish));
      return entry && !this.#weather.chance("decides_later") ? this.#answer(entry) : { kind: "waiting" };
    });

  readonly queryWriteOff: Biller["queryWriteOff"] = (wish) =>
    this.#asked(() => {
      const entry = this.entries.get(idOf(wish));
      if (!entry) return { kind: "absent" };
      if (entry.state === "waiting" && !this.#weather.chance("decides_later")) this.#decide(entry);
      return this.#answer(entry);
    });

  readonly dailyFile: Biller["dailyFile"] = ({ agency, day }) =>
    this.#asked(() => {
      if (this.#clock().getTime() < endOfDay(day).getTime() + 2 * hour) return undefined;
      const lines = this.linesOf(agency, day);
      return (async function* () {
        yield* lines;
      })();
    });

  /** What its file of a day says. Its books do not err; ours may. */
  linesOf(agency: string, day: string): WriteOffLine[] {
    const lines: WriteOffLine[] = [];
    for (const entry of this.entries.values()) {
      if (entry.agency !== agency || !entry.doneAt) continue;
      const { reference, key, amount_fen, doneAt } = entry;
      if (dayOf(doneAt) === day) lines.push({ reference, key, amount_fen, state: "done", at: doneAt });
      let back = 0n;
      let at: Date | undefined;
      for (const reversal of entry.reversals) {
        if (dayOf(reversal.at) !== day) continue;
        back += reversal.amount_fen;
        at = reversal.at;
      }
      if (at) lines.push({ reference, key, amount_fen: back, state: "reversed", at });
    }
    return lines;
  }

  /** What the treasury's cashier asks and tells. */
  readonly record: TreasuryRecord = {
    owes: (notice) => this.owed.get(`${ofTheTreasury} ${notice}`) ?? 0n,
    take: ({ notice: reference, key, amount_fen }) => {
      const of = { agency: ofTheTreasury, reference, key };
      if (this.record.owes(reference) !== amount_fen) return false;
      const entry: Entry = { ...of, amount_fen, state: "done", why: "other", doneAt: this.#clock(), reversals: [] };
      this.entries.set(idOf(of), entry);
      this.#byBill.set(billOf(of), entry);
      this.owed.set(`${ofTheTreasury} ${reference}`, 0n);
      return true;
    },
    giveBack: ({ notice: reference, key, refund, amount_fen }) =>
      this.takeBack({ agency: ofTheTreasury, reference, key }, refund, amount_fen),
  };

  owe(agency: string, reference: string, amount_fen: bigint): void {
    this.owed.set(`${agency} ${reference}`, amount_fen);
  }

  /** Somebody pays at the agency's own counter. */
  payAtCounter(agency: string, reference: string): void {
    this.owed.set(`${agency} ${reference}`, 0n);
  }

  readonly reverse: NonNullable<Biller["reverse"]> = async (wish) => {
    if (wish.agency === toldByPeople) throw new AgencyFailure("not_connected", "it hears of refunds by telephone");
    return this.#asked((): ReversalAnswer => {
      const entry = this.entries.get(idOf(wish));
      const refund = paymentOf(wish.reversal);
      if (entry?.reference !== wish.reference) return { kind: "refused", say: "没有这笔销账" };
      // What its cashier gave back it knows; of what went back another way it waits to hear.
      if (wish.agency === ofTheTreasury)
        return { kind: entry.reversals.some((one) => one.refund === refund) ? "done" : "waiting" };
      if (!entry.reversals.some((one) => one.refund === refund)) {
        if (this.#weather.chance("refuses")) return { kind: "refused", say: "请来电" };
        if (this.#weather.chance("decides_later")) return { kind: "waiting" };
      }
      this.takeBack(wish, refund, wish.amount_fen);
      return { kind: "done" };
    });
  };

  /** Money went back by a refund: it is owed again there, once, however it was heard of. */
  takeBack(of: { agency: string; reference: string; key: string }, refund: string, amount_fen: bigint): void {
    const entry = this.#byBill.get(billOf(of));
    if (entry?.state !== "done" || entry.reversals.some((one) => one.refund === refund)) return;
    entry.reversals.push({ refund, amount_fen, at: this.#clock() });
    const place = `${of.agency} ${of.reference}`;
    this.owed.set(place, (this.owed.get(place) ?? 0n) + amount_fen);
  }

  #take(wish: WriteOff): WriteOffAnswer {
    const known = this.entries.get(idOf(wish));
    const { agency, reference, key, amount_fen } = wish;
    if (known && known.reference !== reference) return { kind: "refused", code: "other", say: "此号已用于别的账单" };
    if (known) return this.#answer(known);
    const made: Entry = {
      ...{ agency, reference, key, amount_fen, state: "waiting", why: "other", doneAt: undefined, reversals: [] },
    };
    this.entries.set(idOf(wish), made);
    this.#byBill.set(billOf(made), made);
    if (!this.#weather.chance("decides_later")) this.#decide(made);
    return this.#answer(made);
  }

  #decide(entry: Entry): void {
    const place = `${entry.agency} ${entry.reference}`;
    const owed = this.owed.get(place) ?? 0n;
    if (entry.amount_fen > owed) {
      entry.state = "refused";
      entry.why = "paid_elsewhere";
    } else if (this.#weather.chance("refuses")) entry.state = "refused";
    else {
      entry.state = "done";
      entry.doneAt = this.#clock();
      this.owed.set(place, owed - entry.amount_fen);
    }
  }

  #answer({ state, key, why, doneAt }: Entry): WriteOffAnswer {
    if (state === "waiting") return { kind: "waiting" };
    if (state === "refused") return { kind: "refused", code: why, say: "不能销账" };
    return { kind: "done", reference: `f${key}`, at: doneAt ?? this.#clock() };
  }

  #asked<T>(work: () => T): Promise<T> {
    return this.#weather.ask(work, {
      down: () => new AgencyFailure("down", "no answer"),
      late: () => new AgencyFailure("timeout", "too late"),
      half: () => new AgencyFailure("unreadable", "half an answer"),
    });
  }
}

/** One write-off under a key, as billers keep them. */
const idOf = ({ agency, key }: { agency: string; key: string }) => `${agency} ${key}`;

/** The number of the payment, or the refund, begins every key. */
export const paymentOf = (key: string): string => key.slice(0, 29);

export const billOf = ({ agency, reference, key }: { agency: string; reference: string; key: string }): string =>
  `${agency} ${reference} ${paymentOf(key)}`;
