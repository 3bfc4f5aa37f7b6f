/**
 * The day's end of 364 cities in one go: bills fetched, compared and days closed by the work that runs every minute; first a day on which each
 * city had money, then one without. See bench/README.md.
 *
 *   node --import tsx bench/close.ts [--cities=364] [--payments=200] [--times=3]
 */
import { parseArgs } from "node:util";
import type { BillLine, PaymentContext, PaymentProvider } from "../src/domain/payments/index.ts";
import { runReconciliation } from "../src/domain/payments/index.ts";
import { bookOf, numberOf, plainInsert } from "./support/books.ts";
import { keepResult, machine, median } from "./support/machine.ts";
import { manyCases } from "./support/many-cases.ts";

const { values } = parseArgs({
  options: {
    cities: { type: "string", default: "364" },
    payments: { type: "string", default: "200" },
    times: { type: "string", default: "3" },
    data: { type: "string" },
  },
});
const payments = Number(values.payments);
const cities = Array.from({ length: Number(values.cities) }, (_, n) => String(700_001 + n));
const before = machine();
const { house, owner, close } = await manyCases(0, (line) => console.error(line), values.data);
try {
  async function* bill(city: string, day: string, count: number): AsyncGenerator<BillLine, undefined> {
    const at = new Date(`${day}T04:00:00Z`);
    for (let i = 1; i <= count; i += 1) {
      const common = { reference: `w${i}`, fee_fen: 1n, state: "succeeded", at } as const;
      yield { kind: "payment", number: `${numberOf(city, i)}`, amount_fen: BigInt(1_000 + (i % 977)), ...common };
    }
    return undefined;
  }
  const full: number[] = [];
  const empty: number[] = [];
  const rest: number[] = [];
  const plain: number[] = [];
  for (let time = 0; time < Number(values.times); time += 1) {
    const mine = cities.map((city) => String(Number(city) + time * 1_000));
    const day = "2026-03-02";
    for (const city of mine) await bookOf(owner, { city, day, account: "bench", agency: "tax", count: payments });
    let now = new Date("2026-03-03T02:30:00Z");
    const context: PaymentContext = {
      ...house.payments,
      clock: () => now,
      providerOf: ({ city }) =>
        ({
          name: "wechat",
          bill: async (asked: string) => bill(city, asked, asked === day ? payments : 0),
        }) as unknown as PaymentProvider,
    };
    const timed = async (expected: number): Promise<number> => {
      const begun = performance.now();
      const { closed } = await runReconciliation(context, mine);
      if (closed !== expected) throw new Error(`${closed} days closed instead of ${expected}`);
      return Math.round(performance.now() - begun) / 1000;
    };
    plain.push(await plainInsert(owner, 20_000));
    // The day before the first money is closed with it.
    full.push(await timed(mine.length * 2));
    rest.push(await timed(0));
    now = new Date("2026-03-04T02:30:00Z");
    empty.push(await timed(mine.length));
  }
  keepResult("close", {
    benchmark: "close",
    machine: before,
    cities: cities.length,
    paymentsPerCity: payments,
    times: Number(values.times),
    dayWithMoneySeconds: { median: median(full), worst: Math.max(...full) },
    emptyDaySeconds: { median: median(empty), worst: Math.max(...empty) },
    nothingToDoSeconds: { median: median(rest), worst: Math.max(...rest) },
    // Of the same runs: 20,000 rows inserted plainly.
    plainInsertSeconds: { median: median(plain), worst: Math.max(...plain) },
    ratioToPlainInsert: Math.round((median(full) / median(plain)) * 10) / 10,
  });
} finally {
  await close();
}
