import type { Text } from "../../../foundation/i18n/index.ts";

export const levels = ["province", "prefecture", "county"] as const;
export type Level = (typeof levels)[number];

/** What a division calls itself, by GB/T 2260 and the yearly bulletin of the civil-affairs ministry. */
export type Kind =
  | "省"
  | "直辖市"
  | "自治区"
  | "特别行政区"
  | "地级市"
  | "地区"
  | "自治州"
  | "盟"
  | "市辖区"
  | "县级市"
  | "县"
  | "自治县"
  | "旗"
  | "自治旗"
  | "特区"
  | "林区";

/** A division as the tables keep it, one row per time span in which its name and place in the tree stayed the same. */
export type DivisionRow = {
  /** Six digits, GB/T 2260. */
  readonly code: string;
  /** Official Chinese name, kind word included. */
  readonly name: string;
  readonly level: Level;
  readonly kind: Kind;
  /** Code of the division above; null for a province. Counties under no prefecture hang under their province. */
  readonly parent: string | null;
  /** One syllable per character of the name, lower case, without tones, separated by spaces. */
  readonly pinyin: string;
  readonly english: string;
};

/** A division as the program uses it. */
export type Division = {
  readonly code: string;
  readonly name: Text;
  /** The Chinese name without its kind word: 岳阳, 长白. */
  readonly short: string;
  readonly level: Level;
  readonly kind: Kind;
  readonly parent: string | null;
  readonly pinyin: string;
  /** First letters of the syllables: yyx for 岳阳县. */
  readonly initials: string;
  /** First day on which the division no longer existed; null while it does. */
  readonly endedOn: string | null;
  /** Codes that took over when it ended. */
  readonly successors: readonly string[];
};

const kindWords: Readonly<Record<Kind, Text>> = {
  省: { zh: "省", en: "province" },
  直辖市: { zh: "市", en: "municipality" },
  自治区: { zh: "自治区", en: "autonomous region" },
  特别行政区: { zh: "特别行政区", en: "special administrative region" },
  地级市: { zh: "市", en: "city" },
  地区: { zh: "地区", en: "prefecture" },
  自治州: { zh: "自治州", en: "autonomous prefecture" },
  盟: { zh: "盟", en: "league" },
  市辖区: { zh: "区", en: "district" },
  县级市: { zh: "市", en: "city" },
  县: { zh: "县", en: "county" },
  自治县: { zh: "自治县", en: "autonomous county" },
  旗: { zh: "旗", en: "banner" },
  自治旗: { zh: "自治旗", en: "autonomous banner" },
  特区: { zh: "特区", en: "special district" },
  林区: { zh: "林区", en: "forestry district" },
};

/** The word a page uses for a division of this kind: 市 for 县级市, 区 for 市辖区. */
export function kindWord(kind: Kind): Text {
  return kindWords[kind];
}

/** Beijing, Tianjin, Shanghai, Chongqing: their districts and counties have no prefecture above them. */
const municipalities = new Set(["11", "12", "31", "50"]);

export function isMunicipality(code: string): boolean {
  return municipalities.has(code.slice(0, 2));
}

export function levelOf(code: string): Level {
  if (code.endsWith("0000")) return "province";
  return code.endsWith("00") ? "prefecture" : "county";
}

const suffixes: Readonly<Record<Level, readonly (readonly [string, Kind])[]>> = {
  province: [
    ["特别行政区", "特别行政区"],
    ["自治区", "自治区"],
    ["省", "省"],
    ["市", "直辖市"],
  ],
  prefecture: [
    ["自治州", "自治州"],
    ["地区", "地区"],
    ["盟", "盟"],
    ["市", "地级市"],
  ],
  county: [
    ["自治县", "自治县"],
    ["自治旗", "自治旗"],
    ["县", "县"],
    ["旗", "旗"],
    ["市", "县级市"],
    ["区", "市辖区"],
  ],
};

// Two counties of the nation are called neither 县, 市 nor 区 in the sense of the others (ministry's bulletin counts them apart).
const ownKinds: Readonly<Record<string, Kind>> = { 神农架林区: "林区", 六枝特区: "特区" };

/** The kind a name says it is, or undefined when no division of that level ends like this (a town, a committee, a zone). */
export function kindOf(level: Level, name: string): Kind | undefined {
  return ownKinds[name] ?? suffixes[level].find(([suffix]) => name.endsWith(suffix) && name.length > 1)?.[1];
}

/** The kind word as it stands at the end of the name: 林区 for 神农架林区, 市 for a 县级市. */
export function suffixOf(name: string, level: Level, kind: Kind): string {
  if (kind === "林区" || kind === "特区") return kind;
  return suffixes[level].find(([suffix, of]) => of === kind && name.endsWith(suffix))?.[0] ?? "";
}
