import type { Text } from "../../foundation/i18n/index.ts";
import type { Idempotency } from "../../foundation/idempotency/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { PaymentContext } from "./context.ts";
import { coveredBy, lateRefundPlan } from "./late-refund.ts";
import { gotBack, refunded } from "./ledger.ts";
import type { PaymentActor, PaymentState, PaymentView, RefundRow, RefundWay } from "./payment.ts";
import { type PaymentPlan, performOnPayment } from "./perform.ts";
import type { ProviderRefund } from "./provider.ts";
import { billsToRefund, freeOf, handPlan, newRefund, refundable, refundableOf, refundPlan } from "./refund-plan.ts";
import { declinedRefund } from "./refund-reason.ts";

const notAllowed = (zh: string, en: string): Refusal =>
  new Refusal({ code: "refund_not_possible", status: 409, say: { zh, en } });

const askedAlready = (): Refusal =>
  new Refusal({
    code: "refund_asked_already",
    status: 409,
    say: {
      zh: "这笔缴费已经申请过退款，正在等工作人员处理。",
      en: "A refund of this payment has been asked for already and a clerk is looking at it.",
    },
  });
const secondClerkNeeded = (): Refusal =>
  new Refusal({
    code: "second_clerk_needed",
    status: 409,
    say: { zh: "这笔退款要由另一位工作人员批准。", en: "This refund has to be approved by another clerk." },
  });
const writeOffUnderWay = (): Refusal =>
  new Refusal({
    code: "write_off_under_way",
    status: 409,
    say: {
      zh: "收费单位还没有确认这笔钱。等它回复以后再决定退款。",
      en: "The agency has not confirmed this money yet. Please decide once it has answered.",
    },
  });
const notNow = () => notAllowed("这笔缴费现在不能申请退款。", "A refund of this payment cannot be asked for now.");
const referenceNeeded = (): Refusal => {
  const message = {
    zh: "请写银行转账的流水号，最多 80 个字。",
    en: "Please give the bank's number of the transfer, in at most 80 characters.",
  };
  return new Refusal({
    code: "refund_reference",
    status: 422,
    say: message,
    fields: [{ field: "reference", code: "required", message }],
  });
};
function bankReference(typed: string | undefined): string {
  const reference = (typed ?? "").trim();
  if (reference === "" || reference.length > 80) throw referenceNeeded();
  return reference;
}
const notFound = () =>
  new Refusal({
    code: "refund_not_found",
    status: 404,
    say: { zh: "没有找到这笔退款。", en: "There is no such refund." },
  });

/**
 * Behind what is over the city's limit stand two clerks, behind everything else one; what went back of the payment before counts too, so that
 * nobody gets past the limit in parts. A clerk who asked is one of them and approves nothing, so that another always does.
 */
function approvalsFor(context: PaymentContext, { payment }: PaymentView, amount: bigint, by: PaymentActor): number {
  const all = payment.refunded_fen + payment.refunding_fen + amount;
  return by.kind !== "clerk" && all > context.twoApprovalsOver(payment.city) ? 2 : 1;
}

const saidOf = (because: string | undefined): Pick<PaymentPlan, "said"> =>
  because === undefined ? {} : { said: { because } };

/**
 * Asks for money back; a clerk looks at it. One request at a time, at most what came in and has not gone back. The system asks where a case
 * ended without what its fee was for. A clerk may ask for another way (`by_hand`) where a payment is disputed, as it is once the provider could
 * not give it back; then all that is left goes. `bills` names those it is taken from, none of which has gone back whole or is on its way (see
 * refundPlan for what is taken without). The same idempotency key asks once, also when that refund was done long ago.
 * @throws Refusal `refund_not_possible`, `refund_amount`, `refund_bills`, `refund_asked_already`
 */
