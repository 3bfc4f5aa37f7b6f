import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { theCatalogue } from "../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { sandboxFor } from "../../../tests/helpers/sandbox.ts";
import {
  Agencies,
  AgencyFailure,
  type BillQuery,
  type OwedBill,
  setConnector,
  type WriteOff,
  type WriteOffLine,
} from "../../domain/agencies/index.ts";
import { onDay } from "../../domain/catalogue/index.ts";
import { agencyAdapters } from "./index.ts";

type ProcessName = Parameters<typeof sandboxFor>[0][number];

const city = "430621";
const today = "2026-11-16";
const names: readonly ProcessName[] = ["power", "water", "gas", "tax", "court", "hospital", "registers"];
const sandbox = sandboxFor(names, { today });
const { services } = await theCatalogue();
const billOf = (operation: string) =>
  [...services.values()].find(({ definition }) => definition.bill?.operation === operation)?.definition.bill;

let db: TestDatabase;
let agencies: Agencies;
beforeAll(async () => {
  db = await testDatabase();
  const parts = { database: db.database, secrets: db.secrets };
  for (const name of names) {
    const { address = "", token = "" } = sandbox().at(name);
    const example = name === "registers" ? undefined : parse(readFileSync(`deploy/connectors/${name}.yaml`, "utf8"));
    const path = example ? new URL(String(example.base)).pathname.replace(/\/$/, "") : "";
    const config = example
      ? { ...example, base: `${address}${path}` }
      : {
          ...{ adapter: "standard", base: address, authentication: { kind: "bearer" }, timeout_ms: 2_000 },
          bills: ["heating", "parking-fee", "public-rent", "traffic-fine", "non-tax-payment"],
        };
    await setConnector(
      { ...parts, adapters: agencyAdapters },
      {
        ...{ city, agency: name, config, secrets: { outgoing: token }, by: { kind: "system", id: "tests" } as const },
        now: new Date(),
      },
    );
  }
});
beforeEach(async () => {
  // A breaker of its own for each test.
  agencies = await Agencies.open({
    ...{ database: db.database, secrets: db.secrets, clock: () => new Date(), cities: () => [city] },
    ...{ adapters: agencyAdapters, directory: "/nonexistent", billOf },
  });
});
afterAll(() => db?.close());

const signal = () => AbortSignal.timeout(10_000);
const people = {
  grandmother: { idType: "resident_id", idNumber: "430621194403129021", name: "王秀兰" },
  trader: { idType: "resident_id", idNumber: "419001197811309152", name: "赵国梁" },
};

