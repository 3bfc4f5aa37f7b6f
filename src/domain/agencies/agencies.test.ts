import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { auditEntries } from "../audit/index.ts";
import type { LookUp } from "../catalogue/index.ts";
import {
  type Adapter,
  Agencies,
  AgencyFailure,
  type AgencyRequest,
  ConnectorProblem,
  changeDead,
  connectorsOf,
  type Errand,
  type ErrandHandlers,
  type ErrandOutcome,
  enableConnector,
  errandsAbout,
  errandsPage,
  type OpenConnector,
  setConnector,
} from "./index.ts";

const city = "430621";
const agency = "human-resources";
let db: TestDatabase;
let agencies: Agencies;
/** What the agency does when it is asked; each test says. */
let ask: OpenConnector["lookUp"];
let asked = 0;

const refuse = () => Promise.reject(new AgencyFailure("not_connected", "not in this test"));
const adapter: Adapter = {
  name: "fake",
  check: (config) =>
    Reflect.get(config as object, "broken") === true
      ? [{ at: "broken", problem: "it is broken", remedy: "Mend it." }]
      : [],
  secretsOf: (config) => (Reflect.get(config as object, "secret") === true ? ["outgoing"] : []),
  open: ({ config, secrets }) => ({
    timeout: 300,
    lookUps: ["record"],
    ...(config as object),
    lookUp: (request, signal) => {
      asked += 1;
      return ask(request, signal);
    },
    submit: async () => ({ reference: secrets["outgoing"] ?? "none" }),
    follow: refuse,
    result: refuse,
    withdraw: refuse,
  }),
};
const adapters = new Map([[adapter.name, adapter]]);
const system = { kind: "system", id: "tests" } as const;

const person = { name: "李明华", idType: "resident_id", idNumber: "11010519491231002X" };
const request = (over: Partial<AgencyRequest> = {}): AgencyRequest => ({
  ...{ city, agency, operation: "record", person, parameters: {}, key: "k1" },
  ...over,
});
const text = { zh: "字", en: "word" };
const lookUp: LookUp = {
  operation: "record",
  ask: [],
  answer: [
    { id: "months", label: text, format: "number" },
    { id: "balance", label: text, format: "money" },
    {
      id: "rows",
      label: text,
      format: "table",
      columns: [
        { id: "month", label: text, format: "month" },
        { id: "text", label: text, format: "text" },
      ],
    },
  ],
  none: text,
};
const found = (values: Record<string, unknown>, idNumber = person.idNumber) => ({
  kind: "found" as const,
  values,
  about: { idNumber },
  at: db.clock.now,
});
const silent: OpenConnector["lookUp"] = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

async function connect(config: object = {}, of = agency): Promise<void> {
  const parts = { database: db.database, secrets: db.secrets, adapters };
  await setConnector(parts, {
    ...{ city, agency: of, by: system, now: db.clock.now },
    config: { adapter: "fake", ...config },
    secrets: { outgoing: "s3cret" },
  });
  await agencies.refresh();
}

beforeAll(async () => {
  db = await testDatabase();
  agencies = await Agencies.open({
    ...{ database: db.database, secrets: db.secrets, clock: db.clock.read, adapters },
    cities: () => [city],
    directory: "/nonexistent",
    lookUpOf: (name) => (name === "record" ? lookUp : undefined),
    agencyName: () => text,
  });
});
afterAll(() => db?.close());
beforeEach(async () => {
  asked = 0;
  ask = async () => found({ months: 12 });
  await connect();
});

