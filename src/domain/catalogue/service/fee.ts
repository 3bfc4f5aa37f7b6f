import type { Text } from "../../../foundation/i18n/index.ts";
import type { RuleContext } from "../../../foundation/rules/index.ts";
import { type ServiceVersion, settle } from "./compile.ts";
import type { Answers, Fee } from "./definition.ts";

/** When a fee falls due: on sending, before the decision, or on handing over. */
export type Charge = NonNullable<Fee["charge"]>;

/** Who is paid where a fee can be paid online; undefined where it is paid at the counter alone. */
export type PaidOnline = NonNullable<Fee["pay"]>;

/** What a city charges itself; it replaces whatever the catalogue says. */
export type OwnFee = { readonly amount_fen: bigint; readonly basis: string };

/**
 * What a service costs: nothing, one amount (of several: with the words of the row that holds), amounts that depend on answers not
 * given yet, what the agency's bill says, or what the place sets.
 */
export type FeeDue =
  | { readonly kind: "none" }
  | (FeeTerms & { readonly kind: "amount"; readonly amount_fen: bigint; readonly say?: Text })
  | (FeeTerms & {
      readonly kind: "amounts";
      readonly rows: readonly { readonly say: Text; readonly amount_fen: bigint }[];
    })
  | (FeeTerms & { readonly kind: "bill" | "local"; readonly say: Text });

type FeeTerms = {
  readonly basis: string;
  readonly charge: Charge;
  readonly pay?: PaidOnline;
  /** Said where the fee stays paid, even if the case ends without a result. */
  readonly goes_back?: false;
};

/**
 * The fee of a service in a city. `offeringFee`: the city's own, null where it has none. `answers`: all that will be given
 * (stored form), or undefined while nobody has answered; `context` is the day and city they were given in. A rule that the
 * answers cannot decide leaves the rows.
 */
export function feeOf(
  service: Pick<ServiceVersion, "definition" | "fees" | "questions">,
  offeringFee: OwnFee | null,
  answers: Answers | undefined,
  context: RuleContext,
): FeeDue {
  const { fee } = service.definition;
  const { charge = "decide", pay, goes_back }: Partial<Fee> = fee === "none" ? {} : fee;
  const when = { charge, ...(pay === undefined ? {} : { pay }), ...(goes_back === false ? { goes_back } : {}) };
  if (offeringFee !== null) return { kind: "amount", ...offeringFee, ...when };
  if (fee === "none") return { kind: "none" };
  const { basis } = fee;
  if (fee.amount_fen !== undefined) return { kind: "amount", amount_fen: BigInt(fee.amount_fen), basis, ...when };
  if (fee.bill !== undefined) return { kind: "bill", say: fee.bill, basis, ...when };
  if (fee.local !== undefined) return { kind: "local", say: fee.local, basis, ...when };
  const row = answers === undefined ? undefined : rowFor(service, answers, context);
  if (row) return { kind: "amount", amount_fen: BigInt(row.amount_fen), basis, say: row.say, ...when };
  return {
    kind: "amounts",
    rows: service.fees.map(({ say, amount_fen }) => ({ say, amount_fen: BigInt(amount_fen) })),
    basis,
    ...when,
  };
}

/** The first row that holds; a row that cannot be told yet decides nothing, and neither do those after it. */
function rowFor(
  service: Pick<ServiceVersion, "fees" | "questions">,
  answers: Answers,
  context: RuleContext,
): ServiceVersion["fees"][number] | undefined {
  const { values } = settle(service, answers, context);
  for (const row of service.fees) {
    const holds = row.when === undefined ? true : row.when(values, context);
    if (holds === true) return row;
    if (holds !== false) return undefined;
  }
  return undefined;
}

/** The one amount that is owed, where it is known; undefined where a bill or the place says it, or the answers are missing. */
export function amountDue(fee: FeeDue): bigint | undefined {
  if (fee.kind === "none") return 0n;
  return fee.kind === "amount" ? fee.amount_fen : undefined;
}
