import { Type } from "typebox";
import {
  bodiesOf,
  feeOf,
  type Offering,
  type Sample,
  type ServiceVersion,
  type Source,
  termsOf,
  whichAgency,
} from "../../domain/catalogue/index.ts";
import { validateAnswers } from "../../domain/forms/index.ts";
import type { City } from "../../domain/regions/index.ts";
import type { Language, Text } from "../../foundation/i18n/index.ts";
import type { House } from "../house.ts";
import type { Offered } from "../offerings.ts";
import { cityOf } from "../page.tsx";
import { type Api, PreparedJson } from "./endpoint.ts";
import { feeJson, feeShape } from "./fee.ts";
import {
  anyObject,
  asking,
  duration,
  inCity,
  kind,
  listOf,
  oneOf,
  paging,
  serviceCode,
  serviceInCity,
  text,
  textAsAsked,
} from "./shapes.ts";

const listed = {
  code: serviceCode,
  version: Type.String(),
  field: Type.String(),
  kind,
  name: textAsAsked,
  summary: textAsAsked,
  audience: Type.Array(oneOf(["person", "organisation"])),
  agency: Type.String({ description: "Kind of agency" }),
};

const service = Type.Object(listed);

const offered = Type.Object({
  ...listed,
  office: textAsAsked,
  fee: feeShape,
  decide: duration,
});

const by = oneOf(
  ["law", "catalogue", "nation", "province", "prefecture", "city"],
  "Where the value comes from: the nearest place that says one, else the catalogue or the law",
);
const source = Type.Object({
  by,
  place: Type.Union([Type.String(), Type.Null()], { description: "Code of the place" }),
});

const venue = Type.Object({
  name: text,
  address: text,
  hours: text,
  phone: Type.Optional(Type.String()),
});

const body = Type.Object({
  agency: Type.String({ description: "What `which_agency` among the answers says where there are several" }),
  office: text,
  phone: Type.Union([Type.String(), Type.Null()]),
  venues: Type.Array(venue),
});

const clock = Type.Object({
  limit: duration,
  law: duration,
  from: by,
});

const definition = Type.Object(
  {
    code: serviceCode,
    version: Type.String(),
    city: Type.String(),
    field: Type.String(),
    kind,
    name: text,
    summary: text,
    agency: Type.String({ description: "Kind of agency that decides" }),
    office: text,
    phone: Type.Union([Type.String(), Type.Null()]),
    venues: Type.Array(venue, { description: "Where to go, at most 20" }),
    bodies: Type.Array(body, {
      description:
        "Who does it: one, or each of several bodies (two hospitals) of which the person chooses. `office`, `phone` and `venues` are the first's",
    }),
    fee: feeShape,
    from: Type.Object(
      { office: source, fee: source, decide: source, venues: source, phone: source, visibility: source },
      { description: "Who says each value" },
    ),
    clocks: Type.Object({ accept: clock, decide: clock }),
    ask: Type.Array(anyObject("A page of the form: its title and questions"), { description: "Pages of the form" }),
    answers_schema: anyObject("JSON Schema 2020-12 of `answers`"),
    sample: Type.Unsafe<{ readonly answers: Readonly<Record<string, unknown>> } | null>({
      type: ["object", "null"],
      description: "A whole example that works here today: send it as it is to try the endpoint that makes cases",
    }),
    page: Type.String({ description: "Path of the guide page" }),
  },
  { additionalProperties: true, description: "The definition as published, and what holds in this city" },
);

const narrowing = {
  field: Type.Optional(Type.String({ pattern: "^[a-z0-9-]{1,60}$", description: "Code of a field" })),
  kind: Type.Optional(kind),
};

/** The catalogue of the nation and what each city offers: open to everyone. */
export function addServices(api: Api): void {
  const { house } = api;
  const details = new Map<string, PreparedJson>();

  api.add(
    {
      method: "GET",
      path: "/services",
      id: "listServices",
      group: "services",
      owner: "catalogue",
      summary: { zh: "全国服务目录", en: "The national catalogue" },
      query: paging(narrowing),
      answer: listOf(service),
      status: 200,
      problems: ["invalid_fields"],
    },
    ({ query }) => {
      const found = house.catalogue.services().filter((each) => fits(each, query));
      const { items, next } = cut(found, ({ definition: { code } }) => code, query);
      return { items: items.map((each) => serviceJson(each, query.lang)), next };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/services",
      id: "listServicesOfCity",
      group: "services",
      owner: "catalogue",
      summary: { zh: "一个城市开通的服务", en: "Services of a city" },
      params: inCity,
      query: paging({
        ...narrowing,
        q: Type.Optional(
          Type.String({ minLength: 1, maxLength: 60, description: "Name, everyday words, pinyin or initials" }),
        ),
      }),
      answer: listOf(offered),
      status: 200,
      problems: ["city_not_open", "invalid_fields"],
    },
    async ({ params, query }) => {
      const { city } = cityOf(house, params.city);
      const all = (await house.offerings.of(city)).filter((each) => fits(each.service, query));
      const { items, next } = cut(ranked(house, city, all, query.q), (each) => each.offering.service, query);
      return { items: items.map((each) => offeredJson(each, query.lang)), next };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/services/{code}",
      id: "readService",
      group: "services",
      owner: "catalogue",
      summary: { zh: "一项服务", en: "One service of a city" },
      more: {
        zh: "定义、费用、期限、答案的 JSON Schema，以及一份可以直接提交的样例答案。",
        en: "Definition, fee, clocks, the JSON Schema of its answers, and the answers of a sample that can be sent as they are.",
      },
      params: serviceInCity,
      query: asking({}),
      answer: definition,
      status: 200,
      problems: ["city_not_open", "service_not_offered", "invalid_fields"],
    },
    async ({ params }) => {
      const city = cityOf(house, params.city);
      const one = await house.offerings.one(city.city, params.code);
      const today = house.regions.calendarOf(city.city).dayOf(house.clock());
      const key = `${city.city} ${params.code} ${await house.offerings.digest(city.city)}`;
      const known = details.get(key);
      if (known) return known;
      // Made once until anything in the city's offer changes; a nation's services of all cities are dropped together rather than counted.
      if (details.size >= 2_000) details.clear();
      const made = new PreparedJson(detailsOf(one, city, today));
      details.set(key, made);
      return made;
    },
  );
}

