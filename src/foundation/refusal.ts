import type { Text } from "./i18n/index.ts";

export type RefusalStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 406
  | 408
  | 409
  | 410
  | 411
  | 413
  | 415
  | 422
  | 423
  | 429
  | 431
  | 503;

/** What is wrong with one field, in words that name the way out. `field` is the name the caller sent. */
export type FieldError = { readonly field: string; readonly code: string; readonly message: Text };

/**
 * An answer to something that cannot be done: it has a stable code that programs build on, and words for people.
 * Everything else that is thrown is a mistake of ours and ends as status 500.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly status: RefusalStatus;
  readonly say: Text;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(refusal: {
    code: string;
    status: RefusalStatus;
    say: Text;
    fields?: readonly FieldError[];
    retryAfterSeconds?: number;
  }) {
    super(`${refusal.code}: ${refusal.say.en}`);
    this.name = "Refusal";
    this.code = refusal.code;
    this.status = refusal.status;
    this.say = refusal.say;
    this.fields = refusal.fields ?? [];
    this.retryAfterSeconds = refusal.retryAfterSeconds;
  }
}
