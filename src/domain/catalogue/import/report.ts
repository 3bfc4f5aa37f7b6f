import { stringify } from "csv-stringify/sync";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import type { Match } from "./match.ts";
import { hows, type Note, noteText, type Outcome, outcomes } from "./words.ts";

/** What became of one row. `row` is its number in the file: the header of a CSV file is row 1, a JSON list begins with 1. */
export type RowReport = {
  readonly row: number;
  readonly outcome: Outcome;
  readonly code: string;
  readonly name: string;
  readonly agency: string;
  readonly service: string | null;
  readonly how: Match["how"] | null;
  /** How sure the match is, 0 to 1. */
  readonly score: number | null;
  readonly notes: readonly Note[];
};

export type Counts = Readonly<Record<Outcome, number>> & { readonly rows: number };

export type ReportFormat = "text" | "csv" | "json";
export const reportFormats: readonly ReportFormat[] = ["text", "csv", "json"];

/** A report in pieces, row by row, for a terminal or a file. JSON is one object a line within a list. */
export async function* writeReport(
  rows: AsyncIterable<RowReport> | Iterable<RowReport>,
  format: ReportFormat,
  language: Language,
): AsyncGenerator<string> {
  const notesOf = (report: RowReport) =>
    report.notes.map((note) => say(noteText(note), language)).join(language === "zh" ? "；" : "; ");
  if (format === "csv") {
    yield `\uFEFF${line(["row", "outcome", "code", "name", "agency", "service", "match", "score", "notes", "note_codes"])}`;
    for await (const each of rows) {
      const codes = each.notes.map(({ field, code }) => `${field}:${code}`).join(" ");
      const match = [each.service ?? "", each.how ?? "", each.score === null ? "" : each.score.toFixed(2)];
      yield line([String(each.row), each.outcome, each.code, each.name, each.agency, ...match, notesOf(each), codes]);
    }
    return;
  }
  if (format === "json") {
    let first = true;
    for await (const each of rows) {
      const notes = each.notes.map((note) => ({ ...note, say: noteText(note) }));
      yield `${first ? "[" : ","}\n${JSON.stringify({ ...each, notes })}`;
      first = false;
    }
    yield first ? "[]\n" : "\n]\n";
    return;
  }
  for await (const each of rows) {
    const match = each.service === null ? "" : ` → ${each.service}`;
    const sure =
      each.how === null || each.score === null ? "" : ` (${say(hows[each.how], language)} ${each.score.toFixed(2)})`;
    const notes = notesOf(each);
    yield `${each.row}\t${say(outcomes[each.outcome], language)}\t${each.name || each.code || "—"}${match}${sure}${notes === "" ? "" : `\n\t${notes}`}\n`;
  }
}

const line = (cells: readonly string[]) => stringify([[...cells]], { escape_formulas: true, record_delimiter: "\r\n" });
