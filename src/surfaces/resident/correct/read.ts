import type { Question, ServiceVersion } from "../../../domain/catalogue/index.ts";
import { listCaseFiles } from "../../../domain/documents/index.ts";
import {
  empty,
  fieldNames,
  type Posted,
  readerOf,
  type Surroundings,
  type Typed,
  validateAnswers,
  Wrong,
} from "../../../domain/forms/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { answerOf } from "../journey/read-posted.ts";

export type Working = {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly typed: Readonly<Record<string, Typed>>;
  readonly errors: readonly FieldError[];
  /** Questions that have come up and were not on the page. */
  readonly more: boolean;
  /** A button beside a question was pressed: nobody is reproached. */
  readonly again: boolean;
};

function textOf(posted: Posted, name: string): string {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === "string" ? last : "";
}

/** What the inputs of a question held, for drawing them again. */
function typedOf(question: Question, posted: Posted): Typed {
  return Object.fromEntries(
    fieldNames(question).map((name) => [name.slice(question.id.length + 1), textOf(posted, name)]),
  );
}

/**
 * Reads a posted correction over what stands in the case. Nothing is kept between two posts but the files: the page carries
 * everything along.
 */
export async function readCorrection(
  house: House,
  service: ServiceVersion,
  before: Readonly<Record<string, unknown>>,
  posted: Posted,
  about: { city: string; number: string; resident: string; surroundings: Surroundings },
): Promise<Working> {
  const shown = new Set(textOf(posted, "shown").slice(0, 20_000).split(" "));
  const removed = textOf(posted, "remove");
  const files = await listCaseFiles(house.documents, about.city, about.number);
  const answers: Record<string, unknown> = { ...before };
  const typed: Record<string, Typed> = {};
  const errors: FieldError[] = [];
  for (const { question } of service.questions.values()) {
    const { id } = question;
    if (!shown.has(id)) continue;
    // A file sent with an earlier try of this page.
    const received = textOf(posted, `${id}-received`);
    const earlier = files.find((file) => file.id === received && file.owner === about.resident && file.question === id);
    if (earlier) answers[id] = answerOf(earlier);
    if (removed !== "" && isFile(answers[id], removed)) {
      delete answers[id];
      continue;
    }
    const read = readerOf(question).fromForm(posted, id, about.surroundings);
    if (read instanceof Wrong) {
      delete answers[id];
      typed[id] = typedOf(question, posted);
      const part = read.part ?? (fieldNames(question)[0]?.slice(id.length + 1) || undefined);
      errors.push({ field: part === undefined ? id : `${id}-${part}`, code: read.code, message: read.message });
    } else if (read === empty) delete answers[id];
    else if (typeof read !== "symbol") answers[id] = read;
    // A written promise is taken back by no longer ticking it.
    else if (isPromise(answers[id]) && textOf(posted, `${id}-promise`) === "") delete answers[id];
  }
  const checked = validateAnswers(service, answers, {
    ...about.surroundings,
    city: about.city,
    complete: true,
    hidden: "keep",
  });
  let more = false;
  for (const error of checked.errors) {
    const [id = "", part] = error.field.split(".");
    if (!shown.has(id)) more = true;
    else if (typed[id] === undefined) errors.push({ ...error, field: firstField(service, id, part) });
  }
  return { answers, typed, errors, more, again: removed !== "" };
}

function firstField(service: ServiceVersion, id: string, part: string | undefined): string {
  const question = service.questions.get(id)?.question;
  if (part !== undefined) return `${id}-${part}`;
  return (question && fieldNames(question)[0]) ?? id;
}

function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && "promise" in value;
}

function isFile(value: unknown, id: string): boolean {
  return typeof value === "object" && value !== null && "file" in value && value.file === id;
}
