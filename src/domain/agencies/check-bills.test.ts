import { expect, test } from "vitest";
import type { BillSection } from "../catalogue/index.ts";
import { checkBills } from "./check-bills.ts";
import type { AgencyFailure, AgencyRequest } from "./index.ts";

const at = new Date("2026-11-16T01:00:00Z");
const section: BillSection = {
  ...{ operation: "water", by: "account", ask: ["no"], about: "no", payee: "merchant", partial: "none" },
  ...{ several: true, remember: true, account: { zh: "户号", en: "Account" } },
};
const request: AgencyRequest = {
  ...{ city: "430621", agency: "water", operation: "water", key: "k" },
  parameters: { no: "0600-218834", other: "7" },
};
const bill = { reference: "W1", amount_fen: 3_660, items: [{ name: "水费", amount_fen: 3_660 }] };
const check = (bills: readonly object[], over: Partial<BillSection> = {}, about: object = { account: "0600218834" }) =>
  checkBills({ kind: "found", bills: bills as [], about, at }, request, { ...section, ...over });
const reasonOf = (work: () => unknown) => {
  try {
    work();
    return "taken";
  } catch (error) {
    return (error as AgencyFailure).reason;
  }
};

test("a bill as it may be paid: whole fen, cleaned words, nothing that is owed no more", () => {
  const whole = { ...bill, late_fee_fen: 60, due_on: "2026-11-30", period: "2026-10", holder: "王\u202e**" };
  expect(check([whole, { ...bill, reference: "W2", amount_fen: 0 }])).toEqual({
    ...{ kind: "found", at },
    bills: [
      {
        ...{ reference: "W1", amount_fen: 3_660n, late_fee_fen: 60n, dueOn: "2026-11-30", period: "2026-10" },
        ...{ holder: "王 **", items: [{ name: "水费", amount_fen: 3_660n }] },
      },
    ],
  });
});

test.each([
  ["no reference", { amount_fen: 1 }],
  ["a long reference", { ...bill, reference: "W".repeat(65) }],
  ["no amount", { reference: "W1" }],
  ["an amount below nothing", { ...bill, amount_fen: -1 }],
  ["parts of a fen", { ...bill, amount_fen: 0.5 }],
  ["an amount as text", { ...bill, amount_fen: "3660" }],
  ["a late fee above it", { ...bill, late_fee_fen: 3_661 }],
  ["a day there is not", { ...bill, due_on: "2026-02-30" }],
  ["a period in words", { ...bill, period: "十月" }],
  ["items that are no list", { ...bill, items: "水费" }],
  ["half a notice", { ...bill, notice: "N1" }],
])("a bill with %s is unreadable", (_, wrong) => {
  expect(reasonOf(() => check([wrong]))).toBe("unreadable");
});

test("two with one reference, too many, and a treasury's without its notice", () => {
  expect(reasonOf(() => check([bill, bill]))).toBe("unreadable");
  const many = Array.from({ length: 101 }, (_, index) => ({ ...bill, reference: `W${index}` }));
  expect(reasonOf(() => check(many))).toBe("too_large");
  expect(reasonOf(() => check([bill], { by: "notice", payee: "treasury" }))).toBe("unreadable");
  const noticed = { ...bill, notice: "N1", unit: "143001", unit_name: "交警大队", notice_type: "penalty" };
  expect(check([noticed], { by: "notice", payee: "treasury" })).toMatchObject({
    bills: [{ notice: { notice: "N1", unit: "143001", unitName: "交警大队", type: "penalty" } }],
  });
});

test("about another account, about another value that was sent, and about nobody", () => {
  for (const account of ["0600218835", "7", ""]) {
    expect([account, reasonOf(() => check([bill], {}, { account }))]).toEqual([account, "wrong_person"]);
  }
  const person = { idType: "resident_id", idNumber: "11010519491231002X", name: "李" };
  const byPerson = (idNumber: string, who: object) =>
    checkBills(
      { kind: "found", bills: [bill], about: { idNumber }, at },
      { ...request, ...who },
      {
        ...section,
        by: "person",
      },
    );
  expect(byPerson("11010519491231002x", { person })).toMatchObject({ kind: "found" });
  expect(reasonOf(() => byPerson("110101199003070011", { person }))).toBe("wrong_person");
  expect(reasonOf(() => byPerson("", {}))).toBe("wrong_person");
});
