import type { Text } from "../../../foundation/i18n/index.ts";
import type { LateFeeRule } from "./late-fee.ts";

/**
 * How a service's bills are found and how they may be paid. What a bill looks like is the same for all (`OwedBill` of the module
 * `agencies`): the biller's connector brings its own into that form.
 */
export type BillSection = {
  /** As the biller's connector names it; mostly that of the look-up, whose page shows the same bills to people. */
  readonly operation: string;
  readonly by: "account" | "person" | "notice";
  /** Questions whose answers are sent along; by person, the identity always is. */
  readonly ask: readonly string[];
  /** The question that is the account or notice number: the biller's answer must be about it. Left out by person. */
  readonly about?: string;
  /** `treasury`: a notice is paid alone and whole, and the treasury's record is the truth. */
  readonly payee: "treasury" | "merchant";
  readonly partial: "none" | { readonly min_fen: number };
  /** Several bills in one payment. */
  readonly several: boolean;
  /** The account is kept for next time, where the person wants it. */
  readonly remember: boolean;
  /** What the account or number is called. */
  readonly account: Text;
  /** Only where we work it out; left out where the biller's amount has it already. */
  readonly late_fee?: LateFeeRule;
};

/** A bill as a sample tells of it: amounts in fen. */
export type SampleBill = {
  readonly reference: string;
  readonly amount: number;
  readonly late_fee?: number;
  readonly due_on?: string;
  readonly period?: string;
};
