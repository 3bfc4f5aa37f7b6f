/**
 * Does something again and again, one at a time, until told to stop. `wake()` cuts the wait short. An error is handed to
 * `failed` and the next try waits longer, up to thirty seconds.
 */
export class Loop {
  readonly #work: () => Promise<void>;
  readonly #interval: number;
  readonly #failed: (error: unknown) => void;
  #stopped = false;
  #wake: (() => void) | undefined;
  #woken = false;
  readonly #gather: number;
  #running: Promise<void> | undefined;

  /** `gather`: milliseconds a wake-up waits, so that what comes close together is done together. */
  constructor(interval: number, work: () => Promise<void>, failed: (error: unknown) => void, gather = 0) {
    this.#gather = gather;
    this.#interval = interval;
    this.#work = work;
    this.#failed = failed;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Resolves when the work in hand is finished. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      this.#woken = false;
      try {
        await this.#work();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#failed(error);
      }
      if (this.#stopped) return;
      if (!this.#woken || failures > 0) await this.#sleep(Math.min(this.#interval * 2 ** failures, 30_000), true);
      if (this.#woken && this.#gather > 0 && !this.#stopped) await this.#sleep(this.#gather, false);
    }
  }

  /** Until the time is over or the loop is stopped; `wakes`: or somebody wakes it. */
  async #sleep(milliseconds: number, wakes: boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        if (!wakes && !this.#stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
