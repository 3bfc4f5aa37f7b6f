/** A value of a statement: another resource, a text in a language, or a value of a datatype. */
export type Term =
  | { readonly iri: string }
  | { readonly text: string; readonly language: "zh" | "en" }
  | { readonly value: string; readonly datatype?: Datatype };
type Datatype = "xsd:double" | "xsd:duration";

/** A resource and what is said about it; names of classes and properties are prefixed (`cpsv:PublicService`). */
export type Resource = {
  readonly iri: string;
  readonly types: readonly string[];
  readonly says: readonly (readonly [property: string, values: readonly Term[]])[];
};

export const prefixes = {
  atu: "http://data.europa.eu/88u/dataset/",
  cpsv: "http://purl.org/vocab/cpsv#",
  cv: "http://data.europa.eu/m8g/",
  dcat: "http://www.w3.org/ns/dcat#",
  dct: "http://purl.org/dc/terms/",
  eli: "http://data.europa.eu/eli/ontology#",
  foaf: "http://xmlns.com/foaf/0.1/",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

/** Each resource once: the first that is said of it holds. */
export function once(resources: Iterable<Resource>): readonly Resource[] {
  const seen = new Map<string, Resource>();
  for (const resource of resources) if (!seen.has(resource.iri)) seen.set(resource.iri, resource);
  return [...seen.values()];
}

/** Turtle (https://www.w3.org/TR/turtle/), one block a resource. */
export function toTurtle(resources: readonly Resource[]): string {
  const head = Object.entries(prefixes).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`);
  const blocks = resources.map(({ iri, types, says }) => {
    const lines = [
      `a ${types.join(", ")}`,
      ...says
        .filter(([, values]) => values.length > 0)
        .map(([property, values]) => `${property} ${values.map(turtle).join(", ")}`),
    ];
    return `${angled(iri)} ${lines.join(" ;\n  ")} .`;
  });
  return `${[...head, "", ...blocks.map((block) => `${block}\n`)].join("\n")}`;
}

function turtle(term: Term): string {
  if ("iri" in term) return angled(term.iri);
  if ("text" in term) return `${quoted(term.text)}@${term.language}`;
  return term.datatype ? `${quoted(term.value)}^^${term.datatype}` : quoted(term.value);
}

function angled(iri: string): string {
  return `<${iri.replaceAll(/[\u0000-\u0020<>"{}|^`\\]/g, (one) => encodeURIComponent(one))}>`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll(
    /[\\"\n\r\t\u0000-\u001f\u007f]/g,
    (one) => escapes[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The same as JSON-LD 1.1, with the prefixes as its context. */
export function toJsonLd(resources: readonly Resource[]): Record<string, unknown> {
  return {
    "@context": prefixes,
    "@graph": resources.map(({ iri, types, says }) => ({
      "@id": iri,
      "@type": [...types],
      ...Object.fromEntries(
        says.filter(([, values]) => values.length > 0).map(([property, values]) => [property, values.map(json)]),
      ),
    })),
  };
}

function json(term: Term): Record<string, string> {
  if ("iri" in term) return { "@id": term.iri };
  if ("text" in term) return { "@value": term.text, "@language": term.language };
  return term.datatype ? { "@value": term.value, "@type": term.datatype } : { "@value": term.value };
}
