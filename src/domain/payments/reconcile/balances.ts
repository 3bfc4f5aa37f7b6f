import { cityScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { writeAudit } from "../../audit/index.ts";
import { type Day, isDay } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import type { TransferReason } from "../ledger.ts";
import type { PaymentActor } from "../payment.ts";
import { addCorrection, balanceAt, correctionRow, statementPage, trialAt } from "./balances-store.ts";

type Reading = Pick<PaymentContext, "database">;

/** Fen an account stood at when a day ended, debits less credits: what was kept at the last close before, and what moved since. */
export async function balanceOf(context: Reading, of: { city: string; account: string; day: Day }): Promise<bigint> {
  const [row] = await context.database.run(cityScope(of.city), balanceAt, of);
  return row?.balance_fen ?? 0n;
}

/** Every account at the end of a day. The sum is 0, since no transfer can be unbalanced. */
export async function trialBalance(
  context: Reading,
  city: string,
  day: Day,
): Promise<readonly { readonly account: string; readonly balance_fen: bigint }[]> {
  return context.database.run(cityScope(city), trialAt, { city, day });
}

export type StatementLine = {
  readonly day: Day;
  readonly subject: string;
  readonly reason: TransferReason;
  readonly part: string;
  readonly at: Date;
  /** The account on the other side. */
  readonly other: string;
  /** Positive: debited. */
  readonly amount_fen: bigint;
};

/** Lines of a page at most. */
export const statementLimit = 200;

/** The moves of one account from one day to another, by key; `next` goes into `after` of the next call. */
export async function statementOf(
  context: Reading,
  of: { city: string; account: string; from: Day; until: Day; after?: string | undefined; limit?: number },
): Promise<{ readonly items: readonly StatementLine[]; readonly next: string | undefined }> {
  const limit = Math.min(Math.max(of.limit ?? 50, 1), statementLimit);
  const start = startOf(of.after) ?? { day: of.from, subject: "", reason: "", part: "" };
  const rows = await context.database.run(cityScope(of.city), statementPage, {
    city: of.city,
    account: of.account,
    until: of.until,
    ...start,
    limit: limit + 1,
  });
  const items = rows.slice(0, limit) as unknown as StatementLine[];
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? cursorOf(last) : undefined };
}

const cursorOf = ({ day, subject, reason, part }: StatementLine): string => [day, subject, reason, part].join("~");

function startOf(after: string | undefined) {
  if (after === undefined) return undefined;
  const [day, subject, reason, part, more] = after.split("~");
  if (!isDay(day) || subject === undefined || reason === undefined || part === undefined || more !== undefined) {
    return undefined;
  }
  return { day, subject, reason, part };
}

const accountShape = /^(clearing|bank|(provider|collected|due|handed_over|fees)\/[a-z0-9/-]{1,100})$/;

/** Whether a text names an account of the ledger. */
export const isAccount = (text: string): boolean => accountShape.test(text);

const otherCorrection = (): Refusal =>
  new Refusal({
    code: "correction_differs",
    status: 409,
    say: {
      zh: "这张表单已经记过另一笔更正，这一笔没有记账。请重新打开总账，再填一次。",
      en: "This form has booked another correction already, and this one was not booked. Please open the ledger anew and enter it again.",
    },
  });

/**
 * Puts right what was booked wrong, by a transfer of its own in the day that is open now: closed days never change. The same `key` is one
 * correction. @returns false where it was booked before
 * @throws Refusal `correction`, `correction_differs` (the key stands for another one)
 */
export async function correct(
  context: PaymentContext,
  of: {
    city: string;
    key: string;
    debit: string;
    credit: string;
    amount_fen: bigint;
    by: PaymentActor;
    because: string;
  },
): Promise<boolean> {
  const { city, key, debit, credit, amount_fen, by } = of;
  if (!isAccount(debit) || !isAccount(credit) || debit === credit || amount_fen <= 0n || of.because.trim() === "") {
    throw new Refusal({
      code: "correction",
      status: 422,
      say: {
        zh: "更正分录要写明两个不同的科目、大于零的金额和理由。",
        en: "A correction names two different accounts, an amount above zero and the reason.",
      },
    });
  }
  const now = context.clock();
  const day = context.calendarOf(city).dayOf(now);
  return context.database.transaction(cityScope(city), async (tx) => {
    const subject = `correction ${key}`.slice(0, 80);
    const made = await tx.run(addCorrection, { city, subject, part: "", day, at: now, debit, credit, amount_fen });
    if (made.length === 0) {
      const [known] = await tx.run(correctionRow, { city, subject, part: "" });
      if (known?.debit !== debit || known.credit !== credit || known.amount_fen !== amount_fen) throw otherCorrection();
      return false;
    }
    const detail = { debit, credit, amount_fen: amount_fen.toString(), because: of.because.slice(0, 200) };
    await writeAudit(tx, { city, actorKind: by.kind, actor: by.id, act: "ledger.correct", subject, detail }, now);
    return true;
  });
}
