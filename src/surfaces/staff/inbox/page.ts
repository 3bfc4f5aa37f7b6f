import { createElement } from "preact";
import { listAreas, listFilters } from "../../../domain/caseload/index.ts";
import { type CaseLine, type CasePage, listCases } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { lineClock } from "../clocks.ts";
import { agenciesOf, caseOf } from "../desk.ts";
import { address, asked, hiddenOf, posted } from "../form.ts";
import { homeOf, sendStaff } from "../frame.ts";
import { mannerOf } from "../manners.ts";
import { clerkNames } from "../names.ts";
import { waitingFor } from "../waiting.ts";
import { staffWords, stateWord } from "../words.ts";
import { showElsewhere } from "./elsewhere.tsx";
import { choicesOf, filterOf, type InboxAsked } from "./filter.ts";
import { casesOfPerson } from "./of-person.ts";
import { viewTabs } from "./tabs.ts";
import { FoundView, InboxView, type Line } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "cases" } as const;

/** `/staff`: the inbox, and the search for one exact case or person. */
export function addInboxPage(app: App, house: House): void {
  app.get("/staff", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const agencies = agenciesOf(clerk);
    if (agencies.length === 0) return reply.redirect(homeOf(clerk), 303);
    const { language, query } = request;
    if (asked(query, "view") === "elsewhere") return showElsewhere(house, request, reply, clerk, agencies);
    const filter = filterOf(query, { clerk, agencies, now: house.clock() });
    const { view } = filter;
    const services = await servicesOf(house, clerk, agencies, language);
    const areas = view === "closed" || view === "mine" ? [] : await listAreas(house, clerk.city);
    const choices = choicesOf(view);
    const after = asked(query, "after");
    const page = await list(house, filter, after);
    const here = hereOf(filter);
    const saved = await listFilters(house, clerk);
    const main = createElement(InboxView, {
      language,
      hidden: hiddenOf(reply),
      view,
      tabs: viewTabs(view, language),
      lines: await linesOf(house, clerk, page.items, language),
      closed: view === "closed",
      services: view === "mine" ? [] : services,
      states: choices.map((each) => ({ value: each, label: say(stateWord(each, "licence").name, language) })),
      areas: areas.map(({ area, name }) => ({ value: area, label: name })),
      service: filter.service ?? "",
      state: choices.length === 0 ? "" : (filter.state ?? ""),
      area: filter.area ?? "",
      of: await clerkShown(house, clerk, filter, language),
      filtered:
        (filter.service ?? filter.area) !== undefined ||
        (view !== "mine" && filter.assignee !== undefined) ||
        (choices.length > 0 && filter.state !== undefined && view !== "closed"),
      saved: saved.map(({ name, query: address }) => ({ href: `/staff?${address}`, label: name })),
      query: new URLSearchParams(
        Object.entries(here).filter(([, value]) => value !== undefined && value !== "") as [string, string][],
      ).toString(),
      exportHref: address("/staff/exports/cases.csv", here),
      firstHref: after === "" ? undefined : address("/staff", here),
      nextHref: page.next === null ? undefined : address("/staff", { ...here, after: page.next }),
    });
    return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "inbox");
  });

  app.post("/staff/search", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const agencies = agenciesOf(clerk);
    if (agencies.length === 0) return reply.redirect(homeOf(clerk), 303);
    const { language } = request;
    const query = posted(request.body, "q").slice(0, 64).trim();
    const number = await exactCase(house, clerk, query);
    if (number !== undefined) return reply.redirect(`/staff/cases/${number}`, 303);
    const page = await casesOfPerson(house, { clerk, agencies, query, after: posted(request.body, "after") });
    const main = createElement(FoundView, {
      language,
      hidden: hiddenOf(reply),
      lines: await linesOf(house, clerk, page.items, language),
      query,
      next: page.next ?? undefined,
    });
    const back = [{ href: "/staff", label: words(language).title }];
    const content = { title: words(language).found, main, breadcrumb: back };
    return sendStaff(house, request, reply, clerk, content, "inbox");
  });
}

/** The parameters that bring this list again. */
function hereOf({ view, service, state, area, assignee }: InboxAsked): Record<string, string | undefined> {
  const isChoice = choicesOf(view).length > 0;
  return {
    view: view === "agency" ? "" : view,
    service,
    state: isChoice ? state : undefined,
    area,
    clerk: view === "mine" ? undefined : assignee,
  };
}

async function list(house: House, filter: InboxAsked, after: string): Promise<CasePage> {
  const page = await listCases(house.cases, { ...filter, ...(after === "" ? {} : { after }) });
  // A clerk who moved to another agency keeps nothing of the old one.
  return { ...page, items: page.items.filter((line) => filter.agencies.includes(line.agency)) };
}

/** Whose desk is shown, where it is one colleague's. */
async function clerkShown(house: House, clerk: Clerk, { view, assignee }: InboxAsked, language: Language) {
  if (view === "mine" || assignee === undefined) return undefined;
  const names = await clerkNames(house, clerk.city, [assignee]);
  return words(language).of({ name: names.get(assignee) ?? staffWords(language).formerClerk });
}

/** The services whose cases come to this clerk, hidden ones too: their cases stay. */
async function servicesOf(house: House, clerk: Clerk, agencies: readonly string[], language: Language) {
  const all = await house.offerings.all(clerk.city);
  return all
    .filter(({ offering }) => agencies.includes(offering.agency))
    .map(({ service: { definition } }) => ({ value: definition.code, label: say(definition.name, language) }));
}

async function exactCase(house: House, clerk: Clerk, query: string): Promise<string | undefined> {
  if (!parsePublicNumber(query)) return undefined;
  try {
    return (await caseOf(house, clerk, query)).number;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

async function linesOf(
  house: House,
  clerk: Clerk,
  items: readonly CaseLine[],
  language: Language,
): Promise<readonly Line[]> {
  const calendar = house.regions.calendarOf(clerk.city);
  const reader = { language, calendar, now: house.clock() };
  const names = await clerkNames(
    house,
    clerk.city,
    items.map((line) => line.assignee),
  );
  const day = (at: Date) => formatDay(calendar.dayOf(at), language);
  return items.map((line) => {
    const definition = house.catalogue.service(line.service)?.definition;
    return {
      number: line.number,
      revision: line.revision,
      service: definition ? say(definition.name, language) : line.service,
      applicant: line.applicant,
      state: line.state,
      manner: definition === undefined ? "licence" : mannerOf(definition),
      clock: lineClock(house, line, reader),
      waiting: line.waiting_for === null ? undefined : waitingFor(house, line.agency, line.waiting_for, language),
      clerk: line.assignee === null ? undefined : names.get(line.assignee),
      received: day(line.submitted_at),
      ended: line.closed_at === null ? undefined : day(line.closed_at),
    };
  });
}
