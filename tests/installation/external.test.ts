import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../helpers/server.ts";
import { Machine, type Running } from "./machine.ts";

/** A real installation in a PostgreSQL of the city's own, whose owner is no superuser. */
let server: TestServer;
const owner = "city_owner";
const name = "city_database";
const address = (user: string) => {
  const { host, port } = server.connection;
  return `postgresql://${user}:pass@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`;
};
let machine: Machine;
let running: Running | undefined;

async function asAdmin(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ ...server.connection, database: "postgres" });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  // As safe as a real one: doctor looks.
  server = await startTestServer({ durable: true });
  await asAdmin("create role onewindow_app login", `create role ${owner} login`, `create database ${name}`);
  machine = await Machine.make({ DATABASE_URL: address("onewindow_app"), LOG_LEVEL: "warn" });
}, 60_000);
afterAll(async () => {
  if (running?.child.exitCode === null) await running.interrupt();
  await server?.stop();
  machine?.remove();
});

const init = [
  ...["init", "--operator-login", "han.lang", "--operator-name", "韩朗"],
  ...["--city", "430621", "--clerk-login", "yy-office", "--clerk-name", "陈思远"],
];

test("init names what is missing, then the SQL an administrator has to run, and goes on after it", async () => {
  const KEYS_FILE = machine.path("keys.json");
  const withoutKeys = await machine.run(init);
  expect(withoutKeys.err).toContain("KEYS_FILE");
  const withoutOwner = await machine.run(init, { KEYS_FILE });
  expect(withoutOwner.err).toContain("OWNER_DATABASE_URL is needed");

  const all = { KEYS_FILE, OWNER_DATABASE_URL: address(owner) };
  const withoutRights = await machine.run(init, all);
  expect(withoutRights.code).toBe(1);
  const sql = [
    `grant onewindow_app to "${owner}";`,
    `alter role "${owner}" bypassrls;`,
    `alter database "${name}" owner to "${owner}";`,
  ];
  for (const each of sql) expect(withoutRights.err).toContain(each);
  expect(`${withoutRights.out}${withoutRights.err}`).not.toContain("pass@");
  await asAdmin(...sql);

  const done = await machine.run(init, all);
  expect(done.err).not.toContain("did not succeed");
  expect(done.code).toBe(0);
  expect(done.out.match(/enrolment code/g)).toHaveLength(2);
}, 240_000);

test("it serves without the owner's address; backup needs it; doctor finds nothing bad", async () => {
  const KEYS_FILE = machine.path("keys.json");
  running = await machine.start({ KEYS_FILE });
  expect(await (await fetch(`${machine.baseUrl}/430621`)).text()).toContain("岳阳县");
  const refused = await machine.run(["backup", machine.path("a.tar")], { KEYS_FILE });
  expect(refused.err).toContain("set OWNER_DATABASE_URL");
  const OWNER_DATABASE_URL = address(owner);
  const [backup, doctor] = await Promise.all([
    machine.run(["backup", machine.path("a.tar")], { KEYS_FILE, OWNER_DATABASE_URL }),
    machine.run(["doctor", "--json"], { KEYS_FILE, OWNER_DATABASE_URL }),
  ]);
  expect(backup.code).toBe(0);
  const { findings } = JSON.parse(doctor.out) as { findings: { check: string; state: string; say: string }[] };
  expect(findings.filter(({ state }) => state === "bad")).toEqual([]);
  expect((await running.interrupt()).code).toBe(0);
  const wrong = await machine.run(["start"], { KEYS_FILE, DATABASE_URL: address(owner) });
  expect(wrong.err).toContain("which bypasses row-level security");
}, 240_000);
