import {
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import type { Answer, Heard } from "../../support/agency.ts";
import { json } from "../../support/json.ts";
import type { Mood, MoodName } from "../../support/moods.ts";
import type { Keys, Merchant } from "./keys.ts";

/** A refusal in WeChat Pay's words. */
export class PayError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
export const paramError = (field: string, message: string): PayError =>
  new PayError(400, "PARAM_ERROR", `参数错误：${field} ${message}`);

const tolerance = 300;
let stranger: KeyObject | undefined;
const strange = (): KeyObject => {
  stranger ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  return stranger;
};

const joined = (...lines: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from("\n")]));

/** Who asks: the merchant whose signature over the raw bytes is right, said within five minutes, with a nonce not seen before. */
export class Callers {
  readonly #keys: Keys;
  readonly #seconds: () => number;
  readonly #publicKeys = new Map<string, KeyObject>();
  readonly #nonces = new Map<string, number>();

  constructor(keys: Keys, seconds: () => number) {
    this.#keys = keys;
    this.#seconds = seconds;
  }

  of(heard: Heard): Merchant {
    const { headers } = heard;
    if (!/application\/json|\*\/\*/.test(headers.accept ?? ""))
      throw new PayError(406, "PARAM_ERROR", "Http头Accept必须包含application/json");
    const [, rest = ""] = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(headers.authorization ?? "") ?? [];
    const said = Object.fromEntries(
      [...rest.matchAll(/(\w+)="([^"]*)"(?:,|$)/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    const { mchid = "", serial_no = "", timestamp = "", nonce_str = "", signature = "" } = said;
    const wrong = (message: string) => new PayError(401, "SIGN_ERROR", message);
    if (signature === "" || nonce_str === "")
      throw wrong("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》");
    const merchant = this.#keys.merchant(mchid);
    if (!merchant) throw new PayError(401, "SIGN_ERROR", "商户号不存在");
    if (serial_no !== merchant.serial) throw wrong("商户证书序列号有误");
    const now = this.#seconds();
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > tolerance)
      throw wrong("Http头Authorization中的timestamp与发起请求的时间不能超过5分钟");
    const text = joined(heard.method, heard.target, timestamp, nonce_str, heard.body);
    if (!verify("sha256", text, this.#publicKeyOf(merchant), Buffer.from(signature, "base64")))
      throw wrong("签名错误，请检查后再试");
    this.#once(`${mchid}:${nonce_str}`, now);
    return merchant;
  }

  publicKeyOf(merchant: Merchant): KeyObject {
    return this.#publicKeyOf(merchant);
  }

  #publicKeyOf({ mchid, privateKey }: Merchant): KeyObject {
    const known = this.#publicKeys.get(mchid) ?? createPublicKey(privateKey);
    this.#publicKeys.set(mchid, known);
    return known;
  }

  #once(nonce: string, now: number): void {
    for (const [old, until] of this.#nonces) {
      if (until >= now) break;
      this.#nonces.delete(old);
    }
    if (this.#nonces.has(nonce)) throw new PayError(401, "SIGN_ERROR", "nonce_str重复");
    this.#nonces.set(nonce, now + 2 * tolerance);
  }
}

/** Headers that say who wrote a body. */
export function signatureHeaders(
  keys: Keys,
  body: string,
  how: {
    readonly seconds: number;
    readonly asked?: string | undefined;
    readonly forged?: boolean;
    readonly probe?: boolean;
  },
): Record<string, string> {
  const { serial, key } = keys.signer(how.asked);
  const nonce = randomBytes(16).toString("hex");
  const text = joined(String(how.seconds), nonce, body);
  const right = sign("sha256", text, how.forged ? strange() : key).toString("base64");
  return {
    "wechatpay-timestamp": String(how.seconds),
    "wechatpay-nonce": nonce,
    "wechatpay-serial": serial,
    "wechatpay-signature": how.probe ? `WECHATPAY/SIGNTEST/${right.slice(19)}` : right,
    "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
  };
}

/** An answer of the interface, signed; 204 has no body. */
export function signedAnswer(
  keys: Keys,
  heard: Heard,
  seconds: number,
  status: number,
  value: unknown,
  moods: ReadonlyMap<MoodName, Mood>,
): Answer {
  const answer = value === undefined ? { ...json(status, {}), text: "" } : json(status, value);
  const age = moods.has("skewed") ? (moods.get("skewed")?.seconds ?? 3_600) : 0;
  const asked = heard.headers["wechatpay-serial"];
  const headers = signatureHeaders(keys, answer.text, {
    seconds: seconds - age,
    asked: typeof asked === "string" ? asked : undefined,
    forged: moods.has("bad-signature"),
  });
  return { ...answer, headers: { ...headers, "request-id": randomBytes(12).toString("hex").toUpperCase() } };
}

/** AEAD_AES_256_GCM, as notifications and certificates carry their content. */
export function sealed(key: string, content: string, about: string) {
  const nonce = randomBytes(6).toString("hex");
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key), Buffer.from(nonce));
  cipher.setAAD(Buffer.from(about));
  const bytes = Buffer.concat([cipher.update(content, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: "AEAD_AES_256_GCM", ciphertext: bytes.toString("base64"), associated_data: about, nonce };
}

/** Whether the bridge's parameters were signed by the merchant. */
export function isPaySign(call: Readonly<Record<string, string>>, key: KeyObject): boolean {
  const { appId = "", timeStamp = "", nonceStr = "", package: of = "", signType, paySign = "" } = call;
  return (
    signType === "RSA" && verify("sha256", joined(appId, timeStamp, nonceStr, of), key, Buffer.from(paySign, "base64"))
  );
}
