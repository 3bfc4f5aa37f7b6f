import { cityScope } from "../../../foundation/database/index.ts";
import { isId, newId } from "../../../foundation/ids/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { Identity } from "../identity.ts";
import { conflict, notFound } from "../refusals.ts";
import type { Clerk } from "./clerk.ts";
import { auditOfClerk, lockOther } from "./manage.ts";
import { demand } from "./permissions.ts";
import { addProposal, changeClerkRow, confirmProposal, lockClerk, openProposals } from "./store.ts";

const city = installationCity;
/** Days within which a proposal is confirmed. */
const proposalDays = 7;

export type Proposal = {
  readonly id: string;
  readonly clerk: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
};

/**
 * First of the two people: an operator proposes somebody of the installation's staff for the operator's role. Returns the
 * proposal's id. Refuses one's own account, auditors, and who has the role already.
 */
export async function proposeOperator(identity: Identity, actor: Clerk, clerk: string, now: Date): Promise<string> {
  demand(actor, "operator.propose", { city });
  const id = newId(now);
  await identity.database.transaction(cityScope(city), async (tx) => {
    const row = await lockOther(tx, actor, city, clerk);
    if (row.roles.length > 0 || row.suspended_at !== null) throw cannotBeOperator();
    const expires_at = new Date(now.getTime() + proposalDays * 86_400_000);
    await tx.run(addProposal, { city, id, clerk, proposed_by: actor.id, now, expires_at });
    await auditOfClerk(tx, actor, city, "operator.propose", clerk, { proposal: id }, now);
  });
  return id;
}

/**
 * Second of the two: another operator, or the installation's auditor, confirms. Refuses with `second_person` whoever proposed
 * it or is proposed; a proposal that ran out or was confirmed is `not_found`.
 */
export async function confirmOperator(identity: Identity, actor: Clerk, proposal: string, now: Date): Promise<void> {
  demand(actor, "operator.confirm", { city });
  const clerk = await identity.database.transaction(cityScope(city), async (tx) => {
    if (!isId(proposal)) throw notFound();
    const [confirmed] = await tx.run(confirmProposal, { city, id: proposal, confirmed_by: actor.id, now });
    if (!confirmed) {
      const open = await tx.run(openProposals, { city, now, limit: 100 });
      throw open.some((one) => one.id === proposal) ? secondPerson() : notFound();
    }
    const [row] = await tx.run(lockClerk, { city, id: confirmed.clerk });
    if (!row || row.roles.length > 0 || row.suspended_at !== null) throw cannotBeOperator();
    await tx.run(changeClerkRow, { city, id: row.id, name: row.name, agency: row.agency, roles: ["operator"], now });
    const detail = { proposal, proposed_by: confirmed.proposed_by };
    await auditOfClerk(tx, actor, city, "operator.confirm", row.id, detail, now);
    return row.id;
  });
  identity.sessions.forgetClerk(city, clerk);
}

/** Proposals that wait for the second person, oldest first, at most 100. */
export async function operatorProposals(identity: Identity, actor: Clerk, now: Date): Promise<readonly Proposal[]> {
  demand(actor, "operator.confirm", { city });
  const rows = await identity.database.run(cityScope(city), openProposals, { city, now, limit: 100 });
  return rows.map((row) => ({
    id: row.id,
    clerk: row.clerk,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    expiresAt: row.expires_at,
  }));
}

function secondPerson() {
  return conflict("second_person", {
    zh: "须由提名人和被提名人以外的另一位人员确认。",
    en: "Another person than the one who proposed, or who is proposed, has to confirm.",
  });
}

function cannotBeOperator() {
  return conflict("cannot_be_operator", {
    zh: "只有没有其他岗位、未停用的本系统人员可以担任运维管理员。",
    en: "Only active staff of the installation without another role can become an operator.",
  });
}
