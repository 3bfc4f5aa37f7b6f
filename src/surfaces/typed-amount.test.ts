import { expect, test } from "vitest";
import { typedAmount } from "./typed-amount.ts";

test.each([
  ["36.5", 3_650n],
  ["100", 10_000n],
  ["0.01", 1n],
  ["１２", 1_200n],
  ["1,000.00 元", 100_000n],
  ["1.234", undefined],
  ["-1", undefined],
  ["", undefined],
])("%s is %s fen", (typed, fen) => {
  expect(typedAmount(typed)).toBe(fen);
});
