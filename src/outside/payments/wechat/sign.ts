import { createDecipheriv, type KeyObject, randomBytes, sign, verify } from "node:crypto";

// WeChat Pay APIv3: SHA256-RSA2048 (PKCS#1 v1.5) over lines that each end with \n; AEAD_AES_256_GCM of what notifications and
// certificates hold.

/** Seconds by which a signature's time may differ from ours. */
export const tolerance = 300;
/** WeChat sends deliberately wrong signatures that begin so, to see whether anybody looks. */
export const probePrefix = "WECHATPAY/SIGNTEST/";

export type Merchant = { readonly mchid: string; readonly serial: string; readonly key: KeyObject };

const joined = (...lines: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [typeof line === "string" ? Buffer.from(line, "utf8") : line, newline]));
const newline = Buffer.from("\n");

/** RSA over bytes, in base64. */
export const signature = (bytes: Buffer, key: KeyObject): string => sign("sha256", bytes, key).toString("base64");

export const newNonce = (): string => randomBytes(16).toString("hex").toUpperCase();

/**
 * The Authorization header of a request.
 * @param target path and query as sent
 * @param body the bytes as sent; empty for GET
 */
export function authorization(
  { mchid, serial, key }: Merchant,
  { method, target, body }: { readonly method: string; readonly target: string; readonly body: Buffer },
  now: Date,
  nonce = newNonce(),
): string {
  const timestamp = secondsOf(now);
  const signed = signature(joined(method, target, timestamp, nonce, body), key);
  return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${serial}",signature="${signed}"`;
}

/** What the wallet's bridge is called with (`WeixinJSBridge.invoke("getBrandWCPayRequest")`, `wx.requestPayment`). */
export function bridgeCall(
  appid: string,
  prepayId: string,
  key: KeyObject,
  now: Date,
  nonce = newNonce(),
): Readonly<Record<string, string>> {
  const timeStamp = secondsOf(now);
  const of = `prepay_id=${prepayId}`;
  const paySign = signature(joined(appid, timeStamp, nonce, of), key);
  return { appId: appid, timeStamp, nonceStr: nonce, package: of, signType: "RSA", paySign };
}

const secondsOf = (now: Date): string => String(Math.floor(now.getTime() / 1_000));

/** What WeChat says about its signature, in answers and notifications. */
export type Signed = {
  readonly timestamp: string;
  readonly nonce: string;
  readonly serial: string;
  readonly signature: string;
};

/** undefined where a header is missing. Header names are in lower case. */
export function signedIn(headers: Readonly<Record<string, string | undefined>>): Signed | undefined {
  const timestamp = headers["wechatpay-timestamp"] ?? "";
  const nonce = headers["wechatpay-nonce"] ?? "";
  const serial = headers["wechatpay-serial"] ?? "";
  const said = headers["wechatpay-signature"] ?? "";
  const type = headers["wechatpay-signature-type"] ?? "WECHATPAY2-SHA256-RSA2048";
  const isWhole = timestamp !== "" && nonce !== "" && serial !== "" && said !== "";
  return isWhole && type === "WECHATPAY2-SHA256-RSA2048" ? { timestamp, nonce, serial, signature: said } : undefined;
}

export const isProbe = (signed: Signed): boolean => signed.signature.startsWith(probePrefix);

/** Whether it was signed within five minutes of `now`, before or after. */
export function isFresh({ timestamp }: Signed, now: Date): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - now.getTime() / 1_000) <= tolerance;
}

/** Whether the bytes, as they came, were signed with the key. */
export function isSignedBy(key: KeyObject, signed: Signed, body: Buffer): boolean {
  const bytes = Buffer.from(signed.signature, "base64");
  // Base64 is read leniently: only the one way of writing a signature counts.
  if (bytes.toString("base64") !== signed.signature) return false;
  return verify("sha256", joined(signed.timestamp, signed.nonce, body), key, bytes);
}

export type Resource = {
  readonly algorithm: string;
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associated_data?: string;
};

/**
 * What a resource holds.
 * @param key the APIv3 key, 32 bytes (16 only in the published vectors)
 * @throws where the key is another one, or a byte was changed
 */
export function opened({ ciphertext, nonce, associated_data = "" }: Resource, key: string): string {
  const bytes = Buffer.from(ciphertext, "base64");
  const tag = bytes.subarray(-16);
  if (tag.length < 16) throw new Error("the ciphertext is too short");
  const algorithm = Buffer.byteLength(key) === 16 ? "aes-128-gcm" : "aes-256-gcm";
  const decipher = createDecipheriv(algorithm, Buffer.from(key, "utf8"), Buffer.from(nonce, "utf8"), {
    authTagLength: 16,
  });
  decipher.setAuthTag(tag).setAAD(Buffer.from(associated_data, "utf8"));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}
