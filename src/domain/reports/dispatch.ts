import { cityScope, type Database } from "../../foundation/database/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import { hotline } from "../cases/index.ts";
import type { Duration, Offering, ServiceVersion } from "../catalogue/index.ts";
import { isReport } from "./is-report.ts";
import { dispatchRules, reportLimits, setDispatchRules, setReportLimits } from "./store.ts";

/** Working days to answer in where a place has set nothing: domain.md, one city (咨询 3, 其他 13). */
const usualDays: Readonly<Record<string, number>> = { consultation: 3 };
const otherDays = 13;

export type DispatchRule = {
  readonly category: string;
  /** Where reports of the category go by themselves; null leaves them with the hotline. */
  readonly agency: string | null;
  /** Working days; null is as the matter says. */
  readonly days: number | null;
};

export type Dispatching = {
  readonly rules: readonly DispatchRule[];
  /** Working days by matter, where the place has set them. */
  readonly limits: Readonly<Record<string, number>>;
};

/** What a city has ordered about sending reports on. */
export async function dispatchingOf(database: Database, city: string): Promise<Dispatching> {
  const scope = cityScope(city);
  const [rules, limits] = await Promise.all([
    database.run(scope, dispatchRules, { city }),
    database.run(scope, reportLimits, { city }),
  ]);
  return { rules, limits: Object.fromEntries(limits.map(({ matter, days }) => [matter, days])) };
}

/** Working days a matter has in a city. */
export function daysFor(limits: Dispatching["limits"], matter: string): number {
  return (Object.hasOwn(limits, matter) ? limits[matter] : undefined) ?? usualDays[matter] ?? otherDays;
}

/**
 * To which agency a report goes by the rule, and in how many working days it is answered: what the matter allows, or less where the
 * category has less. What is no report keeps its offering's terms.
 */
export async function routed(
  database: Database,
  at: {
    readonly city: string;
    readonly service: ServiceVersion;
    readonly offering: Pick<Offering, "agency" | "promise">;
  },
  answers: unknown,
): Promise<{ readonly agency: string; readonly promise: Duration | null | undefined }> {
  const { agency, promise } = at.offering;
  if (!isReport(at.service) || agency !== hotline) return { agency, promise };
  const { rules, limits } = await dispatchingOf(database, at.city);
  const said = (name: string) => {
    const given =
      typeof answers === "object" && answers !== null && Object.hasOwn(answers, name) ? Reflect.get(answers, name) : "";
    return typeof given === "string" ? given : "";
  };
  const rule = rules.find((one) => one.category === said("category"));
  const days = Math.min(daysFor(limits, said("matter")), rule?.days ?? Number.POSITIVE_INFINITY);
  return { agency: rule?.agency ?? hotline, promise: { days, unit: "working_days" } };
}

/** What the page of the city office posts: by category the agency ("" none) and days ("" as the matter says); by matter the days. */
export type DispatchingTyped = {
  readonly rules: readonly { readonly category: string; readonly agency: string; readonly days: string }[];
  readonly limits: readonly { readonly matter: string; readonly days: string }[];
};

/** @throws Refusal with every field that is not right, as `agency-<category>`, `days-<category>`, `limit-<matter>` */
export async function setDispatching(
  database: Database,
  input: {
    readonly city: string;
    readonly typed: DispatchingTyped;
    readonly isAgency: (code: string) => boolean;
    readonly now: Date;
  },
): Promise<void> {
  const { city, typed, isAgency, now } = input;
  const wrong: FieldError[] = [];
  const days = (field: string, text: string, required: boolean): number | null => {
    if (text === "" && !required) return null;
    const value = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= 60) return value;
    const message = { zh: "请写 1 到 60 之间的工作日数。", en: "Please give 1 to 60 working days." };
    wrong.push({ field, code: "days", message });
    return null;
  };
  const rules = typed.rules.map((rule) => {
    if (rule.agency !== "" && (rule.agency === hotline || !isAgency(rule.agency))) {
      const message = { zh: "请从名单中选择部门。", en: "Please choose an agency from the list." };
      wrong.push({ field: `agency-${rule.category}`, code: "unknown_agency", message });
    }
    return {
      category: rule.category,
      agency: rule.agency === "" ? null : rule.agency,
      days: days(`days-${rule.category}`, rule.days, false),
    };
  });
  const limits = typed.limits.map(({ matter, days: text }) => ({ matter, days: days(`limit-${matter}`, text, true) }));
  if (wrong.length > 0) {
    throw new Refusal({
      code: "dispatch_rules_invalid",
      status: 422,
      say: { zh: "有几处需要更正。", en: "Some of this needs correcting." },
      fields: wrong,
    });
  }
  await database.transaction(cityScope(city), async (tx) => {
    await tx.run(setDispatchRules, { city, rows: rules, at: now });
    await tx.run(setReportLimits, { city, rows: limits, at: now });
  });
}
