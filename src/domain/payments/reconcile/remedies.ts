import { cityScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { AgencyFailure, type WriteOff } from "../../agencies/index.ts";
import { writeAudit } from "../../audit/index.ts";
import { findBills } from "../bills.ts";
import { confirmPayment } from "../confirm.ts";
import type { PaymentContext } from "../context.ts";
import { rememberedOf } from "../hand-over.ts";
import type { PaymentActor, PaymentView } from "../payment.ts";
import { findPayment } from "../perform.ts";
import { ProviderFailure, ProviderRefusal } from "../provider.ts";
import { refundable } from "../refund-plan.ts";
import { askRefund, takeRefund } from "../refunds.ts";
import { takeWriteOff } from "../write-off.ts";
import { keyForBill } from "../write-off-key.ts";
import { reconcileNumber } from "./compare.ts";
import {
  type Difference,
  type DifferenceKey,
  findDifference,
  paymentsBehind,
  type Remedy,
  remediesOf,
} from "./differences.ts";
import { billOfReference, noteRemedy } from "./differences-store.ts";
import { sourceOf } from "./sources.ts";

/** Milliseconds the other side has to answer a clerk. */
const within = 8_000;

/**
 * Starts what can be done about a difference and compares again: asks the other side where it stands now, asks for a refund (two clerks
 * approve it as any other), or tells the biller again with the same key. What was answered stands with the difference afterwards.
 * @throws Refusal `remedy_not_possible`
 */
export async function startRemedy(
  context: PaymentContext,
  of: { city: string; key: DifferenceKey; remedy: Remedy; by: PaymentActor; reason?: string },
): Promise<Difference> {
  const { city, by, remedy } = of;
  const found = await findDifference(context, city, of.key);
  const known = await paymentsBehind(context, city, [found]);
  if (!remediesOf(found, known.get(found.number)).includes(remedy)) throw notPossible();
  const { source, day, kind, number, part, line } = found;
  const answer = await answerTo(context, { ...of, found });
  const now = context.clock();
  await context.database.transaction(cityScope(city), async (tx) => {
    await tx.run(noteRemedy, {
      ...{ city, source, day, kind, number, part, line, remedy },
      ...{ answer: answer.slice(0, 60), by: by.id, at: now },
    });
    const detail = { source, day, name: found.name, remedy, answer };
    await writeAudit(
      tx,
      { city, actorKind: by.kind, actor: by.id, act: "difference.remedy", subject: number, detail },
      now,
    );
  });
  const place = sourceOf(source);
  if (place) await reconcileNumber(context, { city, source: place, day, number });
  return findDifference(context, city, found);
}

const notPossible = (): Refusal =>
  new Refusal({
    code: "remedy_not_possible",
    status: 409,
    say: { zh: "这条差异现在不能这样处理。", en: "This cannot be done about this difference now." },
  });

type Of = { city: string; found: Difference; remedy: Remedy; by: PaymentActor; reason?: string };

async function answerTo(context: PaymentContext, of: Of): Promise<string> {
  const view = await findPayment(context, of.city, of.found.number);
  const signal = AbortSignal.timeout(within);
  try {
    if (of.remedy === "refund") return await refund(context, of, view);
    const source = sourceOf(of.found.source);
    if (source?.kind === "biller") return await askBiller(context, of, view, source.agency, signal);
    return of.found.kind === "refund"
      ? await askAboutRefund(context, of, view, signal)
      : await askAboutPayment(context, of, view, signal);
  } catch (error) {
    if (error instanceof ProviderFailure || error instanceof AgencyFailure) return `no answer: ${error.reason}`;
    if (error instanceof ProviderRefusal) return `refused: ${error.code}`;
    throw error;
  }
}

function providerOf(context: PaymentContext, { payment }: PaymentView) {
  const provider = context.providerOf(payment);
  if (!provider) throw new ProviderFailure("down", "the account is paused or gone");
  return provider;
}

async function askAboutPayment(context: PaymentContext, { city }: Of, view: PaymentView, signal: AbortSignal) {
  const { number } = view.payment;
  const told = await providerOf(context, view).query(number, signal, await rememberedOf(context, view));
  if (told.number !== number) throw new ProviderFailure("unreadable", "the answer is about another payment");
  await confirmPayment(context, city, told);
  return told.state;
}

async function askAboutRefund(context: PaymentContext, { city, found }: Of, view: PaymentView, signal: AbortSignal) {
  const { number } = view.payment;
  const remembered = await rememberedOf(context, view);
  const told = await providerOf(context, view).queryRefund({ ...remembered, number, refund: found.part }, signal);
  if (told.refund !== found.part) throw new ProviderFailure("unreadable", "the answer is about another refund");
  await takeRefund(context, { city, number }, told);
  return told.state;
}

async function askBiller(
  context: PaymentContext,
  { city, found, remedy }: Of,
  view: PaymentView,
  agency: string,
  signal: AbortSignal,
): Promise<string> {
  const { payment } = view;
  const [row] = await context.database.run(cityScope(city), billOfReference, {
    ...{ city, biller: agency, reference: found.part },
  });
  const part = view.bills.find(({ number }) => number === row?.number);
  const [bill] = part ? await findBills(context, city, [part.number]) : [];
  if (!part || !bill) throw notPossible();
  const request: WriteOff = {
    ...{ city, agency, operation: bill.facts.operation, reference: bill.reference },
    key: keyForBill(payment.number, view, part),
    ...{ amount_fen: part.amount_fen, paidAt: new Date(payment.paid_at ?? payment.created_at) },
    provider: payment.provider,
  };
  const answer =
    remedy === "write_off"
      ? await context.biller.writeOff(request, signal)
      : await context.biller.queryWriteOff(request, signal);
  const isNews = (answer.kind === "done" || answer.kind === "refused") && part.write_off === "waiting";
  if (isNews) {
    const by: PaymentActor = { kind: "agency", id: agency };
    await takeWriteOff(context, { city, number: payment.number, bill: part.number, by }, answer);
  }
  return answer.kind;
}

async function refund(context: PaymentContext, { city, found, by, reason }: Of, view: PaymentView): Promise<string> {
  const most = refundable(view);
  const wanted = found.theirs_fen ?? found.ours_fen ?? 0n;
  // What a biller took back on its own is of one bill.
  const bill = found.kind === "reversal" ? view.bills.find(({ reference }) => reference === found.part) : undefined;
  await askRefund(context, {
    ...{ city, number: found.number, by },
    amount_fen: wanted < most ? wanted : most,
    reason: reason ?? "",
    ...(bill === undefined ? {} : { bills: [bill.number] }),
  });
  return "asked";
}
