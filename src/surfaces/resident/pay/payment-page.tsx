import type { FastifyReply, FastifyRequest } from "fastify";
import {
  type Bill,
  cancelPayment,
  codeForPayer,
  comeBack,
  findBills,
  isWaiting,
  type PaymentView as Payment,
} from "../../../domain/payments/index.ts";
import type { SummaryItem } from "../../../foundation/html/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { formatInstant, formatPeriod, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { standingOf } from "../../pay/states.ts";
import { ownPayment } from "../../pay/whose.ts";
import { payAddresses } from "./addresses.ts";
import { bridgeScript, bridgeSource, notOpened, openWallet, signInState } from "./hand-on.tsx";
import { receiptsOnPage } from "./payment-receipts.ts";
import { PaymentView } from "./payment-view.tsx";
import { billLabels, type RefundTyped, refundAsk, sendRefund, shownRefunds, typedRefund } from "./refund-request.ts";
import { words } from "./words.ts";

const config = { access: "visitor", owner: "payments" } as const;
type Asked = { n?: unknown; said?: unknown; because?: unknown };
type At = { Params: { number: string } };

/** The page looks by itself this often, in growing pauses (seconds); then the person does. */
const pauses = [2, 2, 3, 3, 5, 5, 10, 10, 15, 15, 30, 30];
/** Milliseconds a wallet has to say who pays. */
const signInWithin = 8_000;

