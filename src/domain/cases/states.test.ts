import { expect, test } from "vitest";
import { closedStates, findTransition, problemsOf, regimes, states, type Transition } from "./states.ts";

test.each(Object.entries(regimes))("the table of %s has no unknown, unreachable or dead states", (_regime, table) => {
  expect(problemsOf(table)).toEqual([]);
});

test("a broken table is found: unreachable state, dead end, act twice", () => {
  const licence = regimes.licence ?? [];
  const without = (act: string) => licence.filter((row) => row.act !== act);
  expect(problemsOf(without("ask_correction")).join()).toContain("correction_asked is never reached");
  const deadEnd = licence.filter((row) => row.from !== "suspended" || row.to === "suspended");
  expect(problemsOf(deadEnd)).toContain("nothing leads out of suspended");
  const twice = [...licence, licence.find((row) => row.act === "withdraw") as Transition];
  expect(problemsOf(twice).join()).toContain("stands there twice");
});

test("silence is acceptance for the system alone, and a resident decides nothing", () => {
  expect(findTransition("licence", "submitted", "accept", ["system"])?.clocks.decide).toBe("start_from_submission");
  expect(findTransition("licence", "submitted", "accept", ["clerk"])?.clocks.decide).toBe("start");
  for (const state of states) {
    for (const act of ["approve", "refuse", "accept", "extend"] as const) {
      expect(findTransition("licence", state, act, ["resident"])).toBeUndefined();
    }
  }
});

test("nothing leads out of a closed case but reopening and filing away", () => {
  for (const [, table] of Object.entries(regimes)) {
    for (const row of table) {
      if (row.from !== "new" && closedStates.has(row.from)) expect(["reopen", "archive"]).toContain(row.act);
    }
  }
});
