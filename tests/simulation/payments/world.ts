import pg from "pg";
import { type PaymentContext, runPaymentTasks, runReconciliation } from "../../../src/domain/payments/index.ts";
import { Calendar, dayOf } from "../../../src/domain/regions/index.ts";
import { sharedScope } from "../../../src/foundation/database/index.ts";
import { openSequence } from "../../../src/foundation/events/index.ts";
import { Refusal } from "../../../src/foundation/refusal.ts";
import type { TestDatabase } from "../../helpers/database.ts";
import { Random } from "../random.ts";
import { BillingAgencies, ofTheTreasury } from "./biller.ts";
import { type AccountKey, accounts, keyOf } from "./correspondence.ts";
import { Gateway } from "./gateway.ts";
import { isPassing, OurProcess } from "./process.ts";
import { Scheduler } from "./scheduler.ts";
import type { OwnServer } from "./server.ts";
import { Weather } from "./weather.ts";

/** Its days are the same in every world. */
const calendar = new Calendar();

export const seconds = (n: number): number => n * 1_000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;

export const billers = ["power-supply", "water-supply", "gas-supply", ofTheTreasury] as const;
export type BillerName = (typeof billers)[number];

export type WorldOptions = {
  readonly seed: number;
  readonly city: string;
  readonly test: TestDatabase;
  /** Statements in flight at once; 1 is a story that repeats itself. */
  readonly slots?: number;
  /** Chance of a process to die at a statement. */
  readonly deadly?: number;
  /** Accounts of the city; left out, all. */
  readonly accounts?: readonly AccountKey[];
  /** The server, where it may be killed. */
  readonly server?: OwnServer;
};

/**
 * A city whose people pay, with everything around it: two processes of ours, the gateways of all providers, agencies that bill, and time. It knows what
 * everybody was told, so that the laws can be held against it.
 */
