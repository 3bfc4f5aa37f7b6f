import { join } from "node:path";
import { ControlError, type Controls } from "./agency.ts";
import { Kept } from "./kept.ts";

// Samples are of fixed days, told in any year.
const mostAhead = 40 * 366 * 86_400;
const fastest = 1_000_000;

/** The gateway's own time: of this machine, or as far ahead as told; its waits pass as fast as told. Both outlive the process. */
export class GatewayTime {
  readonly #kept: Kept<{ readonly ahead: number; readonly speed: number }>;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(folder: string) {
    this.#kept = new Kept(join(folder, "time.jsonl"));
  }

  get told(): { readonly ahead: number; readonly speed: number } {
    return this.#kept.get("time") ?? { ahead: 0, speed: 1 };
  }

  now(): Date {
    return new Date(Date.now() + this.told.ahead * 1_000);
  }

  seconds(): number {
    return Math.floor(this.now().getTime() / 1_000);
  }

  /** `ms` of the gateway's time from now. */
  later(ms: number, what: () => void | Promise<void>): void {
    this.exactly(ms / this.told.speed, what);
  }

  /** `ms` of real time from now. */
  exactly(ms: number, what: () => void | Promise<void>): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        Promise.resolve()
          .then(what)
          .catch((error: unknown) => console.error(error));
      },
      Math.min(ms, 2_000_000_000),
    );
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** `{ahead?: seconds, speed?: times}`. */
  tell(wish: Readonly<Record<string, unknown>>): void {
    const { ahead = this.told.ahead, speed = this.told.speed } = wish;
    if (typeof ahead !== "number" || !(Math.abs(ahead) <= mostAhead))
      throw new ControlError(`ahead: seconds, at most ${mostAhead}`);
    if (typeof speed !== "number" || !(speed >= 0.001 && speed <= fastest))
      throw new ControlError(`speed: 0.001 to ${fastest}`);
    this.#kept.put("time", { ahead, speed });
  }
}

/** What the control interface has for a time of its own. */
export const timeControls = (time: () => GatewayTime): Controls => ({
  "GET /control/time": () => ({ now: time().now().toISOString(), ...time().told }),
  "POST /control/time": (wish) => {
    time().tell(wish);
    return time().told;
  },
});
