import { createHash } from "node:crypto";
import { type Database, sharedScope } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { kindOfAgency } from "./agency-kind.ts";
import type { LoadedCatalogue } from "./check/load.ts";
import { LifeEvents } from "./life-events/life-events.ts";
import { ServiceSearch } from "./search/search.ts";
import { publishedService, type ServiceVersion } from "./service/compile.ts";
import type { AgencyKind, CertificateTemplate, Field, ServiceDefinition } from "./service/definition.ts";
import { versionsInForce, versionsSince } from "./store.ts";

type Row = {
  readonly definition: ServiceDefinition;
  readonly certificate: CertificateTemplate | undefined;
  readonly publishedAt: Date;
};

const page = 200;

/** How far the versions were read, in the order of their publishing. */
type Reached = { readonly at: Date; readonly code: string; readonly version: string };
const beginning: Reached = { at: new Date(0), code: "", version: "" };

/**
 * The published catalogue as this process knows it. Versions are immutable and stay; `refresh` brings what others published
 * since. A version is compiled when it is first asked for.
 */
export class Catalogue {
  readonly fields: ReadonlyMap<string, Field>;
  readonly agencyKinds: ReadonlyMap<string, AgencyKind>;
  /** What is published of the events of a life. */
  readonly lifeEvents: LifeEvents;
  readonly #database: Database;
  readonly #rows = new Map<string, Row>();
  readonly #compiled = new Map<string, ServiceVersion>();
  #inForce: ReadonlyMap<string, string> = new Map();
  /** Of the services that are one city's own: whose. */
  #places: ReadonlyMap<string, string> = new Map();
  #revision = "";
  #search: ServiceSearch | undefined;
  #last = beginning;

  private constructor(database: Database, files: Pick<LoadedCatalogue, "fields" | "agencyKinds">) {
    this.#database = database;
    this.lifeEvents = new LifeEvents(database);
    this.fields = files.fields;
    this.agencyKinds = files.agencyKinds;
  }

  /** Reads all that is published. Fields and kinds of agency come from the files. */
  static async open(database: Database, files: Pick<LoadedCatalogue, "fields" | "agencyKinds">): Promise<Catalogue> {
    const catalogue = new Catalogue(database, files);
    await catalogue.refresh();
    return catalogue;
  }

  /** The kind of an agency or of one of its further bodies; undefined of a code nobody knows. */
  kindOf(agency: string): AgencyKind | undefined {
    return this.agencyKinds.get(kindOfAgency(agency));
  }

  /** What its kind is called; the code itself where nobody knows it. */
  agencyName(agency: string): Text {
    return this.kindOf(agency)?.name ?? { zh: agency, en: agency };
  }

  /** Brings in what was published since the last look. */
  async refresh(): Promise<void> {
    await this.lifeEvents.refresh();
    // First what is in force, then the versions: what is published between the two readings is known too early, never too late.
    const { inForce, places } = await this.#readInForce();
    // A minute back: another process may have committed with an earlier time than one seen already.
    await this.#readVersions({ ...this.#last, at: new Date(Math.max(0, this.#last.at.getTime() - 60_000)) });
    const unknown = [...inForce].some(([code, version]) => !this.#rows.has(`${code}@${version}`));
    if (unknown) await this.#readVersions(beginning);
    const revision = createHash("sha256")
      .update(JSON.stringify([...inForce]))
      .digest("base64url")
      .slice(0, 16);
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#inForce = inForce;
    this.#places = places;
    this.#search = undefined;
  }

  /** A whole catalogue is a megabyte, and most often all of it was published at once: what is known is not sent again. */
  async #readVersions(since: Reached): Promise<void> {
    const known = [...this.#rows].flatMap(([key, { publishedAt }]) => (publishedAt >= since.at ? [key] : []));
    for (let from = since; ; ) {
      const rows = await this.#database.run(sharedScope, versionsSince, { ...from, known, limit: page });
      for (const row of rows) {
        const key = `${row.code}@${row.version}`;
        if (this.#rows.has(key)) continue;
        const certificate = row.certificate as CertificateTemplate | null;
        this.#rows.set(key, {
          definition: row.definition as ServiceDefinition,
          certificate: certificate ?? undefined,
          publishedAt: row.published_at,
        });
      }
      const end = rows.at(-1);
      if (!end) return;
      from = { at: end.published_at, code: end.code, version: end.version };
      if (from.at >= this.#last.at) this.#last = from;
      if (rows.length < page) return;
    }
  }

  async #readInForce(): Promise<{ inForce: Map<string, string>; places: Map<string, string> }> {
    const inForce = new Map<string, string>();
    const places = new Map<string, string>();
    for (let after = ""; ; ) {
      const rows = await this.#database.run(sharedScope, versionsInForce, { after, limit: page });
      for (const row of rows) {
        inForce.set(row.code, row.version);
        if (row.place !== null) places.set(row.code, row.place);
      }
      after = rows.at(-1)?.code ?? "";
      if (rows.length < page) return { inForce, places };
    }
  }

  /** Changes whenever another version comes into force, alike in all processes. */
  get revision(): string {
    return this.#revision;
  }

  /** A service in the version given, or the one in force; undefined when there is none. */
  service(code: string, version?: string | null): ServiceVersion | undefined {
    const wanted = version ?? this.#inForce.get(code);
    if (wanted === undefined) return undefined;
    const key = `${code}@${wanted}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const row = this.#rows.get(key);
    if (!row) return undefined;
    // The version is what was published, also when a later program would name the same content otherwise.
    const service = publishedService({ definition: row.definition, certificate: row.certificate, version: wanted });
    this.#compiled.set(key, service);
    return service;
  }

  /** The version a case was filed under. It was published once, so it is there. */
  serviceOf(code: string, version: string): ServiceVersion {
    const service = this.service(code, version);
    if (!service) throw new Error(`service ${code} has no version ${version}`);
    return service;
  }

  /** The city whose own service this is; undefined for the nation's, and where there is none. */
  placeOf(code: string): string | undefined {
    return this.#places.get(code);
  }

  /** All services of the nation in force, by field and code; with a city also its own. */
  services(city?: string): ServiceVersion[] {
    const order = (service: ServiceVersion) => this.fields.get(service.definition.field)?.number ?? 99;
    return [...this.#inForce.keys()]
      .filter((code) => [undefined, city].includes(this.#places.get(code)))
      .flatMap((code) => this.service(code) ?? [])
      .sort((a, b) => order(a) - order(b) || a.definition.code.localeCompare(b.definition.code, "en"));
  }

  /**
   * Services in force by name, everyday words, pinyin or initials, the best first (at most 20): the nation's, or those `among` a
   * city's offerings where given.
   */
  search(query: string, among?: ReadonlySet<string>): ServiceVersion[] {
    this.#search ??= new ServiceSearch([...this.#inForce.keys()].flatMap((code) => this.service(code) ?? []));
    const ofNation = new Set([...this.#inForce.keys()].filter((code) => !this.#places.has(code)));
    return this.#search.find(query, { among: among ?? ofNation }).flatMap((code) => this.service(code) ?? []);
  }
}
