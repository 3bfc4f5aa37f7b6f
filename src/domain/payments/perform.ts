import type { Idempotency } from "../../foundation/idempotency/index.ts";
import { answerBefore } from "../../foundation/idempotency/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { PaymentContext } from "./context.ts";
import type { Transfer } from "./ledger.ts";
import type {
  BilledPart,
  BillState,
  PaymentActor,
  PaymentRow,
  PaymentState,
  PaymentView,
  RefundRow,
  WriteOffState,
} from "./payment.ts";
import { asJson } from "./rows.ts";
import { type EventWords, sealEvent } from "./sealing.ts";
import { type PaymentAct, type PaymentWho, paymentTransition } from "./states.ts";

/** What an act changes of one bill and of the payment's part in it. */
export type BillChange = {
  readonly bill: BilledPart;
  readonly state?: BillState;
  readonly paid_fen?: bigint;
  readonly returned_fen?: bigint;
  readonly standing?: boolean;
  readonly write_off?: WriteOffState;
  readonly write_off_at?: string;
  readonly write_off_reference?: string;
};

export const taskKinds = [
  "close",
  "query",
  "refund",
  "refund_query",
  "write_off",
  "write_off_query",
  "fiscal_receipt",
  "reverse",
] as const;
export type TaskKind = (typeof taskKinds)[number];
/** To be asked at an instant; `undefined`: not any more. `part` is a bill or a refund. */
export type TaskChange = { readonly kind: TaskKind; readonly part?: string; readonly dueAt: Date | undefined };

/** What an act does to a payment, decided on what was read of it. */
export type PaymentPlan = {
  readonly act: PaymentAct;
  readonly who: PaymentWho;
  readonly to?: PaymentState;
  readonly set?: Partial<
    Pick<
      PaymentRow,
      | "received_fen"
      | "applied"
      | "refunded_fen"
      | "refunding_fen"
      | "over_fen"
      | "paid_at"
      | "reference"
      | "closed_because"
    >
  >;
  readonly bills?: readonly BillChange[];
  readonly refund?: RefundRow;
  /** Other refunds that end by it. */
  readonly ended?: readonly RefundRow[];
  readonly transfers?: readonly Transfer[];
  readonly tasks?: readonly TaskChange[];
  /** Harmless words the event keeps besides. */
  readonly words?: Readonly<Record<string, unknown>>;
  /** Words a person wrote, which may name people: sealed with the event (see sealing.ts). */
  readonly said?: EventWords;
};

/** An act is tried anew this often when somebody else was faster. */
const attempts = 8;

export const paymentNotFound = (): Refusal =>
  new Refusal({
    code: "payment_not_found",
    status: 404,
    say: { zh: "没有找到这笔缴费。请核对编号。", en: "There is no such payment. Please check the number." },
  });

export async function findPayment(context: PaymentContext, city: string, number: string): Promise<PaymentView> {
  const view = await context.views.submit({ city, number });
  if (!view) throw paymentNotFound();
  return view;
}

/**
 * One act on a payment. `decide` reads the payment as it is and says what to do, or undefined where there is nothing to do; it is asked
 * again when somebody else was faster. The same idempotency key does one act, however often it is sent.
 * @returns the payment as it stands after the act
 */
export async function performOnPayment(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor; idempotency?: Idempotency },
  decide: (view: PaymentView) => PaymentPlan | undefined,
): Promise<PaymentView> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const view = await findPayment(context, of.city, of.number);
    // Asked after the payment was read: what the first request did must not be the reason why its repeat is refused.
    // And read anew then: what was read may be older than what the first one did.
    if (of.idempotency && (await answerBefore(context.database, of.city, of.idempotency)) !== undefined) {
      return findPayment(context, of.city, of.number);
    }
    const plan = decide(view);
    if (plan === undefined) return view;
    const transition = paymentTransition(view.payment.state, plan.act, plan.who, plan.to);
    if (!transition) throw notPossible(view.payment.state);
    const after: PaymentRow = {
      ...view.payment,
      ...plan.set,
      state: transition.to,
      revision: view.payment.revision + 1,
    };
    if (await context.acts.submit(rowOf(context, of, view, after, plan))) {
      return findPayment(context, of.city, of.number);
    }
  }
  throw new Refusal({
    code: "payment_busy",
    status: 409,
    say: {
      zh: "这笔缴费正在被处理，请过几秒刷新页面查看结果。",
      en: "This payment is being worked on. Please reload in a few seconds to see where it stands.",
    },
  });
}

export const notPossible = (state: PaymentState): Refusal =>
  new Refusal({
    code: "payment_act_not_possible",
    status: 409,
    say: {
      zh: "这笔缴费现在的状态不能进行这一步。请刷新页面查看最新状态。",
      en: `This cannot be done while the payment is ${state.replaceAll("_", " ")}. Please reload to see where it stands.`,
    },
  });

/** The row of the batch: what the statement writes, and what the event says, are the same. */
function rowOf(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor; idempotency?: Idempotency },
  view: PaymentView,
  after: PaymentRow,
  plan: PaymentPlan,
) {
  const before = view.payment;
  const now = context.clock();
  const { by, idempotency } = of;
  const changed: Partial<Record<keyof PaymentRow, unknown>> = {};
  for (const name of Object.keys(after) as (keyof PaymentRow)[]) {
    if (name !== "revision" && after[name] !== before[name]) changed[name] = after[name];
  }
  const bills = (plan.bills ?? []).map(({ bill, ...change }) =>
    asJson({
      bill: bill.number,
      expected: bill.revision,
      state: bill.state,
      paid_fen: bill.paid_fen,
      returned_fen: bill.returned_fen,
      standing: bill.standing,
      write_off: bill.write_off,
      ...change,
    }),
  );
  const refunds = [...(plan.refund ? [plan.refund] : []), ...(plan.ended ?? [])].map((refund) => asJson(refund));
  const fees = view.bills.flatMap(({ case_number: number }) => number ?? []);
  return {
    ...asJson(after),
    city: of.city,
    number: of.number,
    expected: before.revision,
    caller: idempotency?.caller ?? null,
    key: idempotency?.key ?? null,
    body_hash: idempotency?.bodyHash ?? null,
    answer: { number: of.number, state: after.state, revision: after.revision },
    at: now.toISOString(),
    day: context.calendarOf(of.city).dayOf(now),
    type: plan.act,
    actor_kind: by.kind,
    actor: by.id,
    on_behalf: by.onBehalf ?? null,
    bills,
    refunds,
    transfers: (plan.transfers ?? []).map((transfer) => asJson(transfer)),
    tasks: (plan.tasks ?? []).map(({ kind, part, dueAt }) => ({ kind, part: part ?? "", due_at: dueAt ?? null })),
    data: {
      set: asJson(changed as Record<string, unknown>),
      ...(fees.length === 0 ? {} : { cases: fees }),
      ...(bills.length > 0 ? { bills } : {}),
      ...(plan.refund === undefined
        ? {}
        : {
            refund: {
              number: plan.refund.number,
              state: plan.refund.state,
              amount_fen: String(plan.refund.amount_fen),
            },
          }),
      ...(plan.ended === undefined || plan.ended.length === 0
        ? {}
        : { ended: plan.ended.map(({ number, state }) => ({ number, state })) }),
      ...(plan.words === undefined ? {} : { words: plan.words }),
      ...(plan.said === undefined ? {} : { sealed: sealEvent(context.secrets, of, before.revision + 1, plan.said) }),
    },
  };
}
