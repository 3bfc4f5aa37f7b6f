import type { FastifyRequest } from "fastify";
import {
  type DraftSummary,
  discardDraft,
  draftsOfEvent,
  keepDays,
  listDrafts,
  openDraft,
  savePage,
  startDraft,
} from "../../../domain/forms/index.ts";
import { Button, Form, LinkButton, Notice, PageTitle, Steps } from "../../../foundation/html/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { formatDay, formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import { sayOffice } from "../../offer-words.ts";
import type { Offered } from "../../offerings.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { beginLookUp, showQuestions } from "../answer/start.tsx";
import { addresses, journeyPaths } from "./addresses.ts";
import { askedService } from "./asked-service.ts";
import { deleteDraftFiles } from "./draft-files.ts";
import { type DraftParams, loadDraft, surroundingsOf, toCase } from "./load.ts";
import { nextAddress } from "./steps.ts";
import { visitOwner, whose } from "./whose.ts";
import { words } from "./words.ts";

type Start = { Params: { readonly city: string; readonly code: string }; Querystring: { readonly about?: unknown } };

const config = { access: "visitor", owner: "forms" } as const;
/** What a complaint is about: an address of ours or a few words. */
const aboutLimit = 200;

/**
 * `GET …/start` says what comes and offers a draft begun before; `POST` begins one (`fresh` a new one). `…/drafts/{id}` leads to
 * where the draft goes on; `POST …/discard` deletes it.
 */
export function addStartPage(app: App, house: House): void {
  app.get<Start>("/:city/services/:code/start", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const offered = await house.offerings.one(city.city, request.params.code);
    if (answersOnPage(offered.service.definition)) return showQuestions(house, request, reply, offered);
    const { owner, session } = await whose(house, request);
    const now = house.clock();
    const drafts = owner === undefined ? [] : await listDrafts(house, { owner, now });
    const before = drafts.find(({ city: at, service }) => at === city.city && service === request.params.code);
    const { language } = request;
    const { name } = offered.service.definition;
    const main = (
      <StartView
        language={language}
        city={city.city}
        offered={offered}
        before={before}
        signedIn={session !== undefined}
        today={house.regions.calendarOf(city.city).dayOf(now)}
        hidden={{ [csrfField]: reply.csrf(), ...aboutOf(request) }}
      />
    );
    const back = { href: addresses.guide(city.city, request.params.code), label: name[language] };
    return sendPersonal(house, request, reply, { title: name[language], main, city, back });
  });

  // The first questions of a query stand on this page: what cannot be kept is said at its field.
  const begins = { ...config, anyCharacters: true };
  app.post<Start>("/:city/services/:code/start", { config: begins }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const offered = await house.offerings.one(city.city, request.params.code);
    if (answersOnPage(offered.service.definition)) return beginLookUp(house, request, reply, offered);
    const service = askedService(offered.service, { delivery: true });
    const body = (request.body ?? {}) as FormFields;
    const owner = (await whose(house, request)).owner ?? visitOwner(house, reply.visit());
    if (owner === undefined) throw new Error("a visit was made and is not there");
    const now = house.clock();
    const fresh = body["fresh"] === "yes";
    const draft = await startDraft(house, { owner, city: city.city, service, now, fresh });
    const about = typeof body["about"] === "string" ? body["about"].slice(0, aboutLimit) : "";
    const question = service.questions.get("about");
    if (about !== "" && question?.question.type === "text" && draft.revision === 0) {
      const options = { ...surroundingsOf(house, city.city, house.regions.divisions), city: city.city };
      const posted = { about, shown: "about" };
      await savePage(house, { owner, id: draft.id, service, page: question.page, posted, now, options });
    }
    return reply.redirect(addresses.draft(city.city, request.params.code, draft.id), 303);
  });

  for (const path of journeyPaths("drafts/:id"))
    app.get<{ Params: DraftParams }>(path, { config }, async (request, reply) => {
      const loaded = await loadDraft(house, request, request.params);
      const { sentNumber } = loaded.draft;
      return sentNumber === undefined ? reply.redirect(nextAddress(loaded), 303) : toCase(loaded, reply, sentNumber);
    });

  for (const path of journeyPaths("drafts/:id/discard"))
    app.post<{ Params: DraftParams }>(path, { config }, async (request, reply) => {
      const loaded = await loadDraft(house, request, request.params);
      const { draft, owner, city } = loaded;
      if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
      const now = house.clock();
      const { id } = await openDraft(house, { owner, id: draft.id, now });
      // What was begun within a life event goes with it.
      const within = (await draftsOfEvent(house, { owner, event: id, now })).filter(
        (one) => one.sentNumber === undefined,
      );
      for (const one of [...within.map((each) => each.id), id]) {
        await discardDraft(house, { owner, id: one });
        await deleteDraftFiles(house, city.city, one);
      }
      return reply.redirect(addresses.guide(city.city, draft.service), 303);
    });
}

/** What a complaint is about comes with the link from the page it is about. */
function aboutOf({ query }: FastifyRequest<Start>): Record<string, string> {
  return typeof query.about === "string" && query.about !== "" ? { about: query.about.slice(0, aboutLimit) } : {};
}

function StartView(props: {
  language: Language;
  city: string;
  offered: Offered;
  before: DraftSummary | undefined;
  signedIn: boolean;
  today: string;
  hidden: Readonly<Record<string, string>>;
}) {
  const { language, city, before, offered } = props;
  const { definition } = offered.service;
  const w = words(language);
  const at = [city, definition.code] as const;
  const needsSignIn = definition.sign_in !== "optional";
  const days = props.signedIn ? keepDays.resident : keepDays.visit;
  return (
    <>
      <PageTitle title={definition.name[language]} lede={w.startLede} />
      {before === undefined ? null : (
        <Notice title={w.begunTitle}>
          <p>
            {w.begunText({
              at: formatInstant(before.updatedAt, language),
              until: untilDay(before.expiresAt, language),
            })}
          </p>
          <LinkButton href={addresses.draft(...at, before.id)}>{w.goOn}</LinkButton>
        </Notice>
      )}
      <Steps
        steps={[
          { title: w.stepFill, text: w.stepFillText({ pages: definition.ask.length }) },
          { title: w.stepCheck, text: needsSignIn && !props.signedIn ? w.stepCheckSignIn : w.stepCheckText },
          { title: w.stepSend, text: w.stepSendText({ agency: sayOffice(offered.offering, language).first }) },
        ]}
      />
      <p>{props.signedIn ? w.keptResident({ days }) : w.keptVisit({ days })}</p>
      <Form action={addresses.start(...at)} hidden={{ ...props.hidden, ...(before ? { fresh: "yes" } : {}) }}>
        <Button weight={before === undefined ? "first" : "second"}>
          {before === undefined ? w.begin : w.beginAgain}
        </Button>
      </Form>
      {before === undefined ? null : (
        <Form action={addresses.discard(...at, before.id)} hidden={props.hidden}>
          <Button weight="danger">{w.discard}</Button>
        </Form>
      )}
      {definition.refuse.length === 0 ? null : (
        <>
          <h2>{w.grounds}</h2>
          <ul>
            {definition.refuse.map((ground) => (
              <li key={ground.when}>{ground.say[language]}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export function untilDay(instant: Date, language: Language): string {
  return formatDay(new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10), language);
}
