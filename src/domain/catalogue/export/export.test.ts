import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import type { Offering, Source } from "../offer/offering.ts";
import { cpsvOf } from "./cpsv.ts";
import { prefixes, toTurtle } from "./graph.ts";
import { type ExportContext, type Exported, exportServices, governmentServiceOf, nationPlace } from "./index.ts";

const { services, fields, agencyKinds } = await theCatalogue();
const base = "https://one.example";
const nation: ExportContext = { base, place: nationPlace, fields, agencyKinds };
const city: ExportContext = { ...nation, place: { code: "130982", name: { zh: "任丘市", en: "Renqiu" } } };
const source: Source = { by: "city", place: "130982", name: null };
const offeringOf = (service: string, agency: string): Offering => ({
  ...{
    city: "130982",
    service,
    version: null,
    agency,
    connector: agency,
    withdrawal: null,
    visibility: "visible",
    visible: true,
  },
  agencyName: { zh: '任丘市 "局"\\', en: "Bureau\nof Renqiu <x>" },
  fee: null,
  promise: { days: 3, unit: "days" },
  venues: [
    {
      name: { zh: "大厅", en: "Hall" },
      address: { zh: "裕华路", en: "Yuhua Road" },
      hours: { zh: "九点", en: "nine" },
    },
  ],
  phone: "0317-1",
  changedAt: new Date(0),
  from: {
    agency: source,
    agencyName: source,
    fee: source,
    promise: source,
    venues: source,
    phone: source,
    connector: source,
    visibility: source,
  },
  others: [],
});
const all: readonly Exported[] = [...services.values()].map((service) => ({ service }));
const offered: readonly Exported[] = all.map(({ service }) => ({
  service,
  offering: offeringOf(service.definition.code, service.definition.agency),
}));

