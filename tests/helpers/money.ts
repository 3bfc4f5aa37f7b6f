import { randomUUID } from "node:crypto";
import { type MoneyFixture, moneyFixture } from "../../src/domain/payments/fixtures.ts";
import { createPayment, findPayment, runPaymentTasks, runReconciliation } from "../../src/domain/payments/index.ts";
import { asOwner, type TestDatabase } from "./database.ts";

// What tests of payments ask and do again and again.

export const payer = { kind: "resident", id: "rTester" } as const;
export const clerk = (id: string) => ({ kind: "clerk", id }) as const;

export const stateOf = async ({ context }: MoneyFixture, city: string, number: string) =>
  (await findPayment(context, city, number)).payment.state;

/** Works what is due until nothing is. */
export async function settleAll({ context }: MoneyFixture, city: string): Promise<void> {
  for (let pass = 0; pass < 20 && (await runPaymentTasks(context, [city])) > 0; pass += 1);
}

/** What a payment left on each account, in fen; accounts that are even are left out. */
export async function balancesOf(db: TestDatabase, number: string): Promise<Record<string, string>> {
  const { rows } = await asOwner(db, (owner) =>
    owner.query(
      `select account, sum(fen)::text as fen from (
         select debit as account, amount_fen as fen from transfers where subject = $1
         union all select credit, -amount_fen from transfers where subject = $1) moved
       group by account having sum(fen) <> 0 order by account`,
      [number],
    ),
  );
  return Object.fromEntries(rows.map((row: { account: string; fen: string }) => [row.account, row.fen]));
}

/** One payment of several bills. @returns its number */
export async function payTogether({ context }: MoneyFixture, city: string, bills: readonly string[]): Promise<string> {
  const { number } = await createPayment(context, {
    ...({
      city,
      provider: "demo",
      account: "main",
      from: "phone",
      channel: "web",
      payer: payer.id,
      by: payer,
    } as const),
    bills: bills.map((one) => ({ number: one })),
    idempotency: { caller: payer.id, key: randomUUID(), bodyHash: "several" },
  });
  return number;
}

/** The code of the refusal it ends in. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no refusal",
    (error: { code?: string }) => error.code ?? String(error),
  );

/** Noon of a day of November 2026 by China's clock, or another time of it: `novemberAt(16, 23, 59, 58)`. */
export const novemberAt = (day: number, hour = 12, minute = 0, second = 0): Date =>
  new Date(Date.UTC(2026, 10, day, hour - 8, minute, second));
export const november = (day: number): string => `2026-11-${String(day).padStart(2, "0")}`;

let lastCity = 510_700;

/** A city of its own with one account at the demonstration's wallet, at noon of the 16th, the days before closed. */
export async function cityWithBooks(
  db: TestDatabase,
): Promise<{ readonly city: string; readonly money: MoneyFixture }> {
  lastCity += 1;
  const city = String(lastCity);
  await db.secrets.openCity(city);
  await asOwner(db, (owner) =>
    owner.query(
      `insert into payment_accounts (city, provider, account, agency, config, enabled, revision, changed_at, changed_by)
       values ($1, 'demo', 'main', '', '{}', true, 1, $2, 'tests')`,
      [city, novemberAt(16)],
    ),
  );
  const money = moneyFixture(db);
  db.clock.now = novemberAt(16, 11);
  const { closed } = await runReconciliation(money.context, [city]);
  if (closed !== 1) throw new Error(`${closed} days before were closed instead of one`);
  db.clock.now = novemberAt(16);
  money.wallet.feeOf = (amount) => amount / 200n;
  return { city, money };
}
