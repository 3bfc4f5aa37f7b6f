import type { PaymentView, RefundWay } from "../payment.ts";
import { least } from "../refund-plan.ts";

/** What the ledger says of a payment, as far as receipts are about it; in the order in which it was booked. */
export type Move = {
  readonly reason: "written_off" | "unapplied" | "refunded" | "given_back_by_hand";
  readonly part: string;
  readonly amount_fen: bigint;
  readonly at: Date;
};

/** A receipt that a payment has earned, before it has a number. */
export type Earned = {
  readonly kind: "payment" | "refund";
  readonly subject: string;
  /** Of a refund. */
  readonly way?: RefundWay;
  readonly lines: readonly { readonly bill: string; readonly amount_fen: bigint }[];
  readonly amount_fen: bigint;
  readonly at: Date;
  /** The provider's own number. */
  readonly reference: string | null;
};

/**
 * Which receipts a payment has earned, by the ledger. The payment's own, once the biller of every bill has decided: over the bills that were
 * written off. Money that no biller wrote off and that went back has none, and neither has its refund. A refund's, once it is done: over what
 * it took of bills that stand on the payment's receipt.
 */
export function earnedBy({ payment, bills, refunds }: PaymentView, moves: readonly Move[]): readonly Earned[] {
  const isDecided = bills.every(({ write_off: said }) => said !== null && said !== "waiting");
  const settled = new Map(
    moves.flatMap(({ reason, part, amount_fen }) => (reason === "written_off" ? [[part, amount_fen]] : [])),
  );
  if (!payment.applied || !isDecided || settled.size === 0 || payment.paid_at === null) return [];
  const earned: Earned[] = [
    {
      ...{ kind: "payment", subject: payment.number, at: new Date(payment.paid_at), reference: payment.reference },
      ...linesOf([...settled].map(([bill, amount_fen]) => ({ bill, amount_fen }))),
    },
  ];
  // What a refund took that then failed is free for a later one; of what went back again, once it succeeded after all, nothing is left.
  const takenOf = new Map(refunds.map(({ number }) => [number, takenBy(moves, number)]));
  const poolsFor = (move: Move) => {
    const later = moves.slice(moves.indexOf(move) + 1);
    const isLater = (number: string) => later.some(({ reason, part }) => reason === "refunded" && part === number);
    const failed = refunds.filter(({ state }) => state === "failed");
    return [...failed, ...refunds.filter(({ number, state }) => state === "succeeded" && isLater(number))].map(
      ({ number }) => takenOf.get(number) ?? [],
    );
  };
  for (const move of moves) {
    if (move.reason !== "refunded" && move.reason !== "given_back_by_hand") continue;
    const refund = refunds.find(({ number }) => number === move.part);
    // Done after the payment was read: the event of it brings its receipt.
    if (refund?.state !== "succeeded") continue;
    const own = takenOf.get(refund.number)?.splice(0) ?? [];
    const rest = move.amount_fen - sumOf(takenBy(moves, refund.number));
    const taken = [...own, ...draw(poolsFor(move), rest)].filter(({ bill }) => settled.has(bill));
    if (taken.length === 0) continue;
    earned.push({
      ...{ kind: "refund", subject: refund.number, reference: refund.reference, way: refund.way },
      at: refund.done_at === null ? move.at : new Date(refund.done_at),
      ...linesOf(taken),
    });
  }
  return earned;
}

type Taken = { readonly bill: string; readonly amount_fen: bigint };

const sumOf = (parts: readonly Taken[]): bigint => parts.reduce((sum, { amount_fen }) => sum + amount_fen, 0n);

/** From which bills a refund took its money; the ledger names both in one part. */
function takenBy(moves: readonly Move[], refund: string): Taken[] {
  return moves.flatMap(({ reason, part, amount_fen }) => {
    const [bill = "", of] = part.split(" ");
    return reason === "unapplied" && of === refund ? [{ bill, amount_fen }] : [];
  });
}

/** Takes an amount out of the pools, the oldest first. */
function draw(pools: readonly Taken[][], amount: bigint): Taken[] {
  const drawn: Taken[] = [];
  let rest = amount;
  for (const pool of pools) {
    while (rest > 0n) {
      const first = pool.shift();
      if (first === undefined) break;
      const part = least(first.amount_fen, rest);
      if (part < first.amount_fen) pool.unshift({ bill: first.bill, amount_fen: first.amount_fen - part });
      drawn.push({ bill: first.bill, amount_fen: part });
      rest -= part;
    }
  }
  return drawn;
}

/** One line a bill. */
function linesOf(parts: readonly Taken[]): Pick<Earned, "lines" | "amount_fen"> {
  const sums = new Map<string, bigint>();
  for (const { bill, amount_fen } of parts) sums.set(bill, (sums.get(bill) ?? 0n) + amount_fen);
  const lines = [...sums].map(([bill, amount_fen]) => ({ bill, amount_fen }));
  return { lines, amount_fen: sumOf(lines) };
}
