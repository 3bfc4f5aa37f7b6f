import type { PaymentContext } from "./context.ts";
import { applied, received } from "./ledger.ts";
import type { BilledPart, PaymentActor, PaymentRow, PaymentView } from "./payment.ts";
import { type BillChange, findPayment, type PaymentPlan, performOnPayment, type TaskChange } from "./perform.ts";
import type { ProviderPayment } from "./provider.ts";
import { refundPlan } from "./refund-plan.ts";

const waitingStates: readonly string[] = ["created", "handed_over", "pending"];
export const isWaiting = ({ state }: Pick<PaymentRow, "state">): boolean => waitingStates.includes(state);

const providerActor = (payment: { provider: string }): PaymentActor => ({ kind: "system", id: payment.provider });
const system: PaymentActor = { kind: "system", id: "payments" };

/**
 * Takes what a provider says of a payment, by a verified notification or in answer to our question, however often it says it. Only the
 * whole amount completes a payment; what came in too late is applied where its bills are still owed and given back where they are not.
 */
export async function confirmPayment(
  context: PaymentContext,
  city: string,
  told: ProviderPayment,
): Promise<PaymentView> {
  const { payment } = await findPayment(context, city, told.number);
  const view = await performOnPayment(context, { city, number: told.number, by: providerActor(payment) }, (read) =>
    planOf(context, read, told),
  );
  return resolveLate(context, view);
}

/** What follows from what the provider says; undefined where we know it already, or nothing has happened yet. */
function planOf(context: PaymentContext, view: PaymentView, told: ProviderPayment): PaymentPlan | undefined {
  const { payment } = view;
  switch (told.state) {
    case "paid":
    case "refunded":
      return planOfPaid(context, view, told);
    case "closed":
      return isWaiting(payment) ? closePlan(view, "provider", "provider") : undefined;
    case "failed":
      return isWaiting(payment)
        ? { act: "fail", who: "provider", bills: released(view), tasks: [noMore("query"), noMore("close")] }
        : undefined;
    case "unpaid":
    case "paying":
    case "absent":
      return undefined;
  }
}

function planOfPaid(context: PaymentContext, view: PaymentView, told: ProviderPayment): PaymentPlan | undefined {
  const { payment, bills } = view;
  const isGivenUp = payment.state === "closed" || payment.state === "failed";
  if (!isWaiting(payment) && !isGivenUp) return undefined;
  const amount = told.amount_fen ?? 0n;
  const now = context.clock();
  const came = {
    received_fen: amount,
    paid_at: (told.paidAt ?? now).toISOString(),
    reference: told.reference ?? payment.reference,
  };
  const money = amount > 0n ? [received(payment, amount)] : [];
  if (amount !== payment.amount_fen || told.state === "refunded") {
    return {
      act: "contest",
      who: "provider",
      set: came,
      bills: released(view),
      transfers: money,
      tasks: [noMore("query"), noMore("close")],
      words: { because: told.state === "refunded" ? "refunded_elsewhere" : "amount", told_fen: amount.toString() },
    };
  }
  if (isGivenUp) {
    // What becomes of it is decided in the next act; until then the task stands, so that nobody forgets it.
    return { act: "confirm", who: "provider", set: came, transfers: money, tasks: [at("query", now), noMore("close")] };
  }
  if (bills.every((bill) => bill.state === "open")) {
    return {
      act: "confirm",
      who: "provider",
      set: { ...came, applied: true },
      bills: appliedTo(bills),
      transfers: [...money, ...applied(payment, bills)],
      tasks: [noMore("query"), noMore("close"), ...writeOffs(bills, now)],
    };
  }
  return {
    act: "confirm",
    who: "provider",
    set: came,
    bills: released(view),
    transfers: money,
    tasks: [at("query", now)],
  };
}

/** Money that came in and stands for nothing yet: for its bills where they are still owed, else back to the payer. */
export async function resolveLate(context: PaymentContext, view: PaymentView): Promise<PaymentView> {
  const { city, number } = view.payment;
  if (!isUnresolved(view.payment)) return view;
  // Another attempt that still waits gives way: this one has the money.
  for (const { held_by: other } of view.bills) {
    if (other === null) continue;
    await performOnPayment(context, { city, number: other, by: system }, (read) =>
      isWaiting(read.payment) ? closePlan(read, "system", "superseded", context.clock()) : undefined,
    );
  }
  return performOnPayment(context, { city, number, by: system }, (read) => {
    if (!isUnresolved(read.payment)) return undefined;
    const now = context.clock();
    const fits = read.bills.every((bill) => bill.state === "open" && bill.held_by === null && roomIn(bill));
    if (fits && read.payment.state === "late_success") {
      return {
        act: "apply",
        who: "system",
        set: { applied: true },
        bills: appliedTo(read.bills),
        transfers: applied(read.payment, read.bills),
        tasks: [noMore("query"), ...writeOffs(read.bills, now)],
      };
    }
    const plan = refundPlan(context, read, {
      amount_fen: read.payment.received_fen,
      cause: "late_success",
      by: system,
      reason: { zh: "钱到的时候账单已经不用再交了。", en: "When the money arrived the bill was no longer owed." },
      approvedBy: [],
    });
    return { ...plan, tasks: [noMore("query"), ...(plan.tasks ?? [])] };
  });
}

/** Came in and is neither applied nor on its way back. */
export const isUnresolved = (payment: PaymentRow): boolean =>
  payment.state === "late_success" ||
  (payment.state === "succeeded" && !payment.applied && payment.refunded_fen + payment.refunding_fen === 0n);

const roomIn = (bill: BilledPart): boolean => bill.owed_fen - bill.paid_fen >= bill.amount_fen;

const appliedTo = (bills: readonly BilledPart[]): BillChange[] =>
  bills.map((bill) => {
    const paid = bill.paid_fen + bill.amount_fen;
    return {
      bill,
      paid_fen: paid,
      state: paid === bill.owed_fen ? "paid" : "open",
      standing: true,
      write_off: "waiting",
    };
  });

const writeOffs = (bills: readonly BilledPart[], now: Date): TaskChange[] =>
  bills.map((bill) => ({ kind: "write_off", part: bill.number, dueAt: now }));

/** Bills the payment holds no longer, so that they can be paid another way at once. */
export const released = ({ bills }: PaymentView): BillChange[] =>
  bills.filter((bill) => bill.standing).map((bill) => ({ bill, standing: false }));

const noMore = (kind: TaskChange["kind"]): TaskChange => ({ kind, dueAt: undefined });
const at = (kind: TaskChange["kind"], dueAt: Date): TaskChange => ({ kind, dueAt });

/**
 * Gives an attempt up here at once; the provider is told by a task, unless it said so itself. If somebody pays in spite of it, that is a late
 * success.
 */
export function closePlan(
  view: PaymentView,
  who: "payer" | "clerk" | "system" | "provider",
  because: NonNullable<PaymentRow["closed_because"]>,
  now?: Date,
): PaymentPlan {
  return {
    act: "close",
    who,
    set: { closed_because: because },
    bills: released(view),
    tasks: [noMore("query"), now === undefined ? noMore("close") : at("close", now)],
  };
}
