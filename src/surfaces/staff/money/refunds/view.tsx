import {
  ClockBar,
  type ClockState,
  EmptyState,
  Filters,
  PageTitle,
  Select,
  StateBadge,
  Table,
  Tabs,
  TextInput,
  type Tone,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { NextPages } from "../../parts.tsx";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

export const refundViews = ["queue", "second", "failed", "all"] as const;
export type RefundViewName = (typeof refundViews)[number];

export type RefundTableRow = {
  readonly number: string;
  readonly href: string;
  readonly tone: Tone;
  readonly state: string;
  readonly amount: string;
  readonly service: string;
  readonly asked: string;
  readonly age: string;
  readonly clock: { readonly words: string; readonly used: number; readonly state: ClockState } | undefined;
  readonly approvals: string;
};

/** `GET /staff/money/refunds` */
export function RefundsView(props: {
  language: Language;
  show: RefundViewName;
  typed: Readonly<Record<"state" | "from" | "until", string>>;
  states: readonly { readonly value: string; readonly label: string }[];
  caption: string;
  rows: readonly RefundTableRow[];
  csvHref: string;
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const { language, show, typed } = props;
  const w = words(language);
  const shared = moneyWords(language);
  const isAll = show === "all";
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="refunds" />
      <Tabs
        label={w.views}
        tabs={refundViews.map((view) => ({
          href: view === "queue" ? "/staff/money/refunds" : `/staff/money/refunds?show=${view}`,
          label: w[view],
          current: view === show,
        }))}
      />
      {isAll ? (
        <Filters
          action="/staff/money/refunds"
          label={w.filter}
          hidden={{ show: "all" }}
          clearHref={Object.values(typed).some((value) => value !== "") ? "/staff/money/refunds?show=all" : undefined}
        >
          <Select name="state" label={shared.state} empty={shared.all} value={typed.state} options={props.states} />
          <TextInput name="from" label={w.from} value={typed.from} width={12} autocomplete="off" />
          <TextInput name="until" label={w.until} value={typed.until} width={12} autocomplete="off" />
        </Filters>
      ) : null}
      {props.rows.length === 0 ? (
        <EmptyState title={isAll ? w.noneAll : w.none} icon="circle-check" />
      ) : (
        <>
          <Table
            caption={props.caption}
            rows={props.rows}
            rowKey={(row) => row.number}
            columns={[
              { title: w.number, kind: "code", cell: (row) => <a href={row.href}>{row.number}</a> },
              {
                title: shared.state,
                kind: "state",
                cell: (row) => <StateBadge tone={row.tone}>{row.state}</StateBadge>,
              },
              { title: shared.amount, kind: "number", cell: (row) => row.amount },
              { title: w.service, cell: (row) => row.service },
              { title: w.askedAt, cell: (row) => row.asked },
              { title: w.age, cell: (row) => row.age },
              { title: w.clock, cell: (row) => (row.clock === undefined ? "–" : <ClockBar {...row.clock} />) },
              { title: w.approvals, cell: (row) => row.approvals },
            ]}
          />
          <p>
            <a href={props.csvHref}>{shared.exportCsv}</a>
          </p>
        </>
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}
