import type { ComponentChildren } from "preact";
import {
  Button,
  Checkboxes,
  ClockBar,
  DescriptionColumns,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  Panel,
  StateBadge,
  SummaryList,
  Table,
  Textarea,
  TextInput,
  type Tone,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../../foundation/refusal.ts";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import type { RefundTableRow } from "./view.tsx";
import { words } from "./words.ts";

/** What this clerk can do about a refund now. */
export type RefundMove =
  | { readonly kind: "decide"; readonly says: string; readonly byHand: boolean; readonly blocked: boolean }
  | { readonly kind: "wait"; readonly says: string }
  | { readonly kind: "failed" };

export type RefundProps = {
  language: Language;
  action: string;
  hidden: Readonly<Record<string, string>>;
  title: string;
  tone: Tone;
  state: string;
  done: string | undefined;
  clock: RefundTableRow["clock"];
  facts: readonly { readonly label: string; readonly value: ComponentChildren }[];
  bills: readonly {
    readonly number: string;
    readonly agency: string;
    readonly amount: string;
    readonly writeOff: string;
  }[];
  writtenOff: boolean;
  move: RefundMove;
  paymentHref: string;
  errors: readonly FieldError[];
  typed: { readonly reference: string; readonly reason: string };
};

/** `GET /staff/money/refunds/:number` */
export function RefundView(props: RefundProps) {
  const { language } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <>
      <PageTitle title={props.title} />
      <MoneyNav current="refunds" />
      <p>
        <a href="/staff/money/refunds">{w.back}</a>
      </p>
      <ErrorSummary errors={props.errors} />
      {props.done === undefined ? null : <Notice kind="success" title={props.done} live />}
      <p>
        <StateBadge tone={props.tone}>{props.state}</StateBadge>
      </p>
      {props.clock === undefined ? null : <ClockBar {...props.clock} />}
      <DescriptionColumns
        main={
          <>
            <h2>{w.facts}</h2>
            <SummaryList items={props.facts} />
            <h2>{w.bills}</h2>
            <Table
              caption={w.bills}
              hideCaption
              rows={props.bills}
              rowKey={(row) => row.number}
              columns={[
                { title: w.bill, kind: "code", cell: (row) => row.number },
                { title: w.agency, cell: (row) => row.agency },
                { title: shared.amount, kind: "number", cell: (row) => row.amount },
                { title: shared.state, cell: (row) => row.writeOff },
              ]}
            />
            {props.writtenOff ? <p class="quiet">{w.writtenOff}</p> : null}
          </>
        }
        aside={<Move {...props} />}
        asideLabel={w.decide}
      />
    </>
  );
}

function Move(props: RefundProps) {
  const { language, move } = props;
  const w = words(language);
  if (move.kind === "wait") return <p>{move.says}</p>;
  if (move.kind === "failed") {
    return (
      <Panel title={w.failedTitle}>
        <p>{w.failedText}</p>
        <LinkButton href={props.paymentHref}>{w.toPayment}</LinkButton>
      </Panel>
    );
  }
  return (
    <>
      <Panel title={w.approve}>
        <p>{move.says}</p>
        {move.blocked ? null : (
          <Form action={`${props.action}/approve`} hidden={props.hidden} label={w.approve}>
            {move.byHand ? (
              <TextInput
                name="reference"
                label={w.bankReference}
                value={props.typed.reference}
                maxLength={80}
                autocomplete="off"
                error={errorFor(props.errors, "reference", language)}
              />
            ) : null}
            <Checkboxes
              name="confirm"
              label={w.check}
              options={[{ value: "yes", label: w.confirm }]}
              error={errorFor(props.errors, "confirm", language)}
            />
            <Button>{w.approve}</Button>
          </Form>
        )}
      </Panel>
      <Panel title={w.decline}>
        <Form action={`${props.action}/decline`} hidden={props.hidden} label={w.decline}>
          <Textarea
            name="reason"
            label={w.declineReason}
            hint={w.declineText}
            value={props.typed.reason}
            rows={3}
            maxLength={500}
            autocomplete="off"
            error={errorFor(props.errors, "reason", language)}
          />
          <Button weight="second">{w.decline}</Button>
        </Form>
      </Panel>
    </>
  );
}
