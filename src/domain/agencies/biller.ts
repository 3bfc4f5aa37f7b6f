/**
 * Whose bills are asked for: by account number (electricity), by the person (contributions), by the number of a notice (fines). At least
 * one is given; which, the service file says.
 */
export type BillQuery = {
  readonly city: string;
  /** The kind of agency of the offering; its connector answers. */
  readonly agency: string;
  /** As the service file names it: `bill.operation`. */
  readonly operation: string;
  readonly person?: { readonly idType: string; readonly idNumber: string; readonly name: string };
  /** Values of the questions the service sends along, in our forms. */
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** One thing owed, as the biller's back end says it now. */
export type OwedBill = {
  /** The biller's own number of the bill; the same one is the same bill for ever. At most 64 characters. */
  readonly reference: string;
  /** What is still owed now, late fee included where the biller computes it itself. */
  readonly amount_fen: bigint;
  /** Part of `amount_fen`. */
  readonly late_fee_fen: bigint;
  readonly items: readonly { readonly name: string; readonly amount_fen: bigint }[];
  /** Last day to pay without a late fee. */
  readonly dueOn?: string;
  /** "2026-10", "2026": what time it is for. */
  readonly period?: string;
  /** The holder as the biller shows it, masked. */
  readonly holder?: string;
  /** The notice, where the treasury owns the bill. */
  readonly notice?: {
    readonly notice: string;
    readonly unit: string;
    readonly unitName: string;
    readonly type: "ordinary" | "penalty";
  };
};

export type BillsFound =
  /** An empty list: known, and nothing is owed. */
  | { readonly kind: "found"; readonly bills: readonly OwedBill[]; readonly at: Date }
  /** The account, person or notice is not known there. */
  | { readonly kind: "none"; readonly at: Date }
  | { readonly kind: "refused"; readonly say: string; readonly at: Date };

/** 销账: tells the biller that a bill was paid. The same `key` is one write-off, however often it is sent. */
export type WriteOff = {
  readonly city: string;
  readonly agency: string;
  readonly operation: string;
  readonly reference: string;
  /**
   * Our number of the write-off, at most 32 characters: the payment's, of its further bills with `-2`, `-3` … The biller keeps it and its daily
   * file repeats it.
   */
  readonly key: string;
  readonly amount_fen: bigint;
  readonly paidAt: Date;
  /** "wechat", "alipay" … as the biller's file wants to know. */
  readonly provider: string;
};
export type WriteOffAnswer =
  | { readonly kind: "done"; readonly reference?: string; readonly at: Date }
  /** The biller will not take it (paid elsewhere, account closed, withdrawn): the money goes back. */
  | {
      readonly kind: "refused";
      readonly code: "paid_elsewhere" | "unknown" | "amount" | "closed" | "other";
      readonly say: string;
    }
  /** Heard and not decided: asked again with `queryWriteOff`. */
  | { readonly kind: "waiting" }
  /** Of a query alone: never heard of; sent again. */
  | { readonly kind: "absent" };

/** 冲正: what the biller wrote off went back to the payer. The same `reversal` is one reversal, however often it is sent. */
export type Reversal = Pick<WriteOff, "city" | "agency" | "operation" | "reference" | "key"> & {
  /** Our number of the reversal: the refund's, of the payment's further bills with `-2`, `-3` … */
  readonly reversal: string;
  /** What went back: all that was written off, or a part of it. */
  readonly amount_fen: bigint;
  readonly at: Date;
};
export type ReversalAnswer =
  | { readonly kind: "done"; readonly reference?: string }
  /** The biller keeps the money in its books (a closed period, a benefit already given): a person settles it. */
  | { readonly kind: "refused"; readonly say: string }
  /** Heard and not decided: the same is sent again. */
  | { readonly kind: "waiting" };

/** One line of a biller's daily file: what it wrote off on a day. */
export type WriteOffLine = {
  readonly reference: string;
  /** Our number of the write-off. */
  readonly key: string;
  readonly amount_fen: bigint;
  readonly state: "done" | "reversed";
  readonly at: Date;
};

/**
 * A biller's back end, whatever it speaks. Every call ends with the signal, throws `AgencyFailure` (of the agencies module) where nothing
 * was learned, and may be repeated without a second effect.
 */
export type Biller = {
  readonly bills: (query: BillQuery, signal: AbortSignal) => Promise<BillsFound>;
  readonly writeOff: (write: WriteOff, signal: AbortSignal) => Promise<WriteOffAnswer>;
  readonly queryWriteOff: (write: WriteOff, signal: AbortSignal) => Promise<WriteOffAnswer>;
  /** Left out where the biller hears of it from people alone; its daily file shows when it has taken the write-off back. */
  readonly reverse?: (reversal: Reversal, signal: AbortSignal) => Promise<ReversalAnswer>;
  /** Lines of a day ("YYYY-MM-DD"); undefined while there is no file for it yet. */
  readonly dailyFile: (
    of: { city: string; agency: string; day: string },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<WriteOffLine> | undefined>;
};
