import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sm2 } from "sm-crypto-v2";
import { writeWhole } from "../../support/keys.ts";

export const algorithms = ["ed25519", "rsa2", "sm2"] as const;
export type Algorithm = (typeof algorithms)[number];
type Pair = { readonly private_key: string; readonly public_key: string };

/** A merchant of the cashier: how it signs, and how the treasury does towards it. */
export type Merchant = {
  readonly merchant: string;
  readonly algorithm: Algorithm;
  readonly key_id: string;
  /** Made here, as a treasury's contact hands it over in a demonstration; a merchant that brings its own key has none here. */
  readonly private_key?: string;
  readonly public_key: string;
  readonly treasury_key_id: string;
};

/** An app of the non-tax platform. */
export type App = {
  readonly appid: string;
  readonly app_secret: string;
  readonly service_id: number;
  readonly bank_id: string;
  readonly mch_id: string;
};

export type TreasuryKeys = {
  readonly treasury: Readonly<Record<Algorithm, Pair>>;
  /** Signs what is to be found out as forged. */
  readonly stranger: Readonly<Record<Algorithm, Pair>>;
  readonly merchants: readonly Merchant[];
  readonly app: App;
};

/** Keys of the treasury and of whom it knows: made at the first start, kept beside its books. */
export function treasuryKeys(folder: string): TreasuryKeys {
  const path = join(folder, "treasury.json");
  if (!existsSync(path)) {
    const merchants = algorithms.map((algorithm): Merchant => {
      const merchant = `onewindow-${algorithm}`;
      return {
        merchant,
        algorithm,
        key_id: `${merchant}-1`,
        ...pair(algorithm),
        treasury_key_id: `treasury-${algorithm}-1`,
      };
    });
    const app: App = {
      appid: `wx${randomBytes(8).toString("hex")}`,
      app_secret: randomBytes(16).toString("hex"),
      ...{ service_id: 100_086, bank_id: "B430600001", mch_id: "1900430621" },
    };
    const keys: TreasuryKeys = { treasury: pairs(), stranger: pairs(), merchants, app };
    writeWhole(path, JSON.stringify(keys));
  }
  return JSON.parse(readFileSync(path, "utf8")) as TreasuryKeys;
}

const pairs = (): Record<Algorithm, Pair> => ({ ed25519: pair("ed25519"), rsa2: pair("rsa2"), sm2: pair("sm2") });

function pair(algorithm: Algorithm): Pair {
  if (algorithm === "sm2") {
    const { privateKey, publicKey } = sm2.generateKeyPairHex();
    return { private_key: privateKey, public_key: publicKey };
  }
  const { privateKey, publicKey } =
    algorithm === "rsa2" ? generateKeyPairSync("rsa", { modulusLength: 2_048 }) : generateKeyPairSync("ed25519");
  return {
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    public_key: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** Base64. */
export function signed(algorithm: Algorithm, privateKey: string, text: Buffer): string {
  if (algorithm === "sm2")
    return Buffer.from(sm2.doSignature(new Uint8Array(text), privateKey, { hash: true, der: true }), "hex").toString(
      "base64",
    );
  return sign(algorithm === "rsa2" ? "sha256" : null, text, createPrivateKey(privateKey)).toString("base64");
}

export function isSigned(algorithm: Algorithm, publicKey: string, text: Buffer, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  try {
    if (algorithm === "sm2")
      return sm2.doVerifySignature(new Uint8Array(text), bytes.toString("hex"), publicKey, { hash: true, der: true });
    return verify(algorithm === "rsa2" ? "sha256" : null, text, createPublicKey(publicKey), bytes);
  } catch {
    return false;
  }
}

/** What is signed: what it is, its parts and the body, each with a line end. */
export const signedText = (kind: string, parts: readonly string[], body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${[kind, ...parts].join("\n")}\n`), Buffer.from(body), Buffer.from("\n")]);
