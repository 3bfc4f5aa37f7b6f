/**
 * A day of one payment account with a million lines: read as it streams in, compared with the ledger, and closed; beside it the plain
 * insert of as many rows as a measure of the machine. See bench/README.md.
 *
 *   node --expose-gc --import tsx bench/reconcile.ts [--lines=1000000] [--data=DIR]
 */
import { parseArgs } from "node:util";
import type { BillLine, PaymentContext, PaymentProvider } from "../src/domain/payments/index.ts";
import { askAgain, closeDay, differencesOf, explainDifference } from "../src/domain/payments/index.ts";
import { bookOf, memoryAt, numberOf, plainInsert } from "./support/books.ts";
import { keepResult, machine } from "./support/machine.ts";
import { manyCases } from "./support/many-cases.ts";

const { values } = parseArgs({ options: { lines: { type: "string", default: "1000000" }, data: { type: "string" } } });
const lines = Number(values.lines);
const city = "700001";
const day = "2026-03-02";
const source = "provider/wechat/bench";
const before = machine();
const { house, owner, close } = await manyCases(0, (line) => console.error(line), values.data);
try {
  await house.secrets.openCity(city);
  await bookOf(owner, { city, day, account: "bench", agency: "tax", count: lines });
  const plain = await plainInsert(owner, Math.min(lines, 100_000));
  const memory: ReturnType<typeof memoryAt>[] = [];
  async function* bill(): AsyncGenerator<BillLine, undefined> {
    const at = new Date(`${day}T04:00:00Z`);
    for (let i = 1; i <= lines; i += 1) {
      if (i % 100_000 === 0) memory.push(memoryAt(i));
      // One in a hundred thousand is missing there, one has another amount.
      if (i % 100_000 === 7) continue;
      const amount_fen = BigInt(1_000 + (i % 977)) + (i % 100_000 === 11 ? 1n : 0n);
      yield {
        kind: "payment",
        number: numberOf(city, i),
        reference: `w${i}`,
        amount_fen,
        fee_fen: 6n,
        state: "succeeded",
        at,
      };
    }
    return undefined;
  }
  const provider: Partial<PaymentProvider> = { name: "wechat", bill: async () => bill() };
  const context: PaymentContext = {
    ...house.payments,
    clock: () => new Date("2026-03-04T04:00:00Z"),
    providerOf: () => provider as PaymentProvider,
  };
  const timed = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
    const begun = performance.now();
    const answer = await work();
    return [Math.round(performance.now() - begun) / 1000, answer];
  };
  const [firstSeconds] = await timed(() => askAgain(context, { city, day, source }));
  const [againSeconds] = await timed(() => askAgain(context, { city, day, source }));
  const { items } = await differencesOf(context, { city, source, day, limit: 1_000 });
  const by = { kind: "clerk", id: "bench" } as const;
  for (const key of items) await explainDifference(context, { city, key, by, words: "measured" });
  // The biller of the bench gives no file.
  await askAgain(context, { city, day, source: "biller/tax" });
  await closeDay(context, { city, day: "2026-03-01", by });
  const [closeSeconds, closed] = await timed(() => closeDay(context, { city, day, by }));
  keepResult("reconcile", {
    benchmark: "reconcile",
    machine: before,
    lines,
    fetchedAndComparedSeconds: firstSeconds,
    repeatedSeconds: againSeconds,
    closeSeconds,
    transfersClosed: Number(closed.transfers),
    differences: items.length,
    // Of the same run: what a plain insert of as many rows would take on this machine at this moment.
    plainInsertSeconds: Math.round(((plain * lines) / Math.min(lines, 100_000)) * 10) / 10,
    ratioToPlainInsert: Math.round((firstSeconds / ((plain * lines) / Math.min(lines, 100_000))) * 100) / 100,
    memory,
  });
} finally {
  await close();
}
