import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Catalogue, digestOfCatalogue, loadCatalogue, publishCatalogue } from "../../domain/catalogue/index.ts";
import { Database } from "../../foundation/database/index.ts";
import { readKeysFile, Secrets } from "../../foundation/secrets/index.ts";
import type { Settings } from "../../settings.ts";
import { checkExposure, ensureDemonstrationKeys, giveBirth, type Kind, type Reached } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { offerEverything, seedDemonstration, seedRest } from "./demonstration.ts";
import { step } from "./terminal.ts";

/**
 * Makes a demonstration of a new database, or publishes to an existing one what its catalogue's files say now. Only a demonstration
 * loads this file.
 */
export async function prepareDemonstration(
  settings: Settings,
  reached: Reached,
  before: Kind | undefined,
  now: Date,
): Promise<Kind> {
  if (!reached.owner) return before ?? "demonstration";
  checkExposure("demonstration", settings);
  await giveBirth(reached.owner, "demonstration", "demonstration", now);
  ensureDemonstrationKeys(settings);
  const digest = await digestOfCatalogue(catalogueFolder);
  const published = join(settings.dataDir, "catalogue.sha256");
  // Checking a catalogue takes a good part of a warm start; files that did not change were checked before.
  if (existsSync(published) && readFileSync(published, "utf8") === digest) return "demonstration";
  const files = await loadCatalogue(catalogueFolder);
  const database = new Database(reached.app, { connections: 2, name: "onewindow set-up" });
  try {
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    if (!(await isSeeded(database)))
      await seedDemonstration({ database, secrets, files, now, say: step, nation: true });
    else {
      await publishCatalogue(database, files, now);
      const catalogue = await Catalogue.open(database, files);
      await offerEverything(database, catalogue, now);
      await seedRest({ database, secrets, catalogue, now, say: step });
    }
  } finally {
    await database.close();
  }
  writeFileSync(published, digest);
  return "demonstration";
}

/** Whether the last step of seeding was done: a start that was interrupted in between goes on. */
async function isSeeded(database: Database): Promise<boolean> {
  return database.raw({ cities: "", residents: "" }, async (client) => {
    const found = await client.query("select from partner_clients where client = 'demo-agency'");
    return (found.rowCount ?? 0) > 0;
  });
}
