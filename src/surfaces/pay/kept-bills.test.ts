import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../tests/helpers/agencies.ts";
import { bookWallets } from "../../../tests/helpers/book-wallets.ts";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { Browsing, claimsOf, keyOf } from "../../../tests/helpers/own-pages.ts";
import { inbox } from "../../domain/notifications/index.ts";
import {
  findBill,
  forgetAccount,
  rememberAccount,
  rememberedAccounts,
  reminderLimits,
  wantReminders,
} from "../../domain/payments/index.ts";
import { owedOn } from "./owed.ts";
import { billsToPay } from "./payable.ts";
import { remindOfBills } from "./remind.ts";
import { mayPay } from "./whose.ts";

const city = "430621";
const books = bookWallets(["treasury", "demo"]);
const monday = new Date("2026-11-16T01:00:00Z");
const day = 86_400_000;

let t: TestHouse;
let agencies: ScriptedAgencies;
beforeAll(async () => {
  agencies = scriptedAgencies();
  t = await testHouse({ adapters: agencies.adapters, providers: books.providers });
  await agencies.connect(t.house, ["power", "traffic-police"]);
  await books.open(t.house, city);
});
afterAll(() => t?.close());
beforeEach(() => {
  t.clock.now = monday;
  agencies.says = { found: {} };
  agencies.owes = [];
});

const owed = (reference: string, amount_fen: number, due_on: string) => ({ reference, amount_fen, due_on });

describe("a fine, whose service asks to sign in", () => {
  const resident = () => keyOf(t.house, "worker");
  const decision = "4306211234567890";

  async function lookedUp() {
    const notice = { notice: decision, unit: "143001", unit_name: "岳阳县公安局交通警察大队", notice_type: "penalty" };
    agencies.owes = [{ ...owed(decision, 20_000, "2026-11-10"), ...notice }];
    const offered = await t.house.offerings.one(city, "traffic-fine");
    const claims = claimsOf("worker");
    const person = { idType: "resident_id", idNumber: claims["id_number"] ?? "", name: claims["name"] ?? "" };
    const said = await owedOn(t.house, {
      city,
      offered,
      answers: { decision_no: decision },
      person,
      resident: resident(),
    });
    const [bill] = said.kind === "found" ? said.bills : [];
    if (!bill) throw new Error(JSON.stringify(said));
    return bill;
  }

  test("is seen and paid by whoever looked it up, and by nobody else who has its number", async () => {
    const bill = await lookedUp();
    expect(await mayPay(t.house, bill, resident())).toBe(true);
    expect(await mayPay(t.house, bill, keyOf(t.house, "student"))).toBe(false);
    expect(await mayPay(t.house, bill, undefined)).toBe(false);
    const other = new Browsing(t.baseUrl);
    await other.signIn("student");
    expect((await other.get(`/pay/${city}/bills/${bill.number}`)).status).toBe(404);
  });

  test("is as it is today for whoever begins to pay, by whatever surface; what may not be paid does not exist", async () => {
    const { number } = await lookedUp();
    t.clock.now = new Date(monday.getTime() + 2 * day);
    const [today, ...others] = await billsToPay(t.house, city, [number, number], async () => true);
    expect([today.number, today.owed_fen, others]).toEqual([number, 24_800n, []]);
    const none = { code: "bill_not_found" };
    await expect(billsToPay(t.house, city, [number], async () => false)).rejects.toMatchObject(none);
    await expect(billsToPay(t.house, city, [`${number}X`], async () => true)).rejects.toMatchObject(none);
  });

  test("grows by its late fee on its page too, day by day up to its cap, and is paid as it is today", async () => {
    const { number, owed_fen } = await lookedUp();
    expect(owed_fen).toBe(23_600n);
    const person = new Browsing(t.baseUrl);
    for (const [after, yuan, fen] of [
      [2, "248.00", 24_800n],
      [400, "400.00", 40_000n],
    ] as const) {
      t.clock.now = new Date(monday.getTime() + after * day);
      await person.signIn("worker");
      expect((await person.get(`/pay/${city}/bills/${number}`)).text).toContain(`要交 ${yuan} 元`);
      expect(await findBill(t.house.payments, city, number)).toMatchObject({
        owed_fen: fen,
        late_fee_fen: fen - 20_000n,
      });
    }
  });
});

describe("reminders of a kept account", () => {
  const resident = () => keyOf(t.house, "trader");
  const told = async () =>
    (await inbox(t.house.database, t.house.secrets, resident())).items.filter(
      ({ template }) => template === "bill_due",
    );
  const pass = async (days: number) => {
    t.clock.now = new Date(t.clock.now.getTime() + days * day);
    return remindOfBills(t.house);
  };
  const keep = async (account: string) => {
    await rememberAccount(t.house.payments, {
      ...{ resident: resident(), city, service: "electricity", account, own: true },
      parameters: { account_no: account, supplier: "state_grid" },
    });
    const [kept] = await rememberedAccounts(t.house.payments, resident());
    return kept?.id ?? "";
  };

  test("one message for each new bill some days before its due day, whoever looks how often", async () => {
    const id = await keep("4301622875");
    agencies.owes = [owed("r-1", 13_674, "2026-11-19"), owed("r-2", 9_000, "2026-12-20")];
    expect(await Promise.all([remindOfBills(t.house), remindOfBills(t.house)])).toContain(1);
    const [first, ...others] = await told();
    expect(others).toEqual([]);
    const { number } = await findBill(t.house.payments, city, first?.about ?? "");
    expect(number).toBe(first?.about);
    expect(await pass(0)).toBe(0);
    expect(await pass(3)).toBe(1);
    expect(await told()).toHaveLength(1);
    expect(await pass(27)).toBe(1);
    expect((await told()).map(({ about }) => about)).toHaveLength(2);
    // A second bill of the same due day is told of; the first one not again.
    agencies.owes = [...(agencies.owes ?? []), owed("r-2b", 4_000, "2026-12-20")];
    expect(await pass(3)).toBe(1);
    expect(await told()).toHaveLength(3);
    const [kept] = await rememberedAccounts(t.house.payments, resident());
    expect(kept).toMatchObject({ owed_fen: 26_674n, due_on: "2026-11-19" });
    await forgetAccount(t.house.payments, resident(), id);
    expect(await pass(10)).toBe(0);
  });

  test("who does not want them is not asked about; who wants them again is", async () => {
    const id = await keep("4301622876");
    await wantReminders(t.house.payments, resident(), id, false);
    agencies.owes = [owed("r-3", 500, "2026-11-18")];
    const before = (await told()).length;
    expect(await pass(0)).toBe(0);
    await wantReminders(t.house.payments, resident(), id, true);
    expect(await pass(0)).toBe(1);
    expect(await told()).toHaveLength(before + 1);
    await forgetAccount(t.house.payments, resident(), id);
  });

  test("a biller that does not answer is asked again with growing pauses, and after the last is left alone for a week", async () => {
    const id = await keep("4301622877");
    agencies.owes = undefined;
    agencies.says = { fails: "down" };
    const hoursAsked: number[] = [];
    for (let hour = 0; hour < 8 * 24; hour += 1) {
      if ((await remindOfBills(t.house)) > 0) hoursAsked.push(hour);
      t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
    }
    expect(hoursAsked.slice(0, reminderLimits.tries + 1)).toEqual([0, 1, 3, 7, 15, 15 + 7 * 24]);
    await forgetAccount(t.house.payments, resident(), id);
  });
});
