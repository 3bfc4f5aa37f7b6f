import type { Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { Sessions } from "./sessions/sessions.ts";

/** What every act of this module works with; made once per process. */
export type Identity = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly sessions: Sessions;
  /** Milliseconds a failed sign-in of staff takes at least, so that its duration tells nothing. */
  readonly refusalTakes: number;
  /** KiB that one look at a password takes (Argon2id): OWASP's smallest recommended cost is 19 MiB at two passes. */
  readonly passwordMemory: number;
};

export function makeIdentity(
  database: Database,
  secrets: Secrets,
  options: { readonly refusalTakes?: number; readonly passwordMemory?: number } = {},
): Identity {
  return {
    database,
    secrets,
    sessions: new Sessions(database),
    refusalTakes: options.refusalTakes ?? 400,
    passwordMemory: options.passwordMemory ?? 19_456,
  };
}
