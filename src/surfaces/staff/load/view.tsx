import {
  Button,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  Row,
  Select,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

type Option = { readonly value: string; readonly label: string };
type Line = {
  readonly id: string;
  readonly name: string;
  readonly open: string;
  readonly overdue: string;
  readonly areas: string;
  readonly now: string;
};

export type Moving = { readonly from: string; readonly to: string; readonly count: string; readonly service: string };

export function LoadView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  moved: string | undefined;
  lines: readonly Line[];
  moving: Moving;
  errors: readonly FieldError[];
  services: readonly Option[];
}) {
  const { language, moving, errors } = props;
  const w = words(language);
  const error = (name: string) => errorFor(errors, name, language);
  const people = props.lines.map(({ id, name, open }) => ({ value: id, label: `${name} (${open})` }));
  return (
    <>
      <ErrorSummary errors={errors} />
      {props.moved === undefined ? null : <Notice kind="success" live title={props.moved} />}
      <PageTitle title={w.title} lede={w.lede} />
      <Row>
        <a href="/staff/load/rules">{w.rules}</a>
        <a href="/staff/absences">{w.absences}</a>
        <a href="/staff/templates">{w.templates}</a>
      </Row>
      {props.lines.length === 0 ? (
        <EmptyState title={w.nobody} />
      ) : (
        <Table
          caption={w.caption}
          rows={props.lines}
          rowKey={({ id }) => id}
          columns={[
            { title: w.clerk, cell: ({ id, name }) => <a href={`/staff?clerk=${id}`}>{name}</a> },
            { title: w.open, kind: "number", cell: ({ open }) => open },
            { title: w.overdue, kind: "number", cell: ({ overdue }) => overdue },
            { title: w.areas, cell: ({ areas }) => (areas === "" ? "–" : areas) },
            { title: w.now, kind: "state", cell: ({ now }) => now },
          ]}
        />
      )}
      <h2>{w.move}</h2>
      <p class="hint">{w.moveLede}</p>
      <Form action="/staff/load/move" hidden={props.hidden} label={w.move}>
        <Select name="from" label={w.from} options={people} value={moving.from} error={error("from")} />
        <Select name="to" label={w.to} options={people} value={moving.to} error={error("to")} />
        <TextInput
          name="count"
          label={w.count}
          keyboard="numeric"
          width={4}
          maxLength={2}
          value={moving.count}
          error={error("count")}
        />
        <Select name="service" label={w.service} options={props.services} value={moving.service} empty={w.all} />
        <Button weight="second">{w.go}</Button>
      </Form>
    </>
  );
}
