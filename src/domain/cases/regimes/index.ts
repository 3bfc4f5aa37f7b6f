import type { Duration, Regime } from "../../catalogue/index.ts";
import type { Transition } from "../table.ts";
import { benefit } from "./benefit.ts";
import { complaint } from "./complaint.ts";
import { confirmation } from "./confirmation.ts";
import { court } from "./court.ts";
import { disclosure } from "./disclosure.ts";
import { instant } from "./instant.ts";
import { licence } from "./licence.ts";

/** The table of each regime: the whole life of a case, drawn into docs/states/. */
export const regimes: Readonly<Record<Regime, readonly Transition[]>> = {
  licence,
  benefit,
  confirmation,
  complaint,
  disclosure,
  court,
  instant,
};

/** What a regime says about lengths of time where the service says nothing. */
export type RegimeTerms = {
  /** By how much a limit may be extended, once. */
  readonly extension: Duration;
  /** The time an applicant has to send what was asked for. */
  readonly correct: Duration;
  readonly deliver: Duration;
  /** What is missing may be asked for only this long after receipt. */
  readonly ask?: Duration;
  /** How long a third party may take to give its opinion. */
  readonly consult: Duration;
};

const working = (days: number): Duration => ({ days, unit: "working_days" });
const calendar = (days: number): Duration => ({ days, unit: "days" });

/** 行政许可法 第42条 (extension), 第44条 (delivery); the thirty days to correct are local practice: the law names none. */
const usual: RegimeTerms = {
  extension: working(10),
  correct: calendar(30),
  deliver: working(10),
  consult: working(15),
};

export const regimeTerms: Readonly<Record<Regime, RegimeTerms>> = {
  licence: usual,
  benefit: usual,
  confirmation: usual,
  complaint: usual,
  // 政府信息公开条例 第33条 (extension), 第30条 (asking within seven working days; a reasonable time to answer), 第32条 (third party).
  disclosure: { ...usual, extension: working(20), correct: working(15), ask: working(7) },
  // 法释〔2015〕8号 第7条: within a time the court sets.
  court: { ...usual, correct: calendar(15) },
  instant: usual,
};
