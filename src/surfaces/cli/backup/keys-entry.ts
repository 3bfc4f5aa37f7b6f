import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync } from "node:crypto";
import type { KeysFile } from "../../../foundation/secrets/index.ts";
import { InstallationProblem } from "../../installation.ts";

export const keysEntry = "keys.sealed";
export const leastPassphrase = 12;

/** scrypt with 128 MiB: about a third of a second here, which is what one guess costs too (RFC 7914). */
const cost = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;

/** The keys file under a passphrase: what stands in a backup made with --with-keys. */
export function sealKeys(keys: KeysFile, passphrase: string): Buffer {
  if (passphrase.length < leastPassphrase)
    throw new InstallationProblem(`the passphrase needs at least ${leastPassphrase} characters`);
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, cost), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(keys), "utf8"), cipher.final(), cipher.getAuthTag()]);
  const said = { kdf: "scrypt", N: cost.N, r: cost.r, p: cost.p, cipher: "aes-256-gcm" };
  return Buffer.from(
    JSON.stringify({
      ...said,
      salt: salt.toString("base64"),
      nonce: nonce.toString("base64"),
      sealed: sealed.toString("base64"),
    }),
  );
}

export function openKeys(entry: Buffer, passphrase: string): KeysFile {
  const said = JSON.parse(entry.toString("utf8")) as { salt: string; nonce: string; sealed: string };
  const sealed = Buffer.from(said.sealed, "base64");
  const key = scryptSync(passphrase, Buffer.from(said.salt, "base64"), 32, cost);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(said.nonce, "base64"));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return JSON.parse(plain.toString("utf8")) as KeysFile;
  } catch {
    throw new InstallationProblem("the passphrase does not open the keys in this backup");
  }
}

/** Proves that a backup was made beside these keys; a hash alone could be made anew by whoever changed the file. */
export function backupMac(keys: KeysFile, header: Buffer, chain: string): string {
  const key = createHmac("sha256", Buffer.from(keys.lookup, "base64")).update("onewindow backup").digest();
  return createHmac("sha256", key).update(header).update("\0").update(chain).digest("hex");
}
