import { existsSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isCancel, password } from "@clack/prompts";
import { defineCommand } from "citty";
import { installationCity, readKeysFile, writeKeysFile } from "../../../foundation/secrets/index.ts";
import { readSettings } from "../../../settings.ts";
import { holdDataDirectory, InstallationProblem, reach } from "../../installation.ts";
import { openRole, prepareRole } from "../database-role.ts";
import { filesDirectoryOf, ownerOf, recordCommand, withInstalled } from "../installed.ts";
import { command, isInteractive, print, step } from "../terminal.ts";
import { checkBackup, openingOf } from "./check.ts";
import { openKeys } from "./keys-entry.ts";
import { makeBackup } from "./make.ts";
import { rememberBackup } from "./remember.ts";
import { checkEmpty, checkVersions, restoreBackup } from "./restore.ts";

const passphraseFile = {
  type: "string",
  description: "a file whose first line is the passphrase (asked for at a terminal otherwise)",
} as const;

export const backupCommand = defineCommand({
  meta: { name: "backup", description: "Write one file with all rows and files, while running; or check one" },
  args: {
    file: { type: "positional", description: "the file to write, or with --check to read", required: true },
    check: { type: "boolean", description: "read the file and verify every checksum", default: false },
    "with-keys": { type: "boolean", description: "put KEYS_FILE in as well, sealed with a passphrase", default: false },
    "passphrase-file": passphraseFile,
  },
  run: ({ args }) =>
    command("backup", async () => {
      const path = resolve(args.file);
      if (args.check) return check(path);
      const passphrase = args["with-keys"] ? await askPassphrase(args["passphrase-file"], true) : undefined;
      await backup(path, passphrase);
    }),
});

export const restoreCommand = defineCommand({
  meta: { name: "restore", description: "Put a backup into an empty installation" },
  args: {
    file: { type: "positional", description: "the backup", required: true },
    "keys-from-backup": {
      type: "boolean",
      description: "take the keys out of the backup (it was made with --with-keys)",
      default: false,
    },
    "passphrase-file": passphraseFile,
  },
  run: ({ args }) =>
    command("restore", async () => {
      const passphrase = args["keys-from-backup"] ? await askPassphrase(args["passphrase-file"], false) : undefined;
      await restore(resolve(args.file), passphrase);
    }),
});

async function backup(path: string, passphrase: string | undefined): Promise<void> {
  await withInstalled(async ({ reached, keys, filesDirectory, settings, database }) => {
    const now = new Date();
    const owner = ownerOf(reached);
    const manifest = await makeBackup({ owner, filesDirectory, keys, path, now, passphrase, say: step });
    await recordCommand(database, installationCity, "backup.make", now.toISOString(), { files: manifest.files });
    rememberBackup(settings.dataDir, { at: now.toISOString(), chain: manifest.chain });
    const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
    const { size } = await stat(path);
    print(
      `${path}: ${rows} rows, ${manifest.jobs} waiting jobs, ${manifest.files} files, ${Math.ceil(size / 1024)} KiB`,
    );
    if (passphrase === undefined)
      print(`The keys are not in it. Without a copy of ${settings.keysFile}, kept apart, nobody opens what is sealed.`);
    for (const file of manifest.deletedMeanwhile) print(`deleted while the backup ran: ${file}`);
    if (manifest.missing.length === 0) return;
    process.exitCode = 1;
    print("The backup is written, but these files are in the database and not on the disk:", ...manifest.missing);
  });
}

async function check(path: string): Promise<void> {
  const settings = readSettings(process.env);
  const keys = existsSync(settings.keysFile) ? readKeysFile(settings.keysFile) : undefined;
  const { header, manifest, proven } = await checkBackup(path, keys);
  const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
  print(
    `${path} is whole: ${manifest.entries} entries, ${rows} rows, ${manifest.files} files, made ${header.madeAt} of "${header.installation.name}" (${header.installation.kind})`,
    proven ? "It was made beside the keys in KEYS_FILE." : "KEYS_FILE is not here, so who made it was not checked.",
  );
  for (const file of manifest.missing) print(`missing already when it was made: ${file}`);
}

async function restore(path: string, passphrase: string | undefined): Promise<void> {
  const settings = readSettings(process.env);
  const opening = await openingOf(path);
  checkVersions(opening.header);
  const fresh = passphrase === undefined ? undefined : keysIn(opening.keys, passphrase);
  if (fresh && existsSync(settings.keysFile))
    throw new InstallationProblem(`KEYS_FILE ${settings.keysFile} exists already: it is not overwritten`);
  const keys = fresh ?? readKeysFile(settings.keysFile);
  step("checking the backup");
  const { header } = await checkBackup(path, keys);
  const release = settings.databaseUrl === undefined ? holdDataDirectory(settings.dataDir) : () => undefined;
  try {
    const filesDirectory = filesDirectoryOf(settings);
    const reached = await reach(settings, step);
    try {
      const owner = ownerOf(reached);
      await checkEmpty(owner, filesDirectory);
      if (!reached.embedded) await prepareRole(owner);
      if (fresh) writeKeysFile(settings.keysFile, fresh);
      const now = new Date();
      const manifest = await restoreBackup({
        path,
        header,
        owner,
        app: reached.app,
        filesDirectory,
        now,
        openRole: () => openRole(reached, settings),
        say: step,
      });
      const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
      print(
        `Restored: ${rows} rows, ${manifest.jobs} jobs, ${manifest.files} files of ${header.madeAt}. Everybody signs in again.`,
        "What follows: onewindow doctor, then onewindow start",
      );
    } finally {
      await reached.embedded?.stop();
    }
  } finally {
    release();
  }
}

function keysIn(entry: Buffer | undefined, passphrase: string) {
  if (!entry)
    throw new InstallationProblem(
      "this backup was made without --with-keys: put the keys file back at KEYS_FILE first",
    );
  return openKeys(entry, passphrase);
}

async function askPassphrase(file: string | undefined, twice: boolean): Promise<string> {
  if (file !== undefined) return readFileSync(file, "utf8").split("\n")[0]?.trim() ?? "";
  if (!isInteractive()) throw new InstallationProblem("give the passphrase with --passphrase-file");
  const first = await password({ message: "Passphrase for the keys (at least 12 characters)" });
  const second = twice ? await password({ message: "The same again" }) : first;
  if (isCancel(first) || isCancel(second)) throw new InstallationProblem("no passphrase was given; nothing was done");
  if (first !== second) throw new InstallationProblem("the two passphrases differ; nothing was done");
  return first;
}
