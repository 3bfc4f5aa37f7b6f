import { hash } from "node:crypto";
import type { OfferValues } from "../offer/offering.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { isAgencyCode } from "./clean.ts";
import { leastScore, type Mapping } from "./mapping.ts";
import { type Matched, Matcher } from "./match.ts";
import { lacksName, type ReadRow, rowReader, short, wholeCode } from "./read-row.ts";
import type { Counts, RowReport } from "./report.ts";
import { type Bytes, type Encoding, encodingOf, ImportProblem, type Row, readRows } from "./rows.ts";
import type { Place } from "./standing.ts";
import { fullness, isKind, valuesOf } from "./values.ts";
import type { Note, NoteCode, Outcome } from "./words.ts";

/** What a file would do to a city: the values of each service that a row was found for. */
export type ImportPlan = {
  readonly encoding: Encoding;
  readonly counts: Counts;
  readonly services: ReadonlyMap<string, { readonly row: number; readonly values: OfferValues }>;
};

type Best = { readonly row: number; readonly score: number; readonly full: number };
/** What has to be known of the whole file before one row can be judged. About 60 bytes a row. */
type Survey = {
  readonly encoding: Encoding;
  readonly best: ReadonlyMap<string, Best>;
  readonly first: ReadonlyMap<string, number>;
  readonly agencyCodes: ReadonlyMap<string, ReadonlySet<string>>;
};

const agenciesKept = 5_000;
const testEntry = /^(测试|试运行|test)|测试(事项|数据|服务|用)/i;

/**
 * One foreign file being judged for one city. The file is read three times from its beginning (encoding, survey, report), each time
 * row by row.
 */
export class CatalogueImport {
  readonly #bytes: Bytes;
  readonly #mapping: Mapping;
  readonly #services: ReadonlyMap<string, ServiceVersion>;
  readonly #place: Place;
  readonly #matcher: Matcher;
  readonly #read: (row: Row) => ReadRow;
  #plan: ImportPlan | undefined;

  constructor(bytes: Bytes, mapping: Mapping, services: readonly ServiceVersion[], place: Place) {
    this.#bytes = bytes;
    this.#mapping = mapping;
    this.#services = new Map(services.map((service) => [service.definition.code, service]));
    this.#place = place;
    this.#matcher = new Matcher(services);
    this.#read = rowReader(mapping);
  }

