import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { treasuryAdapter } from "./index.ts";

const key = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
const cashier = {
  dialect: "cashier",
  base: "https://cz.example.gov.cn/cashier",
  merchant: "onewindow",
  algorithm: "ed25519",
  key_id: "onewindow-1",
  treasury_keys: [{ id: "t-1", public_key: key }],
};
const nontax = {
  dialect: "wechat-nontax",
  appid: "wx0123456789abcdef",
  service_id: 7,
  mch_id: "1900430621",
};

test("a whole configuration of either dialect has nothing wrong and names its secret", () => {
  expect(treasuryAdapter.check(cashier)).toEqual([]);
  expect(treasuryAdapter.secretsOf(cashier)).toEqual(["private_key"]);
  const more = { scene: "ctiyservice", bank_id: "B1", stable_token: true, unit: { code: "116001", name: "公安局" } };
  expect(treasuryAdapter.check({ ...nontax, ...more })).toEqual([]);
  expect(treasuryAdapter.secretsOf(nontax)).toEqual(["app_secret"]);
});

const mistakes: readonly (readonly [what: string, config: unknown, at: string])[] = [
  ["no object", null, ""],
  ["another dialect", { dialect: "alipay" }, "dialect"],
  ["http beyond this machine", { ...cashier, base: "http://cz.example.gov.cn/" }, "base"],
  ["a query in the address", { ...cashier, base: "https://cz.example.gov.cn/?a=1" }, "base"],
  ["an unknown word", { ...cashier, secret: "x" }, "secret"],
  ["a missing word", { ...cashier, key_id: undefined }, "key_id"],
  ["a key of another kind", { ...cashier, algorithm: "sm2" }, "treasury_keys.0.public_key"],
  ["no keys", { ...cashier, treasury_keys: [] }, "treasury_keys"],
  ["a key without a name", { ...cashier, treasury_keys: [{ public_key: key }] }, "treasury_keys.0.id"],
  ["the scene rightly spelt, which the platform refuses", { ...nontax, scene: "cityservice" }, "scene"],
  ["an appid that is none", { ...nontax, appid: "wx1" }, "appid"],
  ["a service that is no number", { ...nontax, service_id: "7" }, "service_id"],
  ["a unit without a name", { ...nontax, unit: { code: "1" } }, "unit"],
];

test.each(mistakes)("%s is named with what to write instead", (_what, config, at) => {
  const problems = treasuryAdapter.check(config);
  expect(problems.map((problem) => problem.at)).toEqual([at]);
  expect(problems[0]?.remedy).not.toBe("");
});
