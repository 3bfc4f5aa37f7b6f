/**
 * What is added for being late, where this platform works it out: `rate_bp` of the principal for each calendar day, from the day after
 * the due day on (`free_days` later where the rule says so), at most `cap`. Parts of a fen are dropped, or rounded half up, once, at the end.
 */
export type LateFeeRule = {
  /** Basis points of the principal a day: 300 is 3 %. */
  readonly rate_bp: number;
  readonly cap: "principal" | "none";
  readonly free_days: number;
  readonly rounding: "down" | "half_up";
  /** The law it is added by. */
  readonly basis: string;
};

/** As a biller tells of a bill: `late_fee_fen` is part of `amount_fen`; without `dueOn` ("YYYY-MM-DD") nothing is ever added. */
export type LateBill = { readonly amount_fen: bigint; readonly late_fee_fen: bigint; readonly dueOn?: string };

/**
 * The late fee of a bill on a day ("YYYY-MM-DD", the city's calendar), in fen. What the biller worked out itself stands: it owns the
 * record, and asks for no more. 行政处罚法 第七十二条: 3 % a day, at most the fine itself.
 */
export function lateFee(bill: LateBill, rule: LateFeeRule | undefined, day: string): bigint {
  const principal = bill.amount_fen - bill.late_fee_fen;
  if (!rule || bill.late_fee_fen > 0n || bill.dueOn === undefined || principal <= 0n) return bill.late_fee_fen;
  const days = daysAfter(bill.dueOn, day) - rule.free_days;
  if (days <= 0) return 0n;
  const parts = principal * BigInt(rule.rate_bp) * BigInt(days);
  const fee = (rule.rounding === "half_up" ? parts + 5_000n : parts) / 10_000n;
  return rule.cap === "principal" && fee > principal ? principal : fee;
}

/** The same bill as it is to be paid on a day, its late fee included. */
export function onDay<B extends LateBill>(bill: B, rule: LateFeeRule | undefined, day: string): B {
  const late_fee_fen = lateFee(bill, rule, day);
  return { ...bill, late_fee_fen, amount_fen: bill.amount_fen - bill.late_fee_fen + late_fee_fen };
}

function daysAfter(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
