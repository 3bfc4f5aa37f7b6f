import type { WriteOffAnswer } from "../agencies/index.ts";
import type { PaymentContext } from "./context.ts";
import { writtenOff } from "./ledger.ts";
import type { BilledPart, PaymentActor, PaymentView } from "./payment.ts";
import { type PaymentPlan, performOnPayment } from "./perform.ts";
import { refundPlan } from "./refund-plan.ts";

const askAgainAfter = 60_000;

/**
 * 销账: takes what the biller says of one bill of a payment. Written off: the money is the biller's. Refused: it goes back to the payer with the
 * reason. Repeated answers change nothing.
 */
export async function takeWriteOff(
  context: PaymentContext,
  of: { city: string; number: string; bill: string; by: PaymentActor },
  answer: Exclude<WriteOffAnswer, { kind: "absent" }>,
): Promise<PaymentView> {
  return performOnPayment(context, of, (view) => {
    const bill = view.bills.find(({ number }) => number === of.bill);
    if (bill?.write_off !== "waiting" || !view.payment.applied) return undefined;
    switch (answer.kind) {
      case "waiting":
        return {
          act: "write_off",
          who: "biller",
          tasks: [
            { kind: "write_off", part: bill.number, dueAt: undefined },
            {
              kind: "write_off_query",
              part: bill.number,
              dueAt: new Date(context.clock().getTime() + askAgainAfter),
            },
          ],
          words: { bill: bill.number, said: "waiting" },
        };
      case "done":
        return donePlan(context, view, bill, answer.reference, "done");
      case "refused":
        return refundPlan(context, view, {
          amount_fen: bill.amount_fen - bill.returned_fen,
          cause: "write_off_refused",
          by: { kind: "agency", id: bill.biller },
          reason: answer.say,
          approvedBy: [],
          bills: [
            {
              number: bill.number,
              write_off: "refused",
              withdrawn: answer.code === "paid_elsewhere" || answer.code === "closed",
            },
          ],
        });
    }
  });
}

/** A clerk has settled it with the biller by telephone or letter: `reference` is the biller's number of it, `because` how it went. */
export async function writeOffByHand(
  context: PaymentContext,
  of: { city: string; number: string; bill: string; by: PaymentActor; reference: string; because?: string },
): Promise<PaymentView> {
  return performOnPayment(context, of, (view) => {
    const bill = view.bills.find(({ number }) => number === of.bill);
    if (bill?.write_off !== "waiting" || !view.payment.applied) return undefined;
    const said = of.because === undefined ? {} : { said: { because: of.because } };
    return { ...donePlan(context, view, bill, of.reference, "by_hand"), who: "clerk", ...said };
  });
}

function donePlan(
  context: PaymentContext,
  { payment }: PaymentView,
  bill: BilledPart,
  reference: string | undefined,
  how: "done" | "by_hand",
): PaymentPlan {
  return {
    act: "write_off",
    who: "biller",
    bills: [
      {
        bill,
        state: bill.state === "paid" ? "settled" : bill.state,
        standing: false,
        write_off: how,
        write_off_at: context.clock().toISOString(),
        ...(reference === undefined ? {} : { write_off_reference: reference }),
      },
    ],
    transfers: [writtenOff(payment, bill)],
    tasks: [
      { kind: "write_off", part: bill.number, dueAt: undefined },
      { kind: "write_off_query", part: bill.number, dueAt: undefined },
    ],
    words: { bill: bill.number, said: how },
  };
}
