import type { Text } from "../../../foundation/i18n/index.ts";
import { bodiesOf } from "../offer/bodies.ts";
import type { Duration } from "../service/definition.ts";
import { decideIn, type ExportContext, type Exported, feeDue, officeOf, pageOf } from "./exported.ts";
import { once, type Resource, type Term } from "./graph.ts";

const iri = (value: string): Term => ({ iri: value });
const value = (text: string): Term => ({ value: text });
const both = ({ zh, en }: Text): readonly Term[] => [
  { text: zh, language: "zh" },
  { text: en, language: "en" },
];
const authority = "http://publications.europa.eu/resource/authority";
const languages: readonly Resource[] = ["ZHO", "ENG"].map((code) => ({
  iri: `${authority}/language/${code}`,
  types: ["dct:LinguisticSystem"],
  says: [],
}));
const currency: Resource = {
  iri: `${authority}/currency/CNY`,
  types: ["skos:Concept"],
  says: [["skos:notation", [value("CNY")]]],
};

/**
 * Services as CPSV-AP 3.2.0 (https://semiceu.github.io/CPSV-AP/releases/3.2.0/): service, authority, cost, channels, legal resources,
 * inputs, outputs and rules. Times in working days are said in words only: xsd:duration has no such days.
 */
export function cpsvOf(services: readonly Exported[], context: ExportContext): readonly Resource[] {
  return once([...languages, ...services.flatMap((each) => resourcesOf(each, context))]);
}

function resourcesOf(exported: Exported, context: ExportContext): readonly Resource[] {
  const { base, place, fields } = context;
  const { definition } = exported.service;
  const { code } = definition;
  const page = pageOf(exported, context);
  const own = page ?? `${base}/api/v1/services#${code}`;
  const part = (name: string) => (page === undefined ? `${own}.${name}` : `${own}#${name}`);
  const id = (name: string) => value(`${code}.${name}`);

  const territory: Resource = {
    iri: `${base}/id/divisions/${place.code}`,
    // The class that the profile asks of an authority's area, and the one it asks of a service's.
    types: ["dct:Location", "atu:atu-type"],
    says: [
      ["skos:prefLabel", both(place.name)],
      ["dct:identifier", [value(place.code)]],
    ],
  };
  const { offering } = exported;
  const offices = offering
    ? // Of several bodies the person chooses one.
      bodiesOf(offering).map(({ agency, agencyName }) => ({ agency, office: agencyName }))
    : [{ agency: definition.agency, office: officeOf(exported, context) }];
  const authorities = offices.map(
    ({ agency, office }): Resource => ({
      // Two services of a city may name their offices differently.
      iri: `${base}/id/divisions/${place.code}/agencies/${agency}${offering ? `/${encodeURIComponent(office.zh)}` : ""}`,
      types: ["cv:PublicOrganisation"],
      says: [
        ["skos:prefLabel", both(office)],
        ["dct:title", both(office)],
        ["dct:identifier", [value(`${place.code}.${agency}`)]],
        ["dct:spatial", [iri(territory.iri)]],
      ],
    }),
  );
  const field = fields.get(definition.field);
  const theme: Resource = {
    iri: `${base}/id/fields/${definition.field}`,
    types: ["skos:Concept"],
    says: [
      ["skos:prefLabel", field ? both(field.name) : []],
      ["skos:notation", [value(definition.field)]],
    ],
  };
  const audiences = definition.audience.map((each) => audience(base, each));
  const laws = definition.law.map(
    ({ title, article }): Resource => ({
      iri: `${base}/id/law/${encodeURIComponent(title)}/${encodeURIComponent(article)}`,
      types: ["eli:LegalResource"],
      says: [["dct:title", [{ text: `《${title}》${article}`, language: "zh" }]]],
    }),
  );
  const costs = costsOf(exported, part, id, authorities[0]?.iri ?? territory.iri);
  const channels = channelsOf(exported, page, part, id);
  const { evidence, evidenceTypes } = inputsOf(exported, part, id);
  const { certificate } = exported.service;
  const output: Resource = {
    iri: part("output"),
    types: ["cv:Output"],
    says: [
      ["dct:identifier", [id("output")]],
      ["dct:title", both(certificate?.title ?? resultNames[definition.kind] ?? definition.name)],
      ["dct:language", languages.map((each) => iri(each.iri))],
    ],
  };
  const rules = rulesOf(exported, part, id, laws);
  const decide = decideIn(exported);
  const phones = new Set(offering ? bodiesOf(offering).flatMap(({ phone }) => phone ?? []) : []);
  const contacts = [...phones].map(
    (phone, index): Resource => ({
      iri: part(index === 0 ? "contact" : `contact-${index + 1}`),
      types: ["cv:ContactPoint"],
      says: [["cv:telephone", [value(phone)]]],
    }),
  );
  const service: Resource = {
    iri: own,
    types: ["cpsv:PublicService"],
    says: [
      ["dct:identifier", [value(exported.offering ? `${exported.offering.city}.${code}` : code)]],
      ["dct:title", both(definition.name)],
      ["dct:description", both(definition.summary)],
      ["dcat:keyword", [...words(definition.also.zh, "zh"), ...words(definition.also.en, "en")]],
      ["dct:language", languages.map((each) => iri(each.iri))],
      ["dct:spatial", [iri(territory.iri)]],
      ["dct:audience", audiences.map((each) => iri(each.iri))],
      ["cv:thematicArea", [iri(theme.iri)]],
      ["cv:hasCompetentAuthority", authorities.map((each) => iri(each.iri))],
      ["cv:hasLegalResource", laws.map((each) => iri(each.iri))],
      ["cpsv:follows", rules.map((each) => iri(each.iri))],
      ["cpsv:hasInput", evidence.map((each) => iri(each.iri))],
      ["cv:hasInputType", evidenceTypes.map((each) => iri(each.iri))],
      ["cpsv:produces", [iri(output.iri)]],
      ["cv:hasCost", costs.map((each) => iri(each.iri))],
      ["cv:hasChannel", channels.map((each) => iri(each.iri))],
      ["cv:contactPoint", contacts.map((each) => iri(each.iri))],
      ["cv:processingTime", isoDuration(decide)],
    ],
  };
  const others = [...audiences, ...laws, ...costs, ...channels, ...evidence, ...evidenceTypes, output, ...rules];
  return [service, territory, ...authorities, theme, ...others, ...contacts, ...(costs.length > 0 ? [currency] : [])];
}