export async function askRefund(
  context: PaymentContext,
  of: {
    city: string;
    number: string;
    by: PaymentActor;
    amount_fen: bigint;
    reason: string | Text;
    way?: RefundWay;
    bills?: readonly string[];
    idempotency?: Idempotency;
  },
): Promise<PaymentView> {
  return performOnPayment(context, of, (view) => {
    const { payment } = view;
    if (payment.state !== "succeeded" && payment.state !== "refunding" && payment.state !== "disputed") throw notNow();
    const asked = view.refunds.find(({ state }) => state === "asked");
    if (asked) throw askedAlready();
    const bills = namedBills(view, of.bills);
    if (of.amount_fen <= 0n || of.amount_fen > (bills ? refundableOf(view, bills) : refundable(view))) {
      const message = {
        zh: bills ? "退款金额不能超过所选账单付的钱。" : "退款金额不能超过实际付的钱。",
        en: bills
          ? "No more can be given back than was paid of these bills."
          : "No more can be given back than was paid.",
      };
      throw new Refusal({
        code: "refund_amount",
        status: 422,
        say: message,
        fields: [{ field: "amount_fen", code: "amount", message }],
      });
    }
    if (of.way === "by_hand" && (bills || !(of.by.kind === "clerk" && mayByHand(view, of.amount_fen)))) throw notNow();
    const [cause, who] =
      of.by.kind === "clerk"
        ? (["by_clerk", "clerk"] as const)
        : of.by.kind === "system"
          ? (["case_ended", "system"] as const)
          : (["asked", "payer"] as const);
    const refund = newRefund(context, view, {
      amount_fen: of.amount_fen,
      cause,
      bills,
      by: of.by,
      reason: of.reason,
      state: "asked",
      ...(of.way === undefined ? {} : { way: of.way }),
      approvals: approvalsFor(context, view, of.amount_fen, of.by),
      approvedBy: [],
    });
    return { act: "ask_refund", who, refund };
  });
}

/** Each once; undefined where none is named, or where the money stands for none. */
function namedBills(view: PaymentView, named: readonly string[] = []): readonly string[] | undefined {
  const isAmong = (bills: readonly { number: string }[]) => (number: string) =>
    bills.some((bill) => bill.number === number);
  if (!named.every(isAmong(view.bills))) {
    throw wrongBills("unknown", "这笔缴费没有付这张账单。", "This payment did not pay that bill.");
  }
  if (!view.payment.applied || named.length === 0) return undefined;
  if (!named.every(isAmong(billsToRefund(view)))) {
    throw wrongBills(
      "gone_back",
      "所选的账单里，有的钱已经退了，或者正在退。请重新选择。",
      "The money of one of these bills has gone back or is on its way. Please choose again.",
    );
  }
  return [...new Set(named)];
}

function wrongBills(code: string, zh: string, en: string): Refusal {
  const message = { zh, en };
  return new Refusal({
    code: "refund_bills",
    status: 422,
    say: message,
    fields: [{ field: "bills", code, message }],
  });
}

const mayByHand = (view: PaymentView, amount: bigint): boolean =>
  view.payment.state === "disputed" &&
  view.payment.refunding_fen + view.payment.over_fen === 0n &&
  amount === refundable(view);

/**
 * One clerk's approval; with the last that is needed the money begins its way back, or, by hand, has gone: `reference` is then the bank's
 * number of it. Nobody approves what they asked for themselves, or twice.
 * @throws Refusal `refund_not_found`, `second_clerk_needed`, `write_off_under_way`, `refund_reference`
 */
export async function approveRefund(
  context: PaymentContext,
  of: { city: string; number: string; refund: string; by: PaymentActor; reference?: string },
): Promise<PaymentView> {
  return performOnPayment(context, of, (view) => {
    const refund = asked(view, of.refund);
    if (refund.asked_by === of.by.id || refund.approved_by.includes(of.by.id)) {
      throw secondClerkNeeded();
    }
    if (view.bills.some(({ write_off: said }) => said === "waiting")) {
      throw writeOffUnderWay();
    }
    const left = refund.bills === null ? refundable(view) : refundableOf(view, refund.bills);
    if (refund.amount_fen > left) throw notNow();
    const approvedBy = [...refund.approved_by, of.by.id];
    if (approvedBy.length < refund.approvals_needed) {
      return { act: "approve_refund", who: "clerk", refund: { ...refund, approved_by: approvedBy } };
    }
    if (refund.way === "by_hand") {
      if (!mayByHand(view, refund.amount_fen)) throw notNow();
      const reference = bankReference(of.reference);
      const done = { state: "succeeded", approved_by: approvedBy, reference } as const;
      return handPlan(context, view, { ...refund, ...done, done_at: context.clock().toISOString() });
    }
    return refundPlan(context, view, {
      amount_fen: refund.amount_fen,
      cause: refund.cause,
      by: of.by,
      reason: "",
      approvedBy,
      existing: refund,
      who: "clerk",
      // Nothing is owed any more of a case that ended.
      ...(refund.bills === null
        ? {}
        : { bills: refund.bills.map((number) => ({ number, withdrawn: refund.cause === "case_ended" })) }),
    });
  });
}

/** Not given back, with the reason the payer reads. */
export async function declineRefund(
  context: PaymentContext,
  of: { city: string; number: string; refund: string; by: PaymentActor; reason: string },
): Promise<PaymentView> {
  return performOnPayment(context, of, (view) => {
    const refund = asked(view, of.refund);
    return {
      act: "decline_refund",
      who: "clerk",
      refund: declinedRefund(context, of.city, refund, of.reason),
    };
  });
}

