import type { FastifyRequest } from "fastify";
import { createElement } from "preact";
import { myCases, type State, whoseMove } from "../../../domain/cases/index.ts";
import { type DraftSummary, listDrafts } from "../../../domain/forms/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";
import { unreadMessages } from "../../../domain/notifications/index.ts";
import { type LinkItem, StateBadge, Tag } from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, type Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { stateWords } from "../case/state-words.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { addresses } from "../journey/addresses.ts";
import { caseLine, type MyCase, placeName, serviceName } from "./lines.tsx";
import { CasesView, MeView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "cases" } as const;

/** So many of the latest cases are looked through for a move that is the person's. */
const lookedThrough = 100;
const shownCases = 5;
const shownDrafts = 5;
const perPage = 20;

/** `GET /me` and `GET /me/cases?after=`. */
export function addMePages(app: App, house: House): void {
  app.get("/me", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { language } = request;
    const now = house.clock();
    const [profile, { items, next }, unread, drafts] = await Promise.all([
      profileOf(house.identity, resident),
      myCases(house.cases, resident, { limit: lookedThrough }),
      unreadMessages(house.database, resident),
      listDrafts(house, { owner: `resident:${resident}`, now }),
    ]);
    // A query was answered on the spot: what is kept of it is nothing unfinished.
    // What was begun within a life event is gone on with from there.
    const unfinished = drafts.filter(({ service, partOf }) => {
      if (partOf !== undefined) return false;
      const definition = house.catalogue.service(service)?.definition;
      return definition === undefined || !answersOnPage(definition);
    });
    const mine = items.filter((one) => whoseMove(one.state as State) === "resident");
    const main = createElement(MeView, {
      language,
      name: profile?.name,
      waiting: [
        ...mine.map((one) => waitingLine(house, one, language)),
        ...unfinished.slice(0, shownDrafts).map((draft) => draftLine(house, draft, language)),
        ...(unread > 0 ? [{ href: "/me/inbox", label: words(language).unread({ count: unread }) }] : []),
      ],
      cases: items.slice(0, shownCases).map((one) => caseLine(house, one, language)),
      moreCases: items.length > shownCases || next !== null,
      servicesHref: servicesHref(house, request),
      csrf: reply.csrf(),
    });
    return sendPersonal(house, request, reply, {
      title: words(language).title,
      main,
      city: rememberedCity(house, request),
    });
  });

  app.get<{ Querystring: { after?: unknown } }>("/me/cases", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { language } = request;
    const after = typeof request.query.after === "string" ? request.query.after.slice(0, 100) : undefined;
    const { items, next } = await myCases(house.cases, resident, {
      limit: perPage,
      ...(after === undefined ? {} : { after }),
    });
    const w = words(language);
    const main = createElement(CasesView, {
      language,
      cases: items.map((one) => caseLine(house, one, language)),
      newerHref: after === undefined ? undefined : "/me/cases",
      olderHref: next === null ? undefined : `/me/cases?after=${encodeURIComponent(next)}`,
      servicesHref: servicesHref(house, request),
    });
    return sendPersonal(house, request, reply, {
      title: w.cases,
      main,
      city: rememberedCity(house, request),
      back: { href: "/me", label: w.title },
    });
  });
}

function servicesHref(house: House, request: FastifyRequest): string {
  const city = rememberedCity(house, request);
  return city === undefined ? "/" : `/${city.city}`;
}

function waitingLine(house: House, one: MyCase, language: Language): LinkItem {
  const w = words(language);
  const { tone, badge } = stateWords("licence", one.state as State, language);
  return {
    href: `/me/cases/${one.number}`,
    label: serviceName(house, one.service, language),
    note:
      one.due_at === null
        ? w.correctSoon
        : w.toCorrect({ day: formatDay(house.regions.calendarOf(one.city).dayOf(one.due_at), language) }),
    end: <StateBadge tone={tone}>{badge}</StateBadge>,
  };
}

function draftLine(house: House, draft: DraftSummary, language: Language): LinkItem {
  const w = words(language);
  const day = (at: Date) => formatDay(house.regions.calendarOf(draft.city).dayOf(at), language);
  const place = placeName(house, draft.city, language);
  return {
    href: addresses.draft(draft.city, draft.service, draft.id),
    label: serviceName(house, draft.service, language),
    note: `${place} · ${w.draftNote({ at: day(draft.updatedAt), until: day(draft.expiresAt) })}`,
    end: <Tag>{w.draft}</Tag>,
  };
}
