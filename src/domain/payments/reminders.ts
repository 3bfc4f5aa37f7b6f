import { type Runner, sharedScope } from "../../foundation/database/index.ts";
import { dayFromNumber, numberOf } from "../regions/index.ts";
import type { Bill } from "./bills.ts";
import type { PaymentContext } from "./context.ts";
import { type RememberedAccount, rememberedAccounts } from "./remembered.ts";
import { dropReminder, dueReminders, markReminded, takeReminder, turnReminder } from "./reminders-store.ts";

/**
 * `pass`: accounts asked about in one pass, `atOnce` side by side; `lease`: milliseconds one may take; `every`: how often a biller is asked
 * about an account; `daysBefore`: days before its due day that a bill is told of; `tries`: times in a row that nothing may be learned, with
 * growing pauses from `pause` on, before the account waits for `rest`.
 */
export const reminderLimits = {
  pass: 40,
  atOnce: 4,
  lease: 120_000,
  every: 3 * 86_400_000,
  daysBefore: 5,
  tries: 5,
  pause: 3_600_000,
  rest: 7 * 86_400_000,
} as const;

/** Bills of an account that were told of and are remembered: what is older is due no more. */
const remindedKept = 50;

export type DueReminder = { readonly resident: string; readonly account: RememberedAccount; readonly tries: number };
type Parts = Pick<PaymentContext, "database" | "secrets" | "clock">;

/** Accounts whose biller is to be asked now; each is taken by one process alone. Those nobody wants to be reminded of any more are dropped. */
export async function takeReminders(parts: Parts): Promise<readonly DueReminder[]> {
  const { database, clock } = parts;
  const now = clock();
  const due = await database.run(sharedScope, dueReminders, { now, limit: reminderLimits.pass });
  const until = new Date(now.getTime() + reminderLimits.lease);
  const taken: DueReminder[] = [];
  for (const { resident, account: id, due_at: seen, tries } of due) {
    const [mine] = await database.run(sharedScope, takeReminder, { resident, account: id, seen, until });
    if (!mine) continue;
    const account = (await rememberedAccounts(parts, resident)).find((one) => one.id === id);
    if (account?.remind) taken.push({ resident, account, tries });
    else await database.run(sharedScope, dropReminder, { resident, account: id });
  }
  return taken;
}

/** The biller answered, or not: when it is asked again. After too many failures in a row it is left alone for a while. */
export async function turnedReminder(
  { database, clock }: Pick<Parts, "database" | "clock">,
  { resident, account, tries }: DueReminder,
  outcome: "answered" | "failed",
): Promise<void> {
  const failed = outcome === "failed" ? tries + 1 : 0;
  const isOver = failed >= reminderLimits.tries;
  const pause =
    failed === 0 ? reminderLimits.every : isOver ? reminderLimits.rest : reminderLimits.pause * 2 ** (failed - 1);
  const values = { resident, account: account.id, due_at: new Date(clock().getTime() + pause) };
  await database.run(sharedScope, turnReminder, { ...values, tries: isOver ? 0 : failed });
}

/** Bills a reminder is due for: open, with a due day close enough, and not told of before. */
export function toRemindOf(account: RememberedAccount, bills: readonly Bill[], today: string): readonly Bill[] {
  const until = dayFromNumber(numberOf(today) + reminderLimits.daysBefore);
  return bills.filter(
    ({ number, state, due_on: due }) =>
      state === "open" && due !== null && due >= today && due <= until && !account.reminded.includes(number),
  );
}

/** Notes in the transaction of the message that these bills were told of. @returns false where somebody else did, or nobody wants it now */
export async function noteReminded(tx: Runner, { resident, account }: DueReminder, bills: readonly Bill[]) {
  if (bills.length === 0) return false;
  const told = [...account.reminded, ...bills.map(({ number }) => number)].slice(-remindedKept);
  const values = { resident, id: account.id, seen: [...account.reminded], told };
  return (await tx.run(markReminded, values)).length > 0;
}
