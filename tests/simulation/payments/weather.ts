import type { Random } from "../random.ts";

/** How often something goes wrong, of 1. */
export const oftenness = {
  /** An answer that comes too late; half the time it was done all the same. */
  late: 0.02,
  half: 0.01,
  slow_refund: 0.3,
  account_gone: 0.03,
  /** A refund that failed is completed on the merchant's own pages later. */
  completed_late: 0.6,
  bill_line: 0.001,
  refuses: 0.02,
  decides_later: 0.15,
} as const;

/** The luck of everything outside: outages by the world's clock, and what goes wrong now and then. */
export class Weather {
  /** Set in the end, when the world heals. */
  isFine = false;
  #downUntil = Number.NEGATIVE_INFINITY;
  readonly #random: Random;
  readonly #clock: () => Date;

  constructor(random: Random, clock: () => Date) {
    this.#random = random;
    this.#clock = clock;
  }

  chance(what: keyof typeof oftenness): boolean {
    return !this.isFine && this.#random.next() < oftenness[what];
  }

  of<T>(all: readonly T[]): T {
    return all[this.#random.between(0, all.length - 1)] as T;
  }

  /** An outage begins. */
  strike(milliseconds: number): void {
    this.#downUntil = this.#clock().getTime() + milliseconds;
  }

  get isDown(): boolean {
    return !this.isFine && this.#clock().getTime() < this.#downUntil;
  }

  /** A call to somebody outside, as the weather is. */
  async ask<T>(work: () => T, fail: { down: () => Error; late: () => Error; half: () => Error }): Promise<T> {
    if (this.isDown) throw fail.down();
    if (this.chance("late")) {
      if (this.#random.next() < 0.5) work();
      throw fail.late();
    }
    const answer = work();
    if (this.chance("half")) throw fail.half();
    return answer;
  }
}
