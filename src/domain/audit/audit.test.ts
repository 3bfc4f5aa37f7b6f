import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testCities, testDatabase } from "../../../tests/helpers/database.ts";
import { cityAndResidentScope, cityScope } from "../../foundation/database/index.ts";
import { auditEntries, checkAudit, citiesToSeal, readingsOf, recordReading, sealAudit, writeAudit } from "./index.ts";

const [city, otherCity, thirdCity] = testCities;
const minutes = (count: number) => new Date(monday.getTime() + count * 60_000);

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

function write(where: string, subject: string, at: Date) {
  return test.database.transaction(cityScope(where), (tx) =>
    writeAudit(
      tx,
      { city: where, actorKind: "system", actor: "test", act: "thing.do", subject, detail: { subject } },
      at,
    ),
  );
}

function read(resident: string, subject: string, at: Date) {
  return test.database.transaction(cityAndResidentScope([city], [resident]), (tx) =>
    recordReading(
      tx,
      { city, resident, reader: "c1", readerName: "李敏", readerAgency: "公安局", purpose: "decide", subject },
      at,
    ),
  );
}

describe("the record", () => {
  it("shows a city its own entries, newest first, page by page", async () => {
    for (let count = 0; count < 5; count += 1) await write(thirdCity, `page-${count}`, minutes(count));
    const first = await auditEntries(test.database, thirdCity, { limit: 3 });
    expect(first.items.map((line) => line.subject)).toEqual(["page-4", "page-3", "page-2"]);
    const second = await auditEntries(test.database, thirdCity, { limit: 3, after: first.next });
    expect(second.items.map((line) => line.subject)).toEqual(["page-1", "page-0"]);
    expect(second.next).toBeUndefined();
  });

  it("cannot be changed or removed by the program", async () => {
    await write(city, "kept", minutes(0));
    for (const table of ["audit_entries", "audit_seals", "readings"]) {
      for (const sql of [`delete from ${table}`, `update ${table} set city = city`, `truncate ${table}`]) {
        await expect(test.database.raw(cityScope(city), (client) => client.query(sql))).rejects.toThrow(
          /permission denied/,
        );
      }
    }
  });

  it("refuses an entry for a city outside the scope", async () => {
    await expect(
      test.database.transaction(cityScope(otherCity), (tx) =>
        writeAudit(tx, { city, actorKind: "system", actor: "x", act: "thing.do", subject: "s" }, monday),
      ),
    ).rejects.toThrow(/row-level security/);
  });
});

