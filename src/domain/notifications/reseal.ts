import { type Database, residentScope } from "../../foundation/database/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import type { Channel } from "./channel.ts";
import { contactSealedFor } from "./contacts.ts";
import { contactsOfResident, resealContact } from "./contacts-store.ts";
import { sealedFor } from "./deliver.ts";
import { deliveriesToReseal, resealDelivery } from "./deliveries-store.ts";
import { messagesToReseal, resealMessage } from "./reseal-store.ts";
import { addressSealedFor, valuesSealedFor } from "./send-out.ts";

/** Seals a person's messages, addresses and what is on its way again with the installation's newest key, while serving. @returns how many were changed */
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
    if (!last) break;
    after = last.id;
  }
  return changed + (await resealContacts(database, secrets, resident)) + (await resealOut(database, secrets, resident));
}

/** The value sealed anew; the same where it is under the newest key already. */
function again<V extends string | null>(secrets: Secrets, sealed: V, place: string): V | string {
  if (sealed === null || sealed.split(".")[1] === secrets.sealKeyId(installationCity)) return sealed;
  return secrets.encrypt(installationCity, secrets.decrypt(installationCity, sealed, place), place);
}

async function resealContacts(database: Database, secrets: Secrets, resident: string): Promise<number> {
  let changed = 0;
  for (const { channel, address_sealed: old } of await database.run(residentScope(resident), contactsOfResident, {
    resident,
  })) {
    const address_sealed = old && again(secrets, old, contactSealedFor(resident, channel as Channel));
    if (!old || !address_sealed || address_sealed === old) continue;
    changed += (await database.run(residentScope(resident), resealContact, { resident, channel, address_sealed, old }))
      .length;
  }
  return changed;
}

/** What is still on its way; what is over holds nothing sealed. */
async function resealOut(database: Database, secrets: Secrets, resident: string): Promise<number> {
  let changed = 0;
  for (let after = ""; ; ) {
    const rows = await database.run(residentScope(resident), deliveriesToReseal, { resident, after });
    for (const { reference, sealed_values: values, address_sealed: old } of rows) {
      const sealed_values = again(secrets, values, valuesSealedFor(resident, reference));
      const address_sealed = again(secrets, old, addressSealedFor(resident, reference));
      if (sealed_values === values && address_sealed === old) continue;
      const next = { resident, reference, sealed_values, address_sealed, old };
      changed += (await database.run(residentScope(resident), resealDelivery, next)).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.reference;
  }
}
