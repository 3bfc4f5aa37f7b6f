import { Type } from "typebox";
import type { City, Division } from "../../domain/regions/index.ts";
import type { House } from "../house.ts";
import { cityName, cityOf } from "../page.tsx";
import type { Api } from "./endpoint.ts";
import { asking, cityCode, inCity, level, listOf, nullableText, paging, text } from "./shapes.ts";

const division = Type.Object({
  code: cityCode,
  name: text,
  short: Type.String({ description: "Chinese name without its kind word" }),
  level,
  kind: Type.String({ description: "What it calls itself: 省, 地级市, 县, 市辖区 …" }),
  parent: nullableText("Code of the division above"),
  pinyin: Type.String(),
  city: nullableText("Code of the city that serves it, where it is open"),
});

const city = Type.Object({
  city: cityCode,
  name: text,
  level,
  kind: Type.String(),
  path: Type.Array(Type.Object({ code: cityCode, name: text }), { description: "From the province down to the city" }),
  opened_at: Type.String({ format: "date-time" }),
  phone: nullableText("Service line"),
  filing_number: nullableText("备案号"),
  services: Type.Integer({ description: "How many services it offers" }),
  page: Type.String({ description: "Path of the city's page" }),
});

/** Divisions and cities: open to everyone. */
export function addPlaces(api: Api): void {
  const { house } = api;

  api.add(
    {
      method: "GET",
      path: "/divisions",
      id: "listDivisions",
      group: "places",
      owner: "regions",
      summary: { zh: "查询行政区划", en: "List or search divisions" },
      more: {
        zh: "按代码排列；有 q 时按相关程度排列，最多 20 个，没有下一页。",
        en: "By code; with q by relevance, at most 20, without a next page.",
      },
      query: paging({
        under: Type.Optional(cityCode),
        level: Type.Optional(level),
        q: Type.Optional(
          Type.String({ minLength: 1, maxLength: 100, description: "Chinese, pinyin, initials, English or code" }),
        ),
      }),
      answer: listOf(division),
      status: 200,
      problems: ["invalid_fields"],
    },
    ({ query }) => {
      const { divisions } = house.regions;
      const { under, after, limit } = query;
      if (query.q === undefined) {
        const page = divisions.list({ under, level: query.level }, { after, limit });
        return { items: page.items.map((each) => divisionJson(house, each)), next: page.next };
      }
      const found = divisions
        .search(query.q)
        .filter((each) => query.level === undefined || each.level === query.level)
        .filter((each) => under === undefined || divisions.path(each.code).some((above) => above.code === under));
      return { items: found.slice(0, limit).map((each) => divisionJson(house, each)), next: null };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}",
      id: "readCity",
      group: "places",
      owner: "regions",
      summary: { zh: "一个城市", en: "One city" },
      more: {
        zh: "旧的区划代码也能找到接续的城市。",
        en: "Codes a place had before lead to the city that took over.",
      },
      params: inCity,
      query: asking({}),
      answer: city,
      status: 200,
      problems: ["city_not_open", "invalid_fields"],
    },
    async ({ params }) => {
      const found = cityOf(house, params.city);
      return cityJson(house, found, (await house.offerings.of(found.city)).length);
    },
  );
}

function divisionJson(house: House, { code, name, short, level, kind, parent, pinyin }: Division) {
  return { code, name, short, level, kind, parent, pinyin, city: house.regions.city(code)?.city ?? null };
}

function cityJson(house: House, found: City, services: number) {
  const { divisions } = house.regions;
  const [place] = divisions.resolve(found.city);
  const { phone, filing_number } = found.settings;
  return {
    city: found.city,
    name: { zh: cityName(house, found, "zh"), en: cityName(house, found, "en") },
    level: place?.level ?? "county",
    kind: place?.kind ?? "",
    path: divisions.path(place?.code ?? found.city).map(({ code, name }) => ({ code, name })),
    opened_at: found.openedAt.toISOString(),
    phone: phone ?? null,
    filing_number: filing_number ?? null,
    services,
    page: `/${found.city}`,
  };
}
