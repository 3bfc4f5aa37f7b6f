import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { demonstrationPeople, everybody, hasRightCheck } from "./people.ts";
import { type Sandbox, startSandbox } from "./start.ts";

type Entry = { person?: string; about?: string; when?: object; says: Record<string, unknown> };
const folder = new URL("./registers/", import.meta.url);
const registers = readdirSync(folder).map((name) => ({
  name,
  ...(parse(readFileSync(new URL(name, folder), "utf8")) as { operation: string; service: string; records: Entry[] }),
}));

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ only: ["registers"] });
});
afterAll(() => sandbox?.stop());

async function ask(operation: string, body: object, token = sandbox.at("registers").token) {
  const answer = await fetch(`${sandbox.at("registers").address}/look-ups/${operation}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test.each(registers.map((one) => [one.name, one] as const))("%s is about people and accounts that exist", (_, one) => {
  const known = everybody(20_260_901);
  expect(one.records.length).toBeGreaterThan(0);
  for (const { person, about, says } of one.records) {
    expect([person, about].filter((each) => each !== undefined)).toHaveLength(1);
    if (person !== undefined) expect([person, hasRightCheck(person), known.has(person)]).toEqual([person, true, true]);
    expect(Object.keys(says).length).toBeGreaterThan(0);
  }
});

test("answers in the standard contract, about whom it was asked", async () => {
  const [worker, student] = [demonstrationPeople[1], demonstrationPeople[2]];
  if (!worker || !student) throw new Error("nobody");
  const entry = { person: worker.idNumber, when: { year: 2025 }, says: { total: 100 } };
  await sandbox.control("registers", "POST /control/records", { operation: "test-record", entry });
  const body = (idNumber: string, year: number) => ({
    person: { name: "某人", id_number: idNumber, id_type: "resident_id" },
    parameters: { year },
  });
  expect(await ask("test-record", body(worker.idNumber, 2025))).toEqual({
    status: 200,
    body: { about: { id_number: worker.idNumber }, found: { total: 100 } },
  });
  for (const other of [body(worker.idNumber, 2024), body(student.idNumber, 2025)]) {
    expect(await ask("test-record", other)).toEqual({ status: 200, body: { none: true } });
  }
  expect((await ask("no-such-record", body(worker.idNumber, 2025))).status).toBe(404);
  expect((await ask("test-record", body(worker.idNumber, 2025), "wrong")).status).toBe(401);
});
