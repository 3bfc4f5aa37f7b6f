/** What can keep the embedded database from starting or stopping; `code` is stable, the message is for the person at the terminal. */
export type ProblemCode =
  | "account_missing"
  | "binaries_missing"
  | "binaries_unusable"
  | "busy"
  | "directory_foreign"
  | "directory_unreachable"
  | "directory_unsuitable"
  | "major_differs"
  | "not_starting"
  | "not_stopping";

/** A start or stop of the embedded database that did not succeed: says what is wrong, where, and the way out. */
export class EmbeddedProblem extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.name = "EmbeddedProblem";
    this.code = code;
  }
}
