import { type Erasure, keepingOf } from "../../../domain/cases/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { erasingWords } from "../../erasing-words.ts";
import type { House } from "../../house.ts";
import { type MyCase, placeName } from "../me/lines.tsx";

/** So many closed cases are listed with their day. */
const shownKept = 20;

export type ErasedLine = { readonly title: string; readonly items: readonly string[] };
export type KeptLine = { readonly href: string; readonly label: string; readonly note: string };

/** What was erased on the person's request, each with its day and place. */
export function erasedLines(house: House, erasures: readonly Erasure[], language: Language): ErasedLine[] {
  const w = erasingWords(language);
  return erasures.map(({ city, at, kinds, cases }) => ({
    title: `${formatDay(house.regions.calendarOf(city).dayOf(at), language)} · ${placeName(house, city, language)}`,
    items: [
      ...kinds.map((kind) => w[kind]),
      ...Object.entries(cases).map(([code, count]) => {
        const service = house.catalogue.service(code);
        return w.casesOf({ service: service ? say(service.definition.name, language) : code, count });
      }),
    ],
  }));
}

/** Until when each of the person's closed cases is kept, what is kept longest last; the latest twenty. */
export function keptLines(house: House, cases: readonly MyCase[], language: Language): KeptLine[] {
  const w = erasingWords(language);
  const lines = cases.flatMap((one) => {
    const service = house.catalogue.service(one.service);
    const keeping = service && keepingOf(service.definition, one);
    if (service === undefined || keeping === undefined || keeping.kind === "open") return [];
    const day = formatDay(house.regions.calendarOf(one.city).dayOf(keeping.until), language);
    const note = keeping.kind === "kept" ? w.keptUntil({ day }) : w.untilAsked({ day });
    const label = `${say(service.definition.name, language)} · ${placeName(house, one.city, language)}`;
    return [{ href: `/me/cases/${one.number}`, label, note, until: keeping.until.getTime() }];
  });
  return lines.slice(0, shownKept).sort((a, b) => a.until - b.until);
}
