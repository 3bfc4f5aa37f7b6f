import { createElement } from "preact";
import { countedTo, type DayTotals, moneyOverview } from "../../../../domain/payments/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { formatDay, formatMoney, formatNumber, type Language } from "../../../../foundation/i18n/index.ts";
import type { House } from "../../../house.ts";
import { sendStaff } from "../../frame.ts";
import { needMoney, readsMoney } from "../money.ts";
import { OverviewView } from "./view.tsx";
import { words } from "./words.ts";

/** `/staff/money`: today, yesterday, and what needs a person. */
export function addOverviewPage(app: App, house: House): void {
  app.get("/staff/money", { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { language } = request;
    const w = words(language);
    const seen = await moneyOverview(house.payments, clerk.city);
    const count = (n: number) => (n >= countedTo ? w.orMore : w.n)({ count: formatNumber(n, language) });
    const { refunds } = seen;
    const queue = "/staff/money/refunds";
    const openDay = seen.openDay === undefined ? "" : formatDay(seen.openDay, language);
    const needs = [
      { n: refunds.asked, href: queue, name: w.refundsAsked, note: w.refundsAskedNote },
      { n: refunds.second, href: `${queue}?show=second`, name: w.refundsSecond, note: w.refundsSecondNote },
      { n: refunds.failed, href: `${queue}?show=failed`, name: w.refundsFailed, note: w.refundsFailedNote },
      { n: seen.disputed, href: "/staff/money/payments?state=disputed", name: w.disputed, note: w.disputedNote },
      { n: seen.stopped, href: "/staff/money/stopped", name: w.stopped, note: w.stoppedNote },
      { n: seen.differences, href: "/staff/money/differences", name: w.differences, note: w.differencesNote },
    ]
      .filter(({ n }) => n > 0)
      .map(({ n, ...need }) => ({ ...need, count: count(n) }));
    if (seen.openDays > 0) {
      needs.push({
        ...{ href: "/staff/money/days?filter=open", name: w.days, note: w.daysNote({ day: openDay }) },
        count: w.nDays({ count: formatNumber(seen.openDays, language) }),
      });
    }
    const days = [panelOf(seen.today, w.today, language), panelOf(seen.yesterday, w.yesterday, language)];
    const main = createElement(OverviewView, { language, needs, days });
    return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
  });
}

function panelOf(totals: DayTotals, title: (p: { day: string }) => string, language: Language) {
  const w = words(language);
  const moved = ({ n, amount_fen }: DayTotals["received"]) =>
    w.moved({ amount: formatMoney(amount_fen, language), count: formatNumber(n, language) });
  return {
    title: title({ day: formatDay(totals.day, language) }),
    facts: [
      { label: w.received, value: moved(totals.received) },
      { label: w.writtenOff, value: moved(totals.writtenOff) },
      { label: w.back, value: moved(totals.back) },
    ],
  };
}
