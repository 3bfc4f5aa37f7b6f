import { hash } from "node:crypto";
import { cityScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { confirmPayment } from "./confirm.ts";
import type { PaymentContext } from "./context.ts";
import { askProvider } from "./desk/ask.ts";
import { noticeTaken, paymentOfRefund, writeNotice } from "./notices-store.ts";
import type { PaymentView } from "./payment.ts";
import { findPayment } from "./perform.ts";
import {
  type Notification,
  type NotificationAnswer,
  NotificationRefused,
  ProviderFailure,
  type ProviderName,
  type RawNotification,
} from "./provider.ts";
import { takeRefund } from "./refunds.ts";

type Heard = {
  readonly notice: string | null;
  readonly verdict: "applied" | "repeated" | "ignored" | "refused";
  readonly reason: string | null;
  readonly subject: string | null;
};

/** What the provider is answered; `refused` with why nothing of it was believed. */
type Answered = NotificationAnswer & { readonly refused?: NotificationRefused["reason"] };

/**
 * A notification that came to our address. Only one that the provider's key signed over these very bytes, that is not older than it may be and
 * that is for this account changes anything; every one leaves a line. One that is late is never believed: heard before, it is a replay and
 * refused; else the provider is asked, and its answer counts. The provider is answered after the change is on disk; where that did not succeed
 * it is told to come again.
 * @returns undefined where there is no such account
 */
export async function takeNotification(
  context: PaymentContext,
  to: { provider: ProviderName; city: string; account: string },
  raw: RawNotification,
): Promise<Answered | undefined> {
  const provider = context.providerOf(to);
  if (!provider) return undefined;
  const now = context.clock();
  const note = (heard: Heard) =>
    context.database.run(cityScope(to.city), writeNotice, {
      ...to,
      ...heard,
      id: newId(now),
      digest: hash("sha256", raw.body),
      at: now,
    });
  try {
    const notification = await provider.readNotification(raw, now);
    if (notification.kind === "other") {
      await note({
        notice: notification.id,
        verdict: "ignored",
        reason: notification.what.slice(0, 60),
        subject: null,
      });
      return provider.answers.taken;
    }
    const about = await aboutOf(context, to, notification);
    if (about === undefined) {
      await note({ notice: notification.id, verdict: "ignored", reason: "unknown_number", subject: null });
      return provider.answers.taken;
    }
    const subject = about.payment.number;
    if (notification.late === true && (await isHeard(context, to, subject, notification.id))) {
      context.log("warn", "a notification is refused", { ...to, reason: "replayed" });
      await note({ notice: notification.id, verdict: "refused", reason: "replayed", subject });
      return { ...provider.answers.notTaken, refused: "replayed" };
    }
    const { payment } =
      notification.late === true
        ? await askedInstead(context, to.city, subject, notification)
        : await applied(context, to.city, subject, notification);
    const verdict = payment.revision === about.payment.revision ? "repeated" : "applied";
    await note({ notice: notification.id, verdict, reason: notification.late === true ? "late" : null, subject });
    return provider.answers.taken;
  } catch (error) {
    if (error instanceof NotificationRefused) {
      context.log("warn", "a notification is refused", { ...to, reason: error.reason });
      await note({ notice: null, verdict: "refused", reason: error.reason, subject: null });
      return { ...provider.answers.notTaken, refused: error.reason };
    }
    // Nobody to ask just now: it comes again.
    if (error instanceof ProviderFailure) context.log("warn", "a notification waits", { ...to, reason: error.reason });
    else context.log("error", "a notification could not be taken", { ...to, err: error });
    return provider.answers.notTaken;
  }
}

type Told = Extract<Notification, { kind: "payment" | "refund" }>;
type To = { readonly provider: ProviderName; readonly city: string; readonly account: string };

/** The payment it is about; undefined where there is none here. An account speaks for its own payments alone. */
async function aboutOf(
  context: PaymentContext,
  { city, provider, account }: To,
  told: Told,
): Promise<PaymentView | undefined> {
  const number = told.kind === "payment" ? told.payment.number : await paymentOf(context, city, told.refund.refund);
  const view = number === undefined ? undefined : await context.views.submit({ city, number });
  return view?.payment.provider === provider && view.payment.account === account ? view : undefined;
}

const applied = (context: PaymentContext, city: string, number: string, told: Told): Promise<PaymentView> =>
  told.kind === "payment"
    ? confirmPayment(context, city, told.payment)
    : takeRefund(context, { city, number }, told.refund);

async function isHeard(context: PaymentContext, to: To, subject: string, notice: string): Promise<boolean> {
  const [row] = await context.database.run(cityScope(to.city), noticeTaken, { ...to, subject, notice });
  return row !== undefined;
}

/** What a late notification says may have changed since: the provider is asked. @throws ProviderFailure where nothing was learned */
async function askedInstead(context: PaymentContext, city: string, number: string, told: Told): Promise<PaymentView> {
  const said = await askProvider(context, city, number);
  const wasPaid = told.kind === "refund" || told.payment.state === "paid";
  // Whoever signed that it was paid cannot have heard of no payment.
  const isLearned = wasPaid ? said === "paid" || said === "refunded" : /^[a-z]+$/.test(said);
  if (!isLearned) throw new ProviderFailure("unreadable", `late, and asked about it the provider says: ${said}`);
  return findPayment(context, city, number);
}

async function paymentOf(context: PaymentContext, city: string, refund: string): Promise<string | undefined> {
  const [row] = await context.database.run(cityScope(city), paymentOfRefund, { city, number: refund });
  return row?.payment;
}
