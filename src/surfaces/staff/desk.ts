import {
  type Actor,
  type ActType,
  actTypes,
  atTheCounter,
  type CaseRow,
  caseNotFound,
  findCase,
  findTransition,
  hotline,
  whoIs,
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
  record: "case.accept",
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
  dispatch: "case.take",
  send_back: "case.accept",
  ask_extension: "case.accept",
  refuse_extension: "case.extend",
  join: "case.take",
  part: "case.take",
  call_back: "case.take",
};

/** What 12345 does to a report whichever agency has it. */
const hotlineActs: ReadonlySet<ActType> = new Set([
  "dispatch",
  "extend",
  "refuse_extension",
  "join",
  "part",
  "call_back",
]);

type Of = Pick<CaseRow, "city" | "agency"> & Partial<Pick<CaseRow, "regime">>;

function isOfficeDesk(clerk: Clerk, of: Of): boolean {
  const right = officeDesks.get(of.agency);
  return right !== undefined && can(clerk, right, { city: of.city });
}

/** Whether this clerk works for 12345, which keeps an eye on every report it took in. */
export function isHotline(clerk: Clerk, city: string): boolean {
  const desk = { city, agency: hotline };
  return can(clerk, "case.read", desk) || isOfficeDesk(clerk, desk);
}

/** Whether this clerk may open cases of that city and agency. */
export function mayRead(clerk: Clerk, of: Of): boolean {
  return mayReadOwn(clerk, of) || (of.regime === "complaint" && isHotline(clerk, of.city));
}

function mayReadOwn(clerk: Clerk, of: Of): boolean {
  return can(clerk, "case.read", of) || isOfficeDesk(clerk, of);
}

/** Whether this clerk may do the act to cases of that city and agency, whatever their state. */
export function mayDo(clerk: Clerk, act: ActType, of: Of): boolean {
  const right = rights[act];
  if (right === undefined) return false;
  if (can(clerk, right, of) || isOfficeDesk(clerk, of)) return true;
  const desk = { city: of.city, agency: hotline };
  return of.regime === "complaint" && hotlineActs.has(act) && (can(clerk, right, desk) || isOfficeDesk(clerk, desk));
}

/** Whether this clerk may file for somebody who came to them. */
export function mayAssist(clerk: Clerk): boolean {
  return can(clerk, "case.assist", { city: clerk.city, agency: clerk.agency });
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

/** The clerk as the table of states knows them. The city office leads its own desks; 12345 acts as itself on what others have. */
export function actorOf(clerk: Clerk, of: Of): Actor {
  if (of.regime === "complaint" && !mayReadOwn(clerk, of)) {
    const desk = { city: of.city, agency: hotline };
    const lead = can(clerk, "case.reopen", desk) || isOfficeDesk(clerk, desk);
    return { kind: "clerk", id: clerk.id, lead, desk: hotline };
  }
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
  const who = whoIs(actorOf(clerk, row), row);
  const extension = row.report?.extension;
  return actTypes.filter((act) => {
    if (!mayDo(clerk, act, row) || !findTransition(row.regime, row.state, act, who)) return false;
    if (act === "record") return Object.keys(atTheCounter(row)).length > 0;
    if (act === "ask_correction") return row.corrections === 0;
    if (act === "extend" && row.regime === "complaint" && row.agency !== hotline) return extension === "asked";
    if (act === "extend") return row.extensions === 0;
    if (act === "refuse_extension") return extension === "asked";
    if (act === "ask_extension") return row.agency !== hotline && row.extensions === 0 && extension === undefined;
    if (act === "send_back") return row.agency !== hotline;
    if (act === "call_back") return row.report?.called_back === undefined || row.report.called_back === "not_reached";
    if (act === "take") return row.assignee !== clerk.id || row.state === "accepted";
    return true;
  });
}

/** Whether somebody can be given cases of this agency. */
export function worksFor(clerk: Clerk, of: Of): boolean {
  return mayDo(clerk, "take", of);
}
