import { cityScope, type Database, type Runner } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { LoadedCatalogue } from "../check/load.ts";
import { publishLifeEvents } from "../life-events/life-events.ts";
import { nation } from "../offer/offering.ts";
import { insertVersions, placesOfServices, putIntoForce } from "../store.ts";
import { addPublications } from "./store.ts";

export type Published = {
  /** Versions that did not exist before. */
  readonly added: readonly { readonly code: string; readonly version: string }[];
  /** Services for which another version is in force now, a former one that came back included. */
  readonly changed: readonly { readonly code: string; readonly version: string }[];
  /** Versions of the files that somebody rolled back from: what is in force instead stays. */
  readonly held: readonly { readonly code: string; readonly version: string; readonly inForce: string }[];
};

/** Who publishes, and why; the note is for whoever reads the history (at most 500 characters). */
export type PublishedBy = {
  readonly kind: "clerk" | "system";
  readonly id: string;
  readonly name: string;
  readonly note?: string;
};

/** `checked`: a city's file that is not in force yet. `followed`: a city holds on to no version of its own any more.
 * `released`: the files may bring back what was rolled back from. */
export type PublicationAct = "checked" | "published" | "rolled_back" | "followed" | "released";

export type Put = { readonly code: string; readonly version: string; readonly version_before: string | null };

const byFiles: PublishedBy = { kind: "system", id: "catalogue files", name: "catalogue files" };

/**
 * Publishes what the files say for the whole nation: new versions are added and put into force, all or none, with a line each in the
 * history; what is published already stays as it is, so that it may be called at every start and by many at once. Refuses a
 * catalogue with problems (422 `catalogue_has_problems`): nothing goes live unchecked. Services that are no longer among the files
 * stay in force; a code that is a city's own refuses all (409 `service_code_taken`). A version that somebody rolled back from does not come
 * back by its file alone: it is `held` until the file says something else, or somebody lets it (`releaseHeld`).
 */
export async function publishCatalogue(
  database: Database,
  catalogue: Pick<LoadedCatalogue, "services" | "problems"> & Partial<Pick<LoadedCatalogue, "lifeEvents">>,
  now: Date,
  by: PublishedBy = byFiles,
): Promise<Published> {
  if (catalogue.problems.length > 0) throw hasProblems(catalogue.problems);
  const rows = [...catalogue.services.values()].map(({ definition, version, certificate }) => ({
    code: definition.code,
    version,
    definition,
    certificate: certificate ?? null,
  }));
  if (rows.length === 0) return { added: [], changed: [], held: [] };
  return database.transaction(cityScope(nation), async (tx) => {
    const codes = rows.map(({ code }) => code);
    await refuseTaken(tx, codes, null);
    const known = new Map((await tx.run(placesOfServices, { codes })).map((one) => [one.code, one]));
    const added = await tx.run(insertVersions, { rows, at: now });
    const versions = rows.map(({ code, version }) => ({ code, version }));
    const put = await tx.run(putIntoForce, { rows: versions, place: null, how: "files", at: now });
    await record(tx, nation, "published", put, by, now);
    await publishLifeEvents(tx, [...(catalogue.lifeEvents?.values() ?? [])], now);
    const held = versions.flatMap(({ code, version }) => {
      const { set_aside: aside = [], version: inForce = version } = known.get(code) ?? {};
      return aside.includes(version) && inForce !== version ? [{ code, version, inForce }] : [];
    });
    return { added, changed: put.map(({ code, version }) => ({ code, version })), held };
  });
}

/** 422: everything that is to be mended, by file and line. */
export function hasProblems(problems: LoadedCatalogue["problems"]): Refusal {
  return new Refusal({
    code: "catalogue_has_problems",
    status: 422,
    say: {
      zh: `服务目录里还有 ${problems.length} 处要改，没有发布。`,
      en: `The catalogue has ${problems.length} problems and was not published.`,
    },
    fields: problems.slice(0, 100).map(({ file, line, code, say }) => ({
      field: `${file}:${line}`,
      code,
      message: say,
    })),
  });
}

/** Refuses codes that are in force for somebody else: another city, or (for the nation) any city. */
export async function refuseTaken(tx: Runner, codes: readonly string[], place: string | null): Promise<void> {
  const taken = (await tx.run(placesOfServices, { codes: [...codes] })).filter((one) => one.place !== place);
  if (taken.length === 0) return;
  throw codeTaken(taken.map(({ code }) => code));
}

export function codeTaken(codes: readonly string[]): Refusal {
  const list = codes.slice(0, 10).join(", ");
  return new Refusal({
    code: "service_code_taken",
    status: 409,
    say: {
      zh: `代码已被别处的事项使用：${list}。请换一个代码。`,
      en: `This code is used by a service of another place: ${list}. Choose another code.`,
    },
  });
}

/** The lines of the history, in the transaction of what they record. */
export async function record(
  tx: Runner,
  city: string,
  act: PublicationAct,
  put: readonly Put[],
  by: PublishedBy,
  now: Date,
): Promise<void> {
  if (put.length === 0) return;
  const rows = put.map(({ code, version, version_before }) => ({
    ...{ id: newId(now), service: code, version, version_before },
  }));
  await tx.run(addPublications, {
    ...{ city, rows, act, at: now },
    ...{ by_kind: by.kind, by_id: by.id.slice(0, 80), by_name: by.name.slice(0, 100) },
    note: (by.note ?? "").trim().slice(0, 500),
  });
}
