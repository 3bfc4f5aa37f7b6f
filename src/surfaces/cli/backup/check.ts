import type { KeysFile } from "../../../foundation/secrets/index.ts";
import { InstallationProblem } from "../../installation.ts";
import { type Manifest, manifestName, readArchive, whole } from "./archive.ts";
import { backupMac, keysEntry } from "./keys-entry.ts";
import { backupFormat, type Header, headerName } from "./make.ts";

/** What a backup says of itself at its beginning. */
export type Opening = { readonly header: Header; readonly headerText: Buffer; readonly keys: Buffer | undefined };

/** Reads only the beginning of a backup. */
export async function openingOf(path: string): Promise<Opening> {
  let header: { readonly header: Header; readonly headerText: Buffer } | undefined;
  for await (const entry of readArchive(path)) {
    if (!header) {
      header = await readOpening(path, entry);
      continue;
    }
    return { ...header, keys: entry.name === keysEntry ? await whole(entry.content()) : undefined };
  }
  throw new InstallationProblem(`${path} is not a backup of Onewindow`);
}

async function readOpening(path: string, entry: { name: string; content(): AsyncIterable<Buffer> }) {
  if (entry.name !== headerName) throw new InstallationProblem(`${path} is not a backup of Onewindow`);
  const headerText = await whole(entry.content());
  const header = JSON.parse(headerText.toString("utf8")) as Header;
  if (header.format !== backupFormat)
    throw new InstallationProblem(
      `${path} has the format ${header.format}, this program reads ${backupFormat}: use a newer one`,
    );
  return { header, headerText };
}

/** Reads a whole backup against its checksums, and with the keys proves that this installation made it. */
export async function checkBackup(
  path: string,
  keys?: KeysFile,
): Promise<{ readonly header: Header; readonly manifest: Manifest; readonly proven: boolean }> {
  let opening: Awaited<ReturnType<typeof readOpening>> | undefined;
  let manifest: Manifest | undefined;
  for await (const entry of readArchive(path)) {
    if (!opening) opening = await readOpening(path, entry);
    else if (entry.name === manifestName) manifest = JSON.parse((await whole(entry.content())).toString("utf8"));
  }
  if (!opening || !manifest) throw new InstallationProblem(`${path} is not a backup of Onewindow`);
  if (keys && backupMac(keys, opening.headerText, manifest.chain) !== manifest.mac) {
    throw new InstallationProblem(
      `${path} was not made beside the keys in KEYS_FILE: it belongs to another installation, or somebody changed it`,
    );
  }
  return { header: opening.header, manifest, proven: keys !== undefined };
}
