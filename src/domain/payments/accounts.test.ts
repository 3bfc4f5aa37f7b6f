import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { PaymentAccounts } from "./accounts.ts";
import { BookWallet } from "./fixtures.ts";
import type { ProviderAdapter } from "./provider.ts";

const [city, province] = ["430621", "430000"] as const;
let db: TestDatabase;
let accounts: PaymentAccounts;

beforeAll(async () => {
  db = await testDatabase();
  for (const place of [city, province]) await db.secrets.openCity(place);
  const adapter: ProviderAdapter = {
    name: "demo",
    ...{ check: () => [], secretsOf: () => [], open: () => new BookWallet(db.clock.read) },
  };
  accounts = await PaymentAccounts.open({
    ...{ database: db.database, secrets: db.secrets, clock: db.clock.read, log: () => undefined },
    adapters: new Map([["demo", adapter]]),
    above: (place) => (place === city ? [province] : []),
  });
});
afterAll(() => db?.close());

const by = { kind: "system", id: "tests" } as const;
const set = (place: string, account: string, enabled: boolean) =>
  accounts.set({ ...{ city: place, provider: "demo", account, agency: "", config: {}, by }, enabled });
const offered = () =>
  accounts.offered({ city, agency: "power-supply", payee: "merchant" }).map((one) => `${one.city} ${one.account}`);
const found = (account: string) => accounts.find({ city, provider: "demo", account })?.city;

test("a paused account begins nothing, and everything begun through it goes on", async () => {
  await set(city, "main", true);
  expect([offered(), found("main")]).toEqual([[`${city} main`], city]);
  await set(city, "main", false);
  expect([offered(), found("main")]).toEqual([[], city]);
  expect(await accounts.listed(city)).toMatchObject([{ account: "main", enabled: false, opens: true }]);
});

test("what stands above takes over, unless its name would be taken for the paused one's", async () => {
  await set(city, "main", false);
  await set(province, "main", true);
  expect([offered(), found("main")]).toEqual([[], city]);
  await set(province, "second", true);
  expect([offered(), found("second")]).toEqual([[`${province} second`], province]);
  await set(city, "main", true);
  expect(offered()).toEqual([`${city} main`]);
});
