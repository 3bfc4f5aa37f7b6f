import { timingSafeEqual } from "node:crypto";
import { cityScope, type Runner, sharedScope } from "../../../foundation/database/index.ts";
import { randomCharacters } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { Identity } from "../identity.ts";
import { invalid, wrongField } from "../refusals.ts";
import { auditOfClerk, enrolmentHash, loginHash, normaliseLogin, plainCode } from "./manage.ts";
import { hashPassword, passwordFaults } from "./password.ts";
import { addRecoveryCodes, findLogin, finishEnrolment, lockClerk, offerTotp, removeRecoveryCodes } from "./store.ts";
import { newTotpSecret, totpAddress, totpStep } from "./totp.ts";

export type EnrolmentProof = { readonly login: string; readonly code: string };

/**
 * First half of an enrolment: shows the secret for the authenticator app (as the address a QR code carries, and to type). Asking
 * again shows the same one. Refuses with `enrolment_invalid` where login or code are wrong or the 72 hours are over.
 */
export async function beginEnrolment(
  identity: Identity,
  proof: EnrolmentProof,
  now: Date,
): Promise<{ readonly name: string; readonly secret: string; readonly totpAddress: string }> {
  const found = await findClerk(identity, proof.login);
  return identity.database.transaction(cityScope(found.city), async (tx) => {
    const row = await lockEnrolling(identity, tx, found, proof.code, now);
    const context = totpContext(row.id);
    let secret: string;
    if (row.enrolment_totp === null) {
      secret = newTotpSecret();
      await tx.run(offerTotp, {
        city: row.city,
        id: row.id,
        enrolment_totp: identity.secrets.encrypt(row.city, secret, context),
      });
    } else secret = identity.secrets.decrypt(row.city, row.enrolment_totp, context);
    return { name: row.name, secret, totpAddress: totpAddress(row.login, secret) };
  });
}

/**
 * Second half: sets the password and proves with a code that the app has the secret. Returns ten recovery codes, each for one
 * sign-in without the app; they are shown once. Refuses with fields `password`, `totp`.
 */
export async function enrolClerk(
  identity: Identity,
  proof: EnrolmentProof,
  input: { readonly password: string; readonly totp: string },
  now: Date,
): Promise<{ readonly recoveryCodes: readonly string[] }> {
  const found = await findClerk(identity, proof.login);
  const faults = passwordFaults(input.password, normaliseLogin(proof.login));
  if (faults.length > 0) throw invalid(faults);
  const password = await hashPassword(input.password, identity.passwordMemory);
  return identity.database.transaction(cityScope(found.city), async (tx) => {
    const row = await lockEnrolling(identity, tx, found, proof.code, now);
    if (row.enrolment_totp === null) throw invalidEnrolment();
    const secret = identity.secrets.decrypt(row.city, row.enrolment_totp, totpContext(row.id));
    const step = totpStep(secret, input.totp, now, undefined);
    if (step === undefined) {
      throw wrongField("totp", "totp", {
        zh: "验证码不正确。请输入验证器里现在显示的 6 位数字，并检查手机时间。",
        en: "The code is not right. Enter the six digits your app shows now, and check the time on your phone.",
      });
    }
    await tx.run(finishEnrolment, {
      city: row.city,
      id: row.id,
      password,
      totp_secret: row.enrolment_totp,
      totp_last_step: step,
      now,
    });
    const recoveryCodes = await replaceRecoveryCodes(identity, tx, row.city, row.id);
    await auditOfClerk(tx, row, row.city, "clerk.enrol", row.id, {}, now);
    return { recoveryCodes };
  });
}

/** Ten new codes of 50 bits; the old ones are gone. */
async function replaceRecoveryCodes(identity: Identity, tx: Runner, city: string, clerk: string): Promise<string[]> {
  const codes = Array.from({ length: 10 }, () => `${randomCharacters(5)}-${randomCharacters(5)}`);
  await tx.run(removeRecoveryCodes, { city, clerk });
  const hashes = codes.map((code) => recoveryHash(identity, city, clerk, code));
  await tx.run(addRecoveryCodes, { city, clerk, hashes });
  return codes;
}

export function recoveryHash(identity: Identity, city: string, clerk: string, typed: string): string {
  return identity.secrets.lookupHash("recovery", `${city}|${clerk}|${plainCode(typed)}`);
}

export function totpContext(clerk: string): string {
  return `clerk:${clerk}:totp`;
}

async function findClerk(identity: Identity, login: string): Promise<{ city: string; clerk: string }> {
  const [found] = await identity.database.run(sharedScope, findLogin, {
    login_hash: loginHash(identity.secrets, normaliseLogin(login)),
  });
  if (!found) throw invalidEnrolment();
  return found;
}

async function lockEnrolling(
  identity: Identity,
  tx: Runner,
  found: { city: string; clerk: string },
  code: string,
  now: Date,
) {
  const [row] = await tx.run(lockClerk, { city: found.city, id: found.clerk });
  const open = row?.enrolment_hash && row.enrolment_until && row.enrolment_until > now && row.suspended_at === null;
  if (!row || !open) throw invalidEnrolment();
  const expected = Buffer.from(row.enrolment_hash ?? "");
  const given = Buffer.from(enrolmentHash(identity.secrets, found.city, found.clerk, code));
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw invalidEnrolment();
  return row;
}

function invalidEnrolment(): Refusal {
  return new Refusal({
    code: "enrolment_invalid",
    status: 401,
    say: {
      zh: "登录名或启用码不正确，或者启用码已过期。请向管理员索取新的启用码。",
      en: "The login or enrolment code is not right, or the code has expired. Please ask your city office for a new one.",
    },
  });
}
