import { type KeptImport, noteText, type Outcome, outcomes, type RowReport } from "../../../domain/catalogue/index.ts";
import {
  Button,
  EmptyState,
  ErrorSummary,
  errorFor,
  Facts,
  FileInput,
  Form,
  Notice,
  PageTitle,
  Radios,
  StateBadge,
  Table,
} from "../../../foundation/html/index.ts";
import { formatInstant, formatNumber, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

export const path = "/staff/office/imports";

type Hidden = Readonly<Record<string, string>>;

/** `GET /staff/office/imports` */
export function ImportsView(props: {
  language: Language;
  hidden: Hidden;
  errors: readonly FieldError[];
  last: readonly KeptImport[];
}) {
  const { language, errors } = props;
  const w = words(language);
  return (
    <>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} lede={w.lede} />
      <Form action={path} hidden={props.hidden} files>
        <FileInput
          name="file"
          label={w.file}
          hint={w.fileHint}
          accept=".csv,.json,.txt"
          error={errorFor(errors, "file", language)}
        />
        <FileInput
          name="mapping"
          label={w.mapping}
          hint={w.mappingHint}
          accept=".yaml,.yml"
          optional
          error={errorFor(errors, "mapping", language)}
        />
        <Button>{w.check}</Button>
      </Form>
      <h2>{w.last}</h2>
      {props.last.length === 0 ? (
        <EmptyState title={w.none} />
      ) : (
        <Table
          caption={w.last}
          rows={props.last}
          rowKey={({ id }) => id}
          columns={[
            { title: w.file, cell: ({ id, file }) => <a href={`${path}/${id}`}>{file}</a> },
            { title: w.when, kind: "state", cell: ({ at }) => formatInstant(at, language) },
            { title: w.who, cell: ({ by }) => by },
            { title: w.rows, kind: "state", cell: ({ counts }) => formatNumber(counts.rows, language) },
            { title: w.state, kind: "state", cell: ({ state }) => <StateOf state={state} language={language} /> },
          ]}
        />
      )}
    </>
  );
}

function StateOf({ state, language }: { state: KeptImport["state"]; language: Language }) {
  const w = words(language);
  return <StateBadge tone={state === "taken" ? "good" : "over"}>{state === "taken" ? w.taken : w.checked}</StateBadge>;
}

/** `GET /staff/office/imports/{id}` */
export function ImportView(props: {
  language: Language;
  hidden: Hidden;
  one: KeptImport;
  rows: readonly RowReport[];
  /** Rows that the filter leaves beside those shown. */
  more: number;
  outcome: Outcome | undefined;
  nameOf: (service: string) => string;
}) {
  const { language, one } = props;
  const w = words(language);
  const here = `${path}/${one.id}`;
  const named = (codes: readonly string[]) =>
    codes.length === 0
      ? w.nothing
      : `${formatNumber(codes.length, language)}: ${codes.map(props.nameOf).join(language === "zh" ? "、" : ", ")}`;
  const filters = (Object.keys(outcomes) as Outcome[]).filter((outcome) => one.counts[outcome] > 0);
  return (
    <>
      <PageTitle title={w.result} lede={one.file} />
      <Notice title={one.state === "taken" ? w.written : w.nothingWritten} />
      <Facts
        facts={[
          { label: w.rows, value: formatNumber(one.counts.rows, language) },
          ...filters.map((outcome) => ({
            label: say(outcomes[outcome], language),
            value: formatNumber(one.counts[outcome], language),
          })),
          { label: w.makes, value: named(one.applied.made) },
          { label: w.changes, value: named(one.applied.changed) },
          { label: w.same, value: named(one.applied.same) },
        ]}
      />
      {one.state === "taken" ? null : (
        <Form action={`${here}/take`} hidden={props.hidden}>
          <Radios
            name="show"
            label={w.show}
            options={[
              { value: "later", label: w.showLater },
              { value: "now", label: w.showNow },
            ]}
            value="later"
          />
          <Button>{w.take}</Button>
        </Form>
      )}
      <h2>{w.everyRow}</h2>
      <p>
        {[undefined, ...filters].map((outcome) => (
          <span key={outcome ?? "all"}>
            {outcome === props.outcome ? (
              <strong>{outcome === undefined ? w.all : say(outcomes[outcome], language)}</strong>
            ) : (
              <a href={outcome === undefined ? here : `${here}?outcome=${outcome}`}>
                {outcome === undefined ? w.all : say(outcomes[outcome], language)}
              </a>
            )}{" "}
          </span>
        ))}
      </p>
      <Table
        caption={w.everyRow}
        rows={props.rows}
        rowKey={({ row }) => String(row)}
        columns={[
          { title: w.row, kind: "state", cell: ({ row }) => String(row) },
          { title: w.name, cell: ({ name, code }) => name || code || "—" },
          { title: w.outcome, kind: "state", cell: ({ outcome }) => say(outcomes[outcome], language) },
          { title: w.service, cell: ({ service }) => (service === null ? "—" : props.nameOf(service)) },
          {
            title: w.why,
            cell: ({ notes }) => (
              <>
                {notes.map((note, index) => (
                  <div key={index}>{say(noteText(note), language)}</div>
                ))}
              </>
            ),
          },
        ]}
      />
      {props.more === 0 ? null : <p>{w.more({ count: props.more })}</p>}
      <p>
        {w.download}: <a href={`${here}/report.csv`}>CSV</a> <a href={`${here}/report.json`}>JSON</a>{" "}
        <a href={`${here}/report.text`}>{w.asText}</a>
      </p>
    </>
  );
}
