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
};

export function makeIdentity(
  database: Database,
  secrets: Secrets,
  options: { readonly refusalTakes?: number } = {},
): Identity {
  return { database, secrets, sessions: new Sessions(database), refusalTakes: options.refusalTakes ?? 400 };
}
