import type { BilledPart, PaymentRow } from "./payment.ts";

/**
 * Accounts of the ledger, by code. Debits less credits is a balance: positive where others owe it to us or hold it for us (`provider/…`,
 * `bank`, `fees/…`), negative where we owe it (`clearing`, `collected/…`, `due/…`). The sum of all balances is 0 by the shape of a transfer.
 */
export const ledgerAccounts = {
  /** Money a provider holds for us until it pays out. */
  provider: (provider: string, account: string) => `provider/${provider}/${account}`,
  /** Money that came in and stands for no bill yet, or is on its way back. */
  clearing: "clearing",
  /** Paid for an agency, which has not confirmed it yet. */
  collected: (agency: string) => `collected/${agency}`,
  /** Confirmed by the agency; to be handed over to it. */
  due: (agency: string) => `due/${agency}`,
  /** What providers paid out. */
  bank: "bank",
  /** Paid out to the agency or the treasury. */
  handedOver: (agency: string) => `handed_over/${agency}`,
  /** What providers keep. */
  fees: (provider: string) => `fees/${provider}`,
} as const;

export const transferReasons = [
  "received",
  "applied",
  "written_off",
  "unapplied",
  "refunded",
  "given_back_by_hand",
  "got_back",
  "fee",
  "paid_out",
  "handed_over",
  "correction",
] as const;
export type TransferReason = (typeof transferReasons)[number];

/** Money between two accounts; `part` tells transfers of one subject and reason apart (a bill, a refund). */
export type Transfer = {
  readonly subject: string;
  readonly reason: TransferReason;
  readonly part: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount_fen: bigint;
};

/** What came in, whatever it turns out to be for. */
export function received(payment: PaymentRow, amount: bigint): Transfer {
  return {
    subject: payment.number,
    reason: "received",
    part: "",
    debit: ledgerAccounts.provider(payment.provider, payment.account),
    credit: ledgerAccounts.clearing,
    amount_fen: amount,
  };
}

/** Money of a payment standing for its bills. */
export function applied(payment: PaymentRow, bills: readonly BilledPart[]): Transfer[] {
  return bills.map((bill) => ({
    subject: payment.number,
    reason: "applied",
    part: bill.number,
    debit: ledgerAccounts.clearing,
    credit: ledgerAccounts.collected(bill.biller),
    amount_fen: bill.amount_fen,
  }));
}

/** The biller has confirmed: from now on it is owed to the biller. */
export function writtenOff(payment: PaymentRow, bill: BilledPart): Transfer {
  return {
    subject: payment.number,
    reason: "written_off",
    part: bill.number,
    debit: ledgerAccounts.collected(bill.biller),
    credit: ledgerAccounts.due(bill.biller),
    amount_fen: bill.amount_fen,
  };
}

/** Money taken back from a bill, on its way to the payer. `part` is unique per payment: the bill, or bill and refund. */
export function unapplied(payment: PaymentRow, bill: BilledPart, amount: bigint, part: string): Transfer {
  const from =
    bill.write_off === "done" || bill.write_off === "by_hand" ? ledgerAccounts.due : ledgerAccounts.collected;
  return {
    subject: payment.number,
    reason: "unapplied",
    part,
    debit: from(bill.biller),
    credit: ledgerAccounts.clearing,
    amount_fen: amount,
  };
}

/** A refund the provider has made. */
export function refunded(payment: PaymentRow, refund: { number: string; amount_fen: bigint }): Transfer {
  return {
    subject: payment.number,
    reason: "refunded",
    part: refund.number,
    debit: ledgerAccounts.clearing,
    credit: ledgerAccounts.provider(payment.provider, payment.account),
    amount_fen: refund.amount_fen,
  };
}

/** What was given back another way than by the provider: out of the city's bank account. */
export function givenBackByHand(payment: PaymentRow, amount: bigint, part: string): Transfer {
  return {
    subject: payment.number,
    reason: "given_back_by_hand",
    part,
    debit: ledgerAccounts.clearing,
    credit: ledgerAccounts.bank,
    amount_fen: amount,
  };
}

/** What had gone back twice and the payer has returned, into the city's bank account. `part` is the bank's number of it. */
export function gotBack(payment: PaymentRow, amount: bigint, part: string): Transfer {
  return {
    subject: payment.number,
    reason: "got_back",
    part,
    debit: ledgerAccounts.bank,
    credit: ledgerAccounts.clearing,
    amount_fen: amount,
  };
}
