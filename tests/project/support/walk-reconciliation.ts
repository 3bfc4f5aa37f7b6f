import { begin, moneyFixture, owe, paid } from "../../../src/domain/payments/fixtures.ts";
import {
  askAgain,
  balanceOf,
  cancelPayment,
  closeDay,
  correct,
  differencesOf,
  eachHandOverLine,
  explainDifference,
  handOvers,
  listDays,
  listDifferences,
  runPaymentTasks,
  runReconciliation,
  startRemedy,
  statementOf,
  trialBalance,
  unproven,
} from "../../../src/domain/payments/index.ts";
import { asOwner, type TestHouse } from "../../helpers/house.ts";

const city = "130982";
const clerk = { kind: "clerk", id: "walk" } as const;

/** A day of money with one thing that differs on each side, compared, explained, closed and read; two days later than it began. */
export async function walkReconciliation({ house, clock, test }: TestHouse): Promise<void> {
  const { database, secrets } = house;
  const began = clock.now;
  const money = moneyFixture({ database, secrets, clock: { read: () => clock.now } });
  const { context, wallet, biller } = money;
  await asOwner(test, (owner) =>
    owner.query(
      `insert into payment_accounts (city, provider, account, agency, config, enabled, revision, changed_at, changed_by)
       values ($1, 'demo', 'main', '', '{}', true, 1, $2, 'walk')`,
      [city, began],
    ),
  );
  const first = await paid(money, { city, amount_fen: 1_000n });
  const late = await begin(money, city, await owe(money, { city, amount_fen: 500n }));
  await cancelPayment(context, { city, number: late, by: { kind: "visitor", id: "tester" } });
  wallet.pay(late, 500n);
  while ((await runPaymentTasks(context, [city])) > 0);
  biller.tamper = () => [];
  const later = (hours: number) => {
    clock.now = new Date(began.getTime() + hours * 3_600_000);
  };
  later(48);
  wallet.mood = "absent";
  await runReconciliation(context, [city]);
  wallet.mood = "well";
  later(60);
  await runReconciliation(context, [city]);
  const { items } = await listDifferences(context, { city });
  await listDifferences(context, { city, state: "open" });
  const day = items.at(-1)?.day ?? "";
  for (const item of items) {
    const remedy = item.kind === "payment" ? "ask" : "write_off";
    if (item.state === "open") await startRemedy(context, { city, key: item, remedy, by: clerk });
  }
  const source = "biller/power-supply";
  await askAgain(context, { city, day, source });
  for (const key of (await listDifferences(context, { city, state: "open" })).items) {
    await explainDifference(context, { city, key, by: clerk, words: "已经核对" });
  }
  await differencesOf(context, { city, source, day });
  await closeDay(context, { city, day, by: clerk });
  for (const { agency } of await handOvers(context, city, day)) {
    for await (const page of eachHandOverLine(context, { city, agency, day })) if (page.length === 0) break;
  }
  await listDays(context, { city });
  await trialBalance(context, city, day);
  await balanceOf(context, { city, account: "bank", day });
  await statementOf(context, { city, account: "bank", from: day, until: day });
  await unproven(context, city, day, day);
  const correction = {
    city,
    key: "walk",
    debit: "bank",
    credit: "clearing",
    amount_fen: 1n,
    by: clerk,
    because: "walk",
  };
  await correct(context, correction);
  if (first.number === "") throw new Error("nothing was paid");
  clock.now = began;
}