function asked(view: PaymentView, number: string): RefundRow {
  const refund = view.refunds.find((one) => one.number === number);
  if (!refund) throw notFound();
  if (refund.state !== "asked") {
    throw notAllowed(
      "这笔退款已经办结。请刷新页面看结果。",
      "This refund is decided already. Please reload to see how.",
    );
  }
  return refund;
}

/**
 * Takes what the provider says of a refund, however often it says it. One that failed may succeed later: the merchant's own pages at the
 * provider can complete it (WeChat ABNORMAL). `because`: the code with which it was refused.
 */
export async function takeRefund(
  context: PaymentContext,
  of: { city: string; number: string },
  told: ProviderRefund,
  because?: string,
): Promise<PaymentView> {
  const by: PaymentActor = { kind: "system", id: "provider" };
  return performOnPayment(context, { ...of, by }, (view) => {
    const { payment } = view;
    const refund = view.refunds.find(({ number }) => number === told.refund);
    if (refund?.state === "failed" && told.state === "succeeded") return lateRefundPlan(context, view, refund, told);
    if (!refund || (refund.state !== "approved" && refund.state !== "sent")) return undefined;
    const tasks = [
      { kind: "refund", part: refund.number, dueAt: undefined },
      { kind: "refund_query", part: refund.number, dueAt: undefined },
    ] as const;
    if (told.state === "failed") {
      return {
        act: "refund_failed",
        who: "provider",
        ...(because === undefined ? {} : { words: { because } }),
        set: { refunding_fen: payment.refunding_fen - refund.amount_fen, ...coveredBy(payment, refund.amount_fen) },
        refund: { ...refund, state: "failed", reference: told.reference ?? null },
        tasks,
      };
    }
    if (told.state !== "succeeded") return undefined;
    const refundedFen = payment.refunded_fen + refund.amount_fen;
    const refundingFen = payment.refunding_fen - refund.amount_fen;
    const isAll = refundedFen === payment.received_fen && payment.over_fen === 0n;
    return {
      act: isAll ? "refund_done" : "refund_part_done",
      who: "provider",
      to: isAll ? "refunded" : afterPart(view, refundingFen),
      set: { refunded_fen: refundedFen, refunding_fen: refundingFen },
      refund: {
        ...refund,
        state: "succeeded",
        reference: told.reference ?? null,
        done_at: (told.at ?? context.clock()).toISOString(),
      },
      transfers: [refunded(payment, refund)],
      tasks,
    };
  });
}

/** A payment of which a part went back. It succeeded only where every fen that is left stands for a bill. */
function afterPart(view: PaymentView, stillRefunding: bigint): PaymentState {
  if (view.payment.state === "disputed" || view.payment.over_fen > 0n) return "disputed";
  if (stillRefunding > 0n) return "refunding";
  return freeOf(view) > 0n ? "disputed" : "succeeded";
}

/** The payer (by a clerk, in their words) or the provider (by a code) contests a payment; a clerk decides. */
export async function contestPayment(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor; because: string },
): Promise<PaymentView> {
  return performOnPayment(context, of, ({ payment }) => {
    if (payment.state === "disputed") return undefined;
    return of.by.kind === "clerk"
      ? { act: "contest", who: "clerk", ...saidOf(of.because) }
      : { act: "contest", who: "provider", words: { because: of.because } };
  });
}

/**
 * A clerk ends a dispute: the payment stands. What the biller has not answered yet it may still write off or refuse, as of any payment that
 * stands. That it does not stand, and goes back, is a refund (`askRefund`), behind which two clerks stand where no provider does. Where money
 * went back twice the dispute ends with the payer's return of it: `reference` is the bank's number.
 * @throws Refusal `payment_act_not_possible`, `refund_not_possible` (money is on its way back, or stands for no bill), `refund_reference`
 */
export async function settlePayment(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor; because?: string; reference?: string },
): Promise<PaymentView> {
  return performOnPayment(context, of, (view) => {
    const { payment } = view;
    if (payment.refunding_fen > 0n) throw notNow();
    if (freeOf(view) > 0n) {
      throw notAllowed(
        "这笔钱没有全部用在账单上，不能按“有效”结束。请先退还多余的钱。",
        "Not all of this money stands for a bill, so the payment cannot stand. Please give the rest back first.",
      );
    }
    const back = payment.over_fen === 0n ? [] : [gotBack(payment, payment.over_fen, bankReference(of.reference))];
    return {
      ...{ act: "settle", who: "clerk", to: payment.refunded_fen === payment.received_fen ? "refunded" : "succeeded" },
      ...{ set: { over_fen: 0n }, transfers: back },
      ...saidOf(of.because),
    };
  });
}
