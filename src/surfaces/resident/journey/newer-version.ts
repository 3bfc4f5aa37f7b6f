import { type ServiceVersion, sendableUntil, withBodies } from "../../../domain/catalogue/index.ts";
import { carryOver, type Draft, type JourneyOptions, journey, questionsOfPage } from "../../../domain/forms/index.ts";
import { startOfDay } from "../../../domain/regions/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import type { Offered } from "../../offerings.ts";

/** A draft that goes on under the version it was begun with, while another one is in force. */
export type Held = { readonly service: ServiceVersion; readonly until: Date };

/** What a newer version would mean for a draft. */
export type Newer = {
  readonly service: ServiceVersion;
  /** Until when the draft may still be sent as it is. */
  readonly until: Date;
  readonly kept: number;
  /** Labels of questions that would be asked anew. */
  readonly anew: readonly Text[];
  /** The person has said that they go on with the version they began with. */
  readonly declined: boolean;
};

/**
 * Whether a draft goes on under the version it was begun with. Queries keep nothing, and what belongs to a life event goes on with the
 * event: both always take the version in force.
 */
export async function heldVersion(
  house: House,
  city: string,
  { service, offering }: Offered,
  draft: Draft,
): Promise<Held | undefined> {
  if (draft.version === service.version || draft.sentNumber !== undefined || draft.partOf !== undefined)
    return undefined;
  const { code } = service.definition;
  const held = house.catalogue.service(code, draft.version);
  if (held === undefined || answersOnPage(held.definition) || answersOnPage(service.definition)) return undefined;
  const until = await sendableUntil(house.database, { city, service: code, version: draft.version });
  if (until === undefined || until <= house.clock()) return undefined;
  // Nothing at all is taken from the day on which the service is withdrawn.
  const last = offering.withdrawal === null ? undefined : startOfDay(offering.withdrawal.on);
  return { service: withBodies(held, offering), until: last !== undefined && last < until ? last : until };
}

/** What of a draft stays under a newer version, and what is asked anew. */
export function newerOf(
  service: ServiceVersion,
  draft: Draft,
  { held, until, complete }: { readonly held: ServiceVersion; readonly until: Date; readonly complete: boolean },
  options: JourneyOptions,
): Newer {
  const { draft: carried, dropped } = carryOver(service, draft, options);
  const about = { ...options, disputed: carried.disputed };
  const { pages } = journey(service, carried.answers, about);
  const asked = pages
    .filter(({ state }) => state !== "hidden")
    .map(({ page }) => questionsOfPage(service, page, carried.answers, about));
  // What nobody has come to yet is not asked anew.
  const before = new Set([...Object.keys(draft.answers), ...Object.keys(draft.typed), ...dropped]);
  const seen = complete
    ? asked.length
    : 1 + asked.findLastIndex((page) => page.some(({ question: { id } }) => before.has(id)));
  const anew = asked
    .slice(0, seen)
    .flat()
    // What was asked before and is still empty is no news.
    .filter(({ question: { id } }) => dropped.includes(id) || !held.questions.has(id))
    .filter(({ question, known }) => question.required !== false && known === undefined)
    .filter(({ question }) => carried.answers[question.id] === undefined && carried.typed[question.id] === undefined)
    .map(({ question }) => question.label);
  const kept = Object.values(carried.answers).filter((answer) => answer !== null).length;
  return { service, until, kept, anew, declined: draft.staysBefore === service.version };
}
