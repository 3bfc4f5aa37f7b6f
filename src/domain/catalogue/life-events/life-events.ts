import { type Database, type Runner, sharedScope } from "../../../foundation/database/index.ts";
import { ServiceSearch } from "../search/search.ts";
import { compileLifeEvent, type LifeEvent, type LifeEventDefinition, lifeEventOfForm } from "./life-event.ts";
import { insertLifeEvents, lifeEventsInForce, lifeEventVersions, putLifeEventsIntoForce } from "./store.ts";

const most = 200;
const mostFound = 2;

/** Publishes life events beside the services they name, in the same transaction; the same content is the same version. */
export async function publishLifeEvents(tx: Runner, events: readonly LifeEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ definition, version }) => ({
    ...{ code: definition.code, version, place: definition.number, definition },
  }));
  await tx.run(insertLifeEvents, { rows, at: now });
  await tx.run(putLifeEventsIntoForce, {
    rows: rows.map(({ code, version, place }) => ({ code, version, place })),
    at: now,
  });
}

/** The published life events as this process knows them; versions are immutable and stay. */
export class LifeEvents {
  readonly #database: Database;
  readonly #versions = new Map<string, LifeEvent>();
  #inForce: ReadonlyMap<string, string> = new Map();
  #search: { readonly of: string; readonly index: ServiceSearch } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Brings in what was published since the last look. Reads definitions only where one is in force that is not known. */
  async refresh(): Promise<void> {
    const rows = await this.#database.run(sharedScope, lifeEventsInForce, { limit: most });
    if (rows.some(({ code, version }) => !this.#versions.has(`${code}@${version}`))) await this.#read();
    this.#inForce = new Map(rows.map(({ code, version }) => [code, version]));
  }

  async #read(): Promise<void> {
    for (;;) {
      const known = [...this.#versions.keys()];
      const rows = await this.#database.run(sharedScope, lifeEventVersions, { known, limit: most });
      for (const { code, version, definition } of rows) {
        const event = compileLifeEvent(definition as LifeEventDefinition);
        this.#versions.set(`${code}@${version}`, { ...event, version });
      }
      if (rows.length < most) return;
    }
  }

  /** Changes whenever another version comes into force, alike in all processes. */
  get revision(): string {
    return [...this.#inForce].map(([code, version]) => `${code}@${version}`).join(" ");
  }

  /** All in force, in their order. */
  all(): LifeEvent[] {
    return [...this.#inForce.keys()].flatMap((code) => this.one(code) ?? []);
  }

  /** One in the version given, or the one in force; undefined where there is none. */
  one(code: string, version?: string): LifeEvent | undefined {
    return this.#versions.get(`${code}@${version ?? this.#inForce.get(code)}`);
  }

  /** Those that are called like this, the best first (at most 2): by name and everyday words, as services are found. */
  find(query: string): LifeEvent[] {
    const { revision } = this;
    if (this.#search?.of !== revision) {
      // Their summaries name services, which are found themselves.
      const nameless = { zh: "", en: "" };
      const named = this.all().map(({ shared }) => ({
        ...shared,
        definition: { ...shared.definition, summary: nameless },
      }));
      this.#search = { of: revision, index: new ServiceSearch(named) };
    }
    const found = this.#search.index.find(query, { limit: mostFound });
    return found.flatMap((form) => this.one(lifeEventOfForm(form) ?? "") ?? []);
  }
}
