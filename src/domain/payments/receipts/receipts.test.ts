import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { textOfPdf } from "../../documents/fixtures.ts";
import { keepOwed } from "../bills.ts";
import { confirmPayment } from "../confirm.ts";
import { createPayment } from "../create.ts";
import { owe } from "../fixtures.ts";
import { type FiscalReceipt, ProviderFailure } from "../provider.ts";
import { rememberAccount, rememberedAccounts } from "../remembered.ts";
import { resealKeptAccounts, resealMoney } from "../reseal.ts";
import { runPaymentTasks } from "../tasks.ts";
import { china, openReceiptDesk, type ReceiptDesk } from "./fixtures.ts";
import {
  checkReceipt,
  drawReceipt,
  fiscalReceiptOf,
  fiscalStanding,
  linesOfYear,
  listReceipts,
  receiptsOf,
  runReceipts,
  yearsOfAccount,
} from "./index.ts";

let db: TestDatabase;
let city: ReceiptDesk["city"];
let money: ReceiptDesk["money"];
let parts: ReceiptDesk["parts"];
let note: ReceiptDesk["note"];
let work: ReceiptDesk["work"];
let settled: ReceiptDesk["settled"];
let all: ReceiptDesk["all"];
let giveBack: ReceiptDesk["giveBack"];
let opened = 620200;

const set = (text: string) => {
  db.clock.now = china(text);
};

beforeAll(async () => {
  db = await testDatabase(china("2026-11-16T09:00:00"));
});
afterAll(() => db?.close());

/** Each test has a city of its own. */
beforeEach(async () => {
  opened += 1;
  ({ city, money, parts, note, work, settled, all, giveBack } = await openReceiptDesk(db, String(opened)));
});

test("the check: number and code show the paper, a wrong code nothing, another number nothing", async () => {
  const { number } = await settled(13_674n);
  await giveBack(number, 74n);
  await note(number);
  await runReceipts(parts, [city]);
  const [receipt, refund] = await receiptsOf(money.context, city, number);
  if (!receipt) throw new Error("no receipt");
  expect(await checkReceipt(money.context, receipt.number, undefined)).toEqual({ state: "no_code", city });
  expect(await checkReceipt(money.context, receipt.number, "AAAA0000")).toEqual({ state: "wrong_code", city });
  const typed = receipt.number.toLowerCase().replaceAll("-", " ");
  expect(await checkReceipt(money.context, typed, receipt.check.toLowerCase())).toEqual({
    state: "genuine",
    receipt,
    refunds: [refund],
  });
  for (const other of [number, "nonsense", `${city}-20261116-Q0000000000-0`]) {
    expect(await checkReceipt(money.context, other, receipt.check)).toEqual({ state: "unknown" });
  }
  // A row that somebody changed no longer fits the paper.
  await asOwner(db, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query("update receipts set amount_fen = 99999 where city = $1 and number = $2", [city, receipt.number]);
  });
  expect(await checkReceipt(money.context, receipt.number, receipt.check)).toMatchObject({ state: "wrong_code" });
});

test("the PDF is the same whenever it is drawn; a name without a shape in the font is said, not drawn as a box", async () => {
  const { number } = await settled(13_674n);
  await note(number);
  await runReceipts(parts, [city]);
  const [receipt] = await receiptsOf(money.context, city, number);
  if (!receipt) throw new Error("no receipt");
  const sheet = { receipt, baseUrl: "https://city.example", demonstration: true };
  const pdf = await drawReceipt(sheet);
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(await drawReceipt(sheet)).toEqual(pdf);
  expect(await drawReceipt({ ...sheet, demonstration: false })).not.toEqual(pdf);
  const facts = { ...receipt.facts, payer: "王\u{2A6A5}" };
  await expect(drawReceipt({ ...sheet, receipt: { ...receipt, facts } })).rejects.toMatchObject({
    code: "receipt_glyph_missing",
  });
});

