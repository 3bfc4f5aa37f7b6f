import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { cityScope, Database, Gatherer, migrate, sharedScope, statement } from "./index.ts";

const keyCount = statement({
  name: "test.key_count",
  scope: "city",
  params: { city: "text" },
  row: { count: "int8" },
  text: "select count(*) as count from city_keys where city = :city",
});
const slow = statement({
  name: "test.slow",
  scope: "shared",
  params: { seconds: "float8" },
  row: { done: "bool" },
  text: "select pg_sleep(:seconds) is null as done",
});

let test1: TestDatabase;
beforeAll(async () => {
  test1 = await testDatabase();
});
afterAll(() => test1.close());

test("a connection sees the city it was lent for, and no other", async () => {
  const { database } = test1;
  expect(await database.run(cityScope("430621"), keyCount, { city: "430621" })).toEqual([{ count: 2n }]);
  expect(await database.run(cityScope("130982"), keyCount, { city: "430621" })).toEqual([{ count: 0n }]);
  expect(await database.run(sharedScope, keyCount, { city: "430621" })).toEqual([{ count: 0n }]);
});

test("four times as many callers as connections slow down and all get their answer", async () => {
  const database = new Database(test1.app, { connections: 3 });
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => database.transaction(sharedScope, (tx) => tx.run(slow, { seconds: 0.02 }))),
  );
  expect(answers).toHaveLength(12);
  await database.close();
});

test("a second connection inside a transaction is refused instead of hanging", async () => {
  const { database } = test1;
  await expect(
    database.transaction(sharedScope, () => database.run(sharedScope, slow, { seconds: 0 })),
  ).rejects.toThrow(/runner/);
});

test("a caller who waits too long for a connection is told to come back", async () => {
  const database = new Database(test1.app, { connections: 1, waitLimit: 50 });
  // The limit holds for opening a connection too, and on a busy machine that alone takes as long.
  await expect
    .poll(() =>
      database.run(sharedScope, slow, { seconds: 0 }).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  const first = database.run(sharedScope, slow, { seconds: 0.4 });
  await expect(database.run(sharedScope, slow, { seconds: 0 })).rejects.toMatchObject({ code: "busy", status: 503 });
  await first;
  await database.close();
});

test("migrations may be started twenty times at once", async () => {
  await asOwner(test1, (client) => client.query("create database twenty"));
  const target = { ...test1.owner, database: "twenty" };
  const runs = await Promise.all(Array.from({ length: 20 }, () => migrate(target, new Date(0))));
  expect(runs.filter((run) => run.applied.length > 0)).toHaveLength(1);
  await asOwner(test1, (client) => client.query("drop database twenty"));
});

test("a newer database and a rewritten history are left alone", async () => {
  const now = new Date(0);
  const first = { id: 1, name: "0001-a.sql", text: "create table a (id int)", checksum: "x" };
  const second = { id: 2, name: "0002-b.sql", text: "create table b (id int)", checksum: "y" };
  await asOwner(test1, (client) => client.query("create database newer"));
  const target = { ...test1.owner, database: "newer" };
  await migrate(target, now, [first, second]);
  await expect(migrate(target, now, [first])).rejects.toThrow(/newer than this program/);
  await expect(migrate(target, now, [{ ...first, checksum: "z" }, second])).rejects.toThrow(/0001-a\.sql was changed/);
  const broken = { id: 3, name: "0003-c.sql", text: "create table c (id int); selec 1", checksum: "q" };
  await expect(migrate(target, now, [first, second, broken])).rejects.toThrow(/0003-c\.sql failed and changed nothing/);
  await asOwner(test1, (client) => client.query("drop database newer"));
});

test("the gatherer sends what waits together, and one bad row fails alone", async () => {
  const sizes: number[] = [];
  const gatherer = new Gatherer<number, number>(async (rows) => {
    sizes.push(rows.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (rows.includes(13)) throw Object.assign(new Error("check"), { code: "23514" });
    return rows.map((row) => row * 2);
  });
  const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => gatherer.submit(index)));
  expect(answers.filter((answer) => answer.status === "rejected")).toHaveLength(1);
  expect(answers[13]?.status).toBe("rejected");
  expect(answers[12]).toEqual({ status: "fulfilled", value: 24 });
  // The first two went alone, the other eighteen together, and then one by one.
  expect(sizes.slice(0, 3)).toEqual([1, 1, 18]);
  await gatherer.drained();
});

test("a full queue answers at once", async () => {
  const gatherer = new Gatherer<number, number>(() => new Promise(() => undefined), {
    maxInFlight: 1,
    maxRows: 1,
    maxQueue: 1,
  });
  void gatherer.submit(1);
  void gatherer.submit(2);
  await expect(gatherer.submit(3)).rejects.toMatchObject({ code: "busy", retryAfterSeconds: 5 });
});
