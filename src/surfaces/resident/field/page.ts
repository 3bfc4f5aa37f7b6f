import { createElement } from "preact";
import type { App } from "../../../foundation/http/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { cityName, cityOf, sendPublic } from "../../page.tsx";
import { serviceLine } from "../city-home/page.ts";
import { FieldView } from "./view.tsx";
import { words } from "./words.ts";

/** `GET /{city}/fields/{field}`: the services of one field that the city offers. */
export function addFieldPage(app: App, house: House): void {
  const config = { access: "public", owner: "catalogue" } as const;
  app.get<{ Params: { city: string; field: string } }>("/:city/fields/:field", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const field = house.catalogue.fields.get(request.params.field);
    if (!field) throw noSuchField();
    const { language } = request;
    const key = ["field", house.regions.revision, await house.offerings.digest(city.city)];
    return sendPublic(house, request, reply, key, async () => {
      const offered = await house.offerings.of(city.city);
      const here = offered.filter(({ service }) => service.definition.field === field.code);
      const name = cityName(house, city, language);
      const title = field.name[language];
      const main = createElement(FieldView, {
        language,
        city: city.city,
        name,
        title,
        services: here.map((one) => serviceLine(city, one, language)),
      });
      const description = words(language).description({ name, field: title });
      return { title, main, city, back: { href: `/${city.city}`, label: name }, description, indexed: here.length > 0 };
    });
  });
}

function noSuchField(): Refusal {
  return new Refusal({
    code: "field_not_found",
    status: 404,
    say: {
      zh: "没有这个服务分类。请从首页重新选择。",
      en: "There is no such field of services. Please choose again on the first page.",
    },
  });
}
