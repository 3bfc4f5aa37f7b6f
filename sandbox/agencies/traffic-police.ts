import { join } from "node:path";
import { ageOn, everybody, type Person } from "../people.ts";
import type { Open } from "../support/agency.ts";
import { addDays } from "../support/days.ts";
import { textIn } from "../support/json.ts";
import { randomFor } from "../support/random.ts";
import { Records, recordControls } from "../support/records.ts";
import { midnight, needed, nothingKnown, rows, xmlDialect } from "../support/xml.ts";

/** A driving licence and what was written against it in this period. */
type Licence = {
  readonly dabh: string;
  readonly zjcx: string;
  readonly zt: "A" | "B" | "C" | "E" | "M";
  /** Day of the first licence: each period of twelve points ends on its anniversary. */
  readonly first: string;
  readonly validUntil: string;
  readonly violations: readonly {
    readonly at: string;
    readonly where: string;
    readonly what: string;
    readonly points: number;
    readonly fine: string;
  }[];
};

/** The traffic police: licences and points, in XML. */
export const open: Open = ({ seed, today, folder, own }) => {
  const people = everybody(seed);
  const made = [...people.values()].flatMap((person) => {
    const licence = licenceOf(seed, person, today);
    return licence ? [[person.idNumber, licence] as const] : [];
  });
  const records = new Records<Licence>(new Map(made), join(folder, "records.jsonl"));
  const dialect = xmlDialect(own.token, {
    QUERY_LICENCE: (body, swapped) => {
      const name = needed(body, "XM");
      const asked = needed(body, "SFZMHM").toUpperCase();
      const about = swapped ? records.other(asked) : asked;
      const licence = records.get(about);
      const person = people.get(about);
      if (!licence) throw nothingKnown();
      if (!swapped && person && person.name !== name.trim()) throw nothingKnown();
      const file = textIn(body, "DABH");
      if (file !== undefined && !swapped && file !== licence.dabh) throw nothingKnown();
      const points = licence.violations.reduce((sum, violation) => sum + violation.points, 0);
      return {
        XM: person?.name ?? name,
        SFZMHM: about,
        DABH: licence.dabh,
        ZJCX: licence.zjcx,
        ZT: points >= 12 && licence.zt === "A" ? "B" : licence.zt,
        LJJF: points,
        SYFS: Math.max(0, 12 - points),
        CCLZRQ: midnight(licence.first),
        YXQZ: midnight(licence.validUntil),
        QFRQ: midnight(periodEnd(licence.first, today)),
        ROWS: rows(
          licence.violations.map(({ at, where, what, points: JF, fine }) => ({
            WFSJ: `${at}.0`,
            WFDZ: where,
            WFNR: what,
            JF,
            FKJE: fine,
          })),
        ),
      };
    },
  });
  return { ...dialect, controls: recordControls(records), says: {} };
};

/** The next anniversary after a day. */
function periodEnd(first: string, today: string): string {
  const thisYear = `${today.slice(0, 4)}${first.slice(4)}`;
  return thisYear > today ? thisYear : `${Number(today.slice(0, 4)) + 1}${first.slice(4)}`;
}

type Wrong = { readonly what: string; readonly points: number; readonly fine: string };
const wrongs: readonly [Wrong, Wrong, Wrong, Wrong, Wrong] = [
  { what: "驾驶机动车违反道路交通信号灯通行的", points: 6, fine: "200.00" },
  { what: "驾驶机动车不按规定使用安全带的", points: 1, fine: "50.00" },
  { what: "驾驶机动车违反禁止标线指示的", points: 1, fine: "100.00" },
  { what: "驾驶机动车在高速公路上超过规定时速 20% 以上未达到 50% 的", points: 6, fine: "200.00" },
  { what: "驾驶机动车行驶超过规定时速 50% 以下的", points: 3, fine: "200.00" },
];
const [redLight, , , , speeding] = wrongs;

function licenceOf(seed: number, person: Person, today: string): Licence | undefined {
  const random = randomFor(seed, "licence", person.idNumber);
  const dabh = `4306${String(random.whole(0, 99_999_999)).padStart(8, "0")}`;
  const violation = (wrong: Wrong, days: number, first: string) => {
    const start = `${Number(periodEnd(first, today).slice(0, 4)) - 1}${first.slice(4)}`;
    const day = addDays(today, -days);
    return { ...wrong, at: `${day > start ? day : start} 08:11:00`, where: "G107 国道岳阳县荣家湾路口" };
  };
  const base = { dabh, zt: "A", violations: [] } as const;
  switch (person.role) {
    case "worker": {
      const first = "2015-06-12";
      return { ...base, zjcx: "C1", first, validUntil: "2031-06-12", violations: [violation(speeding, 40, first)] };
    }
    case "trader": {
      const first = "2006-04-20";
      return { ...base, zjcx: "B2", first, validUntil: "2032-04-20", violations: [violation(redLight, 25, first)] };
    }
    case "foreigner":
      return { ...base, zjcx: "C1", first: "2023-11-08", validUntil: "2029-11-08" };
    case "grandmother":
    case "student":
      return undefined;
    case "resident":
  }
  const age = ageOn(person.birthday, today);
  if (age < 19 || age > 69 || !random.chance(0.55)) return undefined;
  const first = addDays(today, -random.whole(200, (age - 18) * 365));
  const violations = random.chance(0.4) ? [violation(random.pick(wrongs), random.whole(1, 300), first)] : [];
  // Six years, then ten, then for good.
  const years = Number(today.slice(0, 4)) - Number(first.slice(0, 4));
  const validYear = Number(first.slice(0, 4)) + (years < 6 ? 6 : years < 16 ? 16 : 60);
  const monthDay = first.slice(4) === "-02-29" ? "-02-28" : first.slice(4);
  return {
    ...base,
    zjcx: random.pick(["C1", "C1", "C2", "B2"]),
    first,
    validUntil: `${validYear}${monthDay}`,
    violations,
  };
}
