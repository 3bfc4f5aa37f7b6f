import { setTimeout as wait } from "node:timers/promises";
import { cityScope, type Runner, sharedScope } from "../../../foundation/database/index.ts";
import { writeAudit } from "../../audit/index.ts";
import type { Identity } from "../identity.ts";
import { invalid, signInFailed } from "../refusals.ts";
import type { OpenedSession } from "../sessions/sessions.ts";
import { type Clerk, clerkFromRow } from "./clerk.ts";
import { recoveryHash, totpContext } from "./enrol.ts";
import { auditOfClerk, loginHash, normaliseLogin } from "./manage.ts";
import { hashPassword, passwordFaults, verifyPassword } from "./password.ts";
import { countFailure, countSuccess, findLogin, lockClerk, setPassword, useRecoveryCode } from "./store.ts";
import { totpStep } from "./totp.ts";

/** Wrong tries before an account is locked, and for how many minutes; each further time twice as long. */
export const lockAfter = 5;
const firstLock = 15;
const longestLock = 24 * 60;

export function lockMinutes(locksBefore: number): number {
  return Math.min(firstLock * 2 ** Math.min(locksBefore, 20), longestLock);
}

export type StaffProof = {
  readonly login: string;
  readonly password: string;
  /** Six digits of the authenticator app, or one of the recovery codes. */
  readonly code: string;
};

/**
 * Signs a clerk in by password and code. Whatever is wrong, the answer is `sign_in_failed` and takes the same time: unknown
 * login, wrong password, wrong or used code, locked, suspended, not enrolled. Five wrong tries in a row lock the account.
 */
export async function signInClerk(
  identity: Identity,
  proof: StaffProof,
  now: Date,
  replaces?: string,
): Promise<OpenedSession & { readonly clerk: Clerk }> {
  const opened = await prove(identity, proof, now, async (tx, clerk) => {
    await auditOfClerk(tx, clerk, clerk.city, "clerk.sign_in", clerk.id, {}, now);
    const session = await identity.sessions.open(
      tx,
      { kind: "staff", city: clerk.city, clerk: clerk.id },
      now,
      replaces,
    );
    return { ...session, clerk };
  });
  if (replaces !== undefined) identity.sessions.forget(replaces);
  return opened;
}

/** A clerk changes their own password, proving the old one and a code; every session of theirs ends. */
export async function changePassword(
  identity: Identity,
  proof: StaffProof,
  password: string,
  now: Date,
): Promise<void> {
  const faults = passwordFaults(password, normaliseLogin(proof.login));
  if (faults.length > 0) throw invalid(faults);
  const hash = await hashPassword(password, identity.passwordMemory);
  const clerk = await prove(identity, proof, now, async (tx, proved) => {
    await tx.run(setPassword, { city: proved.city, id: proved.id, password: hash, now });
    await identity.sessions.endOfClerk(tx, proved.city, proved.id);
    await auditOfClerk(tx, proved, proved.city, "clerk.change_password", proved.id, {}, now);
    return proved;
  });
  identity.sessions.forgetClerk(clerk.city, clerk.id);
}

async function prove<T>(
  identity: Identity,
  proof: StaffProof,
  now: Date,
  then: (tx: Runner, clerk: Clerk) => Promise<T>,
): Promise<T> {
  const floor = wait(identity.refusalTakes);
  const answer = await attempt(identity, proof, now, then);
  if (answer) return answer.value;
  await floor;
  throw signInFailed();
}

async function attempt<T>(
  identity: Identity,
  proof: StaffProof,
  now: Date,
  then: (tx: Runner, clerk: Clerk) => Promise<T>,
): Promise<{ value: T } | undefined> {
  const { database, secrets } = identity;
  const login_hash = loginHash(secrets, normaliseLogin(proof.login));
  const [found] = await database.run(sharedScope, findLogin, { login_hash });
  // The try is counted before it is judged: a hundred guesses at once are a hundred tries, not one.
  const stored = found && (await countTry(identity, found.city, found.clerk, now));
  const rightPassword = await verifyPassword(stored, proof.password, identity.passwordMemory);
  if (!found || stored === undefined || !rightPassword) return undefined;
  return database.transaction(cityScope(found.city), async (tx) => {
    const [row] = await tx.run(lockClerk, { city: found.city, id: found.clerk });
    if (!row || row.suspended_at !== null || row.totp_secret === null || row.password !== stored) return undefined;
    const secret = secrets.decrypt(row.city, row.totp_secret, totpContext(row.id));
    const step = totpStep(secret, proof.code, now, row.totp_last_step ?? undefined);
    if (step === undefined && !(await spendRecoveryCode(identity, tx, row, proof.code, now))) return undefined;
    await tx.run(countSuccess, { city: row.city, id: row.id, totp_last_step: step ?? row.totp_last_step });
    return { value: await then(tx, clerkFromRow(row)) };
  });
}

/** Counts a try as wrong until proved right; gives the stored password, or nothing where no proof would be accepted. */
async function countTry(identity: Identity, city: string, id: string, now: Date): Promise<string | undefined> {
  return identity.database.transaction(cityScope(city), async (tx) => {
    const [row] = await tx.run(lockClerk, { city, id });
    const locked = row?.locked_until && row.locked_until > now;
    if (!row || locked || row.suspended_at !== null || row.password === null) return undefined;
    const failed = row.failed + 1;
    const locks = failed >= lockAfter ? row.locks + 1 : row.locks;
    const minutes = lockMinutes(row.locks);
    const locked_until = failed >= lockAfter ? new Date(now.getTime() + minutes * 60_000) : null;
    // A lock begins a new count; its length is remembered until the next success.
    await tx.run(countFailure, { city, id, failed: failed >= lockAfter ? 0 : failed, locks, locked_until });
    const detail = locked_until ? { locked_minutes: minutes } : {};
    await writeAudit(
      tx,
      { city, actorKind: "visitor", actor: "sign-in", act: "clerk.try_sign_in", subject: id, detail },
      now,
    );
    return row.password;
  });
}

async function spendRecoveryCode(
  identity: Identity,
  tx: Runner,
  row: { city: string; id: string },
  typed: string,
  now: Date,
): Promise<boolean> {
  const code_hash = recoveryHash(identity, row.city, row.id, typed);
  const spent = await tx.run(useRecoveryCode, { city: row.city, clerk: row.id, code_hash, now });
  if (spent.length === 0) return false;
  await auditOfClerk(tx, row, row.city, "clerk.use_recovery_code", row.id, {}, now);
  return true;
}
