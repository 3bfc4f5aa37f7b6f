import { lockAfter, lockMinutes } from "../../../domain/identity/index.ts";

type Tries = { failed: number; locks: number; lockedUntil: Date | undefined };

const most = 10_000;

/**
 * Wrong tries per typed login as this process saw them, whether anybody has that login or not: so the page can say until when a
 * login is locked without saying that it exists. The lock itself is identity's.
 */
export class Attempts {
  readonly #tries = new Map<string, Tries>();

  /** Counts a failed try; gives the end of the lock that holds now, if one does. */
  failed(login: string, now: Date): Date | undefined {
    const key = keyOf(login);
    const tries = this.#tries.get(key) ?? { failed: 0, locks: 0, lockedUntil: undefined };
    if (tries.lockedUntil && tries.lockedUntil > now) return tries.lockedUntil;
    tries.failed += 1;
    tries.lockedUntil = undefined;
    if (tries.failed >= lockAfter) {
      tries.lockedUntil = new Date(now.getTime() + lockMinutes(tries.locks) * 60_000);
      tries.locks += 1;
      tries.failed = 0;
    }
    // The least recent leaves first: a flood of made-up names must not fill the memory.
    this.#tries.delete(key);
    this.#tries.set(key, tries);
    if (this.#tries.size > most) {
      const [oldest] = this.#tries.keys();
      if (oldest !== undefined) this.#tries.delete(oldest);
    }
    return tries.lockedUntil;
  }

  succeeded(login: string): void {
    this.#tries.delete(keyOf(login));
  }
}

function keyOf(login: string): string {
  return login.slice(0, 80).normalize("NFKC").trim().toLowerCase();
}