test("what the PDF says can be found in it", async () => {
  const { number } = await settled(13_674n);
  await giveBack(number, 605n);
  await note(number);
  await runReceipts(parts, [city]);
  const [receipt, refund] = await receiptsOf(money.context, city, number);
  if (!receipt || !refund) throw new Error("no receipts");
  const baseUrl = "https://city.example";
  const text = textOfPdf(await drawReceipt({ receipt, baseUrl, demonstration: true }));
  for (const said of [
    ...["缴费收据", "交电费", "第 2026-00000001 号", "欧阳小华", "国网供电公司", "2026年11月16日 09:00", "演示钱包"],
    ...["¥136.74", "人民币壹佰叁拾陆元柒角肆分", number, receipt.number, receipt.check, `w${number}`],
    ...["没有真实款项", `${baseUrl}/receipts/${receipt.number}`],
  ]) {
    expect(text).toContain(said);
  }
  const returned = textOfPdf(await drawReceipt({ receipt: refund, baseUrl, demonstration: false }));
  for (const said of ["退款收据", "人民币陆元零伍分", "第 2026-00000001 号", receipt.number, "¥6.05"]) {
    expect(returned).toContain(said);
  }
  expect(returned).not.toContain("没有真实款项");
  const treasury = textOfPdf(
    await drawReceipt({ receipt: { ...receipt, payee: "treasury" }, baseUrl, demonstration: false }),
  );
  expect(treasury.replaceAll(/\s/g, "")).toContain("政府收费以财政电子票据为准");
});

const fiscal = (amount_fen: bigint): FiscalReceipt => ({
  ...{ name: "非税收入一般缴款书（电子）", code: "43060226", number: "0123456789", check_code: "a1b2c3" },
  ...{ payer: "欧阳小华", items: [{ name: "交通罚款", amount_fen }], amount_fen },
  ...{ unit: "市公安局", issuer: "自动开票", date: "2026-11-16", url: "http://127.0.0.1/receipts/0123456789" },
});

test("a treasury that tells us no receipts is not waited for", async () => {
  const { number } = await settled(300n);
  await note(number);
  await runReceipts(parts, [city]);
  expect(await fiscalStanding(money.context, city, number)).toBe("elsewhere");
});

test("the treasury is asked for its receipt until it has one; another amount is for a person; at last it is given up", async () => {
  let says: FiscalReceipt | undefined | Error;
  let asked = 0;
  Object.assign(money.wallet, {
    fiscalReceipt: async () => {
      asked += 1;
      if (says instanceof Error) throw says;
      return says;
    },
  });
  const { number } = await settled(20_000n);
  await note(number);
  await runReceipts(parts, [city]);
  expect(await fiscalStanding(money.context, city, number)).toBe("waiting");
  const tick = async () => {
    db.clock.now = new Date(db.clock.now.getTime() + 3_600_000);
    await runPaymentTasks(money.context, [city]);
  };
  await tick();
  says = new ProviderFailure("down", "the treasury is down");
  await tick();
  expect(await fiscalReceiptOf(money.context, city, number)).toBeUndefined();
  says = fiscal(20_000n);
  await tick();
  expect(await fiscalReceiptOf(money.context, city, number)).toEqual(says);
  expect(asked).toBe(3);
  await tick();
  expect(asked).toBe(3);

  const other = await settled(300n);
  await note(other.number);
  await runReceipts(parts, [city]);
  await tick();
  expect(await fiscalReceiptOf(money.context, city, other.number)).toBeUndefined();
  const dead = async () =>
    asOwner(db, async (owner) => {
      await owner.query("select set_config('app.cities', $1, false)", [city]);
      const { rows } = await owner.query(
        "select subject, last_reason from payment_tasks where city = $1 and state = 'dead' and kind = 'fiscal_receipt' order by last_reason",
        [city],
      );
      return rows;
    });
  expect(await dead()).toEqual([{ subject: other.number, last_reason: "other_amount" }]);
  expect(await fiscalStanding(money.context, city, other.number)).toBe("given_up");
  says = undefined;
  const third = await settled(400n);
  await note(third.number);
  await runReceipts(parts, [city]);
  for (let attempt = 0; attempt < 61; attempt += 1) await tick();
  expect(await dead()).toEqual([
    { subject: third.number, last_reason: "not_issued" },
    { subject: other.number, last_reason: "other_amount" },
  ]);
});

