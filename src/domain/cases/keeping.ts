import type { ServiceDefinition } from "../catalogue/index.ts";
import type { State } from "./table.ts";

/** Nothing was decided: the applicant took it back or did not go on with it, so that its purpose cannot be reached any more. */
const undecided: ReadonlySet<State> = new Set(["withdrawn", "lapsed"]);
/** Nothing but the record of acts is to be kept: somebody looked something up or had a time to come. */
const leavesNoFile: ReadonlySet<ServiceDefinition["kind"]> = new Set(["query", "book"]);

export type Keeping =
  /** Its data stays until this instant, whoever asks: the time the service file names has not run out (个人信息保护法 第47条第2款). */
  | { readonly kind: "kept"; readonly until: Date }
  /** Kept until then, and erased before that when its person asks (个人信息保护法 第47条第1款). */
  | { readonly kind: "until_asked"; readonly until: Date }
  /** Still open: nothing of it is erased before it is closed. */
  | { readonly kind: "open" };

/**
 * What the law says of the data of a case. Matters that an authority decided are its files, kept for the months of the service's `keep`
 * (档案法; 机关档案管理规定). Of what was never decided, and of mere look-ups and bookings, only the record of acts is asked for, and that
 * stays when a case is erased.
 */
export function keepingOf(
  { kind, keep }: Pick<ServiceDefinition, "kind" | "keep">,
  row: { readonly state: string; readonly closed_at: Date | string | null },
): Keeping {
  if (row.closed_at === null) return { kind: "open" };
  const until = new Date(row.closed_at);
  until.setUTCMonth(until.getUTCMonth() + keep.months);
  const free = undecided.has(row.state as State) || leavesNoFile.has(kind);
  return { kind: free ? "until_asked" : "kept", until };
}
