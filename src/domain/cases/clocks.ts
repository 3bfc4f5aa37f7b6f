import type { Duration } from "../catalogue/index.ts";
import type { Calendar } from "../regions/index.ts";
import type { ClockEffect, ClockKind } from "./table.ts";

/** A running deadline of a case. */
export type CaseClock = {
  readonly kind: ClockKind;
  readonly state: "running" | "paused" | "stopped" | "fired";
  readonly started_at: string;
  readonly due_at: string;
  readonly paused_at: string | null;
  readonly days: number;
  readonly unit: Duration["unit"];
  /** The calendar has no data for that year yet: the day may move. */
  readonly provisional: boolean;
};

/** How long each clock of a service runs, and by how much its limit may be extended. */
export type Limits = Readonly<Record<ClockKind, Duration>> & {
  readonly extension: Duration;
  /** The law's own limit for deciding: what binds where nobody accepted and so nobody promised. */
  readonly legal: Duration;
};

/** The clock of `kind` after an effect, or undefined where there was none to change. */
export function turn(
  effect: ClockEffect,
  kind: ClockKind,
  clock: CaseClock | undefined,
  at: { now: Date; submittedAt: Date; limits: Limits; calendar: Calendar },
): CaseClock | undefined {
  const { now, calendar } = at;
  switch (effect) {
    case "start":
      return started(kind, now, at.limits[kind], calendar);
    case "start_from_submission":
      return started(kind, at.submittedAt, kind === "decide" ? at.limits.legal : at.limits[kind], calendar);
    case "stop":
      return clock && clock.state !== "stopped" ? { ...clock, state: "stopped" } : undefined;
    case "fire":
      return clock && { ...clock, state: "fired" };
    case "pause":
      return clock && { ...clock, state: "paused", paused_at: now.toISOString() };
    case "resume":
      return clock && resumed(clock, now, calendar);
    case "extend":
      return clock && extended(clock, at.limits.extension, calendar);
  }
}

function started(kind: ClockKind, from: Date, limit: Duration, calendar: Calendar): CaseClock {
  const { due, provisional } = add(calendar, from, limit);
  return {
    kind,
    state: "running",
    started_at: from.toISOString(),
    due_at: due.toISOString(),
    paused_at: null,
    days: limit.days,
    unit: limit.unit,
    provisional,
  };
}

/** The days that had not yet run when the clock stopped run from the day it goes on. */
function resumed(clock: CaseClock, now: Date, calendar: Calendar): CaseClock {
  const pausedAt = new Date(clock.paused_at ?? now);
  const rest = daysLeft(clock, pausedAt, calendar);
  // Stopped after its last day: it goes on overdue, no day is given as a present.
  const { due, provisional } =
    rest > 0
      ? add(calendar, now, { days: rest, unit: clock.unit })
      : { due: new Date(clock.due_at), provisional: false };
  return { ...clock, state: "running", paused_at: null, due_at: due.toISOString(), provisional };
}

function extended(clock: CaseClock, extension: Duration, calendar: Calendar): CaseClock {
  const { due, provisional } = add(calendar, new Date(clock.due_at), extension);
  return { ...clock, state: "running", due_at: due.toISOString(), provisional: clock.provisional || provisional };
}

function add(calendar: Calendar, from: Date, limit: Duration): { due: Date; provisional: boolean } {
  return limit.unit === "working_days" ? calendar.addWorkingDays(from, limit.days) : calendar.addDays(from, limit.days);
}

function daysLeft(clock: CaseClock, at: Date, calendar: Calendar): number {
  const today = calendar.dayOf(at);
  const last = calendar.dayOf(new Date(clock.due_at));
  if (clock.unit === "working_days") return calendar.workingDaysBetween(today, last);
  return Math.round((Date.parse(last) - Date.parse(today)) / 86_400_000);
}

/** The deadline a case shows: the earliest of its running clocks. */
export function nextDeadline(clocks: readonly CaseClock[]): CaseClock | undefined {
  return clocks.filter((clock) => clock.state === "running").sort((a, b) => a.due_at.localeCompare(b.due_at))[0];
}
