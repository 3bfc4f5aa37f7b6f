import { type CaseContext, resealApplicants, resealCases } from "../../../domain/cases/index.ts";
import { resealDocuments } from "../../../domain/documents/index.ts";
import { makeIdentity, resealClerks, resealProfile } from "../../../domain/identity/index.ts";
import { resealInbox } from "../../../domain/notifications/index.ts";
import type { ConnectionSettings, Database } from "../../../foundation/database/index.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import { withClient } from "../../installation.ts";
import { passPolicies } from "../backup/tables.ts";

type Sealed = { readonly database: Database; readonly secrets: Secrets };

/** How many rows of each kind were sealed anew. */
export type Resealed = Record<"answers" | "applicants" | "files" | "certificates" | "clerks", number>;

/** Everything of one city that is under an older key. May be interrupted and repeated; the city is served meanwhile. */
export async function resealCity({ database, secrets }: Sealed, city: string): Promise<Resealed> {
  const context = { database, secrets } as CaseContext;
  const answers = await resealCases(context, city);
  const applicants = await resealApplicants(context, city);
  const documents = await resealDocuments({ database, secrets }, city);
  const clerks = await resealClerks({ database, secrets }, city);
  return { answers, applicants, ...documents, clerks };
}

/**
 * What belongs to people across cities: profiles and messages. Only the owner of the tables can list whom there is; what is read and
 * written of each happens as the program, in that person's own scope.
 */
export async function resealPeople(
  { database, secrets }: Sealed,
  owner: ConnectionSettings,
): Promise<{ readonly profiles: number; readonly messages: number }> {
  const identity = makeIdentity(database, secrets);
  let profiles = 0;
  let messages = 0;
  await withClient(owner, async (client) => {
    await passPolicies(client);
    for (let after = ""; ; ) {
      const page = await client.query<{ resident: string }>(
        `select resident from (select resident from residents union select resident from messages) people
         where resident > $1 order by resident limit 500`,
        [after],
      );
      for (const { resident } of page.rows) {
        if (await resealProfile(identity, resident)) profiles += 1;
        messages += await resealInbox(database, secrets, resident);
      }
      const last = page.rows.at(-1);
      if (!last) return;
      after = last.resident;
    }
  });
  return { profiles, messages };
}

/** Clerks of the installation itself. */
export async function resealInstallation({ database, secrets }: Sealed): Promise<number> {
  return resealClerks({ database, secrets }, installationCity);
}