describe("the chain", () => {
  it("seals what has settled, once, and finds every kind of tampering", async () => {
    for (let count = 0; count < 12; count += 1) await write(otherCity, `e-${count}`, minutes(count));
    const toSeal = (at: Date) => citiesToSeal(test.database, [city, otherCity], at);
    expect(await toSeal(minutes(1))).not.toContain(otherCity);
    expect(await toSeal(minutes(6))).toContain(otherCity);
    const first = await sealAudit(test.database, test.secrets, otherCity, minutes(6));
    expect(await toSeal(minutes(6))).not.toContain(otherCity);
    expect(await toSeal(minutes(60))).toContain(otherCity);
    // Entries of the last two minutes still rest.
    expect(first.sealed).toBe(4);
    const again = await sealAudit(test.database, test.secrets, otherCity, minutes(6));
    expect(again).toEqual({ sealed: 0, head: first.head });
    const second = await sealAudit(test.database, test.secrets, otherCity, minutes(60));
    expect(second.sealed).toBe(8);
    expect(second.head?.number).toBe(2n);
    const clean = await checkAudit(test.database, test.secrets, otherCity);
    expect(clean).toEqual({ seals: 2, entries: 12, faults: [] });

    const faults = async (sql: string, undo: string) => {
      await asOwner(test, async (owner) => {
        await owner.query("create table if not exists kept as select * from audit_entries");
        await owner.query(sql);
      });
      const found = (await checkAudit(test.database, test.secrets, otherCity)).faults;
      await asOwner(test, (owner) => owner.query(undo));
      expect((await checkAudit(test.database, test.secrets, otherCity)).faults).toEqual([]);
      return found.map((fault) => `${fault.kind} ${fault.seal}`);
    };
    const one = `city = '${otherCity}' and subject = 'e-1'`;
    expect(
      await faults(
        `update audit_entries set actor = 'nobody' where ${one}`,
        `update audit_entries set actor = 'test' where ${one}`,
      ),
    ).toEqual(["entries 1"]);
    expect(
      await faults(
        `update audit_entries set at = at + interval '1 microsecond' where ${one}`,
        `update audit_entries set at = at - interval '1 microsecond' where ${one}`,
      ),
    ).toEqual(["entries 1"]);
    expect(
      await faults(
        `delete from audit_entries where ${one}`,
        `insert into audit_entries select * from kept where ${one}`,
      ),
    ).toEqual(["entries 1"]);
    const late = `city = '${otherCity}' and subject = 'late'`;
    expect(
      await faults(
        `insert into audit_entries select city, '${lateId()}', at, actor_kind, actor, act, 'late', detail, resident from kept where ${one}`,
        `delete from audit_entries where ${late}`,
      ),
    ).toEqual(["entries 2"]);
    expect(
      await faults(
        `update audit_seals set digest = repeat('a', 64) where city = '${otherCity}' and number = 1`,
        `update audit_seals set digest = (select previous from audit_seals where city = '${otherCity}' and number = 2)
         where city = '${otherCity}' and number = 1`,
      ),
    ).toEqual(["seal 1", "chain 2"]);
  });

  it("is made once by two processes that seal at the same time", async () => {
    for (let count = 0; count < 20; count += 1) await write(city, `race-${count}`, minutes(count));
    const sealed = await Promise.all(
      [1, 2, 3].map(() => sealAudit(test.database, test.secrets, city, minutes(100)).then((done) => done.sealed)),
    );
    expect(sealed.reduce((sum, count) => sum + count)).toBe(21);
    expect((await checkAudit(test.database, test.secrets, city)).faults).toEqual([]);
  });
});

describe("pages", () => {
  it.each(["", "1", "\u0000", "'; --"])("refuse %j as a place to go on from", async (after) => {
    await expect(auditEntries(test.database, city, { after })).rejects.toMatchObject({ code: "cursor", status: 400 });
    await expect(readingsOf(test.database, "rA", { after })).rejects.toMatchObject({ code: "cursor", status: 400 });
  });
});

describe("readings", () => {
  it("are shown to the person concerned and to nobody else", async () => {
    for (let count = 0; count < 3; count += 1) await read("rA", `case-${count}`, minutes(count));
    await read("rB", "case-of-b", minutes(9));
    const first = await readingsOf(test.database, "rA", { limit: 2 });
    expect(first.items.map((reading) => reading.subject)).toEqual(["case-2", "case-1"]);
    expect(first.items[0]).toMatchObject({ readerName: "李敏", readerAgency: "公安局", purpose: "decide", city });
    const rest = await readingsOf(test.database, "rA", { limit: 2, after: first.next });
    expect(rest.items.map((reading) => reading.subject)).toEqual(["case-0"]);
    const seen = await test.database.raw(cityAndResidentScope([city], ["rB"]), (client) =>
      client.query("select distinct resident from readings"),
    );
    expect(seen.rows).toEqual([{ resident: "rB" }]);
    const lines = await auditEntries(test.database, city, { limit: 200 });
    expect(lines.items.filter((line) => line.act === "case.read").map((line) => line.resident)).toEqual([
      "rB",
      "rA",
      "rA",
      "rA",
    ]);
  });
});

/** An id between the fifth and the sixth minute, as a late insert with a made-up id would carry. */
function lateId(): string {
  const hex = (minutes(5).getTime() + 30_000).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8abc-0123456789ab`;
}
