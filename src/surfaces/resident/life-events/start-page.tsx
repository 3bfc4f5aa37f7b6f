import { lifeEventForm } from "../../../domain/catalogue/index.ts";
import { keepDays, listDrafts, startDraft } from "../../../domain/forms/index.ts";
import { Button, Form, LinkButton, Notice, PageTitle, Steps } from "../../../foundation/html/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { formatInstant } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { addresses } from "../journey/addresses.ts";
import { askedService } from "../journey/asked-service.ts";
import { untilDay } from "../journey/start-page.tsx";
import { visitOwner, whose } from "../journey/whose.ts";
import { words as journeyWords } from "../journey/words.ts";
import { eventHere, formOffered } from "./here.ts";
import { words } from "./words.ts";

type Asked = { Params: { readonly city: string; readonly code: string } };

const config = { access: "visitor", owner: "forms" } as const;

/** `GET …/start` says what comes and offers what was begun before; `POST` begins the draft of the shared questions. */
export function addStartPage(app: App, house: House): void {
  const path = "/:city/life-events/:code/start";
  app.get<Asked>(path, { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const { event } = await eventHere(house, city.city, request.params.code);
    const form = lifeEventForm(event.definition.code);
    const { owner, session } = await whose(house, request);
    const drafts = owner === undefined ? [] : await listDrafts(house, { owner, now: house.clock() });
    const before = drafts.find(({ city: at, service }) => at === city.city && service === form);
    const { language } = request;
    const w = words(language);
    const days = session ? keepDays.resident : keepDays.visit;
    const hidden = { [csrfField]: reply.csrf() };
    const at = [city.city, form] as const;
    const main = (
      <>
        <PageTitle title={event.definition.name[language]} lede={w.lede} />
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
            { title: w.stepAnswer, text: w.stepAnswerText({ pages: event.definition.ask.length }) },
            { title: w.stepChoose },
            { title: w.stepSend, text: w.stepSendText },
          ]}
        />
        <p>{session ? journeyWords(language).keptResident({ days }) : journeyWords(language).keptVisit({ days })}</p>
        <Form action={addresses.start(...at)} hidden={{ ...hidden, ...(before ? { fresh: "yes" } : {}) }}>
          <Button weight={before === undefined ? "first" : "second"}>
            {before === undefined ? w.begin : w.beginAgain}
          </Button>
        </Form>
        {before === undefined ? null : (
          <Form action={addresses.discard(...at, before.id)} hidden={hidden}>
            <Button weight="danger">{w.discard}</Button>
          </Form>
        )}
      </>
    );
    const back = { href: addresses.guide(...at), label: event.definition.name[language] };
    return sendPersonal(house, request, reply, { title: event.definition.name[language], main, city, back });
  });

  app.post<Asked>(path, { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const here = await eventHere(house, city.city, request.params.code);
    const service = askedService(formOffered(here).service, { delivery: false });
    const owner = (await whose(house, request)).owner ?? visitOwner(house, reply.visit());
    if (owner === undefined) throw new Error("a visit was made and is not there");
    const fresh = ((request.body ?? {}) as FormFields)["fresh"] === "yes";
    const draft = await startDraft(house, { owner, city: city.city, service, now: house.clock(), fresh });
    return reply.redirect(addresses.draft(city.city, service.definition.code, draft.id), 303);
  });
}
