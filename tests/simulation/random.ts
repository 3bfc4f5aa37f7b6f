import { randomInt } from "node:crypto";

/** Numbers from a seed: the same seed, the same run. SEED=… repeats one. */
export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env["SEED"] ?? randomInt(1, 2 ** 31))) {
    this.seed = seed;
    this.#state = seed;
  }

  /** At least 0, less than 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return Math.floor(least + this.next() * (most - least + 1));
  }
}
