import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { defineCommand } from "citty";
import { Regions } from "../../../domain/regions/index.ts";
import { installationCity, type KeysFile, readKeysFile, Secrets } from "../../../foundation/secrets/index.ts";
import { InstallationProblem } from "../../installation.ts";
import { allCities, type Installed, ownerOf, recordCommand, withInstalled } from "../installed.ts";
import { command, print, step } from "../terminal.ts";
import { resealCity, resealInstallation, resealKept, resealPeople } from "./reseal.ts";

/** Seconds until a new key is used: three looks of a serving process (every 30 s), so that all can open what one seals. */
export const activationSeconds = 90;

const cityArgument = {
  type: "string",
  description: "one city by its code, or 000000 for the installation itself",
} as const;

export const keysCommand = defineCommand({
  meta: { name: "keys", description: "Keys: rotate, reseal, new master key, rewrap" },
  subCommands: {
    rotate: defineCommand({
      meta: { name: "rotate", description: "New sealing keys, then everything sealed anew with them, while serving" },
      args: {
        city: cityArgument,
        wait: {
          type: "string",
          description: "seconds until the new keys are used",
          default: String(activationSeconds),
        },
        signing: {
          type: "boolean",
          description: "new signing keys instead; what was signed before stays verifiable, nothing is sealed anew",
          default: false,
        },
      },
      run: ({ args }) =>
        command("keys rotate", () =>
          withInstalled((installed) =>
            (args.signing ? rotateSigning : rotate)(installed, args.city, waitOf(args.wait)),
          ),
        ),
    }),
    signing: defineCommand({
      meta: { name: "signing", description: "Every city's public signing keys, and when each has signed" },
      args: { city: cityArgument },
      run: ({ args }) => command("keys signing", () => withInstalled((installed) => showSigning(installed, args.city))),
    }),
    reseal: defineCommand({
      meta: { name: "reseal", description: "Goes on with a rotation that was interrupted" },
      args: { city: cityArgument },
      run: ({ args }) =>
        command("keys reseal", () =>
          withInstalled(async (installed) => reseal(installed, await citiesOf(installed, args.city))),
        ),
    }),
    master: defineCommand({
      meta: { name: "master", description: "Adds a master key to KEYS_FILE; restart everything, then rewrap" },
      run: () => command("keys master", () => withInstalled(addMaster)),
    }),
    rewrap: defineCommand({
      meta: { name: "rewrap", description: "Wraps every city's keys with the newest master key of KEYS_FILE" },
      run: () => command("keys rewrap", () => withInstalled(rewrap)),
    }),
  },
});

async function citiesOf(installed: Installed, city: string | undefined): Promise<readonly string[]> {
  const regions = await Regions.load(installed.database);
  const all = await allCities(
    installed,
    regions.cities.map((each) => each.city),
  );
  if (city === undefined) return all;
  if (!all.includes(city)) throw new InstallationProblem(`${city} is not an open city of this installation`);
  return [city];
}

function waitOf(typed: string): number {
  const wait = Number(typed);
  if (!Number.isFinite(wait) || wait < 0 || wait > 3_600)
    throw new InstallationProblem("--wait takes 0 to 3600 seconds");
  return wait;
}

/** Certificates name the key that signed them, and keys stay: nothing that was issued has to be issued again. */
async function rotateSigning(installed: Installed, city: string | undefined, wait: number): Promise<void> {
  const { database, secrets } = installed;
  const cities = await citiesOf(installed, city);
  const activeFrom = new Date(Date.now() + wait * 1000);
  for (const each of cities) {
    const kid = await secrets.addSignKey(each, activeFrom);
    await recordCommand(database, each, "keys.rotate_signing", kid, { active_from: activeFrom.toISOString() });
    print(`${each}: ${kid} signs from ${activeFrom.toISOString()} on`);
  }
  print("Every process learns of the new keys before. What older keys have signed stays verifiable.");
}

async function showSigning(installed: Installed, city: string | undefined): Promise<void> {
  const cities = await citiesOf(installed, city);
  await installed.secrets.load(cities);
  for (const each of cities) {
    for (const { kid, from, until, publicKey } of installed.secrets.signingKeys(each))
      print(`${each} ${kid} ${from.toISOString()} – ${until?.toISOString() ?? "…"}`, publicKey.trim());
  }
}

async function rotate(installed: Installed, city: string | undefined, wait: number): Promise<void> {
  const { database, secrets } = installed;
  // Said before a key is made, not in the middle.
  ownerOf(installed.reached);
  const cities = await citiesOf(installed, city);
  const activeFrom = new Date(Date.now() + wait * 1000);
  for (const each of cities) {
    const alg = secrets.streamKey(each).alg;
    const kid = await secrets.addSealKey(each, alg, activeFrom);
    await recordCommand(database, each, "keys.rotate", kid, { alg, active_from: activeFrom.toISOString() });
  }
  step(`${cities.length} new keys, used from ${activeFrom.toISOString()} on; every process learns of them before`);
  step('if this is interrupted, go on with "onewindow keys reseal"');
  await pause(Math.max(0, activeFrom.getTime() - Date.now() + 1_000));
  await secrets.load(cities);
  await reseal(installed, cities);
}

async function reseal(installed: Installed, cities: readonly string[]): Promise<void> {
  const owner = ownerOf(installed.reached);
  for (const city of cities) {
    if (city === installationCity) {
      const clerks = await resealInstallation(installed);
      const people = await resealPeople(installed, owner);
      print(`installation: ${people.profiles} profiles, ${people.messages} messages, ${clerks} clerks`);
      continue;
    }
    const done = await resealCity(installed, city, owner);
    print(
      `${city}: ${done.answers} answers, ${done.applicants} applicants, ${done.words} words of acts, ${done.files} files, ${done.certificates} certificates, ${done.clerks} clerks`,
    );
  }
  const kept = await resealKept(
    installed,
    cities.filter((city) => city !== installationCity),
    owner,
  );
  print(`accounts people keep: ${kept}`);
  print("Older keys stay: drafts are sealed anew when they are next saved or expire within 90 days.");
}

/** A running process reads KEYS_FILE only at its start, so the new master is used by nobody before `rewrap`. */
async function addMaster(installed: Installed): Promise<void> {
  const { settings, keys, database, secrets } = installed;
  const kid = `m${randomBytes(4).toString("hex")}`;
  const masters = [...keys.masters, { kid, key: randomBytes(32).toString("base64") }];
  replaceKeysFile(settings.keysFile, { ...keys, masters });
  await secrets.load([installationCity]);
  await recordCommand(database, installationCity, "keys.master", kid);
  print(
    `KEYS_FILE has the new master key ${kid}. Now:`,
    "  1. copy KEYS_FILE to every machine of this installation, and into the place where its copies are kept",
    "  2. restart every process",
    "  3. onewindow keys rewrap",
  );
}

async function rewrap(installed: Installed): Promise<void> {
  const { database, settings } = installed;
  const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
  const kid = installed.keys.masters.at(-1)?.kid ?? "";
  let count = 0;
  for (const city of await citiesOf(installed, undefined)) count += await secrets.rewrap(city);
  await recordCommand(database, installationCity, "keys.rewrap", kid, { keys: count });
  print(`${count} keys are wrapped with ${kid}. Keep the older master keys as long as you keep backups from before.`);
}

/** Beside its place and then over it, so that a full disk or a kill never leaves half a keys file. */
export function replaceKeysFile(path: string, keys: KeysFile): void {
  const beside = `${path}.new`;
  const file = openSync(beside, "w", 0o600);
  try {
    writeSync(file, `${JSON.stringify(keys, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}
