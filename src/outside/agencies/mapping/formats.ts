/**
 * How agencies write values, and how we do. `as` of a configuration names one of these:
 * `text` · `number` · `yuan` (theirs "1234.50", ours fen) · `fen` · `yes_no` · `day <pattern>` (ours "2026-08-31") ·
 * `month <pattern>` (ours "2026-08") · `instant <pattern>` (ours a Date; theirs in China time unless the pattern has an offset).
 * A pattern is made of yyyy MM M dd d HH mm ss S SSS ZZ and whatever stands between them.
 */
export type Format = { readonly kind: Kind; readonly pattern: Pattern | undefined };
type Kind = "text" | "number" | "yuan" | "fen" | "yes_no" | "day" | "month" | "instant";

/** Theirs does not have the form the configuration says. Never carries the value. */
export class Unreadable extends Error {}

type Token = "yyyy" | "MM" | "M" | "dd" | "d" | "HH" | "mm" | "ss" | "SSS" | "S" | "ZZ";
type Pattern = { readonly parts: readonly (Token | { readonly between: string })[]; readonly matching: RegExp };

const tokenShape = /yyyy|MM|M|dd|d|HH|mm|ss|SSS|S|ZZ/g;
const shapes: Readonly<Record<Token, string>> = {
  yyyy: "(\\d{4})",
  MM: "(\\d{2})",
  M: "(\\d{1,2})",
  dd: "(\\d{2})",
  d: "(\\d{1,2})",
  HH: "(\\d{2})",
  mm: "(\\d{2})",
  ss: "(\\d{2})",
  SSS: "(\\d{3})",
  S: "(\\d{1,9})",
  ZZ: "(Z|[+-]\\d{2}:?\\d{2})",
};
const usual: Partial<Record<Kind, string>> = {
  day: "yyyy-MM-dd",
  month: "yyyy-MM",
  instant: "yyyy-MM-dd'T'HH:mm:ssZZ",
};
const needs: Partial<Record<Kind, readonly RegExp[]>> = {
  day: [/yyyy/, /M/, /d/],
  month: [/yyyy/, /M/],
  instant: [/yyyy/, /M/, /d/, /HH/, /mm/],
};

/** China has one time and no summer time. */
const chinaOffset = 8 * 3_600_000;

/** @throws Error with a remedy where `as` is no format */
export function parseFormat(as: string | undefined): Format {
  const [, kind = "text", rest] = /^(\w+)(?:\s+(.+))?$/.exec(as ?? "text") ?? [];
  switch (kind) {
    case "text":
    case "number":
    case "yuan":
    case "fen":
    case "yes_no":
      if (rest !== undefined) throw new Error(`${kind} takes no pattern. Write "${kind}" alone.`);
      return { kind, pattern: undefined };
    case "day":
    case "month":
    case "instant": {
      const text = rest ?? usual[kind] ?? "";
      if (!(needs[kind] ?? []).every((need) => need.test(text))) {
        throw new Error(`the pattern does not say a whole ${kind}. Write for example "${kind} ${usual[kind] ?? ""}".`);
      }
      return { kind, pattern: parsePattern(text) };
    }
    default:
      throw new Error(
        `there is no format ${kind}. Write text, number, yuan, fen, yes_no, day, month or instant, the last three with a pattern if theirs is another.`,
      );
  }
}

