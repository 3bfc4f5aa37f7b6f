import { cityScope } from "../../../foundation/database/index.ts";
import type { Identity } from "../identity.ts";
import { totpContext } from "./enrol.ts";
import { resealSecrets, secretsToReseal } from "./reseal-store.ts";

/** Seals what a city's clerks prove themselves with again with its newest key, while serving. @returns how many were changed */
export async function resealClerks(identity: Pick<Identity, "database" | "secrets">, city: string): Promise<number> {
  const { database, secrets } = identity;
  const kid = secrets.sealKeyId(city);
  let changed = 0;
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await database.run(cityScope(city), secretsToReseal, { city, after });
    for (const { id, totp_secret, enrolment_totp } of rows) {
      const again = (sealed: string | null) => {
        if (sealed === null || sealed.split(".")[1] === kid) return sealed;
        return secrets.encrypt(city, secrets.decrypt(city, sealed, totpContext(id)), totpContext(id));
      };
      const values = { totp_secret: again(totp_secret), enrolment_totp: again(enrolment_totp) };
      if (values.totp_secret === totp_secret && values.enrolment_totp === enrolment_totp) continue;
      const old = { old_secret: totp_secret, old_enrolment: enrolment_totp };
      changed += (await database.run(cityScope(city), resealSecrets, { city, id, ...values, ...old })).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
  }
}