type Case = Pick<BillQuery, "agency" | "operation" | "parameters" | "person"> & {
  readonly owed: readonly (readonly [reference: string, fen: bigint, late: bigint, due: string | undefined])[];
};
const all: readonly Case[] = [
  {
    ...{ agency: "power", operation: "electricity" },
    parameters: { company: "state_grid", account_no: "4306210009001" },
    owed: [["4306210009001-202610", 10_937n, 0n, "2026-11-25"]],
  },
  {
    ...{ agency: "water", operation: "water", parameters: { water_account: "JY-20157746" } },
    owed: [["JY-20157746-202609", 6_853n, 143n, "2026-10-31"]],
  },
  {
    ...{ agency: "gas", operation: "gas", parameters: { gas_account: "7300418826" } },
    owed: [["7300418826-202611", 5_058n, 0n, "2026-11-30"]],
  },
  {
    ...{ agency: "tax", operation: "social-contributions", person: people.trader },
    parameters: {
      insurance_type: "flexible_pension",
      first_month: "2026-10-01",
      last_month: "2026-12-01",
      base_tier: "p60",
    },
    owed: ["10", "11", "12"].map((month) => [`LH-YL-2026${month}-419001-9152`, 76_800n, 0n, "2026-12-25"] as const),
  },
  {
    ...{ agency: "tax", operation: "vehicle-taxes", parameters: { which_tax: "yearly", vin: "LGAX3BG37R1056289" } },
    owed: [["CC-2026-LGAX3BG37R1056289", 24_000n, 0n, "2026-12-31"]],
  },
  {
    ...{ agency: "tax", operation: "resident-insurance-premium", person: people.grandmother },
    parameters: { for_whom: "me", premium_for: "next_year" },
    owed: [["YB-2027-430621-9021", 40_000n, 0n, "2026-12-31"]],
  },
  {
    ...{ agency: "court", operation: "court-fee", parameters: { notice_no: "43062120261100042" } },
    owed: [["43062120261100042", 55_000n, 0n, "2026-11-23"]],
  },
  {
    ...{ agency: "hospital", operation: "hospital-payment" },
    parameters: { bill_kind: "clinic", visit_no: "MZ2611160088" },
    owed: [["MZ2611160088", 9_300n, 0n, undefined]],
  },
  {
    ...{ agency: "registers", operation: "heating", parameters: { heating_account: "HBRL-001826" } },
    owed: [["HBRL-001826-2026", 209_000n, 0n, "2026-12-31"]],
  },
  {
    ...{ agency: "registers", operation: "parking-fee", parameters: { plate: "湘F6K218" } },
    owed: [
      ["4306211113004417", 600n, 0n, "2026-11-30"],
      ["4306211109002863", 500n, 0n, "2026-11-30"],
    ],
  },
  {
    ...{ agency: "registers", operation: "public-rent", parameters: { lease_number: "JYGZ 2023 0088" } },
    owed: [
      ["JYGZ20230088-202610", 21_240n, 240n, "2026-10-31"],
      ["JYGZ20230088-202609", 21_120n, 120n, "2026-10-31"],
    ],
  },
  {
    ...{ agency: "registers", operation: "traffic-fine", parameters: { decision_no: "419001190277416" } },
    owed: [["419001190277416", 10_000n, 0n, "2026-11-06"]],
  },
  {
    ...{ agency: "registers", operation: "non-tax-payment" },
    parameters: { notice_no: "41900126000000903315", unit_code: "221003" },
    owed: [["41900126000000903315", 23_000n, 3_000n, "2026-11-11"]],
  },
];
const queryOf = ({ agency, operation, parameters, person }: Case): BillQuery => ({
  ...{ city, agency, operation, parameters },
  ...(person ? { person } : {}),
});
const found = async (one: Case): Promise<readonly OwedBill[]> => {
  const answer = await agencies.bills(queryOf(one), signal());
  if (answer.kind !== "found") throw new Error(answer.kind);
  return answer.bills;
};
const numbers = Array.from(
  { length: 1_000 },
  (_, index) => `430621-20261116-P${String(index).padStart(9, "0")}K`,
).values();
const writeOffOf = ({ agency, operation }: Case, bill: OwedBill, over: Partial<WriteOff> = {}): WriteOff => ({
  ...{ city, agency, operation, reference: bill.reference, amount_fen: bill.amount_fen, provider: "wechat" },
  ...{ key: numbers.next().value ?? "none", paidAt: new Date() },
  ...over,
});
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "answered",
    (error: unknown) => (error instanceof AgencyFailure ? error.reason : String(error)),
  );

test("every service that is paid has a stand-in here that knows its bills", () => {
  const paid = [...services.values()].flatMap(({ definition }) => definition.bill?.operation ?? []);
  expect(all.map(({ operation }) => operation).sort()).toEqual([...paid].sort());
  for (const { agency, operation } of all) expect(agencies.hasBills(city, agency, operation)).toBe(true);
});

