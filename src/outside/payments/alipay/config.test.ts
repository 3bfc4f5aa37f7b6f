import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { makeCertificate } from "../../../../tests/helpers/alipay-files.ts";
import { alipayAdapter } from "./index.ts";

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [app, alipay, root, stranger] = [pair(), pair(), pair(), pair()];
const line = (pem: typeof app) => pem.publicKey.export({ type: "spki", format: "der" }).toString("base64");
const authority = [["CN", "Root R1"]] as const;
const certificate = (of: typeof app, signer = root, isAuthority = false) =>
  makeCertificate({
    ...{ subject: isAuthority ? authority : [["CN", "leaf"]], issuer: authority, serial: 5n, isAuthority },
    ...{ publicKey: of.publicKey, signer: signer.privateKey },
    ...{ from: new Date("2026-01-01"), until: new Date("2036-01-01") },
  });

const good = {
  ...{ protocol: "v3", app_id: "2021000000000001", seller_id: "2088000000000001", ways: { phone: "wap" } },
  keys: { mode: "key", alipay_public_key: line(alipay) },
};
const certified = {
  ...good,
  keys: {
    mode: "certificate",
    app_certificate: certificate(app),
    alipay_certificate: certificate(alipay),
    root_certificates: certificate(root, root, true),
  },
};
const secrets = { private_key: app.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64") };
const open = (config: unknown, given: Record<string, string> = secrets) =>
  alipayAdapter.open({ config, secrets: given, clock: () => new Date() });

test("what is right has no problems, and opens", () => {
  for (const config of [good, certified, { ...good, gateway: "http://127.0.0.1:1", encrypt: false }]) {
    expect(alipayAdapter.check(config)).toEqual([]);
    expect(open(config)).toMatchObject({ name: "alipay", from: ["phone"] });
  }
  const two = { ...good, keys: { ...good.keys, alipay_public_key: [line(alipay), line(stranger)] } };
  expect(alipayAdapter.check(two)).toEqual([]);
  expect(open(good).payerSignIn).toBeUndefined();
  expect(open({ ...good, ways: { mini: "bridge" } }).payerSignIn).toBeDefined();
});

test.each<[at: string, config: unknown]>([
  ["", undefined],
  ["", []],
  ["protocol", { ...good, protocol: "v1" }],
  ["app_id", { ...good, app_id: 2021000000000001 }],
  ["app_id", { ...good, app_id: "20210000000000011" }],
  ["seller_id", { ...good, seller_id: "2021000000000001" }],
  ["sellerId", { ...good, sellerId: "2088000000000001" }],
  ["gateway", { ...good, gateway: "http://openapi.alipay.com" }],
  ["gateway", { ...good, gateway: "openapi.alipay.com" }],
  ["authorize", { ...good, authorize: "https://user@openauth.alipay.com/" }],
  ["encrypt", { ...good, encrypt: "yes" }],
  ["ways", { ...good, ways: {} }],
  ["ways.phone", { ...good, ways: { phone: "bridge" } }],
  ["ways.car", { ...good, ways: { car: "wap" } }],
  ["ways.toString", { ...good, ways: { toString: "wap" } }],
  ["keys.mode", { ...good, keys: undefined }],
  ["keys.mode", { ...good, keys: { ...good.keys, mode: "public" } }],
  ["keys.root_certificates", { ...good, keys: { ...good.keys, root_certificates: "x" } }],
  ["keys.alipay_public_key", { ...good, keys: { mode: "key", alipay_public_key: "MIIB" } }],
  ["keys.alipay_public_key", { ...good, keys: { mode: "key" } }],
  ["keys.alipay_public_key", { ...good, keys: { mode: "key", alipay_public_key: [] } }],
  ["keys.alipay_public_key.1", { ...good, keys: { mode: "key", alipay_public_key: [line(alipay), ""] } }],
  ["keys.app_certificate", { ...certified, keys: { ...certified.keys, app_certificate: line(app) } }],
  [
    "keys.alipay_certificate",
    { ...certified, keys: { ...certified.keys, alipay_certificate: certified.keys.app_certificate } },
  ],
  [
    "keys.alipay_certificate",
    { ...certified, keys: { ...certified.keys, alipay_certificate: certificate(alipay, stranger) } },
  ],
])("%s is named when it is wrong", (at, config) => {
  const problems = alipayAdapter.check(config);
  expect(problems.map((one) => one.at)).toContain(at);
  for (const { problem, remedy } of problems) expect(Math.min(problem.length, remedy.length)).toBeGreaterThan(5);
  expect(() => open(config)).toThrow();
});

test("secrets are named, and what is wrong with them is said without them", () => {
  expect(alipayAdapter.secretsOf({ ...good, encrypt: true })).toEqual(["private_key", "encrypt_key"]);
  expect(alipayAdapter.secretsOf(undefined)).toEqual(["private_key"]);
  expect(() => open(good, {})).toThrow("secret private_key: it is missing");
  expect(() => open(good, { private_key: "abc" })).toThrow("secret private_key: not an RSA key");
  expect(() => open({ ...good, encrypt: true })).toThrow("secret encrypt_key: it is missing");
  expect(() => open({ ...good, encrypt: true }, { ...secrets, encrypt_key: "c2hvcnQ=" })).toThrow("16, 24 or 32 bytes");
  const other = stranger.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  expect(() => open(certified, { private_key: other })).toThrow("does not belong to keys.app_certificate");
});

test("a number of a certificate is as the certificate says", () => {
  expect(createPublicKey(certificate(app)).equals(app.publicKey)).toBe(true);
});