/** One payment, for whoever pays it: how it stands, coming back, cancelling, going on, asking for the money back. */
export function addPaymentPages(app: App, house: House): void {
  app.get<At & { Querystring: Asked }>("/pay/:number", { config }, (request, reply) => show(house, request, reply));

  app.get<At>("/pay/:number/back", { config }, async (request, reply) => {
    const { view, payer } = await ownPayment(house, request, request.params.number);
    const { city, number } = view.payment;
    await comeBack(house.payments, { city, number, by: payer.by });
    return reply.redirect(payAddresses.payment(number), 303);
  });

  app.get<At & { Querystring: { code?: unknown; auth_code?: unknown; state?: unknown } }>(
    "/pay/:number/payer",
    { config },
    async (request, reply) => {
      const { view, payer } = await ownPayment(house, request, request.params.number);
      const { payment } = view;
      const { code, auth_code: authCode, state } = request.query;
      const given = typeof code === "string" ? code : authCode;
      const open = house.accounts.find(payment)?.open;
      const isOurs = state === signInState(house, payment.number, payer.payer);
      if (!isOurs || typeof given !== "string" || !isWaiting(payment) || !open?.payerSignIn) {
        return reply.redirect(payAddresses.payment(payment.number), 303);
      }
      try {
        const openid = await open.payerSignIn.payerOf(given.slice(0, 500), AbortSignal.timeout(signInWithin));
        return await openWallet(house, request, reply, { view, payer, openid });
      } catch (error) {
        return notOpened(reply, payment.number, error);
      }
    },
  );

  app.post<At>("/pay/:number/open", { config }, async (request, reply) => {
    const own = await ownPayment(house, request, request.params.number);
    const { payment } = own.view;
    if (!isWaiting(payment)) return reply.redirect(payAddresses.payment(payment.number), 303);
    return openWallet(house, request, reply, own);
  });

  app.post<At>("/pay/:number/cancel", { config }, async (request, reply) => {
    const { view, payer } = await ownPayment(house, request, request.params.number);
    const { city, number } = view.payment;
    await cancelPayment(house.payments, { city, number, by: payer.by });
    return reply.redirect(payAddresses.payment(number), 303);
  });

  app.post<At & { Body: FormFields }>("/pay/:number/refund", { config }, async (request, reply) => {
    const { view, payer } = await ownPayment(house, request, request.params.number);
    const typed = typedRefund(request);
    const errors = await sendRefund(house, view, payer, typed);
    if (errors.length > 0) return show(house, request, reply.code(422), { errors, typed });
    return reply.redirect(payAddresses.payment(view.payment.number), 303);
  });

  app.get(bridgeScript, { config: { access: "public", owner: "payments", quiet: true } }, (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").header("cache-control", "public, max-age=86400").send(bridgeSource),
  );
}

async function show(
  house: House,
  request: FastifyRequest<At & { Querystring: Asked }> | FastifyRequest<At>,
  reply: FastifyReply,
  also: { errors?: readonly FieldError[]; typed?: RefundTyped } = {},
): Promise<FastifyReply> {
  const { view, payer } = await ownPayment(house, request, request.params.number);
  const { payment } = view;
  const { city, number } = payment;
  const { language } = request;
  const query = request.query as Asked;
  const standing = standingOf(view);
  const looked = typeof query.n === "string" && /^\d{1,2}$/.test(query.n) ? Number(query.n) : 0;
  const pause = pauses[looked];
  const receipts = await receiptsOnPage(house, view);
  const changes =
    receipts.isComing || ["handed_over", "pending", "received", "late_success", "refunding"].includes(standing);
  if (changes && pause !== undefined && request.method === "GET") {
    reply.header("refresh", `${pause}; url=${payAddresses.payment(number)}?n=${looked + 1}`);
  }
  const definition = house.catalogue.service(payment.service)?.definition;
  const service = definition === undefined ? payment.service : say(definition.name, language);
  const bills = await billsInOrder(house, view);
  const labels = billLabels(bills, view, language);
  const hidden = { [csrfField]: reply.csrf() };
  const main = (
    <PaymentView
      language={language}
      service={service}
      view={view}
      standing={standing}
      said={saidOf(query, language)}
      at={(instant) => formatInstant(new Date(instant), language)}
      refunds={shownRefunds(house, view, labels, language)}
      ask={refundAsk(view, { language, labels, hidden, typed: also.typed })}
      receipts={receipts}
      paidFor={paidFor(house, view, bills, language)}
      lookUpHref={definition?.bill === undefined ? undefined : `/${city}/services/${payment.service}/start`}
      signedIn={payer.resident !== undefined}
      errors={also.errors ?? []}
      hidden={hidden}
    />
  );
  return sendPersonal(house, request, reply, {
    title: `${words(language).payment} · ${service}`,
    main,
    city: cityOf(house, city),
    failed: (also.errors ?? []).length > 0,
    back: { href: payer.resident === undefined ? `/${city}` : payAddresses.history },
  });
}

/** Its bills, the oldest first. */
async function billsInOrder(house: House, { payment, bills }: Payment): Promise<readonly Bill[]> {
  const numbers = bills.map(({ number }) => number);
  const found = await findBills(house.payments, payment.city, numbers);
  const when = ({ period, due_on, number }: Bill) => `${period ?? due_on ?? ""} ${number}`;
  return found.toSorted((one, other) => (when(one) < when(other) ? -1 : 1));
}

/** Why the wallet did not open just now: by its code in our words, never in its own. */
function saidOf({ said, because }: Asked, language: Language): string | undefined {
  const w = words(language);
  if (said === "unavailable") return w.unavailable;
  if (said !== "refused") return undefined;
  const known = typeof because === "string" ? codeForPayer(because) : undefined;
  return known === undefined ? w.refused : say(known, language);
}

/** The accounts or notices a payment is for, as its payer typed them, and what time they are for. Fees of cases have the case. */
function paidFor(house: House, { payment }: Payment, bills: readonly Bill[], language: Language): SummaryItem[] {
  const section = house.catalogue.service(payment.service)?.definition.bill;
  if (section === undefined || section.by === "person") return [];
  return bills.flatMap(({ facts, period, case_number: ofCase }) =>
    ofCase !== null || facts.account === ""
      ? []
      : [
          {
            label: say(section.account, language),
            value: period === null ? facts.account : `${facts.account} · ${formatPeriod(period, language)}`,
          },
        ],
  );
}
