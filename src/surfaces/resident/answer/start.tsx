import type { FastifyReply, FastifyRequest } from "fastify";
import {
  type Draft,
  type DraftOwner,
  discardDraft,
  type JourneyOptions,
  journey,
  listDrafts,
  openDraft,
  questionsOfPage,
  type Saved,
  savePage,
  startDraft,
} from "../../../domain/forms/index.ts";
import { Button, ErrorSummary, Form, PageTitle } from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import type { Offered } from "../../offerings.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { SignInNeeded } from "../../session.ts";
import { addresses } from "../journey/addresses.ts";
import { askedService } from "../journey/asked-service.ts";
import { PageFields } from "../journey/fields.tsx";
import { knownFacts } from "../journey/known-facts.ts";
import { surroundingsOf } from "../journey/load.ts";
import { consentsOf, nameOfField, withoutConsents, wordedErrors } from "../journey/page-parts.ts";
import { placesOf } from "../journey/places.ts";
import { readPosted } from "../journey/read-posted.ts";
import { visitOwner, whose } from "../journey/whose.ts";
import { words } from "./words.ts";

type Asked = { Params: { readonly city: string; readonly code: string } };

/** Look-ups kept open at once, each in its tab, whatever the services; beyond that the oldest goes: none of them holds up a form. */
const tabsAtMost = 5;

/**
 * `GET …/start` of a service that is answered on the page: its first questions stand here, and the answer comes next. `refused`: as it
 * was sent, with what is wrong.
 */
export async function showQuestions(
  house: House,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  offered: Offered,
  refused?: Saved,
): Promise<FastifyReply> {
  const city = cityOf(house, request.params.city);
  const { language } = request;
  const { owner, options, service, session } = await prepared(house, request, offered);
  const { definition } = service;
  const [latest] = owner === undefined ? [] : await earlier(house, owner, { city: city.city, code: definition.code });
  const before = latest && owner ? await openDraft(house, { owner, id: latest, now: house.clock() }) : undefined;
  // What was entered last time is offered again; wrong entries only to whoever has just made them.
  const answers = refused?.draft.answers ?? before?.answers ?? {};
  const typed = refused?.draft.typed ?? {};
  const { pages, next } = journey(service, {}, options);
  const asked = next === undefined ? [] : withoutConsents(service, questionsOfPage(service, next, answers, options));
  const places = placesOf(house.regions.divisions);
  const ids = asked.map(({ question }) => question);
  const errors = wordedErrors(ids, { first: [], others: refused?.errors ?? [] }, typed, places);
  const w = words(language);
  // Of several bodies the person is about to choose one.
  const several = offered.offering.others.length > 0;
  const agency = say(offered.offering.agencyName, language);
  const title = pages.find(({ page }) => page === next)?.title[language];
  const hint = definition.ask.find(({ page }) => page === next)?.hint?.[language];
  const division = house.regions.divisions.get(city.city);
  const main = (
    <>
      <ErrorSummary errors={errors} nameOf={nameOfField(service, language)} />
      <PageTitle title={say(definition.name, language)} lede={several ? w.startLedeSeveral : w.startLede({ agency })} />
      <Form
        action={addresses.start(city.city, definition.code)}
        hidden={{ [csrfField]: reply.csrf() }}
        label={say(definition.name, language)}
      >
        {asked.length === 0 ? null : (
          <>
            <h2>{title}</h2>
            {hint === undefined ? null : <p class="hint">{hint}</p>}
            <PageFields
              questions={asked}
              typed={typed}
              disputed={[]}
              revision={0}
              errors={errors}
              places={places}
              here={division?.level === "county" ? division.code : undefined}
              fileHref={() => ""}
              consents={consentsOf(service, asked, refused ? answers : {}, language)}
            />
          </>
        )}
        <Button>{w.lookUp}</Button>
      </Form>
      <p class="hint">{session ? w.startSigned : w.startOpen}</p>
    </>
  );
  return sendPersonal(house, request, reply, {
    title: say(definition.name, language),
    main,
    city,
    failed: errors.length > 0,
    back: { href: addresses.guide(city.city, definition.code), label: w.guide },
  });
}

/** `POST …/start`: keeps what was entered and leads to the answer, or to what is still missing or wrong. */
export async function beginLookUp(
  house: House,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  offered: Offered,
): Promise<FastifyReply> {
  const city = cityOf(house, request.params.city);
  const now = house.clock();
  const { options, service, ...who } = await prepared(house, request, offered);
  const owner = who.owner ?? visitOwner(house, reply.visit());
  if (owner === undefined) throw new Error("a visit was made and is not there");
  const { code } = service.definition;
  const before = await earlier(house, owner);
  for (const id of before.slice(tabsAtMost - 1)) await discardDraft(house, { owner, id });
  // A new one each time, so that a second tab does not change what the first one shows.
  const draft: Draft = await startDraft(house, { owner, city: city.city, service, now, fresh: true });
  const { next } = journey(service, {}, options);
  if (next !== undefined) {
    const questions = questionsOfPage(service, next, {}, options).map(({ question }) => question);
    const into = { city: city.city, owner, draft: draft.id };
    const { posted } = await readPosted(house, request, questions, into, placesOf(house.regions.divisions));
    const saved = await savePage(house, { owner, id: draft.id, service, page: next, posted, now, options });
    // A button beside what is known: the page is drawn anew and nobody is reproached for what is still empty.
    if (Object.keys(posted).some((name) => /-(not-right|right)$/.test(name))) {
      return reply.redirect(addresses.page(city.city, code, draft.id, next), 303);
    }
    if (saved.errors.length > 0) {
      await discardDraft(house, { owner, id: draft.id });
      return showQuestions(house, request, reply.code(422), offered, saved);
    }
    // The answers lead to a further question of the same page.
    if (saved.stay && saved.journey.refusals.length === 0) {
      return reply.redirect(`${addresses.page(city.city, code, draft.id, next)}?more=1`, 303);
    }
  }
  return reply.redirect(addresses.draft(city.city, code, draft.id), 303);
}

async function prepared(house: House, request: FastifyRequest<Asked>, offered: Offered) {
  const city = cityOf(house, request.params.city);
  const service = askedService(offered.service, { delivery: true });
  const { owner, session } = await whose(house, request);
  if (!session && service.definition.sign_in !== "optional") {
    throw new SignInNeeded("resident", addresses.start(city.city, service.definition.code));
  }
  const surroundings = surroundingsOf(house, city.city, house.regions.divisions);
  const facts = await knownFacts(house, city.city, service, session?.resident, surroundings);
  const options: JourneyOptions = { ...surroundings, city: city.city, known: facts };
  return { service, owner, session, options };
}

/** Ids of the owner's look-ups, the latest first; those of one service where it is named. */
async function earlier(
  house: House,
  owner: DraftOwner,
  of?: { readonly city: string; readonly code: string },
): Promise<readonly string[]> {
  const drafts = await listDrafts(house, { owner, now: house.clock() });
  const isLookUp = (code: string, version: string) => {
    const known = house.catalogue.service(code, version);
    return known !== undefined && answersOnPage(known.definition);
  };
  return drafts
    .filter(({ city, service }) => of === undefined || (city === of.city && service === of.code))
    .filter(({ service, version }) => isLookUp(service, version))
    .map(({ id }) => id);
}
