import type { Division } from "./division.ts";
import { pinyinOf } from "./pinyin.ts";

/**
 * How well a division answers a query; whole numbers are kinds of match, fractions order within one kind.
 * 0 the whole name, code or spelling · 1 its beginning or initials · 2 a part of it, or a place above it · 3 almost it.
 */
export type Found = { readonly division: Division; readonly rank: number };

type Entry = {
  readonly division: Division;
  /** Codes of the places above. */
  readonly above: readonly string[];
  /** Chinese spellings that are the whole name: with and without kind word. */
  readonly names: readonly string[];
  /** Latin spellings, letters only: pinyin with and without the kind word, English, other readings. */
  readonly spellings: readonly string[];
  /** For each spelling the letters it uses, one bit each: two spellings that are near share nearly all of them. */
  readonly letters: readonly number[];
  readonly initials: readonly string[];
  /** Pinyin without spaces, and where its syllables begin (the first one left out). */
  readonly pinyin: string;
  readonly syllables: readonly number[];
};

/** Longer questions are cut: no place needs more, and the cost of a search stays bounded. */
const queryLimit = 40;
const wordLimit = 6;

const englishKind = /(district|county|prefecture|province|city|banner|league)$/;

/** Letters and digits only, ü typed as v or u alike, full-width and accents folded. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/ü|v/g, "u")
    .normalize("NFD")
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((each) => each !== undefined && each !== ""))] as string[];
}

export class SearchIndex {
  readonly #entries: readonly Entry[];
  /** Provinces and prefectures: what may stand before a place in one word with it. */
  readonly #upper: readonly Entry[];

  constructor(
    divisions: readonly Division[],
    pathOf: (code: string) => readonly Division[],
    otherPinyin: (name: string) => readonly string[],
  ) {
    this.#entries = divisions.map((division) => {
      const stemLength = [...division.short].length;
      const readings = [division.pinyin, ...otherPinyin(division.name.zh)].map((each) => each.split(" ").map(fold));
      const named = fold(division.name.en);
      const spellings = unique([
        ...readings.flatMap((syllables) => [syllables.join(""), syllables.slice(0, stemLength).join("")]),
        named,
        named.replace(englishKind, ""),
      ]);
      const syllables: number[] = [];
      for (const syllable of readings[0] ?? []) syllables.push((syllables.at(-1) ?? 0) + syllable.length);
      return {
        division,
        above: pathOf(division.code)
          .map((each) => each.code)
          .filter((code) => code !== division.code),
        names: unique([division.name.zh, division.short]),
        spellings,
        letters: spellings.map(lettersOf),
        initials: unique([division.initials, division.initials.slice(0, stemLength)]),
        pinyin: (readings[0] ?? []).join(""),
        syllables: syllables.slice(0, -1),
      };
    });
    this.#upper = this.#entries.filter((entry) => entry.division.level !== "county");
  }

  /** Every division that answers, unordered. */
  find(query: string, within?: (division: Division) => boolean): Found[] {
    const words = query
      .normalize("NFKC")
      .slice(0, queryLimit)
      .split(/[\s,，、/·]+/u)
      .filter((word) => word !== "")
      .slice(0, wordLimit);
    const entries = within === undefined ? this.#entries : this.#entries.filter((entry) => within(entry.division));
    const text = fold(words.join(""));
    const exact = this.#matchExactly(words, text, entries);
    if (exact.length > 0) return exact;
    // "Renqiu City": the word is on maps, and not in the name.
    const bare = text.replace(englishKind, "");
    const without = bare === text ? [] : this.#matchExactly([bare], bare, entries);
    return without.length > 0 ? without : this.#matchAlmost(bare, entries);
  }

  #matchExactly(words: readonly string[], text: string, entries: readonly Entry[]): Found[] {
    if (text === "") return [];
    const whole = this.#match(text, entries);
    if (whole.length > 0) return whole;
    // Several words may also be a place and the places above it: "湖南 岳阳", "Yueyang Hunan".
    const along = words.length > 1 ? this.#matchAlongPath(words, entries) : [];
    return best(along.length > 0 ? along : this.#matchBelow(text, entries));
  }

  #match(text: string, entries: readonly Entry[]): Found[] {
    if (text === "") return [];
    const found: Found[] = [];
    const rankOf = /^\d+$/.test(text) ? rankCode : /\p{Script=Han}/u.test(text) ? rankChinese : rankLatin;
    for (const entry of entries) {
      const rank = rankOf(text, entry);
      if (rank !== undefined) found.push({ division: entry.division, rank });
    }
    return found;
  }

  #matchAlongPath(words: readonly string[], entries: readonly Entry[]): Found[] {
    const byWord = words.map(
      (word) => new Map(this.#match(fold(word), this.#entries).map((found) => [found.division.code, found.rank])),
    );
    const found: Found[] = [];
    for (const { division, above } of entries) {
      let rank = Number.POSITIVE_INFINITY;
      const all = byWord.every((ranks) => {
        const own = ranks.get(division.code);
        if (own !== undefined) rank = Math.min(rank, own);
        return own !== undefined || above.some((code) => ranks.has(code));
      });
      if (all && rank < Number.POSITIVE_INFINITY) found.push({ division, rank });
    }
    return found;
  }

  /** "湖南岳阳县", "岳阳市岳阳县": a place, its beginning taken by places above it. */
  #matchBelow(text: string, entries: readonly Entry[]): Found[] {
    const found = new Map<string, Found>();
    const open: { rest: string; above: string | undefined }[] = [{ rest: text, above: undefined }];
    for (let step = open.shift(), steps = 0; step !== undefined && steps < 24; step = open.shift(), steps += 1) {
      const { rest, above } = step;
      if (above !== undefined) {
        const below = entries.filter((entry) => entry.above.includes(above));
        for (const each of this.#match(rest, below)) {
          if ((found.get(each.division.code)?.rank ?? 9) > each.rank) found.set(each.division.code, each);
        }
      }
      for (const entry of this.#upper) {
        if (above !== undefined && entry.division.parent !== above) continue;
        for (const spelling of /\p{Script=Han}/u.test(rest) ? entry.names : entry.spellings) {
          if (spelling.length > 1 && rest.length > spelling.length && rest.startsWith(spelling)) {
            open.push({ rest: rest.slice(spelling.length), above: entry.division.code });
          }
        }
      }
    }
    return [...found.values()];
  }

  /** One letter wrong, missing, too much or swapped (two from eight letters on); another character of the same sound. */
  #matchAlmost(text: string, entries: readonly Entry[]): Found[] {
    if (/\p{Script=Han}/u.test(text)) {
      const sounding = fold(pinyinOf(text).replaceAll(" ", ""));
      const found = this.#match(sounding, entries).filter((each) => each.rank < 1);
      return found.map(({ division, rank }) => ({ division, rank: 3 + rank / 10 }));
    }
    if (text.length < 4 || /\d/.test(text)) return [];
    const allowed = text.length < 8 ? 1 : 2;
    const letters = lettersOf(text);
    const found: Found[] = [];
    for (const entry of entries) {
      let least = allowed + 1;
      for (const [i, spelling] of entry.spellings.entries()) {
        if (Math.abs(spelling.length - text.length) > allowed) continue;
        if (bits(letters ^ (entry.letters[i] ?? 0)) > 2 * allowed) continue;
        least = Math.min(least, distance(text, spelling, allowed));
      }
      if (least <= allowed) found.push({ division: entry.division, rank: 3 + least / 10 });
    }
    return found;
  }
}