describe("looking up", () => {
  test("what the agency says is given on, with only what the service names", async () => {
    ask = async () => found({ months: 12, balance: 12_345, rows: [{ month: "2026-01", x: 1 }], secret: "x" });
    expect(await agencies.lookUp(request())).toEqual({
      kind: "found",
      at: db.clock.now,
      values: { months: 12, balance: 12_345, rows: [{ month: "2026-01" }] },
    });
  });

  test("who is not connected is not asked", async () => {
    expect(await agencies.lookUp(request({ agency: "tax" }))).toEqual({ kind: "unavailable", reason: "not_connected" });
    expect(await agencies.lookUp(request({ city: "130982" }))).toEqual({
      kind: "unavailable",
      reason: "not_connected",
    });
  });

  test.each([
    ["another person", () => found({ months: 1 }, "440524188001010014"), "wrong_person"],
    ["a number that is a text", () => found({ months: "12" }), "unreadable"],
    ["money in fractions of a fen", () => found({ balance: 1.5 }), "unreadable"],
    ["a month that is none", () => found({ rows: [{ month: "2026-13" }] }), "unreadable"],
    ["none of what was asked", () => found({ other: 1 }), "unreadable"],
    [
      "too much of it",
      () => found({ rows: Array(200).fill({ month: "2026-01", text: "字".repeat(600) }) }),
      "too_large",
    ],
  ])("an answer with %s is not used", async (_, answer, reason) => {
    ask = async () => answer();
    expect(await agencies.lookUp(request())).toEqual({ kind: "unavailable", reason });
  });

  test("an answer about another account is not used", async () => {
    const bill: LookUp = { ...lookUp, about: "account", ask: ["account"] };
    ask = async () => ({ ...found({ months: 1 }), about: { account: "0012" } });
    const parameters = { account: "0012" };
    expect(await agencies.lookUp(request({ parameters }), { asked: bill })).toMatchObject({ kind: "found" });
    ask = async () => ({ ...found({ months: 1 }), about: { account: "0013" } });
    expect(await agencies.lookUp(request({ parameters }), { asked: bill })).toMatchObject({ reason: "wrong_person" });
  });

  test("a connection that broke is tried once more, anything else is not", async () => {
    ask = () =>
      asked === 1 ? Promise.reject(new AgencyFailure("down", "reset")) : Promise.resolve(found({ months: 1 }));
    expect(await agencies.lookUp(request())).toMatchObject({ kind: "found" });
    expect(asked).toBe(2);
    asked = 0;
    ask = () => Promise.reject(new AgencyFailure("error", "500"));
    expect(await agencies.lookUp(request())).toEqual({ kind: "unavailable", reason: "error" });
    expect(asked).toBe(1);
  });

  test("patience ends the wait, and a mistake of the connector is an error", async () => {
    ask = silent;
    const began = performance.now();
    expect(await agencies.lookUp(request(), { patience: 80 })).toEqual({ kind: "unavailable", reason: "timeout" });
    expect(performance.now() - began).toBeLessThan(280);
    ask = () => {
      throw new TypeError("undefined is not a function");
    };
    expect(await agencies.lookUp(request())).toEqual({ kind: "unavailable", reason: "error" });
  });
});

