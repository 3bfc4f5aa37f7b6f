import { cityScope } from "../../../foundation/database/index.ts";
import type { Identity } from "../identity.ts";
import type { Clerk } from "./clerk.ts";
import { auditOfClerk, keepOneOf, lockOther } from "./manage.ts";
import { demand } from "./permissions.ts";
import { setSuspended } from "./store.ts";

/**
 * Suspends a clerk: every session ends, signing in fails. The last office clerk of a city and the last operator stay. Doing it
 * twice changes nothing.
 */
export async function suspendClerk(
  identity: Identity,
  actor: Clerk,
  target: { readonly city: string; readonly clerk: string },
  now: Date,
): Promise<void> {
  const { city, clerk } = target;
  demand(actor, "clerk.suspend", { city });
  await identity.database.transaction(cityScope(city), async (tx) => {
    await keepOneOf(tx, city, clerk, () => true);
    const row = await lockOther(tx, actor, city, clerk);
    if (row.suspended_at !== null) return;
    await tx.run(setSuspended, { city, id: clerk, suspended_at: now, now });
    await identity.sessions.endOfClerk(tx, city, clerk);
    await auditOfClerk(tx, actor, city, "clerk.suspend", clerk, {}, now);
  });
  identity.sessions.forgetClerk(city, clerk);
}
