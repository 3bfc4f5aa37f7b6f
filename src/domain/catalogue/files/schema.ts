import type { ErrorObject } from "ajv";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import certificateSchema from "../../../../catalogue/certificate.schema.json" with { type: "json" };
import lifeEventSchema from "../../../../catalogue/life-event.schema.json" with { type: "json" };
import serviceSchema from "../../../../catalogue/service.schema.json" with { type: "json" };
import { wordsFor } from "./schema-words.ts";
import type { Path, Source } from "./source.ts";

const text = {
  type: "object",
  required: ["zh", "en"],
  properties: { zh: { type: "string", minLength: 1 }, en: { type: "string", minLength: 1 } },
  additionalProperties: false,
};
const code = { type: "string", pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", maxLength: 60 };

const fieldsSchema = {
  type: "array",
  minItems: 1,
  maxItems: 40,
  items: {
    type: "object",
    additionalProperties: false,
    required: ["code", "number", "name", "icon"],
    properties: {
      code,
      number: { type: "integer", minimum: 1, maximum: 99 },
      name: text,
      icon: code,
      common: { type: "array", maxItems: 10, uniqueItems: true, items: code },
    },
  },
};

const agenciesSchema = {
  type: "array",
  minItems: 1,
  maxItems: 400,
  items: { type: "object", additionalProperties: false, required: ["code", "name"], properties: { code, name: text } },
};

const schemas = {
  service: serviceSchema,
  certificate: certificateSchema,
  fields: fieldsSchema,
  agencies: agenciesSchema,
  lifeEvent: lifeEventSchema,
};
type Kind = keyof typeof schemas;

// Strict mode refuses a `required` beside `if`; the schemas are ours and tested, also against the schema of schemas.
const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, validateSchema: false });
ajv.addFormat("date", /^\d{4}-\d{2}-\d{2}$/);
// Known to each other from the beginning, compiled when a file of the kind comes: most programs that read the catalogue check no file.
for (const [kind, schema] of Object.entries(schemas)) ajv.addSchema(schema, kind);

/** Schemas of answers are made by us from checked files: checking each against the schema of schemas would cost most of a start. */
const forAnswers = () => new Ajv2020({ strict: false, validateFormats: false, validateSchema: false });
let answersAjv = forAnswers();
const answers = new Map<string, ValidateFunction>();

/** Whether an answer has the form its schema asks for. Compiled once per form: services share most of theirs. */
export function hasForm(schema: object, value: unknown): boolean {
  const key = JSON.stringify(schema);
  let validate = answers.get(key);
  if (!validate) {
    // A program that checks for days must not grow with what it has seen.
    if (answers.size >= 2_000) {
      answers.clear();
      answersAjv = forAnswers();
    }
    validate = answersAjv.compile(schema);
    answers.set(key, validate);
  }
  return validate(value);
}

function pathOf(error: ErrorObject, root: unknown): { path: Path; value: unknown } {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of error.instancePath.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = (value as Record<string | number, unknown>)[step];
  }
  return { path, value };
}

type SchemaPart = { readonly properties?: Readonly<Record<string, { readonly description?: string }>> };

/** Checks a file against its schema. True when its form is right; otherwise the file's problems say where it is not. */
export function checkForm(source: Source, kind: Kind): boolean {
  const validate = ajv.getSchema(kind);
  if (!validate) throw new Error(`there is no schema of ${kind}`);
  if (validate(source.value)) return true;
  const errors = validate.errors ?? [];
  // What each way of several lacks is no mistake by itself: one of them is to be chosen.
  const ways = errors.filter(({ keyword }) => keyword === "oneOf").map(({ schemaPath }) => `${schemaPath}/`);
  for (const error of errors) {
    if (ways.some((way) => error.schemaPath.startsWith(way))) continue;
    const { path, value } = pathOf(error, source.value);
    const part = error.parentSchema as SchemaPart | undefined;
    const key = String(error.params["missingProperty"] ?? "");
    const named = [...path].reverse().find((step) => typeof step === "string");
    const said = wordsFor({
      error,
      value,
      name: named === undefined ? "" : String(named),
      allowed: Object.keys(part?.properties ?? {}),
      meaning: part?.properties?.[key]?.description,
    });
    if (!said) continue;
    const place = said.key === undefined ? source.place(path) : source.place([...path, said.key]);
    source.problems.add(said.code, place, said.say, said.remedy);
  }
  return source.problems.list.length === 0;
}
