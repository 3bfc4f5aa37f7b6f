import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyHash } from "./idempotency.ts";

/** The same value with every object's names the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, turned(item)]),
  );
}

const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));

test("equal requests have one digest whatever the order of their names", () => {
  fc.assert(fc.property(json, (value) => bodyHash(turned(value)) === bodyHash(value)));
});

test("other requests have another digest: another value, another place, another order in a list", () => {
  const sent = [
    ["430621", "residence-permit", { answers: { a: "1", b: ["x", "y"] } }],
    ["430621", "residence-permit", { answers: { a: "1", b: ["y", "x"] } }],
    ["430621", "residence-permit", { answers: { a: 1, b: ["x", "y"] } }],
    ["430621", "residence-permit", { answers: { a: "1" }, b: ["x", "y"] }],
    ["430621", "residence-permit", { answers: { a: "1", b: ["x", "y"], c: null } }],
    ["130982", "residence-permit", { answers: { a: "1", b: ["x", "y"] } }],
  ];
  expect(new Set(sent.map(bodyHash)).size).toBe(sent.length);
});
