import type { Database } from "../../foundation/database/index.ts";
import { cityScope, Gatherer } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { Biller } from "../agencies/index.ts";
import type { Calendar } from "../regions/index.ts";
import type { PaymentView } from "./payment.ts";
import type { PaymentProvider, ProviderName } from "./provider.ts";
import { viewFromRow } from "./rows.ts";
import { applyPayments, createPayments, loadPayments } from "./store.ts";

/**
 * A row of a batch; `ord` is added when the batch leaves. Amounts are texts, since JSON knows no bigint. Its bills travel beside the rows:
 * lists within lists make the planner expect a hundred times as many.
 */
export type GatheredRow = {
  readonly city: string;
  readonly number: string;
  readonly bills: readonly object[];
} & Readonly<Record<string, unknown>>;

/** Finds the account a payment goes through; undefined where it is paused or gone. */
export type ProviderOf = (of: { city: string; provider: ProviderName; account: string }) => PaymentProvider | undefined;

/** What payments need: opened once at start. */
export type PaymentContext = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: () => Date;
  readonly calendarOf: (city: string) => Calendar;
  readonly providerOf: ProviderOf;
  readonly biller: Biller;
  /** The public address, for return and notification. */
  readonly baseUrl: string;
  /** Fen above which two clerks stand behind a refund in a city. */
  readonly twoApprovalsOver: (city: string) => bigint;
  readonly creations: Gatherer<GatheredRow, boolean>;
  readonly acts: Gatherer<GatheredRow, boolean>;
  readonly views: Gatherer<{ city: string; number: string }, PaymentView | undefined>;
  /** Told after each commit which cities have new events. */
  readonly committed: (cities: readonly string[]) => void;
  readonly log: (level: "info" | "warn" | "error", message: string, fields: Readonly<Record<string, unknown>>) => void;
};

export type PaymentParts = Pick<
  PaymentContext,
  "database" | "secrets" | "clock" | "calendarOf" | "providerOf" | "biller" | "baseUrl"
> &
  Partial<Pick<PaymentContext, "twoApprovalsOver" | "committed" | "log">>;

/** The constraint that a bill has one standing payment said no. */
const isHeldByAnother = (error: unknown): boolean =>
  error instanceof Error && "constraint" in error && error.constraint === "payment_bills_one_standing";

/** 1,000 yuan, where a city has not said otherwise. */
export const usualSecondApproval = 100_000n;

export function paymentContext(parts: PaymentParts): PaymentContext {
  const { database } = parts;
  const committed = parts.committed ?? (() => undefined);
  const numbered = <R extends { city: string }>(rows: readonly R[]) => ({
    scope: cityScope(...new Set(rows.map((row) => row.city))),
    rows: rows.map((row, ord) => ({ ...row, ord })),
  });
  const send =
    (made: typeof createPayments | typeof applyPayments) =>
    async (given: readonly GatheredRow[]): Promise<boolean[]> => {
      const { scope, rows } = numbered(given.map(({ bills: _, ...row }) => row));
      const parts = given.flatMap(({ city, number: payment, bills }, ord) =>
        bills.map((bill) => ({ ord, city, payment, ...bill })),
      );
      const answers = await database
        .run(scope, made as typeof applyPayments, { rows, parts })
        .catch((error: unknown) => {
          // Somebody took the bill after this statement began to look: as if they had been faster by a little more.
          if (given.length === 1 && isHeldByAnother(error)) return [{ ord: 0, done: false }];
          throw error;
        });
      committed([...new Set(given.map((row) => row.city))]);
      return answers.map((answer) => answer.done);
    };
  return {
    ...parts,
    twoApprovalsOver: parts.twoApprovalsOver ?? (() => usualSecondApproval),
    committed,
    log: parts.log ?? (() => undefined),
    creations: new Gatherer(send(createPayments)),
    acts: new Gatherer(send(applyPayments)),
    views: new Gatherer(async (given) => {
      const { scope, rows } = numbered(given);
      const found = new Map((await database.run(scope, loadPayments, { rows })).map((row) => [row.ord, row]));
      return given.map((_, ord) => {
        const row = found.get(ord);
        return row && viewFromRow(row);
      });
    }),
  };
}
