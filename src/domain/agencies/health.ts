import type { UnavailableReason } from "./contract.ts";

/** What one process saw of one connector and has not written down yet. */
type Seen = {
  answered: bigint;
  failed: bigint;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastFailure: UnavailableReason | null;
};

/** Reasons that say something of the agency; the others are our own decision not to ask. */
const ofTheAgency: ReadonlySet<UnavailableReason> = new Set([
  "timeout",
  "down",
  "error",
  "unreadable",
  "too_large",
  "wrong_person",
]);

/** Whether the agency was really asked, and failed. */
export const countsAsFailure = (reason: UnavailableReason): boolean => ofTheAgency.has(reason);

/** Gathers what happens until somebody writes it down. */
export class HealthNotes {
  #seen: Seen = HealthNotes.#nothing();

  static #nothing(): Seen {
    return { answered: 0n, failed: 0n, lastSuccessAt: null, lastFailureAt: null, lastFailure: null };
  }

  succeeded(now: Date): void {
    this.#seen.answered += 1n;
    this.#seen.lastSuccessAt = now;
  }

  failed(reason: UnavailableReason, now: Date): void {
    this.#seen.failed += 1n;
    this.#seen.lastFailureAt = now;
    this.#seen.lastFailure = reason;
  }

  /** What is new since the last time; undefined where nothing is. */
  take(): Seen | undefined {
    const seen = this.#seen;
    if (seen.answered === 0n && seen.failed === 0n) return undefined;
    this.#seen = HealthNotes.#nothing();
    return seen;
  }

  /** Writing failed: these notes stand again before what came meanwhile. */
  putBack(seen: Seen): void {
    const now = this.#seen;
    this.#seen = {
      answered: seen.answered + now.answered,
      failed: seen.failed + now.failed,
      lastSuccessAt: now.lastSuccessAt ?? seen.lastSuccessAt,
      lastFailureAt: now.lastFailureAt ?? seen.lastFailureAt,
      lastFailure: now.lastFailure ?? seen.lastFailure,
    };
  }
}
