import { createPublicKey, generateKeyPairSync, randomBytes, verify, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sealed, signatureHeaders } from "../../../../tests/helpers/wechat-pay.ts";
import {
  authorization,
  bridgeCall,
  isFresh,
  isProbe,
  isSignedBy,
  newNonce,
  opened,
  type Signed,
  signature,
  signedIn,
  tolerance,
} from "./sign.ts";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const merchant = { mchid: "1900000109", serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1", key: privateKey };

/** As WeChat signs what it says. */
function said(body: Buffer, seconds: number, nonce = newNonce(), key = privateKey): Signed {
  const text = Buffer.concat([Buffer.from(`${seconds}\n${nonce}\n`), body, Buffer.from("\n")]);
  return {
    timestamp: String(seconds),
    nonce,
    serial: "PUB_KEY_ID_0114232134912410000000000000",
    signature: signature(text, key),
  };
}

test("the published signature is right, and one of another message is not", () => {
  const { public_key_pem, message, signature_base64 } = vectors.signature;
  const is = (text: string) =>
    verify("sha256", Buffer.from(text), createPublicKey(public_key_pem), Buffer.from(signature_base64, "base64"));
  expect([is(message), is(`${message} `)]).toEqual([true, false]);
});

test("the published notification is verified on its raw bytes and opened", () => {
  const { certificate_pem, headers, body, api_v3_key, plaintext } = vectors.notification;
  const lower = Object.fromEntries(Object.entries<string>(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const signed = signedIn(lower);
  if (!signed) throw new Error("no signature");
  const certificate = new X509Certificate(certificate_pem);
  expect(certificate.serialNumber).toBe(signed.serial);
  expect(isSignedBy(certificate.publicKey, signed, Buffer.from(body))).toBe(true);
  expect(isSignedBy(certificate.publicKey, signed, Buffer.from(JSON.stringify(JSON.parse(body), null, 1)))).toBe(false);
  expect(opened(JSON.parse(body).resource, api_v3_key)).toBe(plaintext);
  const at = Number(signed.timestamp) * 1_000;
  const fresh = (seconds: number) => isFresh(signed, new Date(at + seconds * 1_000));
  expect([0, tolerance, -tolerance, tolerance + 1, -tolerance - 1].map(fresh)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("the published resource is opened; with another key, nonce or associated data it is not", () => {
  const { key, nonce, associated_data, ciphertext_base64: ciphertext, plaintext } = vectors.sealed;
  const resource = { algorithm: "AEAD_AES_256_GCM", ciphertext, nonce, associated_data };
  expect(opened(resource, key)).toBe(plaintext);
  expect(() => opened(resource, "testAPIv3Key0001")).toThrow();
  expect(() => opened({ ...resource, nonce: "wCq51qZv4Yfh" }, key)).toThrow();
  expect(() => opened({ ...resource, associated_data: "" }, key)).toThrow();
  expect(() => opened({ ...resource, ciphertext: "" }, key)).toThrow();
});

test("any body said now is believed, and not with one byte, nonce, second, key or letter changed", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 2_000_000_000 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, seconds, where, by) => {
        const body = Buffer.from(bytes);
        const signed = said(body, seconds);
        const other = Buffer.from(body);
        other[where % other.length] = (other[where % other.length] ?? 0) ^ by;
        const letters = [...signed.signature];
        const at = where % (letters.length - 4);
        letters[at] = letters[at] === "A" ? "B" : "A";
        expect(isSignedBy(publicKey, signed, body)).toBe(true);
        expect(isSignedBy(publicKey, signed, other)).toBe(false);
        expect(isSignedBy(publicKey, { ...signed, signature: letters.join("") }, body)).toBe(false);
        expect(isSignedBy(publicKey, { ...signed, timestamp: String(seconds + 1) }, body)).toBe(false);
        expect(isSignedBy(publicKey, { ...signed, nonce: newNonce() }, body)).toBe(false);
        expect(isSignedBy(stranger.publicKey, signed, body)).toBe(false);
        expect(isSignedBy(publicKey, { ...signed, signature: `${signed.signature}\n` }, body)).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});

test("what is sealed is opened, whatever it is, and nothing that was changed", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "grapheme-ascii", maxLength: 16 }),
      fc.nat(),
      (text, about, where) => {
        const key = randomBytes(16).toString("hex");
        const resource = sealed(key, text, about);
        expect(opened(resource, key)).toBe(text);
        const bytes = Buffer.from(resource.ciphertext, "base64");
        bytes[where % bytes.length] = (bytes[where % bytes.length] ?? 0) ^ 1;
        expect(() => opened({ ...resource, ciphertext: bytes.toString("base64") }, key)).toThrow();
      },
    ),
  );
});

