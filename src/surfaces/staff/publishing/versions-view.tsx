import { type Difference, parts } from "../../../domain/catalogue/index.ts";
import { Button, Form, Notice, PageTitle, Radios, Table, Tag, TextInput } from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { Back } from "./steps-view.tsx";
import { words } from "./words.ts";

type Line = {
  readonly version: string;
  readonly since: string;
  readonly inForce: boolean;
  readonly of: "nation" | "city";
  readonly setAside: boolean;
};

/** `GET /staff/office/services/{code}/versions` */
export function VersionsView(props: {
  language: Language;
  code: string;
  name: string;
  hidden: Readonly<Record<string, string>>;
  done: string;
  inForce: string;
  /** The city holds on to a version that is not the nation's. */
  holdsOwn: boolean;
  versions: readonly Line[];
  history: readonly Readonly<Record<"id" | "version" | "before" | "act" | "at" | "by" | "note", string>>[];
}) {
  const { language, code, inForce } = props;
  const w = words(language);
  const here = `/staff/office/services/${code}/versions`;
  const others = props.versions.filter((one) => !one.inForce);
  const whose = (of: Line["of"]) => (of === "nation" ? w.ofNation : w.ofCity);
  return (
    <>
      <PageTitle title={w.versionsOf({ name: props.name })} />
      {props.done === "" ? null : <Notice kind="success" title={w.rolledBack} live />}
      <Table
        caption={w.versions}
        hideCaption
        rows={props.versions}
        rowKey={(line) => line.version}
        columns={[
          { title: w.version, kind: "code", cell: (line) => line.version },
          {
            title: w.whose,
            cell: (line) => (
              <span>
                {whose(line.of)} {line.setAside ? <Tag>{w.setAside}</Tag> : null}
              </span>
            ),
          },
          { title: w.when, cell: (line) => line.since },
          {
            title: w.compare,
            cell: (line) =>
              line.inForce ? (
                <Tag>{w.inForce}</Tag>
              ) : (
                <a href={`${here}/compare?a=${inForce}&b=${line.version}`}>{w.compare}</a>
              ),
          },
        ]}
      />
      {others.length === 0 ? null : (
        <>
          <h2>{w.rollBack}</h2>
          <p>{w.rollBackText}</p>
          <Form action={here} hidden={props.hidden} label={w.rollBack}>
            <Radios
              name="version"
              label={w.rollBackTo}
              value={others[0]?.version}
              options={others.map((one) => ({
                value: one.version,
                label: one.version,
                hint: `${whose(one.of)} ${one.since}`,
              }))}
            />
            <TextInput name="note" label={w.publishNote} hint={w.publishNoteHint} value="" maxLength={500} optional />
            <Button>{w.rollBack}</Button>
          </Form>
        </>
      )}
      {props.holdsOwn ? (
        <Form action={here} hidden={{ ...props.hidden, act: "follow" }} label={w.follow}>
          <Button weight="second">{w.follow}</Button>
        </Form>
      ) : null}
      <h2>{w.history}</h2>
      {props.history.length === 0 ? (
        <p class="quiet">{w.noHistory}</p>
      ) : (
        <Table
          caption={w.history}
          hideCaption
          rows={props.history}
          rowKey={(line) => line.id}
          columns={[
            { title: w.when, cell: (line) => line.at },
            { title: w.what, cell: (line) => line.act },
            { title: w.version, kind: "code", cell: (line) => line.version },
            { title: w.before, kind: "code", cell: (line) => line.before },
            { title: w.who, cell: (line) => line.by },
            { title: w.note, cell: (line) => line.note },
          ]}
        />
      )}
      <Back language={language} />
    </>
  );
}

/** Two versions side by side, in words. */
export function CompareView(props: {
  language: Language;
  title: string;
  code: string;
  before: string;
  after: string;
  differences: readonly Difference[];
}) {
  const { language } = props;
  return (
    <>
      <PageTitle title={props.title} lede={`${props.before} → ${props.after}`} />
      <Differences language={language} differences={props.differences} />
      <Back language={language} />
    </>
  );
}

/** At most this many lines are shown; a version that differs in more is another service. */
const linesShown = 300;

export function Differences({ language, differences }: { language: Language; differences: readonly Difference[] }) {
  const w = words(language);
  if (differences.length === 0) return <p>{w.same}</p>;
  const rows = differences.slice(0, linesShown).map((one, index) => ({ ...one, key: String(index) }));
  return (
    <Table
      caption={w.differences}
      hideCaption
      rows={rows}
      rowKey={(row) => row.key}
      columns={[
        { title: w.label, cell: (row) => say(row.label, language) },
        { title: w.part, cell: (row) => say(parts[row.part], language) },
        { title: w.wasSaid, cell: (row) => (row.before ? <del>{say(row.before, language)}</del> : "") },
        { title: w.isSaid, cell: (row) => (row.after ? <ins>{say(row.after, language)}</ins> : "") },
      ]}
    />
  );
}
