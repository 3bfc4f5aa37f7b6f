import { ageOn, type Person } from "../people.ts";
import { addDays, addMonths, monthOf } from "../support/days.ts";
import { randomFor } from "../support/random.ts";

export const insurances = ["pension", "medical", "unemployment", "work_injury", "maternity"] as const;
export type Insurance = (typeof insurances)[number];

/** What the bureau knows of someone's work. Months are YYYY-MM, `base` yuan a month this year. */
export type Employment = {
  readonly status: "employed" | "unemployed" | "self_employed" | "retired" | "none";
  readonly since: string;
  readonly employer?: string;
  readonly ended_on?: string;
  readonly reason?: "contract_ended" | "dismissed" | "resigned";
  readonly insurances: readonly Insurance[];
  /** First month insured; undefined: never. */
  readonly first_month?: string;
  /** Last month insured; undefined: up to the month before today. */
  readonly last_month?: string;
  readonly base: number;
};

const employers = [
  "岳阳县荣达机械有限公司",
  "岳阳县新墙食品有限公司",
  "岳阳县洞庭物流有限公司",
  "岳阳县第一中学",
] as const;

/** Work as it fits the person: the demonstration's people as they are described, others by age and chance. */
export function employmentOf(seed: number, person: Person, today: string): Employment {
  const lastMonth = addMonths(monthOf(today), -1);
  switch (person.role) {
    case "worker":
      return {
        status: "employed",
        since: "2021-03-01",
        employer: employers[0],
        insurances,
        first_month: "2021-03",
        base: 4_910,
      };
    case "trader":
      return {
        status: "self_employed",
        since: "2019-01-01",
        insurances: ["pension", "medical"],
        first_month: "2019-01",
        base: 4_500,
      };
    case "student":
      return { status: "none", since: "2024-09-01", insurances: ["medical"], first_month: "2024-09", base: 4_000 };
    case "foreigner":
      return {
        status: "employed",
        since: "2023-09-01",
        employer: "岳阳县新港外贸有限公司",
        insurances,
        first_month: "2023-09",
        base: 9_800,
      };
    case "grandmother":
      return { status: "retired", since: "1999-04-01", insurances: [], base: 0 };
    case "resident":
  }
  const random = randomFor(seed, "employment", person.idNumber);
  const age = ageOn(person.birthday, today);
  if (age >= 60) return { status: "retired", since: addDays(today, -365 * (age - 60) - 30), insurances: [], base: 0 };
  if (age < 22) return { status: "none", since: person.birthday, insurances: [], base: 0 };
  const first_month = addMonths(lastMonth, -random.whole(6, Math.min(180, (age - 20) * 12)));
  const since = `${first_month}-01`;
  const base = random.whole(4_200, 15_000);
  const employer = random.pick(employers);
  const chance = random.next();
  if (chance < 0.15) return { status: "self_employed", since, insurances: ["pension", "medical"], first_month, base };
  if (chance < 0.9) return { status: "employed", since, employer, insurances, first_month, base };
  const ended = addDays(`${addMonths(lastMonth, -random.whole(0, 4))}-01`, -1);
  return {
    status: "unemployed",
    since: addDays(ended, 1),
    employer,
    ended_on: ended,
    reason: random.pick(["contract_ended", "dismissed", "resigned"] as const),
    insurances,
    first_month,
    last_month: monthOf(ended),
    base,
  };
}

/** Shares of the base in ten-thousandths: paid by the person, by the employer. */
const shares: Readonly<Record<Insurance, readonly [personal: number, unit: number]>> = {
  pension: [800, 1_600],
  medical: [200, 800],
  unemployment: [30, 70],
  work_injury: [0, 40],
  maternity: [0, 70],
};

export type Contribution = {
  readonly month: string;
  readonly employer: string;
  readonly baseFen: number;
  readonly personalFen: number;
  readonly unitFen: number;
};

/** Contributions of one insurance from one month to another, newest first. */
export function contributions(
  work: Employment,
  insurance: Insurance,
  from: string,
  to: string,
  today: string,
): Contribution[] {
  if (!work.first_month || !work.insurances.includes(insurance)) return [];
  const last = work.last_month ?? addMonths(monthOf(today), -1);
  const first = from > work.first_month ? from : work.first_month;
  const list: Contribution[] = [];
  for (let month = to < last ? to : last; month >= first; month = addMonths(month, -1)) {
    // Bases grew by four per cent a year.
    const years = Number(today.slice(0, 4)) - Number(month.slice(0, 4));
    const baseFen = Math.round(work.base / 1.04 ** years) * 100;
    const [personal, unit] = shares[insurance];
    const alone = work.employer === undefined;
    list.push({
      month,
      employer: work.employer ?? "灵活就业（个人缴费）",
      baseFen,
      personalFen: Math.round((baseFen * (alone ? personal + unit : personal)) / 10_000),
      unitFen: alone ? 0 : Math.round((baseFen * unit) / 10_000),
    });
  }
  return list;
}

/** Months of benefit after so many months paid (失业保险条例 第17条). */
export function monthsEntitled(monthsPaid: number): number {
  if (monthsPaid < 12) return 0;
  if (monthsPaid < 60) return Math.min(12, Math.floor(monthsPaid / 4));
  if (monthsPaid < 120) return 18;
  return 24;
}
