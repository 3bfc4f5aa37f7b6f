import { EmptyState, Facts, Filters, PageTitle, Table, TextInput } from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

export type HandOverRow = {
  readonly day: string;
  readonly agency: string;
  readonly amount: string;
  readonly href: string;
};

/** `GET /staff/money/hand-over` */
export function HandOverView(props: {
  language: Language;
  from: string;
  until: string;
  caption: string;
  totals: readonly { readonly agency: string; readonly days: string; readonly amount: string }[];
  sum: string;
  rows: readonly HandOverRow[];
}) {
  const { language } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="handOver" />
      <Filters action="/staff/money/hand-over" label={w.filter}>
        <TextInput name="from" label={w.from} value={props.from} width={12} autocomplete="off" />
        <TextInput name="until" label={w.until} value={props.until} width={12} autocomplete="off" />
      </Filters>
      {props.rows.length === 0 ? (
        <EmptyState title={w.none} icon="history" />
      ) : (
        <>
          <Table
            caption={props.caption}
            rows={props.totals}
            rowKey={(row) => row.agency}
            columns={[
              { title: w.agency, cell: (row) => row.agency },
              { title: w.days, kind: "number", cell: (row) => row.days },
              { title: shared.amount, kind: "number", cell: (row) => row.amount },
            ]}
          />
          <p>
            <strong>
              {w.sum}
              {language === "zh" ? "：" : ": "}
              {props.sum}
            </strong>
          </p>
          <h2>{w.byDay}</h2>
          <Table
            caption={w.byDay}
            hideCaption
            rows={props.rows}
            rowKey={(row) => row.href}
            columns={[
              { title: w.day, cell: (row) => row.day },
              { title: w.agency, cell: (row) => row.agency },
              { title: shared.amount, kind: "number", cell: (row) => row.amount },
              { title: w.list, cell: (row) => <a href={row.href}>{w.list}</a> },
            ]}
          />
        </>
      )}
    </>
  );
}

export type HandOverLineRow = {
  readonly key: string;
  readonly number: string;
  readonly href: string | undefined;
  readonly bill: string;
  readonly service: string;
  readonly what: string;
  readonly amount: string;
  readonly provider: string;
  readonly paidAt: string;
};

/** `GET /staff/money/hand-over/:day/:agency` */
export function HandOverListView(props: {
  language: Language;
  title: string;
  facts: readonly { readonly label: string; readonly value: string }[];
  services: readonly { readonly name: string; readonly count: string; readonly amount: string }[];
  rows: readonly HandOverLineRow[];
  more: string | undefined;
  csvHref: string;
}) {
  const { language } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <>
      <PageTitle title={props.title} />
      <MoneyNav current="handOver" />
      <p>
        <a href="/staff/money/hand-over">{w.back}</a>
      </p>
      <Facts facts={props.facts} />
      <p>
        <a href={props.csvHref}>{shared.exportCsv}</a>
      </p>
      <h2>{w.byService}</h2>
      <Table
        caption={w.byService}
        hideCaption
        rows={props.services}
        rowKey={(row) => row.name}
        columns={[
          { title: w.service, cell: (row) => row.name },
          { title: w.count, kind: "number", cell: (row) => row.count },
          { title: shared.amount, kind: "number", cell: (row) => row.amount },
        ]}
      />
      <h2>{w.lines}</h2>
      {props.more === undefined ? null : <p class="quiet">{props.more}</p>}
      <Table
        caption={w.lines}
        hideCaption
        rows={props.rows}
        rowKey={(row) => row.key}
        columns={[
          {
            title: shared.number,
            kind: "code",
            cell: (row) => (row.href === undefined ? row.number : <a href={row.href}>{row.number}</a>),
          },
          { title: w.bill, kind: "code", cell: (row) => row.bill },
          { title: w.service, cell: (row) => row.service },
          { title: shared.about, cell: (row) => row.what },
          { title: shared.amount, kind: "number", cell: (row) => row.amount },
          { title: w.provider, cell: (row) => row.provider },
          { title: w.paidAt, cell: (row) => row.paidAt },
        ]}
      />
    </>
  );
}
