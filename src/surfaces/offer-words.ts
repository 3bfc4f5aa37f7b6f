import type { Source } from "../domain/catalogue/index.ts";
import { defineWords, type Language } from "../foundation/i18n/index.ts";

/** Words for where a value of an offering comes from, on guide and staff pages. */
const words = defineWords({
  place: {
    zh: (p: { place: string }) => `由${p.place}规定`,
    en: (p: { place: string }) => `set by ${p.place}`,
  },
  catalogue: { zh: "全国目录规定", en: "from the national catalogue" },
  law: { zh: "法定", en: "by law" },
});

/** 由湖南省规定 · set by Hunan. */
export function sayFrom(source: Source, language: Language): string {
  const w = words(language);
  if (source.by === "law") return w.law;
  return source.name === null ? w.catalogue : w.place({ place: source.name[language] });
}
