import { createElement } from "preact";
import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { cityName, cityOf, sendPersonal } from "../../page.tsx";
import { serviceLine } from "../city-home/page.ts";
import { eventsHere } from "../life-events/here.ts";
import { SearchView } from "./view.tsx";
import { words } from "./words.ts";

/** Characters of a question that count; no service needs more. */
const queryLimit = 100;

/**
 * `GET /{city}/search?q=`: services by name, everyday words, pinyin or initials. Without a question all services of the city.
 * Not kept for everybody: there are as many such pages as questions.
 */
export function addSearchPage(app: App, house: House): void {
  const config = { access: "public", owner: "catalogue" } as const;
  type Asked = { Params: { city: string }; Querystring: { q?: unknown } };
  app.get<Asked>("/:city/search", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const { language, query: asked } = request;
    const query = typeof asked.q === "string" ? asked.q.trim().slice(0, queryLimit) : "";
    const offered = new Map((await house.offerings.of(city.city)).map((one) => [one.service.definition.code, one]));
    const here = new Set((await eventsHere(house, city.city)).map(({ event }) => event.definition.code));
    const found =
      query === ""
        ? [...offered.values()]
        : house.catalogue
            .search(query, new Set(offered.keys()))
            .flatMap((service) => offered.get(service.definition.code) ?? []);
    const events =
      query === "" ? [] : house.catalogue.lifeEvents.find(query).filter(({ definition }) => here.has(definition.code));
    const name = cityName(house, city, language);
    const w = words(language);
    const main = createElement(SearchView, {
      language,
      city: city.city,
      name,
      query,
      events: events.map(({ definition }) => ({
        href: `/${city.city}/life-events/${definition.code}`,
        label: definition.name[language],
        note: definition.summary[language],
      })),
      services: found.map((one) => serviceLine(city, one, language)),
      phone: city.settings.phone,
    });
    const title = query === "" ? w.all({ name }) : w.title({ query });
    return sendPersonal(house, request, reply, { title, main, city, back: { href: `/${city.city}`, label: name } });
  });
}
