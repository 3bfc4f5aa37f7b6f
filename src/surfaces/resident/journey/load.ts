import type { FastifyReply, FastifyRequest } from "fastify";
import { findCase } from "../../../domain/cases/index.ts";
import { lifeEventForm, lifeEventOfForm, type ServiceVersion } from "../../../domain/catalogue/index.ts";
import {
  carryOver,
  type Draft,
  type DraftOwner,
  type Journey,
  type JourneyOptions,
  journey,
  openDraft,
  savePage,
  withKnown,
} from "../../../domain/forms/index.ts";
import type { City, Divisions } from "../../../domain/regions/index.ts";
import { cookiesFor } from "../../../foundation/http/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { type DecidedIn, decidedIn } from "../../decided-in.ts";
import type { House } from "../../house.ts";
import type { Offered } from "../../offerings.ts";
import { cityOf } from "../../page.tsx";
import { type ResidentSession, SignInNeeded } from "../../session.ts";
import { applying, eventHere, formOffered } from "../life-events/here.ts";
import { type Within, withinOf } from "../life-events/within.ts";
import { addresses } from "./addresses.ts";
import { askedService } from "./asked-service.ts";
import { agreedOf, folderOffers, type Offers } from "./folder.ts";
import { knownFacts, personOf } from "./known-facts.ts";
import { type Held, heldVersion, type Newer, newerOf } from "./newer-version.ts";
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
  /** Begun under an earlier version of the service: what it said about this and how much of it stays. */
  readonly renewed: { readonly before: ServiceVersion | undefined; readonly kept: number } | undefined;
  /** A newer version is in force, and this one may still be sent. */
  readonly newer?: Newer | undefined;
  readonly options: JourneyOptions & { readonly disputed: readonly string[] };
  readonly journey: Journey;
  /** Who decides, as far as the answers tell. */
  readonly decided: DecidedIn;
  /** The life event it was begun within. */
  readonly within?: Within | undefined;
  /** Of a life event: the services that belong to it by these answers. */
  readonly choosable?: readonly string[] | undefined;
};

/** What drawing a page of a journey needs; a sample is rehearsed with this much and no database. */
export type Drawn = Omit<Loaded, "house" | "owner"> & {
  readonly house: { readonly regions: Pick<House["regions"], "divisions"> };
};

/** The draft of the address. 404 where it is nobody's, somebody else's, or of another service. */
export function loadDraft(house: House, request: FastifyRequest, params: DraftParams): Promise<Loaded> {
  const ofEvent = request.routeOptions.url?.startsWith("/:city/life-events/") === true;
  return loadForm(house, request, ofEvent ? { ...params, code: lifeEventForm(params.code) } : params);
}

/** The same, whatever the address: `code` names a service, or the shared questions of a life event (`life-events/{code}`). */
export async function loadForm(house: House, request: FastifyRequest, params: DraftParams): Promise<Loaded> {
  const city = cityOf(house, params.city);
  const event = lifeEventOfForm(params.code);
  const here = event === undefined ? undefined : await eventHere(house, city.city, event);
  const current = here === undefined ? await house.offerings.one(city.city, params.code) : formOffered(here);
  const { owner, session, helping } = await whose(house, request, { city: city.city, draft: params.id });
  if (owner === undefined) throw signInOrNone(house, request, params);
  const stored = await openedDraft(house, request, owner, session, params);
  if (stored.city !== city.city || stored.service !== params.code) throw noSuchDraft();
  const held = here === undefined ? await heldVersion(house, city.city, current, stored) : undefined;
  const offered = held === undefined ? current : { ...current, service: held.service };
  const { divisions } = house.regions;
  const surroundings = surroundingsOf(house, city.city, divisions);
  const who = helping ? personOf(helping, surroundings.today) : session?.resident;
  const offers = await folderOffers(house, offered.service, helping ? undefined : session?.resident, surroundings);
  const service = askedService(offered.service, { delivery: true, folder: Object.keys(offers) });
  const registered = await knownFacts(house, city.city, service, who, surroundings);
  const resident = session?.resident ?? helping?.assist.resident;
  const within = await withinOf(house, { city: city.city, owner, resident, who, draft: stored, service }, surroundings);
  const facts = { ...within?.facts, ...registered, ...agreedOf(offers, stored.answers) };
  const circumstances = { ...surroundings, city: city.city, known: facts };
  const settled = await keepOwnAnswers(house, service, stored, circumstances);
  const { draft, dropped } = carryOver(service, settled, surroundings);
  const options = { ...circumstances, disputed: draft.disputed };
  const way = await wayOf(house, city.city, service, draft, options);
  const renewed =
    settled.version === draft.version
      ? undefined
      : {
          before: house.catalogue.service(params.code, settled.version),
          kept: Object.values(draft.answers).filter((answer) => answer !== null).length,
        };
  const newer =
    held &&
    newerOf(
      askedService(current.service, { delivery: true, folder: Object.keys(offers) }),
      draft,
      { held: service, until: held.until, complete: way.journey.complete },
      options,
    );
  const answered = withKnown(draft.answers, facts, draft.disputed);
  const choosable = here && applying(here, answered, circumstances).map(({ step }) => step.service);
  const about = { house, city, offered, service, owner, session, helping, within, choosable };
  const decided = held === undefined ? way.decided : alsoHeld(way.decided, current, held);
  return { ...about, draft, dropped, renewed, newer, offers, options, ...way, decided };
}

/** The city that decides decides by the version the draft goes on under, where it has the same one in force. */
function alsoHeld(decided: DecidedIn, current: Offered, held: Held): DecidedIn {
  if (decided.kind !== "there" || decided.offered.service.version !== current.service.version) return decided;
  return { ...decided, offered: { ...decided.offered, service: held.service } };
}

/** The way through the pages, and who decides: that the city the answers name does not take this on ends it like a ground for refusal. */
async function wayOf(
  house: House,
  city: string,
  service: ServiceVersion,
  draft: Draft,
  options: Loaded["options"],
): Promise<Pick<Loaded, "journey" | "decided">> {
  const way = journey(service, draft.answers, options);
  const decided = await decidedIn(house, city, service, withKnown(draft.answers, options.known, draft.disputed));
  if (decided.kind !== "not_open") return { journey: way, decided };
  return { journey: { ...way, refusals: [...way.refusals, decided.say] }, decided };
}

/** What conditions and readers of answers may know: the day in the city, and which divisions there are. */
export function surroundingsOf(house: House, city: string, divisions: Divisions) {
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  return { today, isDivision: (code: string) => divisions.get(code) !== undefined };
}

/** The draft as somebody loaded it, after a save. */
export async function reloaded(loaded: Loaded, draft: Draft): Promise<Loaded> {
  const { offers, options: before } = loaded;
  const registered = Object.entries(before.known ?? {}).filter(([id]) => !Object.hasOwn(offers, id));
  const facts = { ...Object.fromEntries(registered), ...agreedOf(offers, draft.answers) };
  const options = { ...before, known: facts, disputed: draft.disputed };
  const { house, city, service } = loaded;
  return { ...loaded, draft, options, ...(await wayOf(house, city.city, service, draft, options)) };
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
  if (parsePublicNumber(number)?.letter === "E") return reply.redirect(addresses.lifeEvent(number), 303);
  const city = parsePublicNumber(number)?.city ?? loaded.city.city;
  return reply.redirect(await caseAddress(loaded.house, city, number, loaded.session), 303);
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
