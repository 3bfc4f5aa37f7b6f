import { type ErrorObject, type Options, Ajv2020 as Validator } from "ajv/dist/2020.js";
import stringifierOf from "fast-json-stringify";
import type { FastifySchemaCompiler, FastifySerializerCompiler } from "fastify";
import type { Text } from "../i18n/index.ts";
import type { FieldError } from "../refusal.ts";

const options: Options = {
  // A body is at most 1 MB and the answer names at most 50 errors, so looking for all of them stays cheap.
  allErrors: true,
  strict: true,
  // TypeBox marks its schemas with properties of its own.
  strictSchema: false,
  strictTypes: false,
  useDefaults: true,
  removeAdditional: false,
  validateFormats: true,
};

function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDay,
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(text) &&
    isDay(text.slice(0, 10)),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  uri: (text) => text.length <= 2_000 && URL.canParse(text),
  email: (text) => text.length <= 254 && /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(text),
};

/**
 * Bodies are taken as they are sent; what comes in an address is text and becomes numbers and truth values. A schema is compiled by the
 * first request that needs it: a program has hundreds, and a start would wait for all of them.
 */
export function createSchemaCompiler(): FastifySchemaCompiler<object> {
  const exact = new Validator({ ...options, coerceTypes: false });
  const fromText = new Validator({ ...options, coerceTypes: "array" });
  for (const validator of [exact, fromText])
    for (const [name, validate] of Object.entries(formats)) validator.addFormat(name, validate);
  return ({ schema, httpPart }) => {
    const compiled = once(() => (httpPart === "body" ? exact : fromText).compile(schema));
    const validate: ReturnType<FastifySchemaCompiler<object>> = (data) => {
      const isValid = compiled()(data);
      validate.errors = compiled().errors ?? null;
      return isValid;
    };
    return validate;
  };
}

/** What is answered, by its schema; compiled when first needed, like the validators. */
export function createAnswerCompiler(): FastifySerializerCompiler<object> {
  return ({ schema }) => {
    const stringify = once(() => stringifierOf(schema));
    return (data) => stringify()(data);
  };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What the validator found, as errors of named fields: "answers.address", "items.0.name". At most 50. */
export function fieldErrors(found: readonly Partial<ErrorObject>[]): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const error of found) {
    if (errors.size >= 50) break;
    const described = describe(error);
    if (described === undefined) continue;
    const field = fieldOf(error);
    // anyOf and oneOf report every branch they tried: the first word about a field is enough.
    if (!errors.has(field)) errors.set(field, { field, ...described });
  }
  return [...errors.values()];
}

function fieldOf({ instancePath = "", params = {} }: Partial<ErrorObject>): string {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last: unknown = params["missingProperty"] ?? params["additionalProperty"] ?? params["unevaluatedProperty"];
  if (typeof last === "string") path.push(last);
  return path.join(".").slice(0, 200);
}

function describe({ keyword = "", params = {} }: Partial<ErrorObject>): { code: string; message: Text } | undefined {
  const limit = String(params["limit"] ?? "");
  switch (keyword) {
    case "required":
      return { code: "required", message: { zh: "请填写这一项。", en: "This field is needed." } };
    case "additionalProperties":
    case "unevaluatedProperties":
      return { code: "unknown_field", message: { zh: "这里没有这个字段。", en: "There is no such field here." } };
    case "type": {
      const type = [params["type"]].flat().join(", ");
      return { code: "wrong_type", message: { zh: `类型应为 ${type}。`, en: `The type has to be ${type}.` } };
    }
    case "minLength":
      return {
        code: "too_short",
        message: { zh: `至少需要 ${limit} 个字符。`, en: `At least ${limit} characters are needed.` },
      };
    case "maxLength":
      return {
        code: "too_long",
        message: { zh: `最多 ${limit} 个字符。`, en: `At most ${limit} characters are possible.` },
      };
    case "minimum":
      return { code: "too_small", message: { zh: `不能小于 ${limit}。`, en: `It cannot be less than ${limit}.` } };
    case "exclusiveMinimum":
      return { code: "too_small", message: { zh: `应大于 ${limit}。`, en: `It has to be more than ${limit}.` } };
    case "maximum":
      return { code: "too_large", message: { zh: `不能大于 ${limit}。`, en: `It cannot be more than ${limit}.` } };
    case "exclusiveMaximum":
      return { code: "too_large", message: { zh: `应小于 ${limit}。`, en: `It has to be less than ${limit}.` } };
    case "minItems":
    case "minProperties":
      return { code: "too_few", message: { zh: `至少需要 ${limit} 项。`, en: `At least ${limit} are needed.` } };
    case "maxItems":
    case "maxProperties":
      return { code: "too_many", message: { zh: `最多 ${limit} 项。`, en: `At most ${limit} are possible.` } };
    case "uniqueItems":
      return { code: "repeated", message: { zh: "有重复的项目。", en: "An item is repeated." } };
    case "enum":
    case "const": {
      const allowed = [params["allowedValues"] ?? params["allowedValue"]].flat().slice(0, 20).join(", ");
      return { code: "not_allowed", message: { zh: `只能是：${allowed}。`, en: `It has to be one of: ${allowed}.` } };
    }
    case "format":
    case "pattern": {
      const format = String(params["format"] ?? "");
      const like = format === "date" ? { zh: "，例如 2026-11-21", en: ", for example 2026-11-21" } : { zh: "", en: "" };
      return {
        code: "wrong_format",
        message: { zh: `格式不正确${like.zh}。`, en: `The format is not right${like.en}.` },
      };
    }
    // What failed inside is reported by its own keyword.
    case "if":
    case "anyOf":
    case "oneOf":
    case "allOf":
      return keyword === "oneOf" || keyword === "anyOf"
        ? {
            code: "not_allowed",
            message: { zh: "内容不符合任何一种可能的形式。", en: "It has none of the possible forms." },
          }
        : undefined;
    default:
      return { code: "invalid", message: { zh: "内容不正确。", en: "This is not right." } };
  }
}
