import {
  Button,
  Checkboxes,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  PublicNumber,
  Radios,
  SummaryList,
  Table,
  Textarea,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { ShownPage } from "../case/answers.ts";
import { Lines, NextPages } from "../parts.tsx";
import { words } from "./words.ts";

/** What rules decided of a service, written for the reader. */
export type FigureLine = {
  readonly service: string;
  readonly name: string;
  readonly filed: string;
  readonly decided: string;
  readonly share: string;
  readonly drawn: string;
  readonly checked: string;
  readonly wrong: string;
};

export type DrawnLine = { readonly number: string; readonly service: string; readonly drawn: string };

/** `GET /staff/checks` */
export function ChecksView(props: {
  language: Language;
  said: string | undefined;
  figures: readonly FigureLine[];
  lines: readonly DrawnLine[];
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.said === undefined ? null : <Notice kind="success" title={props.said} live />}
      {props.figures.length === 0 ? (
        <p class="quiet">{w.noFigures}</p>
      ) : (
        <Table
          caption={w.figures}
          rows={props.figures}
          rowKey={(line) => line.service}
          columns={[
            { title: w.service, cell: (line) => line.name },
            { title: w.filed, kind: "number", cell: (line) => line.filed },
            { title: w.decided, kind: "number", cell: (line) => line.decided },
            { title: w.share, kind: "number", cell: (line) => line.share },
            { title: w.drawn, kind: "number", cell: (line) => line.drawn },
            { title: w.checked, kind: "number", cell: (line) => line.checked },
            { title: w.wrong, kind: "number", cell: (line) => line.wrong },
          ]}
        />
      )}
      {props.lines.length === 0 ? (
        <EmptyState title={w.empty}>{w.emptyText}</EmptyState>
      ) : (
        <Table
          caption={w.list}
          rows={props.lines}
          rowKey={(line) => line.number}
          columns={[
            {
              title: w.number,
              kind: "code",
              cell: (line) => (
                <a href={`/staff/checks/${line.number}`}>
                  <PublicNumber number={line.number} />
                </a>
              ),
            },
            { title: w.service, cell: (line) => line.service },
            { title: w.drawnOn, kind: "state", cell: (line) => line.drawn },
          ]}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}

export type CheckProps = {
  readonly language: Language;
  readonly number: string;
  readonly service: string;
  readonly applicant: string;
  readonly rule: { readonly when: string; readonly version: string } | undefined;
  readonly reason: string | undefined;
  readonly pages: readonly ShownPage[];
  /** Who checked and when, once somebody has. */
  readonly done: string | undefined;
  readonly refused: string | undefined;
  readonly form:
    | {
        readonly hidden: Readonly<Record<string, string>>;
        readonly mayReopen: boolean;
        readonly typed: { readonly verdict: string; readonly note: string };
        readonly errors: readonly FieldError[];
      }
    | undefined;
};

/** `GET /staff/checks/{number}`: what was sent, the rule that decided it, and the clerk's word on it. */
export function CheckView(props: CheckProps) {
  const { language, form, number } = props;
  const w = words(language);
  return (
    <>
      <PageTitle kicker={<PublicNumber number={number} />} title={`${w.check} · ${props.service}`} />
      {props.refused === undefined ? null : <Notice kind="warning" title={props.refused} live />}
      {form === undefined ? null : <ErrorSummary errors={form.errors} />}
      <SummaryList
        items={[
          { label: w.applicant, value: props.applicant },
          ...(props.rule === undefined
            ? []
            : [
                { label: w.when, value: <code>{props.rule.when}</code> },
                { label: w.version, value: <span class="number">{props.rule.version}</span> },
              ]),
          ...(props.reason === undefined ? [] : [{ label: w.said, value: props.reason }]),
        ]}
      />
      {props.pages.map((page) => (
        <section key={page.title}>
          <h2>{page.title}</h2>
          <SummaryList
            items={page.answers.map((answer) => ({
              label: answer.label,
              value:
                answer.file === undefined ? (
                  <Lines text={answer.value} />
                ) : (
                  <a href={answer.file.href}>{answer.value}</a>
                ),
            }))}
          />
        </section>
      ))}
      <p>
        <a href={`/staff/cases/${number}`}>{w.openCase}</a>
      </p>
      {props.done === undefined ? null : (
        <Notice title={w.done}>
          <p>{props.done}</p>
        </Notice>
      )}
      {form === undefined ? null : (
        <Form action={`/staff/checks/${number}`} hidden={form.hidden} label={w.check}>
          <Radios
            name="verdict"
            label={w.verdict}
            value={form.typed.verdict}
            error={errorFor(form.errors, "verdict", language)}
            options={[
              { value: "right", label: w.right },
              { value: "wrong", label: w.wrongVerdict },
            ]}
          />
          <Textarea
            name="note"
            label={w.note}
            hint={w.noteHint}
            optional
            rows={4}
            maxLength={2_000}
            value={form.typed.note}
            error={errorFor(form.errors, "note", language)}
          />
          {form.mayReopen ? (
            <Checkboxes
              name="reopen"
              label={w.reopenTitle}
              optional
              hint={w.reopenHint}
              options={[{ value: "1", label: w.reopen }]}
              values={[]}
            />
          ) : null}
          <Button>{w.save}</Button>
        </Form>
      )}
    </>
  );
}
