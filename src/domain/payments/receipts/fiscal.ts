import { cityScope } from "../../../foundation/database/index.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentRow } from "../payment.ts";
import type { FiscalReceipt, PaymentProvider } from "../provider.ts";
import { seal, unseal } from "../sealing.ts";
import { tasksOfPayment } from "../tasks-store.ts";
import { fiscalOf, keepFiscal } from "./fiscal-store.ts";

export const fiscalPlace = (payment: string): string => `fiscal_receipt:${payment}`;

/**
 * Asks the treasury for the fiscal e-receipt (财政电子票据) of a payment and keeps it. @returns whether it is there; `other_amount`: it is about
 * another sum and is not kept, a person has to ask
 */
export async function fetchFiscalReceipt(
  { database, secrets, clock }: Pick<PaymentContext, "database" | "secrets" | "clock">,
  { city, number, received_fen }: PaymentRow,
  provider: PaymentProvider,
  signal: AbortSignal,
): Promise<"kept" | "not_issued" | "other_amount"> {
  const told = await provider.fiscalReceipt?.(number, signal);
  if (told === undefined) return "not_issued";
  if (told.amount_fen !== received_fen) return "other_amount";
  const texts = {
    ...told,
    amount_fen: told.amount_fen.toString(),
    items: told.items.map((item) => ({ ...item, amount_fen: item.amount_fen.toString() })),
  };
  const sealed = seal(secrets, city, fiscalPlace(number), texts);
  await database.run(cityScope(city), keepFiscal, { city, payment: number, sealed, at: clock() });
  return "kept";
}

type Texts = Omit<FiscalReceipt, "amount_fen" | "items"> & {
  readonly amount_fen: string;
  readonly items: readonly (Omit<FiscalReceipt["items"][number], "amount_fen"> & { readonly amount_fen: string })[];
};

/** The treasury's own receipt of a payment; undefined while it has issued none, and for money that is not the treasury's. */
export async function fiscalReceiptOf(
  { database, secrets }: Pick<PaymentContext, "database" | "secrets">,
  city: string,
  payment: string,
): Promise<FiscalReceipt | undefined> {
  const [row] = await database.run(cityScope(city), fiscalOf, { city, payment });
  if (!row) return undefined;
  const texts = unseal<Texts>(secrets, city, fiscalPlace(payment), row.sealed);
  return {
    ...texts,
    amount_fen: BigInt(texts.amount_fen),
    items: texts.items.map((item) => ({ ...item, amount_fen: BigInt(item.amount_fen) })),
  };
}

/**
 * The fiscal e-receipt as people are told of it; `given_up`: asked for often enough, a person has to; `elsewhere`: this treasury tells us none,
 * and gives it to the payer by itself.
 */
export type FiscalStanding = FiscalReceipt | "waiting" | "given_up" | "elsewhere";

export async function fiscalStanding(
  context: Pick<PaymentContext, "database" | "secrets" | "views" | "providerOf">,
  city: string,
  number: string,
): Promise<FiscalStanding> {
  const known = await fiscalReceiptOf(context, city, number);
  if (known) return known;
  const view = await context.views.submit({ city, number });
  const provider = view && context.providerOf(view.payment);
  if (provider !== undefined && provider.fiscalReceipt === undefined) return "elsewhere";
  const tasks = await context.database.run(cityScope(city), tasksOfPayment, { city, subject: number });
  return tasks.some(({ kind, state }) => kind === "fiscal_receipt" && state === "dead") ? "given_up" : "waiting";
}
