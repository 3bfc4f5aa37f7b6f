import type { FastifyReply, FastifyRequest } from "fastify";
import { offeringOfBody } from "../../../domain/catalogue/index.ts";
import { showAnswer, validateAnswers, withKnown } from "../../../domain/forms/index.ts";
import { maskIdNumber, profileOf } from "../../../domain/identity/index.ts";
import type { SummaryItem } from "../../../foundation/html/index.ts";
import { type App, csrfField } from "../../../foundation/http/index.ts";
import { formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage, type LookedUp, lookUpNow } from "../../look-up.ts";
import { sendPersonal } from "../../page.tsx";
import { type Owed, owedOn } from "../../pay/owed.ts";
import { SignInNeeded } from "../../session.ts";
import { addresses } from "../journey/addresses.ts";
import { type DraftParams, type Loaded, loadDraft, toCase } from "../journey/load.ts";
import { placesOf } from "../journey/places.ts";
import { sendDraft } from "../journey/send-draft.ts";
import { nextAddress, pageBefore } from "../journey/steps.ts";
import { visitorKey } from "../journey/whose.ts";
import { OwedBills } from "../pay/owed-view.tsx";
import { AnswerView } from "./view.tsx";
import { words } from "./words.ts";

type Asked = { Params: DraftParams };

/**
 * `GET …/drafts/{id}/answer`: what the agency's records say, asked anew each time it is opened, so that back, reload and a second
 * tab show what holds now; the address names the draft alone. `POST` leaves the request standing as a case.
 */
export function addAnswerPage(app: App, house: House): void {
  const path = "/:city/services/:code/drafts/:id/answer";
  const config = { access: "visitor", owner: "agencies", limit: "look-up" } as const;
  app.get<Asked>(path, { config }, async (request, reply) => {
    const ready = await readyToAsk(house, request, reply);
    if (!("answers" in ready)) return ready.sent;
    const [looked, owed] = await Promise.all([ask(ready, request), askOwed(ready)]);
    return show(ready, request, reply, looked, owed);
  });

  app.post<Asked>(path, { config }, async (request, reply) => {
    const ready = await readyToAsk(house, request, reply);
    if (!("answers" in ready)) return ready.sent;
    const { loaded, answers } = ready;
    // A standing request is answered in the person's own case and inbox.
    if (!loaded.session) throw new SignInNeeded("resident", answerAddress(loaded));
    return toCase(loaded, reply, await sendDraft(loaded, answers, undefined));
  });
}

type Ready = { readonly loaded: Loaded; readonly answers: Readonly<Record<string, unknown>> };

/** The draft with everything the agency has to be told, or the page that is first. */
async function readyToAsk(
  house: House,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
): Promise<Ready | { readonly sent: FastifyReply }> {
  const loaded = await loadDraft(house, request, request.params);
  const { draft, service, session, journey, options } = loaded;
  if (draft.sentNumber !== undefined) return { sent: await toCase(loaded, reply, draft.sentNumber) };
  if (!answersOnPage(service.definition)) return { sent: reply.redirect(nextAddress(loaded), 303) };
  if (!session && service.definition.sign_in !== "optional") {
    throw new SignInNeeded("resident", answerAddress(loaded));
  }
  if (!journey.complete || journey.refusals.length > 0) return { sent: reply.redirect(nextAddress(loaded), 303) };
  const given = withKnown(draft.answers, options.known, draft.disputed);
  const { answers, errors } = validateAnswers(service, given, { ...options, complete: true, hidden: "keep" });
  const [error] = errors;
  if (error === undefined) return { loaded, answers };
  // What was right when it was entered no longer is: a day that has passed, say.
  const page = service.questions.get(error.field.split(".")[0] ?? "")?.page ?? journey.pages[0]?.page ?? "";
  return { sent: reply.redirect(addresses.page(...at(loaded), page), 303) };
}

const at = ({ city, service, draft }: Loaded) => [city.city, service.definition.code, draft.id] as const;
const answerAddress = (loaded: Loaded) => addresses.answer(...at(loaded));

