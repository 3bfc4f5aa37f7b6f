import {
  EmptyState,
  Filters,
  PageTitle,
  Select,
  StateBadge,
  Table,
  TextInput,
  type Tone,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { NextPages } from "../../parts.tsx";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

type Options = readonly { readonly value: string; readonly label: string }[];
export type PaymentTableRow = {
  readonly number: string;
  readonly href: string;
  readonly service: string;
  readonly tone: Tone;
  readonly state: string;
  readonly amount: string;
  readonly provider: string;
  readonly begun: string;
};

/** `GET /staff/money/payments` */
export function PaymentsView(props: {
  language: Language;
  typed: Readonly<Record<"q" | "state" | "provider" | "agency" | "from" | "until" | "amount", string>>;
  states: Options;
  providers: Options;
  agencies: Options;
  clearHref: string | undefined;
  csvHref: string | undefined;
  caption: string;
  rows: readonly PaymentTableRow[];
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const { language, typed } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="payments" />
      <Filters action="/staff/money/payments" label={w.filter} clearHref={props.clearHref}>
        <TextInput name="q" label={w.find} value={typed.q} maxLength={80} autocomplete="off" />
        <Select name="state" label={shared.state} empty={shared.all} value={typed.state} options={props.states} />
        <Select
          name="provider"
          label={w.provider}
          empty={shared.all}
          value={typed.provider}
          options={props.providers}
        />
        <Select name="agency" label={w.agency} empty={shared.all} value={typed.agency} options={props.agencies} />
        <TextInput name="from" label={w.from} value={typed.from} width={12} autocomplete="off" />
        <TextInput name="until" label={w.until} value={typed.until} width={12} autocomplete="off" />
        <TextInput
          name="amount"
          label={w.amountYuan}
          value={typed.amount}
          keyboard="decimal"
          width={10}
          autocomplete="off"
        />
      </Filters>
      {props.rows.length === 0 ? (
        <EmptyState title={w.none} icon="search" />
      ) : (
        <>
          <Table
            caption={props.caption}
            rows={props.rows}
            rowKey={(row) => row.number}
            columns={[
              { title: shared.number, kind: "code", cell: (row) => <a href={row.href}>{row.number}</a> },
              {
                title: shared.state,
                kind: "state",
                cell: (row) => <StateBadge tone={row.tone}>{row.state}</StateBadge>,
              },
              { title: shared.amount, kind: "number", cell: (row) => row.amount },
              { title: w.service, cell: (row) => row.service },
              { title: w.provider, cell: (row) => row.provider },
              { title: w.begun, cell: (row) => row.begun },
            ]}
          />
          {props.csvHref === undefined ? null : (
            <p>
              <a href={props.csvHref}>{shared.exportCsv}</a>
            </p>
          )}
        </>
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}
