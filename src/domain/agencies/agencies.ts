import { join } from "node:path";
import { cityScope, type Database, type Runner } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import type { Metrics } from "../../foundation/metrics/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { BillSection, LookUp } from "../catalogue/index.ts";
import type { Adapter, FileDrop, OpenConnector } from "./adapter.ts";
import type { Biller } from "./biller.ts";
import { billerThrough } from "./billing.ts";
import type { BreakerLimits } from "./breaker.ts";
import { checkAnswer } from "./check-answer.ts";
import { type ConnectorRow, changedCities, connectorsStamp, readConnectors } from "./connectors.ts";
import { AgencyFailure, type AgencyRequest, type AgencyStage, type Answered, type Register } from "./contract.ts";
import { countersOf } from "./counters.ts";
import {
  claim,
  type Errand,
  type ErrandHandlers,
  type ErrandOutcome,
  enqueue,
  inTime,
  type NewErrand,
  settle,
} from "./errands.ts";
import { withFiles } from "./hand-over.ts";
import { type CallNote, Link } from "./link.ts";
import { addHealth } from "./store.ts";

export type AgenciesParts = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: () => Date;
  readonly cities: () => readonly string[];
  /** Places above a city, the nearest first: what a city has no connector for, theirs answers. Default: none. */
  readonly above?: (city: string) => readonly string[];
  /** Dialects by name; src/outside/agencies brings them. */
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** Beside the data of the installation: files of file drops lie in `<directory>/<city>/<agency>/`. */
  readonly directory: string;
  /** The look-up of the published service that names this operation. */
  readonly lookUpOf?: (operation: string) => LookUp | undefined;
  /** The bills of the published service that names this operation. */
  readonly billOf?: (operation: string) => BillSection | undefined;
  readonly agencyName?: (agency: string) => Text | undefined;
  readonly metrics?: Metrics;
  readonly log?: (level: "info" | "warn" | "error", message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly breaker?: BreakerLimits;
};

/** Errands under way in one process, of one agency and of all. */
const lane = 4;
const underWayAtMost = 60;
/** What a person waits for a known fact; without an answer the question is asked of them. */
const registerPatience = 2_000;

const linkKey = (city: string, agency: string) => `${city} ${agency}`;

/**
 * The agencies' own systems, behind one contract: `lookUp` for an answer now, errands for what must arrive, and bills. Connectors are rows of
 * the database, held in the memory of each process; `refresh` reads what changed and writes down how they fare.
 */
export class Agencies implements Biller {
  readonly bills: Biller["bills"];
  readonly writeOff: Biller["writeOff"];
  readonly queryWriteOff: Biller["queryWriteOff"];
  readonly reverse: NonNullable<Biller["reverse"]>;
  readonly dailyFile: Biller["dailyFile"];
  readonly #parts: AgenciesParts;
  readonly #links = new Map<string, Link>();
  readonly #read = new Map<string, bigint>();
  readonly #underWay = new Map<string, number>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #noted: (note: CallNote) => void;
  readonly #settled: (purpose: string, outcome: string) => void;
  #stamp = "";
  #refreshing: Promise<boolean> | undefined;

