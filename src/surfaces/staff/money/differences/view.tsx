import {
  Button,
  EmptyState,
  ErrorSummary,
  errorFor,
  Facts,
  Filters,
  Form,
  Notice,
  PageTitle,
  Row,
  Select,
  StateBadge,
  Textarea,
  TextInput,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../../foundation/refusal.ts";
import { NextPages } from "../../parts.tsx";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import type { DifferenceRow } from "./line.ts";
import { DifferenceTable } from "./table.tsx";
import { words } from "./words.ts";

type Options = readonly { readonly value: string; readonly label: string }[];

/** `GET /staff/money/differences` */
export function DifferencesView(props: {
  language: Language;
  names: Options;
  states: Options;
  name: string;
  state: string;
  clearHref: string | undefined;
  csvHref: string;
  rows: readonly DifferenceRow[];
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const { language } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="differences" />
      <Filters action="/staff/money/differences" label={w.filter} clearHref={props.clearHref}>
        <Select name="state" label={shared.state} empty={false} options={props.states} value={props.state} />
        <Select name="name" label={shared.name} empty={shared.all} options={props.names} value={props.name} />
      </Filters>
      {props.rows.length === 0 ? (
        <EmptyState title={w.empty} icon="history" />
      ) : (
        <>
          <DifferenceTable caption={w.caption} rows={props.rows} withSource language={language} />
          <p>
            <a href={props.csvHref}>{shared.exportCsv}</a>
          </p>
        </>
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}

/** `GET /staff/money/differences/:difference` */
export function DifferenceView(props: {
  language: Language;
  action: string;
  hidden: Readonly<Record<string, string>>;
  row: DifferenceRow;
  dayHref: string;
  facts: readonly { readonly label: string; readonly value: string }[];
  advice: string;
  explanation: { readonly text: string; readonly by: string } | undefined;
  answer: string | undefined;
  remedies: readonly { readonly value: string; readonly name: string; readonly hint: string }[];
  mayWork: boolean;
  hasEnded: boolean;
  typed: string;
  errors: readonly FieldError[];
  done: "explained" | "started" | undefined;
}) {
  const { language, row } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.titleOf({ name: row.name })} />
      <MoneyNav current="differences" />
      <ErrorSummary errors={props.errors} />
      {props.done === undefined ? null : <Notice kind="success" title={w[props.done]} live />}
      <p>
        <StateBadge tone={row.tone}>{row.state}</StateBadge>
      </p>
      <section>
        <h2>{w.facts}</h2>
        <Facts facts={props.facts} />
        <p>
          <a href={props.dayHref}>{w.toDay}</a>
        </p>
      </section>
      <section>
        <h2>{w.whatToDo}</h2>
        <p>{props.hasEnded ? w.nothing : props.advice}</p>
        {props.answer === undefined ? null : (
          <p>
            {w.lastAnswer}
            {language === "zh" ? "：" : ": "}
            <strong>{props.answer}</strong>
          </p>
        )}
        {props.mayWork
          ? props.remedies.map((remedy) => (
              <Form
                action={`${props.action}/remedy`}
                hidden={{ ...props.hidden, remedy: remedy.value }}
                label={remedy.name}
                key={remedy.value}
              >
                <p class="quiet">{remedy.hint}</p>
                {remedy.value === "refund" ? <TextInput name="reason" label={w.refundReason} maxLength={200} /> : null}
                <Row>
                  <Button weight="second">{remedy.name}</Button>
                </Row>
              </Form>
            ))
          : null}
      </section>
      {props.explanation === undefined ? null : (
        <section>
          <h2>{w.explanation}</h2>
          <p>{props.explanation.text}</p>
          <p class="quiet">{props.explanation.by}</p>
        </section>
      )}
      {props.mayWork && !props.hasEnded ? (
        <section>
          <h2>{w.explain}</h2>
          <Form action={`${props.action}/explain`} hidden={props.hidden} label={w.explain}>
            <Textarea
              name="words"
              label={w.reason}
              hint={w.reasonHint}
              rows={3}
              maxLength={500}
              value={props.typed}
              error={errorFor(props.errors, "words", language)}
            />
            <Button>{w.keep}</Button>
          </Form>
        </section>
      ) : null}
    </>
  );
}
