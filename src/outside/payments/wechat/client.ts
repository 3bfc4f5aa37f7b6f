import { ProviderFailure, ProviderRefusal } from "../../../domain/payments/index.ts";
import type { WechatAccount } from "./config.ts";
import { type Fields, fieldsOf, textIn } from "./json.ts";
import { authorization, type Merchant } from "./sign.ts";
import { type RawAnswer, Trust } from "./trust.ts";

const mostAnswer = 1024 * 1024;

/** Codes that mean "later", whatever status they come with. */
const passing: ReadonlySet<string> = new Set([
  "SYSTEM_ERROR",
  "SYSTEMERROR",
  "BANK_ERROR",
  "BANKERROR",
  "FREQUENCY_LIMITED",
  "FREQUENCY_LIMIT_EXCEED",
  "BIZERR_NEED_RETRY",
]);

export type Call = {
  readonly method: "GET" | "POST";
  /** Path and query. */
  readonly target: string;
  readonly body?: Fields;
};

/** Signed calls of one merchant, whose answers are WeChat's own. */
export class Client {
  readonly trust: Trust;
  readonly #account: WechatAccount;
  readonly #merchant: Merchant;
  readonly #clock: () => Date;

  constructor(account: WechatAccount, merchant: Merchant, apiV3Key: string, clock: () => Date) {
    this.#account = account;
    this.#merchant = merchant;
    this.#clock = clock;
    this.trust = new Trust(account, apiV3Key, clock, (signal) =>
      this.#exchange({ method: "GET", target: "/v3/certificates" }, signal),
    );
  }

  /**
   * One call. An answer counts only when it is signed, whatever its status.
   * @returns the fields of a 2xx; empty where it has no body
   * @throws ProviderRefusal where WeChat says no, with its code
   * @throws ProviderFailure where nothing was learned
   */
  async call(call: Call, signal: AbortSignal): Promise<Fields> {
    const { status, headers, body } = await this.#exchange(call, signal);
    const fields = body.length === 0 ? {} : fieldsOf(body);
    const code = fields ? textIn(fields, "code", 64) : undefined;
    // Nothing is believed of these, so that nothing has to be proven.
    if (status === 429 || code?.startsWith("FREQUENCY_LIMIT"))
      throw new ProviderFailure("busy", `too many calls: ${code ?? status}`);
    if (status >= 500 || (code !== undefined && passing.has(code)))
      throw new ProviderFailure("error", `status ${status} ${code ?? ""}`.trim());
    const verdict = await this.trust.verdict(headers, body, this.#clock(), signal);
    if (verdict !== "genuine")
      throw new ProviderFailure("signature", `status ${status} ${code ?? ""}: ${reasons[verdict]}`);
    if (!fields) throw new ProviderFailure("unreadable", `status ${status}: the body is no JSON object`);
    if (status >= 200 && status < 300) return fields;
    const message = textIn(fields, "message", 500) ?? "";
    // Our key or our serial is wrong: the merchant's to mend, no answer about the payment.
    if (status === 401)
      throw new ProviderFailure("signature", `WeChat does not take our signature: ${code ?? ""} ${message}`);
    if (!code || status < 400) throw new ProviderFailure("unreadable", `status ${status} without a code`);
    throw new ProviderRefusal(code, `${status} ${message}`.trim());
  }

  /**
   * A file's bytes as they come. Its answer is not signed: who reads it checks the hash.
   * @throws ProviderFailure where there is none, or it is offered elsewhere than at WeChat Pay
   */
  async download(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const at = URL.canParse(url) ? new URL(url) : undefined;
    const isTheirs =
      at &&
      (at.origin === new URL(this.#account.base).origin ||
        (at.protocol === "https:" && at.hostname.endsWith(".mch.weixin.qq.com")));
    if (!isTheirs)
      throw new ProviderFailure("unreadable", "the bill is offered at an address that is not WeChat Pay's");
    const target = at.pathname + at.search;
    const response = await this.#fetch(at, { method: "GET", target }, Buffer.alloc(0), signal);
    if (response.status === 200 && response.body) return response.body;
    await response.body?.cancel().catch(() => undefined);
    throw new ProviderFailure("error", `the bill's file: status ${response.status}`);
  }

  async #exchange(call: Call, signal: AbortSignal): Promise<RawAnswer> {
    const body = Buffer.from(call.body ? JSON.stringify(call.body) : "", "utf8");
    const response = await this.#fetch(new URL(this.#account.base + call.target), call, body, signal);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await bodyOf(response, signal),
    };
  }

  async #fetch(url: URL, { method }: Call, body: Buffer, signal: AbortSignal): Promise<Response> {
    const target = url.pathname + url.search;
    const { public_key } = this.#account;
    try {
      const response = await fetch(url, {
        ...{ method, signal, redirect: "manual" },
        headers: {
          accept: "application/json",
          "user-agent": "onewindow",
          authorization: authorization(this.#merchant, { method, target, body }, this.#clock()),
          ...(body.length > 0 ? { "content-type": "application/json" } : {}),
          // Asks for an answer signed with the public key, also while the account still has certificates.
          ...(public_key ? { "wechatpay-serial": public_key.id } : {}),
        },
        ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
      });
      if (response.status < 300 || response.status >= 400) return response;
      await response.body?.cancel().catch(() => undefined);
    } catch (error) {
      throw failureOf(error, signal, "down");
    }
    throw new ProviderFailure("error", "it wants to send us elsewhere");
  }
}

const reasons = {
  unsigned: "the answer is not signed",
  probe: "the answer carries a signature made to be refused",
  old: "the answer is not signed within five minutes of now; is the clock right",
  unknown_key: "the answer is signed with a key that is not configured; write public_key, certificates: true, or both",
  wrong: "the answer's signature is wrong",
} as const;

/** At most 1 MB, whatever the headers promise. */
export async function bodyOf(response: Response, signal: AbortSignal, most = mostAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Leaving the loop early closes the connection.
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > most) throw new ProviderFailure("unreadable", `an answer of more than ${most} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ProviderFailure ? error : failureOf(error, signal, "unreadable");
  }
  return Buffer.concat(chunks);
}

/** What broke before an answer began is `down`; what broke within it, `unreadable`. */
export function failureOf(error: unknown, signal: AbortSignal, reason: "down" | "unreadable"): ProviderFailure {
  const failure = signal.aborted
    ? new ProviderFailure("timeout", "no answer within the time")
    : new ProviderFailure(reason, reason === "down" ? "the connection broke" : "the answer broke off");
  failure.cause = error;
  return failure;
}
