import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { sharedScope } from "../../../foundation/database/index.ts";
import { Sessions, sessionLimits } from "../index.ts";

const at = (minutes: number) => new Date(monday.getTime() + minutes * 60_000);

let test: TestDatabase;
let sessions: Sessions;
beforeAll(async () => {
  test = await testDatabase();
  sessions = new Sessions(test.database);
});
afterAll(() => test.close());

function open(resident: string, now: Date, replaces?: string) {
  return test.database.transaction(sharedScope, (tx) =>
    sessions.open(tx, { kind: "resident", resident }, now, replaces),
  );
}

describe("a session", () => {
  it("ends when nothing happens for half an hour, and lives on when something does", async () => {
    const { token } = await open("r1", at(0));
    expect(await sessions.read(token, at(29))).toMatchObject({ resident: "r1" });
    expect(await sessions.read(token, at(58))).toMatchObject({ idleUntil: at(88) });
    expect(await sessions.read(token, at(88))).toBeUndefined();
  });

  it("ends after twelve hours whatever happens", async () => {
    const { token, endsAt } = await open("r1", at(0));
    expect(endsAt).toEqual(at(720));
    for (let minute = 20; minute < 720; minute += 20) expect(await sessions.read(token, at(minute))).toBeDefined();
    expect(await sessions.read(token, at(719))).toMatchObject({ idleUntil: at(720) });
    expect(await sessions.read(token, at(720))).toBeUndefined();
    expect(sessionLimits.staff).toEqual({ idle: 20 * 60_000, whole: 480 * 60_000 });
  });

  it("is worth nothing after signing out, or after signing in again", async () => {
    const first = await open("r1", at(0));
    const second = await open("r1", at(1), first.token);
    sessions.forget(first.token);
    expect(await sessions.read(first.token, at(1))).toBeUndefined();
    expect(await sessions.read(second.token, at(1))).toBeDefined();
    await sessions.end(second.token);
    expect(await sessions.read(second.token, at(1))).toBeUndefined();
  });

  it("ended by another process is over within three seconds", async () => {
    const { token } = await open("r1", at(0));
    expect(await sessions.read(token, at(0))).toBeDefined();
    await new Sessions(test.database).end(token);
    expect(await sessions.read(token, new Date(at(0).getTime() + 3_000))).toBeUndefined();
  });

  it("is not found by anything that is not a token, and never stored as one", async () => {
    const { token } = await open("r2", at(0));
    const rows = await asOwner(test, (owner) => owner.query("select * from sessions where resident = 'r2'"));
    expect(JSON.stringify(rows.rows)).not.toContain(token);
    const stored: string = rows.rows[0].token_hash;
    for (const wrong of ["", "x", `${token}x`, "a".repeat(10_000), `${token.slice(0, -1)}'`, stored]) {
      expect(await sessions.read(wrong, at(0))).toBeUndefined();
    }
  });

  it("is swept away when it has run out", async () => {
    await asOwner(test, (owner) => owner.query("delete from sessions"));
    const old = await open("r3", at(0));
    const young = await open("r3", at(20));
    expect(await sessions.sweep(at(30))).toBe(1);
    expect(await sessions.read(young.token, at(30))).toBeDefined();
    expect(await sessions.read(old.token, at(30))).toBeUndefined();
  });
});
