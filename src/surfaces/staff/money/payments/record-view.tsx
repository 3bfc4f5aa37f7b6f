import type { ComponentChildren } from "preact";
import {
  Button,
  Checkboxes,
  DescriptionColumns,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  PublicNumber,
  StateBadge,
  SummaryList,
  Table,
  TextInput,
  Timeline,
  type TimelineEntry,
  type Tone,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../../foundation/refusal.ts";
import { MoneyNav } from "../nav.tsx";
import type { ReasonSaid } from "../payment-words.ts";
import { Reason } from "../reason-view.tsx";
import { moneyWords } from "../words.ts";
import { Act, type ActForm, Confirm, Text } from "./act-form.tsx";
import { words } from "./words.ts";

type Fact = { readonly label: string; readonly value: ComponentChildren };
type Badge = { readonly tone: Tone; readonly word: string };
export type BillRow = {
  readonly number: string;
  readonly theirs: string;
  readonly agency: string;
  readonly amount: string;
  readonly returned: string;
  readonly writeOff: Badge & { readonly note: string };
};
export type TaskRow = {
  readonly key: string;
  readonly kind: string;
  readonly part: string;
  readonly name: string;
  readonly about: string;
  readonly badge: Badge;
  readonly tried: string;
  readonly last: ReasonSaid;
  readonly advice: string | undefined;
  readonly mayRetry: boolean;
};
export type RefundRowView = {
  readonly number: string;
  readonly href: string;
  readonly amount: string;
  readonly badge: Badge;
  readonly cause: string;
};
export type TransferRow = {
  readonly key: string;
  readonly day: string;
  readonly what: string;
  readonly to: string;
  readonly from: string;
  readonly amount: string;
};
export type NoticeRow = {
  readonly id: string;
  readonly at: string;
  readonly verdict: string;
  readonly reason: ReasonSaid;
};

type Choice = { readonly value: string; readonly label: string };
export type RecordProps = {
  language: Language;
  action: string;
  hidden: Readonly<Record<string, string>>;
  title: string;
  badge: Badge;
  done: string | undefined;
  errors: readonly FieldError[];
  open: ActForm | undefined;
  typed: (name: string) => string;
  ticked: (name: string) => readonly string[];
  facts: readonly Fact[];
  bills: readonly BillRow[];
  tasks: readonly TaskRow[];
  refunds: readonly RefundRowView[];
  transfers: readonly TransferRow[];
  notices: readonly NoticeRow[];
  refused: readonly NoticeRow[];
  events: readonly TimelineEntry[];
  /** What this clerk can do now. */
  may: {
    readonly ask: boolean;
    readonly writeOff: readonly Choice[];
    readonly contest: boolean;
    readonly stands: boolean;
    /** What went back twice. */
    readonly gotBack: string | undefined;
    readonly refund: { readonly most: string; readonly yuan: string; readonly bills: readonly Choice[] } | undefined;
    readonly otherWay: string | undefined;
    readonly reversed: readonly Choice[];
  };
  isReadOnly: boolean;
};

/** `GET /staff/money/payments/:number` */
export function RecordView(props: RecordProps) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={props.title} />
      <MoneyNav current="payments" />
      <p>
        <a href="/staff/money/payments">{w.back}</a>
      </p>
      <ErrorSummary errors={props.errors} />
      {props.done === undefined ? null : <Notice kind="success" title={props.done} live />}
      <p>
        <StateBadge tone={props.badge.tone}>{props.badge.word}</StateBadge>
      </p>
      <DescriptionColumns main={<Known {...props} />} aside={<Acts {...props} />} asideLabel={w.todo} />
    </>
  );
}

