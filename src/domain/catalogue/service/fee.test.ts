import fc from "fast-check";
import { expect, test } from "vitest";
import { residencePermit, today } from "../../forms/fixture.ts";
import { amountDue, compileService, feeOf } from "../index.ts";
import type { Fee } from "./definition.ts";

const text = (zh: string) => ({ zh, en: zh });
const at = { today, city: "430621" };
const service = (fee: Fee | "none") => compileService({ ...residencePermit, fee });
const basis = "湘发改价费〔2020〕1号";
const byMonths = service({
  basis,
  charge: "submit",
  amounts: [
    { when: "months_lived < 12", say: text("不满一年"), amount_fen: 500 },
    { when: "months_lived < 24", say: text("不满两年"), amount_fen: 1000 },
    { say: text("其他"), amount_fen: 0 },
  ],
});

test("the first row that holds, whatever the answers", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1200 }), (months) => {
      const fee = feeOf(byMonths, null, { months_lived: months }, at);
      expect(amountDue(fee)).toBe(months < 12 ? 500n : months < 24 ? 1000n : 0n);
      expect(fee).toMatchObject({ kind: "amount", basis, charge: "submit", say: expect.anything() });
    }),
  );
});

test("without answers, or with one that is none, the rows stand", () => {
  const rows = { kind: "amounts", rows: [{ amount_fen: 500n }, { amount_fen: 1000n }, { amount_fen: 0n }] };
  expect(feeOf(byMonths, null, undefined, at)).toMatchObject(rows);
  expect(feeOf(byMonths, null, { months_lived: "many" }, at)).toMatchObject(rows);
  expect(amountDue(feeOf(byMonths, null, undefined, at))).toBeUndefined();
});

test("the city's own amount replaces whatever the service says, and keeps when it is charged", () => {
  const own = { amount_fen: 300n, basis: "县价格表" };
  const anything: readonly (Fee | "none")[] = [
    "none",
    { basis, amount_fen: 100 },
    { basis, bill: text("按账单") },
    { basis, local: text("看地方"), charge: "deliver" },
  ];
  for (const fee of anything) {
    const charge = fee === "none" ? "decide" : (fee.charge ?? "decide");
    expect(feeOf(service(fee), own, undefined, at)).toEqual({ kind: "amount", ...own, charge });
  }
  expect(feeOf(byMonths, own, { months_lived: 1 }, at)).toMatchObject({ amount_fen: 300n, charge: "submit" });
});

test("bills and local rates say how they come about, and no amount", () => {
  const bill = feeOf(service({ basis, bill: text("按账单") }), null, {}, at);
  expect(bill).toEqual({ kind: "bill", say: text("按账单"), basis, charge: "decide" });
  const local = feeOf(service({ basis, local: text("看地方") }), null, {}, at);
  expect(amountDue(local)).toBeUndefined();
  expect(amountDue(feeOf(service("none"), null, {}, at))).toBe(0n);
});

test("a fee paid online says who is paid, whatever its form; one paid at the counter says nothing", () => {
  const forms: readonly Fee[] = [
    { basis, amount_fen: 2000, pay: "treasury" },
    { basis, local: text("看地方"), pay: "treasury" },
    { basis, amounts: [{ say: text("其他"), amount_fen: 100 }], pay: "treasury" },
  ];
  for (const fee of forms) {
    expect(feeOf(service(fee), null, { months_lived: 1 }, at)).toMatchObject({ pay: "treasury" });
    expect(feeOf(service(fee), { amount_fen: 300n, basis }, undefined, at)).toMatchObject({ pay: "treasury" });
  }
  expect(feeOf(byMonths, null, undefined, at)).not.toHaveProperty("pay");
});
