import { expect, test, vi } from "vitest";
import { eachCity, inTurn } from "./nightly.ts";

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

test("what fails in one city is logged and holds up no other; who stops goes no further", async () => {
  const error = vi.fn();
  const seen: string[] = [];
  const work = async (city: string) => {
    seen.push(city);
    if (city === "b") throw new Error("as the test says");
  };
  await eachCity({ log: { error } } as never, ["a", "b", "c"], work, () => true);
  expect(seen).toEqual(["a", "b", "c"]);
  expect(error.mock.calls.map(([detail]) => detail.city)).toEqual(["b"]);
  await eachCity({ log: { error } } as never, ["d", "e"], work, () => seen.length < 4);
  expect(seen).toEqual(["a", "b", "c", "d"]);
});