function Known(props: RecordProps) {
  const { language } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <>
      <h2>{w.facts}</h2>
      <SummaryList items={props.facts} />
      {props.tasks.length === 0 ? null : (
        <>
          <h2>{w.tasks}</h2>
          <Tasks {...props} />
        </>
      )}
      <h2>{w.bills}</h2>
      <Table
        caption={w.bills}
        hideCaption
        rows={props.bills}
        rowKey={(row) => row.number}
        columns={[
          {
            title: w.bill,
            kind: "code",
            cell: (row) => (
              <div>
                {row.number}
                <p class="quiet small">
                  {w.theirNumber} <span class="number">{row.theirs}</span>
                </p>
              </div>
            ),
          },
          { title: w.agency, kind: "words", cell: (row) => row.agency },
          { title: w.partOf, kind: "number", cell: (row) => row.amount },
          { title: w.returned, kind: "number", cell: (row) => row.returned },
          {
            title: w.writeOff,
            cell: ({ writeOff }) => (
              <div>
                <StateBadge tone={writeOff.tone}>{writeOff.word}</StateBadge>
                {writeOff.note === "" ? null : <p class="quiet small">{writeOff.note}</p>}
              </div>
            ),
          },
        ]}
      />
      {props.refunds.length === 0 ? null : (
        <>
          <h2>{w.refunds}</h2>
          <Table
            caption={w.refunds}
            hideCaption
            rows={props.refunds}
            rowKey={(row) => row.number}
            columns={[
              { title: w.refund, kind: "code", cell: (row) => <a href={row.href}>{row.number}</a> },
              { title: shared.amount, kind: "number", cell: (row) => row.amount },
              {
                title: shared.state,
                kind: "state",
                cell: ({ badge }) => <StateBadge tone={badge.tone}>{badge.word}</StateBadge>,
              },
              { title: w.reason, cell: (row) => row.cause },
            ]}
          />
        </>
      )}
      <h2>{w.ledger}</h2>
      {props.transfers.length === 0 ? (
        <p class="quiet">{shared.none}</p>
      ) : (
        <Table
          caption={w.ledger}
          hideCaption
          rows={props.transfers}
          rowKey={(row) => row.key}
          columns={[
            { title: w.what, cell: (row) => row.what },
            { title: shared.day, cell: (row) => row.day },
            { title: w.to, cell: (row) => row.to },
            { title: w.from_, cell: (row) => row.from },
            { title: shared.amount, kind: "number", cell: (row) => row.amount },
          ]}
        />
      )}
      <h2>{w.notices}</h2>
      {props.notices.length === 0 ? (
        <p class="quiet">{w.noticesNone}</p>
      ) : (
        <Notices rows={props.notices} caption={w.notices} language={language} />
      )}
      {props.refused.length === 0 ? null : (
        <Notices rows={props.refused} caption={w.refused} language={language} shown />
      )}
      <h2>{w.history}</h2>
      <Timeline entries={props.events} />
    </>
  );
}

function Notices(props: { rows: readonly NoticeRow[]; caption: string; language: Language; shown?: boolean }) {
  const w = words(props.language);
  return (
    <Table
      caption={props.caption}
      hideCaption={props.shown !== true}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={[
        { title: w.at, cell: (row) => row.at },
        { title: w.verdict, cell: (row) => row.verdict },
        { title: w.reason, cell: (row) => <Reason {...row.reason} /> },
      ]}
    />
  );
}

function Tasks(props: RecordProps) {
  const w = words(props.language);
  return (
    <Table
      caption={w.tasks}
      hideCaption
      rows={props.tasks}
      rowKey={(row) => row.key}
      columns={[
        {
          title: w.task,
          cell: (row) => (
            <div>
              {row.name}
              {row.about === "" ? null : (
                <p class="quiet small">
                  <PublicNumber number={row.about} />
                </p>
              )}
            </div>
          ),
        },
        {
          title: moneyWords(props.language).state,
          kind: "state",
          cell: ({ badge }) => <StateBadge tone={badge.tone}>{badge.word}</StateBadge>,
        },
        { title: w.attempts, kind: "words", cell: (row) => row.tried },
        { title: w.lastReason, kind: "words", cell: (row) => <Reason {...row.last} /> },
        {
          title: w.advice,
          cell: (row) =>
            row.advice === undefined ? (
              "–"
            ) : (
              <div>
                {row.advice}
                {row.mayRetry ? (
                  <Form
                    action={`${props.action}/retry`}
                    hidden={{ ...props.hidden, kind: row.kind, part: row.part }}
                    label={`${w.retry} · ${row.name}`}
                  >
                    <Button weight="second">{w.retry}</Button>
                  </Form>
                ) : null}
              </div>
            ),
        },
      ]}
    />
  );
}

