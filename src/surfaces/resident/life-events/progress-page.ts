import { createElement } from "preact";
import { startDraft } from "../../../domain/forms/index.ts";
import { findEvent, lifeEventNotFound, listEvents } from "../../../domain/life-events/index.ts";
import { type App, csrfField } from "../../../foundation/http/index.ts";
import { formatDay } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { addresses } from "../journey/addresses.ts";
import { askedService } from "../journey/asked-service.ts";
import { placeName } from "../me/lines.tsx";
import { isDone, progressOf } from "./progress.ts";
import { MineView, ProgressView } from "./progress-view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "life-events" } as const;

/** `GET /me/life-events`, `GET /me/life-events/{number}`, and `POST …/steps/{code}` for what can be begun now. */
export function addProgressPages(app: App, house: House): void {
  app.get("/me/life-events", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { language } = request;
    const w = words(language);
    const items = (await listEvents(house.database, resident)).map((event) => {
      const definition = house.catalogue.lifeEvents.one(event.event, event.version)?.definition;
      const day = house.regions.calendarOf(event.city).dayOf(event.startedAt);
      return {
        href: addresses.lifeEvent(event.number),
        label: definition?.name[language] ?? event.event,
        note: w.begunOn({ day: formatDay(day, language), place: placeName(house, event.city, language) }),
      };
    });
    const main = createElement(MineView, { language, items });
    const back = { href: "/me" };
    return sendPersonal(house, request, reply, { title: w.mine, main, city: rememberedCity(house, request), back });
  });

  type Asked = { Params: { readonly number: string } };
  app.get<Asked>("/me/life-events/:number", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const event = await findEvent(house.database, resident, request.params.number);
    const progress = await progressOf(house, resident, event);
    const { language } = request;
    const { name } = progress.here.event.definition;
    const main = createElement(ProgressView, {
      ...{ house, language, event, progress },
      done: progress.steps.filter(isDone).length,
      hidden: { [csrfField]: reply.csrf() },
    });
    const city = house.regions.city(event.city);
    const back = { href: "/me/life-events", label: words(language).mine };
    return sendPersonal(house, request, reply, { title: name[language], main, city, back });
  });

  type Begin = { Params: { readonly number: string; readonly code: string } };
  app.post<Begin>("/me/life-events/:number/steps/:code", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const event = await findEvent(house.database, resident, request.params.number);
    const { steps } = await progressOf(house, resident, event);
    const found = steps.find(({ step }) => step.step.service === request.params.code);
    if (found?.standing.kind !== "can_begin" || found.step.offered === undefined) throw lifeEventNotFound();
    const draft = await startDraft(house, {
      ...{ owner: `resident:${resident}`, city: event.city, within: event.draft, now: house.clock() },
      service: askedService(found.step.offered.service, { delivery: true }),
    });
    return reply.redirect(addresses.draft(event.city, request.params.code, draft.id), 303);
  });
}
