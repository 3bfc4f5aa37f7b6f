import { moneyFixture, paid } from "../../../src/domain/payments/fixtures.ts";
import {
  accountHash,
  approveRefund,
  askRefund,
  checkReceipt,
  eachReceipt,
  type FiscalReceipt,
  fiscalReceiptOf,
  linesOfYear,
  listReceipts,
  noteReceiptsDue,
  proveNumbers,
  type ReceiptParts,
  receiptsGivenUp,
  receiptsOf,
  rememberAccount,
  resealKeptAccounts,
  resealMoney,
  runPaymentTasks,
  runReceipts,
  tryReceiptsAgain,
  yearsOfAccount,
} from "../../../src/domain/payments/index.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import { asOwner, type TestHouse } from "../../helpers/house.ts";

/** None that the program serves: its own loops would be faster. */
const city = "530103";

/** Two payments: one has its receipts, of itself and of a refund; the other's cannot be made until somebody asks again. */
export async function walkReceipts({ house, test, clock: time }: TestHouse): Promise<void> {
  const { database, secrets, clock } = house;
  await secrets.openCity(city);
  const money = moneyFixture({ database, secrets, clock: { read: clock } });
  const { context, wallet } = money;
  const fiscal: FiscalReceipt = {
    ...{ name: "票据", code: "1", number: "2", check_code: "3", payer: "甲", items: [], amount_fen: 1_000n },
    ...{ unit: "单位", issuer: "甲", date: "2026-11-16", url: "http://127.0.0.1/" },
  };
  Object.assign(wallet, { fiscalReceipt: async () => fiscal });
  const first = await paid(money, { city, amount_fen: 1_000n });
  const second = await paid(money, { city, amount_fen: 500n });
  const work = async () => {
    while ((await runPaymentTasks(context, [city])) > 0);
  };
  await work();
  const { refunds } = await askRefund(context, {
    ...{ city, number: first.number, amount_fen: 10n, reason: "交重了" },
    by: { kind: "resident", id: "rWalker" },
  });
  const refund = refunds[0]?.number ?? "";
  await approveRefund(context, { city, number: first.number, refund, by: { kind: "clerk", id: "walk" } });
  await work();
  const parts: ReceiptParts = {
    payments: context,
    payerName: async () => "甲",
    wordsOf: async ({ payment }) => {
      if (payment.number === second.number) throw new Error("no words");
      return { service: { zh: "电费", en: "Electricity" }, biller: { zh: "电", en: "Power" }, hasAccount: true };
    },
  };
  const numbers = [first.number, second.number];
  await database.transaction(cityScope(city), (tx) => noteReceiptsDue(tx, city, numbers, clock()));
  await runReceipts(parts, [city]);
  await work();
  await fiscalReceiptOf(context, city, first.number);
  const [receipt] = await receiptsOf(context, city, first.number);
  await checkReceipt(context, receipt?.number ?? "", receipt?.check);
  const year = receipt?.year ?? 0;
  for await (const _ of eachReceipt(context, city, year));
  await listReceipts(context, { city, year });
  await proveNumbers(context, city, year);
  // Once more: what has a number keeps it.
  await database.transaction(cityScope(city), (tx) => noteReceiptsDue(tx, city, numbers, clock()));
  await runReceipts(parts, [city]);
  const hash = accountHash(context, city, "electricity", "1");
  await asOwner(test, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query("update receipts_due set due_at = null where city = $1", [city]);
    // As if a person who signed in had paid to an account they keep.
    await owner.query("update receipt_bills set payer = 'rWalker', account_hash = $2 where city = $1", [city, hash]);
  });
  await receiptsGivenUp(context, city);
  await tryReceiptsAgain(context, city);
  const of = { city, service: "electricity", account: "1", payer: "rWalker" };
  await yearsOfAccount(context, of);
  await linesOfYear(context, { ...of, year });
  await rememberAccount(context, {
    resident: "rWalker",
    city,
    service: "electricity",
    account: "1",
    parameters: {},
    own: true,
  });
  // A second later, since the city's first key is of this instant.
  time.now = new Date(time.now.getTime() + 1_000);
  await secrets.addSealKey(city, "aes-256-gcm", time.now);
  await secrets.load([city]);
  await resealMoney({ database, secrets }, city);
  await resealKeptAccounts({ database, secrets }, "rWalker", new Set([city]));
}