  private constructor(parts: AgenciesParts) {
    this.#parts = parts;
    const counters = countersOf(parts.metrics, parts.clock, () => [...this.#links.values()]);
    this.#noted = counters.noted;
    this.#settled = counters.settled;
    const biller = billerThrough({
      clock: parts.clock,
      billOf: (operation) => parts.billOf?.(operation),
      call: (request, work) => this.#call(request, work),
    });
    this.bills = biller.bills;
    this.writeOff = biller.writeOff;
    this.queryWriteOff = biller.queryWriteOff;
    this.reverse = biller.reverse;
    this.dailyFile = biller.dailyFile;
  }

  static async open(parts: AgenciesParts): Promise<Agencies> {
    const agencies = new Agencies(parts);
    await agencies.refresh();
    return agencies;
  }

  /** Whether something answers for this agency in this city; it may be paused or down. */
  isConnected(city: string, agency: string): boolean {
    return this.#find(city, agency)?.connector !== undefined;
  }

  /**
   * Whether cases of this operation go to the agency's own system. Without a connector, or with one that does not name the operation,
   * they are worked by clerks; a paused one, or one that does not open, is waited for.
   */
  keepsCases(city: string, agency: string, operation: string): boolean {
    const link = this.#find(city, agency);
    if (!link) return false;
    return link.connector === undefined || link.connector.keeps?.includes(operation) === true;
  }

  /** Whether the agency takes the file that answers this question of a case. */
  wantsFile(city: string, agency: string, operation: string, question: string): boolean {
    return this.#find(city, agency)?.connector?.handOver?.wants(operation, question) === true;
  }

  /** Whether bills of this operation can be asked for and written off here; its connector may be paused or down. */
  hasBills(city: string, agency: string, operation: string): boolean {
    return this.#find(city, agency)?.connector?.biller?.operations.includes(operation) === true;
  }

  /**
   * Asks one agency. Never throws: what cannot be learned is `unavailable` with a reason. The answer is about the person or account
   * asked and holds only what the service names. `patience`: milliseconds at most, the line before the connector included;
   * `asked`: the look-up as the version of the service defines it (by default the published one that names the operation).
   */
  async lookUp(
    request: AgencyRequest,
    options: { readonly patience?: number; readonly asked?: LookUp } = {},
  ): Promise<Answered> {
    try {
      const link = this.#linkOf(request);
      const patience = options.patience ?? link.connector?.timeout ?? registerPatience;
      const asked = options.asked ?? this.#parts.lookUpOf?.(request.operation);
      const ends = performance.now() + patience;
      const ask = (left: number) =>
        link.call(left, async (connector, signal) =>
          checkAnswer(await connector.lookUp(request, signal), request, asked),
        );
      try {
        return await ask(patience);
      } catch (error) {
        // The connection broke before an answer: once more, with the same key, in the time that is left.
        const left = Math.floor(ends - performance.now());
        if (!(error instanceof AgencyFailure) || error.reason !== "down" || left < 50) throw error;
        return await ask(left);
      }
    } catch (error) {
      if (error instanceof AgencyFailure) {
        this.#logFailure(request, error);
        return { kind: "unavailable", reason: error.reason };
      }
      this.#parts.log?.("error", "a look-up failed", { err: error, city: request.city, agency: request.agency });
      return { kind: "unavailable", reason: "error" };
    }
  }

  /** Hands a case to the agency. The same key is the same case there. @throws AgencyFailure, AgencyRefusal */
  async submit(request: AgencyRequest): Promise<{ readonly reference: string }> {
    const whole = await this.#whole(request);
    return this.#call(whole, (connector, signal) => connector.submit(whole, signal));
  }

  /** Sends a case again that the agency asked to be corrected. @throws AgencyFailure, AgencyRefusal */
  async correct(request: AgencyRequest, reference: string): Promise<void> {
    const whole = await this.#whole(request);
    return this.#call(whole, async (connector, signal) => {
      if (connector.correct) await connector.correct(whole, reference, signal);
      else await connector.submit(whole, signal);
    });
  }

