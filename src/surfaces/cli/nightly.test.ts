import { expect, test } from "vitest";
import { inTurn } from "./nightly.ts";

test.each([0, 1, 3, 59, 60, 61, 367, 3_200])(
  "each of %i has its turn once within sixty calls, and then again",
  (many) => {
    const all = Array.from({ length: many }, (_, index) => index);
    const next = inTurn(60);
    const given: number[] = [];
    let calls = 0;
    while (given.length < many) {
      given.push(...next(all));
      calls += 1;
    }
    expect(given).toEqual(all);
    expect(calls).toBeLessThanOrEqual(60);
    expect(next(all)[0]).toBe(all[0]);
  },
);
