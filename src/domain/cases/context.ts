import type { Database } from "../../foundation/database/index.ts";
import { cityScope, Gatherer } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { Duration, ServiceVersion } from "../catalogue/index.ts";
import type { Calendar } from "../regions/index.ts";
import type { Limits } from "./clocks.ts";
import { applyActs, submitCases } from "./store.ts";

/** What the acts on cases need: opened once at start. */
export type CaseContext = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: () => Date;
  readonly calendarOf: (city: string) => Calendar;
  /** The version a case was filed under; versions are immutable and stay. */
  readonly serviceOf: (code: string, version: string) => ServiceVersion;
  /** Whether a division code stands for a place. */
  readonly isDivision: (code: string) => boolean;
  readonly submissions: Gatherer<GatheredRow, boolean>;
  readonly acts: Gatherer<GatheredRow, boolean>;
  /** Told after each commit which cities have new events, so that the relay need not wait for its next look. */
  readonly committed: (cities: readonly string[]) => void;
};

/** A row of a batch; `ord` is added when the batch leaves. */
export type GatheredRow = { readonly city: string } & Readonly<Record<string, unknown>>;

export function caseContext(
  parts: Pick<CaseContext, "database" | "secrets" | "clock" | "calendarOf" | "serviceOf"> & {
    /** Without it every code of the right form passes. */
    isDivision?: (code: string) => boolean;
    committed?: (cities: readonly string[]) => void;
  },
): CaseContext {
  const committed = parts.committed ?? (() => undefined);
  const send =
    (made: typeof submitCases | typeof applyActs) =>
    async (rows: readonly GatheredRow[]): Promise<boolean[]> => {
      const cities = [...new Set(rows.map((row) => row.city))];
      const numbered = rows.map((row, ord) => ({ ...row, ord }));
      const answers = await parts.database.run(cityScope(...cities), made as typeof applyActs, { rows: numbered });
      committed(cities);
      return answers.map((answer) => ("fresh" in answer ? answer.fresh === true : answer.done));
    };
  return {
    ...parts,
    isDivision: parts.isDivision ?? (() => true),
    committed,
    submissions: new Gatherer(send(submitCases)),
    acts: new Gatherer(send(applyActs)),
  };
}

/** The time an applicant has to send what was asked for. Local practice: the law names none. */
const correctWithin: Duration = { days: 30, unit: "days" };
/** 行政许可法 第44条 */
const deliverWithin: Duration = { days: 10, unit: "working_days" };

/** The legal limit for asking (silence is acceptance by law), the promised one for deciding: the city's before the service's. */
export function limitsOf(service: ServiceVersion, promise?: Duration | null): Limits {
  const { accept, decide } = service.definition.time;
  return {
    accept: accept.law,
    decide: promise ?? decide.promise ?? decide.law,
    legal: decide.law,
    correct: correctWithin,
    deliver: deliverWithin,
  };
}
