import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Wrong } from "./contract.ts";
import { codeOf, json } from "./fixture.ts";

const read = (typed: unknown) => json("account_number", typed);

describe("numbers of papers", () => {
  it("are kept as they are written, with narrow letters, digits and brackets", () => {
    const kept: Readonly<Record<string, string>> = {
      " ab－12 34 ": "AB-1234",
      "（2026）湘0621民初17号": "(2026)湘0621民初17号",
      "(2026) 湘 0621 民初 17 号": "(2026)湘0621民初17号",
      "荣公租〔2024〕字第118号": "荣公租〔2024〕字第118号",
      "ＨＴ—２０２６／１５": "HT-2026/15",
      "湘(2021)岳阳县不动产权第0001234号": "湘(2021)岳阳县不动产权第0001234号",
      "3病区-12床": "3病区-12床",
      "〔2026〕5号": "〔2026〕5号",
    };
    for (const [typed, value] of Object.entries(kept)) expect(read(typed)).toBe(value);
  });

  it("a name, a sentence, a piece of a formula are none, and the words fit whatever paper it is on", () => {
    for (const typed of ["王秀兰", "不知道", "12;34", "<b>12</b>", "=1+1", "-12", ")12", "12元,34", "#3", "№"]) {
      expect(codeOf(read(typed)), typed).toBe("account_number_shape");
    }
    const wrong = read("12;34") as Wrong;
    for (const word of ["户号", "账单", "bill", "account"]) {
      expect(wrong.message.zh + wrong.message.en).not.toContain(word);
    }
    expect(codeOf(read("1".repeat(41)))).toBe("too_long");
    expect(codeOf(read(`${"汉".repeat(40)}1`))).toBe("too_long");
    expect(read(`${"汉".repeat(39)}1`)).toBe(`${"汉".repeat(39)}1`);
    expect(codeOf(read("12\u000034"))).toBe("forbidden_character");
    expect(codeOf(json("account_number", "123456", { max_length: 5 }))).toBe("too_long");
  });
});

const part = fc.constantFrom(..."0123456789ABCXYZabcxyz湘岳第号字民初租约病床〇()（）〔〕[]-–—－/.·_ 　\u200b");
const anything = fc.array(part, { minLength: 1, maxLength: 60 }).map((parts) => parts.join(""));

describe("laws of numbers", () => {
  it("what was kept is kept again unchanged", () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const once = read(typed);
        if (typeof once === "string") expect(read(once)).toBe(once);
      }),
    );
  });

  it("spaces, width and invisible marks do not make another number, and no digit, letter or Chinese character is lost", () => {
    fc.assert(
      fc.property(anything, fc.nat(80), (typed, at) => {
        const kept = read(typed);
        const wide = typed.replaceAll(/[0-9A-Za-z]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
        const spaced = `${typed.slice(0, at)}\u200b ${typed.slice(at)}`;
        for (const other of [wide, spaced]) expect(codeOf(read(other))).toBe(codeOf(kept));
        if (typeof kept !== "string") return;
        const words = (text: string) =>
          (
            text
              .normalize("NFKC")
              .toUpperCase()
              .match(/[0-9A-Z\p{Script=Han}]/gu) ?? []
          ).join("");
        expect(words(kept)).toBe(words(typed));
      }),
    );
  });

  it("whatever is typed is kept, refused with words, or nothing; what is kept holds no mark that means something elsewhere", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), anything), (typed) => {
        const kept = read(typed);
        if (typeof kept !== "string") return;
        expect(kept).not.toMatch(/[\s<>"'&;=+@,\\]/);
        expect([...kept].length).toBeLessThanOrEqual(40);
        expect(kept).not.toMatch(/^[-.=+@]/);
      }),
    );
  });

  it("a number of digits, letters and hyphens is read as it always was", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z][0-9A-Z-]{0,39}$/), (number) => {
        expect(read(number)).toBe(number);
        expect(read(number.toLowerCase())).toBe(number);
      }),
    );
  });
});
