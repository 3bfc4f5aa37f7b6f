import { type DivisionRow, isMunicipality, kindOf, levelOf } from "./division.ts";
import { englishOf } from "./english.ts";
import { pinyinOf } from "./pinyin.ts";

/** Most rows one list may have: the nation has 3,200 divisions down to counties, and lists with towns about 45,000. */
export const rowLimit = 100_000;

/** Why a row is no division of GB/T 2260. The report counts every one of them. */
export type LeftOut =
  /** 市辖区, 县, 省直辖县级行政区划, 自治区直辖县级行政区划: names of lists, not of places. */
  | "placeholder"
  /** xx90 and everything between a municipality and its districts: a prefecture that does not exist. */
  | "pseudo_prefecture"
  /** 71–80 and 90–99 in the last two digits: development zones of statistics and trade, in no GB/T 2260 list. */
  | "zone"
  /** Streets, towns and townships: 12-digit codes, and all below prefectures without counties. */
  | "below_county"
  /** Below 710000, 810000 and 820000 GB/T 2260 has no divisions. */
  | "below_hong_kong_macao_taiwan"
  /** Ended before the list's day, or never confirmed; named by the list's own exceptions. */
  | "listed_exception";

export type RowProblem = {
  /** Position in the list, from 1. */
  readonly row: number;
  readonly code: string;
  readonly name: string;
  readonly problem: "bad_code" | "short_code" | "no_name" | "unknown_kind" | "duplicate" | "no_parent" | "not_a_row";
};

export type ReadRows = {
  readonly divisions: readonly DivisionRow[];
  /** For each division that says so, the codes it had before. */
  readonly was: ReadonlyMap<string, readonly string[]>;
  readonly leftOut: Readonly<Record<LeftOut, readonly string[]>>;
  readonly problems: readonly RowProblem[];
};

/** Prefecture-level cities that have towns and no counties (GB/T 2260): what lists put below them is not a division. */
const withoutCounties = new Set(["4419", "4420", "4604", "6202"]);

const placeholder = /^(市辖区|市|县|区|(省|自治区)直辖县(级行政区划|级行政单位)?)$/;

/** First two digits in use: GB/T 2260, table 1. */
const province = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])/;

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number"
    ? String(value).normalize("NFKC").replaceAll(/\s/g, "")
    : "";
}

function codesIn(value: unknown): string[] {
  const parts = Array.isArray(value) ? value.map(text) : text(value).split(/[;,、]/);
  return parts.filter((part) => /^\d{6}$/.test(part));
}

function leftOutAs(code: string, name: string): LeftOut | undefined {
  const level = levelOf(code);
  if (placeholder.test(name)) return level === "prefecture" ? "pseudo_prefecture" : "placeholder";
  if (level === "province") return undefined;
  if (/^(71|81|82)/.test(code)) return "below_hong_kong_macao_taiwan";
  if (level === "prefecture")
    return isMunicipality(code) || code.slice(2, 4) === "90" ? "pseudo_prefecture" : undefined;
  if (withoutCounties.has(code.slice(0, 4))) return "below_county";
  const last = Number(code.slice(4));
  return (last >= 71 && last <= 80) || last >= 90 ? "zone" : undefined;
}

/**
 * Reads a list of divisions as it comes, dirt and all: rows are objects with `code`, `name` and perhaps `was` (former codes). Every row
 * ends as a division, as left out for a stated reason, or as a problem with its row number; nothing throws.
 */
export function readRows(rows: readonly unknown[], exceptions: ReadonlySet<string> = new Set()): ReadRows {
  const leftOut: Record<LeftOut, string[]> = {
    placeholder: [],
    pseudo_prefecture: [],
    zone: [],
    below_county: [],
    below_hong_kong_macao_taiwan: [],
    listed_exception: [],
  };
  const problems: RowProblem[] = [];
  const was = new Map<string, readonly string[]>();
  const kept = new Map<string, { row: number; name: string }>();

  for (const [i, raw] of rows.slice(0, rowLimit).entries()) {
    const { written, name, verdict } = readRow(raw, exceptions);
    const code = written.slice(0, 6);
    const known = kept.get(code);
    const row = i + 1;
    if (isReason(verdict, leftOut)) leftOut[verdict].push(verdict === "below_county" ? written : code);
    else if (verdict !== "division") problems.push({ row, code: written, name, problem: verdict });
    else if (known !== undefined) {
      if (known.name !== name) problems.push({ row, code: written, name, problem: "duplicate" });
    } else {
      kept.set(code, { row, name });
      const former = formerCodes(raw).filter((each) => each !== code);
      if (former.length > 0) was.set(code, former);
    }
  }

  const divisions: DivisionRow[] = [];
  for (const [code, { row, name }] of [...kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const level = levelOf(code);
    const kind = kindOf(level, name);
    const parent = parentOf(code, (each) => kept.has(each));
    if (kind === undefined) continue;
    if (level !== "province" && parent === undefined) {
      problems.push({ row, code, name, problem: "no_parent" });
      continue;
    }
    const pinyin = pinyinOf(name);
    const english = englishOf(name, level, kind, pinyin);
    divisions.push({ code, name, level, kind, parent: parent ?? null, pinyin, english });
  }
  return { divisions, was, leftOut, problems };
}

type Verdict = "division" | LeftOut | RowProblem["problem"];

function isReason(verdict: Verdict, reasons: Readonly<Record<LeftOut, unknown>>): verdict is LeftOut {
  return Object.hasOwn(reasons, verdict);
}

function readRow(raw: unknown, exceptions: ReadonlySet<string>): { written: string; name: string; verdict: Verdict } {
  if (typeof raw !== "object" || raw === null) return { written: "", name: "", verdict: "not_a_row" };
  const written = text("code" in raw ? raw.code : undefined);
  const name = text("name" in raw ? raw.name : undefined);
  return { written, name, verdict: judge(written, name, exceptions) };
}

function judge(written: string, name: string, exceptions: ReadonlySet<string>): Verdict {
  if (/^\d{1,5}$/.test(written)) return "short_code";
  // 9 digits name a street or town, 12 a village; a county itself is written with zeros there.
  if (/^\d{9}(\d{3})?$/.test(written) && !/^\d{6}0+$/.test(written)) return "below_county";
  if (!/^\d{6}(000(000)?)?$/.test(written) || !province.test(written)) return "bad_code";
  const code = written.slice(0, 6);
  if (exceptions.has(code)) return "listed_exception";
  if (name === "" || /^[-—_?.]+$/.test(name)) return "no_name";
  const reason = leftOutAs(code, name);
  if (reason !== undefined) return reason;
  return kindOf(levelOf(code), name) === undefined || name.length > 60 ? "unknown_kind" : "division";
}

function formerCodes(raw: unknown): string[] {
  return typeof raw === "object" && raw !== null && "was" in raw ? codesIn(raw.was) : [];
}

/**
 * The division above: the prefecture of the first four digits, else the province (districts of municipalities, direct-county cities
 * such as 419001 济源). A county whose prefecture the list forgot has no parent.
 */
function parentOf(code: string, exists: (code: string) => boolean): string | undefined {
  const province = `${code.slice(0, 2)}0000`;
  const prefecture = `${code.slice(0, 4)}00`;
  if (levelOf(code) === "county") {
    if (exists(prefecture)) return prefecture;
    if (!isMunicipality(code) && code.slice(2, 4) !== "90") return undefined;
  }
  return code !== province && exists(province) ? province : undefined;
}
