import { type Language, say, type Text } from "../../foundation/i18n/index.ts";
import type { FieldError } from "../../foundation/refusal.ts";
import type { Question } from "../catalogue/index.ts";
import { withoutForbidden } from "./characters.ts";
import type { Typed } from "./drafts/draft.ts";
import type { KnownAnswer } from "./known.ts";
import type { Part, Reader, ShowOptions } from "./types/contract.ts";
import { acceptedTypes, fileSizeLimit } from "./types/file.ts";
import { readerOf } from "./types/index.ts";

export type PartView = {
  /** Name of the input. */
  readonly name: string;
  /** Undefined where the question's own label is the input's. */
  readonly label: string | undefined;
  readonly value: string;
  readonly inputmode: NonNullable<Part["inputmode"]> | undefined;
  readonly autocomplete: string | undefined;
  readonly max_length: number | undefined;
};

export type OptionView = { readonly value: string; readonly label: string; readonly chosen: boolean };

/** Everything a surface needs to draw one question, in one language. */
export type FieldView = {
  readonly id: string;
  readonly type: Question["type"];
  readonly label: string;
  readonly hint: string | undefined;
  readonly required: boolean;
  readonly sensitive: Question["sensitive"];
  readonly parts: readonly PartView[];
  /** choice, choices, yes_no. */
  readonly options: readonly OptionView[];
  /** First finding for this question, and the input it points at. */
  readonly error: { readonly message: string; readonly field: string } | undefined;
  /** The answer in words, masked where it is personal; undefined where there is none. */
  readonly answer: string | undefined;
  /** Shown instead of asked, with where it comes from. */
  readonly known: { readonly answer: string; readonly source: Text; readonly at: Date } | undefined;
  /** file, photo. */
  readonly upload:
    | {
        readonly accept: readonly string[];
        readonly limit_bytes: number;
        readonly or_promise: boolean;
        readonly promised: boolean;
      }
    | undefined;
};

const readers = new WeakMap<Question, Reader>();

function cachedReader(question: Question): Reader {
  let reader = readers.get(question);
  if (!reader) {
    reader = readerOf(question);
    readers.set(question, reader);
  }
  return reader;
}

const yesNoLabels: readonly { value: string; label: Text }[] = [
  { value: "yes", label: { zh: "是", en: "Yes" } },
  { value: "no", label: { zh: "否", en: "No" } },
];

function optionsOf(question: Question): readonly { value: string; label: Text }[] {
  return question.type === "yes_no" ? yesNoLabels : (question.options ?? []);
}

/** An answer in its stored form, in words; masked where it is personal unless `open`. */
export function showAnswer(question: Question, value: unknown, language: Language, options: ShowOptions = {}): string {
  return cachedReader(question).show(value, language, options);
}

/** The names of the inputs of a question, the first being where an error about the whole question leads. */
export function fieldNames(question: Question): readonly string[] {
  return cachedReader(question).parts.map(({ name }) => (name === "" ? question.id : `${question.id}-${name}`));
}

/**
 * What to draw for one question. `value` is its answer in stored form (null or undefined: none), `typed` what was typed and
 * is no answer, `errors` those of the page.
 */
export function fieldView(
  question: Question,
  state: { readonly value?: unknown; readonly typed?: Typed | undefined; readonly known?: KnownAnswer | undefined },
  errors: readonly FieldError[],
  language: Language,
  options: ShowOptions = {},
): FieldView {
  const reader = cachedReader(question);
  const answered = state.value !== undefined && state.value !== null;
  const texts = state.typed ?? (answered ? reader.typed(state.value) : {});
  const text = (part: string): string => {
    const value = Object.hasOwn(texts, part) ? texts[part] : undefined;
    return typeof value === "string" ? withoutForbidden(value) : "";
  };
  const chosen = Object.hasOwn(texts, "") ? texts[""] : undefined;
  const parts = reader.parts.map(({ name, label, inputmode, autocomplete, max_length }) => ({
    name: name === "" ? question.id : `${question.id}-${name}`,
    label: label && say(label, language),
    value: text(name),
    inputmode,
    // What belongs to someone else must not be filled in with this person's data.
    autocomplete: autocomplete !== "off" && question.from !== "profile" ? undefined : autocomplete,
    max_length,
  }));
  const error = errors.find(({ field }) => field === question.id || isPartOf(field, question, reader));
  return {
    id: question.id,
    type: question.type,
    label: say(question.label, language),
    hint: question.hint && say(question.hint, language),
    required: question.required !== false,
    sensitive: question.sensitive,
    parts,
    options: optionsOf(question).map(({ value, label }) => ({
      value,
      label: say(label, language),
      chosen: typeof chosen === "string" ? chosen === value : (chosen?.includes(value) ?? false),
    })),
    error: error && {
      message: say(error.message, language),
      field: error.field === question.id ? (parts[0]?.name ?? question.id) : error.field.replace(".", "-"),
    },
    answer: answered ? reader.show(state.value, language, options) : undefined,
    known: state.known && {
      answer: reader.show(state.known.value, language, options),
      source: state.known.source.name,
      at: state.known.source.at,
    },
    upload:
      question.type === "file" || question.type === "photo"
        ? {
            accept: acceptedTypes(question),
            limit_bytes: fileSizeLimit,
            or_promise: question.or_promise === true,
            promised: text("promise") === "yes",
          }
        : undefined,
  };
}

function isPartOf(field: string, question: Question, reader: Reader): boolean {
  return reader.parts.some(
    ({ name }) => name !== "" && (field === `${question.id}-${name}` || field === `${question.id}.${name}`),
  );
}
