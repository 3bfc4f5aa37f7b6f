import { randomUUID } from "node:crypto";
import { ProviderFailure } from "../../../domain/payments/index.ts";
import { type Answer, below, call, failureOfStatus, type Streamed, stream } from "../http/index.ts";
import type { CashierConfig } from "./config.ts";
import { type Signer, signedText, signer, type Verifier, verifier } from "./signing.ts";

/** Seconds by which clocks may differ and for which a signature counts. */
export const clockWindow = 300;

export type CashierAnswer = { readonly status: 200 | 404 | 422; readonly content: unknown };

/** Who signed, when, and for whom, as the headers say it. */
export type Signed = {
  readonly key: string;
  readonly merchant: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
};

/** The cashier contract's envelope: every request and every answer is signed over its bytes. */
export class CashierWire {
  readonly #config: CashierConfig;
  readonly #sign: Signer;
  readonly #verifiers: ReadonlyMap<string, Verifier>;
  readonly #clock: () => Date;

  /** @throws where a key is not one of the algorithm */
  constructor(config: CashierConfig, privateKey: string, clock: () => Date) {
    this.#config = config;
    this.#sign = signer(config.algorithm, privateKey);
    this.#verifiers = new Map(
      config.treasury_keys.map(({ id, public_key }) => [id, verifier(config.algorithm, public_key)]),
    );
    this.#clock = clock;
  }

  /**
   * One signed call. Refusals (422) and "I do not know it" (404) count only with the treasury's signature.
   * @throws ProviderFailure
   */
  async post(path: string, content: object, signal: AbortSignal): Promise<CashierAnswer> {
    const url = below(this.#config.base, path);
    const body = JSON.stringify(content);
    const { headers, nonce } = this.#headers("POST", url, body);
    const answer = await call({
      ...{ url, method: "POST", body, signal },
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
    });
    const { status } = answer;
    if (status !== 200 && status !== 404 && status !== 422) throw failureOfStatus(status);
    this.#checkAnswer(answer, nonce);
    try {
      return { status, content: JSON.parse(answer.bytes.toString("utf8")) };
    } catch {
      throw new ProviderFailure("unreadable", "no JSON");
    }
  }

  /** A file as it comes; what vouches for it is the digest that a signed answer named before. */
  async file(path: string, signal: AbortSignal): Promise<Streamed> {
    const url = below(this.#config.base, path);
    const streamed = await stream({ url, method: "GET", headers: this.#headers("GET", url, "").headers, signal });
    if (streamed.status !== 200) throw failureOfStatus(streamed.status);
    return streamed;
  }

  /** Whether a notification carries the treasury's signature, of whatever age. */
  isGenuine(signed: Signed, body: Buffer): boolean {
    const { merchant, timestamp, nonce } = signed;
    return this.#verifies(signed, ["notification", merchant, timestamp, nonce], body);
  }

  isOld(timestamp: string, now: Date): boolean {
    return !/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1_000 - Number(timestamp)) > clockWindow;
  }

  #headers(method: string, url: URL, body: string): { headers: Readonly<Record<string, string>>; nonce: string } {
    const { merchant, key_id } = this.#config;
    const timestamp = String(Math.floor(this.#clock().getTime() / 1_000));
    const nonce = randomUUID();
    const parts = [method, url.pathname + url.search, merchant, timestamp, nonce];
    const signature = this.#sign(signedText("request", parts, Buffer.from(body)));
    const headers = {
      "cashier-merchant": merchant,
      "cashier-key": key_id,
      "cashier-timestamp": timestamp,
      "cashier-nonce": nonce,
      "cashier-signature": signature,
    };
    return { headers, nonce };
  }

  /** An answer is bound to the request by its nonce: an older answer, rightly signed, does not stand for this one. */
  #checkAnswer({ status, headers, bytes }: Answer, nonce: string): void {
    const signed = signedOf((name) => headers.get(name) ?? undefined);
    if (!signed) throw new ProviderFailure("signature", "the answer is not signed");
    const { merchant, timestamp } = signed;
    const isOurs = merchant === this.#config.merchant && signed.nonce === nonce;
    if (!isOurs || !this.#verifies(signed, ["answer", String(status), merchant, timestamp, nonce], bytes))
      throw new ProviderFailure("signature", "the answer's signature is wrong");
    if (this.isOld(timestamp, this.#clock())) throw new ProviderFailure("signature", "the answer is not of now");
  }

  #verifies(
    { key, signature }: Signed,
    [kind, ...parts]: readonly ["answer" | "notification", ...string[]],
    body: Buffer,
  ): boolean {
    return this.#verifiers.get(key)?.(signedText(kind, parts, body), signature) ?? false;
  }
}

/** undefined where a header is missing or has no sensible length. */
export function signedOf(header: (name: string) => string | undefined): Signed | undefined {
  const [merchant, key, timestamp, nonce, signature] = ["merchant", "key", "timestamp", "nonce", "signature"].map(
    (name) => header(`cashier-${name}`),
  );
  if (!merchant || !key || !timestamp || !nonce || !signature) return undefined;
  if ([merchant, key, timestamp, nonce].some((part) => !/^[\x21-\x7e]{1,100}$/.test(part))) return undefined;
  return { merchant, key, timestamp, nonce, signature };
}
