import { type PaymentState, paymentStates } from "./payment.ts";

export const paymentActs = [
  "create",
  "hand_over",
  "come_back",
  "confirm",
  "fail",
  "close",
  "apply",
  "contest",
  "write_off",
  "reverse",
  "refuse_reversal",
  "ask_refund",
  "approve_refund",
  "decline_refund",
  "refund",
  "refund_part_done",
  "refund_done",
  "refund_failed",
  "settle",
] as const;
export type PaymentAct = (typeof paymentActs)[number];

/**
 * Who may do it. `provider`: a verified notification or the provider's answer to our own question, never the payer's return. `biller`: the
 * biller's answer to a write-off.
 */
export const paymentWho = ["payer", "clerk", "system", "provider", "biller"] as const;
export type PaymentWho = (typeof paymentWho)[number];

export type PaymentTransition = {
  readonly from: PaymentState | "new";
  readonly act: PaymentAct;
  readonly to: PaymentState;
  readonly who: readonly PaymentWho[];
  /** Why it is so. */
  readonly because: string;
};

const waiting = ["created", "handed_over", "pending"] as const;
const each = <S extends PaymentState>(from: readonly S[], row: Omit<PaymentTransition, "from">): PaymentTransition[] =>
  from.map((one) => ({ from: one, ...row }));
/** For acts that leave the state as it is. */
const staying = (from: readonly PaymentState[], row: Omit<PaymentTransition, "from" | "to">): PaymentTransition[] =>
  from.map((one) => ({ from: one, to: one, ...row }));

/** The whole life of a payment as one table. */
export const paymentTable: readonly PaymentTransition[] = [
  { from: "new", act: "create", to: "created", who: ["payer", "clerk"], because: "one standing attempt per bill" },
  ...each(["created", "handed_over", "pending"], {
    act: "hand_over",
    to: "handed_over",
    who: ["payer", "system"],
    because: "the wallet was opened, perhaps again",
  }),
  ...each(["created", "handed_over", "pending"], {
    act: "come_back",
    to: "pending",
    who: ["payer"],
    because: "coming back from the wallet proves nothing; we ask the provider",
  }),
  ...each(waiting, { act: "confirm", to: "succeeded", who: ["provider"], because: "the provider says it was paid" }),
  ...each(["closed", "failed"], {
    act: "confirm",
    to: "late_success",
    who: ["provider"],
    because: "paid after we had given it up: applied or refunded, never lost",
  }),
  ...each(waiting, { act: "fail", to: "failed", who: ["provider"], because: "the provider will not take it" }),
  ...each(waiting, {
    act: "close",
    to: "closed",
    who: ["payer", "clerk", "system", "provider"],
    because: "superseded, expired, cancelled, or closed by the provider",
  }),
  { from: "late_success", act: "apply", to: "succeeded", who: ["system"], because: "its bills are still owed" },
  ...each([...waiting, "closed", "failed"], {
    act: "contest",
    to: "disputed",
    who: ["provider"],
    because: "another amount came in than was asked for: it never completes the payment",
  }),
  ...each(["succeeded", "late_success"], {
    act: "contest",
    to: "disputed",
    who: ["clerk", "provider"],
    because: "the payer or the provider contests it",
  }),
  ...each(["refunding", "refunded", "disputed"], {
    act: "contest",
    to: "disputed",
    who: ["provider"],
    because:
      "the provider completed a refund that had failed, and the money had gone back another way: a clerk gets it back",
  }),
  ...staying(["succeeded", "refunding", "refunded", "disputed"], {
    act: "write_off",
    who: ["biller", "clerk"],
    because: "what the biller said of one bill",
  }),
  ...staying(["succeeded", "refunding", "refunded", "disputed"], {
    act: "reverse",
    who: ["biller", "clerk"],
    because: "what the biller had written off and was given back, it has taken back too",
  }),
  ...staying(["succeeded", "refunding", "refunded", "disputed"], {
    act: "refuse_reversal",
    who: ["biller"],
    because: "the biller will not take its write-off back, and says why: a person settles it",
  }),
  ...staying(["succeeded", "refunding", "disputed"], {
    act: "ask_refund",
    who: ["payer", "clerk", "system"],
    because: "a clerk looks at it; the system asks where a case ended without what its fee was for",
  }),
  ...staying(["succeeded", "refunding", "disputed"], {
    act: "approve_refund",
    who: ["clerk"],
    because: "over the limit a second clerk approves it too",
  }),
  ...staying(["succeeded", "refunding", "disputed", "refunded"], {
    act: "decline_refund",
    who: ["clerk"],
    because: "in writing, with the reason; also where the money went back another way meanwhile",
  }),
  ...each(["succeeded", "late_success", "disputed", "refunding"], {
    act: "refund",
    to: "refunding",
    who: ["system", "clerk"],
    because: "money goes back",
  }),
  {
    from: "refunding",
    act: "refund_part_done",
    to: "succeeded",
    who: ["provider"],
    because: "a part went back and no other refund is under way",
  },
  ...staying(["refunding"], {
    act: "refund_part_done",
    who: ["provider"],
    because: "a part went back and another refund is under way",
  }),
  {
    from: "refunding",
    act: "refund_part_done",
    to: "disputed",
    who: ["provider"],
    because: "a part went back and the rest stands for no bill: a clerk decides how",
  },
  ...staying(["disputed"], {
    act: "refund_part_done",
    who: ["provider"],
    because: "a part went back while a clerk still decides about the rest",
  }),
  ...each(["refunding", "disputed"], {
    act: "refund_done",
    to: "refunded",
    who: ["provider"],
    because: "all of it went back",
  }),
  ...each(["refunding", "disputed"], {
    act: "refund_failed",
    to: "disputed",
    who: ["provider"],
    because: "the provider cannot give it back (account closed): a clerk decides how",
  }),
  {
    from: "disputed",
    act: "settle",
    to: "succeeded",
    who: ["clerk"],
    because: "the dispute is over and the payment stands; what its biller says later counts as ever",
  },
  {
    from: "disputed",
    act: "settle",
    to: "refunded",
    who: ["clerk"],
    because:
      "two clerks gave all that was left back, out of the city's bank account; or what went back twice is got back",
  },
];

/** States in which nothing more is expected by itself. */
export const restingStates: ReadonlySet<PaymentState> = new Set(["succeeded", "failed", "closed", "refunded"]);

export function paymentTransition(
  from: PaymentState | "new",
  act: PaymentAct,
  who: PaymentWho,
  to?: PaymentState,
): PaymentTransition | undefined {
  return paymentTable.find(
    (row) => row.from === from && row.act === act && row.who.includes(who) && (to === undefined || row.to === to),
  );
}

/** What is wrong with the table; checked at start: a mistake here must not be found with somebody's money. */
export function problemsOfPayments(table: readonly PaymentTransition[]): string[] {
  const problems: string[] = [];
  const reached = new Set<string>(["new"]);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const row of table) if (reached.has(row.from)) reached.add(row.to);
  }
  for (const state of paymentStates) if (!reached.has(state)) problems.push(`${state} is never reached`);
  const seen = new Set<string>();
  for (const row of table) {
    for (const who of row.who) {
      const key = `${row.from} ${row.act} ${row.to} ${who}`;
      if (seen.has(key)) problems.push(`${key} stands there twice`);
      seen.add(key);
    }
  }
  for (const state of paymentStates) {
    if (restingStates.has(state)) continue;
    if (!table.some((row) => row.from === state && row.to !== state)) problems.push(`nothing leads out of ${state}`);
  }
  return problems;
}