async function ask({ loaded, answers }: Ready, request: FastifyRequest): Promise<LookedUp> {
  const { house, city, offered, session } = loaded;
  const profile = session && (await profileOf(house.identity, session.resident));
  const { agency, agencyName, connector } = offeringOfBody(offered.offering, answers);
  return lookUpNow(house, {
    ...{ city: city.city, service: offered.service, agency, agencyName, connector },
    answers,
    person: profile && { idType: profile.idType, idNumber: profile.idNumber, name: profile.name },
    by: session
      ? { resident: session.resident, actorKind: "resident", actor: session.resident }
      : { resident: undefined, actorKind: "visitor", actor: visitorKey(house, request.visit ?? "") },
  });
}

/** What can be paid, of a service whose bills are; undefined where it is not known now or not paid here. */
async function askOwed({ loaded, answers }: Ready): Promise<Owed | undefined> {
  const { house, city, offered, session } = loaded;
  if (offered.service.definition.bill === undefined) return undefined;
  const profile = session && (await profileOf(house.identity, session.resident));
  return owedOn(house, {
    ...{ city: city.city, offered, answers, resident: session?.resident },
    person: profile && { idType: profile.idType, idNumber: profile.idNumber, name: profile.name },
  });
}

async function show(
  ready: Ready,
  request: FastifyRequest,
  reply: FastifyReply,
  looked: LookedUp,
  owed: Owed | undefined,
): Promise<FastifyReply> {
  const { loaded } = ready;
  const { house, city, service, offered, session } = loaded;
  const { language } = request;
  const { definition } = service;
  const before = pageBefore(loaded, undefined);
  const start = addresses.start(city.city, definition.code);
  const here = answerAddress(loaded);
  const main = (
    <AnswerView
      language={language}
      service={offered.service}
      agency={say(offeringOfBody(offered.offering, ready.answers).agencyName, language)}
      looked={looked}
      at={looked.kind === "seen" ? formatInstant(looked.answered.at, language) : undefined}
      owed={
        owed?.kind === "found" ? (
          <OwedBills
            language={language}
            bills={owed.bills}
            several={definition.bill?.several === true}
            today={house.regions.calendarOf(city.city).dayOf(house.clock())}
          />
        ) : undefined
      }
      nothingOwed={owed?.kind === "none" || (owed?.kind === "found" && owed.bills.length === 0)}
      about={await aboutItems(ready, language)}
      hrefs={{
        here,
        start,
        guide: addresses.guide(city.city, definition.code),
        readings: session ? "/me/readings" : undefined,
        suggestion: `/${city.city}/services/suggestion/start?about=${addresses.guide(city.city, definition.code)}`,
        signIn: session ? undefined : `/sign-in?return=${encodeURIComponent(here)}`,
      }}
      hidden={{ [csrfField]: reply.csrf() }}
    />
  );
  return sendPersonal(house, request, reply, {
    title: `${words(language).title} · ${say(definition.name, language)}`,
    main,
    city,
    back: { href: before === undefined ? start : addresses.page(...at(loaded), before) },
  });
}

/** Whom and what was asked about, so that a printed page says it. */
async function aboutItems({ loaded, answers }: Ready, language: Language): Promise<SummaryItem[]> {
  const { house, service, session } = loaded;
  const profile = session && (await profileOf(house.identity, session.resident));
  const divisionName = placesOf(house.regions.divisions).nameOf;
  const items: SummaryItem[] = [];
  if (profile && service.definition.look_up?.about === undefined) {
    const masked = maskIdNumber(profile.idNumber);
    items.push({
      label: words(language).you,
      value: (
        <>
          {profile.name} <span class="number">{masked}</span>
        </>
      ),
    });
  }
  for (const id of service.definition.look_up?.ask ?? []) {
    const question = service.questions.get(id)?.question;
    const value = answers[id];
    if (!question || value === undefined || value === null || question.from === "profile") continue;
    items.push({
      label: say(question.label, language),
      value: showAnswer(question, value, language, { divisionName }),
    });
  }
  return items;
}
