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
  forgetOldLines,
  handOvers,
  handOversBetween,
  listDays,
  listDifferences,
  runPaymentTasks,
  runReconciliation,
  startRemedy,
  statementOf,
  trialBalance,
  unproven,
} from "../../../src/domain/payments/index.ts";
import { keptBefore, unprovenDays } from "../../../src/domain/payments/reconcile/close-store.ts";
import {
  endElsewhere,
  endPaymentsLaterHere,
  endVanished,
  endWriteOffsLaterHere,
  reopenSaidTwice,
} from "../../../src/domain/payments/reconcile/compare-store.ts";
import { dropLines } from "../../../src/domain/payments/reconcile/lines-store.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import { newId } from "../../../src/foundation/ids/index.ts";
import { asOwner, type TestHouse } from "../../helpers/house.ts";

/** None that the program serves: its own loops would be faster. */
const city = "530102";
const clerk = { kind: "clerk", id: "walk" } as const;

/** A day of money with one thing that differs on each side, compared, explained, closed and read; two days later than it began. */
export async function walkReconciliation({ house, clock, test }: TestHouse): Promise<void> {
  const { database, secrets } = house;
  const began = clock.now;
  // A clock of its own: the program's must not run two days ahead.
  let now = began;
  await secrets.openCity(city);
  const money = moneyFixture({ database, secrets, clock: { read: () => now } });
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
    now = new Date(began.getTime() + hours * 3_600_000);
  };
  later(48);
  wallet.mood = "absent";
  await runReconciliation(context, [city]);
  wallet.mood = "well";
  later(48.2);
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
  await handOversBetween(context, { city, from: day, until: day });
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
  await correct(context, correction);
  // Eleven years later the lines of closed days go.
  later(11 * 366 * 24);
  for (let each = 0; each < 8; each += 1) await forgetOldLines(context, city);
  later(48.2);
  await acrossDays(database, test, (await billOf(test, first.bill)) ?? "", began);
  if (first.number === "") throw new Error("nothing was paid");
}

async function billOf(test: TestHouse["test"], number: string): Promise<string | undefined> {
  const { rows } = await asOwner(test, (owner) =>
    owner.query("select reference from bills where city = $1 and number = $2", [city, number]),
  );
  return rows[0]?.reference as string | undefined;
}

/** What ends, or opens again, when another day's file or books tell more; and a day that somebody changed after its close. */
async function acrossDays(
  database: TestHouse["house"]["database"],
  test: TestHouse["test"],
  reference: string,
  at: Date,
): Promise<void> {
  const [one, two, source, biller] = ["2026-10-01", "2026-10-02", "provider/demo/main", "biller/power-supply"];
  const run = newId(at);
  await asOwner(test, async (owner) => {
    const difference = `insert into differences (city, source, day, kind, number, part, line, name, state, ours_fen, theirs_fen, our_day,
      changed_by, changed_at, run) values ($1, $2, $3, $4, $5, $6, 0, $7, $8, 5, 5, $9, 'walk', $10, $11)`;
    const add = (values: readonly (string | null)[]) => owner.query(difference, [city, ...values, at, run]);
    await add([source, one, "payment", "x1", "", "missing_there", "open", null]);
    await add([source, two, "payment", "x1", "", "date", "matched", one]);
    await add([source, one, "payment", "x2", "", "missing_here", "open", null]);
    await add([biller, one, "write_off", "x3", reference, "missing_here", "open", null]);
    await add([source, one, "payment", "x4", "", "date", "matched", two]);
    await add([source, one, "payment", "x5", "", "amount", "open", null]);
    const transfer = `insert into transfers (city, subject, reason, part, day, at, debit, credit, amount_fen)
      values ($1, $2, $3, $4, $5, $6, $7, $8, 5)`;
    const { rows } = await owner.query("select number from bills where city = $1 and reference = $2", [
      city,
      reference,
    ]);
    const bill = String(rows[0]?.number);
    await owner.query(transfer, [city, "x2", "received", "", two, at, source, "clearing"]);
    await owner.query(transfer, [
      city,
      "x3",
      "written_off",
      bill,
      two,
      at,
      "collected/power-supply",
      "due/power-supply",
    ]);
    await owner.query(
      `insert into source_lines (city, source, day, reading, number, line, kind, part, reference, amount_fen, fee_fen, state, at)
       values ($1, $2, $3, 1, 'x4', 1, 'payment', '', 'w', 5, 0, 'succeeded', $4)`,
      [city, source, two, at],
    );
    await owner.query(
      `insert into ledger_closes (city, day, closed_at, closed_by_kind, closed_by, transfers, received_fen, refunded_fen, fees_fen,
         paid_out_fen, handed_over_fen, explained) values ($1, $2, $3, 'system', 'walk', 0, 0, 0, 0, 0, 0, 0)`,
      [city, two, at],
    );
  });
  const scope = cityScope(city);
  const since = "2026-09-01";
  await database.run(scope, endElsewhere, { city, source, day: two, at });
  const account = source;
  await database.run(scope, endPaymentsLaterHere, { city, source, account, day: two, since, at });
  const due = { city, source: biller, account: "due/power-supply", day: two, since, at };
  await database.run(scope, endWriteOffsLaterHere, due);
  await database.run(scope, reopenSaidTwice, { city, source, day: two, reading: 1, since, at });
  await database.run(scope, endVanished, { city, source, day: one, number: null, run: newId(at), at });
  await database.run(scope, keptBefore, { city, day: "2027-01-01", limit: 10 });
  await database.run(scope, unprovenDays, { city, from: one, until: two });
  await database.run(scope, dropLines, { city, source, day: two, reading: 9, limit: 10 });
}
