import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from "node:crypto";
import { sm2 } from "sm-crypto-v2";

/** `rsa2` is SHA-256 with RSA (PKCS #1 v1.5), at least 2048 bits; `sm2` is SM2 with SM3 (GB/T 32918), user 1234567812345678, DER. */
export const algorithms = ["ed25519", "rsa2", "sm2"] as const;
export type SigningAlgorithm = (typeof algorithms)[number];

export type Signer = (text: Buffer) => string;
export type Verifier = (text: Buffer, signature: string) => boolean;

const shortestRsa = 2_048;
const hexPrivate = /^[0-9a-fA-F]{64}$/;
const hexPublic = /^(04[0-9a-fA-F]{128}|0[23][0-9a-fA-F]{64})$/;

/** Signs in base64. @throws where the key is not one of this algorithm */
export function signer(algorithm: SigningAlgorithm, privateKey: string): Signer {
  if (algorithm === "sm2") {
    const hex = privateKey.trim();
    if (!hexPrivate.test(hex)) throw new Error("the private key for sm2 is 64 hexadecimal digits");
    const publicKey = sm2.getPublicKeyFromPrivateKey(hex);
    return (text) =>
      Buffer.from(sm2.doSignature(new Uint8Array(text), hex, { hash: true, der: true, publicKey }), "hex").toString(
        "base64",
      );
  }
  const key = checkedKey(algorithm, createPrivateKey(privateKey));
  return (text) => signBytes(digestOf(algorithm), text, key).toString("base64");
}

/** @throws where the key is not one of this algorithm */
export function verifier(algorithm: SigningAlgorithm, publicKey: string): Verifier {
  if (algorithm === "sm2") {
    const hex = publicKey.trim();
    if (!hexPublic.test(hex) || !sm2.verifyPublicKey(hex)) throw new Error("the public key for sm2 is a point in hex");
    return (text, signature) => {
      const plain = isBase64(signature) ? plainOf(Buffer.from(signature, "base64")) : undefined;
      return plain !== undefined && sm2.doVerifySignature(new Uint8Array(text), plain, hex, { hash: true });
    };
  }
  const key = checkedKey(algorithm, createPublicKey(publicKey));
  return (text, signature) =>
    isBase64(signature) && verifyBytes(digestOf(algorithm), text, key, Buffer.from(signature, "base64"));
}

export function isPublicKey(algorithm: SigningAlgorithm, publicKey: string): boolean {
  try {
    verifier(algorithm, publicKey);
    return true;
  } catch {
    return false;
  }
}

const digestOf = (algorithm: "ed25519" | "rsa2"): "sha256" | null => (algorithm === "rsa2" ? "sha256" : null);

// A decoder that skips what is not base64 would take many texts for one signature.
const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]{20,2000}={0,2}$/.test(text);

/**
 * r and s in hex, 64 digits each, of a signature in DER. The library's own reader passes over wrong tags and lengths, so that one
 * signature would have many forms.
 */
function plainOf(der: Buffer): string | undefined {
  const [tag, length, ...content] = der;
  if (tag !== 0x30 || length !== content.length) return undefined;
  const [r, afterR] = integerIn(Buffer.from(content));
  const [s, rest] = integerIn(afterR);
  return r !== undefined && s !== undefined && rest.length === 0 ? r + s : undefined;
}

/** The first DER integer of at most 32 bytes, in its shortest form, and what follows it. */
function integerIn(bytes: Buffer): readonly [hex: string | undefined, rest: Buffer] {
  const [tag, length = 0, first = 0, second = 0] = bytes;
  const rest = bytes.subarray(2 + length);
  const isPadded = first === 0;
  const isShortest = length === 1 ? first > 0 : first < 0x80 && (!isPadded || second >= 0x80);
  if (tag !== 0x02 || length < 1 || bytes.length < 2 + length || !isShortest) return [undefined, rest];
  const value = bytes.subarray(isPadded ? 3 : 2, 2 + length);
  return [value.length > 32 ? undefined : value.toString("hex").padStart(64, "0"), rest];
}

function checkedKey(algorithm: "ed25519" | "rsa2", key: KeyObject): KeyObject {
  const wanted = algorithm === "rsa2" ? "rsa" : "ed25519";
  if (key.asymmetricKeyType !== wanted) throw new Error(`the key is not one for ${algorithm}`);
  if (algorithm === "rsa2" && (key.asymmetricKeyDetails?.modulusLength ?? 0) < shortestRsa)
    throw new Error(`the key has fewer than ${shortestRsa} bits`);
  return key;
}

/**
 * The text that is signed: what it is, its parts, and the body byte for byte, each with a line end. The first line keeps a signature of
 * one kind from standing for another; no part holds a line end, so that two texts never run together.
 * @throws where a part holds a line end
 */
export function signedText(
  kind: "request" | "answer" | "notification",
  parts: readonly string[],
  body: Buffer,
): Buffer {
  if (parts.some((part) => /[\r\n]/.test(part))) throw new Error("a part of the signed text holds a line end");
  return Buffer.concat([Buffer.from(`${[kind, ...parts].join("\n")}\n`), body, Buffer.from("\n")]);
}
