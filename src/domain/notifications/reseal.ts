import { type Database, residentScope, statement } from "../../foundation/database/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { sealedFor } from "./deliver.ts";

const messagesToReseal = statement({
  name: "notifications.messages_to_reseal",
  scope: "resident",
  params: { resident: "text", after: "uuid" },
  row: { id: "uuid", sealed_values: "text" },
  text: `
    select id, sealed_values from messages
    where resident = :resident and id > :after
    order by id
    limit 200`,
});

const resealMessage = statement({
  name: "notifications.reseal_message",
  scope: "resident",
  params: { resident: "text", id: "uuid", sealed_values: "text", old: "text" },
  row: { id: "uuid" },
  text: `
    update messages set sealed_values = :sealed_values
    where resident = :resident and id = :id and sealed_values = :old
    returning id`,
});

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