describe("what guards a connector", () => {
  test("after five failures nothing is asked; one probe closes the circuit again", async () => {
    ask = () => Promise.reject(new AgencyFailure("error", "500"));
    for (let i = 0; i < 5; i++) await agencies.lookUp(request());
    expect(asked).toBe(5);
    expect(await agencies.lookUp(request())).toEqual({ kind: "unavailable", reason: "paused" });
    expect(asked).toBe(5);
    await agencies.refresh();
    const [before] = await connectorsOf(db.database, city, db.clock.now);
    expect(before).toMatchObject({ agency, state: "resting", lastFailure: "error" });
    db.clock.now = new Date(db.clock.now.getTime() + 11_000);
    ask = async () => found({ months: 1 });
    expect(await agencies.lookUp(request())).toMatchObject({ kind: "found" });
    await agencies.refresh();
    expect(await connectorsOf(db.database, city, db.clock.now)).toMatchObject([{ agency, state: "working" }]);
  });

  test("a full line says so at once, and no other agency waits", async () => {
    await connect({ running: 2, waiting: 3 });
    await connect({}, "tax");
    ask = (asking, signal) =>
      asking.agency === "tax" ? Promise.resolve(found({ months: 1 })) : silent(asking, signal);
    const slow = Array.from({ length: 8 }, () => agencies.lookUp(request(), { patience: 200 }));
    const began = performance.now();
    expect(await agencies.lookUp(request({ agency: "tax" }))).toMatchObject({ kind: "found" });
    expect(performance.now() - began).toBeLessThan(100);
    const reasons = (await Promise.all(slow)).map((answer) => answer.kind === "unavailable" && answer.reason);
    expect(reasons.filter((reason) => reason === "timeout")).toHaveLength(2);
    expect(reasons.filter((reason) => reason === "busy")).toHaveLength(6);
  });

  test("a clerk pauses and resumes it", async () => {
    const at = { city, agency, by: { kind: "clerk", id: "c1" } as const, now: db.clock.now };
    expect(await enableConnector(db.database, { ...at, enabled: false })).toBe(true);
    expect(await enableConnector(db.database, { ...at, enabled: false })).toBe(false);
    await agencies.refresh();
    expect(await agencies.lookUp(request())).toEqual({ kind: "unavailable", reason: "paused" });
    await enableConnector(db.database, { ...at, enabled: true });
    await agencies.refresh();
    expect(await agencies.lookUp(request())).toMatchObject({ kind: "found" });
  });

  test("secrets are sealed, kept when left out, and demanded where they are needed", async () => {
    expect(await agencies.submit(request())).toEqual({ reference: "s3cret" });
    const parts = { database: db.database, secrets: db.secrets, adapters };
    const given = { city, agency, config: { adapter: "fake" }, by: system, now: db.clock.now };
    await setConnector(parts, given);
    await agencies.refresh();
    expect(await agencies.submit(request())).toEqual({ reference: "s3cret" });
    const { rows } = await asOwner(db, (owner) => owner.query("select secrets_sealed from connectors"));
    expect(JSON.stringify(rows)).not.toContain("s3cret");
    const needy = { ...given, agency: "court", config: { adapter: "fake", secret: true } };
    await expect(setConnector(parts, needy)).rejects.toThrow("needs this secret");
    await expect(setConnector(parts, { ...given, config: { adapter: "fake", broken: true } })).rejects.toThrow(
      ConnectorProblem,
    );
    await expect(setConnector(parts, { ...given, config: { adapter: "soap" } })).rejects.toThrow("Write one of: fake");
  });

  test("known facts of people come through the connector of the agency whose operation it is", async () => {
    ask = async () => found({ months: 7 });
    const signal = AbortSignal.timeout(1_000);
    const register = agencies.register(city, "record");
    expect(await register?.lookUp(city, person, signal)).toEqual({ months: 7, idNumber: person.idNumber });
    ask = async () => ({ kind: "none", at: db.clock.now });
    expect(await register?.lookUp(city, person, signal)).toBeUndefined();
    ask = async () => found({ months: 7 }, "440524188001010014");
    await expect(register?.lookUp(city, person, signal)).rejects.toThrow(AgencyFailure);
    expect(register?.title).toEqual(text);
    expect(agencies.register(city, "unheard")).toBeUndefined();
    expect(agencies.register("130982", "record")).toBeUndefined();
  });
});