describe.each(all.map((one) => [one.operation, one] as const))("%s", (operation, one) => {
  test("tells what is owed, to the fen, with what it is made of", async () => {
    const bills = await found(one);
    expect(bills.map((bill) => [bill.reference, bill.amount_fen, bill.late_fee_fen, bill.dueOn])).toEqual(one.owed);
    const rule = billOf(operation);
    for (const bill of bills) {
      expect(bill.notice !== undefined).toBe(rule?.payee === "treasury");
      if (rule?.late_fee) expect(onDay(bill, rule.late_fee, today).amount_fen).toBe(13_000n);
    }
  });

  test("refuses an answer about another, and tells an unknown one from a paid one", async () => {
    await sandbox().mood(one.agency as ProcessName, { mood: "wrong-person", times: 1 });
    expect(await reasonOf(agencies.bills(queryOf(one), signal()))).toBe("wrong_person");
    const unknown = Object.fromEntries(
      Object.entries(one.parameters).map(([name, value]) => [
        name,
        name === billOf(operation)?.about ? "9999999999" : value,
      ]),
    );
    const nobody = { idType: "resident_id", idNumber: "110101199003070011", name: "某人" };
    const query = { ...queryOf(one), parameters: unknown, ...(one.person ? { person: nobody } : {}) };
    expect(await agencies.bills(query, signal())).toMatchObject({ kind: "none" });
  });

  test("takes a payment once, however often it is told, and owes no more", async () => {
    const [bill] = await found(one);
    if (!bill) throw new Error("nothing is owed");
    const rule = billOf(operation)?.late_fee;
    const due = onDay(bill, rule, today);
    const write = writeOffOf(one, due);
    expect(await agencies.queryWriteOff(write, signal())).toEqual({ kind: "absent" });
    const wrong = writeOffOf(one, due, { amount_fen: due.amount_fen + 100_000n });
    expect(await agencies.writeOff(wrong, signal())).toMatchObject({ kind: "refused", code: "amount" });
    const nothing = writeOffOf(one, due, { reference: "no-such-bill" });
    expect(await agencies.writeOff(nothing, signal())).toMatchObject({ kind: "refused", code: "unknown" });

    const done = await agencies.writeOff(write, signal());
    expect(done).toMatchObject({ kind: "done", reference: expect.stringMatching(/^XZ\d+$/) });
    for (let again = 0; again < 2; again += 1) {
      expect(await agencies.writeOff(write, signal())).toMatchObject({ ...done, at: expect.any(Date) });
      expect(await agencies.queryWriteOff(write, signal())).toMatchObject({ ...done, at: expect.any(Date) });
    }
    expect(await agencies.writeOff(writeOffOf(one, due), signal())).toMatchObject({
      ...{ kind: "refused", code: "paid_elsewhere", say: expect.stringContaining("缴清") },
    });
    expect((await found(one)).map(({ reference }) => reference)).toEqual(
      one.owed.map(([reference]) => reference).filter((reference) => reference !== bill.reference),
    );
  });
});

describe.each(names)("%s", (name) => {
  const one = all.find(({ agency }) => agency === name);
  if (!one) throw new Error("no case");
  const bill = (reference: string, fen: bigint): OwedBill => ({
    ...{ reference, amount_fen: fen, late_fee_fen: 0n, items: [] },
  });

  test("another account closed it, it was paid elsewhere, and what waits is done later", async () => {
    const about = String(Object.values(one.parameters).at(-1));
    const who = one.person?.idNumber ?? about;
    const account = name === "power" ? "4306210009001" : name === "tax" ? who : about;
    for (const [index, state] of ["closed", "paid_elsewhere"].entries()) {
      const reference = `extra-${name}-${index}`;
      const added = { about: account, bill: { reference, amount: 1_000 } };
      await sandbox().control(name, "POST /control/bills", added);
      await sandbox().control(name, "POST /control/bills", { reference, state });
      const write = writeOffOf(one, bill(reference, 1_000n));
      expect(await agencies.writeOff(write, signal())).toMatchObject({ kind: "refused", code: state });
    }
    const reference = `extra-${name}-held`;
    await sandbox().control(name, "POST /control/bills", { about: account, bill: { reference, amount: 2_000 } });
    await sandbox().control(name, "POST /control/write-offs", { hold: true });
    const write = writeOffOf(one, bill(reference, 2_000n));
    expect(await agencies.writeOff(write, signal())).toEqual({ kind: "waiting" });
    expect(await agencies.queryWriteOff(write, signal())).toEqual({ kind: "waiting" });
    await sandbox().control(name, "POST /control/write-offs", { hold: false });
    expect(await agencies.queryWriteOff(write, signal())).toMatchObject({ kind: "done" });
  });

  test("where it misbehaves nothing was learned, and what was written off before stands", async () => {
    const reference = `extra-${name}-mood`;
    const about = name === "power" ? "4306210009002" : "nobody";
    await sandbox().control(name, "POST /control/bills", { about, bill: { reference, amount: 3_000 } });
    const write = writeOffOf(one, bill(reference, 3_000n));
    const moods = [
      [{ mood: "down", times: 1 }, "down"],
      [{ mood: "error", times: 1 }, "error"],
      [{ mood: "half", times: 1 }, "unreadable"],
      [{ mood: "wrong-person", times: 1 }, "wrong_person"],
    ] as const;
    for (const [mood, reason] of moods) {
      await sandbox().mood(name, mood);
      expect([mood.mood, await reasonOf(agencies.writeOff(write, signal()))]).toEqual([mood.mood, reason]);
    }
    expect(await agencies.queryWriteOff(write, signal())).toMatchObject({ kind: "done" });
    const { items } = await sandbox().control<{ items: { key: string }[] }>(name, "GET /control/write-offs");
    expect(items.filter(({ key }) => key === write.key)).toHaveLength(1);
  });

  test("remembers what it wrote off when it is killed", async () => {
    const before = await sandbox().control<{ items: unknown[] }>(name, "GET /control/write-offs");
    await sandbox().kill(name);
    await sandbox().revive(name);
    const after = await sandbox().control<{ items: unknown[] }>(name, "GET /control/write-offs");
    expect(after.items.length).toBeGreaterThan(0);
    expect(after.items).toEqual(before.items);
  });

  test("its file of the day is there the day after, line by line what it wrote off", async () => {
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await agencies.dailyFile({ city, agency: name, day }, signal())).toBeUndefined();
    await sandbox().control(name, "POST /control/time", { ahead: 86_400 });
    const { items } = await sandbox().control<{ items: { key: string; reference: string; amount: number }[] }>(
      ...([name, "GET /control/write-offs"] as const),
    );
    const [reversed] = items;
    await sandbox().control(name, "POST /control/write-offs", { key: reversed?.key, state: "reversed" });
    const lines: WriteOffLine[] = [];
    for await (const line of (await agencies.dailyFile({ city, agency: name, day }, signal())) ?? []) lines.push(line);
    expect(lines.map(({ key, reference, amount_fen: fen, state }) => [key, reference, fen, state]).sort()).toEqual(
      items
        .map(({ key, reference, amount }) => [
          ...[key, reference, BigInt(amount), key === reversed?.key ? "reversed" : "done"],
        ])
        .sort(),
    );
    expect(lines.every(({ at }) => Math.abs(at.getTime() - Date.now()) < 600_000)).toBe(true);
    await sandbox().control(name, "POST /control/time", { ahead: 0 });
  });
});

