import {
  EmptyState,
  Filters,
  PageTitle,
  Select,
  StateBadge,
  Table,
  type Tone,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { NextPages } from "../../parts.tsx";
import { MoneyNav } from "../nav.tsx";
import { moneyWords } from "../words.ts";
import { words } from "./words.ts";

export type DayRow = {
  readonly day: string;
  readonly href: string;
  readonly name: string;
  readonly sources: readonly { readonly name: string; readonly tone: Tone; readonly word: string }[];
  readonly received: string;
  readonly open: string;
  /** Said where there is nothing to compare with. */
  readonly none: string;
  readonly tone: Tone;
  readonly state: string;
};

/** `GET /staff/money/days` */
export function DaysView(props: {
  language: Language;
  filter: string;
  lines: readonly DayRow[];
  empty: string;
  firstHref: string | undefined;
  nextHref: string | undefined;
}) {
  const w = words(props.language);
  const shared = moneyWords(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="days" />
      <Filters
        action="/staff/money/days"
        label={w.filter}
        clearHref={props.filter === "" ? undefined : "/staff/money/days"}
      >
        <Select
          name="filter"
          label={shared.state}
          empty={shared.all}
          value={props.filter}
          options={[
            { value: "open", label: w.open },
            { value: "closed", label: w.closed },
          ]}
        />
      </Filters>
      {props.lines.length === 0 ? (
        <EmptyState title={props.empty} icon="history" />
      ) : (
        <Table
          caption={w.caption}
          rows={props.lines}
          rowKey={(line) => line.day}
          columns={[
            { title: shared.day, cell: (line) => <a href={line.href}>{line.name}</a> },
            {
              title: shared.state,
              kind: "state",
              cell: (line) => <StateBadge tone={line.tone}>{line.state}</StateBadge>,
            },
            { title: w.toExplain, kind: "number", cell: (line) => line.open },
            { title: w.received, kind: "number", cell: (line) => line.received },
            {
              title: shared.source,
              cell: (line) =>
                line.sources.length === 0 ? (
                  <span class="quiet">{line.none}</span>
                ) : (
                  <ul class="plain small">
                    {line.sources.map((source) => (
                      <li key={source.name}>
                        {source.name} <StateBadge tone={source.tone}>{source.word}</StateBadge>
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}
