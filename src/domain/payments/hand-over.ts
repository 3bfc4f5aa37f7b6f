import { Refusal } from "../../foundation/refusal.ts";
import { findBills } from "./bills.ts";
import { closePlan, confirmPayment, isWaiting, released } from "./confirm.ts";
import type { PaymentContext } from "./context.ts";
import type { PaymentActor, PaymentView } from "./payment.ts";
import { findPayment, notPossible, performOnPayment } from "./perform.ts";
import {
  type NoticeReference,
  type PaymentProvider,
  ProviderFailure,
  ProviderRefusal,
  type Remembered,
  type Started,
} from "./provider.ts";
import { codeForPayer } from "./provider-codes.ts";

/** Milliseconds a provider has to open its wallet while somebody waits. */
const startWithin = 8_000;

export const notifyPath = (of: { provider: string; city: string; account: string }): string =>
  `/pay/notify/${of.provider}/${of.city}/${of.account}`;
export const returnPath = (number: string): string => `/pay/${number}/back`;

/**
 * Opens the wallet. May be asked again while the payment waits: the provider knows the number. What the provider would do in spite of an
 * error we are told by its notification, or ask.
 * @throws Refusal `provider_unavailable` (nothing is lost, another wallet can be chosen), `provider_refused`, `payment_act_not_possible` where it
 *   is paid already
 */
export async function handOver(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor; description: string; ip: string; payer?: string },
): Promise<Started> {
  const view = await findPayment(context, of.city, of.number);
  const { payment } = view;
  if (!isWaiting(payment)) throw notPossible(payment.state);
  const provider = context.providerOf(payment);
  if (!provider) throw unavailable();
  const notice = await noticeOf(context, view);
  const request = {
    number: payment.number,
    amount_fen: payment.amount_fen,
    description: of.description,
    from: payment.paying_from,
    expiresAt: new Date(payment.expires_at),
    ip: of.ip,
    returnUrl: `${context.baseUrl}${returnPath(payment.number)}`,
    notifyUrl: `${context.baseUrl}${notifyPath(payment)}`,
    ...(of.payer === undefined ? {} : { payer: of.payer }),
    ...(notice === undefined ? {} : { notice }),
  };
  let started: Started;
  try {
    started = await provider.start(request, AbortSignal.timeout(startWithin));
  } catch (error) {
    if (error instanceof ProviderRefusal) {
      context.log("warn", "a provider refuses a payment", { provider: payment.provider, code: error.code });
      // A wallet that was open before may refuse because it has the money already.
      if (payment.state !== "created") {
        const after = await askNow(context, view, provider);
        if (!isWaiting(after.payment)) throw notPossible(after.payment.state);
      }
      await refuse(context, of, error.code);
      throw new ProviderSaidNo(error.code);
    }
    if (!(error instanceof ProviderFailure)) throw error;
    context.log("warn", "a provider does not answer", { provider: payment.provider, reason: error.reason });
    throw unavailable();
  }
  await performOnPayment(context, of, (read) =>
    isWaiting(read.payment) && read.payment.state !== "handed_over"
      ? {
          act: "hand_over",
          who: "payer",
          ...(started.reference === undefined ? {} : { set: { reference: started.reference } }),
        }
      : undefined,
  );
  return started;
}

/** What the provider has of it. @throws Refusal `provider_unavailable` */
async function askNow(context: PaymentContext, view: PaymentView, provider: PaymentProvider): Promise<PaymentView> {
  const { city, number } = view.payment;
  try {
    const told = await provider.query(number, AbortSignal.timeout(startWithin), await rememberedOf(context, view));
    if (told.number === number) return await confirmPayment(context, city, told);
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    context.log("warn", "a provider does not answer", { provider: view.payment.provider, reason: error.reason });
  }
  throw unavailable();
}

/** The payer came back from the wallet: nothing is proved, but now is the time to ask. */
export async function comeBack(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor },
): Promise<PaymentView> {
  const now = context.clock();
  return performOnPayment(context, of, ({ payment }) =>
    payment.state === "created" || payment.state === "handed_over"
      ? { act: "come_back", who: "payer", tasks: [{ kind: "query", dueAt: now }] }
      : undefined,
  );
}

/** The payer gives it up; the bill can be paid another way at once. */
export async function cancelPayment(
  context: PaymentContext,
  of: { city: string; number: string; by: PaymentActor },
): Promise<PaymentView> {
  const who = of.by.kind === "clerk" ? "clerk" : "payer";
  return performOnPayment(context, of, (view) =>
    isWaiting(view.payment) ? closePlan(view, who, "cancelled", context.clock()) : undefined,
  );
}

/** The provider will not take it: the bill is free, and the provider is asked once more to be sure. */
async function refuse(context: PaymentContext, of: { city: string; number: string; by: PaymentActor }, code: string) {
  await performOnPayment(context, of, (view) =>
    isWaiting(view.payment)
      ? {
          act: "fail",
          who: "provider",
          bills: released(view),
          tasks: [
            { kind: "query", dueAt: undefined },
            { kind: "close", dueAt: context.clock() },
          ],
          words: { code },
        }
      : undefined,
  );
}

/**
 * What the treasury knows the bill by: its own notice, or for the fee of a case our number of the bill, which the collecting unit tells it
 * through us. A payment to the treasury is about one bill.
 */
async function noticeOf(
  context: PaymentContext,
  { payment, bills }: PaymentView,
): Promise<NoticeReference | undefined> {
  const [part] = bills;
  if (part?.payee !== "treasury") return undefined;
  const [bill] = await findBills(context, payment.city, [part.number]);
  if (!bill) return undefined;
  const items = bill.facts.items.map(({ name, amount_fen }, index) => ({
    id: String(index + 1),
    name,
    amount_fen: BigInt(amount_fen),
  }));
  const { notice } = bill.facts;
  if (notice) return { ...notice, source: "treasury", region: payment.city, items };
  const own = { notice: bill.number, unit: "", unitName: "", type: "ordinary" } as const;
  return { ...own, source: "unit", region: payment.city, items };
}

/** What a provider that does not know our number needs to find a payment again. */
export async function rememberedOf(context: PaymentContext, view: PaymentView): Promise<Remembered> {
  const { reference } = view.payment;
  const notice = await noticeOf(context, view);
  return {
    ...(reference === null ? {} : { reference }),
    ...(notice === undefined ? {} : { notice }),
  };
}

export const unavailable = (): Refusal =>
  new Refusal({
    code: "provider_unavailable",
    status: 503,
    retryAfterSeconds: 30,
    say: {
      zh: "这个付款方式现在没有回应。还没有付的，请过一会儿再试，或者换一种付款方式；已经付了的，请不要再付，等结果。",
      en: "This way of paying does not answer right now. If you have not paid, please try again later or choose another. If you have, please do not pay again and wait for the result.",
    },
  });

/** The provider does not take it; `because` with which code. The words are for whoever pays. */
export class ProviderSaidNo extends Refusal {
  readonly because: string;

  constructor(because: string) {
    const general = {
      zh: "这个付款方式不接受这笔缴费。钱没有扣。请换一种付款方式。",
      en: "This way of paying does not take this payment. No money was taken. Please choose another.",
    };
    super({ code: "provider_refused", status: 409, say: codeForPayer(because) ?? general });
    this.because = because;
  }
}
