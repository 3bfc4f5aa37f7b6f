import type { Division, Divisions } from "../../../domain/regions/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";

/** Places offered to choose from when what was typed fits several. */
const mostOffered = 8;

type PlaceOption = { readonly value: string; readonly label: string };

/** Divisions as a form shows and reads them: typed as people write them, kept as codes. */
export type Places = {
  /** Where it is, from the province down; English the other way round. */
  readonly nameOf: (code: string, language: Language) => string | undefined;
  /** What people may have meant. */
  readonly offered: (typed: string, language: Language) => readonly PlaceOption[];
  /** The one division that is meant beyond doubt. */
  readonly meant: (typed: string) => string | undefined;
};

const englishKind = / (district|county|city|banner|prefecture|league|province)$/i;

export function placesOf(divisions: Divisions): Places {
  const nameOf = (code: string, language: Language): string | undefined => {
    const names = divisions.path(code).map((division) => division.name[language]);
    if (names.length === 0) return undefined;
    return language === "zh" ? names.join("") : names.reverse().join(", ");
  };
  const isCalled = (division: Division, typed: string): boolean => {
    const { name, short, pinyin } = division;
    // "Chaoyang" is a city and several districts: without its kind a name may mean any of them.
    const names = [name.zh, name.en, short, name.en.replace(englishKind, ""), pinyin, nameOf(division.code, "zh")];
    return [...names, nameOf(division.code, "en")].some((name) => name !== undefined && folded(name) === folded(typed));
  };
  return {
    nameOf,
    offered: (typed, language) =>
      divisions.search(typed, { language, limit: mostOffered }).map(({ code }) => ({
        value: code,
        label: nameOf(code, language) ?? code,
      })),
    meant: (typed) => {
      const text = typed.trim();
      if (/^\d{6}$/.test(text)) return divisions.get(text) === undefined ? undefined : text;
      const found = divisions.search(text);
      // English names the place first and what it lies in behind it.
      const [head = ""] = text.split(/[,，]/);
      const all = head === text ? found : [...found, ...divisions.search(head)];
      const codes = all.filter((division) => isCalled(division, text)).map(({ code }) => code);
      const called = new Set(codes);
      if (called.size > 0) return called.size === 1 ? codes[0] : undefined;
      const [only, ...others] = found;
      return only !== undefined && others.length === 0 && text.includes(only.short) ? only.code : undefined;
    },
  };
}

function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s,，、·]+/g, "");
}
