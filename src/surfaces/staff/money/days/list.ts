import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type DayLine, listDays } from "../../../../domain/payments/index.ts";
import { isDay } from "../../../../domain/regions/index.ts";
import type { Tone } from "../../../../foundation/html/index.ts";
import { formatDay, formatMoney, formatNumber, type Language } from "../../../../foundation/i18n/index.ts";
import type { House } from "../../../house.ts";
import { address, asked } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { clerkNames } from "../../names.ts";
import { staffWords } from "../../words.ts";
import { needMoney } from "../money.ts";
import { billWord, sourceWord } from "../words.ts";
import { DaysView } from "./list-view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/days";

/** `GET /staff/money/days`: newest first, by key. */
export async function showDays(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { language, query } = request;
  const { city } = clerk;
  const w = words(language);
  const typed = asked(query, "before");
  const before = isDay(typed) ? typed : undefined;
  const filter = (["open", "closed"] as const).find((each) => each === asked(query, "filter"));
  const page = await listDays(house.payments, { city, before, filter });
  const names = await clerkNames(
    house,
    city,
    page.items.map(({ close }) => closer(close)),
  );
  const main = createElement(DaysView, {
    language,
    filter: filter ?? "",
    lines: page.items.map((line) => ({
      day: line.day,
      href: `${path}/${line.day}`,
      name: formatDay(line.day, language),
      sources: line.sources.map((row) => ({
        name: sourceWord(house, row.source, language),
        ...billWord(row, language),
      })),
      received: formatMoney(receivedOf(line), language),
      open: line.open > 0 || isCompared(line) ? formatNumber(line.open, language) : "–",
      none: line.close === undefined ? w.notFetched : w.noSources,
      ...stateOf(line, names, language),
    })),
    empty: w.empty,
    firstHref: before === undefined ? undefined : address(path, { filter }),
    nextHref: page.next === undefined ? undefined : address(path, { filter, before: page.next }),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
}

const closer = (close: DayLine["close"]): string | null => (close?.closed_by_kind === "clerk" ? close.closed_by : null);

/** Of providers alone: what billers wrote off is the same money. */
const receivedOf = ({ sources }: DayLine): bigint =>
  sources.reduce((sum, row) => (row.source.startsWith("provider/") ? sum + row.in_fen : sum), 0n);

/** Whether anything is left that could still differ. */
const isCompared = ({ close, sources }: DayLine): boolean =>
  close !== undefined ||
  (sources.length > 0 && sources.every((row) => row.bill === "none" || row.reconciled_at !== undefined));

function stateOf(line: DayLine, names: ReadonlyMap<string, string>, language: Language): { tone: Tone; state: string } {
  const w = words(language);
  if (line.close !== undefined) {
    const id = closer(line.close);
    const who = id === null ? w.byItself : (names.get(id) ?? staffWords(language).formerClerk);
    return { tone: "good", state: w.closedBy({ who }) };
  }
  if (line.sources.some(({ bill }) => bill === "problem")) return { tone: "bad", state: w.trouble };
  if (line.open > 0) return { tone: "yours", state: w.hasDifferences({ count: formatNumber(line.open, language) }) };
  return isCompared(line) ? { tone: "moving", state: w.ready } : { tone: "waiting", state: w.waiting };
}
