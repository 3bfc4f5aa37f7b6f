import { cityScope } from "../../../foundation/database/index.ts";
import type { Identity } from "../identity.ts";
import type { Clerk } from "./clerk.ts";
import { auditOfClerk, type Enrolment, keepOneOf, lockOther, newEnrolment } from "./manage.ts";
import { demand } from "./permissions.ts";
import { beginAgain, removeRecoveryCodes } from "./store.ts";

/**
 * For a clerk who lost their phone (or forgot the password, or let the first code run out): what they proved with counts no
 * longer, sessions end, and a new enrolment code is handed to them in person. The last office clerk's or operator's account is
 * renewed by an operator or with a recovery code, never by leaving nobody.
 */
export async function resetTotp(
  identity: Identity,
  actor: Clerk,
  target: { readonly city: string; readonly clerk: string },
  now: Date,
): Promise<Enrolment> {
  const { city, clerk } = target;
  demand(actor, "clerk.reset_totp", { city });
  const enrolment = newEnrolment(identity.secrets, city, clerk, now);
  const login = await identity.database.transaction(cityScope(city), async (tx) => {
    // An operator stands by when a city's last office clerk lost the phone; nobody stands by for the last operator.
    await keepOneOf(tx, city, clerk, (role) => role === "operator");
    const row = await lockOther(tx, actor, city, clerk);
    await tx.run(beginAgain, {
      city,
      id: clerk,
      enrolment_hash: enrolment.hash,
      enrolment_until: enrolment.until,
      now,
    });
    await tx.run(removeRecoveryCodes, { city, clerk });
    await identity.sessions.endOfClerk(tx, city, clerk);
    await auditOfClerk(tx, actor, city, "clerk.reset_totp", clerk, {}, now);
    return row.login;
  });
  identity.sessions.forgetClerk(city, clerk);
  return { clerk, login, code: enrolment.code, until: enrolment.until };
}
