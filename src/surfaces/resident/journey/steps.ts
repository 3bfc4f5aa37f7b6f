import { lifeEventForm } from "../../../domain/catalogue/index.ts";
import { questionsOfPage } from "../../../domain/forms/index.ts";
import { answersOnPage } from "../../look-up.ts";
import { addresses } from "./addresses.ts";
import type { Drawn } from "./load.ts";

/**
 * Where the journey goes on from here: reasons for refusal before any more work, then what is still open, then checking; a query is
 * answered at once.
 */
export function nextAddress(loaded: Drawn): string {
  const { city, service, draft, journey, within } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  if (journey.refusals.length > 0) return addresses.notPossible(...at);
  if (journey.next !== undefined) return addresses.page(...at, journey.next);
  // Services of one life event are checked and sent together.
  if (within?.open) return addresses.check(city.city, lifeEventForm(within.event.definition.code), within.draft);
  return answersOnPage(service.definition) ? addresses.answer(...at) : addresses.check(...at);
}

export type Steps = { readonly now: number; readonly of: number };

/**
 * Where a page stands among all steps; the last one is checking, which a query has none of. Pages that hang on the same answer still to come are ways of
 * which one will be taken, and count as one.
 */
export function stepOf(loaded: Drawn, page: string | undefined): Steps {
  const { service, draft, options } = loaded;
  let of = 0;
  let now = 0;
  let lastOpen: string | undefined;
  for (const { page: id, state } of loaded.journey.pages) {
    if (state === "hidden") continue;
    const known = questionsOfPage(service, id, draft.answers, options).length > 0;
    const hangsOn = known ? undefined : namesOf(loaded, id);
    if (hangsOn === undefined || hangsOn !== lastOpen) of += 1;
    lastOpen = hangsOn;
    if (id === page) now = of;
  }
  const checking = answersOnPage(service.definition) ? 0 : 1;
  return page === undefined ? { now: of + 1, of: of + 1 } : { now: Math.max(1, now), of: of + checking };
}

function namesOf({ service }: Drawn, page: string): string {
  const first = [...service.questions.values()].find((one) => one.page === page);
  return first?.when?.names.toSorted().join(" ") ?? "";
}

/** The page before this one that asks something; undefined on the first. */
export function pageBefore(loaded: Drawn, page: string | undefined): string | undefined {
  const shown = loaded.journey.pages.filter(
    ({ page: id, state }) =>
      state !== "hidden" && questionsOfPage(loaded.service, id, loaded.draft.answers, loaded.options).length > 0,
  );
  if (page === undefined) return shown.at(-1)?.page;
  const at = shown.findIndex((one) => one.page === page);
  return at > 0 ? shown[at - 1]?.page : undefined;
}
