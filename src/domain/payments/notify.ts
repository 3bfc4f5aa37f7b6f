import { hash } from "node:crypto";
import { cityScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { confirmPayment } from "./confirm.ts";
import type { PaymentContext } from "./context.ts";
import { paymentOfRefund, writeNotice } from "./notices-store.ts";
import {
  type Notification,
  type NotificationAnswer,
  NotificationRefused,
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

/**
 * A notification that came to our address. Only one that the provider's key signed over these very bytes, that is not older than it may be and
 * that is for this account changes anything; every one leaves a line. The provider is answered after the change is on disk; where that did not
 * succeed it is told to come again.
 * @returns undefined where there is no such account
 */
export async function takeNotification(
  context: PaymentContext,
  to: { provider: ProviderName; city: string; account: string },
  raw: RawNotification,
): Promise<NotificationAnswer | undefined> {
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
    const { verdict, subject } = await applyNotification(context, to, notification);
    const reason = verdict === "ignored" ? "unknown_number" : null;
    await note({ notice: notification.id, verdict, reason, subject });
    return provider.answers.taken;
  } catch (error) {
    if (error instanceof NotificationRefused) {
      context.log("warn", "a notification is refused", { ...to, reason: error.reason });
      await note({ notice: null, verdict: "refused", reason: error.reason, subject: null });
      return provider.answers.notTaken;
    }
    context.log("error", "a notification could not be taken", { ...to, err: error });
    return provider.answers.notTaken;
  }
}

/** What became of it. An account speaks for its own payments alone. */
async function applyNotification(
  context: PaymentContext,
  { city, provider, account }: { provider: ProviderName; city: string; account: string },
  told: Extract<Notification, { kind: "payment" | "refund" }>,
): Promise<Pick<Heard, "verdict" | "subject">> {
  const number = told.kind === "payment" ? told.payment.number : await paymentOf(context, city, told.refund.refund);
  const before = number === undefined ? undefined : await context.views.submit({ city, number });
  if (number === undefined || before?.payment.provider !== provider || before.payment.account !== account) {
    return { verdict: "ignored", subject: null };
  }
  const after =
    told.kind === "payment"
      ? await confirmPayment(context, city, told.payment)
      : await takeRefund(context, { city, number }, told.refund);
  return {
    verdict: after.payment.revision === before.payment.revision ? "repeated" : "applied",
    subject: number,
  };
}

async function paymentOf(context: PaymentContext, city: string, refund: string): Promise<string | undefined> {
  const [row] = await context.database.run(cityScope(city), paymentOfRefund, { city, number: refund });
  return row?.payment;
}
