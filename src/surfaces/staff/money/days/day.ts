import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type Clerk, can } from "../../../../domain/identity/index.ts";
import {
  type CloseReadiness,
  closeReadiness,
  closesOf,
  countDifferences,
  type DayClose,
  differencesOf,
  handOvers,
  type SourceDay,
} from "../../../../domain/payments/index.ts";
import {
  formatDay,
  formatInstant,
  formatMoney,
  formatNumber,
  type Language,
} from "../../../../foundation/i18n/index.ts";
import type { House } from "../../../house.ts";
import { asked, hiddenOf } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { clerkNames } from "../../names.ts";
import { staffWords } from "../../words.ts";
import { differenceLine } from "../differences/line.ts";
import { dayOfAddress, needMoney } from "../money.ts";
import { billWord, sourceWord, unitWord } from "../words.ts";
import { DayView, type SourcePanel } from "./day-view.tsx";
import { words } from "./words.ts";

/** Differences of one source on the page of a day; the export has all. */
const shown = 50;

export type OfDay = { Params: { day: string } };

/** `GET /staff/money/days/:day` */
export async function showDay(
  house: House,
  request: FastifyRequest<OfDay>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { language } = request;
  const { city } = clerk;
  const w = words(language);
  const day = dayOfAddress(request.params.day);
  const [ready, [close], counts, handed] = await Promise.all([
    closeReadiness(house.payments, city, day),
    closesOf(house.payments, city, day, day),
    countDifferences(house.payments, city, day, day),
    handOvers(house.payments, city, day),
  ]);
  const names = new Set([...ready.sources.map(({ name }) => name), ...ready.days.map(({ source }) => source)]);
  const may = (act: "money.reconcile" | "money.close") => can(clerk, act, { city });
  const isOver = day < house.regions.calendarOf(city).dayOf(house.clock());
  const panels: SourcePanel[] = [];
  for (const name of names) {
    const row = ready.days.find(({ source }) => source === name);
    const missed = counts.reduce((sum, each) => sum + (each.source === name ? each.theirs : 0), 0);
    panels.push({
      ...(await panelOf(house, clerk, day, name, row, missed, language, close !== undefined)),
      mayAsk: close === undefined && isOver && may("money.reconcile"),
    });
  }
  const done = asked(request.query, "done");
  const main = createElement(DayView, {
    language,
    day,
    name: formatDay(day, language),
    hidden: hiddenOf(reply),
    done: (["asked", "askedWaiting", "dayClosed"] as const).find((each) => each === done),
    closed: close && (await closedOf(house, clerk, close, language)),
    hindrances: close === undefined ? hindrancesOf(house, ready, language) : [],
    mayClose: close === undefined && may("money.close"),
    isReadOnly: !may("money.reconcile"),
    panels,
    handed: handed.map(({ agency, amount_fen }) => ({
      agency: unitWord(house, agency, language),
      amount: formatMoney(amount_fen, language),
      href: `/staff/money/days/${day}/hand-over.csv?agency=${encodeURIComponent(agency)}`,
    })),
  });
  return sendStaff(
    house,
    request,
    reply,
    clerk,
    { title: w.titleOf({ day: formatDay(day, language) }), main },
    "money",
  );
}

function hindrancesOf(house: House, ready: CloseReadiness, language: Language): readonly string[] {
  const w = words(language);
  const comma = language === "zh" ? "、" : ", ";
  return ready.hindrances.map((hindrance) => {
    switch (hindrance) {
      case "bill_missing":
        return w.bill_missing({ sources: ready.missing.map((name) => sourceWord(house, name, language)).join(comma) });
      case "differences_open":
        return w.differences_open({ count: formatNumber(ready.open, language) });
      default:
        return w[hindrance];
    }
  });
}

async function closedOf(house: House, clerk: Clerk, close: DayClose, language: Language) {
  const w = words(language);
  const id = close.closed_by_kind === "clerk" ? close.closed_by : null;
  const names = await clerkNames(house, clerk.city, [id]);
  const who = id === null ? staffWords(language).system : (names.get(id) ?? staffWords(language).formerClerk);
  const money = (fen: bigint) => formatMoney(fen, language);
  return {
    when: w.closedAt({ at: formatInstant(close.closed_at, language), who }),
    facts: [
      { label: w.receivedSum, value: money(close.received_fen) },
      { label: w.refundedSum, value: money(close.refunded_fen) },
      { label: w.feesSum, value: money(close.fees_fen) },
      { label: w.paidOut, value: money(close.paid_out_fen) },
      { label: w.handedOver, value: money(close.handed_over_fen) },
      { label: w.transfers, value: formatNumber(close.transfers, language) },
      { label: w.explained, value: formatNumber(close.explained, language) },
    ],
  };
}

async function panelOf(
  house: House,
  clerk: Clerk,
  day: string,
  source: string,
  row: SourceDay | undefined,
  missed: number,
  language: Language,
  isClosed: boolean,
): Promise<Omit<SourcePanel, "mayAsk">> {
  const w = words(language);
  const { items, next } = await differencesOf(house.payments, { city: clerk.city, source, day, limit: shown });
  const money = (fen: bigint | undefined) => (fen === undefined ? "" : formatMoney(fen, language));
  const count = (n: bigint | undefined) => (n === undefined ? "" : formatNumber(n, language));
  const isProvider = source.startsWith("provider/");
  const compared = row?.reconciled_at !== undefined;
  return {
    source,
    name: sourceWord(house, source, language),
    ask: row === undefined ? w.ask : w.askAgain,
    ...billWord(row, language, isClosed),
    facts: [
      ...(row?.fetched_at ? [{ label: w.fetchedAt, value: formatInstant(row.fetched_at, language) }] : []),
      ...(row?.due_at ? [{ label: w.nextTry, value: formatInstant(row.due_at, language) }] : []),
      ...(row && compared ? [{ label: w.lines, value: count(row.lines) }] : []),
      ...(row && compared ? [{ label: w.matched, value: count(row.moved - BigInt(missed)) }] : []),
    ],
    sums:
      row && compared
        ? [
            { what: w.in, ours: money(row.our_in_fen), theirs: money(row.in_fen) },
            { what: w.out, ours: money(row.our_out_fen), theirs: money(row.out_fen) },
            { what: w.moves, ours: count(row.our_moved), theirs: count(row.moved) },
            ...(isProvider ? [{ what: w.fee, ours: "", theirs: money(row.fees_fen) }] : []),
          ]
        : [],
    differences: items.map((item) => differenceLine(house, item, language)),
    more: next === undefined ? undefined : w.more({ shown: formatNumber(shown, language) }),
    csvHref: `/staff/money/differences.csv?day=${day}&source=${encodeURIComponent(source)}`,
  };
}
