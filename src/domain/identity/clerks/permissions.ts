import { installationCity } from "../../../foundation/secrets/index.ts";
import { notAllowed, notFound } from "../refusals.ts";
import type { Clerk, Role } from "./clerk.ts";

const caseWork = [
  "case.list",
  "case.read",
  "case.take",
  "case.assign",
  "case.note",
  "case.accept",
  "case.ask_correction",
  "case.decline",
  "case.suspend",
  "case.resume",
  "case.approve",
  "case.refuse",
  "case.issue",
  "case.deliver",
  "case.assist",
] as const;

/** 帮办代办: filing for somebody, and seeing what became of what one filed. */
const communityWork = ["case.assist"] as const;

const leadWork = [
  "case.extend",
  "case.transfer",
  "case.reopen",
  "case.archive",
  "certificate.revoke",
  "connector.manage",
  "work.arrange",
] as const;

const officeWork = [
  "case.list",
  "offering.read",
  "offering.change",
  "connector.manage",
  "service.publish",
  "privacy.answer",
  "complaint.answer",
  "clerk.list",
  "clerk.add",
  "clerk.change",
  "clerk.suspend",
  "clerk.resume",
  "clerk.reset_totp",
] as const;

/** 财务: what was paid and given back, the daily comparison with those who moved the money, and the close of a day. */
const financeWork = ["money.read", "money.reconcile", "money.refund", "money.close"] as const;

const auditorWork = ["audit.read", "audit.check", "clerk.list", "money.read"] as const;

const operatorWork = [
  "installation.see",
  "installation.change",
  "city.open",
  "keys.rotate",
  "calendar.import",
  "division.import",
  "partner.list",
  "partner.add",
  "partner.suspend",
  "partner.resume",
  "partner.secret",
  "service.publish",
  "clerk.list",
  "clerk.add",
  "clerk.change",
  "clerk.suspend",
  "clerk.resume",
  "clerk.reset_totp",
  "operator.propose",
  "operator.confirm",
] as const;

/** Everything a member of staff can do. */
export type StaffAct =
  | (typeof caseWork)[number]
  | (typeof leadWork)[number]
  | (typeof communityWork)[number]
  | (typeof officeWork)[number]
  | (typeof financeWork)[number]
  | (typeof auditorWork)[number]
  | (typeof operatorWork)[number];

/** How far a role reaches: what concerns its own agency, its own city, or every city. */
type Reach = "agency" | "city" | "installation";

/** The one table of rights: role → how far → acts. An auditor of the installation confirms operators and reads every record. */
export const permissions: Readonly<Record<Role, { readonly reach: Reach; readonly acts: readonly StaffAct[] }>> = {
  clerk: { reach: "agency", acts: caseWork },
  lead: { reach: "agency", acts: [...caseWork, ...leadWork] },
  community: { reach: "city", acts: communityWork },
  office: { reach: "city", acts: officeWork },
  finance: { reach: "city", acts: financeWork },
  auditor: { reach: "city", acts: auditorWork },
  operator: { reach: "installation", acts: operatorWork },
};

const installationAuditorActs: readonly StaffAct[] = [...auditorWork, "operator.confirm"];

export type Target = {
  readonly city: string;
  /** Agency kind the thing belongs to; left out where it belongs to the whole city. */
  readonly agency?: string | undefined;
};

/** Whether this clerk may do this to something of that city and agency. */
export function can(clerk: Pick<Clerk, "city" | "agency" | "roles">, act: StaffAct, target: Target): boolean {
  return clerk.roles.some((role) => {
    if (role === "auditor" && clerk.city === installationCity) return installationAuditorActs.includes(act);
    const { reach, acts } = permissions[role];
    if (!acts.includes(act)) return false;
    if (reach === "installation") return clerk.city === installationCity;
    if (clerk.city !== target.city) return false;
    return reach === "city" || (target.agency !== undefined && target.agency === clerk.agency);
  });
}

/** Throws `not_found` for what lies in another city (its existence is nobody's business), `not_allowed` otherwise. */
export function demand(clerk: Pick<Clerk, "city" | "agency" | "roles">, act: StaffAct, target: Target): void {
  if (!/^\d{6}$/.test(target.city)) throw notFound();
  if (can(clerk, act, target)) return;
  throw clerk.city === target.city ? notAllowed() : notFound();
}
