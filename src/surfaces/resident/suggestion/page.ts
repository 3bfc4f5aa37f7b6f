import { createElement } from "preact";
import type { App } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { cityName, sendPersonal } from "../../page.tsx";
import { rememberedCity } from "../choose-city/remember.ts";
import { addresses } from "../journey/addresses.ts";
import { placesOf } from "../journey/places.ts";
import { SuggestionView } from "./view.tsx";
import { words } from "./words.ts";

type Asked = { Querystring: { about?: unknown; q?: unknown } };

const service = "suggestion";
/** While no more cities than this are open, all are listed without a search. */
const fewCities = 12;

/**
 * `GET /suggestion?about=`: the way to complain or suggest from a page that belongs to no city. Leads to the journey of the city this
 * browser was in last, or asks for one first; `?q=` searches.
 */
export function addSuggestionPage(app: App, house: House): void {
  const config = { access: "public", owner: "catalogue" } as const;
  app.get<Asked>("/suggestion", { config }, async (request, reply) => {
    const { language } = request;
    const about = typeof request.query.about === "string" ? request.query.about.slice(0, 200) : "";
    const query = typeof request.query.q === "string" ? request.query.q.trim().slice(0, 100) : "";
    const last = rememberedCity(house, request);
    if (query === "" && last !== undefined && (await offersIt(house, last.city))) {
      return reply.redirect(startOf(last.city, about), 303);
    }
    const { cities } = house.regions;
    const codes =
      query === "" ? (cities.length > fewCities ? [] : cities.map(({ city }) => city)) : found(house, query, language);
    const offered = await Promise.all(codes.map((city) => offersIt(house, city)));
    const main = createElement(SuggestionView, {
      language,
      about,
      query,
      places: codes.filter((_, index) => offered[index]).map((city) => placeLine(house, city, about, language)),
    });
    return sendPersonal(house, request, reply, { title: words(language).title, main });
  });
}

function startOf(city: string, about: string): string {
  return `${addresses.start(city, service)}${about === "" ? "" : `?about=${encodeURIComponent(about)}`}`;
}

async function offersIt(house: House, city: string): Promise<boolean> {
  return (await house.offerings.of(city)).some(({ offering }) => offering.service === service);
}

/** Open cities among the places found, or above them: a district without pages of its own belongs to one that has. */
function found(house: House, query: string, language: Language): string[] {
  const { divisions } = house.regions;
  const tenants = divisions
    .search(query, { language })
    .flatMap(({ code }) =>
      [...divisions.path(code)].reverse().flatMap((above) => divisions.tenantOf(above.code) ?? []),
    );
  return [...new Set(tenants)].slice(0, fewCities);
}

function placeLine(house: House, code: string, about: string, language: Language) {
  const city = house.regions.city(code);
  const name = city === undefined ? code : cityName(house, city, language);
  const full = placesOf(house.regions.divisions).nameOf(code, language);
  return { href: startOf(code, about), label: name, note: full === name ? undefined : full };
}
