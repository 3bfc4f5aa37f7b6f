import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { cityScope, type Database, type Values } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { Divisions } from "../../regions/index.ts";
import type { Catalogue } from "../catalogue.ts";
import { readLayers } from "../offer/offerings.ts";
import { type Applied, applyImport } from "./apply.ts";
import { type Mapping, readMapping, usualMapping } from "./mapping.ts";
import { CatalogueImport } from "./plan.ts";
import type { Counts, RowReport } from "./report.ts";
import type { Bytes } from "./rows.ts";
import { importOf, importsOf, insertImport, markTaken, removeImports } from "./store.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Bytes of a file that a page takes; larger ones are for the command line. */
export const importUploadLimit = 5_242_880;
/** Imports a city keeps. */
const kept = 10;
/** What a packed report or file may hold: nothing we packed ourselves is larger. */
const unpackedLimit = 200_000_000;

export type Parts = { readonly database: Database; readonly catalogue: Catalogue; readonly divisions: Divisions };

/** An import as the lists show it. */
export type KeptImport = {
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly file: string;
  readonly state: "checked" | "taken";
  readonly counts: Counts;
  readonly applied: Applied;
};

type Shown = Values<(typeof importsOf)["row"]>;

/**
 * Judges a file for a city without changing anything, and keeps file and report. The city keeps its last ten.
 * `mapping`: the text of a mapping file that was checked; left out, the usual columns. @throws ImportProblem
 */
export async function checkImport(
  parts: Parts,
  city: string,
  upload: { readonly name: string; readonly content: Buffer; readonly mapping?: string | undefined },
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<string> {
  const { database } = parts;
  const judged = await judge(parts, city, upload.content, upload.mapping, { now, dryRun: true });
  const id = newId(now);
  const [content, mapping] = await Promise.all([
    pack(upload.content),
    upload.mapping === undefined ? null : pack(upload.mapping),
  ]);
  const file_name = [...upload.name].slice(-200).join("") || "list.csv";
  await database.transaction(cityScope(city), async (tx) => {
    await tx.run(insertImport, {
      ...{ city, id, at: now, by_id: by.id, by_name: by.name.slice(0, 100), file_name },
      ...{ counts: judged.counts, applied: judged.applied, report: judged.report, content, mapping },
    });
    const all = await tx.run(importsOf, { city, limit: kept + 20 });
    const old = all.slice(kept).map((row) => row.id);
    if (old.length > 0) await tx.run(removeImports, { city, ids: old });
  });
  return id;
}

/** Takes a checked file: judged again, since catalogue and offerings may have changed. Refuses what is not waiting (404, 409). */
export async function takeList(
  parts: Parts,
  city: string,
  id: string,
  options: { readonly now: Date },
): Promise<KeptImport> {
  const { row } = await find(parts.database, city, id);
  if (row.state !== "checked" || row.content === null) {
    throw new Refusal({
      code: "import_taken_already",
      status: 409,
      say: { zh: "这份清单已经采用过了。", en: "This list was taken already." },
    });
  }
  const [content, mapping] = await Promise.all([
    unpack(row.content, { maxOutputLength: unpackedLimit }),
    row.mapping === null ? undefined : unpack(row.mapping, { maxOutputLength: unpackedLimit }),
  ]);
  const judged = await judge(parts, city, content, mapping?.toString("utf8"), options);
  await parts.database.transaction(cityScope(city), (tx) =>
    tx.run(markTaken, {
      ...{ city, id, at: options.now, counts: judged.counts, applied: judged.applied, report: judged.report },
    }),
  );
  return (await find(parts.database, city, id)).shown;
}

/** The last imports of a city, the newest first. */
export async function listImports(database: Database, city: string): Promise<readonly KeptImport[]> {
  const rows = await database.run(cityScope(city), importsOf, { city, limit: kept });
  return rows.map(shownOf);
}

/** One of them, and what became of its rows. 404 where the city has none such. */
export async function readImport(
  database: Database,
  city: string,
  id: string,
): Promise<{ readonly shown: KeptImport; rows(): Promise<readonly RowReport[]> }> {
  const { row, shown } = await find(database, city, id);
  return { shown, rows: () => reportIn(row.report) };
}

async function reportIn(packed: Buffer): Promise<readonly RowReport[]> {
  const text = (await unpack(packed, { maxOutputLength: unpackedLimit })).toString("utf8");
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as RowReport);
}

async function find(database: Database, city: string, id: string) {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  const [row] = isId ? await database.run(cityScope(city), importOf, { city, id }) : [];
  if (!row) {
    throw new Refusal({
      code: "import_not_found",
      status: 404,
      say: { zh: "没有这份清单，或者已经清理了。", en: "There is no such list, or it was cleared away." },
    });
  }
  return { row, shown: shownOf(row) };
}

function shownOf(row: Shown): KeptImport {
  const { id, at, by_name, file_name, state, counts, applied } = row;
  return {
    ...{ id, at, by: by_name, file: file_name, state: state === "taken" ? "taken" : "checked" },
    counts: counts as Counts,
    applied: applied as Applied,
  };
}

async function judge(
  parts: Parts,
  city: string,
  content: Buffer,
  mappingText: string | undefined,
  options: { readonly now: Date; readonly dryRun?: boolean },
) {
  const { catalogue, divisions } = parts;
  const mapping: Mapping =
    (mappingText === undefined ? undefined : readMapping("mapping.yaml", mappingText).mapping) ?? usualMapping;
  const bytes: Bytes = async function* () {
    // In pieces, so that other work gets its turn.
    for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
  };
  const [division] = divisions.resolve(city);
  const path = divisions.path(division?.code ?? city);
  const file = new CatalogueImport(bytes, mapping, catalogue.services(city), {
    agencyKinds: catalogue.agencyKinds,
    path,
    layers: await readLayers(parts, city),
  });
  const lines: string[] = [];
  for await (const row of file.rows()) lines.push(`${JSON.stringify(row)}\n`);
  const { plan } = file;
  const applied = await applyImport(parts, city, plan, options);
  return { counts: plan.counts, applied, report: await pack(lines.join("")) };
}
