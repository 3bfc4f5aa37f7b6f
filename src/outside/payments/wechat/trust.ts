import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { ProviderFailure } from "../../../domain/payments/index.ts";
import type { WechatAccount } from "./config.ts";
import { fieldsOf, instantIn, isFields, resourceIn, textIn, unreadable } from "./json.ts";
import { isFresh, isProbe, isSignedBy, opened, type Signed, signedIn } from "./sign.ts";

/** Certificates are looked for anew after so long, and not more often than every so often for a serial nobody knows. */
const renewAfter = 12 * 3_600_000;
const atMostEvery = 60_000;
const afterFailure = 5_000;
const mostCertificates = 20;

export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
};
/** GET /v3/certificates, signed by us, not yet verified. */
export type Download = (signal: AbortSignal) => Promise<RawAnswer>;

type Certificate = { readonly key: KeyObject; readonly from: Date; readonly to: Date };

export const verdicts = ["genuine", "unsigned", "probe", "old", "unknown_key", "wrong"] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Whose signature is WeChat's: the public key with its PUB_KEY_ID, platform certificates by serial, or both while an account moves.
 * Certificates are downloaded, opened with the APIv3 key, and renewed twice a day and whenever an unknown serial shows.
 */
export class Trust {
  readonly #account: Pick<WechatAccount, "public_key" | "certificates">;
  readonly #apiV3Key: string;
  readonly #clock: () => Date;
  readonly #download: Download;
  readonly #publicKey: KeyObject | undefined;
  #certificates: ReadonlyMap<string, Certificate> = new Map();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;
  #failure: ProviderFailure | undefined;

  constructor(account: WechatAccount, apiV3Key: string, clock: () => Date, download: Download) {
    this.#account = account;
    this.#apiV3Key = apiV3Key;
    this.#clock = clock;
    this.#download = download;
    this.#publicKey = account.public_key ? createPublicKey(account.public_key.pem) : undefined;
  }

  /**
   * Whether bytes that came are WeChat's own, said now.
   * @throws ProviderFailure where the certificates could not be had
   */
  async verdict(
    headers: Readonly<Record<string, string | undefined>>,
    body: Buffer,
    now: Date,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const signed = signedIn(headers);
    if (!signed) return "unsigned";
    if (isProbe(signed)) return "probe";
    if (!isFresh(signed, now)) return "old";
    const key = await this.#keyOf(signed, signal);
    if (!key) return "unknown_key";
    return isSignedBy(key, signed, body) ? "genuine" : "wrong";
  }

  async #keyOf({ serial }: Signed, signal: AbortSignal): Promise<KeyObject | undefined> {
    if (serial === this.#account.public_key?.id) return this.#publicKey;
    // A public key nobody configured is asked for too: WeChat's answer about certificates then says what to write.
    if (this.#account.certificates !== true) return undefined;
    const now = this.#clock().getTime();
    const isKnown = this.#certificates.has(serial);
    const isDue = !isKnown || Math.abs(now - this.#fetchedAt) > renewAfter;
    const pause = this.#failure ? afterFailure : atMostEvery;
    if (isDue && !this.#fetching && Math.abs(now - this.#triedAt) > pause) {
      this.#triedAt = now;
      this.#fetching = this.#fetch(signal).finally(() => {
        this.#fetching = undefined;
      });
    }
    // Those already known hold on while the renewal fails.
    if (isDue) await this.#fetching?.catch(() => undefined);
    const found = this.#certificates.get(serial);
    // Without the list nobody can say that it is forged.
    if (!found && this.#failure) throw this.#failure;
    return found && found.from.getTime() <= now && now <= found.to.getTime() ? found.key : undefined;
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    try {
      this.#certificates = await this.#list(signal);
      this.#fetchedAt = this.#clock().getTime();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof ProviderFailure ? error : new ProviderFailure("error", "certificates");
      throw error;
    }
  }

  async #list(signal: AbortSignal): Promise<ReadonlyMap<string, Certificate>> {
    const answer = await this.#download(signal);
    const now = this.#clock();
    const said = fieldsOf(answer.body);
    if (answer.status === 404 && said?.["code"] === "RESOURCE_NOT_EXISTS")
      throw new ProviderFailure(
        "signature",
        "the merchant has no platform certificates: it was set to the WeChat Pay public key. Write public_key (id and pem) instead of certificates: true",
      );
    if (answer.status !== 200) throw new ProviderFailure("error", `certificates: status ${answer.status}`);
    const certificates = this.#read(said?.["data"]);
    // Who says it is known only from what it says: the APIv3 key opened it, and one of them, or the public key, must have signed it.
    const signed = signedIn(answer.headers);
    const isOwn = signed?.serial === this.#account.public_key?.id;
    const signer = signed && (isOwn ? this.#publicKey : certificates.get(signed.serial)?.key);
    if (!signed || !signer || !isFresh(signed, now) || !isSignedBy(signer, signed, answer.body))
      throw new ProviderFailure("signature", "the list of certificates is not signed by one of them");
    return certificates;
  }

  #read(data: unknown): ReadonlyMap<string, Certificate> {
    const found = new Map<string, Certificate>();
    for (const one of Array.isArray(data) ? data.slice(0, mostCertificates) : []) {
      if (!isFields(one)) throw unreadable("certificates: not a list of them");
      const serial = textIn(one, "serial_no", 64);
      const from = instantIn(one, "effective_time");
      const to = instantIn(one, "expire_time");
      const resource = resourceIn(one, "encrypt_certificate");
      if (!serial || !from || !to || !resource) throw unreadable("certificates: one of them is not whole");
      found.set(serial, { key: this.#open(resource, serial), from, to });
    }
    return found;
  }

  #open(resource: Parameters<typeof opened>[0], serial: string): KeyObject {
    let pem: string;
    try {
      pem = opened(resource, this.#apiV3Key);
    } catch {
      throw new ProviderFailure("signature", "the certificates cannot be opened: api_v3_key is not this merchant's");
    }
    try {
      const certificate = new X509Certificate(pem);
      if (bare(certificate.serialNumber) === bare(serial)) return certificate.publicKey;
    } catch {
      throw unreadable("certificates: one of them is none");
    }
    throw unreadable("certificates: a serial is not the certificate's own");
  }
}

const bare = (serial: string): string => serial.toUpperCase().replace(/^0+/, "");
