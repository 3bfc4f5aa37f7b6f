import { createElement } from "preact";
import { type Division, type Divisions, searchLimit } from "../../../domain/regions/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { type Content, cityName, sendPersonal, sendPublic } from "../../page.tsx";
import { rememberedCity } from "./remember.ts";
import { ClosedView, FoundView, type PlaceLine, StartView, WithinView } from "./view.tsx";
import { words } from "./words.ts";

type Asked = { Querystring: { q?: unknown; under?: unknown; after?: unknown } };

/** While no more cities than this are open, the first page lists them all. */
const fewCities = 12;

const config = { access: "public", owner: "regions" } as const;

/**
 * `GET /`: choose a city. `?q=` searches, `?under=` shows what lies within a division (`&after=` its next hundred); without either the
 * first page, with the city this browser was in last.
 */
export function addChooseCityPage(app: App, house: House): void {
  app.get<Asked>("/", { config }, (request, reply) => {
    const { language } = request;
    const { q, under, after } = request.query;
    if (typeof q === "string" && q.trim() !== "") {
      return sendPersonal(house, request, reply, found(house, language, q.trim().slice(0, 100)));
    }
    if (typeof under === "string" && under !== "") {
      const { content, status } = within(house, language, under, typeof after === "string" ? after : undefined);
      reply.code(status);
      return sendPersonal(house, request, reply, content);
    }
    const last = rememberedCity(house, request)?.city;
    return sendPublic(house, request, reply, ["choose-city", house.regions.revision, last ?? ""], () =>
      start(house, language, last),
    );
  });
}

function start(house: House, language: Language, last: string | undefined): Content {
  const { divisions, cities } = house.regions;
  const w = words(language);
  const line = (city: string) => openLine(house, city, language);
  const main = createElement(StartView, {
    language,
    invented: house.demonstration,
    last: last === undefined ? undefined : line(last),
    open: cities.length > fewCities ? [] : cities.map((each) => line(each.city)),
    provinces: divisions.children(null).items.map((each) => withinLine(divisions, each, language)),
  });
  return { title: w.title, main, description: w.description, indexed: true };
}

function found(house: House, language: Language, query: string): Content {
  const { divisions } = house.regions;
  const places = divisions.search(query, { language }).map((each) => {
    const tenant = divisions.tenantOf(each.code);
    const line = tenant === undefined ? withinLine(divisions, each, language) : openLine(house, tenant, language);
    return { ...line, above: aboveOf(divisions, each, language) };
  });
  // Two codes of one place (old and new) lead to one city: shown once.
  const distinct = places.filter((place, i) => places.findIndex((each) => each.href === place.href) === i);
  const main = createElement(FoundView, { language, query, found: distinct, most: searchLimit });
  return { title: words(language).title, main, back: { href: "/", label: words(language).allProvinces } };
}

function within(
  house: House,
  language: Language,
  code: string,
  after: string | undefined,
): { content: Content; status: number } {
  const { divisions } = house.regions;
  const w = words(language);
  const division = /^\d{6}$/.test(code) ? divisions.get(code) : undefined;
  if (division === undefined) {
    const main = createElement(ClosedView, {
      language,
      title: w.unknown,
      text: w.unknownText,
      instead: [],
      insteadTitle: undefined,
    });
    return { content: { title: w.unknown, main, back: { href: "/" } }, status: 404 };
  }
  const name = division.name[language];
  const { items, next } = divisions.children(code, { after });
  const lines = items.map((each) => childLine(house, each, language));
  const own = divisions.tenantOf(code);
  const up = divisions.path(code).slice(0, -1);
  const parent = up.at(-1);
  const back =
    parent === undefined
      ? { href: "/", label: w.allProvinces }
      : { href: `/?under=${parent.code}`, label: parent.name[language] };
  if (division.endedOn !== null || (items.length === 0 && own === undefined && after === undefined)) {
    return { content: { ...closed(house, language, division), back }, status: 200 };
  }
  const main = createElement(WithinView, {
    language,
    name,
    above: aboveOf(divisions, division, language),
    own: own === undefined ? undefined : openLine(house, own, language),
    open: lines.filter((each) => each.openCount > 0),
    closed: lines.filter((each) => each.openCount === 0),
    nextHref: next === null ? undefined : `/?under=${code}&after=${next}`,
  });
  return { content: { title: name, main, back, indexed: after === undefined }, status: 200 };
}

/** A place without services here: what is open above it, or what took over from it. */
function closed(house: House, language: Language, division: Division): Content {
  const { divisions } = house.regions;
  const w = words(language);
  const name = division.name[language];
  const followers = division.endedOn === null ? [] : divisions.resolve(division.code);
  const above = divisions
    .path(division.code)
    .slice(0, -1)
    .flatMap((each) => divisions.tenantOf(each.code) ?? [])
    .reverse();
  const by = followers.map((each) => each.name[language]).join(language === "zh" ? "、" : ", ");
  const title = w.closedTitle({ name });
  const main = createElement(ClosedView, {
    language,
    title,
    text: followers.length > 0 ? w.replaced({ name, by }) : w.closedText,
    instead:
      followers.length > 0
        ? followers.map((each) => childLine(house, each, language))
        : above.map((tenant) => openLine(house, tenant, language)),
    insteadTitle: followers.length > 0 ? by : w.openAbove,
  });
  return { title, main };
}

/** A line that leads to an open city's own pages. */
function openLine(house: House, tenant: string, language: Language): PlaceLine {
  const { divisions } = house.regions;
  const city = house.regions.city(tenant);
  const division = divisions.resolve(tenant)[0];
  const name = city === undefined ? "" : cityName(house, city, language);
  return {
    href: `/${tenant}`,
    name: name === "" ? (division?.name[language] ?? tenant) : name,
    above: division && aboveOf(divisions, division, language),
    chinese: language === "zh" ? undefined : division?.name.zh,
    openCount: 1,
    isOpen: true,
  };
}

/** A line that leads to what lies within a division. */
function withinLine(divisions: Divisions, division: Division, language: Language): PlaceLine {
  return {
    href: `/?under=${division.code}`,
    name: division.name[language],
    chinese: language === "zh" ? undefined : division.name.zh,
    openCount: divisions.offeredWithin(division.code),
    isOpen: false,
  };
}

/** A division under another: right to its services when it is open and nothing lies below, else to what lies within. */
function childLine(house: House, division: Division, language: Language): PlaceLine {
  const { divisions } = house.regions;
  const tenant = divisions.tenantOf(division.code);
  const hasChildren = divisions.children(division.code, { limit: 1 }).items.length > 0;
  if (tenant === undefined || hasChildren) return withinLine(divisions, division, language);
  return { ...openLine(house, tenant, language), above: undefined };
}

/** The places above one: 湖南省 · 岳阳市. */
function aboveOf(divisions: Divisions, division: Division, language: Language): string | undefined {
  const above = divisions.path(division.code).slice(0, -1);
  return above.length === 0 ? undefined : above.map((each) => each.name[language]).join(" · ");
}
