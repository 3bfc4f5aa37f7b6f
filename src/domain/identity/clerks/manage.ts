import type { Runner } from "../../../foundation/database/index.ts";
import { isId, randomCharacters } from "../../../foundation/ids/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import { writeAudit } from "../../audit/index.ts";
import { conflict, invalid, notFound } from "../refusals.ts";
import { tidy } from "../residents/claims.ts";
import { type Clerk, isRole, type Role } from "./clerk.ts";
import { lockClerk, lockHolders } from "./store.ts";

/** Hours within which an enrolment code is used. */
export const enrolmentHours = 72;

/** What the person is told once, to set up their password and authenticator app with. */
export type Enrolment = { readonly clerk: string; readonly login: string; readonly code: string; readonly until: Date };

export function newEnrolment(secrets: Secrets, city: string, id: string, now: Date) {
  const code = randomCharacters(16);
  return {
    code,
    hash: enrolmentHash(secrets, city, id, code),
    until: new Date(now.getTime() + enrolmentHours * 3_600_000),
  };
}

export function enrolmentHash(secrets: Secrets, city: string, id: string, typed: string): string {
  return secrets.lookupHash("enrolment", `${city}|${id}|${plainCode(typed)}`);
}

/** Codes are read aloud and typed: hyphens, spaces and capitals are no difference, O is 0, I and L are 1. */
export function plainCode(typed: string): string {
  return typed
    .slice(0, 64)
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\-–—]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
}

export function loginHash(secrets: Secrets, login: string): string {
  return secrets.lookupHash("staff-login", login);
}

export function normaliseLogin(typed: string): string {
  return typed.slice(0, 80).normalize("NFKC").trim().toLowerCase();
}

/** Locks the clerk an act is about; the actor's own account is nobody's to manage but a colleague's. */
export async function lockOther(tx: Runner, actor: Clerk, city: string, id: string) {
  if (actor.id === id) {
    throw conflict("own_account", {
      zh: "不能管理自己的账号，请由同事办理。",
      en: "You cannot manage your own account. Please ask a colleague.",
    });
  }
  const [row] = isId(id) ? await tx.run(lockClerk, { city, id }) : [];
  if (!row) throw notFound();
  return row;
}

/** Refuses what would leave a city without an office, or the installation without an operator. Call before other locks. */
export async function keepOneOf(tx: Runner, city: string, id: string, losing: (role: Role) => boolean): Promise<void> {
  for (const role of ["office", "operator"] as const) {
    if (!losing(role)) continue;
    const holders = await tx.run(lockHolders, { city, role });
    if (holders.some((holder) => holder.id !== id) || !holders.some((holder) => holder.id === id)) continue;
    throw conflict(`last_${role}`, {
      zh: "这是最后一位管理人员，请先安排接替的人。",
      en: "This is the last person with this role. Please appoint a successor first.",
    });
  }
}

/** Name, agency and roles as they may be kept, or what is wrong with each. */
export function checkedClerk(
  actor: Clerk,
  city: string,
  input: { readonly name: string; readonly agency?: string | undefined; readonly roles: readonly string[] },
  had: readonly string[] = [],
): { name: string; agency: string | null; roles: Role[] } {
  const fields: FieldError[] = [];
  const fault = (field: string, code: string, zh: string, en: string) =>
    fields.push({ field, code, message: { zh, en } });
  const name = tidy(input.name, 80);
  if (!name) fault("name", "name", "请填写姓名，不超过 80 个字。", "Enter the name, at most 80 characters.");
  const roles = [...new Set(input.roles)].filter(isRole);
  if (roles.length !== new Set(input.roles).size)
    fault("roles", "role_unknown", "没有这种岗位。", "There is no such role.");
  const gained = roles.filter((role) => !had.includes(role));
  if (roles.length === 0 && city !== installationCity) {
    fault("roles", "role_missing", "请至少选择一种岗位。", "Choose at least one role.");
  }
  if (roles.includes("auditor") && roles.length > 1) {
    fault("roles", "auditor_alone", "审计员不能兼任其他岗位。", "An auditor cannot hold another role.");
  }
  if (gained.includes("operator")) {
    fault(
      "roles",
      "operator_takes_two",
      "运维管理员须由一人提名、另一人确认。",
      "An operator is proposed by one person and confirmed by another.",
    );
  }
  if (city === installationCity && roles.some((role) => role !== "auditor" && role !== "operator")) {
    fault("roles", "role_of_city", "这种岗位属于城市。", "This role belongs to a city.");
  }
  if (actor.city !== city && gained.some((role) => role !== "office" && role !== "auditor")) {
    fault(
      "roles",
      "role_of_office",
      "办事人员由本市县的管理人员添加。",
      "Clerks and leads are added by the city's own office.",
    );
  }
  const agency = input.agency && /^[a-z][a-z0-9-]{0,59}$/.test(input.agency) ? input.agency : null;
  if (agency === null && roles.some((role) => role === "clerk" || role === "lead")) {
    fault("agency", "agency", "请选择所属部门。", "Choose the agency.");
  }
  if (fields.length > 0 || !name) throw invalid(fields);
  return { name, agency, roles };
}

/** The line in the city's record about an act of one member of staff on another. */
export async function auditOfClerk(
  tx: Runner,
  actor: Pick<Clerk, "id">,
  city: string,
  act: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  await writeAudit(tx, { city, actorKind: "clerk", actor: actor.id, act, subject, detail }, now);
}
