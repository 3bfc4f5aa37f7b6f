import { defineCommand } from "citty";
import { loadCatalogue, publishCatalogue } from "../../domain/catalogue/index.ts";
import { Database } from "../../foundation/database/index.ts";
import { readKeysFile, Secrets } from "../../foundation/secrets/index.ts";
import { readSettings, type Settings } from "../../settings.ts";
import {
  checkExposure,
  checkRole,
  ensureDemonstrationKeys,
  giveBirth,
  holdDataDirectory,
  InstallationProblem,
  type Kind,
  kindOf,
  type Reached,
  reach,
  upgrade,
} from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { seedDemonstration } from "./demonstration.ts";
import { checkPort } from "./port.ts";
import type { Serve, Serving } from "./serve-contract.ts";
import { showAddresses } from "./show-addresses.ts";
import { failure, step } from "./terminal.ts";

export const startCommand = (serve: Serve) =>
  defineCommand({
    meta: { name: "start", description: "Start the installation (DATA_DIR or DATABASE_URL)" },
    args: {
      demonstration: {
        type: "boolean",
        description: "make a demonstration where nothing is installed yet",
        default: false,
      },
    },
    run: async ({ args }) => {
      try {
        await start(serve, args.demonstration);
      } catch (error) {
        failure(error);
        process.exitCode = 1;
      }
    },
  });

async function start(serve: Serve, demonstration: boolean): Promise<void> {
  const settings = readSettings(process.env);
  // What is taken is named before anything is touched.
  if (settings.roles.includes("web")) await checkPort(settings);
  const release = settings.databaseUrl === undefined ? holdDataDirectory(settings.dataDir) : () => undefined;
  let reached: Reached | undefined;
  let serving: Serving | undefined;
  const stopped = Promise.withResolvers<void>();
  const stop = () => stopped.resolve();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    step(settings.databaseUrl === undefined ? `database in ${settings.dataDir}` : "database of DATABASE_URL");
    reached = await reach(settings, step);
    const kind = await prepare(settings, reached, demonstration);
    checkExposure(kind, settings);
    await checkRole(reached.app);
    step("opening the house");
    serving = await serve({ settings, kind, app: reached.app, jobs: reached.jobs });
    showAddresses(serving, settings, kind);
    await stopped.promise;
    step("finishing what was acknowledged");
  } finally {
    await serving?.stop();
    await reached?.embedded?.stop();
    release();
  }
  step("stopped");
}

/** Brings the schema up to date and says what the database is; a demonstration is made only where it was asked for. */
async function prepare(settings: Settings, reached: Reached, demonstration: boolean): Promise<Kind> {
  const now = new Date();
  const before = await kindOf(reached.owner ?? reached.app);
  if (before === undefined && !demonstration) {
    throw new InstallationProblem(
      'nothing is installed here yet: run "onewindow init" for a real installation, or "npm start" for a demonstration',
    );
  }
  for (const name of await upgrade(reached, now)) step(`migration ${name}`);
  if (before === "real") return before;
  if (!reached.owner) return before ?? "demonstration";
  await giveBirth(reached.owner, "demonstration", "demonstration", now);
  ensureDemonstrationKeys(settings);
  const files = await loadCatalogue(catalogueFolder);
  const database = new Database(reached.app, { connections: 2, name: "onewindow set-up" });
  try {
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    if (before === undefined) await seedDemonstration({ database, secrets, files, now, say: step });
    else await publishCatalogue(database, files, now);
  } finally {
    await database.close();
  }
  return "demonstration";
}
