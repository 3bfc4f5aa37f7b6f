import { type PaymentContext, type PaymentParts, paymentContext } from "../../../src/domain/payments/index.ts";
import {
  Database,
  isConnectionLoss,
  type Runner,
  type Scope,
  type Shape,
  type Statement,
  type Values,
} from "../../../src/foundation/database/index.ts";
import type { Secrets } from "../../../src/foundation/secrets/index.ts";
import type { Scheduler } from "./scheduler.ts";

/** The process that was asked died: nobody knows what it did last. */
export class Killed extends Error {}

/** When a process dies: `before` its statement is sent, or `after` it is done and before its answer comes. */
export type Fate = "lives" | "before" | "after";

/**
 * A process of ours: a context with gatherers of its own over the world's database, and a clock that may be wrong. Killed, it sends nothing
 * more, hears no answer, and whoever waits for it is told `Killed`. A transaction it was in is rolled back, as a dropped connection is.
 */
export class OurProcess {
  readonly context: PaymentContext;
  /** Milliseconds by which its clock is wrong. */
  ahead = 0;
  isAlive = true;
  /** Decides at each statement, in order. */
  fateOf: (name: string) => Fate = () => "lives";
  onDeath: () => void = () => undefined;
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<(killed: Killed) => void>();

  constructor(
    scheduler: Scheduler,
    parts: Omit<PaymentParts, "database" | "clock"> & { database: Database; secrets: Secrets },
  ) {
    this.#scheduler = scheduler;
    const clock = () => new Date(scheduler.now + this.ahead);
    this.context = paymentContext({ ...parts, clock, database: new SteppedDatabase(parts.database, this) });
  }

  /** What somebody outside asks of it. @throws Killed where it dies before it answers */
  call<T>(work: (context: PaymentContext) => Promise<T>): Promise<T> {
    if (!this.isAlive) return Promise.reject(new Killed());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      const end = () => this.#waiting.delete(reject);
      work(this.context).then(
        (answer) => {
          end();
          resolve(answer);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }

  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const reject of [...this.#waiting]) reject(new Killed());
    this.#waiting.clear();
    this.onDeath();
  }

  /** A statement, or a transaction as a whole, on its way through the scheduler. Of a dead process it never ends. */
  through<T>(name: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#scheduler.enqueue({
        name,
        isWanted: () => this.isAlive,
        work: async () => {
          const fate = this.fateOf(name);
          if (fate === "before") return this.kill();
          try {
            const answer = await work();
            if (fate === "after") return this.kill();
            if (this.isAlive) resolve(answer);
          } catch (error) {
            if (this.isAlive) reject(error);
          }
        },
      });
    });
  }

  /** A statement within a transaction. */
  async within<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#scheduler.statements += 1;
    this.#scheduler.tell(name);
    const fate = this.fateOf(name);
    if (fate === "before") this.#dieInside();
    const answer = await work();
    if (fate === "after") this.#dieInside();
    return answer;
  }

  #dieInside(): never {
    this.kill();
    throw new Killed("in a transaction");
  }
}

/** The world's database as one process sees it: every statement goes through the process and the scheduler. It has no connections of its own. */
class SteppedDatabase extends Database {
  readonly #real: Database;
  readonly #process: OurProcess;

  constructor(real: Database, process: OurProcess) {
    super({}, { connections: 1, name: "stepped" });
    this.#real = real;
    this.#process = process;
  }

  override run<P extends Shape, R extends Shape>(
    scope: Scope,
    made: Statement<P, R>,
    values: Values<P>,
  ): Promise<Values<R>[]> {
    return this.#process.through(made.name, async () => {
      const rows = await this.#real.run(scope, made, values);
      // In what order the server hands out tasks is its own affair (its plan, its pages); the story wants one.
      return made.name === "payments.take_tasks" ? rows.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) : rows;
    });
  }

  override transaction<T>(scope: Scope, work: (tx: Runner) => Promise<T>): Promise<T> {
    return this.#process.through("transaction", () =>
      this.#real.transaction(scope, (tx) =>
        work({ run: (made, values) => this.#process.within(made.name, () => tx.run(made, values)) }),
      ),
    );
  }

  override snapshot<T>(scope: Scope, work: (tx: Runner) => Promise<T>): Promise<T> {
    return this.#process.through("snapshot", () => this.#real.snapshot(scope, work));
  }
}

const textOf = (row: object): string => Object.values(row).slice(1, 4).join(" ");

/** Whether asking again may help: the process or its database went away, or is busy. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Killed ||
  isConnectionLoss(error) ||
  (error instanceof Error && "code" in error && (error.code === "busy" || error.code === "payment_busy"));
