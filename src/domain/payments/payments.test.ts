import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { balancesOf, clerk, codeOf, payer, settleAll, stateOf } from "../../../tests/helpers/money.ts";
import { type Database, sharedScope } from "../../foundation/database/index.ts";
import { openSequence } from "../../foundation/events/index.ts";
import { begin, type MoneyFixture, moneyFixture, owe, paid } from "./fixtures.ts";
import {
  cancelPayment,
  comeBack,
  confirmPayment,
  contestPayment,
  createPayment,
  findBill,
  findPayment,
  paymentTable,
  problemsOfPayments,
  runPaymentTasks,
  settlePayment,
} from "./index.ts";

const city = "430621";
let db: TestDatabase;
let money: MoneyFixture;

beforeAll(async () => {
  db = await testDatabase();
  await db.database.run(sharedScope, openSequence, { city });
  money = moneyFixture(db);
});
afterAll(() => db?.close());

const state = (number: string) => stateOf(money, city, number);
const settle = () => settleAll(money, city);
const balances = (number: string) => balancesOf(db, number);
const later = (milliseconds: number) => {
  db.clock.now = new Date(db.clock.now.getTime() + milliseconds);
};

test("the table of states has no unknown, unreachable or dead-end state", () => {
  expect(problemsOfPayments(paymentTable)).toEqual([]);
});

test("paid, confirmed by the biller: every fen has one home, and the bill is settled", async () => {
  const { number, bill } = await paid(money, { city, amount_fen: 13_674n });
  expect(await state(number)).toBe("succeeded");
  expect((await findBill(money.context, city, bill)).state).toBe("paid");
  expect(await balances(number)).toEqual({ "collected/power-supply": "-13674", "provider/demo/main": "13674" });
  await settle();
  expect((await findBill(money.context, city, bill)).state).toBe("settled");
  expect(await balances(number)).toEqual({ "due/power-supply": "-13674", "provider/demo/main": "13674" });
  // Whoever tells it again changes nothing.
  const before = await findPayment(money.context, city, number);
  await confirmPayment(money.context, city, money.wallet.told(number));
  expect(await findPayment(money.context, city, number)).toEqual(before);
});

test("a double tap is one payment; another body under the same key is refused", async () => {
  const bill = await owe(money, { city, amount_fen: 500n });
  const wish = {
    ...({
      city,
      bills: [{ number: bill }],
      provider: "demo",
      account: "main",
      from: "phone",
      payer: payer.id,
      by: payer,
    } as const),
    channel: "web",
    idempotency: { caller: payer.id, key: randomUUID(), bodyHash: "one" },
  } as const;
  const answers = await Promise.all(Array.from({ length: 6 }, () => createPayment(money.context, wish)));
  expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
  const twice = { ...wish, bills: [{ number: bill }, { number: bill, amount_fen: 1n }] };
  expect(await codeOf(createPayment(money.context, twice))).toBe("bill_named_twice");
  const other = createPayment(money.context, { ...wish, idempotency: { ...wish.idempotency, bodyHash: "two" } });
  expect(await codeOf(other)).toBe("idempotency_key_reused");
});

test("a second tap that reads the first one's payment answers with it, and does not give it up", async () => {
  const bill = await owe(money, { city, amount_fen: 500n });
  const wish = {
    ...({
      city,
      bills: [{ number: bill }],
      provider: "demo",
      account: "main",
      from: "phone",
      payer: payer.id,
    } as const),
    ...{ by: payer, channel: "web", idempotency: { caller: payer.id, key: randomUUID(), bodyHash: "one" } },
  };
  // The first tap is done between any two statements of the second.
  let first: Promise<{ number: string }> | undefined;
  const between: Pick<Database, "run"> = {
    run: async (scope, made, values) => {
      first ??= made.name === "payments.bills_by_number" ? createPayment(money.context, wish) : undefined;
      await first;
      return db.database.run(scope, made, values);
    },
  };
  const second = await createPayment({ ...money.context, database: between as Database }, wish);
  expect(second).toEqual(await first);
  expect(await state(second.number)).toBe("created");
});

test("a new attempt supersedes an abandoned one at once, and what is paid on the old one is applied", async () => {
  const bill = await owe(money, { city, amount_fen: 800n });
  const first = await begin(money, city, bill);
  const second = await begin(money, city, bill);
  expect([await state(first), await state(second)]).toEqual(["closed", "created"]);
  // The payer pays the old window after all.
  money.wallet.pay(first, 800n);
  await confirmPayment(money.context, city, money.wallet.told(first));
  expect([await state(first), await state(second)]).toEqual(["succeeded", "closed"]);
  await settle();
  expect((await findBill(money.context, city, bill)).state).toBe("settled");
});

test("a bill that another takes while a late success looks at it: the late one decides anew", async () => {
  const bill = await owe(money, { city, amount_fen: 800n });
  const first = await begin(money, city, bill);
  await cancelPayment(money.context, { city, number: first, by: payer });
  money.wallet.pay(first, 800n);
  // Between the reading and the writing of the late success somebody begins to pay the same bill.
  let other: Promise<string> | undefined;
  const acts = {
    submit: async (row: Parameters<typeof money.context.acts.submit>[0]) => {
      other ??= row["type"] === "apply" ? begin(money, city, bill) : undefined;
      await other;
      return money.context.acts.submit(row);
    },
  };
  await confirmPayment({ ...money.context, acts: acts as typeof money.context.acts }, city, money.wallet.told(first));
  expect([await state(first), await state((await other) ?? "")]).toEqual(["refunding", "created"]);
  await settle();
  expect(await balances(first)).toEqual({});
});