test("a request's signature covers method, path with query, time, nonce and body", () => {
  const now = new Date("2026-11-22T01:30:00.999Z");
  const call = { method: "POST", target: "/v3/pay/transactions/jsapi?a=1", body: Buffer.from('{"描述":"电费"}') };
  const header = authorization(merchant, call, now, "593BEC0C930BF1AFEB40B4A08C8FB242");
  const fields = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  expect(header).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="/);
  expect(fields).toEqual({
    mchid: "1900000109",
    nonce_str: "593BEC0C930BF1AFEB40B4A08C8FB242",
    timestamp: "1795311000",
    serial_no: merchant.serial,
    signature: expect.any(String),
  });
  const text = 'POST\n/v3/pay/transactions/jsapi?a=1\n1795311000\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"描述":"电费"}\n';
  expect(verify("sha256", Buffer.from(text), publicKey, Buffer.from(fields["signature"] ?? "", "base64"))).toBe(true);
  const empty = authorization(merchant, { ...call, method: "GET", body: Buffer.alloc(0) }, now, "N");
  const said = /signature="([^"]+)"/.exec(empty)?.[1] ?? "";
  const get = Buffer.from("GET\n/v3/pay/transactions/jsapi?a=1\n1795311000\nN\n\n");
  expect(verify("sha256", get, publicKey, Buffer.from(said, "base64"))).toBe(true);
});

test("the bridge's call is signed over app, time, nonce and package", () => {
  const call = bridgeCall(
    "wx2421b1c4370ec43b",
    "wx201410272009395522657a690389285100",
    privateKey,
    new Date(1_414_561_699_000),
    "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
  );
  const text =
    "wx2421b1c4370ec43b\n1414561699\n5K8264ILTKCH16CQ2502SI8ZNMTM67VS\nprepay_id=wx201410272009395522657a690389285100\n";
  expect(verify("sha256", Buffer.from(text), publicKey, Buffer.from(call["paySign"] ?? "", "base64"))).toBe(true);
  expect(call).toMatchObject({ signType: "RSA", timeStamp: "1414561699" });
});

test("nonces do not repeat; a missing header, another algorithm and a probe are seen", () => {
  expect(new Set(Array.from({ length: 1_000 }, newNonce)).size).toBe(1_000);
  const headers = {
    "wechatpay-timestamp": "1",
    "wechatpay-nonce": "n",
    "wechatpay-serial": "s",
    "wechatpay-signature": "WECHATPAY/SIGNTEST/abc",
  };
  for (const name of Object.keys(headers)) expect(signedIn({ ...headers, [name]: undefined })).toBeUndefined();
  expect(signedIn({ ...headers, "wechatpay-signature-type": "WECHATPAY2-SM2-WITH-SM3" })).toBeUndefined();
  const signed = signedIn(headers);
  expect(signed && isProbe(signed)).toBe(true);
  expect(signed && isFresh({ ...signed, timestamp: "1e3" }, new Date(1_000_000))).toBe(false);
});

test("the stand-in and the adapter agree about every body", () => {
  const keys = { signer: () => ({ serial: "S", key: privateKey }) } as unknown as Parameters<
    typeof signatureHeaders
  >[0];
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (body) => {
      const signed = signedIn(signatureHeaders(keys, body, { seconds: 1_795_311_000 }));
      expect(signed && isSignedBy(publicKey, signed, Buffer.from(body))).toBe(true);
      const forged = signedIn(signatureHeaders(keys, body, { seconds: 1_795_311_000, forged: true }));
      expect(forged && isSignedBy(publicKey, forged, Buffer.from(body))).toBe(false);
    }),
    { numRuns: 30 },
  );
});
