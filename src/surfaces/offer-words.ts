import { bodiesOf, type Offering, type Source } from "../domain/catalogue/index.ts";
import { defineWords, type Language } from "../foundation/i18n/index.ts";

/** Words for where a value of an offering comes from, on guide and staff pages. */
const words = defineWords({
  place: {
    zh: (p: { place: string }) => `由${p.place}规定`,
    en: (p: { place: string }) => `set by ${p.place}`,
  },
  catalogue: { zh: "全国目录规定", en: "from the national catalogue" },
  law: { zh: "法定", en: "by law" },
  chosen: { zh: "您选的那一家", en: "the one you choose" },
  chosenFirst: { zh: "您选的那一家", en: "The one you choose" },
  more: {
    zh: (p: { names: string; count: number }) => `${p.names}等 ${p.count} 家，由您选`,
    en: (p: { names: string; count: number }) => `${p.names} and others, ${p.count} in all; you choose`,
  },
  any: { zh: (p: { names: string }) => `${p.names}，由您选`, en: (p: { names: string }) => `${p.names}; you choose` },
});

/** 由湖南省规定 · set by Hunan. */
export function sayFrom(source: Source, language: Language): string {
  const w = words(language);
  if (source.by === "law") return w.law;
  return source.name === null ? w.catalogue : w.place({ place: source.name[language] });
}

/** Who does it, within a sentence and at its beginning; of several bodies the person chooses one. */
export function sayOffice(
  { agencyName, others }: Offering,
  language: Language,
): { readonly within: string; readonly first: string } {
  const w = words(language);
  const name = agencyName[language];
  return others.length === 0 ? { within: name, first: name } : { within: w.chosen, first: w.chosenFirst };
}

/** Bodies named in one line. */
const namesInLine = 3;

/** The office, or those to choose from. */
export function sayOffices(offering: Offering, language: Language): string {
  const w = words(language);
  const all = bodiesOf(offering);
  const names = all.slice(0, namesInLine).map(({ agencyName }) => agencyName[language]);
  const joined = names.join(language === "zh" ? "、" : ", ");
  if (all.length === 1) return joined;
  return all.length > namesInLine ? w.more({ names: joined, count: all.length }) : w.any({ names: joined });
}
