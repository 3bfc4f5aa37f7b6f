import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { wechatAdapter } from "./index.ts";
import { cut } from "./provider.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
const direct = {
  mode: "direct",
  mchid: "1900000109",
  serial_no: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
  appid: "wx8888888888888888",
  ways: ["inside", "phone", "desktop"],
  public_key: { id: "PUB_KEY_ID_0114232134912410000000000000", pem },
};
const partner = { ...direct, mode: "partner", sub_mchid: "1900008001" };
const places = (config: unknown) => wechatAdapter.check(config).map(({ at }) => at);

test("a whole configuration has no problems, in each mode and trust", () => {
  expect(wechatAdapter.check(direct)).toEqual([]);
  expect(wechatAdapter.check(partner)).toEqual([]);
  const { public_key: _key, ...rest } = direct;
  expect(wechatAdapter.check({ ...rest, certificates: true })).toEqual([]);
  expect(wechatAdapter.check({ ...direct, certificates: true, base: "https://api2.mch.weixin.qq.com" })).toEqual([]);
});

test("each problem says where it is and what to write", () => {
  expect(places("text")).toEqual(["(the file)"]);
  expect(places({})).toEqual(["mode", "mchid", "serial_no", "appid", "ways", "public_key"]);
  expect(places({ ...direct, mchid: 1_900_000_109 })).toEqual(["mchid"]);
  expect(places({ ...direct, mode: "both" })).toEqual(["mode"]);
  expect(places({ ...direct, sub_mchid: "1900008001" })).toEqual(["sub_mchid"]);
  expect(places({ ...partner, sub_mchid: undefined })).toEqual(["sub_mchid"]);
  expect(places({ ...direct, appid: "gh_123", privat_key: "x" })).toEqual(["privat_key", "appid"]);
  expect(places({ ...direct, ways: ["app"] })).toEqual(["ways"]);
  expect(places({ ...direct, ways: ["mini"] })).toEqual(["mini_appid"]);
  expect(places({ ...direct, public_key: { id: "1", pem: "x" } })).toEqual(["public_key.id", "public_key.pem"]);
  expect(places({ ...direct, public_key: "x", certificates: "yes" })).toEqual(["certificates", "public_key"]);
  expect(places({ ...direct, base: "http://example.org" })).toEqual(["base"]);
  expect(places({ ...direct, base: "http://127.0.0.1:4100", bridge: "http://127.0.0.1:4100/bridge" })).toEqual([]);
  expect(places({ ...direct, oauth: { authorize: "https://a.example/x" } })).toEqual(["oauth.token"]);
  for (const { problem, remedy } of wechatAdapter.check({ mode: "?", ways: [], bridge: 1, oauth: 1, zzz: 1 }))
    expect([problem, remedy].every((text) => text.length > 10)).toBe(true);
});

test("secrets are named by what the configuration needs, and said when they cannot be used", () => {
  expect(wechatAdapter.secretsOf(direct)).toEqual(["private_key", "api_v3_key", "app_secret"]);
  expect(wechatAdapter.secretsOf({ ...direct, ways: ["desktop"] })).toEqual(["private_key", "api_v3_key"]);
  expect(wechatAdapter.secretsOf("x")).toEqual(["private_key", "api_v3_key"]);
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const good = { private_key: key, api_v3_key: "a".repeat(32), app_secret: "s" };
  const open = (secrets: Record<string, string>) =>
    wechatAdapter.open({ config: direct, secrets, clock: () => new Date() });
  const provider = open(good);
  expect([provider.name, provider.from, provider.wantsPayer("inside"), provider.wantsPayer("phone")]).toEqual([
    "wechat",
    ["inside", "phone", "desktop"],
    true,
    false,
  ]);
  expect(() => open({ ...good, private_key: "" })).toThrow("private_key is missing");
  expect(() => open({ ...good, private_key: "x" })).toThrow("apiclient_key.pem");
  expect(() => open({ ...good, api_v3_key: "short" })).toThrow("APIv3 key");
  const ed = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  expect(() => open({ ...good, private_key: ed })).toThrow("no RSA key");
  expect(() => wechatAdapter.open({ config: {}, secrets: good, clock: () => new Date() })).toThrow(
    "mode: it is missing",
  );
});

test("the sign-in's address is WeChat's, in WeChat's order", () => {
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const secrets = { private_key: key, api_v3_key: "a".repeat(32), app_secret: "s" };
  const { payerSignIn } = wechatAdapter.open({ config: direct, secrets, clock: () => new Date() });
  expect(payerSignIn?.address({ state: "a b", returnUrl: "https://yi.example/pay/payer" })).toBe(
    `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${direct.appid}&redirect_uri=https%3A%2F%2Fyi.example%2Fpay%2Fpayer&response_type=code&scope=snsapi_base&state=a%20b#wechat_redirect`,
  );
});

test("descriptions are cut between characters", () => {
  expect(cut("电费", 5)).toBe("电");
  expect(cut("a电费", 7)).toBe("a电费");
  expect(Buffer.byteLength(cut("👨‍👩‍👧电".repeat(20), 127))).toBeLessThanOrEqual(127);
});
