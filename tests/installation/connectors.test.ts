import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeKeysFile } from "../../src/foundation/secrets/index.ts";
import { asOwner, type TestHouse, testHouse } from "../helpers/house.ts";
import { Machine } from "./machine.ts";

/** `onewindow connector` as an administrator types it, against an installation that serves meanwhile. */
let whole: TestHouse;
let machine: Machine;

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

const run = (...args: readonly string[]) =>
  machine.run(["connector", ...args], { KEYS_FILE: machine.path("keys.json") });
const example = resolve("deploy/connectors/human-resources.yaml");
const written = (name: string, text: string) => {
  writeFileSync(machine.path(name), text);
  return machine.path(name);
};

test("check says what is wrong and what to write, without a database", async () => {
  const well = await machine.run(["connector", "check", example], { DATABASE_URL: "" });
  expect(`${well.out}${well.err}`).toContain("nothing is wrong");
  expect(well.code).toBe(0);
  const bad = written("bad.yaml", "adapter: json\nbase: http://tax.example/api\noperations: { x: { look_up: {} } }\n");
  const wrong = await machine.run(["connector", "check", bad], { DATABASE_URL: "" });
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain("operations.x.look_up");
  const missing = await machine.run(["connector", "check", machine.path("none.yaml")], { DATABASE_URL: "" });
  expect(missing.err).toContain("cannot be read (ENOENT)");
}, 120_000);

test("set connects an agency, its secrets sealed; a running process uses it; list tells how it fares", async () => {
  expect((await run("list")).out).toContain("no agency is connected");
  const secrets = written("secrets.yaml", "outgoing: the-very-secret-token\n");

  const nobody = await run("set", "430621", "no-such-agency", example, "--secrets", secrets);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining("human-resources")]);
  const without = await run("set", "430621", "human-resources", example);
  expect([without.code, without.err]).toEqual([1, expect.stringContaining("outgoing")]);

  const set = await run("set", "岳阳县", "human-resources", example, "--secrets", secrets);
  expect(set.err).not.toContain("did not succeed");
  expect([set.code, set.out]).toEqual([0, expect.stringContaining("430621 human-resources is connected")]);
  const { rows } = await asOwner(whole.test, (owner) => owner.query("select c::text as kept from connectors c"));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("the-very-secret-token");

  await whole.house.agencies.refresh();
  expect(whole.house.agencies.isConnected("430621", "human-resources")).toBe(true);
  expect(whole.house.agencies.keepsCases("430621", "human-resources", "social-security-card")).toBe(true);
  expect(whole.house.agencies.keepsCases("430621", "human-resources", "contribution-record")).toBe(false);
  expect(whole.house.agencies.keepsCases("419001", "human-resources", "social-security-card")).toBe(false);

  // Nobody listens at the example's address.
  const request = { city: "430621", agency: "human-resources", operation: "social-insurance", key: "k" };
  const person = { idType: "resident_id", idNumber: "51132519910708911X", name: "李建军" };
  const said = await whole.house.agencies.lookUp({ ...request, person, parameters: {} });
  expect(said).toEqual({ kind: "unavailable", reason: "down" });
  await whole.house.agencies.refresh();
  const listed = (await run("list", "--city", "430621")).out;
  expect(listed).toMatch(/430621 {2}human-resources\s+json\s+failing {2}0 answered, [12] failed {2}last failure: down/);
  expect((await run("list", "--city", "419001")).out).toContain("no agency is connected");

  // Again, without secrets: what was given stays.
  const again = await run("set", "430621", "human-resources", example);
  expect([again.code, again.out]).toEqual([0, expect.stringContaining("is connected")]);
}, 240_000);
