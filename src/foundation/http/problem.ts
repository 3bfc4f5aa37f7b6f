import type { FastifyError, FastifyRequest } from "fastify";
import { type Language, say, type Text } from "../i18n/index.ts";
import { type FieldError, Refusal, type RefusalStatus } from "../refusal.ts";
import { fieldErrors } from "./validation.ts";
import { says, titleOf } from "./words.ts";

/** A refusal, or a mistake of ours (status 500), ready to be told. */
export type Trouble = {
  readonly status: RefusalStatus | 500;
  readonly code: string;
  readonly say: Text;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
};

const trouble = (
  status: Trouble["status"],
  code: string,
  words: Text,
  fields: readonly FieldError[] = [],
): Trouble => ({
  ...{ status, code, say: words, fields },
  retryAfterSeconds: undefined,
});

export const notFound = (): Refusal => new Refusal({ code: "not_found", status: 404, say: says.notFound });

export const cutOff = trouble(400, "body_cut_off", says.badForm);

const known: Readonly<Record<string, Trouble>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: trouble(413, "body_too_large", says.bodyTooLarge),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: trouble(415, "unsupported_type", says.unsupportedType),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: cutOff,
  FST_ERR_BAD_URL: trouble(400, "bad_address", says.badAddress),
  FST_ERR_MAX_PARAM_LENGTH: trouble(404, "not_found", says.notFound),
  FST_REQ_FILE_TOO_LARGE: trouble(413, "file_too_large", says.fileTooLarge),
  FST_FILES_LIMIT: trouble(413, "too_many_files", says.tooManyFiles),
  FST_FIELDS_LIMIT: trouble(413, "too_many_fields", says.tooManyFields),
  FST_PARTS_LIMIT: trouble(413, "too_many_fields", says.tooManyFields),
  FST_PROTO_VIOLATION: trouble(400, "forbidden_key", says.forbiddenKey),
  FST_INVALID_MULTIPART_CONTENT_TYPE: trouble(415, "unsupported_type", says.unsupportedType),
  FST_PREMATURE_CLOSE: cutOff,
};

/** Cut off, without a boundary, or with one longer than the reader looks for (RFC 2046 allows 70 characters). */
const unreadableForm = /unexpected end of multipart data|^Multipart: Boundary not found|^The needle cannot/i;

/** What to tell about anything that was thrown. Only refusals, and what the HTTP layer itself refuses, say why. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Refusal) {
    const { status, code, fields, retryAfterSeconds } = error;
    return { status, code, say: error.say, fields, retryAfterSeconds };
  }
  if (error instanceof Error) {
    const { code = "", statusCode = 500, validation, validationContext } = error as Partial<FastifyError>;
    if (validation !== undefined) {
      // An address whose parameter has the wrong form leads nowhere; it says no more than an unknown one.
      if (validationContext === "params") return trouble(404, "not_found", says.notFound);
      const status = validationContext === "body" ? 422 : 400;
      return trouble(status, "invalid_fields", says.invalidFields, fieldErrors(validation));
    }
    const found = Object.hasOwn(known, code) ? known[code] : undefined;
    if (found !== undefined) return found;
    // The reader of forms with files has no codes of its own.
    if (unreadableForm.test(error.message)) return cutOff;
    if (code.startsWith("FST_") && statusCode >= 400 && statusCode < 500)
      return trouble(400, "bad_request", says.badRequest);
  }
  return trouble(500, "unexpected", says.unexpected);
}

/** The answer for programs (RFC 9457), in the caller's language. */
export function problem(told: Trouble, reference: string, language: Language): string {
  return JSON.stringify({
    type: `urn:onewindow:problem:${told.code}`,
    title: say(titleOf(told.status), language),
    status: told.status,
    code: told.code,
    detail: say(told.say, language),
    ...(told.fields.length === 0
      ? {}
      : { errors: told.fields.map(({ field, code, message }) => ({ field, code, message: say(message, language) })) }),
    reference,
  });
}

/** Whether a program asks: everything under /api, and who prefers JSON or sends it. */
export function asksAsProgram(request: FastifyRequest): boolean {
  const path = request.raw.url ?? "";
  if (path.startsWith("/api/") || /^\/(healthz|readyz|metrics)(\?|$)/.test(path)) return true;
  const accepted = request.headers.accept ?? "";
  if (accepted.includes("text/html")) return false;
  return (
    /application\/(problem\+)?json/.test(accepted) || /^application\/json/.test(request.headers["content-type"] ?? "")
  );
}
