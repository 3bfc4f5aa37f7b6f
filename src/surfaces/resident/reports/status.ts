import { type CaseRow, caseNotFound, findCase, hotline } from "../../../domain/cases/index.ts";
import { findReport, isReport, joinedTo } from "../../../domain/reports/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";

/** How a report stands, as anybody may know it. */
export const publicStates = [
  "received",
  "with_agency",
  "in_progress",
  "answered",
  "not_taken_on",
  "withdrawn",
  "closed",
] as const;
export type PublicState = (typeof publicStates)[number];

/** A report without its reporter: no name, words, photo, point or door. */
export type PublicReport = {
  readonly city: string;
  readonly number: string;
  readonly service: string;
  readonly state: PublicState;
  /** Value of the question `category`; undefined while it has only just been sent. */
  readonly category: string | undefined;
  readonly agency: string;
  /** `YYYY-MM-DD`, of the city. */
  readonly received_on: string;
  /** By when it is answered; null where nothing is due. */
  readonly due_on: string | null;
  /** By when the agency takes it on or sends it back; null once it has. */
  readonly sign_off_by: string | null;
  readonly answered_on: string | null;
  readonly overdue: boolean;
  /** A road or township; undefined where nothing of the place is for everybody. */
  readonly place: string | undefined;
  /** How many people have reported the same, this one included. */
  readonly reported_by: number;
  /** It is dealt with together with the report of somebody else. */
  readonly joined: boolean;
};

/** @throws Refusal 404 for what is no report of this city: unknown, another service, another city, all alike */
export async function publicReport(house: House, city: string, typed: string): Promise<PublicReport> {
  const parsed = parsePublicNumber(typed);
  if (parsed?.letter !== "C" || parsed.city !== city) throw caseNotFound();
  const row = await findCase(house.cases, city, parsed.number);
  if (!isReport(house.catalogue.serviceOf(row.service, row.service_version))) throw caseNotFound();
  const known = await findReport(house.cases, city, row.number);
  const followed = row.report?.joined_to;
  // A report that follows another stands where that one stands.
  const leading = followed === undefined ? row : await findCase(house.cases, city, followed);
  const others = await joinedTo(house.cases, city, leading.number);
  const calendar = house.regions.calendarOf(city);
  const day = (at: string | null) => (at === null ? null : calendar.dayOf(new Date(at)));
  const open = leading.closed_at === null && leading.decided_at === null;
  return {
    ...{ city, number: row.number, service: row.service },
    state: stateOf(row.state === "suspended" ? leading : row),
    category: known === undefined || known.category === "" ? undefined : known.category,
    agency: leading.agency,
    received_on: calendar.dayOf(new Date(row.submitted_at)),
    due_on: open && leading.due_kind === "decide" ? day(leading.due_at) : null,
    sign_off_by: open && leading.due_kind === "accept" ? day(leading.due_at) : null,
    answered_on: row.state === "suspended" ? null : day(row.decided_at),
    overdue: open && leading.due_at !== null && house.clock() > new Date(leading.due_at),
    place: known?.coarse_place ?? undefined,
    reported_by: others.length + 1,
    joined: row.state === "suspended",
  };
}

function stateOf({ state, agency }: CaseRow): PublicState {
  switch (state) {
    case "submitted":
    case "correction_asked":
      return agency === hotline ? "received" : "with_agency";
    case "accepted":
    case "in_review":
    case "suspended":
      return "in_progress";
    case "approved":
    case "delivered":
    case "refused":
      return "answered";
    case "not_accepted":
    case "transferred":
      return "not_taken_on";
    case "withdrawn":
    case "lapsed":
      return "withdrawn";
    case "archived":
      return "closed";
  }
}
