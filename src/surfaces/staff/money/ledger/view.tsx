import {
  Button,
  Details,
  EmptyState,
  Facts,
  Filters,
  Form,
  Notice,
  PageTitle,
  Select,
  Table,
  TextInput,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { NextPages } from "../../parts.tsx";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

export type BalanceRow = {
  readonly code: string;
  readonly name: string;
  readonly href: string;
  readonly balance: string;
};

/** `GET /staff/money/ledger` */
export function LedgerView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  day: string;
  dayName: string;
  rows: readonly BalanceRow[];
  sum: string;
  mayCorrect: boolean;
  corrected: boolean;
}) {
  const { language } = props;
  const w = words(language);
  const accounts = props.rows.map(({ code, name }) => ({ value: code, label: name }));
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="ledger" />
      {props.corrected ? <Notice kind="success" title={w.corrected} live /> : null}
      <Filters action="/staff/money/ledger" label={w.choose}>
        <TextInput name="day" label={w.day} value={props.day} width={12} autocomplete="off" />
      </Filters>
      {props.rows.length === 0 ? (
        <EmptyState title={w.empty} icon="history" />
      ) : (
        <>
          <Table
            caption={w.caption({ day: props.dayName })}
            rows={props.rows}
            rowKey={(row) => row.code}
            columns={[
              { title: w.account, cell: (row) => <a href={row.href}>{row.name}</a> },
              { title: w.balance, kind: "number", cell: (row) => row.balance },
            ]}
          />
          <p>
            <strong>
              {w.sum}
              {language === "zh" ? "：" : ": "}
              {props.sum}
            </strong>
          </p>
        </>
      )}
      {props.mayCorrect && props.rows.length > 1 ? (
        <Details summary={w.correct}>
          <p class="quiet">{w.correctText}</p>
          <Form action="/staff/money/ledger/correct" hidden={props.hidden} label={w.correct}>
            <Select name="debit" label={w.to} options={accounts} />
            <Select name="credit" label={w.fromAccount} options={accounts} />
            <TextInput name="amount" label={w.amountYuan} keyboard="decimal" width={12} autocomplete="off" />
            <TextInput name="because" label={w.because} maxLength={200} autocomplete="off" />
            <Button weight="second">{w.keep}</Button>
          </Form>
        </Details>
      ) : null}
    </>
  );
}

export type StatementRow = {
  readonly key: string;
  readonly day: string;
  readonly subject: string;
  readonly reason: string;
  readonly other: string;
  readonly debit: string;
  readonly credit: string;
};

/** `GET /staff/money/ledger/statement` */
export function StatementView(props: {
  language: Language;
  account: string;
  name: string;
  from: string;
  until: string;
  opening: string;
  closing: string;
  rows: readonly StatementRow[];
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.movesOf({ account: props.name })} />
      <MoneyNav current="ledger" />
      <p>
        <a href="/staff/money/ledger">{w.back}</a>
      </p>
      <Filters action="/staff/money/ledger/statement" label={w.period} hidden={{ account: props.account }}>
        <TextInput name="from" label={w.from} value={props.from} width={12} autocomplete="off" />
        <TextInput name="until" label={w.until} value={props.until} width={12} autocomplete="off" />
      </Filters>
      <Facts
        facts={[
          { label: w.opening, value: props.opening },
          { label: w.closing, value: props.closing },
        ]}
      />
      {props.rows.length === 0 ? (
        <EmptyState title={w.noLines} icon="history" />
      ) : (
        <Table
          caption={w.lines}
          rows={props.rows}
          rowKey={(row) => row.key}
          columns={[
            { title: moneyWords(language).day, cell: (row) => row.day },
            { title: w.reason, cell: (row) => row.reason },
            { title: w.subject, kind: "code", cell: (row) => <span class="number">{row.subject}</span> },
            { title: w.other, cell: (row) => row.other },
            { title: w.debit, kind: "number", cell: (row) => row.debit },
            { title: w.credit, kind: "number", cell: (row) => row.credit },
          ]}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}
