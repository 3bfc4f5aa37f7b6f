import { type AccountLine, type AccountYear, serialName, statementLimits } from "../../../domain/payments/index.ts";
import { LinkList, Pager, PageTitle, SummaryList, Tabs } from "../../../foundation/html/index.ts";
import { formatDay, formatMoney, formatPeriod, type Language } from "../../../foundation/i18n/index.ts";
import { payAddresses } from "../pay/addresses.ts";
import { words } from "./words.ts";

/** What one paid to one account in a year, with the sums of the year. */
export function AccountStatementView(props: {
  language: Language;
  name: string;
  id: string;
  account: string;
  years: readonly AccountYear[];
  year: AccountYear | undefined;
  lines: readonly AccountLine[];
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const { language, id, years, year, lines } = props;
  const w = words(language);
  const base = payAddresses.statement(id);
  const money = (fen: bigint) => <span class="number">{formatMoney(fen, language)}</span>;
  const day = (at: Date) => formatDay(new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10), language);
  if (year === undefined) {
    return (
      <>
        <PageTitle kicker={props.name} title={w.title} lede={w.lede} />
        <p>{w.none}</p>
      </>
    );
  }
  return (
    <>
      <PageTitle kicker={props.name} title={`${w.title} · ${w.year({ year: year.year })}`} lede={w.lede} />
      {years.length < 2 ? null : (
        <Tabs
          label={w.years}
          tabs={years.map((one) => ({
            href: `${base}?year=${one.year}`,
            label: w.year({ year: one.year }),
            current: one.year === year.year,
          }))}
        />
      )}
      <SummaryList
        items={[
          { label: w.account, value: <span class="number">{props.account}</span> },
          { label: w.paid, value: money(year.paid_fen) },
          { label: w.returned, value: money(year.returned_fen) },
          { label: w.net, value: money(year.paid_fen - year.returned_fen) },
        ]}
      />
      <h2>{w.lines}</h2>
      <LinkList
        items={lines.map((line) => ({
          href: payAddresses.receipt(line.payment, line.receipt),
          label: w.lineOf({
            kind: line.kind === "payment" ? w.paid : w.returned,
            amount: formatMoney(line.amount_fen, language),
          }),
          note: [
            day(line.at),
            line.period === null ? null : formatPeriod(line.period, language),
            w.receiptOf({ name: serialName(line.year, line.serial) }),
          ]
            .filter((part) => part !== null)
            .join(" · "),
        }))}
      />
      <Pager newerHref={props.firstHref} olderHref={props.nextHref} />
      <h2>{w.files}</h2>
      <p class="quiet small">{w.filesNote({ count: statementLimits.whole })}</p>
      <LinkList
        items={[
          { href: `${base}.pdf?year=${year.year}`, label: w.pdf },
          { href: `${base}.csv?year=${year.year}`, label: w.csv },
        ]}
      />
    </>
  );
}
