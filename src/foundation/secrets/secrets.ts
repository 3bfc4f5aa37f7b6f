import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { cityScope, type Database } from "../database/index.ts";
import { randomBytes, randomCharacters } from "../ids/index.ts";
import { type CipherKey, cipherKey, keyBytes, open, type SealAlgorithm, seal } from "./ciphers.ts";
import type { KeysFile } from "./keys-file.ts";
import { addKey, addKeys, keysOfCities, rewrapKey } from "./store.ts";

/** The installation itself: what belongs to people across cities is sealed with its keys. */
export const installationCity = "000000";

export type Signature = { readonly alg: "ed25519"; readonly kid: string; readonly signature: string };

type SealKey = { kid: string; alg: SealAlgorithm; key: CipherKey; activeFrom: number };
type SignKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject; activeFrom: number };

/** A city's public key and the time in which it signs. */
export type SigningKey = {
  readonly kid: string;
  /** PEM (SPKI, Ed25519). */
  readonly publicKey: string;
  readonly from: Date;
  /** Undefined where no later key has taken its place. */
  readonly until: Date | undefined;
};
type CityKeys = { seal: SealKey[]; sign: SignKey[] };

/**
 * Seals, opens, signs and finds, with keys per city. Keys are read at start and when a new city or key id appears; the
 * functions themselves never wait.
 */
export class Secrets {
  readonly #file: KeysFile;
  readonly #database: Database;
  readonly #clock: () => Date;
  readonly #cities = new Map<string, CityKeys>();
  readonly #lookup: KeyObject;

  constructor(file: KeysFile, database: Database, clock: () => Date) {
    this.#file = file;
    this.#database = database;
    this.#clock = clock;
    this.#lookup = createSecretKey(Buffer.from(file.lookup, "base64"));
  }

