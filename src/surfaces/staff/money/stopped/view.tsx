import { EmptyState, PageTitle, Table } from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { NextPages } from "../../parts.tsx";
import { MoneyNav } from "../nav.tsx";
import type { ReasonSaid } from "../payment-words.ts";
import { Reason } from "../reason-view.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

export type StoppedRow = {
  readonly key: string;
  readonly name: string;
  readonly number: string;
  readonly href: string;
  readonly service: string;
  readonly amount: string;
  readonly reason: ReasonSaid;
  readonly advice: string;
};

/** `GET /staff/money/stopped` */
export function StoppedView(props: {
  language: Language;
  rows: readonly StoppedRow[];
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="stopped" />
      {props.rows.length === 0 ? (
        <EmptyState title={w.none} icon="circle-check" />
      ) : (
        <Table
          caption={w.caption}
          rows={props.rows}
          rowKey={(row) => row.key}
          columns={[
            { title: w.what, cell: (row) => row.name },
            { title: w.payment, kind: "code", cell: (row) => <a href={row.href}>{row.number}</a> },
            { title: moneyWords(props.language).amount, kind: "number", cell: (row) => row.amount },
            { title: w.service, kind: "words", cell: (row) => row.service },
            { title: w.reason, kind: "words", cell: (row) => <Reason {...row.reason} /> },
            { title: w.advice, cell: (row) => row.advice },
          ]}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}
