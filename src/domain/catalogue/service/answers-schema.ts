import type { Question, ServiceDefinition } from "./definition.ts";

type Schema = Readonly<Record<string, unknown>>;

const longest: Partial<Readonly<Record<Question["type"], number>>> = { text: 200, long_text: 2000, name: 100 };

const address: Schema = {
  type: "object",
  required: ["division", "detail"],
  additionalProperties: false,
  properties: {
    division: { type: "string", pattern: "^[0-9]{6}$", description: "GB/T 2260" },
    detail: { type: "string", minLength: 1, maxLength: 200 },
  },
};

const place: Schema = {
  type: "object",
  minProperties: 1,
  additionalProperties: false,
  dependentRequired: { latitude: ["longitude"], longitude: ["latitude"] },
  properties: {
    words: { type: "string", minLength: 1, maxLength: 300, description: "How to find it, in words" },
    address,
    latitude: { type: "number", minimum: 3, maximum: 54, description: "WGS 84, degrees" },
    longitude: { type: "number", minimum: 73, maximum: 136, description: "WGS 84, degrees" },
  },
};

/** How many people a question of type `people` takes: its `max` (1 to 20), 5 where it says nothing. */
export function mostPeople({ max }: Pick<Question, "max">): number {
  return typeof max === "number" ? Math.min(20, Math.max(1, Math.floor(max))) : 5;
}

const people: Schema = {
  type: "array",
  minItems: 1,
  items: {
    type: "object",
    required: ["name", "resident_id"],
    additionalProperties: false,
    properties: {
      name: { type: "string", minLength: 1, maxLength: 100 },
      resident_id: { type: "string", pattern: "^[0-9]{17}[0-9Xx]$", description: "GB 11643" },
    },
  },
};

const file: Schema = {
  type: "object",
  required: ["file"],
  additionalProperties: false,
  properties: {
    file: { type: "string", minLength: 1, maxLength: 64, description: "Id of a file sent before" },
    name: { type: "string", maxLength: 255 },
    size: { type: "integer", minimum: 1, maximum: 10_485_760 },
    type: { type: "string", maxLength: 100 },
  },
};

const promise: Schema = {
  type: "object",
  required: ["promise"],
  additionalProperties: false,
  properties: { promise: { const: true, description: "A written promise instead of the paper (告知承诺)" } },
};

function range(question: Question, scale: (yuan: number) => number): Schema {
  return {
    ...(typeof question.min === "number" ? { minimum: scale(question.min) } : {}),
    ...(typeof question.max === "number" ? { maximum: scale(question.max) } : {}),
  };
}

/** The form of one answer. */
export function answerSchema(question: Question): Schema {
  const options = question.options?.map((option) => option.value) ?? [];
  switch (question.type) {
    case "text":
    case "long_text":
    case "name":
      return { type: "string", minLength: 1, maxLength: question.max_length ?? longest[question.type] };
    case "number":
      return { type: "number", ...range(question, (n) => n) };
    case "money": {
      const fen = range(question, (yuan) => Math.round(yuan * 100));
      return { type: "integer", minimum: 0, ...fen, description: "fen" };
    }
    case "date":
      return { type: "string", format: "date", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
    case "yes_no":
      return { type: "boolean" };
    case "choice":
      return { type: "string", enum: options };
    case "choices":
      return { type: "array", uniqueItems: true, minItems: 1, items: { type: "string", enum: options } };
    case "resident_id":
      return { type: "string", pattern: "^[0-9]{17}[0-9Xx]$", description: "GB 11643" };
    case "organisation_code":
      return { type: "string", pattern: "^[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}$", description: "GB 32100" };
    case "phone":
      return { type: "string", minLength: 5, maxLength: 20 };
    case "email":
      return { type: "string", minLength: 3, maxLength: 254, pattern: "@" };
    case "division":
      return { type: "string", pattern: "^[0-9]{6}$", description: "GB/T 2260" };
    case "address":
      return address;
    case "place":
      return place;
    case "bank_card":
      return { type: "string", pattern: "^[0-9 ]{12,24}$" };
    case "plate":
      return { type: "string", minLength: 7, maxLength: 10 };
    case "account_number":
      return { type: "string", minLength: 1, maxLength: 40 };
    case "people":
      return { ...people, maxItems: mostPeople(question) };
    case "file":
    case "photo":
      return question.or_promise ? { anyOf: [file, promise] } : file;
  }
}

/**
 * The answers of a service as JSON Schema 2020-12, for the API's description and for programs that fill in forms. It shows
 * the form of each answer; check digits and conditions between answers are checked by the form itself. Required is what is
 * asked of everyone and known from nowhere else.
 */
export function answersSchema(definition: ServiceDefinition): Schema {
  const questions = definition.ask.flatMap((page) => page.questions);
  const required = questions.filter(
    (question) =>
      question.required !== false &&
      question.when === undefined &&
      (question.from === undefined || question.from === "person"),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `${definition.name.zh} / ${definition.name.en}`,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      questions.map((question) => [
        question.id,
        {
          ...answerSchema(question),
          title: `${question.label.zh} / ${question.label.en}`,
          ...(question.when === undefined ? {} : { "x-when": question.when }),
          ...(question.from === undefined ? {} : { "x-from": question.from }),
        },
      ]),
    ),
    required: required.map((question) => question.id),
  };
}
