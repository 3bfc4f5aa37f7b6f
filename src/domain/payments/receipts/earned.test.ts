import fc from "fast-check";
import { expect, test } from "vitest";
import type { PaymentView, RefundRow } from "../payment.ts";
import { earnedBy, type Move } from "./earned.ts";
import { readSerial, serialName } from "./index.ts";

test("numbers are written and read alike", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2199 }), fc.bigInt({ min: 1n, max: 10n ** 12n }), (year, serial) => {
      expect(readSerial(serialName(year, serial))).toEqual({ year, serial });
    }),
  );
  for (const wrong of ["", "17", "2026-0", "1999-1", "2026-1x"]) expect(readSerial(wrong)).toBeUndefined();
});

/** Bills of a payment, which of them were written off, and refunds that succeed, fail, or fail and succeed in the end, as the ledger books them. */
const histories = fc.record({
  bills: fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 1_000n }), fc.boolean()), { minLength: 1, maxLength: 4 }),
  refunds: fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom("succeeded", "failed", "late")), {
    maxLength: 6,
  }),
});

test("refund receipts never give back more of a bill than the payment's receipt says, and lines add up", () => {
  fc.assert(
    fc.property(histories, ({ bills, refunds }) => {
      const moves: Move[] = [];
      let tick = 0;
      const move = (reason: Move["reason"], part: string, amount_fen: bigint) => {
        tick += 1_000;
        if (amount_fen > 0n) moves.push({ reason, part, amount_fen, at: new Date(tick) });
      };
      const left = bills.map(([amount, isSettled], index) => {
        if (isSettled) move("written_off", `b${index}`, amount);
        return amount;
      });
      let free = 0n;
      const late: (() => void)[] = [];
      const rows: Pick<RefundRow, "number" | "way" | "state" | "reference" | "done_at">[] = [];
      for (const [index, [percent, outcome]] of refunds.entries()) {
        const number = `r${index}`;
        const there = left.reduce((sum, one) => sum + one, free);
        const amount = (there * BigInt(percent)) / 100n;
        if (amount === 0n) continue;
        let rest = amount - (free < amount ? free : amount);
        free -= amount - rest;
        for (const [bill, has] of left.entries()) {
          const taken = rest < has ? rest : has;
          move("unapplied", `b${bill} ${number}`, taken);
          left[bill] = has - taken;
          rest -= taken;
        }
        rows.push({
          number,
          way: "provider",
          state: outcome === "failed" ? "failed" : "succeeded",
          reference: null,
          done_at: null,
        });
        if (outcome === "succeeded") move("refunded", number, amount);
        else free += amount;
        if (outcome === "late") late.push(() => move("refunded", number, amount));
      }
      for (const book of late) book();
      const view = {
        payment: { number: "p", applied: true, paid_at: "2026-11-16T01:00:00Z", reference: null },
        bills: bills.map(([, isSettled], index) => ({
          number: `b${index}`,
          write_off: isSettled ? "done" : "refused",
        })),
        refunds: rows,
      } as unknown as PaymentView;
      const [own, ...returned] = earnedBy(view, moves);
      if (own === undefined) return bills.every(([, isSettled]) => !isSettled);
      for (const one of [own, ...returned]) {
        expect(one.lines.reduce((sum, line) => sum + line.amount_fen, 0n)).toBe(one.amount_fen);
      }
      for (const { bill, amount_fen } of own.lines) {
        const back = returned.flatMap(({ lines }) => lines.filter((line) => line.bill === bill));
        expect(back.reduce((sum, line) => sum + line.amount_fen, 0n) <= amount_fen).toBe(true);
      }
      // What was given back in all, and was not of a bill nobody wrote off, stands on a receipt.
      expect(own.kind).toBe("payment");
      return returned.every(({ kind }) => kind === "refund");
    }),
    { numRuns: 2_000 },
  );
});
