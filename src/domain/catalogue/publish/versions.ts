import { cityScope, type Database, type Runner, sharedScope, type Values } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { Catalogue } from "../catalogue.ts";
import { nation } from "../offer/offering.ts";
import { touchOfferings } from "../offer/store.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { insertVersions, placesOfServices, putIntoForce, releaseSetAside } from "../store.ts";
import { codeTaken, type PublicationAct, type PublishedBy, type Put, record, refuseTaken } from "./publish.ts";
import { newestPublications, pinnedVersion, pinVersion, publicationsOfService } from "./store.ts";

/** One line of a place's history; times are instants. */
export type Publication = {
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly before: string | null;
  readonly act: PublicationAct;
  readonly at: Date;
  readonly by: string;
  readonly note: string;
};

/** A version that was published in a place (or, for a city, in the nation above it). */
export type KnownVersion = {
  readonly version: string;
  readonly inForce: boolean;
  /** First time it was put into force there. */
  readonly since: Date;
  readonly of: "nation" | "city";
  /** Somebody rolled back from it: the files of the nation do not bring it back. */
  readonly setAside: boolean;
};

export const publicationsShown = 200;

/** The history of a place ("000000" is the nation), newest first, at most 200 lines; of one service where it is named. */
export async function publicationsOf(database: Database, place: string, service?: string): Promise<Publication[]> {
  const scope = cityScope(place);
  const asked = { city: place, limit: publicationsShown };
  const rows =
    service === undefined
      ? await database.run(scope, newestPublications, asked)
      : await database.run(scope, publicationsOfService, { ...asked, service });
  return rows.map(toPublication);
}

function toPublication(row: Values<(typeof newestPublications)["row"]>): Publication {
  const { id, service, version, at, note } = row;
  return {
    ...{ id, service, version, at, note },
    before: row.version_before,
    act: row.act as PublicationAct,
    by: row.by_name,
  };
}

/**
 * The versions of a service that a place may put into force again: what it published itself and, for a city, what the nation did.
 * Newest first, each once; the one in force is marked.
 */
export async function versionsOf(
  database: Database,
  catalogue: Pick<Catalogue, "service" | "placeOf">,
  place: string,
  service: string,
): Promise<KnownVersion[]> {
  const places = place === nation ? [nation] : [place, nation];
  const lists = await Promise.all(places.map((each) => publicationsOf(database, each, service)));
  const found = new Map<string, KnownVersion>();
  const [known] = await database.run(sharedScope, placesOfServices, { codes: [service] });
  const current = await versionInForce(database, catalogue, place, service);
  for (const [index, list] of lists.entries()) {
    const of = places[index] === nation ? "nation" : "city";
    for (const { version, act, at } of list.toReversed()) {
      if (act === "checked" || act === "followed" || act === "released" || found.has(version)) continue;
      found.set(version, {
        ...{ version, inForce: version === current, since: at, of },
        setAside: known?.set_aside.includes(version) === true,
      });
    }
  }
  return [...found.values()].sort((a, b) => b.since.getTime() - a.since.getTime());
}

/** The version that holds in a place now: what the city holds on to, else what is in force for all. */
export async function versionInForce(
  database: Database,
  catalogue: Pick<Catalogue, "service">,
  place: string,
  service: string,
): Promise<string | undefined> {
  if (place !== nation) {
    const [pinned] = await database.run(cityScope(place), pinnedVersion, { city: place, service });
    if (pinned?.version) return pinned.version;
  }
  return catalogue.service(service)?.version;
}

/**
 * Keeps a checked version of a city's file without putting it into force: the office sees the differences and a trial run first.
 * Refuses a code that another city uses (409 `service_code_taken`).
 */
export async function keepChecked(
  database: Database,
  city: string,
  service: Pick<ServiceVersion, "definition" | "version" | "certificate">,
  by: PublishedBy,
  now: Date,
): Promise<void> {
  const { definition, version, certificate } = service;
  const { code } = definition;
  await database.transaction(cityScope(city), async (tx) => {
    const [known] = await tx.run(placesOfServices, { codes: [code] });
    if (known && known.place !== null && known.place !== city) throw codeTaken([code]);
    const rows = [{ code, version, definition, certificate: certificate ?? null }];
    await tx.run(insertVersions, { rows, at: now });
    const [pinned] = await tx.run(pinnedVersion, { city, service: code });
    const before = pinned?.version ?? known?.version ?? null;
    await record(tx, city, "checked", [{ code, version, version_before: before }], by, now);
  });
}

/** What is put into force, and where. */
export type Change = {
  /** "000000" is the nation. */
  readonly place: string;
  readonly service: string;
  readonly version: string;
  /** An earlier version comes back. */
  readonly back?: boolean;
  /** A city's own service that is new there waits hidden: it lacks something needed. */
  readonly waits?: boolean;
};

