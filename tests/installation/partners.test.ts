import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../../src/domain/audit/index.ts";
import { writeKeysFile } from "../../src/foundation/secrets/index.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { Machine } from "./machine.ts";

/** `onewindow partner` as an administrator types it, against an installation that serves meanwhile. */
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

const run = (...args: readonly string[]) => machine.run(["partner", ...args], { KEYS_FILE: machine.path("keys.json") });
const secretIn = (out: string) => /client_secret {2}(\S{32})\n/.exec(out)?.[1] ?? "";

/** A token as a program asks for one; undefined where it is refused. */
async function tokenFor(secret: string): Promise<string | undefined> {
  const answer = await fetch(`${whole.baseUrl}/api/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: "court-system", client_secret: secret }),
  });
  const body = (await answer.json()) as { access_token?: string };
  expect(answer.status).toBe(body.access_token === undefined ? 401 : 200);
  return body.access_token;
}

async function ask(token: string | undefined): Promise<{ status: number; code?: string }> {
  const answer = await fetch(`${whole.baseUrl}/api/v1/cities/430621/cases?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, ...((await answer.json()) as { code?: string }) };
}

/** What a process knew of a token it knows for a minute. */
const aMinutePasses = () => {
  whole.clock.now = new Date(whole.clock.now.getTime() + 61_000);
};

test("a program is listed, kept out, let in again, and given another secret where the old one leaked", async () => {
  const rights = ["--kind", "agency", "--name", "法院系统", "--cities", "430621", "--agency", "court"];
  const added = await run("add", "court-system", ...rights);
  expect(added).toMatchObject({ code: 0 });
  const secret = secretIn(added.out);
  const token = await tokenFor(secret);
  expect(await ask(token)).toMatchObject({ status: 200 });

  const list = await run("list");
  expect(list.out).toMatch(/court-system {2}法院系统 {2}agency of court {2}430621 {2}cases\.read,cases\.act .* in use/);
  expect(list.out).not.toContain(secret);

  expect(await run("suspend", "court-system")).toMatchObject({ code: 0, out: expect.stringContaining("is suspended") });
  aMinutePasses();
  expect(await ask(token)).toMatchObject({ status: 401, code: "token_invalid" });
  expect(await tokenFor(secret)).toBeUndefined();
  expect((await run("list")).out).toMatch(/court-system .*SUSPENDED since/);

  // The secret leaked: it gets another before it is let in again.
  const renewed = await run("secret", "court-system");
  const second = secretIn(renewed.out);
  expect([second.length, second === secret]).toEqual([32, false]);
  expect(await tokenFor(second)).toBeUndefined();
  expect(await run("resume", "court-system")).toMatchObject({ code: 0 });
  expect(await tokenFor(secret)).toBeUndefined();
  expect(await ask(token)).toMatchObject({ status: 401 });
  const fresh = await tokenFor(second);
  expect(await ask(fresh)).toMatchObject({ status: 200 });

  // At its leisure: both work for a day.
  const third = secretIn((await run("secret", "court-system", "--keep-old", "24")).out);
  expect(await tokenFor(second)).toBeDefined();
  expect(await tokenFor(third)).toBeDefined();
  expect((await run("list")).out).toContain("its old secret works until");
  // In a hurry: neither the old one nor what it opened.
  aMinutePasses();
  expect(await ask(fresh)).toMatchObject({ status: 200 });
  const last = secretIn((await run("secret", "court-system")).out);
  aMinutePasses();
  expect(await ask(fresh)).toMatchObject({ status: 401, code: "token_invalid" });
  expect(await tokenFor(third)).toBeUndefined();
  expect(await ask(await tokenFor(last))).toMatchObject({ status: 200 });

  const { items } = await auditEntries(whole.house.database, "000000", { limit: 200 });
  const about = items.filter(({ subject }) => subject === "court-system").map(({ act }) => act);
  for (const act of ["partner.add", "partner.suspend", "partner.resume", "partner.secret"])
    expect(about).toContain(act);
  expect(JSON.stringify(items)).not.toContain(last);
}, 240_000);

test("what cannot be is said, and changes nothing", async () => {
  for (const command of ["suspend", "resume", "secret"]) {
    const nobody = await run(command, "nobody-here");
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining("no program is called nobody-here")]);
  }
  for (const hours of ["0", "169", "1.5", "soon"]) {
    const wrong = await run("secret", "court-system", "--keep-old", hours);
    expect([wrong.code, secretIn(wrong.out)]).toEqual([1, ""]);
  }
}, 240_000);