/** Only the best kind of match: who wrote the province as well meant one place. */
function best(found: Found[]): Found[] {
  const kind = Math.min(...found.map((each) => Math.floor(each.rank)));
  return found.filter((each) => Math.floor(each.rank) === kind);
}

function lettersOf(spelling: string): number {
  let letters = 0;
  for (let i = 0; i < spelling.length; i += 1) letters |= 1 << (spelling.charCodeAt(i) - 97);
  return letters;
}

function bits(letters: number): number {
  let count = 0;
  for (let rest = letters; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function rankCode(text: string, { division }: Entry): number | undefined {
  if (division.code === text) return 0;
  return division.code.startsWith(text) ? 1 : undefined;
}

function rankChinese(text: string, { names }: Entry): number | undefined {
  const [full = "", stem = full] = names;
  if (full === text) return 0;
  if (stem === text) return 0.1;
  if (full.startsWith(text)) return 1;
  return full.includes(text) ? 2 : undefined;
}

function rankLatin(text: string, { spellings, initials, division, pinyin, syllables }: Entry): number | undefined {
  if (spellings.includes(text)) return division.level === "county" ? 0.1 : 0;
  if (text.length > 1 && initials.includes(text)) return 1.1;
  for (const spelling of spellings) if (spelling.startsWith(text)) return 1.2;
  if (text.length < 3) return undefined;
  for (const each of initials) if (each.startsWith(text)) return 1.3;
  // Inside a spelling only at the start of a syllable: "yang" finds 岳阳, "ang" nothing.
  for (const start of syllables) if (pinyin.startsWith(text, start)) return 2;
  return undefined;
}

/** Damerau–Levenshtein (optimal string alignment), given up as soon as it must exceed `allowed`. */
export function distance(a: string, b: string, allowed: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
      if (value < least) least = value;
    }
    if (least > allowed) return allowed + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? allowed + 1;
}
