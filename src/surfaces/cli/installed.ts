import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { writeAudit } from "../../domain/audit/index.ts";
import { type ConnectionSettings, cityScope, Database } from "../../foundation/database/index.ts";
import { installationCity, type KeysFile, readKeysFile, Secrets } from "../../foundation/secrets/index.ts";
import { readSettings, type Settings } from "../../settings.ts";
import { InstallationProblem, type Kind, kindOf, type Reached, reach } from "../installation.ts";
import { step } from "./terminal.ts";

/** An installation as a command of the machine's administrator sees it, whether it is running or not. */
export type Installed = {
  readonly settings: Settings;
  readonly reached: Reached;
  readonly kind: Kind;
  readonly keys: KeysFile;
  readonly database: Database;
  readonly secrets: Secrets;
  /** Where uploaded files lie. */
  readonly filesDirectory: string;
};

export const filesDirectoryOf = (settings: Settings) => join(settings.dataDir, "files");

/** Opens the installation that the settings name, does something with it, and lets go. A running one goes on running. */
export async function withInstalled<T>(work: (installed: Installed) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env);
  return withReached(settings, async (reached) => {
    const kind = await kindOf(reached.owner ?? reached.app);
    if (kind === undefined) throw nothingThere(settings);
    const keys = readKeysFile(settings.keysFile);
    const database = new Database(reached.app, { connections: 4, name: "onewindow command" });
    try {
      const secrets = new Secrets(keys, database, () => new Date());
      return await work({
        settings,
        reached,
        kind,
        keys,
        database,
        secrets,
        filesDirectory: filesDirectoryOf(settings),
      });
    } finally {
      await database.close();
    }
  });
}

/** Reaches the database of an installation and lets go of it; never makes a new one. */
export async function withReached<T>(settings: Settings, work: (reached: Reached) => Promise<T>): Promise<T> {
  if (settings.databaseUrl === undefined && !existsSync(join(settings.dataDir, "postgres")))
    throw nothingThere(settings);
  const reached = await reach(settings, step);
  try {
    return await work(reached);
  } finally {
    await reached.embedded?.stop();
  }
}

export function ownerOf(reached: Reached): ConnectionSettings {
  if (reached.owner) return reached.owner;
  throw new InstallationProblem(
    "this needs the owner of the tables: set OWNER_DATABASE_URL for this command (the serving processes never hold that right)",
  );
}

function nothingThere(settings: Settings): InstallationProblem {
  return new InstallationProblem(
    `nothing is installed in ${settings.databaseUrl === undefined ? settings.dataDir : "the database of DATABASE_URL"}: check DATA_DIR and DATABASE_URL, or run "onewindow init"`,
  );
}

/** Leaves a line in the record: what was done at the machine itself, and by which of its accounts. */
export async function recordCommand(
  database: Database,
  city: string,
  act: string,
  subject: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await database.transaction(cityScope(city), (tx) =>
    writeAudit(
      tx,
      { city, actorKind: "system", actor: "command line", act, subject, detail: { ...detail, account: account() } },
      new Date(),
    ),
  );
}

function account(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Every open city, and the installation itself, with its keys read. */
export async function allCities(
  installed: Pick<Installed, "secrets">,
  cities: readonly string[],
): Promise<readonly string[]> {
  const all = [installationCity, ...cities];
  await installed.secrets.load(all);
  return all;
}