test("two processes that begin to pay one bill at the same moment: one is told that it is being settled", async () => {
  const contexts = [money.context, moneyFixture(db).context, moneyFixture(db).context];
  for (let round = 0; round < 20; round += 1) {
    const bill = await owe(money, { city, amount_fen: 100n });
    const answers = await Promise.allSettled(contexts.map((context) => begin({ ...money, context }, city, bill)));
    const failures = answers.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(failures.filter(({ code }) => code !== "bill_being_settled" && code !== "payment_busy")).toEqual([]);
    const { held_by } = await findBill(money.context, city, bill);
    expect(answers.map((each) => (each.status === "fulfilled" ? each.value : ""))).toContain(held_by);
  }
});

test("two devices pay one bill: the second money goes back by itself", async () => {
  const bill = await owe(money, { city, amount_fen: 900n });
  const first = await begin(money, city, bill);
  const second = await begin(money, city, bill);
  for (const number of [second, first]) {
    money.wallet.pay(number, 900n);
    await confirmPayment(money.context, city, money.wallet.told(number));
  }
  expect([await state(second), await state(first)]).toEqual(["succeeded", "refunding"]);
  await settle();
  expect(await state(first)).toBe("refunded");
  expect(await balances(first)).toEqual({});
  expect(await balances(second)).toEqual({ "due/power-supply": "-900", "provider/demo/main": "900" });
  expect(await codeOf(begin(money, city, bill))).toBe("bill_not_owed");
});

test("no notification comes: we ask; and what expires is closed at the provider first", async () => {
  const [one, two] = [await owe(money, { city, amount_fen: 100n }), await owe(money, { city, amount_fen: 200n })];
  const asked = await begin(money, city, one);
  const abandoned = await begin(money, city, two);
  money.wallet.pay(asked, 100n);
  later(60_000);
  await settle();
  expect(await state(asked)).toBe("succeeded");
  for (let minutes = 0; minutes < 40; minutes += 5) {
    later(300_000);
    await settle();
  }
  const { payment } = await findPayment(money.context, city, abandoned);
  expect([payment.state, payment.closed_because]).toEqual(["closed", "expired"]);
  expect(money.wallet.told(abandoned).state).not.toBe("paid");
  // The bill is free.
  await begin(money, city, two);
});

test("coming back from the wallet proves nothing, and is a reason to ask at once", async () => {
  const number = await begin(money, city, await owe(money, { city, amount_fen: 450n }));
  const visit = { city, number, by: payer };
  const { payment } = await comeBack(money.context, visit);
  expect([payment.state, payment.received_fen]).toEqual(["pending", 0n]);
  await settle();
  expect([await state(number), await balances(number)]).toEqual(["pending", {}]);
  money.wallet.pay(number, 450n);
  await comeBack(money.context, visit);
  expect(await balances(number)).toEqual({});
  later(25_000);
  await settle();
  expect(await state(number)).toBe("succeeded");
});

test("an outage loses nothing: the task comes again, and after its end a person decides", async () => {
  const { number } = await paid(money, { city, amount_fen: 333n });
  money.biller.writeOff = async () => {
    throw new Error("the biller is down");
  };
  for (let tries = 0; tries < 70; tries += 1) {
    later(3_700_000);
    await runPaymentTasks(money.context, [city]);
  }
  const { rows } = await asOwner(db, (owner) =>
    owner.query("select kind, state, attempts from payment_tasks where subject = $1", [number]),
  );
  expect(rows).toEqual([{ kind: "write_off", state: "dead", attempts: 60 }]);
  expect(await state(number)).toBe("succeeded");
  money = moneyFixture(db);
});

test("the row is the fold of its events", async () => {
  const { number } = await paid(money, { city, amount_fen: 4_200n });
  await settle();
  await contestPayment(money.context, { city, number, by: clerk("a"), because: "said_so" });
  await settlePayment(money.context, { city, number, by: clerk("a") });
  const cancelled = await begin(money, city, await owe(money, { city, amount_fen: 10n }));
  await cancelPayment(money.context, { city, number: cancelled, by: payer });
  for (const one of [number, cancelled]) {
    const { rows } = await asOwner(db, (owner) =>
      owner.query("select type, revision, data from events where subject = $1 order by seq", [one]),
    );
    expect(rows.map(({ revision }: { revision: number }) => revision)).toEqual(
      rows.map((_: unknown, at: number) => at + 1),
    );
    const folded = Object.assign(
      { state: "created" },
      ...rows.slice(1).map(({ data }: { data: { set: object } }) => data.set),
    );
    const { payment } = await findPayment(money.context, city, one);
    const row = Object.fromEntries(
      Object.entries(payment).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
    );
    expect(row).toMatchObject(folded);
    expect(payment.revision).toBe(rows.length);
  }
});
