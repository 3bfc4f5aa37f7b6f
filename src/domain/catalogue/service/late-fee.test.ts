import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LateBill, type LateFeeRule, lateFee, onDay } from "../index.ts";

/** 行政处罚法 第七十二条: 3 % a day, at most the fine. */
const fines: LateFeeRule = {
  ...{ rate_bp: 300, cap: "principal", free_days: 0, rounding: "down", basis: "行政处罚法 第七十二条" },
};
const fine = (fen: bigint, dueOn?: string): LateBill => ({
  ...{ amount_fen: fen, late_fee_fen: 0n },
  ...(dueOn === undefined ? {} : { dueOn }),
});
const plus = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

test.each([
  ["on the due day", 20_000n, "2026-11-25", 0n],
  ["the day after", 20_000n, "2026-11-26", 600n],
  ["ten days late", 10_000n, "2026-12-05", 3_000n],
  ["thirty-three days late", 20_000n, "2026-12-28", 19_800n],
  ["thirty-four days late, at its cap", 20_000n, "2026-12-29", 20_000n],
  ["a year late, still at its cap", 20_000n, "2027-11-25", 20_000n],
  ["across the end of February of a leap year", 10_000n, "2028-03-01", 10_000n],
])("a fine %s", (_, fen, day, fee) => {
  expect(lateFee(fine(fen, "2026-11-25"), fines, day)).toBe(fee);
});

test("vehicle tax: 0.05 % a day without end, rounded half up", () => {
  const rule: LateFeeRule = {
    rate_bp: 5,
    cap: "none",
    free_days: 0,
    rounding: "half_up",
    basis: "税收征收管理法 第三十二条",
  };
  expect(lateFee(fine(950_000n, "2027-01-07"), rule, "2027-01-08")).toBe(475n);
  expect(lateFee(fine(333n, "2027-01-07"), rule, "2027-01-10")).toBe(0n);
  expect(lateFee(fine(3_334n, "2027-01-07"), rule, "2027-01-10")).toBe(5n);
  expect(lateFee(fine(3_334n, "2027-01-07"), { ...rule, rounding: "down" }, "2027-01-12")).toBe(8n);
  expect(lateFee(fine(3_334n, "2027-01-07"), rule, "2027-01-13")).toBe(10n);
});

test("free days, a biller that worked it out itself, and no rule", () => {
  const patient = { ...fines, free_days: 5 };
  expect(lateFee(fine(20_000n, "2026-11-25"), patient, "2026-11-30")).toBe(0n);
  expect(lateFee(fine(20_000n, "2026-11-25"), patient, "2026-12-01")).toBe(600n);
  const worked = { amount_fen: 8_526n, late_fee_fen: 126n, dueOn: "2026-10-28" };
  expect(onDay(worked, fines, "2026-11-16")).toEqual(worked);
  expect(onDay(fine(20_000n, "2026-11-25"), undefined, "2027-11-25")).toEqual(fine(20_000n, "2026-11-25"));
});

describe("by law", () => {
  const money = fc.bigInt({ min: 1n, max: 10n ** 13n });
  const days = fc.integer({ min: -400, max: 4_000 });
  const due = fc
    .date({ min: new Date("2015-01-01T00:00:00Z"), max: new Date("2040-12-31T00:00:00Z"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const rules = fc.record({
    rate_bp: fc.integer({ min: 1, max: 1_000 }),
    cap: fc.constantFrom("principal" as const, "none" as const),
    free_days: fc.integer({ min: 0, max: 60 }),
    rounding: fc.constantFrom("down" as const, "half_up" as const),
    basis: fc.constant("条例"),
  });

  test("nothing until the due day, never below nothing, never above the cap, and the bill adds up", () => {
    fc.assert(
      fc.property(money, due, days, rules, (fen, dueOn, late, rule) => {
        const bill = fine(fen, dueOn);
        const fee = lateFee(bill, rule, plus(dueOn, late));
        expect(fee >= 0n).toBe(true);
        if (late <= rule.free_days) expect(fee).toBe(0n);
        if (rule.cap === "principal") expect(fee <= fen).toBe(true);
        expect(onDay(bill, rule, plus(dueOn, late))).toEqual({ ...bill, late_fee_fen: fee, amount_fen: fen + fee });
        expect(lateFee(fine(fen), rule, plus(dueOn, late))).toBe(0n);
      }),
    );
  });

  test("later is never cheaper, more is never cheaper, and a rounding differs by less than a fen", () => {
    fc.assert(
      fc.property(money, money, due, days, fc.nat({ max: 400 }), rules, (one, other, dueOn, late, more, rule) => {
        const [less, most] = one < other ? [one, other] : [other, one];
        const day = plus(dueOn, late);
        expect(lateFee(fine(less, dueOn), rule, day) <= lateFee(fine(less, dueOn), rule, plus(day, more))).toBe(true);
        expect(lateFee(fine(less, dueOn), rule, day) <= lateFee(fine(most, dueOn), rule, day)).toBe(true);
        const [down, half] = (["down", "half_up"] as const).map((rounding) =>
          lateFee(fine(less, dueOn), { ...rule, rounding }, day),
        );
        expect([0n, 1n]).toContain((half ?? 0n) - (down ?? 0n));
      }),
    );
  });

  test("below its cap it is exactly rate times days, to the ten-thousandth of a fen before rounding", () => {
    fc.assert(
      fc.property(money, due, fc.integer({ min: 1, max: 33 }), (fen, dueOn, late) => {
        const exact = fen * 300n * BigInt(late);
        const fee = lateFee(fine(fen, dueOn), fines, plus(dueOn, late));
        expect(fee * 10_000n <= exact && exact < (fee + 1n) * 10_000n).toBe(true);
      }),
    );
  });
});