describe("errands", () => {
  let outcome: ErrandOutcome | (() => ErrandOutcome | Promise<ErrandOutcome>);
  let seen: Errand[];
  const one = async (errand: Errand) => {
    seen.push(errand);
    return typeof outcome === "function" ? outcome() : outcome;
  };
  const handlers: ErrandHandlers = { answer: one, submit: one, follow: one, withdraw: one };
  const errand = (subject: string, over = {}) => ({
    ...{ city, agency, purpose: "submit" as const, subject, service: "s" },
    ...over,
  });
  const enqueue = (subject: string, over = {}) =>
    db.database.transaction(cityScope(city), (tx) => agencies.enqueue(tx, errand(subject, over)));
  const pass = (ms: number) => {
    db.clock.now = new Date(db.clock.now.getTime() + ms);
  };
  beforeEach(async () => {
    seen = [];
    outcome = "done";
    await asOwner(db, (owner) => owner.query("delete from agency_errands"));
  });

  test("one runs once and is gone; two processes do not run it twice", async () => {
    await enqueue("c1");
    await enqueue("c1");
    await enqueue("c1", { purpose: "follow", dueAt: new Date(db.clock.now.getTime() + 60_000) });
    await Promise.all([agencies.run(handlers), agencies.run(handlers)]);
    expect(seen).toHaveLength(1);
    expect(await errandsAbout(db.database, city, "c1")).toMatchObject([{ purpose: "follow", state: "waiting" }]);
    pass(61_000);
    expect(await agencies.run(handlers)).toBe(1);
    expect(await errandsAbout(db.database, city, "c1")).toEqual([]);
  });

  test("an agency that is down is asked again later and later; after thirty times it is dead, and replayed", async () => {
    await enqueue("c2");
    outcome = { wait: "down" };
    const waits: number[] = [];
    for (let i = 0; i < 30; i++) {
      expect(await agencies.run(handlers)).toBe(1);
      expect(await agencies.run(handlers)).toBe(0);
      const [left] = await errandsAbout(db.database, city, "c2");
      if (left?.state === "dead") break;
      const wait = (left?.dueAt.getTime() ?? 0) - db.clock.now.getTime();
      waits.push(wait / 1_000);
      pass(wait);
    }
    expect(waits.slice(0, 13)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600]);
    expect(seen).toHaveLength(30);
    const page = await errandsPage(db.database, { city, agencies: [agency], state: "dead" });
    expect(page).toMatchObject({ items: [{ subject: "c2", lastReason: "down", asked: 30 }], next: null });
    const ids = page.items.map((each) => each.id);
    const by = { kind: "clerk", id: "wang" } as const;
    expect(await changeDead(db.database, "replay", { city, ids, by, now: db.clock.now })).toEqual(ids);
    outcome = "done";
    expect(await agencies.run(handlers)).toBe(1);
    expect(await errandsAbout(db.database, city, "c2")).toEqual([]);
    const { items } = await auditEntries(db.database, city);
    expect(items[0]).toMatchObject({ act: "errand.replay", subject: "c2", actor: "wang" });
  });

  test("waiting while nothing is asked does not use up tries, but ends after two days", async () => {
    await enqueue("c3");
    outcome = { wait: "paused" };
    for (let hours = 0; hours < 60; hours++) {
      await agencies.run(handlers);
      pass(3_600_000);
    }
    expect(await errandsAbout(db.database, city, "c3")).toMatchObject([{ state: "dead", asked: 0 }]);
    expect(seen.length).toBeGreaterThan(40);
  });

  test("asked for again while it runs, it runs again; what cannot help is dead at once, and can be dropped", async () => {
    await enqueue("c4");
    outcome = async () => {
      if (seen.length === 1) await enqueue("c4");
      return "done" as const;
    };
    await agencies.run(handlers);
    await agencies.run(handlers);
    expect(seen.map((each) => each.revision)).toEqual([1, 2]);
    await enqueue("c5");
    outcome = { dead: "refused_there" };
    await agencies.run(handlers);
    const [dead] = await errandsAbout(db.database, city, "c5");
    expect(dead).toMatchObject({ state: "dead", lastReason: "refused_there" });
    const drop = { city, ids: [dead?.id ?? ""], by: system, now: db.clock.now };
    expect(await changeDead(db.database, "drop", drop)).toHaveLength(1);
    expect(await changeDead(db.database, "drop", drop)).toHaveLength(0);
  });

  test("a handler that throws waits; a process that died gives its errands back", async () => {
    await enqueue("c6");
    outcome = () => Promise.reject(new TypeError("a mistake of ours"));
    await agencies.run(handlers);
    expect(await errandsAbout(db.database, city, "c6")).toMatchObject([{ state: "waiting", lastReason: "error" }]);
    pass(1_000);
    // As if the process had died after taking it.
    await asOwner(db, (owner) =>
      owner.query("update agency_errands set running_until = $1", [new Date(db.clock.now.getTime() + 300_000)]),
    );
    outcome = "done";
    expect(await agencies.run(handlers)).toBe(0);
    pass(300_000);
    expect(await agencies.run(handlers)).toBe(1);
  });

  test("a slow agency keeps to its lane", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (let i = 0; i < 30; i++) await enqueue(`slow${i}`);
    outcome = async () => {
      await held;
      return "done" as const;
    };
    const started = [...(await agencies.start(handlers)), ...(await agencies.start(handlers))];
    expect(started.length).toBeLessThanOrEqual(14);
    await enqueue("quick", { agency: "tax" });
    const others = await agencies.start({ ...handlers, submit: async () => "done" });
    await Promise.all(others);
    expect(await errandsAbout(db.database, city, "quick")).toEqual([]);
    release();
    await Promise.all(started);
  });
});
