import type { ConnectorState } from "../../../domain/agencies/index.ts";
import {
  Button,
  Details,
  EmptyState,
  Form,
  Notice,
  PageTitle,
  Panel,
  StateBadge,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { stateNotes, words } from "./words.ts";

export const path = "/staff/office/connectors";

export type ConnectorLine = {
  readonly agency: string;
  readonly name: string;
  readonly state: ConnectorState;
  /** What the state needs to be understood: until when, since when. */
  readonly detail: string | undefined;
  readonly lastSuccess: string;
  readonly lastFailure: string;
  readonly calls: string;
  readonly waiting: string;
  readonly dead: number;
};
export type DeadLine = {
  readonly id: string;
  readonly number: string;
  readonly agency: string;
  readonly purpose: string;
  readonly reason: string;
  readonly since: string;
  readonly attempts: string;
};
export type FileLine = {
  readonly key: string;
  readonly name: string;
  readonly agency: string;
  readonly direction: string;
  readonly at: string;
  readonly rows: string;
  readonly broken: readonly string[];
};

type Props = {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  connectors: readonly ConnectorLine[];
  dead: readonly DeadLine[];
  hasMore: boolean;
  files: readonly FileLine[];
  said: { readonly kind: "success" | "warning"; readonly title: string } | undefined;
};

/** `GET /staff/office/connectors` */
export function ConnectorsView(props: Props) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.said === undefined ? null : <Notice kind={props.said.kind} title={props.said.title} live />}
      <h2>{w.connections}</h2>
      {props.connectors.length === 0 ? (
        <EmptyState title={w.none} icon="building-bank">
          <p>{w.noneText}</p>
        </EmptyState>
      ) : (
        <Connectors {...props} />
      )}
      <h2>{w.deadTitle}</h2>
      {props.dead.length === 0 ? <EmptyState title={w.deadNone} icon="circle-check" /> : <Dead {...props} />}
      {props.hasMore ? <p class="quiet">{w.more}</p> : null}
      {props.files.length === 0 ? null : <Files {...props} />}
      {props.connectors.length === 0 ? null : (
        <Panel title={w.follow}>
          <Form action={path} hidden={{ ...props.hidden, act: "follow" }} label={w.follow}>
            <TextInput name="number" label={w.number} hint={w.followHint} maxLength={64} />
            <Button weight="second">{w.followDo}</Button>
          </Form>
        </Panel>
      )}
    </>
  );
}

function Connectors({ language, hidden, connectors }: Props) {
  const w = words(language);
  return (
    <Table
      caption={w.connections}
      hideCaption
      rows={connectors}
      rowKey={(row) => row.agency}
      columns={[
        { title: w.agency, cell: (row) => row.name },
        {
          title: w.state,
          kind: "state",
          cell: ({ state, detail }) => (
            <>
              <StateBadge tone={stateNotes[state].tone}>{say(stateNotes[state].name, language)}</StateBadge>
              {detail === undefined ? null : <small> {detail}</small>}
            </>
          ),
        },
        { title: w.lastSuccess, cell: (row) => row.lastSuccess },
        { title: w.lastFailure, cell: (row) => row.lastFailure },
        { title: w.calls, kind: "number", cell: (row) => row.calls },
        { title: w.waiting, kind: "number", cell: (row) => row.waiting },
        { title: w.dead, kind: "number", cell: (row) => String(row.dead) },
        {
          title: w.what,
          cell: ({ agency, name, state }) => {
            const act = state === "paused" ? "resume" : "pause";
            return (
              <Form action={path} hidden={{ ...hidden, act, agency }} label={`${w[act]} ${name}`}>
                <Button weight="second">
                  {w[act]}
                  <span class="hide"> {name}</span>
                </Button>
              </Form>
            );
          },
        },
      ]}
    />
  );
}

function Dead({ language, hidden, dead, connectors }: Props) {
  const w = words(language);
  const several = connectors.filter((row) => row.dead > 1);
  return (
    <>
      {several.map(({ agency, name, dead: count }) => (
        <Form
          action={path}
          hidden={{ ...hidden, agency }}
          label={w.all({ agency: name, count: String(count) })}
          key={agency}
        >
          <p>{w.all({ agency: name, count: String(count) })}</p>
          <Button weight="second" name="act" value="replay">
            {w.replayAll}
            <span class="hide"> {name}</span>
          </Button>{" "}
          <Button weight="second" name="act" value="drop">
            {w.dropAll}
            <span class="hide"> {name}</span>
          </Button>
        </Form>
      ))}
      <Table
        caption={w.deadTitle}
        hideCaption
        rows={dead}
        rowKey={(row) => row.id}
        columns={[
          { title: w.number, kind: "code", cell: ({ number }) => <a href={`/staff/cases/${number}`}>{number}</a> },
          { title: w.agency, cell: (row) => row.agency },
          { title: w.purpose, cell: (row) => row.purpose },
          { title: w.reason, cell: (row) => row.reason },
          { title: w.age, cell: (row) => row.since },
          { title: w.attempts, kind: "number", cell: (row) => row.attempts },
          {
            title: w.what,
            cell: ({ id, number }) => (
              <Form action={path} hidden={{ ...hidden, id }} label={`${w.what} ${number}`}>
                <Button weight="second" name="act" value="replay">
                  {w.replay}
                  <span class="hide"> {number}</span>
                </Button>{" "}
                <Button weight="second" name="act" value="drop">
                  {w.drop}
                  <span class="hide"> {number}</span>
                </Button>
              </Form>
            ),
          },
        ]}
      />
    </>
  );
}

function Files({ language, files }: Props) {
  const w = words(language);
  return (
    <>
      <h2>{w.files}</h2>
      <Table
        caption={w.files}
        hideCaption
        rows={files}
        rowKey={(row) => row.key}
        columns={[
          { title: w.file, kind: "code", cell: (row) => row.name },
          { title: w.agency, cell: (row) => row.agency },
          { title: w.direction, cell: (row) => row.direction },
          { title: w.at, cell: (row) => row.at },
          { title: w.rows, kind: "number", cell: (row) => row.rows },
          {
            title: w.broken,
            cell: ({ broken }) =>
              broken.length === 0 ? (
                "0"
              ) : (
                <Details summary={String(broken.length)}>
                  <ul>
                    {broken.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                </Details>
              ),
          },
        ]}
      />
    </>
  );
}