type Triple = readonly [string, string, string];
const full = (name: string) => {
  const [prefix = "", local = ""] = name.split(":", 2);
  const iri = (prefixes as Readonly<Record<string, string>>)[prefix];
  if (iri === undefined) throw new Error(`unknown prefix of ${name}`);
  return iri + local;
};
const type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** Reads Turtle by its grammar as far as it has no blank nodes and lists; refuses everything else. */
function readTurtle(text: string): Triple[] {
  const declared = new Map<string, string>();
  const token =
    /\s*(?:(@prefix)\s+([a-z]+):\s+<([^>]*)>\s*\.|(<[^\u0000-\u0020<>"{}|^`\\]*>)|("(?:[^"\\\n\r]|\\[tnr"\\]|\\u[0-9a-f]{4})*")(?:@([a-z-]+)|\^\^([a-z]+:[A-Za-z]+))?|([a-z]+:[A-Za-z][\w-]*)|(a)(?=\s)|([;,.]))/gy;
  const found: Triple[] = [];
  let subject: string | undefined;
  let predicate: string | undefined;
  const take = (term: string) => {
    if (subject === undefined) subject = term;
    else if (predicate === undefined) predicate = term;
    else found.push([subject, predicate, term]);
  };
  const trimmed = text.trimEnd();
  while (token.lastIndex < trimmed.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`no Turtle at ${text.slice(at, at + 80)}`);
    const [, prefixed, prefix = "", iri = "", angled, literal, language, datatype, name, isType, mark] = match;
    const expand = (short: string) => {
      const [start = "", local = ""] = short.split(":", 2);
      const known = declared.get(start);
      if (known === undefined) throw new Error(`undeclared prefix ${short}`);
      return `<${known}${local}>`;
    };
    if (prefixed) declared.set(prefix, iri);
    else if (angled) take(angled);
    else if (literal !== undefined) {
      const value = JSON.parse(literal) as string;
      take(`${JSON.stringify(value)}${language ? `@${language}` : datatype ? `^^${expand(datatype)}` : ""}`);
    } else if (name) take(expand(name));
    else if (isType) take(`<${type}>`);
    else if (mark === ";") predicate = undefined;
    else if (mark === ".") [subject, predicate] = [undefined, undefined];
  }
  if (subject !== undefined) throw new Error("the last statement has no end");
  return found;
}

type Node = Readonly<Record<string, unknown>> & { readonly "@id": string; readonly "@type": readonly string[] };
function readJsonLd(text: string): Triple[] {
  const document = JSON.parse(text) as { "@context": unknown; "@graph": readonly Node[] };
  expect(document["@context"]).toEqual(prefixes);
  return document["@graph"].flatMap((node) => {
    const { "@id": id, "@type": types, ...says } = node;
    const subject = `<${id}>`;
    return [
      ...types.map((each): Triple => [subject, `<${type}>`, `<${full(each)}>`]),
      ...Object.entries(says).flatMap(([property, values]) =>
        (values as readonly Readonly<Record<string, string>>[]).map((each): Triple => {
          const said = JSON.stringify(each["@value"]);
          const object =
            each["@id"] !== undefined
              ? `<${each["@id"]}>`
              : `${said}${each["@language"] ? `@${each["@language"]}` : each["@type"] ? `^^<${full(each["@type"])}>` : ""}`;
          return [subject, `<${full(property)}>`, object];
        }),
      ),
    ];
  });
}

/**
 * What the SHACL shapes of CPSV-AP 3.2.0 ask (releases/3.2.0/shacl/cpsv-ap-SHACL.ttl) of the classes we write: how often at least and at
 * most, and a class, datatype or text with language.
 */
type Shape = readonly [least: number, most: number, kind: string];
const many = Number.POSITIVE_INFINITY;
const langString = "text";
const shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  "cpsv:PublicService": {
    "dct:identifier": [1, 1, "any"],
    "dct:title": [1, many, langString],
    "dct:description": [1, many, langString],
    "dcat:keyword": [0, many, langString],
    "dct:language": [0, many, "dct:LinguisticSystem"],
    "dct:spatial": [0, many, "dct:Location"],
    "dct:audience": [0, many, "skos:Concept"],
    "cv:thematicArea": [1, many, "skos:Concept"],
    "cv:hasCompetentAuthority": [1, many, "cv:PublicOrganisation"],
    "cv:hasLegalResource": [1, many, "eli:LegalResource"],
    "cpsv:follows": [1, many, "cpsv:Rule"],
    "cpsv:hasInput": [0, many, "cv:Evidence"],
    "cv:hasInputType": [0, many, "cv:EvidenceType"],
    "cpsv:produces": [1, many, "cv:Output"],
    "cv:hasCost": [1, many, "cv:Cost"],
    "cv:hasChannel": [1, many, "cv:Channel"],
    "cv:contactPoint": [0, many, "cv:ContactPoint"],
    "cv:processingTime": [0, 1, "xsd:duration"],
  },
  "cv:PublicOrganisation": {
    "skos:prefLabel": [1, many, langString],
    "dct:spatial": [1, many, "atu:atu-type"],
    "dct:identifier": [1, 1, "any"],
    "dct:title": [1, many, langString],
  },
  "cv:Cost": {
    "dct:identifier": [1, 1, "any"],
    "cv:hasValue": [0, 1, "xsd:double"],
    "cv:currency": [0, 1, "skos:Concept"],
    "dct:description": [0, many, langString],
    "cv:isDefinedBy": [0, many, "any"],
  },
  "cv:Channel": { "dct:identifier": [1, 1, "any"], "dct:description": [0, many, langString] },
  "cv:Evidence": {
    "dct:identifier": [1, 1, "any"],
    "dct:title": [1, many, langString],
    "dct:conformsTo": [0, many, "cv:EvidenceType"],
  },
  "cv:EvidenceType": { "dct:identifier": [1, 1, "any"] },
  "cv:Output": {
    "dct:identifier": [1, 1, "any"],
    "dct:title": [1, many, langString],
    "dct:language": [0, many, "dct:LinguisticSystem"],
  },
  "cpsv:Rule": {
    "dct:identifier": [1, 1, "any"],
    "dct:title": [1, many, langString],
    "dct:description": [1, many, langString],
    "cpsv:implements": [0, many, "eli:LegalResource"],
  },
};

function violations(triples: readonly Triple[]): string[] {
  const bySubject = Map.groupBy(triples, ([subject]) => subject);
  const typesOf = (subject: string) =>
    (bySubject.get(subject) ?? []).flatMap(([, predicate, object]) => (predicate === `<${type}>` ? [object] : []));
  return Object.entries(shapes).flatMap(([shape, properties]) => {
    const targets = [...bySubject.keys()].filter((subject) => typesOf(subject).includes(`<${full(shape)}>`));
    const none = targets.length === 0 ? [`no ${shape}`] : [];
    return [
      ...none,
      ...targets.flatMap((subject) =>
        Object.entries(properties).flatMap(([property, [least, most, kind]]) => {
          const values = (bySubject.get(subject) ?? []).filter(([, predicate]) => predicate === `<${full(property)}>`);
          const fits = (object: string) =>
            kind === "any" ||
            (kind === langString
              ? /^".*"@(zh|en)$/s.test(object)
              : object.startsWith('"')
                ? object.endsWith(`^^<${full(kind)}>`)
                : typesOf(object).includes(`<${full(kind)}>`));
          return [
            ...(values.length < least || values.length > most ? [`${subject} ${property} ${values.length} times`] : []),
            ...values.filter(([, , object]) => !fits(object)).map(([, , object]) => `${subject} ${property} ${object}`),
          ];
        }),
      ),
    ];
  });
}

describe.each([
  ["the nation", all, nation],
  ["a city", offered, city],
] as const)("CPSV-AP 3.2 of %s", (_, exported, context) => {
  const triples = readTurtle(exportServices(exported, context, "ttl"));

  test("keeps the profile's shapes for every service", () => {
    expect(triples.filter(([, , object]) => object === `<${full("cpsv:PublicService")}>`)).toHaveLength(services.size);
    expect(violations(triples)).toEqual([]);
  });

  test("says the same in Turtle and in JSON-LD", () => {
    const form = (all: readonly Triple[]) => [...new Set(all.map((triple) => triple.join(" ")))].sort();
    expect(form(readJsonLd(exportServices(exported, context, "jsonld")))).toEqual(form(triples));
  });
});

test("the shapes notice what is missing, double or of another class", () => {
  const graph = cpsvOf(offered.slice(0, 1), city);
  const without = (property: string) =>
    toTurtle(graph.map((each) => ({ ...each, says: each.says.filter(([name]) => name !== property) })));
  for (const property of ["dct:title", "dct:identifier", "cv:hasCompetentAuthority", "cpsv:follows", "skos:prefLabel"])
    expect(violations(readTurtle(without(property))).length, property).toBeGreaterThan(0);
  const wrong = toTurtle(
    graph.map((each) => ({
      ...each,
      types: each.types.map((one) => (one === "cv:Evidence" || one === "eli:LegalResource" ? "cv:Cost" : one)),
    })),
  );
  expect(violations(readTurtle(wrong)).length).toBeGreaterThan(0);
});

test("CSV and JSON: one row a service, money in yuan, and no cell that a spreadsheet would run", () => {
  const csv = exportServices(offered, city, "csv");
  const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(services.size);
  expect(rows.find(({ code }) => code === "residence-permit")).toMatchObject({
    city: "130982",
    fee_rule: "none",
    fee: "0.00",
    promise: "3",
    promise_unit: "days",
    url: `${base}/130982/services/residence-permit`,
  });
  expect(rows.filter((row) => Object.values(row).some((cell) => /^[=+@]/.test(cell)))).toEqual([]);
  const json = JSON.parse(exportServices(all, nation, "json")) as Record<string, string>[];
  expect(json.map(({ code }) => code)).toEqual([...services.keys()]);
  expect(exportServices([], nation, "csv")).toBe("\uFEFFcode\r\n");
});

test("schema.org GovernmentService names what search engines ask for, and stays small", () => {
  for (const language of ["zh", "en"] as const) {
    for (const each of offered) {
      const described = governmentServiceOf(each, city, language);
      expect(Object.keys(described)).toEqual(
        expect.arrayContaining([
          "name",
          "description",
          "provider",
          "areaServed",
          "availableChannel",
          "audience",
          "url",
        ]),
      );
      expect(Buffer.byteLength(JSON.stringify(described))).toBeLessThan(1_400);
    }
  }
});

test("several bodies of a kind are all there, each with its telephone and places; one alone is as before", () => {
  const [first] = offered;
  const offering = first?.offering;
  if (!first || !offering) throw new Error("nothing is offered");
  const name = { zh: "任丘市第二局", en: "Second Bureau of Renqiu" };
  const venue = { ...offering.venues[0], name: { zh: "东厅", en: "East hall" } } as Offering["venues"][number];
  const agency = `${offering.agency}-2`;
  const second: Offering = { ...offering, agency, agencyName: name, venues: [venue], phone: "0317-2" };
  const both = { ...first, offering: { ...offering, others: [second] } };
  const said = governmentServiceOf(both, city, "en");
  expect(said["provider"]).toMatchObject([
    { name: offering.agencyName.en, telephone: "0317-1", location: [{ name: "Hall", description: "nine" }] },
    { name: name.en, telephone: "0317-2", location: [{ name: "East hall" }] },
  ]);
  expect(said["availableChannel"]).not.toHaveProperty("servicePhone");
  expect(governmentServiceOf(first, city, "en")["provider"]).toMatchObject({ name: offering.agencyName.en });

  const triples = readTurtle(exportServices([both], city, "ttl"));
  expect(violations(triples)).toEqual([]);
  const objects = (property: string) => triples.filter(([, predicate]) => predicate === `<${full(property)}>`);
  expect(objects("cv:hasCompetentAuthority")).toHaveLength(2);
  expect(objects("cv:telephone").map(([, , phone]) => phone)).toEqual(['"0317-1"', '"0317-2"']);
  expect(JSON.stringify(objects("dct:description"))).toContain("East hall");
});