/**
 * Puts a version that a place checked or published before into force there: the one act of publishing what was uploaded and of
 * rolling back. The nation's holds wherever nobody holds on to another one; a city's holds in that city alone. Refuses what is in
 * force already (409 `version_in_force`) and versions the place does not know (404 `version_not_found`).
 */
export async function putVersion(database: Database, change: Change, by: PublishedBy, now: Date): Promise<Put> {
  const { place, service, version } = change;
  const act = change.back ? "rolled_back" : "published";
  const how = change.back ? "back" : "chosen";
  return database.transaction(cityScope(place, nation), async (tx) => {
    await demandKnown(tx, change);
    if (place === nation) {
      const [put] = await tx.run(putIntoForce, {
        ...{ rows: [{ code: service, version }], place: null },
        how,
        at: now,
      });
      if (!put) throw inForceAlready();
      await record(tx, nation, act, [put], by, now);
      return put;
    }
    const put = await pin(tx, change, now);
    await record(tx, place, act, [put], by, now);
    await tx.run(touchOfferings, { places: [place] });
    return put;
  });
}

/** A city's own service gets a new version in force; of a service of the nation the city holds on to a version. */
async function pin(tx: Runner, { place: city, service, version, waits }: Change, now: Date): Promise<Put> {
  const [known] = await tx.run(placesOfServices, { codes: [service] });
  const [pinned] = await tx.run(pinnedVersion, { city, service });
  const before = pinned?.version ?? known?.version ?? null;
  if (known && known.place === null) {
    if (before === version) throw inForceAlready();
    // What the nation has in force is followed again, so that the next one comes by itself.
    const held = known.version === version ? null : version;
    await tx.run(pinVersion, { city, service, version: held, visibility: null, at: now });
    return { code: service, version, version_before: before };
  }
  const [put] = await tx.run(putIntoForce, { rows: [{ code: service, version }], place: city, how: "chosen", at: now });
  if (!put) {
    await refuseTaken(tx, [service], city);
    throw inForceAlready();
  }
  await tx.run(pinVersion, { city, service, version: null, visibility: waits ? "hidden" : "visible", at: now });
  return put;
}

/** A city gives up its changed version of a service of the nation. 409 `version_in_force` where it holds on to none. */
export async function followNation(
  database: Database,
  city: string,
  service: string,
  by: PublishedBy,
  now: Date,
): Promise<Put> {
  return database.transaction(cityScope(city), async (tx) => {
    const [known] = await tx.run(placesOfServices, { codes: [service] });
    const [pinned] = await tx.run(pinnedVersion, { city, service });
    if (!known || known.place !== null || !pinned?.version) throw inForceAlready();
    await tx.run(pinVersion, { city, service, version: null, visibility: null, at: now });
    const put = { code: service, version: known.version, version_before: pinned.version };
    await record(tx, city, "followed", [put], by, now);
    await tx.run(touchOfferings, { places: [city] });
    return put;
  });
}

/**
 * The files of the nation decide again what is in force, also where they say what somebody rolled back from; the next publishing does
 * it. 409 `version_in_force` where nothing was rolled back from.
 */
export async function releaseHeld(database: Database, service: string, by: PublishedBy, now: Date): Promise<Put> {
  return database.transaction(cityScope(nation), async (tx) => {
    const [released] = await tx.run(releaseSetAside, { code: service, at: now });
    if (!released) throw inForceAlready();
    const put = { code: service, version: released.version, version_before: null };
    await record(tx, nation, "released", [put], by, now);
    return put;
  });
}

/** A version is put into force only where it was checked or published: another city's is nobody's business. */
async function demandKnown(tx: Runner, { place, service, version, back }: Change): Promise<void> {
  const own = await tx.run(publicationsOfService, { city: place, service, limit: publicationsShown });
  const counts = (act: string) => (back ? act !== "checked" && act !== "released" : true);
  if (own.some((one) => one.version === version && counts(one.act))) return;
  if (place !== nation) {
    const above = await tx.run(publicationsOfService, { city: nation, service, limit: publicationsShown });
    if (above.some((one) => one.version === version)) return;
  }
  throw new Refusal({
    code: "version_not_found",
    status: 404,
    say: {
      zh: "这里没有发布过这个版本。请从版本列表里选一个。",
      en: "This version was never published here. Choose one from the list of versions.",
    },
  });
}

function inForceAlready(): Refusal {
  return new Refusal({
    code: "version_in_force",
    status: 409,
    say: { zh: "现在用的就是这个版本，没有改动。", en: "This version is in force already; nothing was changed." },
  });
}
