import { type TProperties, type TSchema, Type } from "typebox";
import { actTypes, states } from "../../domain/cases/index.ts";
import { idTypes } from "../../domain/identity/index.ts";
import { levels } from "../../domain/regions/index.ts";

/** Schemas the endpoints share. Each is type, validation and documentation at once. */

const closed = { additionalProperties: false } as const;

/** Exactly these properties. */
export const exactly = <P extends TProperties>(properties: P) => Type.Object(properties, closed);

export const oneOf = <const V extends readonly string[]>(values: V, description?: string) =>
  Type.Unsafe<V[number]>({ type: "string", enum: [...values], ...(description ? { description } : {}) });

export const nullableText = (description?: string) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], ...(description ? { description } : {}) });

/** Any JSON object; what is in it is said elsewhere. */
export const anyObject = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({ type: "object", additionalProperties: true, description });

export const text = Type.Object({ zh: Type.String(), en: Type.String() });

/** With `?lang=` only the language asked for. */
export const textAsAsked = Type.Object(
  { zh: Type.Optional(Type.String()), en: Type.Optional(Type.String()) },
  { description: "Both languages, or only the one of ?lang=" },
);

export const cityCode = Type.String({ pattern: "^[0-9]{6}$", description: "GB/T 2260 code of the city, e.g. 430621" });
export const serviceCode = Type.String({ pattern: "^[a-z0-9-]{1,60}$", description: "Code of the service" });
export const caseNumber = Type.String({ minLength: 1, maxLength: 64, description: "Number of the case" });

export const inCity = exactly({ city: cityCode });
export const serviceInCity = exactly({ city: cityCode, code: serviceCode });
export const caseInCity = exactly({ city: cityCode, number: caseNumber });

const language = Type.Optional(oneOf(["zh", "en"], "Language of texts and problem details"));
const after = Type.Optional(Type.String({ maxLength: 120, description: "`next` of the page before" }));
const limit = Type.Integer({ minimum: 1, maximum: 100, default: 50, description: "Lines of a page" });

export const asking = <P extends TProperties>(properties: P) => exactly({ ...properties, lang: language });
export const paging = <P extends TProperties>(properties: P) =>
  exactly({ ...properties, after, limit, lang: language });

/** A page of a list: `next` goes into `after` of the next request and is null on the last page. */
export const listOf = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: nullableText("`after` of the next page; null on the last") });

export const duration = Type.Object({
  days: Type.Integer({ description: "0 is at once" }),
  unit: oneOf(["working_days", "days"]),
});

export const level = oneOf(levels);
export const kind = oneOf(["query", "pay", "apply", "certificate", "book", "report"]);
export const state = oneOf(states);
export const actType = oneOf(actTypes);
export const idType = oneOf(idTypes);

export const instant = Type.String({ format: "date-time", description: "Instant in UTC, ISO 8601" });
export const nullableInstant = Type.Unsafe<string | null>({ type: ["string", "null"], format: "date-time" });
