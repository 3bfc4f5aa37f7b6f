import { createHash } from "node:crypto";
import type { Random } from "../random.ts";

/** Sleepers wake at whole steps of this many milliseconds, so that many act at one moment. */
const step = 5_000;

export type Job = {
  readonly name: string;
  /** Whether it still makes sense: what a dead process asked for is never sent. */
  readonly isWanted: () => boolean;
  readonly work: () => Promise<void>;
};

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void };

/**
 * The world's time, and who goes next. Everybody who acts is a fibre: a plain asynchronous function that waits for nothing but statements of
 * the database (`enqueue`) and the world's clock (`sleep`). A turn goes like this: everybody runs until all of them wait; then one waiting
 * statement is drawn and sent alone, and its answer comes before the next is drawn. Where no statement waits, the clock moves to the next
 * sleeper. So the acts of any number of fibres are interleaved between any two statements, in an order that the seed alone decides.
 *
 * What is not interleaved: the inside of a statement, and the inside of a transaction (both hold their locks to their end, and nobody is
 * sent meanwhile). With `slots` above 1 that many statements are in flight at once and the database decides: then the laws must hold, and
 * the order is nobody's.
 */
export class Scheduler {
  now: number;
  readonly random: Random;
  readonly #slots: number;
  readonly #jobs: Job[] = [];
  readonly #story = createHash("sha256");
  /** A heap by time and order. */
  readonly #sleepers: Sleeper[] = [];
  #order = 0;
  #fibres = 0;
  #inFlight = 0;
  #landed: () => void = () => undefined;
  #failure: { readonly error: unknown } | undefined;
  statements = 0;

  constructor(of: { random: Random; now: Date; slots: number }) {
    this.random = of.random;
    this.now = of.now.getTime();
    this.#slots = of.slots;
  }

  readonly clock = (): Date => new Date(this.now);

  /** Writes a line of the story: the same seed writes the same. */
  tell(line: string): void {
    this.#story.update(`${this.now} ${line}\n`);
  }

  digest(): string {
    return this.#story.copy().digest("hex").slice(0, 16);
  }

  sleep(milliseconds: number): Promise<void> {
    const at = Math.ceil((this.now + Math.max(milliseconds, 1)) / step) * step;
    return new Promise((wake) => this.#push({ at, order: this.#order++, wake }));
  }

  /** Begins a fibre. What it throws ends the world. */
  go(work: () => Promise<void>): void {
    this.#fibres += 1;
    void work().then(
      () => {
        this.#fibres -= 1;
      },
      (error: unknown) => {
        this.#failure ??= { error };
        this.#fibres -= 1;
      },
    );
  }

  enqueue(job: Job): void {
    this.#jobs.push(job);
  }

  /** Runs until nobody is left who acts. */
  async run(): Promise<void> {
    for (;;) {
      // Whoever can run runs now: none of them waits for the machine, so a turn of the event loop is enough.
      await new Promise<void>((turn) => setImmediate(turn));
      if (this.#failure) throw this.#failure.error;
      if (this.#jobs.length > 0 && this.#inFlight < this.#slots) await this.#send();
      else if (this.#inFlight > 0) {
        await new Promise<void>((landed) => {
          this.#landed = landed;
        });
      } else if (!this.#wakeNext()) {
        if (this.#fibres > 0) throw new Error(`${this.#fibres} fibres wait for nothing`);
        return;
      }
    }
  }

  async #send(): Promise<void> {
    const [job] = this.#jobs.splice(this.random.between(0, this.#jobs.length - 1), 1);
    if (!job?.isWanted()) return;
    this.statements += 1;
    this.tell(job.name);
    if (this.#slots === 1) return job.work();
    this.#inFlight += 1;
    void job.work().finally(() => {
      this.#inFlight -= 1;
      this.#landed();
    });
  }

  #wakeNext(): boolean {
    const first = this.#pop();
    if (!first) return false;
    this.now = Math.max(this.now, first.at);
    first.wake();
    for (let next = this.#sleepers[0]; next && next.at <= this.now; next = this.#sleepers[0]) this.#pop()?.wake();
    return true;
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#sleepers;
    let at = heap.push(sleeper) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(heap[at], heap[up])) return;
      swap(heap, at, up);
      at = up;
    }
  }

  #pop(): Sleeper | undefined {
    const heap = this.#sleepers;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const down = before(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!before(heap[down], heap[at])) return first;
      swap(heap, at, down);
      at = down;
    }
  }
}

function before(a: Sleeper | undefined, b: Sleeper | undefined): boolean {
  if (!a || !b) return false;
  return a.at !== b.at ? a.at < b.at : a.order < b.order;
}

function swap(heap: Sleeper[], a: number, b: number): void {
  const [one, other] = [heap[a], heap[b]];
  if (one && other) [heap[a], heap[b]] = [other, one];
}
