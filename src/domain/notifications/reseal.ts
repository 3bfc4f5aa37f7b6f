import { type Database, residentScope } from "../../foundation/database/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { sealedFor } from "./deliver.ts";
import { messagesToReseal, resealMessage } from "./reseal-store.ts";

/** Seals a person's messages again with the installation's newest key, while serving. @returns how many were changed */
export async function resealInbox(database: Database, secrets: Secrets, resident: string): Promise<number> {
  const kid = secrets.sealKeyId(installationCity);
  let changed = 0;
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await database.run(residentScope(resident), messagesToReseal, { resident, after });
    for (const { id, sealed_values: old } of rows) {
      if (old.split(".")[1] === kid) continue;
      const place = sealedFor(resident, id);
      const sealed_values = secrets.encrypt(installationCity, secrets.decrypt(installationCity, old, place), place);
      const done = await database.run(residentScope(resident), resealMessage, { resident, id, sealed_values, old });
      changed += done.length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
  }
}
