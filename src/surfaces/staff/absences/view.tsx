import {
  Button,
  DateInput,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  Select,
  Table,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

type Option = { readonly value: string; readonly label: string };
type Line = {
  readonly id: string;
  readonly clerk: string;
  readonly deputy: string;
  readonly days: string;
  readonly state: string;
  readonly mayEnd: boolean;
};

type Day = { readonly year: string; readonly month: string; readonly day: string };

export type Entered = {
  readonly clerk: string;
  readonly deputy: string;
  readonly from: Day;
  readonly until: Day;
};

export function AbsencesView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  said: string | undefined;
  lines: readonly Line[];
  entered: Entered;
  errors: readonly FieldError[];
  people: readonly Option[];
  leads: boolean;
  own: string;
}) {
  const { language, entered, errors } = props;
  const w = words(language);
  const error = (name: string) => errorFor(errors, name, language);
  return (
    <>
      <ErrorSummary errors={errors} />
      {props.said === undefined ? null : <Notice kind="success" live title={props.said} />}
      <PageTitle title={w.title} lede={w.lede} />
      {props.lines.length === 0 ? (
        <EmptyState title={w.none} />
      ) : (
        <Table
          caption={w.caption}
          rows={props.lines}
          rowKey={({ id }) => id}
          columns={[
            { title: w.clerk, cell: (line) => line.clerk },
            { title: w.deputy, cell: (line) => line.deputy },
            { title: w.days, cell: (line) => line.days },
            { title: w.state, kind: "state", cell: (line) => line.state },
            {
              title: w.end,
              cell: (line) =>
                line.mayEnd ? (
                  <Form
                    action={`/staff/absences/${line.id}/end`}
                    hidden={props.hidden}
                    label={w.endOne({ name: line.clerk })}
                  >
                    <button type="submit" class="b second" aria-label={w.endOne({ name: line.clerk })}>
                      {w.end}
                    </button>
                  </Form>
                ) : (
                  "–"
                ),
            },
          ]}
        />
      )}
      <h2>{w.add}</h2>
      <Form action="/staff/absences" hidden={props.hidden} label={w.add}>
        {props.leads ? <Select name="clerk" label={w.clerk} options={props.people} value={entered.clerk} /> : null}
        <DateInput name="from" label={w.from} value={entered.from} error={error("from")} />
        <DateInput name="until" label={w.until} value={entered.until} error={error("until")} />
        <Select
          name="deputy"
          label={w.deputy}
          options={props.people.filter(({ value }) => props.leads || value !== props.own)}
          value={entered.deputy}
          error={error("deputy")}
        />
        <Button>{w.save}</Button>
      </Form>
    </>
  );
}
