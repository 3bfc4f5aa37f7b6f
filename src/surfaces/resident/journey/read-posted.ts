import type { FastifyRequest } from "fastify";
import type { Question } from "../../../domain/catalogue/index.ts";
import { contentTypes, receiveFile, type StoredFile } from "../../../domain/documents/index.ts";
import type { Posted, ReceivedFile } from "../../../domain/forms/index.ts";
import { type FormFields, type IncomingFile, readParts } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import type { Places } from "./places.ts";

/**
 * What the routes of these pages allow. A file too large is refused in words at its field; the reader allows more, so that the
 * rest of the page is heard and kept.
 */
export const filesOfPage = { maxBytes: 50_331_648, maxFiles: 6 } as const;

export type FilesInto = {
  readonly city: string;
  readonly owner: string;
  readonly draft?: string;
  readonly caseNumber?: string;
};

export type PostedPage = {
  readonly posted: Posted;
  /** Files that were not taken, by question. */
  readonly errors: readonly FieldError[];
};

type Taken = { readonly question: string; readonly file?: StoredFile; readonly error?: FieldError };

/**
 * Reads a posted page of questions, with or without files, and turns places as people type them into codes. Files are taken
 * for questions of the page alone.
 */
export async function readPosted(
  house: House,
  request: FastifyRequest,
  questions: readonly Question[],
  into: FilesInto,
  places: Places,
): Promise<PostedPage> {
  if (!request.isMultipart()) {
    return { posted: withPlaces((request.body ?? {}) as FormFields, questions, places), errors: [] };
  }
  const { fields, files } = await readParts(namingAll(request), (file) => takeFile(house, file, questions, into));
  const received: Record<string, ReceivedFile> = {};
  const errors: FieldError[] = [];
  for (const one of files) {
    if (one?.error) errors.push(one.error);
    else if (one?.file) received[one.question] = answerOf(one.file);
  }
  return { posted: { ...withPlaces(fields, questions, places), ...received }, errors };
}

/** The same request, with a name for parts that have none: browsers send such a part where no file was chosen. */
function namingAll(request: FastifyRequest): FastifyRequest {
  const parts: FastifyRequest["parts"] = async function* named(options) {
    for await (const part of request.parts(options)) {
      if (part.type === "file") part.filename ??= "";
      yield part;
    }
  };
  return Object.create(request, { parts: { value: parts } }) as FastifyRequest;
}

/** A stored file as an answer names it. */
export function answerOf(file: StoredFile): Required<ReceivedFile> {
  return { file: file.id, name: file.name, size: file.size, type: contentTypes[file.kind] };
}

/** Takes a file for its question while it arrives; undefined where it is nobody's answer. What is wrong with it is told at the question. */
export async function takeFile(
  house: House,
  incoming: IncomingFile,
  questions: readonly Question[],
  into: FilesInto,
): Promise<Taken | undefined> {
  const question = questions.find(({ id, type }) => id === incoming.field && (type === "file" || type === "photo"));
  if (!question) {
    incoming.stream.resume();
    return undefined;
  }
  const accept = question.accept ?? (question.type === "photo" ? (["jpeg", "png", "webp"] as const) : undefined);
  try {
    const file = await receiveFile(house.documents, incoming.stream, {
      ...into,
      question: question.id,
      name: incoming.name,
      now: house.clock(),
      ...(accept ? { limits: { accept } } : {}),
    });
    return { question: question.id, file };
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.code === "file_interrupted") throw refusal;
    // A browser sends an empty part without a name where nothing was chosen.
    if (refusal.code === "file_empty" && incoming.name === "file") return undefined;
    return { question: question.id, error: { field: question.id, code: refusal.code, message: refusal.say } };
  }
}

/** The names of the fields that hold a division. */
export function placeFields(questions: readonly Question[]): string[] {
  return questions.flatMap(({ id, type }) =>
    type === "division" ? [id] : type === "address" || type === "place" ? [`${id}-division`] : [],
  );
}

function text(fields: Posted, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === "string" ? last.trim() : "";
}

/**
 * A place is a code where it was chosen from the list, left as it was shown, or typed beyond doubt; otherwise it stays as typed
 * and the page offers what may be meant.
 */
function withPlaces(fields: FormFields, questions: readonly Question[], places: Places): Posted {
  const read: Record<string, Posted[string]> = { ...fields };
  for (const name of placeFields(questions)) {
    if (!Object.hasOwn(fields, name)) continue;
    read[name] = placeOf(
      {
        typed: text(fields, name),
        chosen: text(fields, `${name}-choice`),
        // What the choice was offered for, and the code that stood there.
        offeredFor: text(fields, `${name}-for`),
        was: text(fields, `${name}-was`),
      },
      places,
    );
  }
  return read;
}

function placeOf(given: { typed: string; chosen: string; offeredFor: string; was: string }, places: Places): string {
  const { typed, chosen, offeredFor, was } = given;
  if (chosen !== "" && (typed === "" || typed === offeredFor)) return chosen;
  if (typed === "") return "";
  const shown = (language: Language) => places.nameOf(was, language) === typed;
  if (was !== "" && (shown("zh") || shown("en"))) return was;
  return places.meant(typed) ?? typed;
}
