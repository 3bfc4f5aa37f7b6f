import type { FastifyReply, FastifyRequest } from "fastify";
import { findCase } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import {
  carryOver,
  type Draft,
  type DraftOwner,
  type Journey,
  type JourneyOptions,
  journey,
  openDraft,
  savePage,
} from "../../../domain/forms/index.ts";
import type { City, Divisions } from "../../../domain/regions/index.ts";
import { cookiesFor } from "../../../foundation/http/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import type { Offered } from "../../offerings.ts";
import { cityOf } from "../../page.tsx";
import { type ResidentSession, SignInNeeded } from "../../session.ts";
import { addresses } from "./addresses.ts";
import { askedService } from "./asked-service.ts";
import { agreedOf, folderOffers, type Offers } from "./folder.ts";
import { knownFacts, personOf } from "./known-facts.ts";
import { afterSignIn, type Helping, whose } from "./whose.ts";

export type DraftParams = { readonly city: string; readonly code: string; readonly id: string };

/** A draft with everything its pages need. */
export type Loaded = {
  readonly house: House;
  readonly city: City;
  readonly offered: Offered;
  /** With the questions about consent and delivery. */
  readonly service: ServiceVersion;
  readonly owner: DraftOwner;
  readonly session: ResidentSession | undefined;
  /** A member of staff fills it in for somebody. */
  readonly helping: Helping | undefined;
  readonly draft: Draft;
  /** What certificates of the person could answer, were they to agree. */
  readonly offers: Offers;
  /** Questions whose answers did not fit the service's new version. */
  readonly dropped: readonly string[];
  readonly options: JourneyOptions & { readonly disputed: readonly string[] };
  readonly journey: Journey;
};

/** The draft of the address. 404 where it is nobody's, somebody else's, or of another service. */
export async function loadDraft(house: House, request: FastifyRequest, params: DraftParams): Promise<Loaded> {
  const city = cityOf(house, params.city);
  const offered = await house.offerings.one(city.city, params.code);
  const { owner, session, helping } = await whose(house, request, { city: city.city, draft: params.id });
  if (owner === undefined) throw signInOrNone(house, request, params);
  const stored = await openedDraft(house, request, owner, session, params);
  if (stored.city !== city.city || stored.service !== params.code) throw noSuchDraft();
  const { divisions } = house.regions;
  const surroundings = surroundingsOf(house, city.city, divisions);
  const who = helping ? personOf(helping, surroundings.today) : session?.resident;
  const offers = await folderOffers(house, offered.service, helping ? undefined : session?.resident, surroundings);
  const service = askedService(offered.service, { delivery: true, folder: Object.keys(offers) });
  const registered = await knownFacts(house, city.city, service, who, surroundings);
  const facts = { ...registered, ...agreedOf(offers, stored.answers) };
  const circumstances = { ...surroundings, city: city.city, known: facts };
  const settled = await keepOwnAnswers(house, service, stored, circumstances);
  const { draft, dropped } = carryOver(service, settled, surroundings);
  const options = { ...circumstances, disputed: draft.disputed };
  const way = journey(service, draft.answers, options);
  return { house, city, offered, service, owner, session, helping, draft, dropped, offers, options, journey: way };
}

/** What conditions and readers of answers may know: the day in the city, and which divisions there are. */
export function surroundingsOf(house: House, city: string, divisions: Divisions) {
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  return { today, isDivision: (code: string) => divisions.get(code) !== undefined };
}

/** The draft as somebody loaded it, after a save. */
export function reloaded(loaded: Loaded, draft: Draft): Loaded {
  const { offers, options: before } = loaded;
  const registered = Object.entries(before.known ?? {}).filter(([id]) => !Object.hasOwn(offers, id));
  const facts = { ...Object.fromEntries(registered), ...agreedOf(offers, draft.answers) };
  const options = { ...before, known: facts, disputed: draft.disputed };
  return { ...loaded, draft, options, journey: journey(loaded.service, draft.answers, options) };
}

async function openedDraft(
  house: House,
  request: FastifyRequest,
  owner: DraftOwner,
  session: ResidentSession | undefined,
  params: DraftParams,
): Promise<Draft> {
  const { id } = params;
  const now = house.clock();
  try {
    return await openDraft(house, { owner, id, now });
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.status !== 404) throw refusal;
    if (!session) throw signInOrNone(house, request, params);
    // Begun before signing in, on this browser.
    const moved = await afterSignIn(house, request, session.resident);
    if (!moved.includes(id)) throw refusal;
    return openDraft(house, { owner, id, now });
  }
}

/**
 * What a person entered before signing in stands, also where the state knows something else: nothing entered is lost, and they can
 * still go back to what is on record.
 */
async function keepOwnAnswers(
  house: House,
  service: ServiceVersion,
  draft: Draft,
  options: JourneyOptions,
): Promise<Draft> {
  if (draft.sentNumber !== undefined) return draft;
  const own = Object.entries(options.known ?? {}).filter(([id, fact]) => {
    const answer = draft.answers[id];
    if (draft.disputed.includes(id) || answer === undefined || answer === null) return false;
    return JSON.stringify(answer) !== JSON.stringify(fact.value);
  });
  let latest = draft;
  const byPage = Map.groupBy(own, ([id]) => service.questions.get(id)?.page ?? "");
  for (const [page, questions] of byPage) {
    const posted = Object.fromEntries(questions.map(([id]) => [`${id}-not-right`, "yes"]));
    const { owner, id } = draft;
    const about = { owner, id, service, page, posted: { ...posted, shown: "-" }, now: house.clock(), options };
    latest = (await savePage(house, about)).draft;
  }
  return latest;
}

/** Whoever was signed in until a moment ago is led back to their draft; for others it is not there. */
function signInOrNone(house: House, request: FastifyRequest, { city, code, id }: DraftParams): Refusal {
  const { session } = cookiesFor(house.settings.baseUrl).names;
  const wasSignedIn = request.cookies[session] !== undefined;
  return wasSignedIn ? new SignInNeeded("resident", addresses.draft(city, code, id)) : noSuchDraft();
}

function noSuchDraft(): Refusal {
  return new Refusal({
    code: "draft_not_found",
    status: 404,
    say: {
      zh: "没有找到这份草稿。它可能已提交、已删除或超过保存期限，也可能是在别的手机上填的。登录以后可以找回您的草稿，也可以重新填写。",
      en: "This draft was not found. It may have been sent, deleted, kept for its full time, or begun on another device. Sign in to find yours, or start again.",
    },
  });
}

/** Where a sent draft leads: to its case. */
export async function toCase(loaded: Loaded, reply: FastifyReply, number: string): Promise<FastifyReply> {
  if (loaded.helping) return reply.redirect(assistAddress(loaded.helping), 303);
  return reply.redirect(await caseAddress(loaded.house, loaded.city.city, number, loaded.session), 303);
}

/** Where a member of staff finds what they fill in and filed for somebody. */
export function assistAddress({ assist }: Helping): string {
  return `/staff/assist/${assist.id}`;
}

/** The page of a case for whoever filed it: residents have their own, others one that shows the state alone. */
async function caseAddress(
  house: House,
  city: string,
  number: string,
  session: ResidentSession | undefined,
): Promise<string> {
  const { applicant } = await findCase(house.cases, city, number);
  return session !== undefined && applicant === session.resident
    ? addresses.mine(number)
    : addresses.sent(city, number);
}
