import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
  X509Certificate,
} from "node:crypto";

/** RSA2 and ALIPAY-SHA256withRSA are the same: SHA-256 with RSA (PKCS #1 v1.5), in base64. */
export const sign = (text: string | Buffer, key: KeyObject): string =>
  signBytes("sha256", Buffer.from(text), key).toString("base64");

export function verify(text: string | Buffer, signature: string, key: KeyObject): boolean {
  // A decoder that skips what is not base64 would take many texts for one signature.
  if (!/^[A-Za-z0-9+/]{20,2000}={0,2}$/.test(signature)) return false;
  return verifyBytes("sha256", Buffer.from(text), key, Buffer.from(signature, "base64"));
}

/**
 * A private RSA key as Alipay's key tool writes it (base64 in one line, PKCS #8 or PKCS #1) or as PEM.
 * @throws where it is none, or has fewer than 2048 bits
 */
export function readPrivateKey(text: string): KeyObject {
  const trimmed = text.trim();
  return checked(
    trimmed.startsWith("-----BEGIN")
      ? [() => createPrivateKey(trimmed)]
      : [
          () => createPrivateKey({ key: derOf(trimmed), format: "der", type: "pkcs8" }),
          () => createPrivateKey({ key: derOf(trimmed), format: "der", type: "pkcs1" }),
        ],
  );
}

/** A public RSA key, base64 in one line or PEM. @throws where it is none */
export function readPublicKey(text: string): KeyObject {
  const trimmed = text.trim();
  return checked(
    trimmed.startsWith("-----BEGIN PUBLIC KEY") || trimmed.startsWith("-----BEGIN RSA PUBLIC KEY")
      ? [() => createPublicKey(trimmed)]
      : [() => createPublicKey({ key: derOf(trimmed), format: "der", type: "spki" })],
  );
}

const derOf = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "base64");

function checked(ways: readonly (() => KeyObject)[]): KeyObject {
  for (const way of ways) {
    let key: KeyObject;
    try {
      key = way();
    } catch {
      continue;
    }
    if (key.asymmetricKeyType !== "rsa") break;
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new Error("the key has fewer than 2048 bits");
    return key;
  }
  throw new Error("not an RSA key");
}

/** Every certificate of a PEM file, in its order; those that cannot be read (SM2) are left out. */
export function readCertificates(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.slice(0, 50).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

/** How Alipay numbers certificates: MD5 over the issuer's name, its parts turned round, and the serial number in decimals. */
export function certificateNumber({ issuer, serialNumber }: Pick<X509Certificate, "issuer" | "serialNumber">): string {
  const name = issuer.split("\n").toReversed().join(",");
  return createHash("md5")
    .update(name)
    .update(BigInt(`0x${serialNumber}`).toString())
    .digest("hex");
}

/** `alipay_root_cert_sn`: the numbers of all roots signed with RSA, in the file's order. */
export const rootNumber = (roots: readonly X509Certificate[]): string =>
  roots
    .filter((root) => root.signatureAlgorithmOid?.startsWith("1.2.840.113549.1.1.") === true)
    .map(certificateNumber)
    .join("_");

/** Alipay's content encryption: AES-CBC with a vector of zeros, base64. The same text gives the same cipher; the signature guards it. */
export class ContentCipher {
  readonly #key: Buffer;
  readonly #name: string;

  /** @throws where the key is not base64 of 16, 24 or 32 bytes */
  constructor(key: string) {
    this.#key = Buffer.from(key.trim(), "base64");
    if (![16, 24, 32].includes(this.#key.length)) throw new Error("not base64 of 16, 24 or 32 bytes");
    this.#name = `aes-${this.#key.length * 8}-cbc`;
  }

  encrypt(text: string): string {
    const cipher = createCipheriv(this.#name, this.#key, Buffer.alloc(16));
    return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64");
  }

  /** @throws where it was not encrypted with this key */
  decrypt(text: string): string {
    const decipher = createDecipheriv(this.#name, this.#key, Buffer.alloc(16));
    return Buffer.concat([decipher.update(text, "base64"), decipher.final()]).toString("utf8");
  }
}
