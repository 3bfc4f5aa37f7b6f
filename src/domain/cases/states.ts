import type { Regime } from "../catalogue/index.ts";
import { regimes } from "./regimes/index.ts";
import {
  type ActType,
  type ClockEffect,
  type ClockKind,
  clockKinds,
  closedStates,
  type State,
  type Transition,
  type Who,
  whenDue,
} from "./table.ts";

/** Whose move it is, as the resident reads it. */
export function whoseMove(state: State): "agency" | "resident" | "nobody" {
  if (state === "correction_asked") return "resident";
  return closedStates.has(state) ? "nobody" : "agency";
}

export function transitionsFrom(regime: Regime, state: State | "new"): readonly Transition[] {
  return regimes[regime].filter((row) => row.from === state);
}

export function findTransition(
  regime: Regime,
  state: State | "new",
  act: ActType,
  who: readonly Who[],
): Transition | undefined {
  return transitionsFrom(regime, state).find((row) => row.act === act && row.who.some((one) => who.includes(one)));
}

/** The act of the system that follows when a clock runs out in a state; undefined where nothing does. */
export function whenDueIn(table: readonly Transition[], state: State, kind: ClockKind): Transition | undefined {
  for (const act of whenDue[kind]) {
    const found = table.find(
      (row) => row.from === state && row.act === act && row.who.includes("system") && row.clocks[kind] !== undefined,
    );
    if (found) return found;
  }
  return undefined;
}

/**
 * What is wrong with a table: unknown or unreachable states, two rows for one act of one person, an open state that nothing leads
 * out of, a case that begins without its one clock, a clock that runs where nothing follows from it. Checked at start: a mistake
 * here must not be found at the counter.
 */
export function problemsOf(table: readonly Transition[]): string[] {
  const problems = new Set<string>();
  const seen = new Set<string>();
  const reached = new Set<string>(["new"]);
  for (const at of walk(table)) {
    reached.add(at.state);
    for (const kind of at.running) {
      if (closedStates.has(at.state)) problems.add(`the clock ${kind} runs on in ${at.state}`);
      else if (!whenDueIn(table, at.state, kind)) problems.add(`nothing follows when ${kind} runs out in ${at.state}`);
    }
  }
  for (const row of table) {
    if (!reached.has(row.from)) problems.add(`${row.from} is never reached, but has the act ${row.act}`);
    for (const who of row.who) {
      const key = `${row.from} ${row.act} ${who}`;
      if (seen.has(key)) problems.add(`${key} stands there twice`);
      seen.add(key);
    }
    if (row.from === "new" && Object.values(row.clocks).join() !== "start") {
      problems.add("a case begins with one clock, and this one does not");
    }
  }
  for (const state of reached) {
    if (state === "new" || closedStates.has(state as State)) continue;
    const movers = table.filter((row) => row.from === state && row.to !== state);
    if (movers.length === 0) problems.add(`nothing leads out of ${state}`);
  }
  return [...problems];
}

type Standing = { readonly state: State; readonly running: readonly ClockKind[] };

/** Every state a case can stand in, with the clocks that can run there. */
function walk(table: readonly Transition[]): readonly Standing[] {
  const found = new Map<string, Standing>();
  const from: { state: State | "new"; running: readonly ClockKind[] }[] = [{ state: "new", running: [] }];
  for (let at = from.pop(); at !== undefined; at = from.pop()) {
    const { state, running } = at;
    for (const row of table.filter((one) => one.from === state)) {
      const next = {
        state: row.to,
        running: clockKinds.filter((kind) => runsAfter(row.clocks[kind], running.includes(kind))),
      };
      const key = `${next.state} ${next.running.join()}`;
      if (found.has(key)) continue;
      found.set(key, next);
      from.push(next);
    }
  }
  return [...found.values()];
}

function runsAfter(effect: ClockEffect | undefined, ran: boolean): boolean {
  switch (effect) {
    case undefined:
    case "extend":
      return ran;
    case "start":
    case "start_from_submission":
    case "resume":
      return true;
    case "stop":
    case "pause":
    case "fire":
      return false;
  }
}
