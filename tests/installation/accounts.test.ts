import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BookWallet } from "../../src/domain/payments/fixtures.ts";
import { ProviderFailure, ProviderRefusal } from "../../src/domain/payments/index.ts";
import { writeKeysFile } from "../../src/foundation/secrets/index.ts";
import { askHarmlessly } from "../../src/surfaces/cli/account.ts";
import { asOwner, type TestHouse, testHouse } from "../helpers/house.ts";
import { Machine } from "./machine.ts";

/** `onewindow account` as an administrator types it, against an installation that serves meanwhile. */
let whole: TestHouse;
let machine: Machine;
const city = "430621";
const app = generateKeyPairSync("rsa", { modulusLength: 2048 });
const secret = app.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
const config = (gateway: string) =>
  [
    "protocol: v3",
    'app_id: "2021000000000001"',
    'seller_id: "2088000000000001"',
    `gateway: ${gateway}`,
    "ways: { phone: wap }",
    `keys: { mode: key, alipay_public_key: ${app.publicKey.export({ type: "spki", format: "der" }).toString("base64")} }`,
  ].join("\n");

beforeAll(async () => {
  whole = await testHouse();
  const { host = "", port, database, user = "", password = "" } = whole.test.app;
  const address = `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  machine = await Machine.make({ DATABASE_URL: address });
  writeKeysFile(machine.path("keys.json"), whole.test.keys);
});
afterAll(async () => {
  machine?.remove();
  await whole?.close();
});

const run = (...args: readonly string[]) => machine.run(["account", ...args], { KEYS_FILE: machine.path("keys.json") });
const written = (name: string, text: string) => {
  writeFileSync(machine.path(name), text);
  return machine.path(name);
};

test("set connects an account, its secrets sealed; list shows it without them; check says that nobody answers", async () => {
  const file = written("alipay.yaml", config("http://127.0.0.1:9"));
  const secrets = written("secrets.yaml", `private_key: ${secret}\n`);
  expect((await run("list")).out).toContain("no account is connected");
  const without = await run("set", city, "alipay", file);
  expect([without.code, without.err]).toEqual([1, expect.stringContaining("private_key")]);
  const nobody = await run("set", city, "paypal", file);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining("wechat, alipay, treasury")]);
  const bad = await run("set", city, "alipay", written("bad.yaml", "protocol: v1\n"), "--secrets", secrets);
  expect([bad.code, bad.err]).toEqual([1, expect.stringContaining("protocol")]);
  const broken = await run("set", city, "alipay", file, "--secrets", written("broken.yaml", `private_key: "${secret}`));
  expect([broken.code, broken.err.includes(secret.slice(0, 20))]).toEqual([1, false]);

  const set = await run("set", "岳阳县", "alipay", file, "--secrets", secrets);
  expect([set.code, set.out]).toEqual([0, expect.stringContaining("alipay/main is connected")]);
  const { rows } = await asOwner(whole.test, (owner) =>
    owner.query("select a::text as kept from payment_accounts a where provider = 'alipay'"),
  );
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(secret.slice(0, 40));
  await whole.house.accounts.refresh();
  expect(whole.house.accounts.find({ city, provider: "alipay", account: "main" })).toBeDefined();

  const list = await run("list");
  expect(list.out).toMatch(/430621 {2}alipay\/main {2}whole city {2}in use/);
  expect(list.out).not.toContain(secret.slice(0, 20));
  const check = await run("check", city, "alipay");
  expect([check.code, check.out]).toEqual([1, expect.stringContaining("no answer that can be believed")]);

  // Without secrets they stay; paused it is listed and not used.
  expect((await run("set", city, "alipay", file, "--pause")).out).toContain("is kept, paused");
  expect((await run("list")).out).toContain("paused");
  const paused = await run("check", city, "alipay");
  expect([paused.code, paused.err]).toEqual([1, expect.stringContaining("has no alipay/main in use")]);
}, 240_000);

test("a city says over which amount two clerks stand behind a refund, and what it left out stays", async () => {
  const set = (...args: readonly string[]) =>
    machine.run(["city", "set", city, ...args], { KEYS_FILE: machine.path("keys.json") });
  const { regions, payments } = whole.house;
  const before = regions.city(city)?.settings;
  expect(payments.twoApprovalsOver(city)).toBe(100_000n);
  expect(await set("--second-refund-over", "500")).toMatchObject({ code: 0 });
  await regions.refresh();
  expect(payments.twoApprovalsOver(city)).toBe(50_000n);
  expect(regions.city(city)?.settings).toEqual({ ...before, second_refund_over_fen: 50_000 });
  for (const wrong of ["5.5", "-1", "500000000"]) {
    expect((await set("--second-refund-over", wrong)).code).toBe(1);
  }
  expect(await set()).toMatchObject({ code: 1, err: expect.stringContaining("nothing to set") });
  await regions.refresh();
  expect(payments.twoApprovalsOver(city)).toBe(50_000n);
}, 120_000);

test("a check is well only where the provider, believed, has never heard of the payment", async () => {
  const wallet = new BookWallet(() => new Date());
  expect(await askHarmlessly(wallet, city)).toMatchObject({ ok: true });
  const says = (query: typeof wallet.query) => askHarmlessly({ query }, city);
  expect(await says(async (number) => ({ number, state: "unpaid" }))).toMatchObject({ ok: false });
  const throwing = (error: Error) =>
    says(async () => {
      throw error;
    });
  const forged = await throwing(new ProviderFailure("signature", "the answer is not signed"));
  expect([forged.ok, forged.say]).toEqual([false, expect.stringContaining("signature")]);
  const refused = await throwing(new ProviderRefusal("NO_AUTH", "the product is not open"));
  expect([refused.ok, refused.say]).toEqual([false, expect.stringContaining("NO_AUTH")]);
});