  /** The key that signs form tokens and cookies. */
  get tokenKey(): Buffer {
    return Buffer.from(this.#file.token, "base64");
  }

  /** Reads the keys of these cities; call at start and when a city is opened. */
  async load(cities: readonly string[]): Promise<void> {
    if (cities.length === 0) return;
    const rows = await this.#database.run(cityScope(...cities), keysOfCities, { cities: [...cities] });
    const read = new Map<string, CityKeys>();
    for (const row of rows) {
      const keys = read.get(row.city) ?? { seal: [], sign: [] };
      read.set(row.city, keys);
      if (row.wrapped === null) continue;
      // What a key is never changes, however it is wrapped: those read before are not opened again.
      const known = this.#cities.get(row.city);
      const sealing = known?.seal.find(({ kid }) => kid === row.kid);
      const signing = known?.sign.find(({ kid }) => kid === row.kid);
      const activeFrom = row.active_from.getTime();
      if (sealing) keys.seal.push({ ...sealing, activeFrom });
      if (signing) keys.sign.push({ ...signing, activeFrom });
      if (sealing || signing) continue;
      const plain = this.#unwrap(row.city, row.kid, row.wrapped);
      if (row.purpose === "seal") {
        keys.seal.push({
          kid: row.kid,
          alg: row.alg as SealAlgorithm,
          key: cipherKey(plain),
          activeFrom: row.active_from.getTime(),
        });
      } else {
        const privateKey = createPrivateKey({ key: plain, format: "der", type: "pkcs8" });
        const publicKey = createPublicKey(privateKey);
        keys.sign.push({ kid: row.kid, privateKey, publicKey, activeFrom: row.active_from.getTime() });
      }
    }
    for (const [city, keys] of read) this.#cities.set(city, keys);
  }

  /** Makes a city's first keys; does nothing where it has them. */
  async openCity(city: string, alg: SealAlgorithm = "aes-256-gcm"): Promise<void> {
    await this.load([city]);
    const now = this.#clock();
    const keys = this.#cities.get(city);
    if (!keys?.seal.length) await this.addSealKey(city, alg, now);
    if (!keys?.sign.length) await this.addSignKey(city, now);
    await this.load([city]);
  }

  /** The same for many cities, in a few statements. */
  async openCities(cities: readonly string[], alg: SealAlgorithm = "aes-256-gcm"): Promise<void> {
    await this.load(cities);
    const at = this.#clock();
    const rows = cities.flatMap((city) => {
      const keys = this.#cities.get(city);
      const made: object[] = [];
      if (!keys?.seal.length) {
        const kid = `s${randomCharacters(8)}`;
        const wrapped = this.#wrap(city, kid, randomBytes(keyBytes[alg]));
        made.push({ city, kid, purpose: "seal", alg, wrapped, public_key: null });
      }
      if (!keys?.sign.length) {
        const kid = `z${randomCharacters(8)}`;
        const pair = generateKeyPairSync("ed25519");
        const wrapped = this.#wrap(city, kid, pair.privateKey.export({ format: "der", type: "pkcs8" }));
        const publicKey = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
        made.push({ city, kid, purpose: "sign", alg: "ed25519", wrapped, public_key: publicKey });
      }
      return made;
    });
    if (rows.length > 0) await this.#database.run(cityScope(...cities), addKeys, { rows, at });
    await this.load(cities);
  }

  /** A new key for what is sealed from `activeFrom` on; older ones stay for opening. */
  async addSealKey(city: string, alg: SealAlgorithm, activeFrom: Date): Promise<string> {
    const kid = `s${randomCharacters(8)}`;
    await this.#database.run(cityScope(city), addKey, {
      city,
      kid,
      purpose: "seal",
      alg,
      wrapped: this.#wrap(city, kid, randomBytes(keyBytes[alg])),
      public_key: null,
      created_at: this.#clock(),
      active_from: activeFrom,
    });
    return kid;
  }

  /** A new key for what is signed from `activeFrom` on; older ones stay, so that what they signed can be verified. */
  async addSignKey(city: string, activeFrom: Date): Promise<string> {
    const kid = `z${randomCharacters(8)}`;
    const pair = generateKeyPairSync("ed25519");
    await this.#database.run(cityScope(city), addKey, {
      city,
      kid,
      purpose: "sign",
      alg: "ed25519",
      wrapped: this.#wrap(city, kid, pair.privateKey.export({ format: "der", type: "pkcs8" })),
      public_key: pair.publicKey.export({ format: "pem", type: "spki" }).toString(),
      created_at: this.#clock(),
      active_from: activeFrom,
    });
    return kid;
  }

  /** The city's public signing keys, the oldest first, each with the time in which it signs. */
  signingKeys(city: string): readonly SigningKey[] {
    const { sign: keys } = this.#keysOf(city);
    return keys.map(({ kid, publicKey, activeFrom }, index) => {
      const next = keys[index + 1];
      return {
        kid,
        publicKey: publicKey.export({ format: "pem", type: "spki" }).toString(),
        from: new Date(activeFrom),
        until: next && new Date(next.activeFrom),
      };
    });
  }

  /** Wraps every key of a city with the newest master key (after a new one was added to KEYS_FILE). */
  async rewrap(city: string): Promise<number> {
    const rows = await this.#database.run(cityScope(city), keysOfCities, { cities: [city] });
    for (const row of rows) {
      if (row.wrapped === null) continue;
      const wrapped = this.#wrap(city, row.kid, this.#unwrap(city, row.kid, row.wrapped));
      await this.#database.run(cityScope(city), rewrapKey, { city, kid: row.kid, wrapped });
    }
    return rows.length;
  }

  /**
   * Seals a text for one place: `context` (say `case:430621-…:address`) is bound to it, so that a value copied to another
   * row or field does not open. The result carries algorithm and key id: `aes-256-gcm.s1A2….payload`.
   */
  encrypt(city: string, plain: string, context: string): string {
    return this.encryptBytes(city, Buffer.from(plain, "utf8"), context);
  }

  encryptBytes(city: string, plain: Buffer, context: string): string {
    const { alg, kid, key } = this.#sealKeyNow(city);
    return `${alg}.${kid}.${seal(alg, key, plain, bound(city, context)).toString("base64url")}`;
  }

  /** Opens what `encrypt` sealed; throws where it was altered, moved, or belongs to another city. */
  decrypt(city: string, sealed: string, context: string): string {
    return this.decryptBytes(city, sealed, context).toString("utf8");
  }

  decryptBytes(city: string, sealed: string, context: string): Buffer {
    const [alg, kid, payload] = sealed.split(".");
    const key = this.#keysOf(city).seal.find((candidate) => candidate.kid === kid);
    if (!key || key.alg !== alg || payload === undefined) throw new Error(`no key ${kid} of city ${city} opens this`);
    return open(key.alg, key.key, Buffer.from(payload, "base64url"), bound(city, context));
  }

  /** Key id of what is sealed now; re-encryption leaves alone what already carries it. */
  sealKeyId(city: string): string {
    return this.#sealKeyNow(city).kid;
  }

  /** A raw key for streams (files): the key that seals now, or the one named. */
  streamKey(city: string, kid?: string): { kid: string; alg: SealAlgorithm; key: CipherKey } {
    const key = kid === undefined ? this.#sealKeyNow(city) : this.#keysOf(city).seal.find((one) => one.kid === kid);
    if (!key) throw new Error(`city ${city} has no key ${kid}`);
    return key;
  }

  /**
   * A keyed hash to find something by without storing it (132 bits, base64url): people by number, sign-in names.
   * The key never rotates, because a hash cannot be recomputed without the value.
   */
  lookupHash(kind: string, value: string): string {
    return createHmac("sha256", this.#lookup).update(`${kind}\u0000${value}`).digest("base64url").slice(0, 22);
  }

  /** Signs with the city's newest active key. */
  sign(city: string, bytes: Buffer): Signature {
    const key = newestActive(this.#keysOf(city).sign, this.#clock());
    if (!key) throw new Error(`city ${city} has no signing key`);
    return { alg: "ed25519", kid: key.kid, signature: sign(null, bytes, key.privateKey).toString("base64url") };
  }

  /** False for a wrong signature and for a key this city never had. */
  verify(city: string, signature: Signature, bytes: Buffer): boolean {
    const key = this.#cities.get(city)?.sign.find((candidate) => candidate.kid === signature.kid);
    if (!key || signature.alg !== "ed25519") return false;
    return verify(null, bytes, key.publicKey, Buffer.from(signature.signature, "base64url"));
  }

  #keysOf(city: string): CityKeys {
    const keys = this.#cities.get(city);
    if (!keys) throw new Error(`the keys of city ${city} are not loaded`);
    return keys;
  }

  #sealKeyNow(city: string): SealKey {
    const key = newestActive(this.#keysOf(city).seal, this.#clock());
    if (!key) throw new Error(`city ${city} has no sealing key`);
    return key;
  }

  #wrap(city: string, kid: string, plain: Buffer): string {
    const master = this.#file.masters.at(-1);
    if (!master) throw new Error("KEYS_FILE has no master key");
    const sealed = seal("aes-256-gcm", cipherKey(Buffer.from(master.key, "base64")), plain, bound(city, `key:${kid}`));
    return `${master.kid}.${sealed.toString("base64url")}`;
  }

  #unwrap(city: string, kid: string, wrapped: string): Buffer {
    const [masterKid, payload] = wrapped.split(".");
    const master = this.#file.masters.find((candidate) => candidate.kid === masterKid);
    if (!master || payload === undefined) {
      throw new Error(
        `KEYS_FILE has no master key ${masterKid}, which wraps the keys of city ${city}: use the keys file of this database`,
      );
    }
    return open(
      "aes-256-gcm",
      cipherKey(Buffer.from(master.key, "base64")),
      Buffer.from(payload, "base64url"),
      bound(city, `key:${kid}`),
    );
  }
}

/** Of keys in the order of their `activeFrom`. Before the first of them (a clock that was set back) that one. */
function newestActive<Key extends { readonly activeFrom: number }>(keys: readonly Key[], at: Date): Key | undefined {
  const now = at.getTime();
  return keys.findLast((candidate) => candidate.activeFrom <= now) ?? keys[0];
}

function bound(city: string, context: string): Buffer {
  return Buffer.from(`${city}\u0000${context}`, "utf8");
}
