import type { Values } from "../../foundation/database/index.ts";
import type { Regime } from "../catalogue/index.ts";
import type { ActWords, CaseEvent, CaseRow } from "./case.ts";
import type { CaseClock } from "./clocks.ts";
import type { caseByNumber, clocksOfCase, eventsOfCase } from "./store.ts";
import type { ClockKind, State } from "./table.ts";

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export function caseFromRow(row: Values<(typeof caseByNumber)["row"]>): CaseRow {
  const { applicant_sealed: _sealed, ...plain } = row;
  return {
    ...plain,
    regime: row.regime as Regime,
    state: row.state as State,
    delivery: row.delivery as CaseRow["delivery"],
    promise_unit: row.promise_unit as CaseRow["promise_unit"],
    waiting_for: row.waiting_for as CaseRow["waiting_for"],
    report: row.report as CaseRow["report"],
    counter: row.counter as CaseRow["counter"],
    submitted_at: row.submitted_at.toISOString(),
    accepted_at: iso(row.accepted_at),
    decided_at: iso(row.decided_at),
    closed_at: iso(row.closed_at),
    due_at: iso(row.due_at),
  };
}

export function clocksFromRows(rows: readonly Values<(typeof clocksOfCase)["row"]>[]): CaseClock[] {
  return rows.map((row) => ({
    kind: row.kind as ClockKind,
    state: row.state as CaseClock["state"],
    started_at: row.started_at.toISOString(),
    due_at: row.due_at.toISOString(),
    paused_at: iso(row.paused_at),
    days: row.days,
    unit: row.unit as CaseClock["unit"],
    provisional: row.provisional,
  }));
}

export function eventFromRow(city: string, number: string, row: Values<(typeof eventsOfCase)["row"]>): CaseEvent {
  return {
    ...row,
    city,
    subject: number,
    type: row.type as CaseEvent["type"],
    actor_kind: row.actor_kind as CaseEvent["actor_kind"],
    data: row.data as CaseEvent["data"],
  };
}

/** An event with its words opened. */
export type TimelineEvent = CaseEvent & { readonly words: ActWords };
