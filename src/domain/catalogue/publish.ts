import { type Database, sharedScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { LoadedCatalogue } from "./load.ts";
import { insertVersions, putIntoForce } from "./store.ts";

export type Published = {
  /** Versions that did not exist before. */
  readonly added: readonly { readonly code: string; readonly version: string }[];
  /** Services for which another version is in force now, a former one that came back included. */
  readonly changed: readonly { readonly code: string; readonly version: string }[];
};

/**
 * Publishes what the files say: new versions are added and put into force, all or none; what is published already stays as it
 * is, so that it may be called at every start and by many at once. Refuses a catalogue with problems (422
 * `catalogue_has_problems`): nothing goes live unchecked. Services that are no longer among the files stay in force.
 */
export async function publishCatalogue(
  database: Database,
  catalogue: Pick<LoadedCatalogue, "services" | "problems">,
  now: Date,
): Promise<Published> {
  if (catalogue.problems.length > 0) {
    throw new Refusal({
      code: "catalogue_has_problems",
      status: 422,
      say: {
        zh: `服务目录里还有 ${catalogue.problems.length} 处要改，没有发布。`,
        en: `The catalogue has ${catalogue.problems.length} problems and was not published.`,
      },
      fields: catalogue.problems.slice(0, 100).map(({ file, line, code, say }) => ({
        field: `${file}:${line}`,
        code,
        message: say,
      })),
    });
  }
  const rows = [...catalogue.services.values()].map(({ definition, version, certificate }) => ({
    code: definition.code,
    version,
    definition,
    certificate: certificate ?? null,
  }));
  if (rows.length === 0) return { added: [], changed: [] };
  return database.transaction(sharedScope, async (tx) => ({
    added: await tx.run(insertVersions, { rows, at: now }),
    changed: await tx.run(putIntoForce, { rows: rows.map(({ code, version }) => ({ code, version })), at: now }),
  }));
}
