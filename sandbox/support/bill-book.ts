import { join } from "node:path";
import { ControlError, type Controls, type Kit } from "./agency.ts";
import { addDays, dayOf } from "./days.ts";
import { GatewayTime, timeControls } from "./gateway-time.ts";
import { Kept } from "./kept.ts";

/** A bill as its owner keeps it; amounts in fen. */
export type Bill = {
  readonly reference: string;
  /** Without what being late costs. */
  readonly amount: number;
  /** Being late has cost this much so far, where it does not grow by rule. */
  readonly late_fee?: number;
  readonly due_on?: string;
  readonly period?: string;
  readonly holder?: string;
  readonly items?: readonly { readonly name: string; readonly amount: number }[];
  /** Fines grow by 3 % a day, at most by themselves (行政处罚法 第七十二条); a power bill by 0.1 %. */
  readonly percent_a_day?: number;
  /** Part of it may be paid. */
  readonly partial?: boolean;
  readonly unit?: string;
  readonly unit_name?: string;
  readonly penalty?: boolean;
  /** What its row of a look-up's table says besides. */
  readonly note?: number | string;
  /** The day it is about. */
  readonly day?: string;
};

/** A bill as it stands on a day. */
export type Standing = Bill & { readonly owed: number; readonly late: number };

export type Word = "done" | "waiting" | "paid_elsewhere" | "unknown" | "amount" | "closed" | "other";
export type Payment = {
  readonly key: string;
  readonly reference: string;
  readonly amount: number;
  readonly paidAt: Date;
};
export type WrittenOff = {
  readonly key: string;
  readonly reference: string;
  readonly amount: number;
  readonly number: string;
  /** Instant in UTC. */
  readonly at: string;
  readonly state: "done" | "reversed";
};
/** 冲正: of a write-off so much was taken back, since it was refunded. */
export type Reversed = {
  readonly reversal: string;
  readonly key: string;
  readonly reference: string;
  readonly amount: number;
  readonly number: string;
  readonly at: string;
};
/** What a biller takes back: whole write-offs alone, and those of today alone; a standard one also parts, and later. */
export type ReversalRule = { readonly whole?: true; readonly sameDay?: true };
export type Outcome = { readonly word: Word; readonly written?: WrittenOff };

type Mark = { readonly state: "open" | "paid_elsewhere" | "closed" };

/** Words for people, as a biller's counter would say them. */
export const says: Readonly<Record<Word, string>> = {
  done: "销账成功",
  waiting: "销账处理中",
  paid_elsewhere: "该账单已在其他渠道缴清",
  unknown: "账单不存在",
  amount: "金额与应缴不符",
  closed: "该户已销户",
  other: "同一流水号用于不同的账单",
};

/** What a biller is owed and what was paid through us; what was written off outlives the process. */
export class BillBook {
  readonly time: GatewayTime;
  readonly #kit: Pick<Kit, "folder" | "today">;
  readonly #find: (reference: string) => Bill | undefined;
  readonly #written: Kept<WrittenOff>;
  readonly #reversed: Kept<Reversed>;
  readonly #marks: Kept<Mark>;
  readonly #added: Kept<Bill & { readonly about: string }>;
  readonly #startedOn = dayOf(new Date());
  #isHeld = false;
  readonly #held = new Map<string, Payment>();

  /** `find`: a bill by its reference, whoever owes it. */
  constructor(kit: Pick<Kit, "folder" | "today">, find: (reference: string) => Bill | undefined) {
    this.#kit = kit;
    this.#find = find;
    this.time = new GatewayTime(kit.folder);
    this.#written = new Kept(join(kit.folder, "write-offs.jsonl"));
    this.#reversed = new Kept(join(kit.folder, "reversals.jsonl"));
    this.#marks = new Kept(join(kit.folder, "bills.jsonl"));
    this.#added = new Kept(join(kit.folder, "added-bills.jsonl"));
  }

