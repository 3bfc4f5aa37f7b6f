import { type Catalogue, type Offering, offeredServices, type ServiceVersion } from "../domain/catalogue/index.ts";
import type { Database } from "../foundation/database/index.ts";
import { Refusal } from "../foundation/refusal.ts";

/** A service as a city offers it now. */
export type Offered = { readonly service: ServiceVersion; readonly offering: Offering };

/** What was read counts this long: what one process changes is live in all within a second. */
const freshFor = 1_000;

type Read = { readonly at: number; readonly all: Promise<ReadonlyMap<string, Offered>> };

/** Offerings of the cities in this process's memory: every page and every submission asks for them. */
export class Offerings {
  readonly #database: Database;
  readonly #catalogue: Catalogue;
  readonly #read = new Map<string, Read>();

  constructor(database: Database, catalogue: Catalogue) {
    this.#database = database;
    this.#catalogue = catalogue;
  }

  /** Visible services of a city, by field and code. */
  async of(city: string): Promise<readonly Offered[]> {
    const all = await this.#all(city);
    return [...all.values()].filter(({ offering }) => offering.visible);
  }

  /** One visible service of a city; 404 in words where the city does not offer it. */
  async one(city: string, code: string): Promise<Offered> {
    const found = (await this.#all(city)).get(code);
    if (!found?.offering.visible) {
      throw new Refusal({
        code: "service_not_offered",
        status: 404,
        say: {
          zh: "这里还没有开通这项服务。请回到首页看看其他服务。",
          en: "This service is not available here yet. Please see the other services on the first page.",
        },
      });
    }
    return found;
  }

  /** Changes when anything in the city's offer does; public pages are kept under it. */
  async digest(city: string): Promise<string> {
    const all = await this.#all(city);
    let latest = 0;
    let versions = "";
    for (const { service, offering } of all.values()) {
      latest = Math.max(latest, offering.changedAt.getTime());
      versions += service.version;
    }
    return `${latest}-${versions}`;
  }

  /** Forgets what this process read, after it changed something itself. */
  forget(city: string): void {
    this.#read.delete(city);
  }

  #all(city: string): Promise<ReadonlyMap<string, Offered>> {
    const now = performance.now();
    const before = this.#read.get(city);
    if (before && now - before.at < freshFor) return before.all;
    const all = this.#load(city);
    this.#read.set(city, { at: now, all });
    all.catch(() => this.#read.delete(city));
    return all;
  }

  async #load(city: string): Promise<ReadonlyMap<string, Offered>> {
    const offered = new Map<string, Offered>();
    for (const offering of await offeredServices(this.#database, city)) {
      const service = this.#catalogue.service(offering.service, offering.version);
      if (service) offered.set(offering.service, { service, offering });
    }
    return offered;
  }
}
