import { type KeyObject, randomUUID } from "node:crypto";
import { ProviderFailure } from "../../../domain/payments/index.ts";
import { failureOfStatus, call as send } from "../http/index.ts";
import { type AlipayConfig, listOf, secretNames } from "./config.ts";
import { raise } from "./errors.ts";
import {
  ContentCipher,
  certificateNumber,
  readCertificates,
  readPrivateKey,
  readPublicKey,
  rootNumber,
  sign,
  verify,
} from "./keys.ts";
import { memberOf } from "./member.ts";
import { chinaTime } from "./values.ts";

export type Fields = Readonly<Record<string, unknown>>;
export type Call = {
  readonly method: string;
  /** What the method is about. */
  readonly content?: Fields;
  /** Beside the content; in v3 there is no difference. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
};

const standard = {
  gateway: "https://openapi.alipay.com",
  authorize: "https://openauth.alipay.com/oauth2/publicAppAuthorize.htm",
};
/** Methods that v3 wants as GET. */
const asked = new Set(["alipay.data.dataservice.bill.downloadurl.query"]);
/** These stand in the address, so that a form is read in the right character set. */
const inAddress = new Set(
  "app_id method format charset sign_type sign timestamp version notify_url return_url app_cert_sn alipay_root_cert_sn".split(
    " ",
  ),
);

/** One app's door to Alipay: signs what goes out, and lets nothing in whose signature is not Alipay's. */
export class Gateway {
  readonly authorize: string;
  readonly appId: string;
  readonly #base: string;
  readonly #protocol: "v2" | "v3";
  readonly #privateKey: KeyObject;
  readonly #numbers: { readonly app: string; readonly roots: string } | undefined;
  /** Alipay's keys; in certificate mode by the certificate's number. */
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #cipher: ContentCipher | undefined;
  readonly #clock: () => Date;

  /** @throws where a secret is missing or no key */
  constructor(config: AlipayConfig, secrets: Readonly<Record<string, string>>, clock: () => Date) {
    const { keys } = config;
    this.appId = config.app_id;
    this.authorize = config.authorize ?? standard.authorize;
    this.#base = (config.gateway ?? standard.gateway).replace(/\/+$/, "");
    this.#protocol = config.protocol;
    this.#clock = clock;
    this.#privateKey = secret(secrets, secretNames.privateKey, readPrivateKey);
    this.#cipher = config.encrypt
      ? secret(secrets, secretNames.encryptKey, (text) => new ContentCipher(text))
      : undefined;
    if (keys.mode === "key") {
      this.#keys = new Map(listOf(keys.alipay_public_key).map((text, index) => [String(index), readPublicKey(text)]));
    } else {
      const [app] = readCertificates(keys.app_certificate);
      if (!app) throw new Error("keys.app_certificate holds no certificate");
      if (!app.checkPrivateKey(this.#privateKey))
        throw new Error(`secret ${secretNames.privateKey}: it does not belong to keys.app_certificate`);
      this.#numbers = { app: certificateNumber(app), roots: rootNumber(readCertificates(keys.root_certificates)) };
      this.#keys = new Map(
        listOf(keys.alipay_certificate).flatMap((text) =>
          readCertificates(text)
            .slice(0, 1)
            .map((leaf) => [certificateNumber(leaf), leaf.publicKey]),
        ),
      );
    }
  }

  /**
   * Asks and gives the answer's fields.
   * @throws ProviderFailure, ProviderRefusal with Alipay's code without `ACQ.`
   */
  call(call: Call, signal: AbortSignal): Promise<Fields> {
    return this.#protocol === "v2" ? this.#callV2(call, signal) : this.#callV3(call, signal);
  }

  /** Whether Alipay signed it. `number`: of the certificate it says it signed with. */
  isSigned(bytes: Buffer | string, signature: string, number: string | undefined): boolean {
    if (this.#numbers) {
      const key = number === undefined ? undefined : this.#keys.get(number);
      return key !== undefined && verify(bytes, signature, key);
    }
    return [...this.#keys.values()].some((key) => verify(bytes, signature, key));
  }

  /** As `isSigned`, for messages that do not name the certificate. */
  isSignedByAny(text: string, signature: string): boolean {
    return [...this.#keys.values()].some((key) => verify(text, signature, key));
  }

  /** Where a browser goes to do this itself. Pages are signed as in v2, whatever the protocol. */
  address(call: Call): string {
    return `${this.#base}/gateway.do?${encoded(this.#signed(call))}`;
  }

  /** What an app or mini program hands to the wallet. */
  orderString(call: Call): string {
    return encoded(this.#signed(call));
  }

  async #callV2(call: Call, signal: AbortSignal): Promise<Fields> {
    const params = Object.entries(this.#signed(call));
    const query = encoded(Object.fromEntries(params.filter(([name]) => inAddress.has(name))));
    const { status, bytes: body } = await send({
      method: "POST",
      url: new URL(`${this.#base}/gateway.do?${query}`),
      headers: { "content-type": "application/x-www-form-urlencoded;charset=utf-8" },
      body: encoded(Object.fromEntries(params.filter(([name]) => !inAddress.has(name)))),
      signal,
    });
    if (status !== 200) throw failureOfStatus(status);
    const name = `${call.method.replaceAll(".", "_")}_response`;
    const own = memberOf(body, name);
    const raw = own ?? memberOf(body, "error_response");
    if (!raw) throw new ProviderFailure("unreadable", `no ${name}`);
    const [signature, number] = ["sign", "alipay_cert_sn"].map((one) => textOf(memberOf(body, one)));
    if (signature === undefined || !this.isSigned(raw, signature, number))
      throw new ProviderFailure("signature", unsigned(raw, signature, number));
    const fields = this.#opened(raw, own !== undefined);
    const { code, sub_code: sub } = fields;
    // Only some methods say 10000; what says nothing is no error.
    if (own && (code === undefined || code === "10000")) return fields;
    return raise({ status, code: String(code), sub: typeof sub === "string" ? sub : "" });
  }

  async #callV3({ method, content, beside, notifyUrl }: Call, signal: AbortSignal): Promise<Fields> {
    const path = `/v3/${method.replaceAll(".", "/")}`;
    const fields = { ...content, ...beside, ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }) };
    const isGet = asked.has(method);
    const target = isGet ? `${path}?${encoded(fields as Record<string, string>)}` : path;
    const plain = isGet ? "" : JSON.stringify(fields);
    const cipher = isGet ? undefined : this.#cipher;
    const text = cipher ? cipher.encrypt(plain) : plain;
    const certificate = this.#numbers ? `,app_cert_sn=${this.#numbers.app}` : "";
    const who = `app_id=${this.appId}${certificate},nonce=${randomUUID()},timestamp=${this.#clock().getTime()}`;
    const signature = sign(`${who}\n${isGet ? "GET" : "POST"}\n${target}\n${text}\n`, this.#privateKey);
    const {
      status,
      headers,
      bytes: body,
    } = await send({
      method: isGet ? "GET" : "POST",
      url: new URL(`${this.#base}${target}`),
      headers: {
        authorization: `ALIPAY-SHA256withRSA ${who},sign=${signature}`,
        "alipay-request-id": randomUUID().replaceAll("-", ""),
        "content-type": cipher ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
        ...(cipher ? { "alipay-encrypt-type": "AES", "alipay-encryption-algm": "AES" } : {}),
        ...(this.#numbers ? { "alipay-root-cert-sn": this.#numbers.roots } : {}),
      },
      ...(isGet ? {} : { body: text }),
      signal,
    });
    const header = (name: string) => headers.get(`alipay-${name}`) ?? undefined;
    const signed = Buffer.concat([
      Buffer.from(`${header("timestamp") ?? ""}\n${header("nonce") ?? ""}\n`),
      body,
      Buffer.from("\n"),
    ]);
    const sealed = header("signature");
    if (sealed === undefined || !this.isSigned(signed, sealed, header("sn"))) {
      if (status === 429 || (status !== 200 && sealed === undefined)) throw failureOfStatus(status);
      throw new ProviderFailure("signature", unsigned(body, sealed, header("sn")));
    }
    // Errors come in the open.
    const isEncrypted = cipher !== undefined && body[0] !== 0x7b;
    const answer = isEncrypted ? this.#decrypted(body.toString("utf8")) : parsed(body);
    if (status === 200) return answer;
    return raise({ status, sub: typeof answer["code"] === "string" ? answer["code"] : "" });
  }

  /** All parameters of v2 with their signature. */
  #signed({ method, content, beside, notifyUrl, returnUrl }: Call): Readonly<Record<string, string>> {
    const text = content === undefined ? undefined : JSON.stringify(content);
    const params: Record<string, string | undefined> = {
      app_id: this.appId,
      method,
      format: "JSON",
      charset: "utf-8",
      sign_type: "RSA2",
      timestamp: chinaTime(this.#clock()),
      version: "1.0",
      notify_url: notifyUrl,
      return_url: returnUrl,
      app_cert_sn: this.#numbers?.app,
      alipay_root_cert_sn: this.#numbers?.roots,
      ...beside,
      ...(text !== undefined && this.#cipher
        ? { encrypt_type: "AES", biz_content: this.#cipher.encrypt(text) }
        : { biz_content: text }),
    };
    const given = Object.entries(params).filter((entry): entry is [string, string] => (entry[1] ?? "") !== "");
    return { ...Object.fromEntries(given), sign: sign(signText(given), this.#privateKey) };
  }

  /** The fields of a response of v2, which is a text where it is encrypted. */
  #opened(raw: Buffer, mayBeEncrypted: boolean): Fields {
    const text = textOf(raw);
    return text !== undefined && mayBeEncrypted && this.#cipher ? this.#decrypted(text) : parsed(raw);
  }

  #decrypted(text: string): Fields {
    let plain: string;
    try {
      plain = this.#cipher?.decrypt(text) ?? "";
    } catch {
      throw new ProviderFailure("unreadable", "encrypted with another key");
    }
    return parsed(Buffer.from(plain));
  }
}

/** What RSA2 signs: all parameters that are not empty, sorted by name. */
export const signText = (params: readonly (readonly [name: string, value: string])[]): string =>
  params
    .filter(([, value]) => value !== "")
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

const encoded = (params: Readonly<Record<string, string>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");

function secret<T>(secrets: Readonly<Record<string, string>>, name: string, read: (text: string) => T): T {
  const text = secrets[name];
  if (text === undefined || text.trim() === "") throw new Error(`secret ${name}: it is missing`);
  try {
    return read(text);
  } catch (error) {
    throw new Error(`secret ${name}: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

/** @throws ProviderFailure unreadable */
function parsed(bytes: Buffer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ProviderFailure("unreadable", "no JSON in UTF-8");
  }
  if (typeof value !== "object" || value === null) throw new ProviderFailure("unreadable", "no object");
  return value as Fields;
}

function textOf(raw: Buffer | undefined): string | undefined {
  if (raw?.[0] !== 0x22) return undefined;
  try {
    return JSON.parse(raw.toString("utf8")) as string;
  } catch {
    return undefined;
  }
}

/** For the log: whose signature it is not, and Alipay's code where it is an error without a signature. */
function unsigned(raw: Buffer, signature: string | undefined, number: string | undefined): string {
  const said = ["sub_code", "code"].map((name) => textOf(memberOf(raw, name))?.slice(0, 60)).find(Boolean);
  const what = signature === undefined ? "not signed" : "not signed by Alipay's key";
  return [what, number && `certificate ${number.slice(0, 40)}`, said].filter(Boolean).join(", ");
}
