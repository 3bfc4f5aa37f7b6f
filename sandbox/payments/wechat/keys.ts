import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  randomInt,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeWhole } from "../../support/keys.ts";
import { certificateOf } from "./certificate.ts";

const pair = promisify(generateKeyPair);

/** A merchant as WeChat Pay knows it. */
export type Merchant = {
  readonly mchid: string;
  /** As the payer sees it. */
  readonly name: string;
  /** Of its API certificate. */
  readonly serial: string;
  /** PEM; the real WeChat Pay never sees it, here it is made for whoever tries us. */
  readonly privateKey: string;
  readonly apiV3Key: string;
  /** Apps bound to the merchant, with their secrets. */
  readonly apps: Readonly<Record<string, string>>;
  /** Of a service provider: whom it may act for. */
  readonly subs?: Readonly<Record<string, { readonly name: string; readonly apps: Readonly<Record<string, string>> }>>;
};

export const trustModes = ["both", "public_key", "certificates"] as const;
type Platform = {
  readonly serial: string;
  readonly pem: string;
  readonly key: string;
  readonly from: string;
  readonly to: string;
};
type Stored = {
  readonly publicKeyId: string;
  readonly publicKey: string;
  readonly certificates: readonly Platform[];
  readonly trust: (typeof trustModes)[number];
  readonly merchants: readonly Merchant[];
};

const year = 365 * 86_400_000;

/** The stand-in's keys and merchants: made at the first start, kept in its folder. */
export class Keys {
  readonly #path: string;
  #stored: Stored;
  readonly #opened = new Map<string, KeyObject>();

  private constructor(path: string, stored: Stored) {
    this.#path = path;
    this.#stored = stored;
  }

  static async open(folder: string, now: Date): Promise<Keys> {
    const path = join(folder, "keys.json");
    if (existsSync(path)) return new Keys(path, JSON.parse(readFileSync(path, "utf8")) as Stored);
    const [own, first, direct, provider] = await Promise.all([newKey(), newKey(), newKey(), newKey()]);
    const stored: Stored = {
      publicKeyId: `PUB_KEY_ID_01${newDigits(26)}`,
      publicKey: own,
      certificates: [platform(first, now)],
      trust: "public_key",
      merchants: [
        { ...merchant("1900000109", "岳阳县政务缴费（演示）", direct), apps: apps(2) },
        {
          ...merchant("1900007291", "省级政务服务商（演示）", provider),
          apps: apps(1),
          subs: { "1900008001": { name: "岳阳县公用事业（演示）", apps: apps(2) } },
        },
      ],
    };
    const keys = new Keys(path, stored);
    keys.#write(stored);
    return keys;
  }

  get merchants(): readonly Merchant[] {
    return this.#stored.merchants;
  }

  get trust(): Stored["trust"] {
    return this.#stored.trust;
  }

  merchant(mchid: string): Merchant | undefined {
    return this.#stored.merchants.find((one) => one.mchid === mchid);
  }

  get publicKeyId(): string {
    return this.#stored.publicKeyId;
  }

  /** PEM (SPKI). */
  get publicKey(): string {
    return createPublicKey(this.key(this.#stored.publicKey)).export({ type: "spki", format: "pem" }).toString();
  }

  get certificates(): readonly Platform[] {
    return this.#stored.certificates;
  }

  /** With which key an answer or a notification is signed, and its serial. */
  signer(asked: string | undefined): { readonly serial: string; readonly key: KeyObject } {
    const { publicKeyId, publicKey, trust } = this.#stored;
    const newest = this.#stored.certificates.at(-1);
    const byCertificate = trust === "certificates" || (trust === "both" && asked !== publicKeyId);
    return byCertificate && newest
      ? { serial: newest.serial, key: this.key(newest.key) }
      : { serial: publicKeyId, key: this.key(publicKey) };
  }

  setTrust(trust: Stored["trust"]): void {
    this.#write({ ...this.#stored, trust });
  }

  /** A new certificate signs from now on; the old ones stay listed. */
  async rotate(now: Date): Promise<string> {
    const fresh = platform(await newKey(), now);
    this.#write({ ...this.#stored, certificates: [...this.#stored.certificates, fresh].slice(-5) });
    return fresh.serial;
  }

  /** PEM, read once. */
  key(pem: string): KeyObject {
    const known = this.#opened.get(pem);
    if (known) return known;
    const key = createPrivateKey(pem);
    this.#opened.set(pem, key);
    return key;
  }

  #write(stored: Stored): void {
    this.#stored = stored;
    writeWhole(this.#path, JSON.stringify(stored));
  }
}

async function newKey(): Promise<string> {
  const { privateKey } = await pair("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function platform(key: string, now: Date): Platform {
  const from = new Date(now.getTime() - 86_400_000);
  const to = new Date(now.getTime() + 5 * year);
  return { ...certificateOf(createPrivateKey(key), from, to), key, from: from.toISOString(), to: to.toISOString() };
}

const merchant = (mchid: string, name: string, privateKey: string) => ({
  mchid,
  name,
  serial: randomBytes(20).toString("hex").toUpperCase(),
  privateKey,
  apiV3Key: randomBytes(16).toString("hex"),
});

const apps = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, () => [`wx${randomBytes(8).toString("hex")}`, randomBytes(16).toString("hex")]),
  );

export const newDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join("");
