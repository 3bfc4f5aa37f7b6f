import {
  AgencyFailure,
  type Biller,
  type Reversal,
  type ReversalAnswer,
  type WriteOff,
  type WriteOffAnswer,
  type WriteOffLine,
} from "../../../src/domain/agencies/index.ts";
import { dayOf, endOfDay } from "../../../src/domain/regions/index.ts";
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
  readonly reversals: { readonly reversal: string; readonly amount_fen: bigint; readonly at: Date }[];
};

const hour = 3_600_000;

/** Agencies that bill, with books of their own: what they are owed, and what they wrote off for whom. */
export class BillingAgencies implements Biller {
  readonly entries = new Map<string, Entry>();
  /** Fen still owed to it, by agency and reference. */
  readonly owed = new Map<string, bigint>();
  readonly #clock: () => Date;
  readonly #weather: Weather;

  constructor(clock: () => Date, weather: Weather) {
    this.#clock = clock;
    this.#weather = weather;
  }

  readonly bills: Biller["bills"] = async () => ({ kind: "none", at: this.#clock() });

  readonly writeOff: Biller["writeOff"] = (wish) => this.#asked(() => this.#take(wish));

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

  owe(agency: string, reference: string, amount_fen: bigint): void {
    this.owed.set(`${agency} ${reference}`, amount_fen);
  }

  /** Somebody pays at the agency's own counter. */
  payAtCounter(agency: string, reference: string): void {
    this.owed.set(`${agency} ${reference}`, 0n);
  }

  readonly reverse: NonNullable<Biller["reverse"]> = (wish) =>
    this.#asked((): ReversalAnswer => {
      const isKnown = this.entries.get(idOf(wish))?.reversals.some(({ reversal }) => reversal === wish.reversal);
      if (isKnown !== true && this.#weather.chance("refuses")) return { kind: "refused", say: "请来电" };
      if (isKnown !== true && this.#weather.chance("decides_later")) return { kind: "waiting" };
      this.takeBack(wish);
      return { kind: "done" };
    });

  /** Money went back, says the program or a clerk by telephone: it is owed again there. Once for each refund. */
  takeBack(wish: Pick<Reversal, "agency" | "reference" | "key" | "reversal" | "amount_fen">): void {
    const entry = this.entries.get(idOf(wish));
    const { reversal, amount_fen } = wish;
    if (entry?.state !== "done" || entry.reversals.some((one) => one.reversal === reversal)) return;
    entry.reversals.push({ reversal, amount_fen, at: this.#clock() });
    const place = `${wish.agency} ${wish.reference}`;
    this.owed.set(place, (this.owed.get(place) ?? 0n) + amount_fen);
  }

  #take(wish: WriteOff): WriteOffAnswer {
    const known = this.entries.get(idOf(wish));
    if (known) return this.#answer(known);
    const { agency, reference, key, amount_fen } = wish;
    const made: Entry = {
      ...{ agency, reference, key, amount_fen, state: "waiting", why: "other", doneAt: undefined, reversals: [] },
    };
    this.entries.set(idOf(wish), made);
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

const idOf = ({ agency, reference, key }: { agency: string; reference: string; key: string }) =>
  `${agency} ${reference} ${key}`;
