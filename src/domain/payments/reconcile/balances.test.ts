import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { sharedScope } from "../../../foundation/database/index.ts";
import { openSequence } from "../../../foundation/events/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { dayFromNumber, numberOf } from "../../regions/index.ts";
import { type MoneyFixture, moneyFixture } from "../fixtures.ts";
import { balanceOf, closeDay, correct, statementOf, trialBalance, unproven } from "./index.ts";

const accounts = ["provider/demo/main", "clearing", "collected/tax", "due/tax", "bank"];
const first = numberOf("2026-11-01");
let db: TestDatabase;
let money: MoneyFixture;
let city = 520_000;

beforeAll(async () => {
  db = await testDatabase(new Date("2026-12-01T04:00:00Z"));
  money = moneyFixture(db);
});
afterAll(() => db?.close());

type Move = { day: string; debit: string; credit: string; amount: bigint };

const moves = fc.array(
  fc
    .record({
      day: fc.integer({ min: 0, max: 9 }).map((n) => dayFromNumber(first + n)),
      debit: fc.constantFrom(...accounts),
      credit: fc.constantFrom(...accounts),
      amount: fc.bigInt({ min: 1n, max: 10n ** 13n }),
    })
    .filter(({ debit, credit }) => debit !== credit),
  { maxLength: 40 },
);

/** What anybody with pencil and paper would say. */
function fold(all: readonly Move[], account: string, until: string): bigint {
  return all
    .filter(({ day }) => day <= until)
    .reduce((sum, { debit, credit, amount }) => {
      if (debit === account) return sum + amount;
      return credit === account ? sum - amount : sum;
    }, 0n);
}

