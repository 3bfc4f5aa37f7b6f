import { createElement } from "preact";
import { governmentServiceOf } from "../../../domain/catalogue/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { contextOf, placeOf } from "../../export-context.ts";
import type { House } from "../../house.ts";
import { cityName, cityOf, sendPublic } from "../../page.tsx";
import { GuideView } from "./view.tsx";

/** `GET /{city}/services/{code}`: everything one wants to know before starting, from the service's own file. */
export function addGuidePage(app: App, house: House): void {
  const config = { access: "public", owner: "catalogue" } as const;
  type Asked = { Params: { city: string; code: string } };
  app.get<Asked>("/:city/services/:code", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const offered = await house.offerings.one(city.city, request.params.code);
    const { language } = request;
    const { service } = offered;
    const key = ["guide", house.regions.revision, await house.offerings.digest(city.city)];
    return sendPublic(house, request, reply, key, () => {
      const field = house.catalogue.fields.get(service.definition.field);
      const name = cityName(house, city, language);
      return {
        title: service.definition.name[language],
        main: createElement(GuideView, {
          ...{ language, city: city.city, offered },
          described: governmentServiceOf(offered, contextOf(house, placeOf(house, city.city)), language),
        }),
        city,
        back: field
          ? { href: `/${city.city}/fields/${field.code}`, label: field.name[language] }
          : { href: `/${city.city}`, label: name },
        description: service.definition.summary[language],
        indexed: true,
      };
    });
  });
}
