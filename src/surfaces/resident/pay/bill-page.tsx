import { randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { bodiesOf, type Offering, whichAgency } from "../../../domain/catalogue/index.ts";
import {
  accountsAtMost,
  type Bill,
  billNotFound,
  createPayment,
  findPayment,
  rememberAccount,
  rememberedAccounts,
} from "../../../domain/payments/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { billsToPay } from "../../pay/payable.ts";
import { waysToPay } from "../../pay/ways.ts";
import { mayPay, payerOf, visitorOf } from "../../pay/whose.ts";
import { needResident, sessionOf } from "../../session.ts";
import { typedAmount } from "../../typed-amount.ts";
import { agencyName } from "../case/own.ts";
import { BillView } from "./bill-view.tsx";
import { openWallet } from "./hand-on.tsx";
import { words } from "./words.ts";

const config = { access: "visitor", owner: "payments" } as const;

/** `GET /pay/{city}/bills/{bill}` and `…/bills?bill=&bill=`; `POST /pay/{city}/bills` begins the payment and opens the wallet. */
export function addBillPages(app: App, house: House): void {
  app.get<{ Params: { city: string; bill: string } }>("/pay/:city/bills/:bill", { config }, (request, reply) =>
    show(house, request, reply, request.params.city, [request.params.bill]),
  );
  app.get<{ Params: { city: string }; Querystring: { bill?: unknown } }>(
    "/pay/:city/bills",
    { config },
    (request, reply) => show(house, request, reply, request.params.city, texts(request.query.bill)),
  );
  app.post<{ Params: { city: string }; Body: FormFields }>("/pay/:city/bills", { config }, (request, reply) =>
    pay(house, request, reply),
  );
}

const texts = (given: unknown): readonly string[] =>
  [given].flat().flatMap((one) => (typeof one === "string" ? one.split(",") : []));

/** Bills of an address, all of one biller and of somebody who may pay them. @throws Refusal, SignInNeeded */
async function billsAt(
  house: House,
  request: FastifyRequest,
  code: string,
  typed: readonly string[],
): Promise<readonly [Bill, ...Bill[]]> {
  const { city } = cityOf(house, code);
  if (typed.length === 0) throw noneChosen();
  const session = await sessionOf(house, request);
  const resident = session?.kind === "resident" ? session.resident : undefined;
  const numbers = typed.map((one) => readNumber(one, city));
  try {
    return await billsToPay(house, city, numbers, (bill) => mayPay(house, bill, resident));
  } catch (refusal) {
    // Whoever is not signed in is led there also for a bill there is none of: the answer must not tell which there are.
    const isNotThere = refusal instanceof Refusal && refusal.code === "bill_not_found";
    if (isNotThere && resident === undefined) await needResident(house, request);
    throw refusal;
  }
}

function readNumber(typed: string, city: string): string {
  const read = parsePublicNumber(typed);
  if (read?.letter !== "B" || read.city !== city) throw billNotFound();
  return read.number;
}

const noneChosen = (): Refusal =>
  new Refusal({
    code: "no_bill_chosen",
    status: 422,
    say: { zh: words("zh").chooseOne, en: words("en").chooseOne },
  });

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  typed: readonly string[],
  also: { errors?: readonly FieldError[]; amount?: string } = {},
): Promise<FastifyReply> {
  const bills = await billsAt(house, request, code, typed);
  const [first] = bills;
  const { language } = request;
  const city = cityOf(house, code);
  const definition = house.catalogue.service(first.service)?.definition;
  const session = await sessionOf(house, request);
  const service = definition === undefined ? first.service : say(definition.name, language);
  const section = definition?.bill;
  const canRemember =
    session?.kind === "resident" &&
    section?.remember === true &&
    first.case_number === null &&
    (await rememberedAccounts(house.payments, session.resident)).length < accountsAtMost;
  const main = (
    <BillView
      language={language}
      service={service}
      agency={await agencyName(house, { city: first.city, service: first.service, agency: first.agency }, language)}
      account={section === undefined || section.by === "person" ? undefined : say(section.account, language)}
      bills={bills}
      ways={waysToPay(house, bills, request.headers["user-agent"] ?? "").map(({ account }) => account.provider)}
      today={house.regions.calendarOf(first.city).dayOf(house.clock())}
      canRemember={canRemember}
      errors={also.errors ?? []}
      amount={also.amount}
      lookUpHref={`/${first.city}/services/${first.service}/start`}
      hidden={{ [csrfField]: reply.csrf(), key: randomUUID(), bills: bills.map(({ number }) => number).join(",") }}
    />
  );
  return sendPersonal(house, request, reply, {
    title: `${words(language).title} · ${service}`,
    main,
    city,
    failed: (also.errors ?? []).length > 0,
    back: { href: session?.kind === "resident" ? "/me/bills" : `/${first.city}/services/${first.service}` },
  });
}

