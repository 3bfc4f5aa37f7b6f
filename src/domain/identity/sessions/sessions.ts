import { createHash, randomBytes } from "node:crypto";
import { cityScope, type Database, type Runner, sharedScope } from "../../../foundation/database/index.ts";
import { type Clerk, clerkFromRow } from "../clerks/clerk.ts";
import { clerkRow } from "../clerks/store.ts";
import {
  addSession,
  removeSession,
  removeSessionsOfClerk,
  removeSessionsOfResident,
  sessionRow,
  sweepSessions,
  touchSession,
} from "./store.ts";

const minute = 60_000;

/** Minutes without a request, and from the sign-in on, after which one signs in again (GB/T 22239-2019: sessions end). */
export const sessionLimits = {
  resident: { idle: 30 * minute, whole: 12 * 60 * minute },
  staff: { idle: 20 * minute, whole: 8 * 60 * minute },
} as const;

/** Milliseconds for which a process may go on with what it read: how long an ended session can live in another process. */
const cachedFor = 3_000;
const cacheSize = 10_000;
/** A session's row is written at most once a minute, not with every request. */
const touchEvery = minute;

export type SessionHolder =
  | { readonly kind: "resident"; readonly resident: string }
  | { readonly kind: "staff"; readonly city: string; readonly clerk: string };

export type Session = {
  readonly createdAt: Date;
  /** When it ends if nothing happens until then. */
  readonly idleUntil: Date;
  /** When it ends whatever happens. */
  readonly endsAt: Date;
} & ({ readonly kind: "resident"; readonly resident: string } | { readonly kind: "staff"; readonly clerk: Clerk });

/** The token is for the cookie alone: it is never stored or logged. */
export type OpenedSession = { readonly token: string; readonly endsAt: Date };

type Cached = { readonly session: Session; readonly readAt: number };

/** Open sessions: opaque tokens of 256 bits, rows keyed by their digest, read through a cache of seconds. */
export class Sessions {
  readonly #database: Database;
  readonly #cache = new Map<string, Cached>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Opens a session in the transaction that proved who it is. The token brought before the sign-in ends with it. */
  async open(tx: Runner, holder: SessionHolder, now: Date, replaces?: string): Promise<OpenedSession> {
    const token = randomBytes(32).toString("base64url");
    const limits = sessionLimits[holder.kind];
    const endsAt = new Date(now.getTime() + limits.whole);
    if (replaces !== undefined && isToken(replaces)) await tx.run(removeSession, { token_hash: digest(replaces) });
    await tx.run(addSession, {
      token_hash: digest(token),
      kind: holder.kind,
      resident: holder.kind === "resident" ? holder.resident : null,
      city: holder.kind === "staff" ? holder.city : null,
      clerk: holder.kind === "staff" ? holder.clerk : null,
      now,
      idle_until: new Date(now.getTime() + limits.idle),
      ends_at: endsAt,
    });
    return { token, endsAt };
  }

  /**
   * Who holds this token now, or undefined. Using it moves the idle limit. A clerk comes with the roles of this moment; what
   * another process changed is seen within three seconds.
   */
  async read(token: string, now: Date): Promise<Session | undefined> {
    if (!isToken(token)) return undefined;
    const key = digest(token);
    const cached = this.#cache.get(key);
    const age = cached ? now.getTime() - cached.readAt : Number.POSITIVE_INFINITY;
    if (cached && age >= 0 && age < cachedFor && cached.session.idleUntil > now) return cached.session;
    this.#cache.delete(key);
    const session = await this.#load(key, now);
    if (!session) return undefined;
    if (this.#cache.size >= cacheSize) {
      const oldest = this.#cache.keys().next().value;
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(key, { session, readAt: now.getTime() });
    return session;
  }

  async #load(key: string, now: Date): Promise<Session | undefined> {
    const [row] = await this.#database.run(sharedScope, sessionRow, { token_hash: key, now });
    if (!row) return undefined;
    let idleUntil = row.idle_until;
    if (now.getTime() - row.seen_at.getTime() >= touchEvery) {
      const idle = sessionLimits[row.kind === "staff" ? "staff" : "resident"].idle;
      idleUntil = new Date(Math.min(now.getTime() + idle, row.ends_at.getTime()));
      await this.#database.run(sharedScope, touchSession, { token_hash: key, now, idle_until: idleUntil });
    }
    const times = { createdAt: row.created_at, idleUntil, endsAt: row.ends_at };
    if (row.kind === "resident" && row.resident !== null) {
      return { kind: "resident", resident: row.resident, ...times };
    }
    if (row.city === null || row.clerk === null) return undefined;
    const [found] = await this.#database.run(cityScope(row.city), clerkRow, { city: row.city, id: row.clerk });
    if (!found || found.suspended_at !== null) return undefined;
    return { kind: "staff", clerk: clerkFromRow(found), ...times };
  }

  /** Signs out: the token is worth nothing from here on, in other processes after three seconds at most. */
  async end(token: string): Promise<void> {
    if (!isToken(token)) return;
    await this.#database.run(sharedScope, removeSession, { token_hash: digest(token) });
    this.forget(token);
  }

  /** Ends every session of a clerk, in the transaction of the reason; call `forgetClerk` after its commit. */
  async endOfClerk(tx: Runner, city: string, clerk: string): Promise<void> {
    await tx.run(removeSessionsOfClerk, { city, clerk });
  }

  /** Ends every session of a resident, in the transaction of the reason; call `forgetResident` after its commit. */
  async endOfResident(tx: Runner, resident: string): Promise<void> {
    await tx.run(removeSessionsOfResident, { resident });
  }

  /** Removes what has run out; the ticker calls it. At most 5,000 a call. */
  async sweep(now: Date): Promise<number> {
    const removed = await this.#database.run(sharedScope, sweepSessions, { now, limit: 5_000 });
    for (const { token_hash } of removed) this.#cache.delete(token_hash);
    return removed.length;
  }

  forget(token: string): void {
    this.#cache.delete(digest(token));
  }

  /** Drops what this process remembers of a clerk, after roles or rights changed. */
  forgetClerk(city: string, clerk: string): void {
    this.#forgetWhere(
      ({ session }) => session.kind === "staff" && session.clerk.city === city && session.clerk.id === clerk,
    );
  }

  forgetResident(resident: string): void {
    this.#forgetWhere(({ session }) => session.kind === "resident" && session.resident === resident);
  }

  #forgetWhere(matches: (cached: Cached) => boolean): void {
    for (const [key, cached] of this.#cache) if (matches(cached)) this.#cache.delete(key);
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function isToken(token: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(token);
}