  /** The day its records have come to: it goes on with the days of this machine, or with the clock that was told. */
  today(): string {
    const passed = Math.round((Date.parse(dayOf(this.time.now())) - Date.parse(this.#startedOn)) / 86_400_000);
    return addDays(this.#kit.today, passed);
  }

  /** Bills of an account that a test added. */
  added(about: string): readonly Bill[] {
    return [...this.#added.values()].filter((one) => one.about === about);
  }

  #bill(reference: string): Bill | undefined {
    return this.#added.get(reference) ?? this.#find(reference);
  }

  /** What a bill comes to on a day: nothing once it is paid, here or elsewhere. */
  stands(bill: Bill, day = this.today()): Standing {
    const mark = this.#marks.get(bill.reference)?.state ?? "open";
    const late = lateOn(bill, day);
    const paid = this.#paid(bill.reference);
    const owed = mark === "paid_elsewhere" ? 0 : Math.max(0, bill.amount + late - paid);
    return { ...bill, owed, late: owed === 0 ? 0 : Math.min(late, owed) };
  }

  owed(bills: readonly Bill[]): readonly Standing[] {
    return bills.map((bill) => this.stands(bill)).filter(({ owed }) => owed > 0);
  }

  #paid(reference: string): number {
    let sum = 0;
    for (const one of this.#written.values()) {
      if (one.reference === reference && one.state === "done") sum += one.amount;
    }
    for (const one of this.#reversed.values()) if (one.reference === reference) sum -= one.amount;
    return sum;
  }

  /** The same number is the same reversal, and gets the same answer. @returns why not, as its counter would say it */
  reverse(
    { reversal, key, reference, amount }: Omit<Reversed, "number" | "at">,
    { whole, sameDay }: ReversalRule = {},
  ): Reversed | string {
    const before = this.#reversed.get(reversal);
    if (before) {
      const isSame = before.key === key && before.reference === reference && before.amount === amount;
      return isSame ? before : "同一冲正号用于不同的冲正";
    }
    const written = this.#written.get(key);
    if (written?.state !== "done" || written.reference !== reference) return "没有这笔销账";
    if (this.#marks.get(reference)?.state === "closed") return "该账期已结账，不能冲正";
    if (sameDay && dayOf(new Date(written.at)) !== dayOf(this.time.now())) return "已过日终，请到营业厅办理退费";
    if (whole && amount !== written.amount) return "只能整笔冲正";
    const gone = [...this.#reversed.values()].reduce((sum, one) => (one.key === key ? sum + one.amount : sum), 0);
    if (amount > written.amount - gone) return "冲正金额超过销账金额";
    const at = this.time.now();
    const number = `CZ${dayOf(at).replaceAll("-", "")}${String(this.#reversed.size + 1).padStart(6, "0")}`;
    return this.#reversed.put(reversal, { reversal, key, reference, amount, number, at: at.toISOString() });
  }

  /** The same key is the same write-off, and gets the same answer. */
  writeOff(payment: Payment): Outcome {
    const { key, reference, amount } = payment;
    const before = this.#written.get(key);
    if (before) {
      const isSame = before.reference === reference && before.amount === amount;
      return isSame && before.state === "done" ? { word: "done", written: before } : { word: "other" };
    }
    const refused = this.#refusal(payment);
    if (refused) return { word: refused };
    if (this.#isHeld) {
      this.#held.set(key, payment);
      return { word: "waiting" };
    }
    return this.#write(payment);
  }

  query(key: string): Outcome | undefined {
    const written = this.#written.get(key);
    if (written?.state === "done") return { word: "done", written };
    if (written) return { word: "closed" };
    return this.#held.has(key) ? { word: "waiting" } : undefined;
  }

  #refusal({ reference, amount, paidAt }: Payment): Word | undefined {
    const bill = this.#bill(reference);
    if (!bill) return "unknown";
    const mark = this.#marks.get(reference)?.state ?? "open";
    if (mark !== "open") return mark;
    // What it came to when it was paid, not only when we hear of it; an order of just before midnight is paid after it.
    const paidOn = dayOf(paidAt);
    const [now, ...then] = [this.today(), paidOn, addDays(paidOn, -1)].map((day) => this.stands(bill, day).owed);
    if (now === undefined || now === 0) return "paid_elsewhere";
    if (now === amount || then.includes(amount)) return undefined;
    if (bill.partial === true && amount > 0 && amount <= now) return undefined;
    // Growth that whoever collects works out: never more than it can have grown to by today.
    return bill.percent_a_day !== undefined && amount > bill.amount && amount <= now ? undefined : "amount";
  }

  #write({ key, reference, amount }: Payment): Outcome {
    const at = this.time.now();
    const number = `XZ${dayOf(at).replaceAll("-", "")}${String(this.#written.size + 1).padStart(6, "0")}`;
    const written: WrittenOff = { key, reference, amount, number, at: at.toISOString(), state: "done" };
    return { word: "done", written: this.#written.put(key, written) };
  }

  /** What was written off on a day and what was reversed, one line a write-off each, oldest first; undefined while the day is not over. */
  lines(day: string): readonly WrittenOff[] | undefined {
    if (day >= dayOf(this.time.now())) return undefined;
    const ofDay = ({ at }: { at: string }) => dayOf(new Date(at)) === day;
    const back = Map.groupBy([...this.#reversed.values()].filter(ofDay), ({ key }) => key);
    const reversed = [...back.values()].flatMap((all) =>
      all.slice(-1).map((last) => {
        const amount = all.reduce((sum, one) => sum + one.amount, 0);
        return { ...last, amount, state: "reversed" } as const;
      }),
    );
    return [...[...this.#written.values()].filter(ofDay), ...reversed].sort((one, other) =>
      one.at < other.at ? -1 : 1,
    );
  }

  close(): void {
    this.time.close();
  }

  readonly controls: Controls = {
    ...timeControls(() => this.time),
    "GET /control/time": () => ({ now: this.time.now().toISOString(), today: this.today(), ...this.time.told }),
    "GET /control/write-offs": () => ({
      items: [...this.#written.values()],
      held: [...this.#held.keys()],
      reversed: [...this.#reversed.values()],
    }),
    "POST /control/write-offs": ({ hold, key, state }) => {
      if (typeof hold === "boolean") {
        this.#isHeld = hold;
        if (!hold) {
          for (const payment of this.#held.values()) this.#write(payment);
          this.#held.clear();
        }
        return {};
      }
      const written = this.#written.get(String(key));
      if (!written || (state !== "reversed" && state !== "done")) throw new ControlError("hold; or key and state");
      return this.#written.put(written.key, { ...written, state });
    },
    "POST /control/bills": ({ reference, state, about, bill }) => {
      if (typeof reference === "string" && (state === "open" || state === "paid_elsewhere" || state === "closed")) {
        return this.#marks.put(reference, { state });
      }
      const one = bill as Partial<Bill> | undefined;
      if (typeof about !== "string" || typeof one?.reference !== "string" || !Number.isSafeInteger(one.amount)) {
        throw new ControlError("reference and state (open, paid_elsewhere, closed); or about and bill");
      }
      return this.#added.put(one.reference, { ...(one as Bill), about });
    },
  };
}

function lateOn({ amount, late_fee = 0, percent_a_day: percent, due_on: due }: Bill, day: string): number {
  if (percent === undefined || due === undefined || day <= due) return late_fee;
  const days = Math.round((Date.parse(day) - Date.parse(due)) / 86_400_000);
  return Math.min(amount, Math.floor((amount * percent * days) / 100 + 1e-6));
}
