import { cleanCell, isAgencyCode, isOneShort } from "./clean.ts";
import { type ColumnName, columnNames, type Mapping } from "./mapping.ts";
import { columnKey, type Row } from "./rows.ts";
import type { Note } from "./words.ts";

/** A row in our own columns, cleaned, mapped and filled up, and what was done to it. */
export type ReadRow = { readonly cells: Readonly<Record<ColumnName, string>>; readonly notes: readonly Note[] };

/** Reads rows by a mapping; made once a file. */
export function rowReader(mapping: Mapping): (row: Row) => ReadRow {
  const columns = columnNames.map((name) => ({ name, from: [mapping.columns[name] ?? []].flat().map(columnKey) }));
  const placeholders = new Set((mapping.placeholders ?? []).map((one) => one.normalize("NFKC").toLowerCase()));
  return (row) => {
    const cells = Object.fromEntries(columnNames.map((name) => [name, ""])) as Record<ColumnName, string>;
    const notes: Note[] = [];
    for (const { name, from } of columns) {
      for (const column of from) {
        const raw = row.cells.get(column);
        if (raw === undefined || raw === "") continue;
        const { text, repairs } = cleanCell(raw, placeholders);
        for (const code of repairs) notes.push({ field: name, code, before: short(raw), after: text });
        if (text === "") continue;
        cells[name] = text;
        break;
      }
      const meant = mapping.values?.[name]?.[cells[name]];
      if (meant !== undefined) cells[name] = String(meant);
      const otherwise = mapping.defaults?.[name];
      if (cells[name] === "" && otherwise !== undefined) cells[name] = String(otherwise);
    }
    const code = cells.agency_code;
    if (code !== code.toUpperCase()) {
      cells.agency_code = code.toUpperCase();
      notes.push({ field: "agency_code", code: "made_upper_case", before: code, after: cells.agency_code });
    }
    if (row.broken !== undefined) notes.push({ field: "row", code: "row_broken" });
    return { cells, notes };
  };
}

/** Where the columns of the mapping that must be there are not. */
export function lacksName(mapping: Mapping, row: Row): boolean {
  return ![mapping.columns.name ?? []].flat().some((column) => row.cells.has(columnKey(column)));
}

/**
 * The code of an agency that lost one character, put right by the whole code the same agency has elsewhere in the file. Undefined
 * where no row says it or several codes would fit.
 */
export function wholeCode(code: string, ofAgency: ReadonlySet<string> | undefined): string | undefined {
  const fitting = [...(ofAgency ?? [])].filter((whole) => isAgencyCode(whole) && isOneShort(code, whole));
  return fitting.length === 1 ? fitting[0] : undefined;
}

const shown = 120;

/** At most 120 characters: a report tells where to look, it does not copy the file. */
export function short(text: string): string {
  const letters = [...text];
  return letters.length <= shown ? text : `${letters.slice(0, shown).join("")}…`;
}