const words = (all: readonly string[], language: "zh" | "en"): readonly Term[] =>
  all.map((text) => ({ text, language }));

function audience(base: string, each: "person" | "organisation"): Resource {
  const name = each === "person" ? { zh: "个人", en: "Persons" } : { zh: "单位", en: "Organisations" };
  return { iri: `${base}/id/audiences/${each}`, types: ["skos:Concept"], says: [["skos:prefLabel", both(name)]] };
}

/** What comes out where no certificate is issued. */
const resultNames: Readonly<Record<string, Text>> = {
  query: { zh: "查询结果", en: "The answer" },
  pay: { zh: "缴费凭证", en: "A receipt" },
  book: { zh: "预约凭证", en: "A booking" },
  report: { zh: "办理答复", en: "A reply" },
  apply: { zh: "办理决定", en: "A decision" },
  certificate: { zh: "证明", en: "A certificate" },
};

type Part = (name: string) => string;
type Id = (name: string) => Term;

function costsOf(exported: Exported, part: Part, id: Id, by: string): readonly Resource[] {
  const fee = feeDue(exported);
  const cost = (name: string, fen: bigint | undefined, say: readonly Term[]): Resource => ({
    iri: part(name),
    types: ["cv:Cost"],
    says: [
      ["dct:identifier", [id(name)]],
      ["cv:hasValue", fen === undefined ? [] : [{ value: (Number(fen) / 100).toFixed(2), datatype: "xsd:double" }]],
      ["cv:currency", fen === undefined ? [] : [iri(currency.iri)]],
      ["dct:description", say],
      ["cv:isDefinedBy", fen === undefined ? [iri(by)] : []],
    ],
  });
  switch (fee.kind) {
    case "none":
      return [cost("cost", 0n, both({ zh: "不收费", en: "Free of charge" }))];
    case "amount":
      return [cost("cost", fee.amount_fen, [...(fee.say ? both(fee.say) : []), { text: fee.basis, language: "zh" }])];
    case "amounts":
      return fee.rows.map(({ say, amount_fen }, index) => cost(`cost-${index + 1}`, amount_fen, both(say)));
    default:
      return [cost("cost", undefined, both(fee.say))];
  }
}

