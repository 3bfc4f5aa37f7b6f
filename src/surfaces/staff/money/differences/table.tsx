import { type Column, StateBadge, Table } from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { moneyWords } from "../words.ts";
import type { DifferenceRow } from "./line.ts";

/** Differences of one source, or of all with their day and source. */
export function DifferenceTable(props: {
  caption: string;
  rows: readonly DifferenceRow[];
  withSource: boolean;
  language: Language;
}) {
  const w = moneyWords(props.language);
  const place: readonly Column<DifferenceRow>[] = props.withSource
    ? [
        { title: w.day, cell: (row) => row.day },
        { title: w.source, cell: (row) => row.source },
      ]
    : [];
  return (
    <Table
      caption={props.caption}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={[
        { title: w.name, cell: (row) => <a href={row.href}>{row.name}</a> },
        { title: w.state, kind: "state", cell: (row) => <StateBadge tone={row.tone}>{row.state}</StateBadge> },
        ...place,
        { title: w.about, cell: (row) => row.about },
        { title: w.number, kind: "code", cell: (row) => <span class="number">{row.number}</span> },
        { title: w.ours, kind: "number", cell: (row) => row.ours },
        { title: w.theirs, kind: "number", cell: (row) => row.theirs },
      ]}
    />
  );
}
