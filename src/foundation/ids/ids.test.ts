import { describe, expect, test } from "vitest";
import { isId, newId } from "./index.ts";

const monday = new Date("2026-11-16T01:00:00Z");
const timeOf = (id: string): number => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
const make = (count: number, now: (index: number) => Date) =>
  Array.from({ length: count }, (_, index) => newId(now(index)));

describe("ids of one process", () => {
  test("are in the order in which they were made, within one millisecond too", () => {
    // More than twice the room of the counter.
    const ids = make(10_000, () => monday);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isId)).toBe(true);
    // Version 7, and the variant of RFC 9562.
    expect(ids.every((id) => id[14] === "7" && "89ab".includes(id[19] ?? ""))).toBe(true);
    // At most one millisecond is borrowed for 2,048 of them.
    expect(timeOf(ids.at(-1) ?? "") - monday.getTime()).toBeLessThanOrEqual(5);
  });

  test("stay in order when clocks differ or are set back, and follow the time again when it has caught up", () => {
    const later = (ms: number) => new Date(monday.getTime() + ms);
    const ids = make(3_000, (index) => later(10_000 + (index % 7) * (index % 2 === 0 ? 1 : -100)));
    expect(ids.toSorted()).toEqual(ids);
    const caughtUp = newId(later(100_000));
    expect(timeOf(caughtUp)).toBe(later(100_000).getTime());
    expect(caughtUp > (ids.at(-1) ?? "")).toBe(true);
  });

  test("follow a clock that is set back further: an id says when", () => {
    const [ahead = "", back = ""] = make(2, (index) => new Date(monday.getTime() + (index === 0 ? 5_000 : 0)));
    expect(timeOf(ahead) - timeOf(back)).toBe(5_000);
  });

  test("cannot be guessed from the one before", () => {
    const ids = make(2_000, () => monday);
    const tails = ids.map((id) => id.slice(20));
    expect(new Set(tails).size).toBe(ids.length);
  });
});