describe("what was written off and refunded", () => {
  const one = all.find(({ operation }) => operation === "public-rent");
  if (!one) throw new Error("no case");
  const about = "JYGZ20230088";
  const bill = (reference: string): OwedBill => ({ reference, amount_fen: 1_000n, late_fee_fen: 0n, items: [] });
  const openHere = async (reference: string) =>
    (await found(one)).find((each) => each.reference === reference)?.amount_fen;

  test("is taken back once by a biller of the standard contract, and owed again, part by part", async () => {
    const reference = "rent-refunded";
    await sandbox().control("registers", "POST /control/bills", { about, bill: { reference, amount: 1_000 } });
    const write = writeOffOf(one, bill(reference));
    expect(await agencies.writeOff(write, signal())).toMatchObject({ kind: "done" });
    expect(await openHere(reference)).toBeUndefined();
    const back = (reversal: string, amount_fen: bigint, over: { key?: string } = {}) =>
      agencies.reverse({ ...write, reversal, amount_fen, at: new Date(), ...over }, signal());
    const done = await back("R1", 400n);
    expect(done).toMatchObject({ kind: "done", reference: expect.stringMatching(/^CZ/) });
    expect(await back("R1", 400n)).toEqual(done);
    expect(await openHere(reference)).toBe(400n);
    expect(await back("R1", 300n)).toMatchObject({ kind: "refused" });
    expect(await back("R2", 700n)).toMatchObject({ kind: "refused", say: expect.stringContaining("超过") });
    expect(await back("R2", 600n, { key: "another" })).toMatchObject({ kind: "refused" });
    await sandbox().mood("registers", { mood: "wrong-person", times: 1 });
    expect(await reasonOf(back("R2", 600n))).toBe("wrong_person");
    expect(await back("R2", 600n)).toMatchObject({ kind: "done" });
    expect(await openHere(reference)).toBe(1_000n);

    await sandbox().kill("registers");
    await sandbox().revive("registers");
    expect(await openHere(reference)).toBe(1_000n);
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    await sandbox().control("registers", "POST /control/time", { ahead: 86_400 });
    const lines: WriteOffLine[] = [];
    const file = await agencies.dailyFile({ city, agency: "registers", day }, signal());
    for await (const line of file ?? []) if (line.key === write.key) lines.push(line);
    await sandbox().control("registers", "POST /control/time", { ahead: 0 });
    expect(lines.map(({ state, amount_fen }) => [state, amount_fen])).toEqual([
      ["done", 1_000n],
      ["reversed", 1_000n],
    ]);
  });

  const sendings = [
    ["power", "electricity", "4306210009001", "已过日终，请到营业厅办理退费"],
    ["water", "water", "JY-20157746", "该账期已结账，不能冲正"],
    ["gas", "gas", "7300418826", "该账期已结账，不能冲正"],
  ] as const;
  test.each(sendings)(
    "%s takes it back whole, once, in its own dialect; what it will not it says why",
    async (...of) => {
      const [agency, operation, account, tooLate] = of;
      const here = all.find((each) => each.operation === operation);
      if (!here) throw new Error("no case");
      const owedHere = async (reference: string) =>
        (await found(here)).find((each) => each.reference === reference)?.amount_fen;
      const writtenOff = async (reference: string) => {
        await sandbox().control(agency, "POST /control/bills", { about: account, bill: { reference, amount: 1_000 } });
        const write = writeOffOf(here, bill(reference));
        expect(await agencies.writeOff(write, signal())).toMatchObject({ kind: "done" });
        expect(await owedHere(reference)).toBeUndefined();
        return write;
      };
      const write = await writtenOff(`${agency}-back`);
      const back = (reversal: string, amount_fen: bigint, of = write) =>
        agencies.reverse({ ...of, reversal, amount_fen, at: new Date() }, signal());
      expect(await back("R8", 400n)).toEqual({ kind: "refused", say: "只能整笔冲正" });
      await sandbox().mood(agency, { mood: "wrong-person", times: 1 });
      expect(await reasonOf(back("R9", 1_000n))).toBe("wrong_person");
      for (const mood of ["down", "error", "half"] as const) {
        await sandbox().mood(agency, { mood, times: 1 });
        expect(await reasonOf(back("R9", 1_000n))).toMatch(/^(down|error|unreadable)$/);
      }
      const done = await back("R9", 1_000n);
      expect(done).toMatchObject({ kind: "done", reference: expect.stringMatching(/^CZ/) });
      expect(await back("R9", 1_000n)).toEqual(done);
      expect(await owedHere(`${agency}-back`)).toBe(1_000n);
      const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

      const late = await writtenOff(`${agency}-late`);
      if (agency !== "power")
        await sandbox().control(agency, "POST /control/bills", { reference: `${agency}-late`, state: "closed" });
      await sandbox().control(agency, "POST /control/time", { ahead: 86_400 });
      expect(await back("R10", 1_000n, late)).toEqual({ kind: "refused", say: tooLate });
      const lines: WriteOffLine[] = [];
      const file = await agencies.dailyFile({ city, agency, day }, signal());
      for await (const line of file ?? []) if (line.key === write.key) lines.push(line);
      await sandbox().control(agency, "POST /control/time", { ahead: 0 });
      expect(lines.map(({ state, amount_fen }) => [state, amount_fen])).toEqual([
        ["done", 1_000n],
        ["reversed", 1_000n],
      ]);
    },
  );

  test("is refused where the biller has closed its books, and told by people where its dialect has no word for it", async () => {
    const reference = "rent-closed";
    await sandbox().control("registers", "POST /control/bills", { about, bill: { reference, amount: 1_000 } });
    const write = writeOffOf(one, bill(reference));
    await agencies.writeOff(write, signal());
    await sandbox().control("registers", "POST /control/bills", { reference, state: "closed" });
    const back = { ...write, reversal: "R3", amount_fen: 1_000n, at: new Date() };
    expect(await agencies.reverse(back, signal())).toEqual({ kind: "refused", say: "该账期已结账，不能冲正" });
    // Taxes and court fees are given back by a decision of the bureau or the court, a hospital's by its counter.
    for (const agency of ["tax", "court", "hospital"]) {
      const { operation = "" } = all.find((each) => each.agency === agency) ?? {};
      expect(await reasonOf(agencies.reverse({ ...back, agency, operation }, signal()))).toBe("not_connected");
    }
  });
});
