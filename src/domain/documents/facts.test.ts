import fc from "fast-check";
import { expect, test } from "vitest";
import { factsDigest, maskName, readPaperSignature, writePaperSignature } from "./facts.ts";

test("reads what it writes, and nothing else", () => {
  const paper = {
    digest: "d".repeat(43),
    signature: { alg: "ed25519", kid: "zAB12", signature: "s".repeat(86) },
  } as const;
  expect(readPaperSignature(writePaperSignature(paper))).toEqual(paper);
  fc.assert(fc.property(fc.string(), (text) => readPaperSignature(text) === undefined));
});

test("no two different facts have the same canonical text", () => {
  const text = fc.string({ maxLength: 8 });
  const some = fc.record({
    title: fc.record({ zh: text, en: text }),
    holder: text,
    lines: fc.array(fc.record({ label: fc.record({ zh: text, en: text }), value: text }), { maxLength: 3 }),
    issuedOn: fc.constant("2026-11-21"),
    validUntil: fc.constantFrom(null, "2027-11-20"),
    issuer: fc.record({ zh: text, en: text }),
  });
  fc.assert(
    fc.property(some, some, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      return same === (factsDigest("n", a) === factsDigest("n", b)) && factsDigest("n", a) !== factsDigest("m", a);
    }),
  );
});

test.each([
  ["张三", "张*"],
  ["欧阳文华", "欧**华"],
  ["王", "王*"],
  ["Li Wei", "L***"],
  ["", "*"],
])("the name %s is masked as %s", (name, masked) => expect(maskName(name)).toBe(masked));
