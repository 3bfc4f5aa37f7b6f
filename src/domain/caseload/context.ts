import type { Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { CaseContext } from "../cases/index.ts";
import type { Identity } from "../identity/index.ts";

/** What the acts on assists need. */
export type AssistContext = { readonly database: Database; readonly secrets: Secrets };

/** What arranging work needs: the cases that are passed on, and the clerks they are passed to. */
export type WorkContext = { readonly database: Database; readonly cases: CaseContext; readonly identity: Identity };
