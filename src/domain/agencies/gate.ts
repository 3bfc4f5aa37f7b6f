import { AgencyFailure } from "./contract.ts";

/**
 * Back-pressure for one connector: so many calls run, so many wait in line, whoever comes after is told at once that it is busy.
 * A slow agency fills its own line and nobody else's.
 */
export class Gate {
  readonly #most: number;
  readonly #line: number;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limits: { running: number; waiting: number }) {
    this.#most = limits.running;
    this.#line = limits.waiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Runs the work when there is room. The place is given back when the work itself has ended, also where the caller has left.
   * @throws AgencyFailure `busy` where the line is full, or the signal ends the wait
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most) await this.#wait(signal);
    else this.#running += 1;
    try {
      if (signal.aborted) throw new AgencyFailure("busy", "the time was over before there was room");
      return await work();
    } finally {
      this.#leave();
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#line) throw new AgencyFailure("busy", "too many wait already");
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(enter);
        reject(new AgencyFailure("busy", "no room within the time"));
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.add(enter);
    });
  }

  /** The place goes to whoever has waited longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
