import fc from "fast-check";
import { expect, test } from "vitest";
import { capitalAmount, capitalAtMost } from "./index.ts";

test.each([
  [0n, "人民币零元整"],
  [1n, "人民币壹分"],
  [50n, "人民币伍角整"],
  [105n, "人民币壹元零伍分"],
  [1_000n, "人民币壹拾元整"],
  // The examples of the rule itself (支付结算办法 附一).
  [140_950n, "人民币壹仟肆佰零玖元伍角整"],
  [600_714n, "人民币陆仟零柒元壹角肆分"],
  [168_032n, "人民币壹仟陆佰捌拾元叁角贰分"],
  [10_700_053n, "人民币壹拾万零柒仟元零伍角叁分".replace("元零", "元").replace("万零", "万")],
  [1_640_902n, "人民币壹万陆仟肆佰零玖元零贰分"],
  [32_504n, "人民币叁佰贰拾伍元零肆分"],
  [10_000_000_000_000n, "人民币壹仟亿元整"],
  [100_000_000_000_000n, "人民币壹万亿元整"],
  [100_000_000_000_100n, "人民币壹万亿零壹元整"],
  [123_450_000_000_000n, "人民币壹万贰仟叁佰肆拾伍亿元整"],
  [100_010_001_000_000n, "人民币壹万零壹亿零壹万元整".replace("零壹亿", "零壹亿")],
])("%d fen are %s", (fen, words) => {
  expect(capitalAmount(fen)).toBe(words);
});

const digits = "零壹贰叁肆伍陆柒捌玖";
const units: Readonly<Record<string, bigint>> = { 拾: 10n, 佰: 100n, 仟: 1_000n };

/** Reads the words back, by the meaning of the characters alone. */
function read(words: string): bigint {
  const [, whole = "", small = ""] = /^人民币(?:(.*)元)?(.*)$/.exec(words) ?? [];
  let total = 0n;
  let group = 0n;
  let digit = 0n;
  for (const letter of whole) {
    const value = digits.indexOf(letter);
    if (value >= 0) digit = BigInt(value);
    else if (letter in units) {
      group += digit * (units[letter] ?? 0n);
      digit = 0n;
    } else {
      // 万 and 亿 multiply what stands before them; 亿 also the 万 before it.
      const by = letter === "万" ? 10_000n : 100_000_000n;
      total = letter === "亿" ? (total + group + digit) * by : total + (group + digit) * by;
      group = 0n;
      digit = 0n;
    }
  }
  total += group + digit;
  const jiao = /([壹贰叁肆伍陆柒捌玖])角/.exec(small)?.[1] ?? "零";
  const cents = /([壹贰叁肆伍陆柒捌玖])分/.exec(small)?.[1] ?? "零";
  return total * 100n + BigInt(digits.indexOf(jiao) * 10 + digits.indexOf(cents));
}

const amounts = fc.oneof(
  fc.bigInt({ min: 0n, max: capitalAtMost }),
  fc.bigInt({ min: 0n, max: 1_000_000n }),
  // Few figures that are not zero: where the words are hardest.
  fc
    .array(fc.tuple(fc.nat(17), fc.integer({ min: 1, max: 9 })), { maxLength: 4 })
    .map((parts) =>
      [...new Map(parts)].reduce((sum, [place, digit]) => sum + BigInt(digit) * 10n ** BigInt(place), 0n),
    ),
);

test("every amount reads back as itself, and no other has its words", () => {
  fc.assert(
    fc.property(amounts, (fen) => read(capitalAmount(fen)) === fen),
    { numRuns: 20_000 },
  );
});

test("zeros are never doubled nor last, fen end the words and 整 ends all others", () => {
  fc.assert(
    fc.property(amounts, (fen) => {
      const words = capitalAmount(fen);
      expect(words).not.toMatch(/零零|零[万亿]|零角|零分/);
      if (fen >= 100n) expect(words).not.toContain("零元");
      expect(words.endsWith(fen % 10n === 0n ? "整" : "分")).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test("what has no words is our own mistake", () => {
  expect(() => capitalAmount(-1n)).toThrow("have no words");
  expect(() => capitalAmount(capitalAtMost + 1n)).toThrow("have no words");
});
