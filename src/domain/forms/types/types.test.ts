import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { today } from "../fixture.ts";
import { empty, unchanged, Wrong } from "./contract.ts";
import { ask, form, json } from "./fixture.ts";
import { questionTypes } from "./index.ts";

describe("every type", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.anything({ withBigInt: true, withDate: true }),
  );

  it.each(questionTypes)("%s gives an answer, nothing or a finding for any value", (type) => {
    fc.assert(
      fc.property(anything, (value) => {
        const read = json(type, value);
        if (read === empty || read instanceof Wrong) return;
        // What was accepted is in its stored form already: reading it again changes nothing, and JSON carries it.
        expect(json(type, JSON.parse(JSON.stringify(read)))).toEqual(read);
      }),
      { numRuns: 300 },
    );
  });

  it.each(questionTypes)("%s takes any posted text, and what it takes can be shown and asked again", (type) => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[0-9X年月.-]{1,20}$/),
    );
    const names = ["q", "q-year", "q-month", "q-day", "q-division", "q-detail", "q-promise", "q-remove"];
    names.push("q-1-name", "q-1-id", "q-2-name", "q-2-id");
    const posts = fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.array(text, { maxLength: 3 })));
    fc.assert(
      fc.property(posts, (posted) => {
        const reader = ask(type);
        const read = reader.fromForm(posted, "q", { today });
        if (read === empty || read === unchanged || read instanceof Wrong) return;
        expect(typeof reader.show(read, "zh")).toBe("string");
        expect(typeof reader.show(read, "en")).toBe("string");
        expect(json(type, read)).toEqual(read);
        const again: Record<string, string | readonly string[]> = {};
        for (const [part, value] of Object.entries(reader.typed(read))) again[part === "" ? "q" : `q-${part}`] = value;
        expect(reader.fromForm(again, "q", { today })).toEqual(read);
      }),
      { numRuns: 300 },
    );
  });

  it.each(questionTypes)("%s refuses null bytes and halves of characters, or never looks at them", (type) => {
    for (const bad of ["a\u0000b", "\ud800", "x\u0007"]) {
      const read = form(type, bad);
      expect(read instanceof Wrong || read === unchanged || read === empty).toBe(true);
    }
  });

  it.each(questionTypes)("%s takes null and undefined as no answer", (type) => {
    expect(json(type, null)).toBe(empty);
    expect(json(type, undefined)).toBe(empty);
  });

  it("takes megabytes for no answer", () => {
    for (const type of questionTypes) {
      for (const text of ["张".repeat(1e6), "1".repeat(1e6), "@.".repeat(5e5), " ".repeat(1e6), "-".repeat(1e6)]) {
        const read = form(type, text);
        expect(read instanceof Wrong || read === empty || read === unchanged).toBe(true);
      }
    }
  });
});
