import {
  Button,
  EmptyState,
  Filters,
  Form,
  LinkButton,
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

export type ReceiptRow = {
  readonly number: string;
  readonly serial: string;
  readonly kind: string;
  readonly happened: string;
  readonly issued: string;
  readonly service: string;
  readonly biller: string;
  readonly payer: string;
  readonly payment: string;
  readonly original: string;
  readonly amount: string;
  readonly fiscal: string | undefined;
};

const path = "/staff/money/receipts";

/** `GET /staff/money/receipts` */
export function ReceiptsView(props: {
  language: Language;
  years: readonly number[];
  year: number | undefined;
  typed: string;
  /** What a search found; undefined where nobody searches. */
  found: readonly ReceiptRow[] | undefined;
  rows: readonly ReceiptRow[];
  last: string;
  proof: { readonly text: string; readonly complete: boolean } | undefined;
  proveHref: string;
  csvHref: string;
  firstHref: string | undefined;
  nextHref: string | undefined;
  givenUp: number;
  mayWork: boolean;
  hidden: Readonly<Record<string, string>>;
}) {
  const { language, year, found } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="receipts" />
      {props.givenUp === 0 ? null : (
        <Notice kind="warning" title={w.givenUpTitle}>
          <p>{w.givenUp({ count: props.givenUp })}</p>
          {props.mayWork ? (
            <Form action={`${path}/again`} hidden={props.hidden} label={w.again}>
              <Button weight="second">{w.again}</Button>
            </Form>
          ) : null}
        </Notice>
      )}
      {year === undefined ? (
        <EmptyState title={w.none} />
      ) : (
        <>
          <Filters action={path} label={w.find}>
            <TextInput
              name="number"
              label={w.number}
              hint={w.numberHint}
              value={props.typed}
              maxLength={64}
              autocomplete="off"
            />
            <Select
              name="year"
              label={w.year}
              empty={false}
              value={String(year)}
              options={props.years.map((one) => ({ value: String(one), label: w.yearOf({ year: one }) }))}
            />
          </Filters>
          {found === undefined ? (
            <>
              {props.proof === undefined ? (
                <p>
                  {w.last({ last: props.last })} <a href={props.proveHref}>{w.prove}</a>
                </p>
              ) : (
                <Notice kind={props.proof.complete ? "success" : "warning"} live>
                  <p>{props.proof.text}</p>
                </Notice>
              )}
              <p>
                <LinkButton href={props.csvHref} weight="second">
                  {moneyWords(language).exportCsv}
                </LinkButton>
              </p>
              <ReceiptTable language={language} caption={w.caption({ year })} rows={props.rows} />
              <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
            </>
          ) : found.length === 0 ? (
            <EmptyState title={w.notFound} />
          ) : (
            <ReceiptTable language={language} caption={w.found} rows={found} />
          )}
        </>
      )}
    </>
  );
}

function ReceiptTable(props: { language: Language; caption: string; rows: readonly ReceiptRow[] }) {
  const w = words(props.language);
  const code = (text: string) => <span class="number">{text}</span>;
  return (
    <Table
      caption={props.caption}
      rows={props.rows}
      rowKey={(row) => row.number}
      columns={[
        { title: w.serial, kind: "code", cell: (row) => code(row.serial) },
        { title: w.kind, cell: (row) => row.kind },
        { title: w.amount, kind: "number", cell: (row) => row.amount },
        { title: w.happened, cell: (row) => row.happened },
        { title: w.service, cell: (row) => row.service },
        { title: w.biller, cell: (row) => row.biller },
        { title: w.payer, cell: (row) => row.payer },
        { title: w.paymentNumber, kind: "code", cell: (row) => code(row.payment) },
        { title: w.original, kind: "code", cell: (row) => code(row.original) },
        { title: w.issued, cell: (row) => row.issued },
        ...(props.rows.some(({ fiscal }) => fiscal !== undefined)
          ? [{ title: w.fiscal, cell: (row: ReceiptRow) => row.fiscal ?? "" }]
          : []),
      ]}
    />
  );
}
