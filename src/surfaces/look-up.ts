import type { AgencyRequest, Answered, UnavailableReason } from "../domain/agencies/index.ts";
import { type OwnLookUp, recordOwnLookUp } from "../domain/audit/index.ts";
import type { Answers, LookUp, ServiceDefinition, ServiceVersion } from "../domain/catalogue/index.ts";
import { cityAndResidentScope, cityScope } from "../foundation/database/index.ts";
import type { Text } from "../foundation/i18n/index.ts";
import { newId } from "../foundation/ids/index.ts";
import type { House } from "./house.ts";

/** How long somebody who waits in front of a page is kept waiting for an agency, in milliseconds. */
export const patienceOfPage = 5_000;

/** A service that ends in an answer on the page, not in a case: a query, or the bill of an account. */
export function answersOnPage(definition: ServiceDefinition): boolean {
  return definition.look_up !== undefined && (definition.kind === "query" || definition.kind === "pay");
}

type Person = NonNullable<AgencyRequest["person"]>;

/** What the agency is asked: the questions the service sends along, and whom it is about. */
export function agencyRequest(about: {
  readonly city: string;
  readonly agency: string;
  readonly lookUp: LookUp;
  readonly answers: Answers;
  readonly person: Person | undefined;
  readonly key: string;
}): AgencyRequest {
  const { city, agency, lookUp, answers, person, key } = about;
  const parameters: Record<string, unknown> = {};
  for (const id of lookUp.ask) if (Object.hasOwn(answers, id)) parameters[id] = answers[id];
  const { operation } = lookUp;
  return { city, agency, operation, parameters, key, ...(person === undefined ? {} : { person }) };
}

/**
 * Whom the agency is asked about. A look-up that needs no sign-in is about something public or an account: who asks is nobody's
 * business, signed in or not (个人信息保护法 第6条).
 */
export function personAsked(definition: ServiceDefinition, person: Person | undefined): Person | undefined {
  return definition.sign_in === "optional" ? undefined : person;
}

export type Seen = Exclude<Answered, { kind: "unavailable" }>;
export type LookedUp =
  | { readonly kind: "seen"; readonly answered: Seen; readonly lookUp: LookUp }
  | { readonly kind: "unavailable"; readonly reason: UnavailableReason };

/**
 * One look-up for somebody who waits: the agency's answer, recorded for the city and for the person before anybody sees it, or
 * the reason why there is none.
 */
export async function lookUpNow(
  house: House,
  asked: {
    readonly city: string;
    readonly service: ServiceVersion;
    readonly agency: string;
    readonly agencyName: Text;
    /** The agency whose connector is asked. */
    readonly connector: string;
    readonly answers: Answers;
    readonly person: Person | undefined;
    readonly by: Pick<OwnLookUp, "resident" | "actorKind" | "actor" | "through">;
    /** The caller's own key of this look; without it each look is a new question. */
    readonly key?: string;
  },
): Promise<LookedUp> {
  const { city, agency, connector, answers } = asked;
  const person = personAsked(asked.service.definition, asked.person);
  const { code, look_up: lookUp } = asked.service.definition;
  if (lookUp === undefined) throw new Error(`${code} looks nothing up`);
  // An agency that remembers keys must not answer a new look with what it said before.
  const key = `look:${asked.key ?? newId(house.clock())}`;
  const request = agencyRequest({ city, agency: connector, lookUp, answers, person, key });
  const answered = await house.agencies.lookUp(request, { patience: patienceOfPage, asked: lookUp });
  if (answered.kind === "unavailable") return answered;
  const { operation } = lookUp;
  await record(house, { ...asked.by, city, agency, agencyName: asked.agencyName.zh, operation, service: code });
  return { kind: "seen", answered, lookUp };
}

/** Writes down that somebody learned what an agency holds about them. */
export async function record(house: House, look: OwnLookUp): Promise<void> {
  const { city, resident } = look;
  const scope = resident === undefined ? cityScope(city) : cityAndResidentScope([city], [resident]);
  await house.database.transaction(scope, (tx) => recordOwnLookUp(tx, look, house.clock()));
}