function channelsOf({ offering }: Exported, page: string | undefined, part: Part, id: Id): readonly Resource[] {
  const online: Resource = {
    iri: part("online"),
    types: ["cv:Channel"],
    says: [
      ["dct:identifier", [id("online")]],
      ["dct:description", both({ zh: "网上办理", en: "Online" })],
      ["foaf:page", page === undefined ? [] : [iri(page)]],
    ],
  };
  const venues = offering ? bodiesOf(offering).flatMap((body) => body.venues) : [];
  const counters = venues.map(({ name, address, hours }, index): Resource => {
    const said = {
      zh: `${name.zh}，${address.zh}，${hours.zh}`,
      en: `${name.en}, ${address.en}, ${hours.en}`,
    };
    const key = `counter-${index + 1}`;
    return {
      iri: part(key),
      types: ["cv:Channel"],
      says: [
        ["dct:identifier", [id(key)]],
        ["dct:description", both(said)],
      ],
    };
  });
  return [online, ...counters];
}

/** What one needs, and every paper the form asks for. */
function inputsOf({ service }: Exported, part: Part, id: Id) {
  const { needs, ask } = service.definition;
  const files = ask.flatMap(({ questions }) => questions).filter(({ type }) => type === "file" || type === "photo");
  const named = [
    ...needs.map((say, index) => ({ key: `need-${index + 1}`, say })),
    ...files.map((question) => ({ key: `paper-${question.id}`, say: question.label })),
  ];
  const typeOf = (key: string) => `${key}-type`;
  return {
    evidence: named.map(
      ({ key, say }): Resource => ({
        iri: part(key),
        types: ["cv:Evidence"],
        says: [
          ["dct:identifier", [id(key)]],
          ["dct:title", both(say)],
          ["dct:conformsTo", [iri(part(typeOf(key)))]],
        ],
      }),
    ),
    evidenceTypes: named.map(
      ({ key, say }): Resource => ({
        iri: part(typeOf(key)),
        types: ["cv:EvidenceType"],
        says: [
          ["dct:identifier", [id(typeOf(key))]],
          ["skos:prefLabel", both(say)],
        ],
      }),
    ),
  };
}

function rulesOf(exported: Exported, part: Part, id: Id, laws: readonly Resource[]): readonly Resource[] {
  const { refuse, time } = exported.service.definition;
  const law = laws.map((each) => iri(each.iri));
  const rule = (name: string, title: Text, say: Text): Resource => ({
    iri: part(name),
    types: ["cpsv:Rule"],
    says: [
      ["dct:identifier", [id(name)]],
      ["dct:title", both(title)],
      ["dct:description", both(say)],
      ["cpsv:implements", law],
    ],
  });
  const decide = decideIn(exported);
  const limits: Text = {
    zh: `承诺 ${said(decide).zh}内办结，法定时限 ${said(time.decide.law).zh}。`,
    en: `Decided within ${said(decide).en}; the legal limit is ${said(time.decide.law).en}.`,
  };
  return [
    rule("times", { zh: "办理时限", en: "Time limits" }, limits),
    ...refuse.map(({ say }, index) =>
      rule(`refusal-${index + 1}`, { zh: "不予办理的情形", en: "Ground for refusal" }, say),
    ),
  ];
}

function said({ days, unit }: Duration): Text {
  if (days === 0) return { zh: "当场", en: "the same visit" };
  return unit === "working_days"
    ? { zh: `${days} 个工作日`, en: `${days} working day${days === 1 ? "" : "s"}` }
    : { zh: `${days} 天`, en: `${days} day${days === 1 ? "" : "s"}` };
}

function isoDuration({ days, unit }: Duration): readonly Term[] {
  if (days === 0) return [{ value: "PT0S", datatype: "xsd:duration" }];
  return unit === "days" ? [{ value: `P${days}D`, datatype: "xsd:duration" }] : [];
}
