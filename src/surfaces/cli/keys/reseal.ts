import { resealConnectors } from "../../../domain/agencies/index.ts";
import { resealAssists } from "../../../domain/caseload/index.ts";
import {
  type CaseContext,
  resealApplicants,
  resealCases,
  resealCheckNotes,
  resealedWords,
} from "../../../domain/cases/index.ts";
import { resealDocuments } from "../../../domain/documents/index.ts";
import { makeIdentity, resealClerks, resealProfile } from "../../../domain/identity/index.ts";
import { resealInbox } from "../../../domain/notifications/index.ts";
import { resealAccounts, resealKeptAccounts, resealMoney } from "../../../domain/payments/index.ts";
import type { ConnectionSettings, Database } from "../../../foundation/database/index.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import { withClient } from "../../installation.ts";
import { passPolicies } from "../backup/tables.ts";

type Sealed = { readonly database: Database; readonly secrets: Secrets };

/** How many rows of each kind were sealed anew. */
export type Resealed = Record<
  | "answers"
  | "applicants"
  | "words"
  | "checks"
  | "connectors"
  | "accounts"
  | "money"
  | "assists"
  | "files"
  | "certificates"
  | "codes"
  | "clerks",
  number
>;

/** Everything of one city that is under an older key. May be interrupted and repeated; the city is served meanwhile. */
export async function resealCity(
  { database, secrets }: Sealed,
  city: string,
  owner: ConnectionSettings,
): Promise<Resealed> {
  const context = { database, secrets } as CaseContext;
  const answers = await resealCases(context, city);
  const applicants = await resealApplicants(context, city);
  const words = await resealEvents(secrets, city, owner);
  const checks = await resealCheckNotes(context, city);
  const connectors = await resealConnectors({ database, secrets }, city);
  const accounts = await resealAccounts({ database, secrets }, city);
  const money = await resealMoney({ database, secrets }, city);
  const assists = await resealAssists({ database, secrets }, city);
  const documents = await resealDocuments({ database, secrets }, city);
  const clerks = await resealClerks({ database, secrets }, city);
  return { answers, applicants, words, checks, connectors, accounts, money, assists, ...documents, clerks };
}

/**
 * Words in the record of acts. The program may only add to that record, so this is done as its owner; what happened, when and by whom
 * is not touched, and neither are the words themselves.
 */
async function resealEvents(secrets: Secrets, city: string, owner: ConnectionSettings): Promise<number> {
  let changed = 0;
  await withClient(owner, async (client) => {
    // The owner is held to the policies too.
    await client.query("select set_config('app.cities', $1, false)", [city]);
    for (let after = "0"; ; ) {
      const page = await client.query<{ seq: string; subject: string; revision: number; sealed: string | null }>(
        `select seq::text as seq, subject, revision, data->>'sealed' as sealed from events
         where city = $1 and seq > $2 order by seq limit 1000`,
        [city, after],
      );
      for (const { seq, subject, revision, sealed } of page.rows) {
        const again = sealed === null ? undefined : resealedWords(secrets, { city, subject, revision, sealed });
        if (again === undefined) continue;
        const done = await client.query(
          `update events set data = jsonb_set(data, '{sealed}', to_jsonb($4::text))
           where city = $1 and seq = $2 and data->>'sealed' = $3`,
          [city, seq, sealed, again],
        );
        changed += done.rowCount ?? 0;
      }
      const last = page.rows.at(-1);
      if (!last) return;
      after = last.seq;
    }
  });
  return changed;
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

/**
 * Accounts that people keep for next time: they lie with the people and are sealed with the keys of the cities they are paid in. Only the
 * owner of the tables can list whose there are.
 */
export async function resealKept(
  { database, secrets }: Sealed,
  cities: readonly string[],
  owner: ConnectionSettings,
): Promise<number> {
  const among = new Set(cities);
  let changed = 0;
  await withClient(owner, async (client) => {
    await passPolicies(client);
    for (let after = ""; ; ) {
      const page = await client.query<{ resident: string }>(
        `select distinct resident from resident_accounts where resident > $1 and city = any($2) order by resident limit 500`,
        [after, [...among]],
      );
      for (const { resident } of page.rows) changed += await resealKeptAccounts({ database, secrets }, resident, among);
      const last = page.rows.at(-1);
      if (!last) return;
      after = last.resident;
    }
  });
  return changed;
}

/** Clerks of the installation itself. */
export async function resealInstallation({ database, secrets }: Sealed): Promise<number> {
  return resealClerks({ database, secrets }, installationCity);
}
