import type { KeyObject } from "node:crypto";
import { createCipheriv, createDecipheriv, sign as signBytes, verify as verifyBytes } from "node:crypto";

/** What RSA2 signs: parameters that are not empty, sorted by name, without those named. */
export const textOf = (params: Readonly<Record<string, string>>, without: readonly string[]): string =>
  Object.keys(params)
    .filter((name) => !without.includes(name) && params[name] !== "")
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join("&");

export const sign = (text: string, key: KeyObject): string =>
  signBytes("sha256", Buffer.from(text), key).toString("base64");

export const isSigned = (text: string, signature: string, publicKey: string): boolean =>
  verifyBytes("sha256", Buffer.from(text), publicKey, Buffer.from(signature, "base64"));

const name = (key: Buffer): string => `aes-${key.length * 8}-cbc`;

/** AES-CBC with a vector of zeros, base64. */
export function encrypt(text: string, encryptKey: string): string {
  const key = Buffer.from(encryptKey, "base64");
  const cipher = createCipheriv(name(key), key, Buffer.alloc(16));
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64");
}

export function decrypt(text: string, encryptKey: string): string {
  const key = Buffer.from(encryptKey, "base64");
  const decipher = createDecipheriv(name(key), key, Buffer.alloc(16));
  return Buffer.concat([decipher.update(text, "base64"), decipher.final()]).toString("utf8");
}
