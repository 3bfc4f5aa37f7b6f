import { cityScope, type Database } from "../../../foundation/database/index.ts";
import type { Secrets } from "../../../foundation/secrets/index.ts";
import type { PaymentContext } from "../context.ts";
import { type MoneyFixture, moneyFixture, paid } from "../fixtures.ts";
import { approveRefund, askRefund } from "../refunds.ts";
import { runPaymentTasks } from "../tasks.ts";
import { eachReceipt, noteReceiptsDue, type Receipt, type ReceiptParts } from "./index.ts";

/** What the tests of receipts share: a city of its own, with a wallet, a biller and words for its receipts. */

export const clerk = { kind: "clerk", id: "finance" } as const;

/** An instant of China's clock. */
export const china = (text: string): Date => new Date(`${text}+08:00`);

export const receiptWords = {
  service: { zh: "交电费", en: "Electricity" },
  biller: { zh: "国网供电公司", en: "State Grid" },
  hasAccount: true,
};

export function partsOver(context: PaymentContext): ReceiptParts {
  return {
    payments: context,
    payerName: async (payer) => (payer === "tester" ? "欧阳小华" : undefined),
    wordsOf: async () => receiptWords,
  };
}

export type ReceiptDesk = {
  readonly city: string;
  readonly money: MoneyFixture;
  readonly parts: ReceiptParts;
  /** What the reaction to events does. */
  readonly note: (...payments: string[]) => Promise<void>;
  /** Asks providers and billers until nothing is due. */
  readonly work: () => Promise<void>;
  /** Paid and written off. */
  readonly settled: (amount_fen: bigint) => Promise<{ readonly number: string; readonly bill: string }>;
  /** The year's receipts in the order of their numbers. */
  readonly all: () => Promise<readonly Receipt[]>;
  /** Asked for, approved and done. @returns the number of the refund */
  readonly giveBack: (number: string, amount_fen: bigint) => Promise<string>;
};

export async function openReceiptDesk(
  db: { readonly database: Database; readonly secrets: Secrets; readonly clock: { now: Date; read: () => Date } },
  city: string,
): Promise<ReceiptDesk> {
  await db.secrets.openCity(city);
  db.clock.now = china("2026-11-16T09:00:00");
  const money = moneyFixture(db);
  const { context } = money;
  const work = async () => {
    while ((await runPaymentTasks(context, [city])) > 0);
  };
  return {
    ...{ city, money, work, parts: partsOver(context) },
    note: (...payments) =>
      db.database.transaction(cityScope(city), (tx) => noteReceiptsDue(tx, city, payments, db.clock.now)),
    settled: async (amount_fen) => {
      const made = await paid(money, { city, amount_fen });
      await work();
      return made;
    },
    all: async () => {
      const found: Receipt[] = [];
      for await (const receipt of eachReceipt(context, city, 2026)) found.push(receipt);
      return found;
    },
    giveBack: async (number, amount_fen) => {
      const by = { kind: "resident", id: "rSomebody" } as const;
      const asked = await askRefund(context, { city, number, amount_fen, reason: "交重了", by });
      const refund = asked.refunds.find(({ state }) => state === "asked")?.number ?? "";
      await approveRefund(context, { city, number, refund, by: clerk });
      await work();
      return refund;
    },
  };
}
