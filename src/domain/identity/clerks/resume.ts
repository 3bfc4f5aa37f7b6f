import { cityScope } from "../../../foundation/database/index.ts";
import type { Identity } from "../identity.ts";
import type { Clerk } from "./clerk.ts";
import { auditOfClerk, lockOther } from "./manage.ts";
import { demand } from "./permissions.ts";
import { setSuspended } from "./store.ts";

/** Lets a suspended clerk work again, with the password and app they had. Doing it twice changes nothing. */
export async function resumeClerk(
  identity: Identity,
  actor: Clerk,
  target: { readonly city: string; readonly clerk: string },
  now: Date,
): Promise<void> {
  const { city, clerk } = target;
  demand(actor, "clerk.resume", { city });
  await identity.database.transaction(cityScope(city), async (tx) => {
    const row = await lockOther(tx, actor, city, clerk);
    if (row.suspended_at === null) return;
    await tx.run(setSuspended, { city, id: clerk, suspended_at: null, now });
    await auditOfClerk(tx, actor, city, "clerk.resume", clerk, {}, now);
  });
}