export class World {
  readonly city: string;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly test: TestDatabase;
  readonly weathers: readonly Weather[];
  readonly gateways: ReadonlyMap<AccountKey, Gateway>;
  readonly biller: BillingAgencies;
  readonly machines: (OurProcess | undefined)[] = [undefined, undefined];
  /** Payments whose number somebody was given. */
  readonly receipts = new Set<string>();
  /** Payments of which somebody was told that they succeeded. */
  readonly acknowledged = new Set<string>();
  /** Logged as errors by our processes. */
  readonly errors: unknown[] = [];
  readonly counts = new Map<string, number>();
  /** Nothing goes wrong any more. */
  isHealing = false;
  /** Whoever repeats something for ever stops. */
  isOver = false;
  /** Until when people are about; the rest of the time everybody goes slowly. */
  busyUntil = 0;
  readonly #options: WorldOptions;
  #owner: pg.Client | undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.city = options.city;
    this.test = options.test;
    this.random = new Random(options.seed);
    this.scheduler = new Scheduler({ random: this.random, now: options.test.clock.now, slots: options.slots ?? 1 });
    const { clock } = this.scheduler;
    const { city } = options;
    const own = new Weather(this.random, clock);
    this.biller = new BillingAgencies(clock, own);
    const { record } = this.biller;
    const made = accounts
      .filter((each) => options.accounts?.includes(keyOf(each)) ?? true)
      .map((each) => ({ each, weather: new Weather(this.random, clock) }));
    this.weathers = [own, ...made.map(({ weather }) => weather)];
    this.gateways = new Map(
      made.map(({ each, weather }) => [keyOf(each), new Gateway(each, { city, clock, weather, record })]),
    );
  }

  async open(): Promise<void> {
    const { test, city } = this;
    await test.secrets.openCity(city);
    await test.database.run(sharedScope, openSequence, { city }).catch(() => undefined);
    await this.#connect();
    for (const { name, account } of this.gateways.values()) {
      await this.#owner?.query(
        `insert into payment_accounts (city, provider, account, agency, config, enabled, revision, changed_at, changed_by)
         values ($1, $2, $3, '', '{}', true, 1, $4, 'tests')`,
        [city, name, account, test.clock.now],
      );
    }
  }

  async close(): Promise<void> {
    await this.#owner?.end().catch(() => undefined);
  }

  gateway(key: AccountKey): Gateway {
    const found = this.gateways.get(key);
    if (!found) throw new Error(`no gateway ${key}`);
    return found;
  }

  /** Days on which a gateway or an agency has something in its own books, whether or not ours have anything on them. */
  daysOutside(): ReadonlySet<string> {
    const instants: (Date | undefined)[] = [];
    for (const { doneAt, reversals } of this.biller.entries.values())
      instants.push(doneAt, ...reversals.map(({ at }) => at));
    for (const { orders, refunds } of this.gateways.values()) {
      for (const { paidAt } of orders.values()) instants.push(paidAt);
      for (const { state, doneAt } of refunds.values()) if (state === "succeeded") instants.push(doneAt);
    }
    return new Set(instants.flatMap((at) => (at ? [dayOf(at)] : [])));
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  sleep(milliseconds: number): Promise<void> {
    return this.scheduler.sleep(milliseconds);
  }
  /** Somewhere between two lengths. */
  pause(least: number, most: number): Promise<void> {
    return this.sleep(this.random.between(least, most));
  }

  chance(of: number): boolean {
    return this.random.next() < of;
  }

  oneOf<T>(all: readonly T[]): T {
    return all[this.random.between(0, all.length - 1)] as T;
  }

  /** A machine of ours: a process that dies now and then and is started again, and does what nobody asks for. */
  machine(index: number): void {
    this.scheduler.go(async () => {
      while (!this.isOver) {
        const process = this.start();
        this.machines[index] = process;
        const death = new Promise<void>((died) => {
          process.onDeath = died;
        });
        // It is started again soon after its death, not when the last of its loops would have looked again.
        await Promise.race([death, Promise.all([this.#runTasks(process), this.#runReconciliation(process)])]);
        if (process.isAlive) return;
        this.machines[index] = undefined;
        this.count("process killed");
        await this.pause(seconds(5), minutes(2));
      }
    });
  }

  /** A process of ours, which dies as often as the world is deadly. */
  start(): OurProcess {
    const process = new OurProcess(this.scheduler, {
      database: this.test.database,
      secrets: this.test.secrets,
      calendarOf: () => calendar,
      providerOf: ({ provider, account }) => this.gateways.get(`${provider}/${account}` as AccountKey),
      biller: this.biller,
      baseUrl: "http://127.0.0.1:9",
      log: (level, message, fields) => {
        const cause = fields["err"] ?? message;
        if (level === "error" && !isPassing(cause)) this.errors.push(cause);
      },
    });
    const deadly = this.#options.deadly ?? 0;
    process.fateOf = () => {
      if (this.isHealing || !this.chance(deadly)) return "lives";
      return this.chance(0.5) ? "before" : "after";
    };
    return process;
  }

  async #runTasks(process: OurProcess): Promise<void> {
    while (process.isAlive && !this.isOver) {
      const worked = await process.call((context) => runPaymentTasks(context, [this.city])).catch(passing);
      if (!process.isAlive) return;
      const isBusy = (worked ?? 1) > 0 || this.scheduler.now < this.busyUntil;
      await this.sleep(isBusy ? seconds(20) : minutes(10));
    }
  }

  async #runReconciliation(process: OurProcess): Promise<void> {
    while (process.isAlive && !this.isOver) {
      await process.call((context) => runReconciliation(context, [this.city])).catch(passing);
      if (process.isAlive) await this.sleep(hours(1));
    }
  }

  /** Asks a process of ours, another one where that one died or is busy, until it answers. A refusal is an answer. */
  async insist<T>(work: (context: PaymentContext) => Promise<T>): Promise<T | Refusal> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const alive = this.machines.filter((each) => each?.isAlive === true);
      if (alive.length > 0) {
        try {
          return await (this.oneOf(alive) as OurProcess).call(work);
        } catch (error) {
          if (!isPassing(error)) {
            if (error instanceof Refusal) return error;
            throw error;
          }
        }
      }
      await this.pause(seconds(5), seconds(20));
    }
    throw new Error("nobody answers");
  }

  /** What somebody sees who looks into the tables: as the owner, between statements. */
  look<T>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.between("somebody looks", async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          if (!this.#owner) await this.#connect();
          return ((await this.#owner?.query(text, [...values]))?.rows ?? []) as T[];
        } catch (error) {
          if (!isPassing(error) || tries === 100) throw error;
          this.#owner = undefined;
          await new Promise((later) => setTimeout(later, 50));
        }
      }
    });
  }

  /** Something that happens between two statements of ours. */
  between<T>(name: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.scheduler.enqueue({ name, isWanted: () => true, work: () => work().then(resolve, reject) });
    });
  }

  /** kill -9 of the database; it is started again, and our processes go on. */
  killDatabase(): Promise<void> {
    const { server } = this.#options;
    return this.between("the database dies", async () => {
      if (!server) return;
      await this.#owner?.end().catch(() => undefined);
      this.#owner = undefined;
      await server.killAndStart();
      this.count("database killed");
      // The pool still holds connections to the dead one: it finds out here, not in the middle of the story.
      for (let well = 0, tries = 0; well < 2 && tries < 50; tries += 1) {
        const alive = await this.test.database.raw(sharedScope, (client) => client.query("select 1")).catch(() => null);
        well = alive ? well + 1 : 0;
        if (!alive) await new Promise((later) => setTimeout(later, 20));
      }
    });
  }

  async #connect(): Promise<void> {
    const owner = new pg.Client(this.test.owner);
    owner.on("error", () => undefined);
    await owner.connect();
    this.#owner = owner;
  }
}

/** Deaths and lost connections are part of the story; anything else ends it. */
function passing(error: unknown): undefined {
  if (!isPassing(error)) throw error;
}
