import { createElement } from "preact";
import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { cityName, cityOf, sendPublic } from "../../page.tsx";
import { GuideView, ListView } from "./guide-view.tsx";
import { eventHere, eventsHere } from "./here.ts";
import { words } from "./words.ts";

/** `GET /{city}/life-events` and `GET /{city}/life-events/{code}`: the same for everybody. */
export function addGuidePages(app: App, house: House): void {
  const config = { access: "public", owner: "catalogue" } as const;
  const keyOf = async (name: string, city: string) => [
    ...[name, house.regions.revision, house.catalogue.lifeEvents.revision],
    await house.offerings.digest(city),
  ];
  app.get<{ Params: { city: string } }>("/:city/life-events", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const { language } = request;
    const w = words(language);
    const key = await keyOf("life-events", city.city);
    return sendPublic(house, request, reply, key, async () => ({
      title: w.title,
      main: createElement(ListView, { language, city: city.city, events: await eventsHere(house, city.city) }),
      city,
      back: { href: `/${city.city}`, label: cityName(house, city, language) },
      description: w.lede,
      indexed: true,
    }));
  });

  type Asked = { Params: { city: string; code: string } };
  app.get<Asked>("/:city/life-events/:code", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const here = await eventHere(house, city.city, request.params.code);
    const { language } = request;
    const { name, summary } = here.event.definition;
    return sendPublic(house, request, reply, await keyOf("life-event", city.city), () => ({
      title: name[language],
      main: createElement(GuideView, { language, city: city.city, here }),
      city,
      back: { href: `/${city.city}/life-events`, label: words(language).title },
      description: summary[language],
      indexed: true,
    }));
  });
}
