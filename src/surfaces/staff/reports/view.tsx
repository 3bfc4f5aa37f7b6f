import type { State } from "../../../domain/cases/index.ts";
import {
  Button,
  ClockBar,
  type Column,
  EmptyState,
  ErrorSummary,
  errorFor,
  Filters,
  Form,
  Notice,
  PageTitle,
  Select,
  type Tab,
  Table,
  Tabs,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { SpokenClock } from "../clocks.ts";
import { CaseState, NextPages } from "../parts.tsx";
import type { AgencyOption } from "./agencies.ts";
import { words } from "./words.ts";

type Option = { readonly value: string; readonly label: string };

/** A report in the hotline's list, everything said in the reader's language; nothing personal. */
type Line = {
  readonly number: string;
  readonly matter: string;
  readonly category: string;
  readonly place: string;
  readonly agency: string;
  readonly state: State;
  readonly marks: readonly string[];
  readonly clock: SpokenClock | undefined;
  readonly sent: string;
};

type ReportsProps = {
  readonly language: Language;
  readonly view: string;
  readonly tabs: readonly Tab[];
  readonly matters: readonly Option[];
  readonly categories: readonly Option[];
  readonly agencies: readonly Option[];
  readonly filter: { readonly matter: string; readonly category: string; readonly agency: string };
  readonly lines: readonly Line[];
  readonly firstHref: string | undefined;
  readonly nextHref: string | undefined;
};

/** `GET /staff/reports` */
export function ReportsView(props: ReportsProps) {
  const { language, filter } = props;
  const w = words(language);
  const filtered = filter.matter !== "" || filter.category !== "" || filter.agency !== "";
  const columns: readonly [Column<Line>, ...Column<Line>[]] = [
    { title: w.number, kind: "code", cell: (line) => <a href={`/staff/cases/${line.number}`}>{line.number}</a> },
    { title: w.matter, kind: "state", cell: (line) => line.matter },
    { title: w.category, cell: (line) => line.category },
    { title: w.place, cell: (line) => (line.place === "" ? "–" : line.place) },
    { title: w.agency, cell: (line) => line.agency },
    {
      title: w.state,
      kind: "state",
      cell: (line) => (
        <>
          <CaseState state={line.state} manner="complaint" />
          {line.marks.map((mark) => (
            <p class="small" key={mark}>
              <strong>{mark}</strong>
            </p>
          ))}
        </>
      ),
    },
    { title: w.due, cell: (line) => (line.clock === undefined ? "–" : <ClockBar {...line.clock} />) },
    { title: w.sent, kind: "state", cell: (line) => line.sent },
  ];
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <Tabs label={w.views} tabs={props.tabs} />
      <Filters
        action="/staff/reports"
        label={w.filter}
        hidden={{ view: props.view }}
        clearHref={filtered ? `/staff/reports?view=${props.view}` : undefined}
      >
        <Select name="matter" label={w.matter} empty={w.all} options={props.matters} value={filter.matter} />
        <Select name="category" label={w.category} empty={w.all} options={props.categories} value={filter.category} />
        {props.view === "dispatch" ? null : (
          <Select name="agency" label={w.agency} empty={w.all} options={props.agencies} value={filter.agency} />
        )}
      </Filters>
      {props.lines.length === 0 ? (
        <EmptyState title={w.empty} />
      ) : (
        <Table caption={w.caption} rows={props.lines} rowKey={(line) => line.number} columns={columns} />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}

type RulesProps = {
  readonly language: Language;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly saved: boolean;
  readonly errors: readonly FieldError[];
  readonly agencies: readonly AgencyOption[];
  readonly rules: readonly {
    readonly category: string;
    readonly label: string;
    readonly agency: string;
    readonly days: string;
  }[];
  readonly limits: readonly { readonly matter: string; readonly label: string; readonly days: string }[];
};

/** `GET /staff/office/dispatch` */
export function RulesView(props: RulesProps) {
  const { language, errors } = props;
  const w = words(language);
  const error = (name: string) => errorFor(errors, name, language);
  return (
    <>
      <PageTitle title={w.rulesTitle} lede={w.rulesLede} />
      {props.saved ? <Notice kind="success" title={w.saved} live /> : null}
      <ErrorSummary errors={errors} />
      <Form action={props.action} hidden={props.hidden} label={w.rulesTitle}>
        <Table
          caption={w.rulesTitle}
          hideCaption
          rows={props.rules}
          rowKey={(rule) => rule.category}
          columns={[
            { title: w.category, cell: (rule) => rule.label },
            {
              title: w.agency,
              cell: (rule) => (
                <Select
                  name={`agency-${rule.category}`}
                  label={<Unseen of={rule.label} what={w.agency} />}
                  empty={w.hotlineKeeps}
                  options={props.agencies}
                  value={rule.agency}
                  error={error(`agency-${rule.category}`)}
                />
              ),
            },
            {
              title: w.daysShort,
              cell: (rule) => (
                <TextInput
                  name={`days-${rule.category}`}
                  label={<Unseen of={rule.label} what={w.daysShort} />}
                  keyboard="numeric"
                  autocomplete="off"
                  width={4}
                  value={rule.days}
                  error={error(`days-${rule.category}`)}
                />
              ),
            },
          ]}
        />
        <p class="hint">{w.daysNote}</p>
        <h2>{w.limitsTitle}</h2>
        <p class="hint">{w.limitsLede}</p>
        <Table
          caption={w.limitsTitle}
          hideCaption
          rows={props.limits}
          rowKey={(limit) => limit.matter}
          columns={[
            { title: w.matter, cell: (limit) => limit.label },
            {
              title: w.daysShort,
              cell: (limit) => (
                <TextInput
                  name={`limit-${limit.matter}`}
                  label={<Unseen of={limit.label} what={w.daysShort} />}
                  keyboard="numeric"
                  autocomplete="off"
                  width={4}
                  value={limit.days}
                  error={error(`limit-${limit.matter}`)}
                />
              ),
            },
          ]}
        />
        <Button>{w.save}</Button>
      </Form>
    </>
  );
}

/** The name of a field in a table: row and column say it to the eye. */
function Unseen({ of, what }: { of: string; what: string }) {
  return (
    <span class="hide">
      {of} {what}
    </span>
  );
}
