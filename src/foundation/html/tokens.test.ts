import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrast, nationColour, palettes, textContrast, textPairs, themeTokens } from "./tokens.ts";

/** Colours cities really choose, and some that cannot be read as they are: Alipay's and WeChat's own, yellow, white, black. */
const cityColours = [
  nationColour,
  "#0f5b5c",
  "#9b1c1c",
  "#c7000b",
  "#1677ff",
  "#07c160",
  "#ffd400",
  "#ffffff",
  "#000000",
  "#7a3e9d",
];

describe("contrast", () => {
  it("is WCAG's: 21 for black on white, 1 for a colour on itself, the same both ways", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#1677ff", "#1677ff")).toBe(1);
    expect(contrast("#1677ff", "#ffffff")).toBeCloseTo(4.1, 1);
    expect(contrast("#07c160", "#ffffff")).toBeCloseTo(2.38, 1);
    expect(contrast("#123456", "#fedcba")).toBe(contrast("#fedcba", "#123456"));
  });

  it("refuses what is no colour", () => {
    for (const wrong of ["red", "#fff", "#12345g", "", "#1234567"])
      expect(() => contrast(wrong, "#ffffff")).toThrow(RangeError);
  });
});

describe("the tokens", () => {
  for (const scheme of ["light", "dark"] as const) {
    it.each(cityColours)(`are readable in ${scheme} for a city in %s`, (colour) => {
      const unreadable = textPairs(scheme, colour).filter(([text, ground]) => contrast(text, ground) < textContrast);
      expect(unreadable).toEqual([]);
    });

    it(`are readable in ${scheme} for any colour at all`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
          const colour = `#${number.toString(16).padStart(6, "0")}`;
          for (const [text, ground] of textPairs(scheme, colour))
            expect(contrast(text, ground)).toBeGreaterThanOrEqual(textContrast);
        }),
        { numRuns: 500 },
      );
    });

    it(`let one see in ${scheme} where a field is (3:1, WCAG 1.4.11)`, () => {
      const palette = palettes[scheme];
      expect(contrast(palette.edge, palette.paper)).toBeGreaterThanOrEqual(3);
      for (const colour of cityColours) {
        const theme = themeTokens(colour)[scheme];
        expect(contrast(theme.brand, palette.paper)).toBeGreaterThanOrEqual(3);
      }
    });
  }

  it("keep a colour that can be read, and say when they had to move one", () => {
    expect(themeTokens("#0f5b5c")).toMatchObject({ adjusted: false, light: { brand: "#0f5b5c" } });
    const moved = themeTokens("#07C160");
    expect(moved.adjusted).toBe(true);
    expect(moved.light.brand).not.toBe("#07c160");
  });
});
