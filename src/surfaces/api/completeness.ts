import { Type } from "typebox";
import { findingCodes } from "../../domain/catalogue/index.ts";
import { checkCities } from "../completeness.ts";
import { cityOf } from "../page.tsx";
import { demandCity, partnerOf } from "./authorise.ts";
import type { Api } from "./endpoint.ts";
import { asking, inCity, nullableText, oneOf, serviceCode, text } from "./shapes.ts";

const finding = Type.Object({
  code: oneOf(findingCodes),
  level: oneOf(["red", "amber"], "red: residents would meet it; amber: a warning"),
  agency: nullableText("Kind of agency it concerns"),
  services: Type.Array(serviceCode, { description: "Services it concerns" }),
  say: text,
  page: Type.String({ description: "Path of the staff page that mends it" }),
});

const answer = Type.Object({
  city: Type.String(),
  ready: Type.Boolean({ description: "Nothing red is left" }),
  shown: Type.Integer({ description: "Services residents see" }),
  red: Type.Integer(),
  amber: Type.Integer(),
  findings: Type.Array(finding, { maxItems: 2_000 }),
});

/** Whether a city can go live, for the programs of its agencies. */
export function addCompleteness(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "GET",
      path: "/cities/{city}/completeness",
      id: "readCompleteness",
      group: "services",
      owner: "catalogue",
      summary: { zh: "能不能上线：还缺什么", en: "Can this city go live: what is missing" },
      needs: { agency: "cases.read" },
      params: inCity,
      query: asking({}),
      answer,
      status: 200,
      problems: ["city_not_granted", "city_not_open", "invalid_fields"],
    },
    async ({ params, request }) => {
      const { city } = cityOf(house, params.city);
      demandCity(partnerOf(request), city);
      const [report] = await checkCities(house, [city], house.clock());
      if (!report) throw new Error(`no report for ${city}`);
      const { shown, red, amber, findings } = report;
      return {
        ...{ city, ready: red === 0, shown, red, amber },
        findings: findings.map((each) => ({ ...each, services: [...each.services] })),
      };
    },
  );
}
