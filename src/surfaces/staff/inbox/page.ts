import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import {
  type CaseLine,
  type CasePage,
  closedStates,
  type InboxFilter,
  listCases,
  listCasesOf,
  type State,
  states,
} from "../../../domain/cases/index.ts";
import { offeredServices } from "../../../domain/catalogue/index.ts";
import { type Clerk, idTypes, isIdNumber, normaliseIdNumber, residentKey } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
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
import { clerkNames } from "../names.ts";
import { isAnswered, stateWord } from "../words.ts";
import { FoundView, InboxView, type Line } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "cases" } as const;

const views = ["agency", "mine", "new", "overdue", "waiting", "deliver", "closed"] as const;
type View = (typeof views)[number];

/** Views of one state. */
const stateOf: Partial<Readonly<Record<View, State>>> = {
  new: "submitted",
  waiting: "correction_asked",
  deliver: "approved",
};

const openStates = states.filter((state) => !closedStates.has(state));
const endedStates = states.filter((state) => closedStates.has(state));

/** `/staff`: the inbox, and the search for one exact case or person. */
export function addInboxPage(app: App, house: House): void {
  app.get("/staff", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const agencies = agenciesOf(clerk);
    if (agencies.length === 0) return reply.redirect(homeOf(clerk), 303);
    const { language, query } = request;
    const view = views.find((each) => each === asked(query, "view")) ?? "agency";
    const services = await servicesOf(house, clerk, agencies, language);
    const service = services.find((each) => each.value === asked(query, "service"))?.value ?? "";
    const choices = view === "closed" ? endedStates : view === "agency" || view === "overdue" ? openStates : [];
    // Closed cases are listed state by state.
    const state =
      choices.find((each) => each === asked(query, "state")) ?? (view === "closed" ? "delivered" : undefined);
    const after = asked(query, "after");
    const page = await list(house, clerk, view, { agencies, service, state, after });
    const here = { view: view === "agency" ? "" : view, service: view === "mine" ? "" : service, state };
    const main = createElement(InboxView, {
      language,
      hidden: hiddenOf(reply),
      view,
      tabs: views.map((each) => ({
        href: address("/staff", { view: each === "agency" ? "" : each }),
        label: words(language)[each],
        current: each === view,
      })),
      lines: await linesOf(house, clerk, page.items, language),
      closed: view === "closed",
      services: view === "mine" ? [] : services,
      states: choices.map((each) => ({ value: each, label: say(stateWord(each, false).name, language) })),
      service,
      state: state ?? "",
      filtered: (service !== "" && view !== "mine") || (state !== undefined && view !== "closed"),
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
    const page = await casesOfPerson(house, clerk, agencies, query, posted(request.body, "after"));
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

type Asked = {
  readonly agencies: readonly string[];
  readonly service: string;
  readonly state: State | undefined;
  readonly after: string;
};

async function list(house: House, clerk: Clerk, view: View, { agencies, service, state, after }: Asked) {
  const wanted = stateOf[view] ?? state;
  const filter: InboxFilter = {
    city: clerk.city,
    agencies,
    ...(after === "" ? {} : { after }),
    ...(view === "mine" ? { assignee: clerk.id } : {}),
    ...(wanted === undefined || view === "mine" ? {} : { state: wanted }),
    ...(service === "" || view === "mine" ? {} : { service }),
    ...(view === "overdue" ? { dueBefore: house.clock() } : {}),
  };
  const page = await listCases(house.cases, filter);
  // A clerk who moved to another agency keeps nothing of the old one.
  return { ...page, items: page.items.filter((line) => agencies.includes(line.agency)) };
}

/** The services whose cases come to this clerk, hidden ones too: their cases stay. */
async function servicesOf(house: House, clerk: Clerk, agencies: readonly string[], language: Language) {
  const offerings = await offeredServices(house.database, clerk.city);
  return offerings.flatMap(({ service, version, agency }) => {
    const known = agencies.includes(agency) ? house.catalogue.service(service, version) : undefined;
    return known ? [{ value: service, label: say(known.definition.name, language) }] : [];
  });
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

/** Cases of the person with exactly this document, of this clerk's desks. Looking somebody up leaves a line in the record. */
async function casesOfPerson(
  house: House,
  clerk: Clerk,
  agencies: readonly string[],
  query: string,
  after: string,
): Promise<CasePage> {
  const { city } = clerk;
  const now = house.clock();
  const today = house.regions.calendarOf(city).dayOf(now);
  const idNumber = normaliseIdNumber(query);
  const people = idTypes
    .filter((idType) => isIdNumber(idType, idNumber, today))
    .map((idType) => ({ idType, resident: residentKey(house.secrets, { idType, idNumber }) }));
  let [person] = people;
  let found: CasePage = { items: [], next: null };
  for (const each of people) {
    const page = await listCasesOf(house.cases, city, each.resident, after === "" ? undefined : after);
    const items = page.items.filter((line) => agencies.includes(line.agency));
    if (items.length === 0 && page.next === null) continue;
    found = { items, next: page.next };
    person = each;
    break;
  }
  if (person) {
    const { idType, resident } = person;
    const entry = {
      city,
      actorKind: "clerk",
      actor: clerk.id,
      act: "case.look_up",
      subject: idType,
      resident,
    } as const;
    const detail = { found: found.items.length };
    await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, { ...entry, detail }, now));
  }
  return found;
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
      service: definition ? say(definition.name, language) : line.service,
      applicant: line.applicant,
      state: line.state,
      answered: definition !== undefined && isAnswered(definition),
      clock: lineClock(house, line, reader),
      clerk: line.assignee === null ? undefined : names.get(line.assignee),
      received: day(line.submitted_at),
      ended: line.closed_at === null ? undefined : day(line.closed_at),
    };
  });
}