function Acts(props: RecordProps) {
  const { language, may } = props;
  const w = words(language);
  if (props.isReadOnly) return <p class="quiet">{moneyWords(language).readOnly}</p>;
  return (
    <>
      <h2>{w.todo}</h2>
      {may.ask ? (
        <Form action={`${props.action}/ask`} hidden={props.hidden} label={w.ask}>
          <p class="quiet">{w.askText}</p>
          <Button weight="second">{w.ask}</Button>
        </Form>
      ) : null}
      {may.writeOff.map(({ value, label }) => (
        <Act
          {...props}
          form="write-off"
          name={w.byHand}
          about={label}
          text={w.byHandText}
          more={{ bill: value }}
          key={value}
        >
          <Text {...props} form="write-off" name={`reference-${value}`} label={w.byHandReference} />
          <Text {...props} form="write-off" name={`because-${value}`} label={w.because} long />
          <Confirm {...props} form="write-off" name={`confirm-${value}`} />
        </Act>
      ))}
      {may.reversed.map(({ value, label }) => (
        <Act
          {...props}
          form="reversed"
          name={w.reversed}
          about={label}
          text={w.reversedText}
          more={{ refund: value }}
          key={value}
        >
          <Text {...props} form="reversed" name="reversed-because" label={w.because} long />
        </Act>
      ))}
      {may.refund === undefined ? null : (
        <Act {...props} form="refund" name={w.startRefund} text={w.startRefundText({ most: may.refund.most })}>
          <TextInput
            name="refund-amount"
            label={w.refundAmount}
            value={props.open === "refund" ? props.typed("refund-amount") : may.refund.yuan}
            keyboard="decimal"
            width={12}
            autocomplete="off"
            error={errorFor(props.errors, "refund-amount", language)}
          />
          {may.refund.bills.length === 0 ? null : (
            <Checkboxes
              name="refund-bill"
              label={w.refundBill}
              hint={w.refundBillText}
              options={may.refund.bills}
              values={props.open === "refund" ? props.ticked("refund-bill") : []}
              error={errorFor(props.errors, "refund-bill", language)}
            />
          )}
          <Text {...props} form="refund" name="refund-reason" label={w.refundReason} long />
        </Act>
      )}
      {may.otherWay === undefined ? null : (
        <Act {...props} form="by-hand" name={w.otherWay} text={w.otherWayText({ left: may.otherWay })}>
          <Text {...props} form="by-hand" name="by-hand-reason" label={w.refundReason} long />
          <Confirm {...props} form="by-hand" name="by-hand-confirm" />
        </Act>
      )}
      {may.stands ? (
        <Act {...props} form="settle" name={w.stands} text={w.standsText}>
          <Text {...props} form="settle" name="settle-because" label={w.because} long />
          <Confirm {...props} form="settle" name="settle-confirm" />
        </Act>
      ) : null}
      {may.gotBack === undefined ? null : (
        <Act {...props} form="settle" name={w.gotBack} text={w.gotBackText({ over: may.gotBack })}>
          <Text {...props} form="settle" name="settle-reference" label={w.gotBackReference} />
          <Text {...props} form="settle" name="settle-because" label={w.because} long />
          <Confirm {...props} form="settle" name="settle-confirm" />
        </Act>
      )}
      {may.contest ? (
        <Act {...props} form="contest" name={w.contest} text={w.contestText}>
          <Text {...props} form="contest" name="contest-because" label={w.because} long />
        </Act>
      ) : null}
    </>
  );
}