const keyShape = /^[0-9a-f-]{36}$/;

async function pay(
  house: House,
  request: FastifyRequest<{ Params: { city: string }; Body: FormFields }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const field = (name: string) => {
    const value = request.body[name];
    return typeof value === "string" ? value.slice(0, 800) : "";
  };
  const typed = texts(field("bills"));
  const bills = await billsAt(house, request, request.params.city, typed);
  const [first] = bills;
  const agent = request.headers["user-agent"] ?? "";
  const way = waysToPay(house, bills, agent).find(({ account }) => account.provider === field("provider"));
  if (way === undefined || !keyShape.test(field("key"))) {
    return show(house, request, reply.code(422), request.params.city, typed);
  }
  const { city } = first;
  const payer = (await payerOf(house, request)) ?? visitorOf(house, reply.visit());
  const amount = field("amount").trim();
  const isWhole = amount === "" || bills.length > 1;
  const part = isWhole ? undefined : typedAmount(amount);
  if (!isWhole && part === undefined) {
    const message = { zh: words("zh").amountShape, en: words("en").amountShape };
    const errors = [{ field: "amount", code: "shape", message }];
    return show(house, request, reply.code(422), request.params.city, typed, { errors, amount });
  }
  const wanted = bills.map(({ number }) => ({ number, ...(part === undefined ? {} : { amount_fen: part }) }));
  const { account, from } = way;
  const { provider } = account;
  try {
    const { number } = await createPayment(house.payments, {
      ...{ city, bills: wanted, provider, account: account.account, from, payer: payer.payer, by: payer.by },
      channel: "web",
      idempotency: {
        caller: `payer:${payer.payer}`,
        // Another wallet chosen on the same page is another attempt; a second tap on the same one is not.
        key: `${field("key")}:${provider}`,
        bodyHash: bodyHash([city, wanted.map((one) => ({ ...one, amount_fen: String(one.amount_fen ?? "") }))]),
      },
    });
    if (payer.resident !== undefined) await remember(house, payer.resident, bills, request.body["keep"]);
    const view = await findPayment(house.payments, city, number);
    const { state } = view.payment;
    if (state !== "created" && state !== "handed_over") return reply.redirect(`/pay/${number}`, 303);
    return openWallet(house, request, reply, { view, payer });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "amount_not_allowed") throw error;
    request.refusedAs = error.code;
    const errors = error.fields.map((one) => ({ ...one, field: "amount" }));
    return show(house, request, reply.code(error.status), request.params.city, typed, { errors, amount });
  }
}

/** The body a bill is of, where the city has several of its kind. */
async function bodyOf(house: House, { city, service, agency }: Bill): Promise<Offering | undefined> {
  const offered = await house.offerings.any(city, service);
  if (offered === undefined || offered.offering.others.length === 0) return undefined;
  return bodiesOf(offered.offering).find((body) => body.agency === agency);
}

async function remember(house: House, resident: string, bills: readonly Bill[], ticked: unknown): Promise<void> {
  const boxes = [ticked].flat();
  const [bill] = bills;
  if (!boxes.includes("remember") || bill === undefined) return;
  if (house.catalogue.service(bill.service)?.definition.bill?.remember !== true) return;
  const { account, holder } = bill.facts;
  // Which body was meant is no parameter of the biller's, and is needed to ask the same one again.
  const body = await bodyOf(house, bill);
  const parameters = { ...bill.facts.parameters, ...(body === undefined ? {} : { [whichAgency]: body.agency }) };
  try {
    await rememberAccount(house.payments, {
      ...{ resident, city: bill.city, service: bill.service, account, parameters, own: !boxes.includes("others") },
      ...(holder === undefined ? {} : { holder }),
    });
  } catch (error) {
    // Whoever keeps as many accounts as can be kept pays all the same; the page offers them no box.
    if (!(error instanceof Refusal) || error.code !== "too_many_accounts") throw error;
  }
}
