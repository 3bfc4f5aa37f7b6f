import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a process calls its own: made at its first start, kept beside its records, never in the repository. */
export type Own = {
  readonly token: string;
  /** Shared with whom messages are exchanged, for HMAC. */
  readonly secret: string;
  readonly password: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** PEM (SPKI). */
  readonly publicKey: string;
};

export function ownKeys(name: string, folder: string): Own {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "own.json");
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    const fresh = {
      token: newSecret(),
      secret: newSecret(),
      password: newSecret(),
      key: privateKey.export({ type: "pkcs8", format: "pem" }),
    };
    writeWhole(path, JSON.stringify(fresh));
  }
  const own = JSON.parse(readFileSync(path, "utf8")) as Record<"token" | "secret" | "password" | "key", string>;
  const privateKey = createPrivateKey(own.key);
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
  const { token, secret, password } = own;
  return { token, secret, password, keyId: `${name}-1`, privateKey, publicKey };
}

export const newSecret = (): string => randomBytes(24).toString("base64url");

/** A file is there whole or not at all, for its owner only. */
export function writeWhole(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.part`, content, { mode: 0o600 });
  renameSync(`${path}.part`, path);
}