test("every balance of every past day is what its transfers add up to, whatever days were closed in between", async () => {
  await fc.assert(
    fc.asyncProperty(moves, fc.integer({ min: 0, max: 9 }), async (given, closedDays) => {
      city += 1;
      const of = String(city);
      await keep(of, given);
      const all = [...given];
      for (let n = 0; n < closedDays; n += 1) {
        const day = dayFromNumber(first - 1 + n);
        if (given.length === 0 || day < (given.map((move) => move.day).sort()[0] ?? "")) continue;
        await closeAsIs(of, day);
        all.push(...(await movesOfClose(of, day)));
      }
      for (let n = -1; n < 11; n += 1) {
        const day = dayFromNumber(first + n);
        const trial = await trialBalance(money.context, of, day);
        expect(trial.reduce((sum, { balance_fen }) => sum + balance_fen, 0n)).toBe(0n);
        for (const account of [...accounts, "handed_over/tax"]) {
          const expected = fold(all, account, day);
          expect(await balanceOf(money.context, { city: of, account, day })).toBe(expected);
          expect(trial.find((row) => row.account === account)?.balance_fen ?? 0n).toBe(expected);
        }
      }
      expect(await unproven(money.context, of, dayFromNumber(first - 1), dayFromNumber(first + 12))).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 240_000);

test("a statement says every move once, in order, however it is paged", async () => {
  const of = "519999";
  const given = fc.sample(moves, { numRuns: 1, seed: 7 })[0] ?? [];
  const all = [...given, ...Array.from({ length: 30 }, (_, n) => ({ ...same, amount: BigInt(n + 1) }))];
  await keep(of, all);
  const from = dayFromNumber(first + 1);
  const until = dayFromNumber(first + 7);
  const expected = all.filter(
    ({ day, debit, credit }) => day >= from && day <= until && (debit === "bank" || credit === "bank"),
  );
  for (const limit of [1, 7, 200]) {
    const lines = [];
    let after: string | undefined;
    do {
      const page = await statementOf(money.context, { city: of, account: "bank", from, until, after, limit });
      lines.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    expect(lines).toHaveLength(expected.length);
    expect(new Set(lines.map(({ subject }) => subject)).size).toBe(lines.length);
    expect([...lines].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))).toEqual(lines);
    const sum = lines.reduce((all, { amount_fen }) => all + amount_fen, 0n);
    const before = await balanceOf(money.context, { city: of, account: "bank", day: dayFromNumber(first) });
    expect(before + sum).toBe(await balanceOf(money.context, { city: of, account: "bank", day: until }));
  }
});

const same = { day: dayFromNumber(first + 3), debit: "bank", credit: "clearing" };

test("the same key books one correction, and no other one in its place", async () => {
  const of = { city: "519997", key: "form", debit: "bank", credit: "clearing", amount_fen: 7n, because: "x" } as const;
  await db.database.run(sharedScope, openSequence, { city: of.city });
  const by = { kind: "clerk", id: "a" } as const;
  const booked = (more: object = {}) =>
    correct(money.context, { ...of, by, ...more }).catch((error: unknown) =>
      error instanceof Refusal ? error.code : String(error),
    );
  expect([await booked(), await booked()]).toEqual([true, false]);
  for (const other of [{ amount_fen: 8n }, { debit: "fees/demo" }, { debit: "clearing", credit: "bank" }]) {
    expect(await booked(other)).toBe("correction_differs");
  }
  expect(await balanceOf(money.context, { city: of.city, account: "bank", day: "2027-12-31" })).toBe(7n);
});

test("a transfer that came into a closed day behind our back is found", async () => {
  const of = "519998";
  await keep(of, [{ ...same, amount: 5n }]);
  await closeAsIs(of, same.day);
  expect(await unproven(money.context, of, same.day, same.day)).toEqual([]);
  await keep(of, [{ ...same, amount: 3n }], "later");
  expect(await unproven(money.context, of, same.day, same.day)).toMatchObject([
    { account: "bank", kept_fen: 5n, moved_fen: 8n },
    { account: "clearing", kept_fen: -5n, moved_fen: -8n },
  ]);
});

async function keep(of: string, given: readonly Move[], prefix = "move"): Promise<void> {
  await asOwner(db, async (owner) => {
    for (const [n, { day, debit, credit, amount }] of given.entries()) {
      await owner.query(
        `insert into transfers (city, subject, reason, part, day, at, debit, credit, amount_fen)
         values ($1, $2, 'correction', '', $3, $4, $5, $6, $7)`,
        [of, `${prefix}-${String(n).padStart(3, "0")}`, day, new Date(`${day}T04:00:00Z`), debit, credit, amount],
      );
    }
  });
}

/** Closes a day whose sources all agree: of these books nobody else says anything. */
async function closeAsIs(of: string, day: string): Promise<void> {
  await asOwner(db, (owner) =>
    owner.query(
      `insert into reconciliations (city, source, day, bill, attempts, reading, lines, moved, in_fen, out_fen, fees_fen)
       select $1, s, $2, 'none', 0, 0, 0, 0, 0, 0, 0 from unnest(array['provider/demo/main', 'biller/tax']) s on conflict do nothing`,
      [of, day],
    ),
  );
  await asOwner(db, (owner) =>
    owner.query(
      `insert into ledger_closes (city, day, closed_at, closed_by_kind, closed_by, transfers, received_fen, refunded_fen, fees_fen,
         paid_out_fen, handed_over_fen, explained)
       select $1, $2::date - 1, now(), 'system', 'tests', 0, 0, 0, 0, 0, 0, 0
       where not exists (select from ledger_closes where city = $1)`,
      [of, day],
    ),
  );
  await closeDay(money.context, { city: of, day, by: { kind: "system", id: "tests" } });
}

async function movesOfClose(of: string, day: string): Promise<Move[]> {
  return asOwner(db, async (owner) => {
    const { rows } = await owner.query(
      "select debit, credit, amount_fen from transfers where city = $1 and subject = $2",
      [of, `close ${day}`],
    );
    return rows.map((row) => ({ day, debit: row.debit, credit: row.credit, amount: BigInt(row.amount_fen) }));
  });
}
