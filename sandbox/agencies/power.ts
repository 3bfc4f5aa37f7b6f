import { join } from "node:path";
import { everybody, type Person } from "../people.ts";
import type { Open } from "../support/agency.ts";
import { addMonths, monthOf, yuan } from "../support/days.ts";
import { EnvelopeError, envelopeDialect } from "../support/envelope.ts";
import { textIn } from "../support/json.ts";
import { randomFor } from "../support/random.ts";
import { Records, recordControls } from "../support/records.ts";

/** An account's newest bill, in the company's own keys. */
type Account = {
  readonly hm: string;
  readonly dz: string;
  readonly ny: string;
  readonly dl: string;
  readonly qfje: string;
  /** 0 未缴, 1 已缴, 2 逾期. */
  readonly zt: "0" | "1" | "2";
  readonly jzrq: string;
  readonly list: readonly { readonly xm: string; readonly sl: string; readonly dj: string; readonly je: string }[];
};

/** Steps of the tariff: up to so many kWh a month, ten-thousandths of a yuan each. */
const steps = [
  { name: "第一档电费", upTo: 200, price: 5_880 },
  { name: "第二档电费", upTo: 350, price: 6_380 },
  { name: "第三档电费", upTo: Number.POSITIVE_INFINITY, price: 8_880 },
];

/** The power company: bills by account number (户号), whoever asks. */
export const open: Open = ({ seed, today, folder, own }) => {
  const newest = addMonths(monthOf(today), -1);
  const accounts = new Map<string, Person>();
  for (const person of everybody(seed).values()) {
    // The student lives in a hall of residence; the trader's account is the shop's.
    if (person.role === "resident") accounts.set(`4306211${String(accounts.size).padStart(6, "0")}`, person);
    else if (person.role !== "student") accounts.set(`430621000${person.phone.slice(-4)}`, person);
  }
  const bill = (account: string, person: Person, month: string): Account => {
    const used = person.role === "grandmother" ? 186 : randomFor(seed, "power", account, month).whole(60, 480);
    const owes = month === newest && randomFor(seed, "owes", account).chance(person.role === "resident" ? 0.8 : 1);
    const list = lines(used);
    const total = list.reduce((sum, line) => sum + line.fen, 0);
    return {
      hm: masked(person.name),
      dz: person.role === "trader" ? "湖南省岳阳县荣家湾镇演示市场 12 号" : person.address,
      ny: month.replace("-", ""),
      dl: String(used),
      qfje: owes ? yuan(total) : "0.00",
      zt: owes ? "0" : "1",
      jzrq: `${addMonths(month, 1).replace("-", "")}25`,
      list: list.map(({ xm, sl, dj, fen }) => ({ xm, sl, dj, je: yuan(fen) })),
    };
  };
  const records = new Records(
    new Map([...accounts].map(([account, person]) => [account, bill(account, person, newest)])),
    join(folder, "records.jsonl"),
  );
  const dialect = envelopeDialect(own.token, {
    queryBill: (params, swapped) => {
      const asked = textIn(params, "hh", 20);
      if (!asked || !/^\d{8,20}$/.test(asked)) throw new EnvelopeError("参数缺失：hh");
      const month = params["ny"] === undefined ? newest : monthIn(params["ny"]);
      // 1 is this company; other companies' accounts are not known here.
      if (params["gdgs"] !== undefined && params["gdgs"] !== "1") return { code: "2" };
      const account = swapped ? records.other(asked) : asked;
      const record = records.get(account);
      const person = accounts.get(account);
      if (!record || month > newest || month < addMonths(newest, -24)) return { code: "2" };
      if (month === newest || !person) return { code: "1", hh: account, ...record };
      return { code: "1", hh: account, ...bill(account, person, month) };
    },
  });
  return { ...dialect, controls: recordControls(records), says: {} };
};

function monthIn(value: unknown): string {
  if (typeof value !== "string" || !/^\d{4}(0[1-9]|1[0-2])$/.test(value)) throw new EnvelopeError("参数格式错误：ny");
  return `${value.slice(0, 4)}-${value.slice(4)}`;
}

function lines(used: number): { xm: string; sl: string; dj: string; fen: number }[] {
  let from = 0;
  return steps.flatMap(({ name, upTo, price }) => {
    const amount = Math.min(used, upTo) - from;
    if (amount <= 0) return [];
    from = upTo;
    return [{ xm: name, sl: String(amount), dj: (price / 10_000).toFixed(4), fen: Math.round((amount * price) / 100) }];
  });
}

const masked = (name: string): string => (name.length <= 2 ? `${name[0]}*` : `${name[0]}*${name.at(-1)}`);
