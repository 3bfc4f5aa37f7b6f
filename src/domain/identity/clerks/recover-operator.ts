import { cityScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { writeAudit } from "../../audit/index.ts";
import type { Identity } from "../identity.ts";
import { notFound } from "../refusals.ts";
import { type Enrolment, newEnrolment } from "./manage.ts";
import { beginAgain, lockClerk, removeRecoveryCodes } from "./store.ts";

/**
 * For the last operator who lost phone and recovery codes: a new enrolment code, given out by whoever has the machine's own rights
 * (they could write the tables anyway). No page and no API leads here. Refuses with `not_found` whoever is no operator.
 */
export async function recoverOperator(identity: Identity, clerk: string, now: Date): Promise<Enrolment> {
  const city = installationCity;
  const enrolment = newEnrolment(identity.secrets, city, clerk, now);
  const login = await identity.database.transaction(cityScope(city), async (tx) => {
    const [row] = isId(clerk) ? await tx.run(lockClerk, { city, id: clerk }) : [];
    if (!row?.roles.includes("operator")) throw notFound();
    const values = { enrolment_hash: enrolment.hash, enrolment_until: enrolment.until };
    await tx.run(beginAgain, { city, id: clerk, ...values, now });
    await tx.run(removeRecoveryCodes, { city, clerk });
    await identity.sessions.endOfClerk(tx, city, clerk);
    const entry = { actorKind: "system", actor: "command line", act: "operator.recover", subject: clerk } as const;
    await writeAudit(tx, { city, ...entry }, now);
    return row.login;
  });
  identity.sessions.forgetClerk(city, clerk);
  return { clerk, login, code: enrolment.code, until: enrolment.until };
}
