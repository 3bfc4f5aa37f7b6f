import type { FoundField, FoundFormat, LookUp } from "../catalogue/index.ts";
import { type About, AgencyFailure, type AgencyRequest, type Answered, type ConnectorAnswer } from "./contract.ts";

/** Bytes of an answer, whatever it was on the way. */
export const answerBytes = 262_144;
/** Rows of a table that are kept: agencies send the newest first. */
export const tableRows = 200;
const textCharacters = 2_000;
const sayCharacters = 500;

/**
 * An answer as it may be used: about the person or account asked, small enough, only what the service names, each in its format.
 * `asked` is the look-up as the service's version defines it; without it the values are checked for size and owner alone.
 * @throws AgencyFailure wrong_person, too_large, unreadable
 */
export function checkAnswer(answer: ConnectorAnswer, request: AgencyRequest, asked: LookUp | undefined): Answered {
  if (answer.kind === "refused") return { ...answer, say: cleaned(answer.say).slice(0, sayCharacters) };
  if (answer.kind === "none") return answer;
  const { values, about, at } = answer;
  checkAbout(about, request, asked);
  const kept = asked ? keepNamed(asked.answer, values) : values;
  if (Buffer.byteLength(JSON.stringify(kept)) > answerBytes) {
    throw new AgencyFailure("too_large", `more than ${answerBytes} bytes`);
  }
  return { kind: "found", values: kept, at };
}

/** Numbers as they are compared: width, spaces, strokes and the kind of brackets are the writer's. */
export const plain = (text: string) =>
  text
    .normalize("NFKC")
    .replaceAll(/[\s\u2010-\u2015\u2212-]/g, "")
    .replaceAll(/[〔[【]/g, "(")
    .replaceAll(/[〕\]】]/g, ")")
    .toUpperCase();

function checkAbout(about: About, request: AgencyRequest, asked: LookUp | undefined): void {
  const account = asked?.about === undefined ? undefined : request.parameters[asked.about];
  if (account !== undefined) {
    if (plain(about.account ?? "") !== plain(String(account))) {
      throw new AgencyFailure("wrong_person", "the answer is about another account");
    }
    return;
  }
  if (!request.person) return;
  if (plain(about.idNumber ?? "") !== plain(request.person.idNumber)) {
    throw new AgencyFailure("wrong_person", "the answer is about another person");
  }
}

function keepNamed(
  fields: readonly FoundField[],
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const field of fields) {
    const value = Object.hasOwn(values, field.id) ? values[field.id] : undefined;
    if (isMissing(value)) continue;
    kept[field.id] = field.format === "table" ? table(field, value) : inFormat(field, field.format, value);
  }
  if (fields.length > 0 && Object.keys(kept).length === 0) throw unreadable("none of the fields the service names");
  return kept;
}

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

function table(field: FoundField, value: unknown): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) throw unreadable(`${field.id} is no table`);
  return value.slice(0, tableRows).map((row: unknown) => {
    if (typeof row !== "object" || row === null) throw unreadable(`a row of ${field.id} is no row`);
    const cells: Record<string, unknown> = {};
    for (const column of field.columns ?? []) {
      const cell: unknown = Object.hasOwn(row, column.id) ? Reflect.get(row, column.id) : undefined;
      if (!isMissing(cell)) cells[column.id] = inFormat(column, column.format, cell);
    }
    return cells;
  });
}

function inFormat(field: Pick<FoundField, "id" | "options">, format: FoundFormat, value: unknown): unknown {
  if (!fits(field, format, value)) throw unreadable(`${field.id} is no ${format}`);
  return format === "text" ? cleaned(value as string) : value;
}

const dayShape = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export function fits(field: Pick<FoundField, "options">, format: FoundFormat, value: unknown): boolean {
  switch (format) {
    case "text":
      return typeof value === "string" && value.length <= textCharacters && value.isWellFormed();
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "money":
      return Number.isSafeInteger(value);
    case "day":
      return typeof value === "string" && dayShape.test(value) && isRealDay(value);
    case "month":
      return typeof value === "string" && dayShape.test(`${value}-01`);
    case "yes_no":
      return typeof value === "boolean";
    case "choice":
      return (field.options ?? []).some((option) => option.value === value);
  }
}

function isRealDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Without characters that are not to be seen: what an agency writes is shown to people. */
export const cleaned = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, " ").trim();

const unreadable = (detail: string) => new AgencyFailure("unreadable", detail);