  /** Where a case stands there. @throws AgencyFailure, AgencyRefusal */
  follow(request: AgencyRequest, reference: string): Promise<AgencyStage> {
    return this.#call(request, async (connector, signal) => {
      const stage = await connector.follow(request, reference, signal);
      if (stage.reference !== reference) throw new AgencyFailure("wrong_person", "the answer is about another case");
      return stage;
    });
  }

  /** Takes a case back there. @throws AgencyFailure, AgencyRefusal */
  withdraw(request: AgencyRequest, reference: string): Promise<void> {
    return this.#call(request, (connector, signal) => connector.withdraw(request, reference, signal));
  }

  /** An errand in the caller's transaction; asked for again it starts anew. The scope must hold the city. */
  enqueue(tx: Runner, errand: NewErrand): Promise<void> {
    return enqueue(tx, errand, this.#parts.clock());
  }

  /**
   * Takes what is due and starts it; a slow agency has a lane of its own and holds up no other. May run in many processes at once.
   * @returns the errands under way because of this call
   */
  async start(handlers: ErrandHandlers): Promise<readonly Promise<void>[]> {
    const { database, clock } = this.#parts;
    const room = underWayAtMost - this.#tasks.size;
    const errands = await claim(database, this.#parts.cities(), clock(), (city) => this.#fullLanes(city), room);
    return errands.map((errand) => {
      const task: Promise<void> = this.#runOne(errand, handlers).finally(() => this.#tasks.delete(task));
      this.#tasks.add(task);
      return task;
    });
  }

  /** One round: what is due is taken and done. @returns how many errands ran */
  async run(handlers: ErrandHandlers): Promise<number> {
    const started = await this.start(handlers);
    await Promise.all(started);
    return started.length;
  }

  /**
   * Known facts of people: `from: agency:<operation>.<field>` asks the connector of the city whose operation it is; undefined where
   * none has it.
   */
  register(city: string, name: string): Register | undefined {
    const places = [city, ...(this.#parts.above?.(city) ?? [])];
    const able = [...this.#links.values()].filter((each) => each.connector?.lookUps?.includes(name) === true);
    const link = places.flatMap((place) => able.find((each) => each.city === place) ?? [])[0];
    if (!link) return undefined;
    const { agency } = link;
    return {
      name,
      title: this.#parts.agencyName?.(agency) ?? { zh: agency, en: agency },
      lookUp: async (asked, person) => {
        const key = `known-${newId(this.#parts.clock())}`;
        const request = { city: asked, agency, operation: name, person: { name: "", ...person }, parameters: {}, key };
        const said = await this.lookUp(request, { patience: registerPatience });
        if (said.kind === "found") return { ...said.values, idNumber: person.idNumber };
        if (said.kind === "none" || said.kind === "refused") return undefined;
        throw new AgencyFailure(said.reason, "nothing was learned");
      },
    };
  }

  /** How a pushed stage of this agency is read and verified; undefined where its connector takes none. */
  pushOf(city: string, agency: string): Pick<OpenConnector, "readStage" | "push"> | undefined {
    const link = this.#find(city, agency);
    return link?.connector?.push && link.connector.readStage ? link.connector : undefined;
  }

  /** Connectors that speak by files. */
  get fileDrops(): readonly { readonly city: string; readonly agency: string; readonly files: FileDrop }[] {
    return [...this.#links.values()].flatMap(({ city, agency, connector, enabled }) =>
      connector?.files && enabled ? [{ city, agency, files: connector.files }] : [],
    );
  }

  /** Reads connectors that changed and writes down how they fare. Callers at the same time share one look. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Resolves when what is under way has ended and is written down. */
  async drained(): Promise<void> {
    await Promise.all(this.#tasks);
    await this.#writeHealth();
  }

  /** The city's own connector, or that of the nearest place above it that has one: a province's system, the nation's. */
  #find(city: string, agency: string): Link | undefined {
    const own = this.#links.get(linkKey(city, agency));
    if (own) return own;
    for (const place of this.#parts.above?.(city) ?? []) {
      const link = this.#links.get(linkKey(place, agency));
      if (link) return link;
    }
    return undefined;
  }

  #linkOf({ city, agency }: Pick<AgencyRequest, "city" | "agency">): Link {
    const link = this.#find(city, agency);
    if (!link) throw new AgencyFailure("not_connected", "no connector");
    return link;
  }

  async #call<T>(
    request: Pick<AgencyRequest, "city" | "agency">,
    work: (connector: OpenConnector, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      const link = this.#linkOf(request);
      return await link.call(link.connector?.timeout ?? registerPatience, work);
    } catch (error) {
      if (error instanceof AgencyFailure) this.#logFailure(request, error);
      throw error;
    }
  }

  readonly #whole = (request: AgencyRequest) =>
    withFiles(request, this.#find(request.city, request.agency)?.connector, (asked, work) => this.#call(asked, work));

  #logFailure({ city, agency }: Pick<AgencyRequest, "city" | "agency">, error: AgencyFailure): void {
    this.#parts.log?.("warn", "an agency did not answer", { city, agency, code: error.reason, err: error });
  }

  #fullLanes(city: string): string[] {
    return [...this.#underWay].flatMap(([key, count]) => {
      const [of = "", agency = ""] = key.split(" ");
      return of === city && count >= lane ? [agency] : [];
    });
  }

  async #runOne(errand: Errand, handlers: ErrandHandlers): Promise<void> {
    const { database, clock, log } = this.#parts;
    const key = linkKey(errand.city, errand.agency);
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    const about = { city: errand.city, agency: errand.agency, task: errand.purpose };
    let outcome: ErrandOutcome;
    try {
      outcome = await inTime(handlers[errand.purpose](errand));
    } catch (error) {
      outcome = { wait: error instanceof AgencyFailure ? error.reason : "error" };
      if (!(error instanceof AgencyFailure)) log?.("error", "an errand failed", { ...about, err: error });
    } finally {
      const left = (this.#underWay.get(key) ?? 1) - 1;
      if (left > 0) this.#underWay.set(key, left);
      else this.#underWay.delete(key);
    }
    try {
      const isDead = await settle(database, errand, outcome, clock());
      this.#settled(errand.purpose, isDead ? "dead" : outcome === "done" || "again" in outcome ? "done" : "waiting");
      if (isDead) log?.("warn", "an errand was given up", { ...about, attempts: errand.attempts });
    } catch (error) {
      // Its lease runs out and it is taken again.
      log?.("error", "the outcome of an errand was not kept", { ...about, err: error });
    }
  }

  async #look(): Promise<boolean> {
    const { database } = this.#parts;
    await this.#writeHealth();
    const stamp = await connectorsStamp(database);
    if (stamp === this.#stamp) return false;
    for (const [city, revision] of await changedCities(database)) {
      if (this.#read.get(city) === revision) continue;
      await this.#readCity(city);
      this.#read.set(city, revision);
    }
    this.#stamp = stamp;
    return true;
  }

  async #readCity(city: string): Promise<void> {
    for (const row of await readConnectors(this.#parts, city)) {
      const key = linkKey(city, row.agency);
      const before = this.#links.get(key);
      const link = new Link({
        ...{ city, agency: row.agency, enabled: row.enabled, clock: this.#parts.clock, noted: this.#noted },
        connector: this.#opened(row),
        ...(before ? { notes: before.notes } : {}),
        ...(this.#parts.breaker ? { breaker: this.#parts.breaker } : {}),
      });
      this.#links.set(key, link);
    }
  }

  #opened(row: ConnectorRow): OpenConnector | undefined {
    const { city, agency, config, secrets } = row;
    const { adapters, clock, log } = this.#parts;
    try {
      const directory = join(this.#parts.directory, city, agency);
      return adapters.get(row.adapter)?.open({ city, agency, config, secrets, clock, directory });
    } catch (error) {
      log?.("error", "a connector does not open", { city, agency, err: error });
      return undefined;
    }
  }

  async #writeHealth(): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock();
    for (const { city, agency, notes, breaker } of this.#links.values()) {
      const seen = notes.take();
      if (!seen) continue;
      try {
        await database.run(cityScope(city), addHealth, {
          ...{ city, agency, answered: seen.answered, failed: seen.failed, last_failure: seen.lastFailure },
          last_success_at: seen.lastSuccessAt,
          last_failure_at: seen.lastFailureAt,
          open_until: breaker.openUntil(now) ?? null,
        });
      } catch (error) {
        notes.putBack(seen);
        throw error;
      }
    }
  }
}
