import type { State } from "../../../domain/cases/index.ts";
import {
  Button,
  type Column,
  EmptyState,
  Form,
  Notice,
  PageTitle,
  Select,
  Table,
  Textarea,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { Manner } from "../manners.ts";
import { CaseState } from "../parts.tsx";
import { words } from "./words.ts";

type Act = "take" | "accept" | "assign" | "note" | "approve";

export type Chosen = {
  readonly number: string;
  readonly revision: number;
  readonly service: string;
  readonly applicant: string;
  readonly state: State;
  readonly manner: Manner;
};

/** `why`: why it was not done. */
export type Outcome = Chosen & { readonly why: string | undefined };

function columns<R extends Chosen>(language: Language): [Column<R>, ...Column<R>[]] {
  const w = words(language);
  return [
    { title: w.number, kind: "code", cell: (one) => <a href={`/staff/cases/${one.number}`}>{one.number}</a> },
    { title: w.service, cell: (one) => one.service },
    { title: w.applicant, cell: (one) => one.applicant },
    { title: w.state, kind: "state", cell: (one) => <CaseState state={one.state} manner={one.manner} /> },
  ];
}

/** `POST /staff/bulk`: every case by name, before anything happens. */
export function BulkView(props: {
  language: Language;
  act: Act;
  hidden: Readonly<Record<string, string>>;
  tooMany: boolean;
  able: readonly Chosen[];
  others: readonly Outcome[];
  colleagues: readonly { readonly value: string; readonly label: string }[];
}) {
  const { language, able, others } = props;
  const w = words(language);
  return (
    <>
      <PageTitle kicker={w.title} title={w[props.act]} lede={w.lede} />
      {props.tooMany ? <Notice kind="warning" title={w.tooMany} /> : null}
      {able.length === 0 && others.length === 0 ? (
        <EmptyState title={w.none}>
          <p>{w.noneText}</p>
        </EmptyState>
      ) : null}
      {able.length === 0 ? null : (
        <>
          <Table caption={w.will} rows={able} rowKey={({ number }) => number} columns={columns(language)} />
          <Form action="/staff/bulk/done" hidden={props.hidden} label={w[props.act]}>
            {able.map(({ number, revision }) => (
              <input type="hidden" name="case" value={`${number}~${revision}`} key={number} />
            ))}
            {props.act === "assign" ? <Select name="to" label={w.to} options={props.colleagues} /> : null}
            {props.act === "note" ? <Textarea name="note" label={w.text} rows={3} maxLength={2_000} /> : null}
            <Button>{w.go({ count: able.length })}</Button>
          </Form>
        </>
      )}
      {others.length === 0 ? null : (
        <Table
          caption={w.willNot}
          rows={others}
          rowKey={({ number }) => number}
          columns={[...columns<Outcome>(language), { title: w.why, cell: ({ why }) => why ?? "" }]}
        />
      )}
      <p>
        <a href="/staff">{w.back}</a>
      </p>
    </>
  );
}

/** `POST /staff/bulk/done`: what came of each. */
export function ResultView(props: { language: Language; act: Act; outcomes: readonly Outcome[] }) {
  const { language, outcomes } = props;
  const w = words(language);
  const done = outcomes.filter(({ why }) => why === undefined).length;
  const failed = outcomes.length - done;
  return (
    <>
      <Notice kind={failed === 0 ? "success" : "warning"} live title={w.done({ count: done })}>
        {failed === 0 ? null : <p>{w.failed({ count: failed })}</p>}
      </Notice>
      <PageTitle kicker={w[props.act]} title={w.result} />
      <Table
        caption={w.result}
        hideCaption
        rows={outcomes}
        rowKey={({ number }) => number}
        columns={[
          ...columns<Outcome>(language),
          { title: w.result, cell: ({ why }) => (why === undefined ? w.yes : `${w.no}：${why}`) },
        ]}
      />
      <p>
        <a href="/staff">{w.back}</a>
      </p>
    </>
  );
}
