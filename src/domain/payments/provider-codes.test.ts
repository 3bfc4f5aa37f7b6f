import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeForClerk, codeForPayer } from "./index.ts";

/** Codes with which our adapters, and the stand-ins of the providers, say no to something about a payment. */
function codesIn(folder: string, shape: RegExp): string[] {
  const root = join(import.meta.dirname, "../../..", folder);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => [...readFileSync(join(root, name), "utf8").matchAll(shape)].map(([, code = ""]) => code));
}

test("every code that our adapters and the stand-ins know says what happened and what to do, in both languages", () => {
  const codes = [
    ...codesIn("src/outside/payments", /new ProviderRefusal\(\s*"([^"]+)"/g),
    ...codesIn("sandbox/payments", /new PayError\(\s*\d+,\s*"([^"]+)"/g),
    ...codesIn("sandbox/payments", /new Refused\(\s*"(ACQ\.[^"]+)"/g),
    ...codesIn("sandbox/payments", /new TreasuryError\(\s*"([^"]+)"/g),
  ].filter((code) => code !== "receipt_not_issued" && code !== "SIGN_ERROR");
  expect(new Set(codes).size).toBeGreaterThan(35);
  const unknown = [...new Set(codes)].filter((code) => codeForClerk(code) === undefined);
  expect(unknown).toEqual([]);
  for (const code of codes) {
    const said = codeForClerk(code);
    expect(said?.zh).toMatch(/[。]$/);
    expect(said?.en).toMatch(/\.$/);
  }
});

test("a code is the same however a provider writes it; one we do not know is none", () => {
  expect(codeForClerk("ACQ.TRADE_HAS_CLOSE")).toEqual(codeForClerk("TRADE_HAS_CLOSE"));
  expect(codeForClerk("ORDERPAID")).toEqual(codeForClerk("ORDER_PAID"));
  expect(codeForClerk("NOT_ENOUGH")?.zh).toContain("充值");
  expect(codeForPayer("NOT_ENOUGH")).toBeUndefined();
  expect(codeForPayer("ORDER_CLOSED")?.zh).toContain("没有扣款");
  for (const code of ["", "SOMETHING_NEW", "__proto__"]) expect(codeForClerk(code)).toBeUndefined();
});
