import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  daysOf,
  deskLimits,
  listPayments,
  type PaymentFilter,
  type PaymentKey,
  type PaymentLine,
  paymentStates,
  paymentsWithNumber,
  providerNames as providers,
} from "../../../../domain/payments/index.ts";
import { isDay } from "../../../../domain/regions/index.ts";
import { formatDay, formatInstant, formatMoney, type Language, say } from "../../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../../foundation/ids/index.ts";
import { byteOrderMark, csvLines, plainYuan } from "../../../csv.ts";
import type { House } from "../../../house.ts";
import { typedAmount } from "../../../typed-amount.ts";
import { address, asked } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { keyOfText, keyText, localTime, needMoney, noteMoney, sendCsv } from "../money.ts";
import { paymentStateWords, serviceWord } from "../payment-words.ts";
import { moneyWords, providerNames, unitWord } from "../words.ts";
import { PaymentsView } from "./list-view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/payments";
/** Pages of an export at most: 100,000 payments. */
const exportPages = 200;

type Asked = {
  readonly q: string;
  readonly filter: PaymentFilter;
  readonly typed: Record<keyof typeof fields, string>;
};
const fields = { q: "", state: "", provider: "", agency: "", from: "", until: "", amount: "" };

function askedFor(house: House, query: unknown): Asked {
  const typed = Object.fromEntries(
    Object.keys(fields).map((name) => [name, asked(query, name).trim().slice(0, 80)]),
  ) as Asked["typed"];
  const day = (text: string) => (isDay(text) && text >= "2000-01-01" && text <= "2199-12-31" ? text : undefined);
  return {
    q: parsePublicNumber(typed.q)?.number ?? typed.q,
    typed,
    filter: {
      state: paymentStates.find((each) => each === typed.state),
      provider: providers.find((each) => each === typed.provider),
      agency: house.catalogue.agencyKinds.has(typed.agency) ? typed.agency : undefined,
      from: day(typed.from),
      until: day(typed.until),
      amount_fen: typed.amount === "" ? undefined : typedAmount(typed.amount),
    },
  };
}

const providerWord = (name: string, language: Language): string => {
  const known = providerNames[name];
  return known === undefined ? name : say(known, language);
};

/** `GET /staff/money/payments` */
export async function showPayments(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { language } = request;
  const { city } = clerk;
  const w = words(language);
  const { q, filter, typed } = askedFor(house, request.query);
  const after = keyOfText(asked(request.query, "after"));
  const { items, next } =
    q === ""
      ? await listPayments(house.payments, { city, filter, after })
      : { items: await paymentsWithNumber(house.payments, city, q), next: undefined };
  const days = daysOf(house.payments, city, filter);
  const period = w.period({ from: formatDay(days.from, language), until: formatDay(days.until, language) });
  const isFiltered = Object.values(typed).some((value) => value !== "");
  const main = createElement(PaymentsView, {
    language,
    typed,
    states: paymentStates.map((value) => ({ value, label: say(paymentStateWords[value].name, language) })),
    providers: providers.map((value) => ({ value, label: providerWord(value, language) })),
    agencies: [...house.catalogue.agencyKinds.keys()].map((value) => ({
      value,
      label: unitWord(house, value, language),
    })),
    clearHref: isFiltered ? path : undefined,
    csvHref: q === "" ? address(`${path}.csv`, typed) : undefined,
    caption: q !== "" ? w.found : days.from === "2000-01-01" ? w.unsettled : period,
    rows: items.map((line) => rowOf(house, line, language)),
    firstHref: after === undefined ? undefined : address(path, typed),
    nextHref: next === undefined ? undefined : address(path, { ...typed, after: keyText(next) }),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
}

function rowOf(house: House, line: PaymentLine, language: Language) {
  const { tone, name } = paymentStateWords[line.state];
  return {
    number: line.number,
    href: `${path}/${line.number}`,
    service: serviceWord(house, line.service, language),
    tone,
    state: say(name, language),
    amount: formatMoney(line.amount_fen, language),
    provider: providerWord(line.provider, language),
    begun: formatInstant(line.created_at, language),
  };
}

/** `GET /staff/money/payments.csv`: the same as the list, all its pages up to 100,000 payments. */
export async function exportPayments(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { filter, typed } = askedFor(house, request.query);
  await noteMoney(house, clerk, "money.export", "payments", { ...typed });
  return sendCsv(reply, `payments-${clerk.city}`, lines(house, clerk.city, filter, request.language));
}

async function* lines(house: House, city: string, filter: PaymentFilter, language: Language): AsyncGenerator<string> {
  const w = words(language);
  const shared = moneyWords(language);
  const money = [w.asked, w.received, w.refunded].map((head) => shared.inYuan({ head }));
  const head = [shared.number, shared.state, w.service, w.agency, w.provider, ...money];
  yield byteOrderMark + csvLines([[...head, w.begun, w.paidAt, w.reference]]);
  let after: PaymentKey | undefined;
  for (let page = 0; page < exportPages; page += 1) {
    const { items, next } = await listPayments(house.payments, { city, filter, after, limit: deskLimits.pageAtMost });
    if (items.length > 0) {
      yield csvLines(
        items.map((line) => [
          line.number,
          say(paymentStateWords[line.state].name, language),
          serviceWord(house, line.service, language),
          unitWord(house, line.agency, language),
          providerWord(line.provider, language),
          plainYuan(line.amount_fen),
          plainYuan(line.received_fen),
          plainYuan(line.refunded_fen),
          localTime(line.created_at),
          line.paid_at === null ? "" : localTime(line.paid_at),
          line.reference ?? "",
        ]),
      );
    }
    if (next === undefined) return;
    after = next;
  }
}
