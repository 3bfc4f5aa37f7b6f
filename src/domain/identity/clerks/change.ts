import { cityScope } from "../../../foundation/database/index.ts";
import type { Identity } from "../identity.ts";
import type { Clerk, Role } from "./clerk.ts";
import { auditOfClerk, checkedClerk, keepOneOf, lockOther } from "./manage.ts";
import { demand } from "./permissions.ts";
import { changeClerkRow } from "./store.ts";

export type ClerkChange = {
  readonly name: string;
  readonly agency?: string | undefined;
  /** All roles they have from now on. */
  readonly roles: readonly string[];
};

/**
 * Changes a clerk's name, agency and roles, at once for open sessions too. Refuses: one's own account, a second role for an
 * auditor, the operator's role (that takes two people), and taking a role from the last one who holds it.
 */
export async function changeClerk(
  identity: Identity,
  actor: Clerk,
  target: { readonly city: string; readonly clerk: string },
  change: ClerkChange,
  now: Date,
): Promise<void> {
  const { city, clerk } = target;
  demand(actor, "clerk.change", { city });
  await identity.database.transaction(cityScope(city), async (tx) => {
    await keepOneOf(tx, city, clerk, (role: Role) => !change.roles.includes(role));
    const row = await lockOther(tx, actor, city, clerk);
    const checked = checkedClerk(actor, city, change, row.roles);
    await tx.run(changeClerkRow, { city, id: clerk, ...checked, now });
    const detail = { agency: checked.agency, roles: checked.roles, roles_before: row.roles };
    await auditOfClerk(tx, actor, city, "clerk.change", clerk, detail, now);
  });
  identity.sessions.forgetClerk(city, clerk);
}