function parsePattern(text: string): Pattern {
  const parts: Pattern["parts"][number][] = [];
  // What stands in quotes is itself, as in ISO 8601's T.
  for (const piece of text.split(/('[^']*')/)) {
    if (piece.startsWith("'")) {
      parts.push({ between: piece.slice(1, -1) });
      continue;
    }
    let from = 0;
    for (const { 0: token, index } of piece.matchAll(tokenShape)) {
      if (index > from) parts.push({ between: piece.slice(from, index) });
      parts.push(token as Token);
      from = index + token.length;
    }
    if (from < piece.length) parts.push({ between: piece.slice(from) });
  }
  const source = parts.map((part) => (typeof part === "string" ? shapes[part] : escaped(part.between))).join("");
  return { parts, matching: new RegExp(`^${source}$`) };
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** Theirs as ours. @throws Unreadable */
export function readFormat({ kind, pattern }: Format, theirs: unknown): unknown {
  switch (kind) {
    case "text":
      if (typeof theirs === "string") return theirs.trim();
      if (typeof theirs === "number" || typeof theirs === "boolean") return String(theirs);
      throw new Unreadable("no text");
    case "number":
      return readNumber(theirs);
    case "yuan":
      return readYuan(theirs);
    case "fen": {
      const fen = readNumber(theirs);
      if (!Number.isSafeInteger(fen)) throw new Unreadable("no whole number of fen");
      return fen;
    }
    case "yes_no":
      if (theirs === true || theirs === "true") return true;
      if (theirs === false || theirs === "false") return false;
      throw new Unreadable("neither yes nor no");
    case "day":
    case "month":
    case "instant":
      return readMoment(kind, pattern, theirs);
  }
}

/** Ours as theirs. @throws Unreadable where ours is not of this format: a mistake of the service file */
export function writeFormat({ kind, pattern }: Format, ours: unknown): string | number | boolean {
  switch (kind) {
    case "text":
      if (typeof ours === "string" || typeof ours === "number" || typeof ours === "boolean") return String(ours);
      throw new Unreadable("no text");
    case "number":
    case "fen":
      if (typeof ours === "number") return ours;
      throw new Unreadable("no number");
    case "yuan": {
      if (!Number.isSafeInteger(ours)) throw new Unreadable("no fen");
      const fen = ours as number;
      const amount = Math.abs(fen);
      return `${fen < 0 ? "-" : ""}${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
    }
    case "yes_no":
      if (typeof ours === "boolean") return ours;
      throw new Unreadable("neither yes nor no");
    case "day":
    case "month":
    case "instant":
      return writeMoment(kind, pattern, ours);
  }
}

function readNumber(theirs: unknown): number {
  if (typeof theirs === "number" && Number.isFinite(theirs)) return theirs;
  if (typeof theirs !== "string" || !/^\s*-?\d{1,15}(\.\d{1,10})?\s*$/.test(theirs)) throw new Unreadable("no number");
  return Number(theirs);
}

/** Decimal digits, not floating point: 0.29 yuan is 29 fen. */
function readYuan(theirs: unknown): number {
  const text = typeof theirs === "number" ? String(theirs) : theirs;
  const [, sign, whole, part = ""] =
    typeof text === "string"
      ? (/^\s*([-+]?)(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,6}))?\s*$/.exec(text) ?? [])
      : [];
  if (whole === undefined || /[1-9]/.test(part.slice(2))) throw new Unreadable("no amount in yuan");
  const fen = Number(whole.replaceAll(",", "")) * 100 + Number(part.slice(0, 2).padEnd(2, "0"));
  // Zero has no sign.
  return sign === "-" && fen !== 0 ? -fen : fen;
}

function readMoment(kind: "day" | "month" | "instant", pattern: Pattern | undefined, theirs: unknown): string | Date {
  const text = typeof theirs === "number" ? String(theirs) : theirs;
  const found = typeof text === "string" ? pattern?.matching.exec(text.trim()) : undefined;
  if (!pattern || !found) throw new Unreadable(`no ${kind} of this pattern`);
  const said = new Map<string, string>();
  const tokens = pattern.parts.filter((part) => typeof part === "string");
  for (const [index, token] of tokens.entries()) said.set(token, found[index + 1] ?? "");
  const of = (...names: Token[]) => Number(names.map((name) => said.get(name)).find((each) => each !== undefined) ?? 0);
  const month = of("MM", "M");
  const day = kind === "month" ? 1 : of("dd", "d");
  const time = Date.UTC(
    of("yyyy"),
    month - 1,
    day,
    of("HH"),
    of("mm"),
    of("ss"),
    millisecondsOf(said.get("SSS") ?? said.get("S")),
  );
  const moment = new Date(time);
  const isReal = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && of("HH") < 24 && of("mm") < 60;
  if (!isReal || of("ss") > 59) throw new Unreadable(`a ${kind} that there is not`);
  if (kind === "day") return moment.toISOString().slice(0, 10);
  if (kind === "month") return moment.toISOString().slice(0, 7);
  return new Date(time - offsetOf(said.get("ZZ")));
}

const millisecondsOf = (fraction = "0") => Number(fraction.slice(0, 3).padEnd(3, "0"));

function offsetOf(text: string | undefined): number {
  if (text === undefined) return chinaOffset;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const ourShapes = { day: /^\d{4}-\d{2}-\d{2}$/, month: /^\d{4}-\d{2}$/ } as const;

function writeMoment(kind: "day" | "month" | "instant", pattern: Pattern | undefined, ours: unknown): string {
  const moment = momentOf(kind, ours);
  if (!pattern || moment === undefined || Number.isNaN(moment.getTime())) throw new Unreadable(`no ${kind}`);
  const digits = (value: number, length: number) => String(value).padStart(length, "0");
  const values: Readonly<Record<Token, string>> = {
    yyyy: digits(moment.getUTCFullYear(), 4),
    MM: digits(moment.getUTCMonth() + 1, 2),
    M: String(moment.getUTCMonth() + 1),
    dd: digits(moment.getUTCDate(), 2),
    d: String(moment.getUTCDate()),
    HH: digits(moment.getUTCHours(), 2),
    mm: digits(moment.getUTCMinutes(), 2),
    ss: digits(moment.getUTCSeconds(), 2),
    SSS: digits(moment.getUTCMilliseconds(), 3),
    S: String(Math.floor(moment.getUTCMilliseconds() / 100)),
    ZZ: "+08:00",
  };
  return pattern.parts.map((part) => (typeof part === "string" ? values[part] : part.between)).join("");
}

/** The moment whose parts in UTC are what is to be written. */
function momentOf(kind: "day" | "month" | "instant", ours: unknown): Date | undefined {
  if (kind === "instant") return ours instanceof Date ? new Date(ours.getTime() + chinaOffset) : undefined;
  if (typeof ours !== "string" || !ourShapes[kind].test(ours)) return undefined;
  const moment = new Date(`${kind === "month" ? `${ours}-01` : ours}T00:00:00Z`);
  return moment.toISOString().startsWith(ours) ? moment : undefined;
}
