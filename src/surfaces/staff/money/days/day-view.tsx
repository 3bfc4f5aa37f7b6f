import {
  Button,
  Facts,
  Form,
  Notice,
  PageTitle,
  Panel,
  StateBadge,
  Table,
  type Tone,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import type { DifferenceRow } from "../differences/line.ts";
import { DifferenceTable } from "../differences/table.tsx";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

export type SourcePanel = {
  readonly source: string;
  readonly name: string;
  /** What asking for its bill is called. */
  readonly ask: string;
  readonly tone: Tone;
  readonly word: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly sums: readonly { readonly what: string; readonly ours: string; readonly theirs: string }[];
  readonly differences: readonly DifferenceRow[];
  readonly more: string | undefined;
  readonly csvHref: string;
  readonly mayAsk: boolean;
};

type Props = {
  language: Language;
  day: string;
  name: string;
  hidden: Readonly<Record<string, string>>;
  done: "asked" | "askedWaiting" | "dayClosed" | undefined;
  closed: { when: string; facts: readonly { readonly label: string; readonly value: string }[] } | undefined;
  hindrances: readonly string[];
  mayClose: boolean;
  isReadOnly: boolean;
  panels: readonly SourcePanel[];
  handed: readonly { readonly agency: string; readonly amount: string; readonly href: string }[];
};

/** `GET /staff/money/days/:day` */
export function DayView(props: Props) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.titleOf({ day: props.name })} />
      <MoneyNav current="days" />
      <p>
        <a href="/staff/money/days">{w.back}</a>
      </p>
      {props.done === undefined ? null : (
        <Notice kind={props.done === "askedWaiting" ? "warning" : "success"} title={w[props.done]} live />
      )}
      <CloseState {...props} />
      {props.panels.map((panel) => (
        <SourceSection panel={panel} props={props} key={panel.source} />
      ))}
      {props.closed === undefined ? null : (
        <section>
          <h2>{w.handOver}</h2>
          <p class="quiet">{w.handOverText}</p>
          {props.handed.length === 0 ? (
            <p>{w.nothingHandedOver}</p>
          ) : (
            <Table
              caption={w.handOver}
              hideCaption
              rows={props.handed}
              rowKey={(row) => row.href}
              columns={[
                { title: w.agency, cell: (row) => row.agency },
                { title: moneyWords(language).amount, kind: "number", cell: (row) => row.amount },
                { title: w.file, cell: (row) => <a href={row.href}>{moneyWords(language).exportCsv}</a> },
              ]}
            />
          )}
        </section>
      )}
    </>
  );
}

function CloseState(props: Props) {
  const w = words(props.language);
  if (props.closed !== undefined) {
    return (
      <Panel title={w.closedNow}>
        <p>{props.closed.when}</p>
        <Facts facts={props.closed.facts} />
      </Panel>
    );
  }
  if (props.hindrances.length > 0) {
    return (
      <Notice title={w.notYet}>
        <ul>
          {props.hindrances.map((hindrance) => (
            <li key={hindrance}>{hindrance}</li>
          ))}
        </ul>
      </Notice>
    );
  }
  return (
    <Panel title={w.canClose}>
      <p>{w.canCloseText}</p>
      {props.mayClose ? (
        <Form action={`/staff/money/days/${props.day}/close`} hidden={props.hidden} label={w.close}>
          <Button>{w.close}</Button>
        </Form>
      ) : (
        <p class="quiet">{moneyWords(props.language).readOnly}</p>
      )}
    </Panel>
  );
}

function SourceSection({ panel, props }: { panel: SourcePanel; props: Props }) {
  const { language } = props;
  const w = words(language);
  const shared = moneyWords(language);
  return (
    <section>
      <h2>{panel.name}</h2>
      <p>
        <StateBadge tone={panel.tone}>{panel.word}</StateBadge>
      </p>
      {panel.facts.length === 0 ? null : <Facts facts={panel.facts} />}
      {panel.sums.length === 0 ? null : (
        <Table
          caption={w.sumsOf({ source: panel.name })}
          hideCaption
          rows={panel.sums}
          rowKey={(row) => row.what}
          columns={[
            { title: w.what, cell: (row) => row.what },
            { title: shared.ours, kind: "number", cell: (row) => row.ours },
            { title: shared.theirs, kind: "number", cell: (row) => row.theirs },
          ]}
        />
      )}
      {panel.sums.length === 0 && panel.differences.length === 0 ? null : panel.differences.length === 0 ? (
        <p>{w.noDifferences}</p>
      ) : (
        <>
          <DifferenceTable
            caption={w.differencesOf({ source: panel.name })}
            rows={panel.differences}
            withSource={false}
            language={language}
          />
          {panel.more === undefined ? null : <p class="quiet">{panel.more}</p>}
          <p>
            <a href={panel.csvHref}>{shared.exportCsv}</a>
          </p>
        </>
      )}
      {panel.mayAsk ? (
        <Form
          action={`/staff/money/days/${props.day}/ask`}
          hidden={{ ...props.hidden, source: panel.source }}
          label={`${panel.ask} · ${panel.name}`}
        >
          <Button weight="second">{panel.ask}</Button>
        </Form>
      ) : null}
    </section>
  );
}
