import { expect, test } from "vitest";
import { agencyStages } from "../agencies/index.ts";
import type { Regime } from "../catalogue/index.ts";
import { regimes } from "./regimes/index.ts";
import { actsForStage } from "./stages.ts";
import { findTransition, problemsOf } from "./states.ts";
import { closedStates, states, type Transition } from "./table.ts";

test.each(Object.entries(regimes))("the table of %s has no unknown, unreachable or dead states", (_regime, table) => {
  expect(problemsOf(table)).toEqual([]);
});

test("a broken table is found: unreachable state, dead end, act twice", () => {
  const { licence } = regimes;
  const without = (act: string) => licence.filter((row) => row.act !== act);
  expect(problemsOf(without("ask_correction")).join()).toContain("correction_asked is never reached");
  const deadEnd = licence.filter((row) => row.from !== "suspended" || row.to === "suspended");
  expect(problemsOf(deadEnd)).toContain("nothing leads out of suspended");
  const twice = [...licence, licence.find((row) => row.act === "withdraw") as Transition];
  expect(problemsOf(twice).join()).toContain("stands there twice");
});

test("a clock that nothing follows from, one that runs on after the end, and a beginning without its one clock are found", () => {
  const { licence, disclosure } = regimes;
  const unfollowed = licence.filter((row) => !(row.act === "overdue" && row.from === "in_review"));
  expect(problemsOf(unfollowed)).toContain("nothing follows when decide runs out in in_review");
  const runsOn = licence.map((row) => (row.act === "refuse" ? { ...row, clocks: {} } : row));
  expect(problemsOf(runsOn)).toContain("the clock decide runs on in refused");
  const begins = (clocks: Transition["clocks"]) =>
    disclosure.map((row) => (row.from === "new" ? { ...row, clocks } : row));
  expect(problemsOf(begins({}))).toContain("a case begins with one clock, and this one does not");
  expect(problemsOf(begins({ accept: "start", decide: "start" }))).toContain(
    "a case begins with one clock, and this one does not",
  );
});

test("every row says where it comes from; only a licence is accepted by silence, and only by law", () => {
  for (const [regime, table] of Object.entries(regimes)) {
    for (const row of table) expect(row.law, `${regime} ${row.from} ${row.act}`).toMatch(/\S{2}/);
    const silent = table.some((row) => row.act === "accept" && row.who.includes("system"));
    expect(silent, regime).toBe(regime === "licence" || regime === "complaint");
  }
});

test("an agency's stages lead to acts that the regime has, a decision before acceptance brings it along", () => {
  expect(actsForStage({ regime: "licence", state: "submitted" }, "approved")).toEqual(["accept", "approve"]);
  expect(actsForStage({ regime: "licence", state: "in_review" }, "refused")).toEqual(["refuse"]);
  expect(actsForStage({ regime: "benefit", state: "submitted" }, "correction_asked")).toEqual(["ask_correction"]);
  expect(actsForStage({ regime: "court", state: "submitted" }, "accepted")).toEqual([]);
  expect(actsForStage({ regime: "court", state: "in_review" }, "accepted")).toEqual([]);
  expect(actsForStage({ regime: "court", state: "submitted" }, "approved")).toEqual(["approve"]);
  expect(actsForStage({ regime: "court", state: "submitted" }, "refused")).toEqual(["refuse"]);
  expect(actsForStage({ regime: "disclosure", state: "suspended" }, "approved")).toEqual(["resume", "approve"]);
  expect(actsForStage({ regime: "instant", state: "submitted" }, "accepted")).toEqual([]);
  for (const regime of Object.keys(regimes) as Regime[]) {
    for (const state of closedStates) {
      for (const stage of agencyStages) expect(actsForStage({ regime, state }, stage)).toEqual([]);
    }
    expect(actsForStage({ regime, state: "submitted" }, "received")).toEqual([]);
  }
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
      if (row.from !== "new" && closedStates.has(row.from)) {
        // Calling back after an answer leaves it as it is.
        const stays = row.act === "call_back" && row.to === row.from;
        expect(stays || ["reopen", "archive"].includes(row.act), `${row.from} ${row.act}`).toBe(true);
      }
    }
  }
});
