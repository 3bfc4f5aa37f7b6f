import type { myCases, State } from "../../../domain/cases/index.ts";
import { lifeEventOfForm } from "../../../domain/catalogue/index.ts";
import { type LinkItem, StateBadge } from "../../../foundation/html/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { cityName } from "../../page.tsx";
import { stateWords } from "../case/state-words.ts";
import { words } from "./words.ts";

export type MyCase = Awaited<ReturnType<typeof myCases>>["items"][number];

/** The service of a case in the reader's language; its code where the catalogue no longer has it. */
export function serviceName(house: House, code: string, language: Language): string {
  const event = lifeEventOfForm(code);
  if (event !== undefined) return house.catalogue.lifeEvents.one(event)?.definition.name[language] ?? event;
  const service = house.catalogue.service(code);
  return service === undefined ? code : say(service.definition.name, language);
}

export function placeName(house: House, code: string, language: Language): string {
  const city = house.regions.city(code);
  return city === undefined ? code : cityName(house, city, language);
}

/** A case as a line of a list: what it is, where and when, how it stands. */
export function caseLine(house: House, one: MyCase, language: Language): LinkItem {
  const w = words(language);
  const definition = house.catalogue.service(one.service)?.definition;
  const regime = definition?.regime ?? "confirmation";
  // Decided, and nothing has to be brought to anybody: no day is left to wait for.
  const settled = one.state === "approved" && definition?.deliver.length === 0;
  const { tone, badge } = stateWords(regime, one.state as State, language);
  const day = (at: Date) => formatDay(house.regions.calendarOf(one.city).dayOf(at), language);
  const when =
    one.closed_at !== null
      ? w.closedOn({ day: day(one.closed_at) })
      : one.due_at !== null && !settled
        ? w.dueOn({ day: day(one.due_at) })
        : w.sentOn({ day: day(one.submitted_at) });
  return {
    href: `/me/cases/${one.number}`,
    label: serviceName(house, one.service, language),
    note: `${placeName(house, one.city, language)} · ${when}`,
    end: <StateBadge tone={tone}>{badge}</StateBadge>,
  };
}
