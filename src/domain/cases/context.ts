import type { Database } from "../../foundation/database/index.ts";
import { cityScope, Gatherer } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { Duration, ServiceVersion } from "../catalogue/index.ts";
import type { Calendar } from "../regions/index.ts";
import type { Limits } from "./clocks.ts";
import { regimeTerms } from "./regimes/index.ts";
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

/**
 * The legal limit for asking (silence is acceptance by law), the promised one for deciding (the city's before the service's), and what
 * the regime says where the service does not. A limit of 0 days is at once for machines; where a person has to look it is one working
 * day, so that no clock fires before anybody could.
 */
export function limitsOf(service: ServiceVersion, promise?: Duration | null): Limits {
  const { regime, time } = service.definition;
  const terms = regimeTerms[regime];
  const { accept, decide, correct, deliver } = time;
  return {
    accept: aDayAtLeast(accept.law),
    decide: aDayAtLeast(promise ?? decide.promise ?? decide.law),
    // What the place has ordered for a report counts whoever takes it on.
    legal: aDayAtLeast(regime === "complaint" ? (promise ?? decide.law) : decide.law),
    correct: aDayAtLeast(correct?.promise ?? correct?.law ?? terms.correct),
    deliver: aDayAtLeast(deliver?.promise ?? deliver?.law ?? terms.deliver),
    consult: terms.consult,
    extension: terms.extension,
  };
}

const oneWorkingDay: Duration = { days: 1, unit: "working_days" };
const aDayAtLeast = (limit: Duration): Duration => (limit.days === 0 ? oneWorkingDay : limit);
