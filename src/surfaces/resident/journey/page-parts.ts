import type { Question, ServiceVersion } from "../../../domain/catalogue/index.ts";
import { fieldNames, type PageQuestion, type Typed } from "../../../domain/forms/index.ts";
import type { Language, Text } from "../../../foundation/i18n/index.ts";
import { languages } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { consentTo } from "./asked-service.ts";
import type { ConsentAsked } from "./consent-field.tsx";
import { fieldWords } from "./field-words.ts";
import type { Places } from "./places.ts";
import { placeFields } from "./read-posted.ts";

/** What people know a field by: the label of the question it belongs to. */
export function nameOfField(service: ServiceVersion, language: Language): (field: string) => string | undefined {
  return (field) => service.questions.get(field.split(/[^a-z0-9_]/)[0] ?? "")?.question.label[language];
}

/** Questions drawn on their own; consents stand beside the question they are about. */
export function withoutConsents<Q extends Pick<PageQuestion, "question">>(
  service: ServiceVersion,
  questions: readonly Q[],
): readonly Q[] {
  const consents = new Set<string>();
  for (const { question } of service.questions.values()) if (question.sensitive) consents.add(consentTo(question.id));
  return questions.filter(({ question }) => !consents.has(question.id));
}

/** The consents that belong to these questions, with what has been ticked before. */
export function consentsOf(
  service: ServiceVersion,
  questions: readonly Pick<PageQuestion, "question">[],
  answers: Readonly<Record<string, unknown>>,
  language: Language,
): ReadonlyMap<string, ConsentAsked> {
  const all = new Map<string, ConsentAsked>();
  for (const { question } of questions) {
    const consent = question.sensitive === undefined ? undefined : service.questions.get(consentTo(question.id));
    const option = consent?.question.options?.[0];
    const purpose = service.definition.purposes[question.purpose];
    if (!consent || !option || !purpose) continue;
    all.set(question.id, {
      id: consent.question.id,
      value: option.value,
      label: option.label[language],
      purpose: purpose.say[language],
      basis: purpose.basis,
      given: Array.isArray(answers[consent.question.id]),
    });
  }
  return all;
}

/**
 * Findings of a page in its own words, in the order of its fields; of several about one field the first. `first` are those found
 * while reading, such as a file that could not be taken.
 */
export function wordedErrors(
  questions: readonly Question[],
  found: { readonly first: readonly FieldError[]; readonly others: readonly FieldError[] },
  typed: Readonly<Record<string, Typed>>,
  places: Places,
): FieldError[] {
  const order = questions.flatMap((question) => [question.id, ...fieldNames(question), consentTo(question.id)]);
  const placeNames = new Set(placeFields(questions));
  const consents = new Set(questions.flatMap(({ id, sensitive }) => (sensitive === undefined ? [] : [consentTo(id)])));
  const errors = new Map<string, FieldError>();
  for (const error of [...found.first, ...found.others]) {
    if (errors.has(error.field)) continue;
    const field = error.field;
    if (consents.has(field)) errors.set(field, { ...error, message: text("consentMissing") });
    else if (placeNames.has(field) && error.code === "division_unknown") {
      errors.set(field, { ...error, message: placeMessage(field, typed, places) });
    } else errors.set(field, error);
  }
  const at = (field: string) => {
    const place = order.indexOf(field);
    return place < 0 ? order.length : place;
  };
  return [...errors.values()].sort((a, b) => at(a.field) - at(b.field));
}

function placeMessage(field: string, typed: Readonly<Record<string, Typed>>, places: Places): Text {
  const isPart = field.endsWith("-division");
  const id = isPart ? field.slice(0, -"-division".length) : field;
  const written = typed[id]?.[isPart ? "division" : ""];
  const offered = typeof written === "string" ? places.offered(written, "zh") : [];
  return text(offered.length > 0 ? "placeChoose" : "placeNothing");
}

function text(word: "consentMissing" | "placeChoose" | "placeNothing"): Text {
  return Object.fromEntries(languages.map((language) => [language, fieldWords(language)[word]])) as Text;
}
