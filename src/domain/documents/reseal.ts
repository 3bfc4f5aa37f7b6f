import { cityScope } from "../../foundation/database/index.ts";
import { factsContext, reasonContext, valuesContext } from "./certificate.ts";
import { purposeContext } from "./codes.ts";
import type { Documents } from "./context.ts";
import { keyContext, nameContext } from "./file.ts";
import {
  certificatesToReseal,
  codesToReseal,
  filesToReseal,
  resealCertificate,
  resealCode,
  resealFile,
} from "./reseal-store.ts";

const beforeAll = "00000000-0000-0000-0000-000000000000";

/**
 * Seals names and keys of a city's files, the facts of its certificates, and what codes are for, again with the city's newest key, while serving. The
 * bytes on disk stay: each file has a key of its own, and that one is sealed anew. What is erased or changed meanwhile is left alone.
 * Again is the same. @returns how many rows were changed
 */
export async function resealDocuments(
  documents: Pick<Documents, "database" | "secrets">,
  city: string,
): Promise<{ readonly files: number; readonly certificates: number; readonly codes: number }> {
  const files = await resealFiles(documents, city);
  const certificates = await resealCertificates(documents, city);
  return { files, certificates, codes: await resealCodes(documents, city) };
}

/** The value sealed anew; undefined where it is under the newest key already. */
function again(
  documents: Pick<Documents, "secrets">,
  city: string,
  sealed: string,
  context: string,
): string | undefined {
  const { secrets } = documents;
  if (sealed.split(".")[1] === secrets.sealKeyId(city)) return undefined;
  return secrets.encryptBytes(city, secrets.decryptBytes(city, sealed, context), context);
}

async function resealFiles(documents: Pick<Documents, "database" | "secrets">, city: string): Promise<number> {
  const { database } = documents;
  let changed = 0;
  for (let after = beforeAll; ; ) {
    const rows = await database.run(cityScope(city), filesToReseal, { city, after });
    for (const { id, name_sealed, key_sealed } of rows) {
      if (key_sealed === null) continue;
      const name = again(documents, city, name_sealed, nameContext(id)) ?? name_sealed;
      const key = again(documents, city, key_sealed, keyContext(id)) ?? key_sealed;
      if (name === name_sealed && key === key_sealed) continue;
      const values = { city, id, name_sealed: name, key_sealed: key, old_key: key_sealed };
      changed += (await database.run(cityScope(city), resealFile, values)).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
  }
}

async function resealCertificates(documents: Pick<Documents, "database" | "secrets">, city: string): Promise<number> {
  const { database } = documents;
  let changed = 0;
  for (let after = ""; ; ) {
    const rows = await database.run(cityScope(city), certificatesToReseal, { city, after });
    for (const { number, facts_sealed, revoked_reason_sealed, values_sealed } of rows) {
      const facts = again(documents, city, facts_sealed, factsContext(number)) ?? facts_sealed;
      const reason =
        revoked_reason_sealed === null
          ? null
          : (again(documents, city, revoked_reason_sealed, reasonContext(number)) ?? revoked_reason_sealed);
      const said = values_sealed && (again(documents, city, values_sealed, valuesContext(number)) ?? values_sealed);
      if (facts === facts_sealed && reason === revoked_reason_sealed && said === values_sealed) continue;
      const values = {
        city,
        number,
        facts_sealed: facts,
        revoked_reason_sealed: reason,
        values_sealed: said,
        old_reason: revoked_reason_sealed,
      };
      changed += (await database.run(cityScope(city), resealCertificate, values)).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.number;
  }
}

async function resealCodes(documents: Pick<Documents, "database" | "secrets">, city: string): Promise<number> {
  const { database } = documents;
  let changed = 0;
  for (let after = beforeAll; ; ) {
    const rows = await database.run(cityScope(city), codesToReseal, { city, after });
    for (const { id, purpose_sealed } of rows) {
      const purpose = again(documents, city, purpose_sealed, purposeContext(id));
      if (purpose === undefined) continue;
      changed += (await database.run(cityScope(city), resealCode, { city, id, purpose_sealed: purpose })).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
  }
}
