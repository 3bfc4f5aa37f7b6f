import { existsSync } from "node:fs";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { startTestServer } from "./server.ts";

async function ask(connection: { host: string; port: number; user: string }, setting: string): Promise<string> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: string }>("SELECT current_setting($1) AS value", [setting]);
    return rows[0]?.value ?? "";
  } finally {
    await client.end();
  }
}

test("every worker reaches the run's own PostgreSQL, which waits for no disk and is not on the network", async () => {
  const connection = inject("postgres");
  expect(await ask(connection, "fsync")).toBe("off");
  expect(await ask(connection, "listen_addresses")).toBe("");
  expect(await ask(connection, "data_directory")).toMatch(/\/onewindow-tests-[^/]+\/pg$/);
});

test("a test server is its own and leaves nothing behind", async () => {
  const server = await startTestServer({ durable: true });
  const directory = await ask(server.connection, "data_directory");
  expect(directory).not.toBe(inject("postgres").host);
  expect(await ask(server.connection, "fsync")).toBe("on");
  await server.stop();
  expect(existsSync(directory)).toBe(false);
  await expect(ask(server.connection, "fsync")).rejects.toThrow();
});
