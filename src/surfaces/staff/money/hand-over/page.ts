import { createElement } from "preact";
import { eachHandOverLine, type HandOverLine, handOvers, handOversBetween } from "../../../../domain/payments/index.ts";
import { type Day, dayFromNumber, isDay, numberOf } from "../../../../domain/regions/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import {
  formatDay,
  formatInstant,
  formatMoney,
  formatNumber,
  type Language,
  say,
} from "../../../../foundation/i18n/index.ts";
import { Refusal } from "../../../../foundation/refusal.ts";
import type { House } from "../../../house.ts";
import { asked } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { dayOfAddress, needMoney, readsMoney } from "../money.ts";
import { serviceWord } from "../payment-words.ts";
import { providerNames, reasonWords, unitWord } from "../words.ts";
import { type HandOverLineRow, HandOverListView, HandOverView } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/hand-over";
/** Days shown unless others are asked for, and at most; lines of a list on its page (its file has all). */
const days = 31;
const daysAtMost = 366;
const shownLines = 200;

/** `/staff/money/hand-over`: what each agency, and the treasury, was given of each closed day. */
export function addHandOverPages(app: App, house: House): void {
  app.get(path, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { language } = request;
    const { city } = clerk;
    const w = words(language);
    const { from, until } = periodOf(house, city, request.query);
    const rows = await handOversBetween(house.payments, { city, from, until });
    const agencies = [...new Set(rows.map(({ agency }) => agency))].sort();
    const sumOf = (list: typeof rows) => list.reduce((sum, { amount_fen: fen }) => sum + fen, 0n);
    const main = createElement(HandOverView, {
      language,
      from,
      until,
      caption: w.totals({ from: formatDay(from, language), until: formatDay(until, language) }),
      totals: agencies.map((agency) => {
        const own = rows.filter((row) => row.agency === agency);
        return {
          agency: unitWord(house, agency, language),
          days: formatNumber(own.length, language),
          amount: formatMoney(sumOf(own), language),
        };
      }),
      sum: formatMoney(sumOf(rows), language),
      rows: rows.map(({ day, agency, amount_fen: fen }) => ({
        day: formatDay(day, language),
        agency: unitWord(house, agency, language),
        amount: formatMoney(fen, language),
        href: `${path}/${day}/${encodeURIComponent(agency)}`,
      })),
    });
    return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
  });

  app.get<{ Params: { day: string; agency: string } }>(
    `${path}/:day/:agency`,
    { config: readsMoney },
    async (request, reply) => {
      const clerk = await needMoney(house, request);
      const { language } = request;
      const { city } = clerk;
      const w = words(language);
      const day = dayOfAddress(request.params.day);
      const { agency } = request.params;
      const handed = (await handOvers(house.payments, city, day)).find((each) => each.agency === agency);
      if (!handed) throw nothingThere();
      const list = await readList(house, { city, agency, day }, language);
      const money = (fen: bigint) => formatMoney(fen, language);
      const carried = handed.amount_fen - list.confirmed + list.returned;
      const title = w.titleOf({ agency: unitWord(house, agency, language), day: formatDay(day, language) });
      const main = createElement(HandOverListView, {
        language,
        title,
        facts: [
          { label: w.handed, value: money(handed.amount_fen) },
          { label: w.confirmed, value: money(list.confirmed) },
          { label: w.returned, value: money(list.returned) },
          ...(carried === 0n ? [] : [{ label: w.carried, value: money(carried) }]),
        ],
        services: [...list.services].map(([name, { n, fen }]) => ({
          name,
          count: formatNumber(n, language),
          amount: money(fen),
        })),
        rows: list.rows,
        more: list.count > shownLines ? w.shown({ n: formatNumber(shownLines, language) }) : undefined,
        csvHref: `/staff/money/days/${day}/hand-over.csv?agency=${encodeURIComponent(agency)}`,
      });
      return sendStaff(house, request, reply, clerk, { title, main }, "money");
    },
  );
}

function periodOf(house: House, city: string, query: unknown): { readonly from: Day; readonly until: Day } {
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  const dayIn = (name: string): Day | undefined => {
    const text = asked(query, name);
    return isDay(text) && text >= "2000-01-01" && text <= "2199-12-31" ? text : undefined;
  };
  const until = dayIn("until") ?? today;
  const from = dayIn("from") ?? dayFromNumber(numberOf(until) - days + 1);
  const first = Math.max(Math.min(numberOf(from), numberOf(until)), numberOf(until) - daysAtMost + 1);
  return { from: dayFromNumber(first), until };
}

type Sums = { n: number; fen: bigint };

/** The whole list is added up, a page at a time; its first lines are shown. */
async function readList(house: House, of: { city: string; agency: string; day: Day }, language: Language) {
  const services = new Map<string, Sums>();
  const rows: HandOverLineRow[] = [];
  let [confirmed, returned, count] = [0n, 0n, 0];
  for await (const page of eachHandOverLine(house.payments, of)) {
    for (const line of page) {
      count += 1;
      if (line.amount_fen > 0n) confirmed += line.amount_fen;
      else returned -= line.amount_fen;
      const service = line.service === undefined ? words(language).other : serviceWord(house, line.service, language);
      // An exchange of many agencies hands over for each of them.
      const isOthers = line.agency !== undefined && line.agency !== of.agency;
      const name = isOthers ? `${unitWord(house, line.agency ?? "", language)} · ${service}` : service;
      const sums = services.get(name) ?? { n: 0, fen: 0n };
      services.set(name, { n: sums.n + 1, fen: sums.fen + line.amount_fen });
      if (rows.length < shownLines) rows.push(rowOf(house, line, language));
    }
  }
  return { services, rows, confirmed, returned, count };
}

function rowOf(house: House, line: HandOverLine, language: Language): HandOverLineRow {
  const reason = reasonWords[line.reason as keyof typeof reasonWords];
  const provider = providerNames[line.provider ?? ""];
  return {
    key: `${line.subject} ${line.reason} ${line.part}`,
    number: line.subject,
    href: line.provider === undefined ? undefined : `/staff/money/payments/${line.subject}`,
    bill: line.bill_reference ?? "",
    service: line.service === undefined ? "" : serviceWord(house, line.service, language),
    what: reason === undefined ? line.reason : say(reason, language),
    amount: formatMoney(line.amount_fen, language),
    provider: provider === undefined ? "" : say(provider, language),
    paidAt: line.paid_at === undefined ? "" : formatInstant(line.paid_at, language),
  };
}

const nothingThere = (): Refusal =>
  new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "这一天没有这个单位的上缴清单。", en: "Nothing was handed over to this agency that day." },
  });
