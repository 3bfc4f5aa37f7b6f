import { cityScope } from "../../foundation/database/index.ts";
import { AgencyFailure, type Reversal, type ReversalAnswer } from "../agencies/index.ts";
import { findBills } from "./bills.ts";
import type { PaymentContext } from "./context.ts";
import { ledgerAccounts } from "./ledger.ts";
import type { PaymentActor, PaymentView } from "./payment.ts";
import { performOnPayment } from "./perform.ts";
import { takenBack } from "./reversal-store.ts";
import { type Outcome, pauseAfter, type Task } from "./task.ts";
import { tasksOfPayment } from "./tasks-store.ts";
import { keyForBill } from "./write-off-key.ts";

/**
 * 冲正: tells each biller that what it had written off went back to the payer; `task.part` is the refund. Without it the biller would still
 * count the bill as paid, and refuse the next payment of it. What a biller will not take back, or cannot be told, a person settles with it; its
 * daily file shows when it is done, and until then the day has a difference.
 */
export async function reverse(
  context: PaymentContext,
  task: Pick<Task, "part" | "attempts">,
  view: PaymentView,
  signal: AbortSignal,
): Promise<Outcome> {
  const { city, number } = view.payment;
  const refund = view.refunds.find((one) => one.number === task.part);
  if (!refund) return { kind: "done" };
  const rows = await context.database.run(cityScope(city), takenBack, { city, subject: number, refund: refund.number });
  const told: string[] = [];
  for (const { part, debit, amount_fen } of rows) {
    const bill = view.bills.find((one) => one.number === part.split(" ")[0]);
    if (!bill || debit !== ledgerAccounts.due(bill.biller)) continue;
    const [known] = await findBills(context, city, [bill.number]);
    if (!known) continue;
    const answer = await asked(
      context,
      {
        ...{ city, agency: bill.biller, operation: known.facts.operation, reference: bill.reference },
        ...{ key: keyForBill(number, view, bill), reversal: keyForBill(refund.number, view, bill) },
        ...{ amount_fen, at: context.clock() },
      },
      signal,
    );
    if (answer.kind === "refused") {
      const { say } = answer;
      // In its own words, which may name somebody: sealed with the event.
      await performOnPayment(context, { city, number, by: { kind: "agency", id: bill.biller } }, () => ({
        act: "refuse_reversal",
        who: "biller",
        words: { refund: refund.number, bill: bill.number },
        ...(say === "" ? {} : { said: { because: say } }),
      }));
    }
    if (answer.kind === "refused" || answer.kind === "not_connected") return { kind: "dead", reason: answer.kind };
    if (answer.kind === "waiting") {
      const at = new Date(context.clock().getTime() + pauseAfter(task.attempts + 3));
      return { kind: "later", at, reason: "waiting" };
    }
    told.push(bill.number);
  }
  if (told.length === 0) return { kind: "done" };
  const by = { kind: "system", id: "payments" } as const;
  await performOnPayment(context, { city, number, by }, () => ({
    act: "reverse",
    who: "biller",
    words: { refund: refund.number, bills: told },
    tasks: [{ kind: "reverse", part: refund.number, dueAt: undefined }],
  }));
  return { kind: "done" };
}

/** `not_connected`: nothing but a person can tell this biller. */
async function asked(
  { biller }: PaymentContext,
  reversal: Reversal,
  signal: AbortSignal,
): Promise<ReversalAnswer | { readonly kind: "not_connected" }> {
  if (!biller.reverse) return { kind: "not_connected" };
  try {
    return await biller.reverse(reversal, signal);
  } catch (error) {
    if (error instanceof AgencyFailure && error.reason === "not_connected") return { kind: "not_connected" };
    throw error;
  }
}

/**
 * A clerk has told the biller by telephone or letter what it could not be told otherwise. @returns false where nothing was waiting for that
 */
export async function reversedByHand(
  context: PaymentContext,
  of: { city: string; number: string; refund: string; by: PaymentActor; because: string },
): Promise<boolean> {
  const open = await openTasksOf(context, of.city, of.number);
  if (!open.some(({ kind, part, state }) => kind === "reverse" && part === of.refund && state === "dead")) return false;
  await performOnPayment(context, of, () => ({
    act: "reverse",
    who: "clerk",
    words: { refund: of.refund, by_hand: true },
    said: { because: of.because },
    tasks: [{ kind: "reverse", part: of.refund, dueAt: undefined }],
  }));
  return true;
}

/** What is still to be asked about a payment. */
export async function openTasksOf(context: Pick<PaymentContext, "database">, city: string, number: string) {
  return context.database.run(cityScope(city), tasksOfPayment, { city, subject: number });
}
