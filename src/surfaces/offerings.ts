import {
  type Catalogue,
  layersOf,
  type Offering,
  offeringRevisions,
  offeringsStamp,
  readCitySayings,
  readStandingSayings,
  type Saying,
  type ServiceVersion,
  settleOfferings,
  speakersOf,
  withBodies,
} from "../domain/catalogue/index.ts";
import type { Regions } from "../domain/regions/index.ts";
import type { Database } from "../foundation/database/index.ts";
import { Refusal } from "../foundation/refusal.ts";

/** A service as a city offers it now. */
export type Offered = {
  /** With the question which body is meant, where the city has several of the agency's kind. */
  readonly service: ServiceVersion;
  readonly offering: Offering;
};

/** A look at what changed counts this long: what one process changes is live in all within a second. */
const freshFor = 1_000;
/** Cities held at once, about 40 KB each; those not asked for longest are let go. */
const citiesHeld = 400;

type Parts = {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly regions: Regions;
  readonly clock: () => Date;
};

/** What holds as long as its stamp does. */
type Held<T> = { readonly stamp: string; readonly all: Promise<T> };

/** A city's offerings, and the digest of pages that show them. */
type OfCity = { readonly all: ReadonlyMap<string, Offered>; readonly digest: string };

/**
 * Offerings in this process's memory: every page and every submission asks for them. A city is read when it is asked for, never all;
 * one small query a second, made only while somebody asks, tells what changed, and only cities below a place that changed are
 * read again.
 */
export class Offerings {
  readonly #parts: Parts;
  readonly #cities = new Map<string, Held<OfCity>>();
  readonly #standing = new Map<string, Held<Saying | undefined>>();
  #looked: { readonly at: number; readonly done: Promise<void> } | undefined;
  #state = "";
  #revisions: ReadonlyMap<string, bigint> = new Map();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Visible services of a city, by field and code. */
  async of(city: string): Promise<readonly Offered[]> {
    return [...(await this.#city(city)).all.values()].filter(({ offering }) => offering.visible);
  }

  /** All of them, hidden and withdrawn ones included, by code. */
  async all(city: string): Promise<readonly Offered[]> {
    return [...(await this.#city(city)).all.values()];
  }

  /** One service, whatever its visibility; undefined where no place says anything of it. */
  async any(city: string, code: string): Promise<Offered | undefined> {
    return (await this.#city(city)).all.get(code);
  }

  /** One visible service of a city; 404 in words where the city does not offer it, 410 with the announcement where it did. */
  async one(city: string, code: string): Promise<Offered> {
    const found = await this.any(city, code);
    if (found?.offering.visible) return found;
    const withdrawal = found?.offering.withdrawal;
    if (withdrawal) {
      const { on, announcement } = withdrawal;
      throw new Refusal({
        code: "service_withdrawn",
        status: 410,
        say: {
          zh: `这项服务从 ${on} 起停办。${announcement.zh}`,
          en: `This service ended on ${on}. ${announcement.en}`,
        },
      });
    }
    throw new Refusal({
      code: "service_not_offered",
      status: 404,
      say: {
        zh: "这里还没有开通这项服务。请回到首页看看其他服务。",
        en: "This service is not available here yet. Please see the other services on the first page.",
      },
    });
  }

  /** Changes when anything in the city's offer does; public pages are kept under it. */
  async digest(city: string): Promise<string> {
    return (await this.#city(city)).digest;
  }

  /** Forgets what this process read, after it changed something itself. */
  forget(place: string): void {
    this.#looked = undefined;
    this.#cities.delete(place);
    this.#standing.delete(place);
  }

  async #city(city: string): Promise<OfCity> {
    await this.#look();
    const { regions, catalogue, clock } = this.#parts;
    const today = regions.calendarOf(city).dayOf(clock());
    const revisions = speakersOf(regions.divisions, city).map(({ place }) => this.#revisions.get(place ?? "") ?? 0n);
    const stamp = [today, regions.revision, catalogue.revision, ...revisions].join(" ");
    return held(this.#cities, city, stamp, () => this.#read(city, today, stamp), citiesHeld);
  }

  async #read(city: string, today: string, digest: string): Promise<OfCity> {
    const { database, catalogue, regions } = this.#parts;
    const above = speakersOf(regions.divisions, city).slice(1);
    const places = above.map(({ place }) => place ?? "");
    const [own, ...standing] = await Promise.all([
      readCitySayings(database, [city]),
      ...places.map((place) => this.#saying(place)),
    ]);
    // A version this city was given a moment ago, which this process has not read yet.
    const pinned = [...(own.get(city)?.offers ?? [])].some(
      ([code, { version }]) => version !== null && version !== undefined && !catalogue.service(code, version),
    );
    if (pinned) await catalogue.refresh();
    const said = new Map(
      places.flatMap((place, index) => (standing[index] ? [[place, standing[index]] as const] : [])),
    );
    const layers = layersOf(regions.divisions, city, own.get(city), said);
    const settled = settleOfferings(this.#parts, layers, today);
    const all = new Map<string, Offered>();
    for (const offering of settled.values()) {
      const service = catalogue.service(offering.service, offering.version);
      if (!service) continue;
      all.set(offering.service, { service: withBodies(service, offering), offering });
    }
    return { all, digest };
  }

  #saying(place: string): Promise<Saying | undefined> {
    const stamp = String(this.#revisions.get(place) ?? 0n);
    const read = async () => (await readStandingSayings(this.#parts.database, [place])).get(place);
    return held(this.#standing, place, stamp, read, citiesHeld);
  }

  /** Callers at the same time share one look. */
  #look(): Promise<void> {
    const at = performance.now();
    if (this.#looked && at - this.#looked.at < freshFor) return this.#looked.done;
    const done = this.#learn();
    this.#looked = { at, done };
    done.catch(() => {
      if (this.#looked?.done === done) this.#looked = undefined;
    });
    return done;
  }

  async #learn(): Promise<void> {
    const { database } = this.#parts;
    const state = await offeringsStamp(database);
    if (state === this.#state) return;
    this.#revisions = await offeringRevisions(database);
    this.#state = state;
  }
}

/** What is held under this stamp, or read anew; the oldest goes when there are too many. */
function held<T>(
  all: Map<string, Held<T>>,
  key: string,
  stamp: string,
  read: () => Promise<T>,
  atMost: number,
): Promise<T> {
  const before = all.get(key);
  all.delete(key);
  if (before?.stamp === stamp) {
    // To the end of the line: it was asked for.
    all.set(key, before);
    return before.all;
  }
  const made = { stamp, all: read() };
  all.set(key, made);
  made.all.catch(() => {
    if (all.get(key) === made) all.delete(key);
  });
  for (const oldest of all.keys()) {
    if (all.size <= atMost) break;
    all.delete(oldest);
  }
  return made.all;
}
