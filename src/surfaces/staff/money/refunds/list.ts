import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  daysOf,
  deskLimits,
  listRefunds,
  type PaymentKey,
  type RefundLine,
  type RefundState,
  refundDue,
  refundStates,
  refundsWaiting,
} from "../../../../domain/payments/index.ts";
import { isDay } from "../../../../domain/regions/index.ts";
import { formatDay, formatInstant, formatMoney, type Language, say } from "../../../../foundation/i18n/index.ts";
import { byteOrderMark, csvLines, plainYuan } from "../../../csv.ts";
import type { House } from "../../../house.ts";
import { sayReason } from "../../../pay/reason.ts";
import { address, asked } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { keyOfText, keyText, localTime, needMoney, noteMoney, sendCsv } from "../money.ts";
import { causeWords, refundStateWords, serviceWord } from "../payment-words.ts";
import { moneyWords } from "../words.ts";
import { RefundsView, type RefundTableRow, type RefundViewName, refundViews } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/refunds";
/** Pages of an export at most: 100,000 refunds. */
const exportPages = 200;
const day = 86_400_000;

type Typed = Readonly<Record<"state" | "from" | "until", string>>;

function askedFor(query: unknown) {
  const typed: Typed = { state: asked(query, "state"), from: asked(query, "from"), until: asked(query, "until") };
  const dayIn = (text: string) => (isDay(text) && text >= "2000-01-01" && text <= "2199-12-31" ? text : undefined);
  const show: RefundViewName = refundViews.find((each) => each === asked(query, "show")) ?? "queue";
  const state: RefundState | undefined = refundStates.find((each) => each === typed.state);
  return { typed, show, filter: { state, from: dayIn(typed.from), until: dayIn(typed.until) } };
}

type AskedFor = ReturnType<typeof askedFor>;

/** Narrowed within what was read: those that wait are few. */
const fits = (show: RefundViewName, line: RefundLine): boolean =>
  show === "second"
    ? line.state === "asked" && line.approved_by.length > 0
    : show !== "failed" || line.state === "failed";

async function pageOf(
  house: House,
  city: string,
  { show, filter }: AskedFor,
  after: PaymentKey | undefined,
  limit: number = deskLimits.page,
) {
  if (show === "all") return listRefunds(house.payments, { city, filter, after, limit });
  const { items, next } = await refundsWaiting(house.payments, { city, after, limit });
  return { items: items.filter((line) => fits(show, line)), next };
}

/** `GET /staff/money/refunds` */
export async function showRefunds(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { language } = request;
  const { city } = clerk;
  const w = words(language);
  const wanted = askedFor(request.query);
  const after = keyOfText(asked(request.query, "after"));
  const { items, next } = await pageOf(house, city, wanted, after);
  const here = { ...wanted.typed, show: wanted.show === "queue" ? undefined : wanted.show };
  const { from, until } = wanted.filter;
  const days = daysOf(house.payments, city, { from, until });
  const main = createElement(RefundsView, {
    language,
    show: wanted.show,
    typed: wanted.typed,
    states: refundStates.map((value) => ({ value, label: say(refundStateWords[value].name, language) })),
    caption:
      wanted.show === "all"
        ? w.captionAll({ from: formatDay(days.from, language), until: formatDay(days.until, language) })
        : w.caption,
    rows: items.map((line) => rowOf(house, city, line, language)),
    csvHref: address(`${path}.csv`, here),
    firstHref: after === undefined ? undefined : address(path, here),
    nextHref: next === undefined ? undefined : address(path, { ...here, after: keyText(next) }),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
}

function rowOf(house: House, city: string, line: RefundLine, language: Language): RefundTableRow {
  const w = words(language);
  const { tone, name } = refundStateWords[line.state];
  const waits = line.state === "asked";
  const age = Math.floor((house.clock().getTime() - line.asked_at.getTime()) / day);
  return {
    number: line.number,
    href: `${path}/${line.number}`,
    tone,
    state: say(name, language),
    amount: formatMoney(line.amount_fen, language),
    service: serviceWord(house, line.service, language),
    asked: formatInstant(line.asked_at, language),
    age: line.done_at !== null ? "–" : age === 0 ? w.today : w.days({ n: String(age) }),
    clock: waits ? clockOf(house, city, line.asked_at, language) : undefined,
    approvals:
      line.approvals_needed === 0
        ? "–"
        : w.approvalsOf({ have: String(line.approved_by.length), need: String(line.approvals_needed) }),
  };
}

/** Until when a refund is to be answered, as words and a bar. */
export function clockOf(house: House, city: string, askedAt: Date, language: Language): RefundTableRow["clock"] {
  const w = words(language);
  const due = refundDue(house.payments, city, askedAt);
  const now = house.clock();
  const last = formatDay(house.regions.calendarOf(city).dayOf(new Date(due.getTime() - 1)), language);
  if (due < now) return { words: w.late({ day: last }), used: 1, state: "late" };
  const used = (now.getTime() - askedAt.getTime()) / Math.max(1, due.getTime() - askedAt.getTime());
  return { words: w.left({ day: last }), used, state: due.getTime() - now.getTime() < day ? "soon" : "running" };
}

/** `GET /staff/money/refunds.csv` */
export async function exportRefunds(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const wanted = askedFor(request.query);
  await noteMoney(house, clerk, "money.export", "refunds", { ...wanted.typed, show: wanted.show });
  return sendCsv(reply, `refunds-${clerk.city}`, lines(house, clerk.city, wanted, request.language));
}

async function* lines(house: House, city: string, wanted: AskedFor, language: Language): AsyncGenerator<string> {
  const w = words(language);
  const shared = moneyWords(language);
  const amount = shared.inYuan({ head: shared.amount });
  const head = [w.number, shared.number, shared.state, amount, w.service, w.cause, w.way, w.why, w.declined];
  yield byteOrderMark + csvLines([[...head, w.askedAt, w.csvDone, w.approvals]]);
  let after: PaymentKey | undefined;
  for (let page = 0; page < exportPages; page += 1) {
    const { items, next } = await pageOf(house, city, wanted, after, deskLimits.pageAtMost);
    if (items.length > 0) {
      yield csvLines(
        items.map((line) => [
          line.number,
          line.payment,
          say(refundStateWords[line.state].name, language),
          plainYuan(line.amount_fen),
          serviceWord(house, line.service, language),
          say(causeWords[line.cause], language),
          line.way === "by_hand" ? w.byHand : w.byProvider,
          sayReason(line.reason, language),
          sayReason(line.declined, language),
          localTime(line.asked_at),
          line.done_at === null ? "" : localTime(line.done_at),
          w.approvalsOf({ have: String(line.approved_by.length), need: String(line.approvals_needed) }),
        ]),
      );
    }
    if (next === undefined) return;
    after = next;
  }
}