  /** What `rows` found; there once it came to its end. */
  get plan(): ImportPlan {
    if (!this.#plan) throw new Error("the rows of this import were not read to their end");
    return this.#plan;
  }

  /** What becomes of every row, in the order of the file. @throws ImportProblem where the file itself cannot be read */
  async *rows(): AsyncGenerator<RowReport> {
    const survey = await this.#survey();
    const counts: Record<Outcome | "rows", number> = { taken: 0, repaired: 0, no_service: 0, refused: 0, rows: 0 };
    const services = new Map<string, { row: number; values: OfferValues }>();
    for await (const row of readRows(this.#bytes, this.#mapping, survey.encoding)) {
      const { report, values } = this.#judge(row, survey);
      if (report.service !== null && values) services.set(report.service, { row: row.row, values });
      counts[report.outcome] += 1;
      counts.rows += 1;
      yield report;
    }
    this.#plan = { encoding: survey.encoding, counts, services };
  }

  async #survey(): Promise<Survey> {
    const asked = this.#mapping.encoding ?? "auto";
    const encoding = asked === "auto" ? await encodingOf(this.#bytes) : asked;
    const best = new Map<string, Best>();
    const first = new Map<string, number>();
    const agencyCodes = new Map<string, Set<string>>();
    let checked = false;
    for await (const row of readRows(this.#bytes, this.#mapping, encoding)) {
      if (!checked && row.cells.size > 0) {
        if (lacksName(this.#mapping, row))
          throw new ImportProblem("no_columns", [...row.cells.keys()].slice(0, 20).join(", "));
        checked = true;
      }
      const { cells } = this.#read(row);
      const key = digest(row);
      if (first.has(key)) continue;
      first.set(key, row.row);
      const codes = agencyCodes.get(cells.agency) ?? new Set();
      if (isAgencyCode(cells.agency_code) && codes.size < 20 && agencyCodes.size < agenciesKept)
        agencyCodes.set(cells.agency, codes.add(cells.agency_code));
      const matched = this.#match(cells);
      if (!matched || !("service" in matched)) continue;
      const { service, score } = matched;
      const before = best.get(service);
      const full = fullness(cells);
      if (!before || score > before.score || (score === before.score && full > before.full))
        best.set(service, { row: row.row, score, full });
    }
    return { encoding, best, first, agencyCodes };
  }

  #match(cells: ReadRow["cells"]): Matched | { readonly refused: NoteCode; readonly before?: string } {
    if (testEntry.test(cells.name)) return { refused: "test_entry" };
    const named = this.#mapping.services?.[cells.code] ?? this.#mapping.services?.[cells.name];
    if (named === "") return { refused: "left_out_by_mapping" };
    if (named !== undefined) {
      return this.#services.has(named)
        ? { service: named, how: "mapping", score: 1 }
        : { refused: "unknown_service", before: named };
    }
    if (cells.name === "" && !this.#services.has(cells.code.toLowerCase())) return { refused: "no_name" };
    const kind = isKind(cells.kind) ? cells.kind : undefined;
    return this.#matcher.match({ code: cells.code, name: cells.name, kind }, this.#mapping.least_score ?? leastScore);
  }

  #judge(row: Row, survey: Survey): { readonly report: RowReport; readonly values?: OfferValues } {
    const read = this.#read(row);
    const notes = [...read.notes];
    const cells = { ...read.cells };
    const code = cells.agency_code;
    if (code !== "" && !isAgencyCode(code)) {
      const whole = wholeCode(code, survey.agencyCodes.get(cells.agency));
      cells.agency_code = whole ?? "";
      notes.push(
        whole === undefined
          ? { field: "agency_code", code: "code_not_valid", before: short(code) }
          : { field: "agency_code", code: "code_completed", before: code, after: whole },
      );
    }
    const report = (outcome: Outcome, more: Partial<RowReport> & { readonly why?: Note } = {}): RowReport => {
      const { why, ...rest } = more;
      const said = { code: short(cells.code), name: short(cells.name), agency: short(cells.agency) };
      return {
        ...{ row: row.row, outcome, ...said, service: null, how: null, score: null, ...rest },
        notes: why ? [why, ...notes] : notes,
      };
    };
    const refuse = (reason: NoteCode, before?: string, after?: string) =>
      report("refused", {
        why: {
          field: "row",
          code: reason,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        },
      });
    if (row.cells.size === 0) return { report: refuse(row.broken === undefined ? "empty_row" : "unreadable_row") };
    if ([...row.cells.values()].every((cell) => cell.trim() === "")) return { report: refuse("empty_row") };
    const earlier = survey.first.get(digest(row));
    if (earlier !== undefined && earlier < row.row) return { report: refuse("doubled", undefined, String(earlier)) };
    const matched = this.#match(cells);
    if (!matched) return { report: report("no_service") };
    if ("refused" in matched) return { report: refuse(matched.refused, matched.before) };
    if ("candidates" in matched)
      return { report: refuse("several_services", undefined, matched.candidates.slice(0, 5).join(", ")) };
    const best = survey.best.get(matched.service);
    if (best && best.row !== row.row) {
      const why: Note = { field: "row", code: "better_row", after: String(best.row) };
      return { report: report("refused", { ...matched, why }) };
    }
    const service = this.#services.get(matched.service);
    if (!service) return { report: refuse("unknown_service", matched.service) };
    const { values, notes: more } = valuesOf(cells, service, this.#mapping, this.#place);
    notes.push(...more);
    return { report: report(notes.length === 0 ? "taken" : "repaired", matched), values };
  }
}

/** What makes two rows the same: every cell, however it is spaced. */
function digest({ cells }: Row): string {
  const said = [...cells].map(([name, cell]) => `${name}\u0000${cell.replaceAll(/\s/g, "")}`).join("\u0000");
  return hash("sha256", said, "base64url").slice(0, 14);
}
