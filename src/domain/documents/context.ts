import type { Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { Scanner } from "./scanner.ts";

/** What the acts of this module work with. */
export type Documents = {
  readonly database: Database;
  readonly secrets: Secrets;
  /** `DATA_DIR/files`, outside whatever is served. */
  readonly directory: string;
  /** Where present, nothing is taken unscanned. */
  readonly scanner?: Scanner;
};
