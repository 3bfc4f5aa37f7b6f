/** When a circuit opens, and how it closes again. Times in milliseconds. */
export type BreakerLimits = {
  /** Failures within the window that open the circuit. */
  readonly failures: number;
  readonly window: number;
  /** How long it stays open the first time; doubles with each probe that fails, up to `longest`. */
  readonly rest: number;
  readonly longest: number;
};

export const breakerLimits: BreakerLimits = { failures: 5, window: 60_000, rest: 10_000, longest: 300_000 };

/**
 * A circuit breaker: after several failures nothing is asked for a while; then one call is let through as a probe, and its outcome
 * closes the circuit or opens it for longer. An agency that is down is not asked in vain, and nobody waits for it.
 */
export class Breaker {
  readonly #limits: BreakerLimits;
  #failures: number[] = [];
  #openUntil = 0;
  #rest: number;
  #probing = false;

  constructor(limits: BreakerLimits = breakerLimits) {
    this.#limits = limits;
    this.#rest = limits.rest;
  }

  /** Until when nothing is asked; undefined while the circuit is closed. */
  openUntil(now: Date): Date | undefined {
    return this.#openUntil > now.getTime() ? new Date(this.#openUntil) : undefined;
  }

  /** Whether a call may go out; the first one after the rest is the probe, and others wait for its outcome. */
  admits(now: Date): boolean {
    if (this.#openUntil === 0) return true;
    if (now.getTime() < this.#openUntil || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = [];
    this.#openUntil = 0;
    this.#rest = this.#limits.rest;
    this.#probing = false;
  }

  failed(now: Date): void {
    const at = now.getTime();
    if (this.#probing) {
      this.#probing = false;
      this.#rest = Math.min(this.#rest * 2, this.#limits.longest);
      this.#openUntil = at + this.#rest;
      return;
    }
    // A call that went out before the circuit opened says nothing new.
    if (this.#openUntil > at) return;
    this.#failures = [...this.#failures.filter((each) => at - each < this.#limits.window), at];
    if (this.#failures.length < this.#limits.failures) return;
    this.#failures = [];
    this.#openUntil = at + this.#rest;
  }

  /** The probe went out and told neither way (the caller left): the next call is the probe. */
  abandoned(): void {
    this.#probing = false;
  }
}
