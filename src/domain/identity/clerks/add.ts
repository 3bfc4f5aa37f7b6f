import { cityScope, type Runner } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { writeAudit } from "../../audit/index.ts";
import type { Identity } from "../identity.ts";
import { conflict, wrongField } from "../refusals.ts";
import { tidy } from "../residents/claims.ts";
import type { Clerk } from "./clerk.ts";
import { auditOfClerk, checkedClerk, type Enrolment, loginHash, newEnrolment, normaliseLogin } from "./manage.ts";
import { demand } from "./permissions.ts";
import { addClerkRow, addLogin, anyClerk } from "./store.ts";

export type NewClerk = {
  readonly city: string;
  /** 3–40 small letters, digits, dots, hyphens; one in the whole installation. */
  readonly login: string;
  readonly name: string;
  readonly agency?: string | undefined;
  readonly roles: readonly string[];
};

/**
 * Adds a clerk and returns the code with which they set up password and authenticator app; it is shown once and works for
 * 72 hours. Refuses with fields: `login`, `name`, `agency`, `roles`.
 */
export async function addClerk(identity: Identity, actor: Clerk, input: NewClerk, now: Date): Promise<Enrolment> {
  const { city } = input;
  demand(actor, "clerk.add", { city });
  const login = checkedLogin(input.login);
  const { name, agency, roles } = checkedClerk(actor, city, input);
  const id = newId(now);
  const enrolment = newEnrolment(identity.secrets, city, id, now);
  await identity.database.transaction(cityScope(city), async (tx) => {
    await claimLogin(identity, tx, login, city, id);
    await tx.run(addClerkRow, {
      city,
      id,
      login,
      name,
      agency,
      roles,
      enrolment_hash: enrolment.hash,
      enrolment_until: enrolment.until,
      enrolled_at: null,
      created_by: actor.id,
      now,
    });
    await auditOfClerk(tx, actor, city, "clerk.add", id, { agency, roles }, now);
  });
  return { clerk: id, login, code: enrolment.code, until: enrolment.until };
}

/**
 * The first operator of an installation, for `onewindow init`: works only while the installation has no staff at all. Everyone
 * after them takes two people.
 */
export async function addFirstOperator(
  identity: Identity,
  input: { readonly login: string; readonly name: string },
  now: Date,
): Promise<Enrolment> {
  const city = installationCity;
  const login = checkedLogin(input.login);
  const name = tidy(input.name, 80);
  if (!name) throw wrongField("name", "name", { zh: "请填写姓名。", en: "Enter the name." });
  const id = newId(now);
  const enrolment = newEnrolment(identity.secrets, city, id, now);
  await identity.database.transaction(cityScope(city), async (tx) => {
    const present = await tx.run(anyClerk, { city });
    // Two that begin at once see nobody each: the mark, no login anybody can type, is given once.
    const mark = loginHash(identity.secrets, "\u0000first operator");
    const first = await tx.run(addLogin, { login_hash: mark, city, clerk: id });
    if (present.length > 0 || first.length === 0) {
      throw conflict("has_operator", {
        zh: "本系统已经有运维人员，请由他们添加。",
        en: "This installation has staff already. Please ask them to add others.",
      });
    }
    await claimLogin(identity, tx, login, city, id);
    await tx.run(addClerkRow, {
      city,
      id,
      login,
      name,
      agency: null,
      roles: ["operator"],
      enrolment_hash: enrolment.hash,
      enrolment_until: enrolment.until,
      enrolled_at: null,
      created_by: "init",
      now,
    });
    await writeAudit(
      tx,
      { city, actorKind: "system", actor: "init", act: "clerk.add", subject: id, detail: { roles: ["operator"] } },
      now,
    );
  });
  return { clerk: id, login, code: enrolment.code, until: enrolment.until };
}

function checkedLogin(typed: string): string {
  const login = normaliseLogin(typed);
  if (/^[a-z0-9][a-z0-9.-]{2,39}$/.test(login)) return login;
  throw wrongField("login", "login", {
    zh: "登录名为 3 至 40 个小写字母、数字、点或连字符，以字母或数字开头。",
    en: "A login has 3 to 40 small letters, digits, dots or hyphens and begins with a letter or digit.",
  });
}

/** Takes a login for good: one that was ever used never means another person. */
export async function claimLogin(
  identity: Identity,
  tx: Runner,
  login: string,
  city: string,
  clerk: string,
): Promise<void> {
  const taken = await tx.run(addLogin, { login_hash: loginHash(identity.secrets, login), city, clerk });
  if (taken.length === 0) {
    throw wrongField("login", "login_taken", {
      zh: "这个登录名已被使用，请换一个。",
      en: "This login is already in use. Please choose another.",
    });
  }
}
