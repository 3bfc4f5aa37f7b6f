import { Refusal } from "../../foundation/refusal.ts";
import {
  type Answers,
  amountDue,
  type Charge,
  type FeeDue,
  feeOf,
  type OwnFee,
  type ServiceVersion,
} from "../catalogue/index.ts";
import type { Actor, CaseRow, Counter } from "./case.ts";

type Circumstances = { readonly today: string; readonly city: string };

/** What a case asks of the counter when it is filed; null where it asks nothing. */
export function counterOf(
  service: ServiceVersion,
  own: OwnFee | null,
  answers: Answers,
  at: Circumstances,
): Counter | null {
  const fee = feeOf(service, own, answers, at);
  const { visit } = service.definition;
  if (fee.kind === "none" && visit === undefined) return null;
  const amount = amountDue(fee);
  return {
    ...(fee.kind === "none"
      ? {}
      : {
          fee: {
            amount_fen: amount === undefined ? null : Number(amount),
            charge: fee.charge,
            ...(own === null ? {} : { own: own.basis }),
          },
        }),
    ...(visit === undefined ? {} : { visit: visit.before }),
  };
}

/** The same after a correction: what was recorded stays, what is due follows from the new answers. */
export function counterAfter(
  service: ServiceVersion,
  counter: Counter | null,
  answers: Answers,
  at: Circumstances,
): Counter | null {
  const due = counterOf(service, ownFeeOf(counter), answers, at);
  if (counter === null || due === null) return due;
  const { paid, visited } = counter;
  return { ...due, ...(paid === undefined ? {} : { paid }), ...(visited === undefined ? {} : { visited }) };
}

function ownFeeOf(counter: Counter | null): OwnFee | null {
  const { own, amount_fen: amount } = counter?.fee ?? {};
  return own === undefined || amount === undefined || amount === null
    ? null
    : { amount_fen: BigInt(amount), basis: own };
}

/** The fee of a case in full, with the words of the row that holds. `day` is the one it was filed on. */
export function feeOfCase(
  service: ServiceVersion,
  { city, counter }: Pick<CaseRow, "city" | "counter">,
  answers: Answers,
  day: string,
): FeeDue {
  return feeOf(service, ownFeeOf(counter), answers, { today: day, city });
}

/** What is still to be done at the counter. `amount_fen` is null where the amount is not known beforehand. */
export type ToDo = {
  readonly fee?: { readonly amount_fen: number | null; readonly charge: Charge };
  readonly visit?: "decide" | "deliver";
};

export function atTheCounter({ counter }: Pick<CaseRow, "counter">): ToDo {
  if (counter === null) return {};
  const { fee, paid, visit, visited } = counter;
  const owed = fee === undefined ? 0 : rest(fee.amount_fen, paid);
  return {
    ...(fee === undefined || owed === 0 ? {} : { fee: { amount_fen: owed, charge: fee.charge } }),
    ...(visit === undefined || visited !== undefined ? {} : { visit }),
  };
}

/** What is due beyond what was settled: another amount than was due then was received for a reason and settles it. */
function rest(due: number | null, paid: Counter["paid"]): number | null {
  if (paid === undefined) return due;
  return due === null || paid.for === null ? 0 : Math.max(0, due - paid.for);
}

/**
 * Whether the moment of a case's fee has come: on sending, with acceptance (what is charged before the decision is charged for work that
 * was taken on), or with the approval. Nothing is charged of a case that is closed.
 */
export function isFeeDue({ counter, state, accepted_at, closed_at }: FeeMoment): boolean {
  if (counter?.fee === undefined || closed_at !== null) return false;
  switch (counter.fee.charge) {
    case "submit":
      return true;
    case "decide":
      return accepted_at !== null || state === "approved";
    case "deliver":
      return state === "approved";
  }
}
type FeeMoment = Pick<CaseRow, "counter" | "state" | "accepted_at" | "closed_at">;

/**
 * A person at a counter decides or hands over only when what the service asks for before that is recorded. Published rules and
 * agencies' own systems are not held up: they are no counter. Handing over waits for every fee, whenever it fell due.
 */
export function demandRecorded(row: CaseRow, by: Actor, before: "decide" | "deliver"): void {
  if (by.kind !== "clerk" && by.asClerk !== true) return;
  const { fee, visit } = atTheCounter(row);
  if (fee !== undefined && (before === "deliver" || fee.charge !== "deliver")) {
    throw new Refusal({
      code: "fee_not_recorded",
      status: 409,
      say: {
        zh: "这件办件还有费用没有登记收到。请先登记缴费，再继续。",
        en: "The fee of this case is not recorded as received. Please record it first.",
      },
    });
  }
  if (visit === before) {
    throw new Refusal({
      code: "visit_not_recorded",
      status: 409,
      say: {
        zh: "申请人还要到窗口来一次，还没有登记。请先登记到场，再继续。",
        en: "The applicant still has to come to the counter. Please record the visit first.",
      },
    });
  }
}