test("a statement holds what one person paid to one account in a year, and nobody else's", async () => {
  const pay = async (payer: string, bill: string, amount_fen: bigint) => {
    const { number } = await createPayment(money.context, {
      ...{ city, bills: [{ number: bill }], provider: "demo", account: "main", from: "phone", payer, channel: "web" },
      by: { kind: "visitor", id: payer },
      idempotency: { caller: payer, key: bill, bodyHash: bill },
    });
    money.wallet.pay(number, amount_fen);
    await confirmPayment(money.context, city, money.wallet.told(number));
    await work();
    await note(number);
    await runReceipts(parts, [city]);
    return number;
  };
  const account = "6200001234";
  const owing = async (reference: string, amount_fen: bigint) => {
    const [bill] = await keepOwed(
      money.context,
      {
        ...{ city, biller: "power-supply", service: "electricity", payee: "merchant" },
        ...{ account, operation: "electricity", parameters: {} },
      },
      [{ reference, amount_fen, late_fee_fen: 0n, items: [], period: "2026-10" }],
    );
    if (!bill) throw new Error("nothing is owed");
    return bill.number;
  };
  const numbers: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    set(`2026-11-16T1${index}:00:00`);
    numbers.push(await pay("rMine", await owing(`mine-${index}`, 1_000n), 1_000n));
  }
  await pay("rOther", await owing("other", 7_000n), 7_000n);
  set("2026-11-16T16:00:00");
  await giveBack(numbers[0] ?? "", 250n);
  await note(numbers[0] ?? "");
  await runReceipts(parts, [city]);
  const elsewhere = await owe(money, { city, amount_fen: 10n });
  await pay("rMine", elsewhere, 10n);
  expect((await all())[0]?.facts.lines[0]).toMatchObject({ account: "******1234", period: "2026-10" });
  const of = { city, service: "electricity", account, payer: "rMine" };
  expect(await yearsOfAccount(money.context, of)).toEqual([{ year: 2026, paid_fen: 5_000n, returned_fen: 250n }]);
  const seen: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page += 1) {
    const { items, next } = await linesOfYear(money.context, { ...of, year: 2026, after, limit: 2 });
    seen.push(...items.map(({ kind, amount_fen }) => `${kind} ${amount_fen}`));
    after = next;
    if (next === undefined) break;
  }
  expect(seen).toEqual([...Array(5).fill("payment 1000"), "refund 250"]);
  expect(await yearsOfAccount(money.context, { ...of, payer: "rNobody" })).toEqual([]);
  const other = await yearsOfAccount(money.context, { ...of, payer: "rOther" });
  expect(other).toEqual([{ year: 2026, paid_fen: 7_000n, returned_fen: 0n }]);
});

test("after a rotation receipts, fiscal receipts and kept accounts are sealed with the new key and say the same", async () => {
  Object.assign(money.wallet, { fiscalReceipt: async () => fiscal(100n) });
  const { number } = await settled(100n);
  await note(number);
  await runReceipts(parts, [city]);
  await work();
  const kept = { resident: "rKeeper", city, service: "electricity", account: "1234", parameters: {}, own: true };
  await rememberAccount(money.context, kept);
  const read = async () => ({
    receipts: await receiptsOf(money.context, city, number),
    fiscal: await fiscalReceiptOf(money.context, city, number),
    accounts: await rememberedAccounts(money.context, "rKeeper"),
  });
  const before = await read();
  db.clock.now = new Date(db.clock.now.getTime() + 60_000);
  const kid = await db.secrets.addSealKey(city, "aes-256-gcm", db.clock.now);
  await db.secrets.load([city]);
  const sealed = { database: db.database, secrets: db.secrets };
  expect(await resealMoney(sealed, city)).toBe(3);
  expect(await resealMoney(sealed, city)).toBe(0);
  expect(await resealKeptAccounts(sealed, "rKeeper", new Set(["000001"]))).toBe(0);
  expect(await resealKeptAccounts(sealed, "rKeeper", new Set([city]))).toBe(1);
  expect(await read()).toEqual(before);
  const keys = await asOwner(db, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false), set_config('app.residents', 'rKeeper', false)", [
      city,
    ]);
    const { rows } = await owner.query(
      `select sealed->>'sealed' as sealed from receipts where city = $1 union all
       select sealed->>'sealed' from fiscal_receipts where city = $1 union all
       select sealed->>'sealed' from resident_accounts where resident = 'rKeeper'`,
      [city],
    );
    return rows.map((row: { sealed: string }) => row.sealed.split(".")[1]);
  });
  expect(keys).toEqual([kid, kid, kid]);
});

test("the newest numbers come first in the list, page by page", async () => {
  for (const amount of [1n, 2n, 3n]) await note((await settled(amount)).number);
  await runReceipts(parts, [city]);
  const first = await listReceipts(money.context, { city, year: 2026, limit: 2 });
  expect(first.items.map(({ serial }) => serial)).toEqual([3n, 2n]);
  const rest = await listReceipts(money.context, { city, year: 2026, limit: 2, before: first.next });
  expect(rest.items.map(({ serial }) => serial)).toEqual([1n]);
  expect(rest.next).toBeUndefined();
});
