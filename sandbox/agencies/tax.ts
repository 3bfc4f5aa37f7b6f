import { join } from "node:path";
import { everybody, type Person } from "../people.ts";
import type { Open } from "../support/agency.ts";
import { addDays, addMonths, yuan } from "../support/days.ts";
import { textIn } from "../support/json.ts";
import { randomFor } from "../support/random.ts";
import { Records, recordControls } from "../support/records.ts";
import { Registers } from "../support/registers.ts";
import { dayTime, midnight, needed, nothingKnown, rows, XmlError, xmlDialect } from "../support/xml.ts";
import { withFile } from "../support/xml-billing.ts";

import { levies } from "./levies.ts";

const taxes: Readonly<Record<string, string>> = {
  "10101": "增值税",
  "10106": "个人所得税",
  "10106A": "个人所得税",
  "10106B": "个人所得税",
  "10109": "城市维护建设税",
  "10110": "房产税",
  "10111": "印花税",
  "10114": "车船税",
  "10115": "车辆购置税",
  "10119": "契税",
};

type Payment = {
  readonly voucher: string;
  readonly tax: string;
  readonly from: string;
  readonly to: string;
  readonly paidOn: string;
  readonly fen: number;
};
type Taxpayer = { readonly payments: readonly Payment[] };

/** The tax bureau: what somebody paid, by tax and period, in XML. */
export const open: Open = (kit) => {
  const { seed, today, folder, own } = kit;
  const people = everybody(seed);
  const registers = new Registers(kit);
  const made = [...people.values()].flatMap((person) => {
    const payments = paymentsOf(seed, person, today);
    return payments ? [[person.idNumber, { payments }] as const] : [];
  });
  const records = new Records<Taxpayer>(new Map(made), join(folder, "records.jsonl"));
  const dialect = xmlDialect(own.token, {
    ...levies(registers),
    QUERY_PAYMENTS: (body, swapped) => {
      const name = needed(body, "NSRMC");
      const asked = needed(body, "NSRSBH").toUpperCase();
      const tax = body["ZSXM_DM"] === undefined || body["ZSXM_DM"] === "" ? undefined : needed(body, "ZSXM_DM");
      if (tax !== undefined && !Object.hasOwn(taxes, tax)) throw new XmlError(-4, "征收项目代码不存在：ZSXM_DM");
      // Either the period the tax is for, or the days on which it was paid.
      const byDay = body["JKRQQ"] !== undefined;
      const from = dayTime(body, byDay ? "JKRQQ" : "SKSSQQ");
      const to = dayTime(body, byDay ? "JKRQZ" : "SKSSQZ");
      if (from > to) throw new XmlError(-4, "起止日期不正确");
      const named = textIn(body, "ZSXM_MC", 50);
      const about = swapped ? records.other(asked) : asked;
      const taxpayer = records.get(about);
      const person = people.get(about);
      if (!taxpayer || (!swapped && person && person.name !== name.trim())) throw nothingKnown();
      const list = taxpayer.payments
        .filter((payment) =>
          byDay ? payment.paidOn >= from && payment.paidOn <= to : payment.from >= from && payment.to <= to,
        )
        .filter((payment) => isOf(payment, tax) && (named === undefined || taxes[payment.tax] === named))
        .slice(0, 500);
      return {
        NSRMC: person?.name ?? name,
        NSRSBH: about,
        ...(byDay ? { JKRQQ: midnight(from), JKRQZ: midnight(to) } : { SKSSQQ: midnight(from), SKSSQZ: midnight(to) }),
        ZSXM_MC: named ?? (tax === undefined ? "全部税种" : taxes[tax]),
        ZSJG: "国家税务总局岳阳县税务局",
        ZJJKRQ: list[0] ? midnight(list[0].paidOn) : "",
        HJJE: yuan(list.reduce((sum, { fen }) => sum + fen, 0)),
        BS: list.length,
        ROWS: rows(
          list.map((payment) => ({
            PZHM: payment.voucher,
            ZSXM_DM: payment.tax,
            ZSXM_MC: taxes[payment.tax],
            SKSSQQ: midnight(payment.from),
            SKSSQZ: midnight(payment.to),
            JKRQ: midnight(payment.paidOn),
            SJJE: yuan(payment.fen),
          })),
        ),
      };
    },
  });
  return {
    broken: dialect.broken,
    answer: withFile(dialect.answer, registers.book, own.token),
    controls: { ...recordControls(records), ...registers.book.controls },
    says: {},
    close: async () => registers.book.close(),
  };
};

/** Income tax is asked for before 2019 (A) and since (B), when it became a yearly account. */
function isOf({ tax, from }: Payment, asked: string | undefined): boolean {
  if (asked === "10106A") return tax === "10106" && from < "2019-01-01";
  if (asked === "10106B") return tax === "10106" && from >= "2019-01-01";
  return asked === undefined || asked === tax;
}

/** Payments of the last three years up to today, newest first; undefined for who never was a taxpayer. */
function paymentsOf(seed: number, person: Person, today: string): Payment[] | undefined {
  const random = randomFor(seed, "tax", person.idNumber);
  const year = Number(today.slice(0, 4));
  const list: Payment[] = [];
  const pay = (tax: string, from: string, months: number, fen: number) => {
    const next = addMonths(from, months);
    const paidOn = `${next}-12`;
    const voucher = `3430621${from.replace("-", "")}${tax.slice(2)}${String(random.whole(0, 999_999)).padStart(6, "0")}`;
    if (paidOn <= today) list.push({ voucher, tax, from: `${from}-01`, to: addDays(`${next}-01`, -1), paidOn, fen });
  };
  const quarters = Array.from({ length: 16 }, (_, index) => addMonths(`${year - 3}-01`, index * 3));
  if (person.role === "trader") {
    for (const quarter of quarters) {
      pay("10101", quarter, 3, quarter.startsWith(String(year)) ? 210_525 : 198_040);
      pay("10109", quarter, 3, quarter.startsWith(String(year)) ? 10_526 : 9_902);
      pay("10106", quarter, 3, random.whole(42_000, 68_000));
    }
  } else if (person.role === "foreigner") {
    for (let index = 0; index < 48; index += 1) {
      const month = addMonths(`${year - 3}-01`, index);
      if (month >= "2023-09") pay("10106", month, 1, 7_550);
    }
  } else if (person.role === "resident" && random.chance(0.5)) {
    for (const quarter of quarters) if (random.chance(0.6)) pay("10106", quarter, 3, random.whole(1_000, 90_000));
    if (random.chance(0.5)) for (let back = 3; back >= 0; back -= 1) pay("10114", `${year - back}-01`, 12, 36_000);
  } else if (person.role === "worker") {
    // Wages below what is taxed, but a car.
    pay("10115", `${year - 3}-05`, 1, 540_000);
    for (let back = 2; back >= 0; back -= 1) pay("10114", `${year - back}-01`, 1, 36_000);
  } else return undefined;
  return list.sort((one, other) => other.paidOn.localeCompare(one.paidOn));
}
