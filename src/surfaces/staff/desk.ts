import {
  type Actor,
  type ActType,
  actTypes,
  type CaseRow,
  caseNotFound,
  findCase,
  findTransition,
} from "../../domain/cases/index.ts";
import { type Clerk, can, demand, type StaffAct } from "../../domain/identity/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import type { House } from "../house.ts";

/** Agency kinds whose cases the city office works on itself, and the right that it takes. */
const officeDesks: ReadonlyMap<string, StaffAct> = new Map([
  ["hotline", "complaint.answer"],
  ["any", "privacy.answer"],
]);

/** The right an act on a case takes; acts without one are not done by staff. */
const rights: Partial<Readonly<Record<ActType, StaffAct>>> = {
  take: "case.take",
  assign: "case.assign",
  note: "case.note",
  accept: "case.accept",
  ask_correction: "case.ask_correction",
  decline: "case.decline",
  suspend: "case.suspend",
  resume: "case.resume",
  extend: "case.extend",
  approve: "case.approve",
  refuse: "case.refuse",
  deliver: "case.deliver",
  transfer: "case.transfer",
  reopen: "case.reopen",
};

type Of = Pick<CaseRow, "city" | "agency">;

function isOfficeDesk(clerk: Clerk, of: Of): boolean {
  const right = officeDesks.get(of.agency);
  return right !== undefined && can(clerk, right, { city: of.city });
}

/** Whether this clerk may open cases of that city and agency. */
export function mayRead(clerk: Clerk, of: Of): boolean {
  return can(clerk, "case.read", of) || isOfficeDesk(clerk, of);
}

/** Whether this clerk may do the act to cases of that city and agency, whatever their state. */
export function mayDo(clerk: Clerk, act: ActType, of: Of): boolean {
  const right = rights[act];
  return right !== undefined && (can(clerk, right, of) || isOfficeDesk(clerk, of));
}

/** The acts on a case that staff do at all; the others are the applicant's or the system's. */
export function isStaffAct(act: string): act is ActType {
  return Object.hasOwn(rights, act);
}

/** Refuses (403) what the clerk's roles do not include. */
export function demandAct(clerk: Clerk, act: ActType, of: Of): void {
  const right = rights[act];
  if (right === undefined) throw new Error(`${act} is no act of staff`);
  if (!mayDo(clerk, act, of)) demand(clerk, right, of);
}

/** The agency kinds whose cases this clerk sees. */
export function agenciesOf(clerk: Clerk): readonly string[] {
  const all = new Set([...(clerk.agency === undefined ? [] : [clerk.agency]), ...officeDesks.keys()]);
  return [...all].filter((agency) => mayRead(clerk, { city: clerk.city, agency }));
}

/** The clerk as the table of states knows them. The city office leads its own desks. */
export function actorOf(clerk: Clerk, of: Of): Actor {
  const leads = can(clerk, "case.reopen", of) || isOfficeDesk(clerk, of);
  return { kind: "clerk", id: clerk.id, lead: leads };
}

/** The row of a case this clerk may see. Unknown, of another city, of another agency: the same 404. */
export async function caseOf(house: House, clerk: Clerk, typed: string): Promise<CaseRow> {
  const parsed = parsePublicNumber(typed);
  if (parsed?.letter !== "C" || parsed.city !== clerk.city) throw caseNotFound();
  const row = await findCase(house.cases, clerk.city, parsed.number);
  if (!mayRead(clerk, row)) throw caseNotFound();
  return row;
}

/** What the table of states, the clerk's rights and the case's own history allow now, in the order of the table of acts. */
export function actsOpenTo(clerk: Clerk, row: CaseRow): readonly ActType[] {
  const who = actorOf(clerk, row).lead ? (["clerk", "lead"] as const) : (["clerk"] as const);
  return actTypes.filter((act) => {
    if (!mayDo(clerk, act, row) || !findTransition(row.regime, row.state, act, who)) return false;
    if (act === "ask_correction") return row.corrections === 0;
    if (act === "extend") return row.extensions === 0;
    if (act === "take") return row.assignee !== clerk.id || row.state === "accepted";
    return true;
  });
}

/** Whether somebody can be given cases of this agency. */
export function worksFor(clerk: Clerk, of: Of): boolean {
  return mayDo(clerk, "take", of);
}
