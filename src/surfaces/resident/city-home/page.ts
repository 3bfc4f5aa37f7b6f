import { createElement } from "preact";
import type { City } from "../../../domain/regions/index.ts";
import { type IconName, isIconName, Tag } from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import type { Offered } from "../../offerings.ts";
import { type Content, cityName, cityOf, sendPublic } from "../../page.tsx";
import { rememberCity } from "../choose-city/remember.ts";
import { eventsHere } from "../life-events/here.ts";
import { CityHomeView, type FieldCell, type ServiceLine } from "./view.tsx";
import { words } from "./words.ts";

/** The home shows this many services by name; all others are in their field and in the search. */
const namedServices = 6;

/** Icons of the fields that the page's own set calls otherwise. */
const otherIcons: Readonly<Record<string, IconName>> = {
  "e-passport": "plane-departure",
  "receipt-yuan": "receipt-tax",
};

/** `GET /{city}`: what can be done here. The same for everybody, so it is kept packed; what is one's own is a link away. */
export function addCityHomePage(app: App, house: House): void {
  const config = { access: "public", owner: "catalogue" } as const;
  app.get<{ Params: { city: string } }>("/:city", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    rememberCity(house, request, reply, city.city);
    const key = [
      "city-home",
      house.regions.revision,
      house.catalogue.lifeEvents.revision,
      await house.offerings.digest(city.city),
    ];
    return sendPublic(house, request, reply, key, () => home(house, city, request.language));
  });
}

async function home(house: House, city: City, language: Language): Promise<Content> {
  const offered = await house.offerings.of(city.city);
  const name = cityName(house, city, language);
  const w = words(language);
  const main = createElement(CityHomeView, {
    language,
    city: city.city,
    name,
    count: offered.length,
    fields: fieldCells(house, city, offered, language),
    common: commonServices(house, offered)
      .slice(0, namedServices)
      .map((one) => serviceLine(city, one, language)),
    events: (await eventsHere(house, city.city)).map(({ event: { definition }, steps }) => ({
      href: `/${city.city}/life-events/${definition.code}`,
      label: definition.name[language],
      icon: iconOf(definition.icon),
      count: steps.length,
    })),
    phone: city.settings.phone,
  });
  return { title: w.title({ name }), main, city, description: w.description({ name }), indexed: true };
}

/** Fields in which something can be done here, in the order of the catalogue. */
function fieldCells(house: House, city: City, offered: readonly Offered[], language: Language): FieldCell[] {
  const byField = Map.groupBy(offered, ({ service }) => service.definition.field);
  return [...house.catalogue.fields.values()]
    .filter((field) => byField.has(field.code))
    .sort((a, b) => a.number - b.number)
    .map((field) => ({
      href: `/${city.city}/fields/${field.code}`,
      label: field.name[language],
      icon: iconOf(field.icon),
      count: byField.get(field.code)?.length ?? 0,
    }));
}

function iconOf(name: string): IconName {
  return isIconName(name) ? name : (otherIcons[name] ?? "list-check");
}

/** Common services of the city, the first of each field, then the second of each; others where a place has too few of them. */
function commonServices(house: House, offered: readonly Offered[]): Offered[] {
  const rank = ({ service: { definition } }: Offered) => {
    const field = house.catalogue.fields.get(definition.field);
    const place = field?.common?.indexOf(definition.code) ?? -1;
    return (place < 0 ? 100 : place) * 100 + (field?.number ?? 99);
  };
  return [...offered].sort((a, b) => rank(a) - rank(b));
}

export function serviceLine(city: City, { service }: Offered, language: Language): ServiceLine {
  const { code, name, summary, kind } = service.definition;
  return {
    href: `/${city.city}/services/${code}`,
    label: name[language],
    note: summary[language],
    end: createElement(Tag, null, words(language)[kind]),
  };
}
