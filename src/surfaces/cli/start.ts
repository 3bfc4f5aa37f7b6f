import cluster from "node:cluster";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineCommand } from "citty";
import { readSettings, type Settings } from "../../settings.ts";
import {
  checkExposure,
  checkRole,
  holdDataDirectory,
  InstallationProblem,
  type Kind,
  kindOf,
  type Reached,
  reach,
} from "../installation.ts";
import { missingMigrations, upgrade } from "./database-role.ts";
import { checkPort } from "./port.ts";
import type { Serve, Serving } from "./serve-contract.ts";
import { showAddresses } from "./show-addresses.ts";
import { listenForStop } from "./stopping.ts";
import { failure, step } from "./terminal.ts";
import { runAsWorker, startWorkers, type Workers } from "./workers.ts";

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
        if (cluster.isWorker) await runAsWorker(serve, readSettings(process.env));
        else await start(serve, args.demonstration);
      } catch (error) {
        failure(error);
        process.exitCode = 1;
        // A worker's channel to the first process would keep it alive.
        if (cluster.isWorker) process.exit(1);
      }
    },
  });

async function start(serve: Serve, demonstration: boolean): Promise<void> {
  const settings = readSettings(process.env);
  // What is taken is named before anything is touched.
  if (settings.roles.includes("web")) await checkPort(settings);
  if (!demonstration && settings.databaseUrl === undefined && !existsSync(join(settings.dataDir, "postgres"))) {
    throw nothingInstalled();
  }
  const release = settings.databaseUrl === undefined ? holdDataDirectory(settings.dataDir) : () => undefined;
  const stopping = listenForStop(step);
  const closers: (() => Promise<void> | void)[] = [release];
  try {
    step(settings.databaseUrl === undefined ? `database in ${settings.dataDir}` : "database of DATABASE_URL");
    const reached = await reach(settings, step);
    closers.push(async () => reached.embedded?.stop());
    if (stopping.isAsked()) return;
    const kind = await prepare(settings, reached, demonstration);
    checkExposure(kind, settings);
    await checkRole(reached.app);
    if (stopping.isAsked()) return;
    const { address, serving, workers } = await serveHere(serve, { settings, kind, reached }, closers);
    showAddresses(address, settings, kind);
    if (kind === "demonstration" && settings.demoAgencies && serving && settings.roles.includes("jobs")) {
      const { startDemonstrationAgencies } = await import("./demonstration-agencies.ts");
      // Pages are served by other processes: what people are told, and who reports on it, is known to all of them.
      const connectMessages: Serving["connectMessages"] = (lines) => {
        serving.connectMessages?.(lines);
        workers?.connectMessages(lines);
      };
      const agencies = startDemonstrationAgencies({ ...serving, connectMessages }, step);
      closers.push(() => agencies.stop());
    }
    await stopping.asked;
    step("finishing what was acknowledged");
  } finally {
    for (const close of closers.reverse()) await close();
    await stopping.settled();
  }
  step("stopped");
}

type Served = {
  readonly address: Serving["address"];
  readonly serving: Serving | undefined;
  readonly workers: Workers | undefined;
};
type Ground = { readonly settings: Settings; readonly kind: Kind; readonly reached: Reached };

/** Serves in this process, or with WORKERS in several: then this one keeps database, jobs and the others. */
async function serveHere(
  serve: Serve,
  { settings, kind, reached }: Ground,
  closers: (() => Promise<void> | void)[],
): Promise<Served> {
  const parts = { kind, app: reached.app, jobs: reached.jobs };
  const many = settings.workers > 1 && settings.roles.includes("web");
  const roles = many ? settings.roles.filter((role) => role !== "web") : settings.roles;
  step(many ? `opening the house, ${settings.workers} web processes` : "opening the house");
  let serving: Serving | undefined;
  if (roles.length > 0) {
    const here = await serve({ ...parts, settings: { ...settings, roles } });
    closers.push(() => here.stop());
    serving = here;
  }
  if (!many) return { address: serving?.address, serving, workers: undefined };
  const workers = await startWorkers(settings.workers, parts, step);
  closers.push(() => workers.stop());
  return { address: workers.address, serving, workers };
}

function nothingInstalled(): InstallationProblem {
  return new InstallationProblem(
    'nothing is installed here yet: run "onewindow init" for a real installation, or "npm start" for a demonstration',
  );
}

/** Brings the schema up to date and says what the database is; a demonstration is made only where it was asked for. */
async function prepare(settings: Settings, reached: Reached, demonstration: boolean): Promise<Kind> {
  const now = new Date();
  const before = await kindOf(reached.owner ?? reached.app);
  if (before === undefined && !demonstration) {
    throw nothingInstalled();
  }
  for (const name of await upgrade(reached, settings, now)) step(`migration ${name}`);
  const missing = reached.owner ? [] : await missingMigrations(reached.app);
  if (missing.length > 0) {
    throw new InstallationProblem(
      `the database is older than this program (${missing.length} migrations are missing): run "onewindow migrate" with OWNER_DATABASE_URL first`,
    );
  }
  if (before === "real") return before;
  const { prepareDemonstration } = await import("./prepare-demonstration.ts");
  return prepareDemonstration(settings, reached, before, now);
}