type Narrowed = { readonly field?: string; readonly kind?: string };

function fits({ definition }: ServiceVersion, asked: Narrowed): boolean {
  return (
    (asked.field === undefined || definition.field === asked.field) &&
    (asked.kind === undefined || definition.kind === asked.kind)
  );
}

/** By field and code, or by what fits the words best. */
function ranked(house: House, city: string, all: readonly Offered[], words: string | undefined): readonly Offered[] {
  const byCode = new Map(all.map((each) => [each.offering.service, each]));
  const services =
    words === undefined ? house.catalogue.services(city) : house.catalogue.search(words, new Set(byCode.keys()));
  return services.flatMap(({ definition: { code } }) => byCode.get(code) ?? []);
}

/** A page of a list in memory; an unknown `after` begins at the start of nothing: the list is over. */
function cut<T>(all: readonly T[], code: (item: T) => string, page: { after?: string; limit: number }) {
  const before = page.after === undefined ? -1 : all.findIndex((item) => code(item) === page.after);
  if (page.after !== undefined && before < 0) return { items: [], next: null };
  const items = all.slice(before + 1, before + 1 + page.limit);
  const last = items.at(-1);
  return { items, next: last !== undefined && before + 1 + page.limit < all.length ? code(last) : null };
}

function asAsked(words: Text, language: Language | undefined) {
  return language === undefined ? words : { [language]: words[language] };
}

function serviceJson({ definition, version }: ServiceVersion, language: Language | undefined) {
  const { code, field, kind, name, summary, audience, agency } = definition;
  return {
    ...{ code, version, field, kind, agency },
    name: asAsked(name, language),
    summary: asAsked(summary, language),
    audience: [...audience],
  };
}

function feeOffered({ service, offering }: Offered) {
  return feeJson(feeOf(service, offering.fee, undefined, { today: "", city: offering.city }));
}

function offeredJson(one: Offered, language: Language | undefined) {
  const { service, offering } = one;
  return {
    ...serviceJson(service, language),
    agency: offering.agency,
    office: asAsked(offering.agencyName, language),
    fee: feeOffered(one),
    decide: termsOf(service.definition, offering).decide,
  };
}

function detailsOf(one: Offered, city: City, today: string) {
  const { service, offering } = one;
  const { accept, decide } = service.definition.time;
  const terms = termsOf(service.definition, offering);
  const sample = workingSample(service, offering, today);
  return {
    ...service.publicJson,
    city: city.city,
    agency: offering.agency,
    office: offering.agencyName,
    phone: offering.phone,
    venues: [...offering.venues],
    bodies: bodiesOf(offering).map(({ agency, agencyName, phone, venues }) => ({
      ...{ agency, office: agencyName, phone, venues: [...venues] },
    })),
    fee: feeOffered(one),
    from: sourcesJson(offering),
    clocks: {
      accept: { limit: terms.accept, law: accept.law, from: accept.promise ? "catalogue" : "law" },
      decide: { limit: terms.decide, law: decide.law, from: terms.from.decide },
    },
    sample: sample && { answers: sample.answers },
    page: `/${city.city}/services/${service.definition.code}`,
  };
}

function sourcesJson({ from }: Offering) {
  const of = ({ by: who, place }: Source) => ({ by: who, place });
  return {
    ...{ office: of(from.agencyName), fee: of(from.fee), decide: of(from.promise) },
    ...{ venues: of(from.venues), phone: of(from.phone), visibility: of(from.visibility) },
  };
}

/** A sample whose answers are right in this city today and need no file; one that plays in the city comes first. */
function workingSample(service: ServiceVersion, { city, agency, others }: Offering, today: string): Sample | null {
  // Samples of the file know nothing of a city's bodies: the first is meant.
  const which = others.length > 0 ? { [whichAgency]: agency } : {};
  const samples = service.definition.samples.map((sample) => ({ ...sample, answers: { ...which, ...sample.answers } }));
  const near = [...samples].sort((a, b) => Number(b.city === city) - Number(a.city === city));
  const works = ({ answers, expect }: Sample) => {
    if (expect.refused || carriesFile(answers)) return false;
    const { errors, refusals } = validateAnswers(service, answers, { today, city, complete: true });
    return errors.length === 0 && refusals.length === 0;
  };
  return near.find(works) ?? null;
}

function carriesFile(answers: Readonly<Record<string, unknown>>): boolean {
  return Object.values(answers).some((answer) => typeof answer === "object" && answer !== null && "file" in answer);
}
