import { type Runner, residentScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { accountHash } from "./bills.ts";
import type { PaymentContext } from "./context.ts";
import {
  accountsOfResident,
  forgetAccountRow,
  forgetAccountRows,
  keepAccount,
  noteOwedOnAccount,
  remindOfAccount,
} from "./remembered-store.ts";
import { dropReminder, queueReminder } from "./reminders-store.ts";
import { seal, unseal } from "./sealing.ts";

type Parts = Pick<PaymentContext, "database" | "secrets" | "clock">;

/** An account somebody keeps for next time: their own, or one they pay for somebody else. */
export type RememberedAccount = {
  readonly id: string;
  readonly city: string;
  readonly service: string;
  /** As it was typed. */
  readonly account: string;
  /** What the biller is asked with. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The holder as the biller shows it, masked. */
  readonly holder?: string;
  readonly own: boolean;
  readonly remind: boolean;
  /** As last asked; null before that. */
  readonly owed_fen: bigint | null;
  readonly due_on: string | null;
  readonly asked_at: Date | null;
  /** Numbers of the bills the person was reminded of, the latest last; at most `remindedKept`. */
  readonly reminded: readonly string[];
};
type Kept = Pick<RememberedAccount, "account" | "parameters" | "holder">;

/** Accounts one person keeps, at most. */
export const accountsAtMost = 30;

export const accountPlace = (resident: string, service: string): string => `resident_account:${resident}:${service}`;

/**
 * Keeps an account for next time; the same one again is the same. Reminders are on until the person says otherwise.
 * @throws Refusal `too_many_accounts`
 */
export async function rememberAccount(
  parts: Parts,
  of: { resident: string; city: string; service: string; own: boolean } & Kept,
): Promise<void> {
  const { resident, city, service, own, account, parameters, holder } = of;
  const kept: Kept = { account, parameters, ...(holder === undefined ? {} : { holder }) };
  const now = parts.clock();
  await parts.database.transaction(residentScope(resident), async (tx) => {
    const [row] = await tx.run(keepAccount, {
      ...{ resident, id: newId(now), city, service, own, at: now, most: accountsAtMost },
      account_hash: accountHash(parts, city, service, account),
      sealed: seal(parts.secrets, city, accountPlace(resident, service), kept),
    });
    if (!row) throw tooMany();
    await tx.run(queueReminder, { resident, account: row.id, due_at: now });
  });
}

/** The person's own accounts first, then those of others. */
export async function rememberedAccounts(parts: Parts, resident: string): Promise<readonly RememberedAccount[]> {
  const rows = await parts.database.run(residentScope(resident), accountsOfResident, {
    resident,
    limit: accountsAtMost,
  });
  return rows.map(({ sealed, ...row }) => ({
    ...row,
    ...unseal<Kept>(parts.secrets, row.city, accountPlace(resident, row.service), sealed),
  }));
}

/** @throws Refusal `account_not_kept` */
export async function forgetAccount(parts: Parts, resident: string, id: string): Promise<void> {
  await parts.database.transaction(residentScope(resident), async (tx) => {
    const [row] = await tx.run(forgetAccountRow, { resident, id });
    if (!row) throw notKept();
    await tx.run(dropReminder, { resident, account: id });
  });
}

/** Forgets every account a person keeps, in the transaction of an erasure. What was paid stays in the books. @returns how many */
export async function eraseAccounts(tx: Runner, resident: string): Promise<number> {
  const forgotten = await tx.run(forgetAccountRows, { resident });
  for (const { id } of forgotten) await tx.run(dropReminder, { resident, account: id });
  return forgotten.length;
}

/** Reminders of what is owed on it, on or off. @throws Refusal `account_not_kept` */
export async function wantReminders(parts: Parts, resident: string, id: string, remind: boolean): Promise<void> {
  await parts.database.transaction(residentScope(resident), async (tx) => {
    const [row] = await tx.run(remindOfAccount, { resident, id, remind });
    if (!row) throw notKept();
    if (remind) await tx.run(queueReminder, { resident, account: id, due_at: parts.clock() });
    else await tx.run(dropReminder, { resident, account: id });
  });
}

/** Notes what the biller said is owed on it, and the nearest due day. */
export async function noteOwed(
  parts: Parts,
  resident: string,
  id: string,
  said: { owed_fen: bigint; due_on: string | null; at: Date },
): Promise<void> {
  await parts.database.run(residentScope(resident), noteOwedOnAccount, { resident, id, ...said });
}

const notKept = (): Refusal =>
  new Refusal({
    code: "account_not_kept",
    status: 404,
    say: { zh: "您没有保存这个户号。", en: "You do not keep this account." },
  });

const tooMany = (): Refusal =>
  new Refusal({
    code: "too_many_accounts",
    status: 409,
    say: {
      zh: `最多保存 ${accountsAtMost} 个户号。请先在“我的账单”里去掉不用的。`,
      en: `At most ${accountsAtMost} accounts are kept. Please remove one you no longer use under “My bills”.`,
    },
  });
