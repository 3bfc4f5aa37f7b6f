import { BookWallet, begin, moneyFixture, owe, paid } from "../../../src/domain/payments/fixtures.ts";
import {
  approveRefund,
  askRefund,
  billsOf,
  confirmPayment,
  deadPaymentTasks,
  feePayments,
  findBills,
  findPayment,
  forgetAccount,
  forgetOldNotices,
  hasFound,
  keepOwed,
  listNotices,
  listPayments,
  listRefunds,
  listStopped,
  moneyOverview,
  noteFinder,
  noteOwed,
  noteReminded,
  openTasksOf,
  PaymentAccounts,
  type ProviderAdapter,
  paymentsOf,
  paymentsWithNumber,
  projectToPeople,
  recordOf,
  refundsWaiting,
  rememberAccount,
  rememberedAccounts,
  resealAccounts,
  resealMoney,
  restated,
  runPaymentTasks,
  takeNotification,
  takeRefund,
  takeReminders,
  tryAgain,
  turnedReminder,
  wantReminders,
} from "../../../src/domain/payments/index.ts";
import { residentScope } from "../../../src/foundation/database/index.ts";
import { asOwner, type TestHouse } from "../../helpers/house.ts";

const city = "430621";

const fake: ProviderAdapter = {
  name: "demo",
  check: () => [],
  secretsOf: () => ["key"],
  open: ({ clock }) => new BookWallet(clock),
};

/** What is owed and paid, given back, asked again, and sealed anew. */
export async function walkPayments({ house, test, clock }: TestHouse): Promise<void> {
  const money = moneyFixture({ ...test, database: house.database, secrets: house.secrets });
  const { context } = money;
  const { number, bill } = await paid(money, { city, amount_fen: 1_234n });
  const other = await begin(money, city, await owe(money, { city, amount_fen: 10n }));
  money.wallet.pay(other, 10n);
  await confirmPayment(context, city, money.wallet.told(other));
  await begin(money, city, await owe(money, { city, amount_fen: 20n }));
  clock.now = new Date(clock.now.getTime() + 60_000);
  await runPaymentTasks(context, [city]);
  const view = await askRefund(context, {
    ...{ city, number, amount_fen: 1n, reason: "交重了" },
    by: { kind: "resident", id: "rWalker" },
  });
  await takeRefund(context, { city, number }, { refund: view.refunds[0]?.number ?? "", state: "processing" });
  const refund = view.refunds[0]?.number ?? "";
  const nobody = { headers: {}, body: Buffer.from("{}") };
  await takeNotification(context, { provider: "demo", city, account: "main" }, nobody);
  money.wallet.readNotification = async () => ({
    ...{ id: "n1", kind: "refund" },
    refund: { refund, state: "processing" },
  });
  await takeNotification(context, { provider: "demo", city, account: "main" }, nobody);
  money.wallet.readNotification = async () => ({
    ...{ id: "n1", kind: "refund", late: true },
    refund: { refund, state: "processing" },
  });
  await takeNotification(context, { provider: "demo", city, account: "main" }, nobody);
  const accounts = await PaymentAccounts.open({
    ...{ database: house.database, secrets: house.secrets, clock: house.clock },
    adapters: new Map([["demo", fake]]),
    above: () => [],
    log: () => undefined,
  });
  const by = { kind: "system", id: "walk" } as const;
  await accounts.set({ city, provider: "demo", account: "main", agency: "", config: {}, secrets: { key: "k" }, by });
  await keepOwed(
    context,
    {
      ...{ city, biller: "power-supply", service: "electricity", payee: "merchant", account: "walk" },
      ...{ operation: "electricity", parameters: {}, caseNumber: "walk-case" },
    },
    ["walk-1", "walk-2"].map((reference) => ({ reference, amount_fen: 5n, late_fee_fen: 0n, items: [] })),
  );
  const [fee] = await billsOf(context, city, "walk-case");
  if (fee) {
    await noteFinder(context, [fee], "rWalker");
    await hasFound(context, fee, "rWalker");
    await restated(context, [fee], () => ({ amount_fen: 6n, late_fee_fen: 1n }));
    await restated(context, await findBills(context, city, [fee.number]), () => ({ amount_fen: 5n, late_fee_fen: 0n }));
  }
  const feePaid = await begin(money, city, fee?.number ?? "");
  money.wallet.pay(feePaid, 5n);
  await confirmPayment(context, city, money.wallet.told(feePaid));
  await feePayments(context, city, "walk-case");
  await keepOwed(
    context,
    {
      ...{ city, biller: "power-supply", service: "electricity", payee: "merchant", account: "walk" },
      ...{ operation: "electricity", parameters: {} },
    },
    [],
  );
  await listNotices(context, city, new Date(clock.now.getTime() + 1));
  const { payment } = await findPayment(context, city, number);
  await house.database.transaction(residentScope("rWalker"), (tx) =>
    projectToPeople(tx, [{ ...view, payment: { ...payment, payer: "rWalker" } }]),
  );
  await paymentsOf(context, "rWalker", { limit: 10 });
  await rememberAccount(context, {
    ...{ resident: "rWalker", city, service: "electricity", account: "1", parameters: {}, own: true },
  });
  const [kept] = await rememberedAccounts(context, "rWalker");
  const keptId = kept?.id ?? "";
  await noteOwed(context, "rWalker", keptId, { owed_fen: 5n, due_on: "2026-12-01", at: clock.now });
  const [reminder] = await takeReminders(context);
  if (reminder) {
    const [told] = await findBills(context, city, [bill]);
    await house.database.transaction(residentScope("rWalker"), (tx) =>
      noteReminded(tx, reminder, told ? [{ ...told, due_on: "2026-12-01" }] : []),
    );
    await turnedReminder(context, reminder, "answered");
  }
  await wantReminders(context, "rWalker", keptId, false);
  await forgetAccount(context, "rWalker", keptId);
  await asOwner(test, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query(
      `insert into payment_tasks (city, kind, subject, part, state, due_at, attempts)
       values ($1, 'write_off', $2, $3, 'dead', $4, 60)
       on conflict (city, kind, subject, part) do update set state = 'dead'`,
      [city, number, bill, clock.now],
    );
  });
  await deadPaymentTasks(context, city);
  await openTasksOf(context, city, number);
  await listStopped(context, { city });
  await listPayments(context, { city, filter: { state: "succeeded" } });
  await paymentsWithNumber(context, city, number);
  await recordOf(context, city, number);
  await refundsWaiting(context, { city });
  await listRefunds(context, { city, filter: {} });
  await moneyOverview(context, city);
  await tryAgain(context, { city, kind: "write_off", subject: number, part: bill });
  await approveRefund(context, { city, number, refund, by: { kind: "clerk", id: "walk" } });
  await listPayments(context, { city, filter: { state: "refunding" } });
  await runPaymentTasks(context, [city]);
  clock.now = new Date(clock.now.getTime() + 200 * 86_400_000);
  await forgetOldNotices(context, city);
  clock.now = new Date(clock.now.getTime() - 200 * 86_400_000);
  await resealMoney(house, city);
  await resealAccounts(house, city);
}
