import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { demonstrationPeople } from "../../people.ts";
import { addDays } from "../../support/days.ts";
import { type Fields, isFields } from "../../support/json.ts";
import { Kept } from "../../support/kept.ts";

export type Item = {
  readonly id: string;
  readonly name: string;
  readonly amount_fen: number;
  readonly standard?: string;
};

/** 缴款通知书: who owes what to which unit. */
export type Notice = {
  readonly notice: string;
  readonly region: string;
  readonly unit: string;
  readonly unitName: string;
  readonly type: "ordinary" | "penalty";
  /** As notices show it. */
  readonly payer: string;
  /** Without what being late costs. */
  readonly items: readonly Item[];
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly state: "unpaid" | "paid" | "withdrawn" | "deferred";
  /** The order that settled it; left out where it was paid at a counter. */
  readonly order?: string;
  readonly paidAt?: string;
};

export type Owed = {
  /** What being late costs is an item of its own, after those of the notice. */
  readonly items: readonly Item[];
  readonly amount_fen: number;
  readonly late_fee_fen: number;
};

/** What is owed on a day. 行政处罚法 第七十二条: a fine paid late grows by 3 % a day, at most by itself; nothing else grows. */
export function owedOn({ type, items, dueOn, state }: Notice, today: string): Owed {
  const principal = items.reduce((sum, { amount_fen }) => sum + amount_fen, 0);
  const days = Math.round((Date.parse(`${today}T00:00:00Z`) - Date.parse(`${dueOn}T00:00:00Z`)) / 86_400_000);
  const grows = type === "penalty" && state === "unpaid" && days > 0;
  const late = grows ? Math.min(principal, Math.floor((principal * 3 * days) / 100)) : 0;
  const added =
    late > 0 ? [{ id: "103050199", name: "加处罚款", amount_fen: late, standard: "每日 3%，不超过罚款" }] : [];
  return { items: [...items, ...added], amount_fen: principal + late, late_fee_fen: late };
}

/** The treasury's codes of those who ask for money. */
const units: Readonly<Record<string, string>> = {
  岳阳县公安局交通警察大队: "143001",
  济源市公安局交通警察支队: "143002",
  任丘市公安局交通警察大队: "143003",
  岳阳县人民法院: "125001",
  济源市人民法院: "125002",
  任丘市人民法院: "125003",
  岳阳县人力资源和社会保障局: "116001",
  济源市城市管理局: "221003",
  任丘市第一中学: "205011",
};

const folder = join(import.meta.dirname, "../../registers");

/** What the registers of `sandbox/registers/` say of notices, as the treasury keeps it: the same numbers, amounts and days. */
function written(): readonly Notice[] {
  const read = (service: string) =>
    (parse(readFileSync(join(folder, `${service}.yaml`), "utf8")) as { records: { about: string; says: Fields }[] })
      .records;
  return [
    ...read("traffic-fine").map(({ about, says }) =>
      made(about, {
        ...{ unitName: says["decided_by"], payer: says["fined_person"], state: says["payment_state"] },
        ...{ issuedOn: says["decided_on"], dueOn: says["pay_by"], type: "penalty" },
        items: [{ item: `交通违法罚款（${String(says["act"])}）`, amount: says["fine"] }],
      }),
    ),
    ...read("court-fee").map(({ about, says }) =>
      made(about, {
        ...{ unitName: says["court_name"], payer: says["payer"], state: says["paid_state"] },
        ...{ dueOn: says["due_day"], type: "ordinary", items: says["items"] },
      }),
    ),
    ...read("non-tax-payment").map(({ about, says }) => {
      const isPenalty = JSON.stringify(says["items"]).includes("罚款");
      return made(about, {
        ...{ unitName: says["unit_name"], payer: says["payer"], state: says["paid_state"] },
        ...{ issuedOn: says["issued_day"], dueOn: says["due_day"] },
        ...{ type: isPenalty ? "penalty" : "ordinary", items: says["items"] },
      });
    }),
  ];
}

function made(notice: string, one: Fields): Notice {
  const unitName = String(one["unitName"]);
  const items = (one["items"] as Fields[]).map(({ item, amount }, index) => ({
    id: `1030501${String(index + 1).padStart(2, "0")}`,
    name: String(item),
    amount_fen: Number(amount),
  }));
  const state = one["state"] === "paid" || one["state"] === "deferred" ? one["state"] : "unpaid";
  const dueOn = String(one["dueOn"] ?? "2026-10-31");
  return {
    ...{ notice, region: notice.slice(0, 6), unit: units[unitName] ?? "100001", unitName },
    type: one["type"] === "penalty" ? "penalty" : "ordinary",
    ...{ payer: String(one["payer"]), items, issuedOn: String(one["issuedOn"] ?? addDays(dueOn, -7)), dueOn, state },
    ...(state === "paid" ? { paidAt: `${addDays(dueOn, -1)}T10:12:00+08:00` } : {}),
  };
}

/** The treasury's record. What changed outlives the process. */
export class Notices {
  readonly #kept: Kept<Notice>;
  readonly #written: ReadonlyMap<string, Notice>;

  constructor(path: string) {
    this.#kept = new Kept(path);
    this.#written = new Map(written().map((one) => [`${one.region}/${one.notice}`, one]));
  }

  get(region: string, notice: string): Notice | undefined {
    const key = `${region}/${notice}`;
    return this.#kept.get(key) ?? this.#written.get(key);
  }

  put(notice: Notice): Notice {
    return this.#kept.put(`${notice.region}/${notice.notice}`, notice);
  }

  list(): readonly Notice[] {
    const all = new Map(this.#written);
    for (const one of this.#kept.values()) all.set(`${one.region}/${one.notice}`, one);
    return [...all.values()];
  }
}

/** Who pays, as a receipt writes it: the whole name where the masked one fits one of the demonstration's people. */
export function payerOf({ payer }: Notice): string {
  const fits = ({ name }: { name: string }) =>
    name.length === payer.length && [...payer].every((sign, index) => sign === "*" || sign === name[index]);
  return demonstrationPeople.find(fits)?.name ?? payer;
}

/** A wish of the control interface to change a notice: what it names is merged over it. @throws nothing: undefined is wrong */
export function changed(before: Notice | undefined, wish: Fields): Notice | undefined {
  const values = { ...before, ...wish } as Partial<Notice>;
  const { notice, region, unit, unitName, type, payer, items, issuedOn, dueOn, state } = values;
  const isWhole =
    [notice, region, unit, unitName, payer, issuedOn, dueOn].every(
      (value) => typeof value === "string" && value !== "",
    ) &&
    (type === "ordinary" || type === "penalty") &&
    (state === "unpaid" || state === "paid" || state === "withdrawn" || state === "deferred") &&
    Array.isArray(items) &&
    items.length > 0 &&
    items.every(
      (item) => isFields(item) && typeof item["name"] === "string" && Number.isSafeInteger(item["amount_fen"]),
    );
  return isWhole ? (values as Notice) : undefined;
}
