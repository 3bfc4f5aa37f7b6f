import { cityScope, type Values } from "../../foundation/database/index.ts";
import type { UnavailableReason } from "../agencies/index.ts";
import type { CaseContext } from "./context.ts";
import { readCursor } from "./cursor.ts";
import {
  casesOfApplicant,
  casesOfPhone,
  closedCases,
  loadOfClerks,
  openCases,
  openCasesOfArea,
  openCasesOfClerk,
} from "./lists-store.ts";
import { openApplicant, phoneHash, type Sealed } from "./sealing.ts";
import { closedStates, type State } from "./table.ts";

export type InboxFilter = {
  readonly city: string;
  /** Agency kinds the reader works for. */
  readonly agencies: readonly string[];
  readonly state?: State;
  readonly service?: string;
  readonly assignee?: string;
  /** A part of the city; open cases only. */
  readonly area?: string;
  /** Only what is overdue at `now`, or due before this instant. */
  readonly dueBefore?: Date;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 100, 50 by default. */
  readonly limit?: number;
};

/** A line of a list: the applicant is named masked (李*), because a list is no reading of a file. */
export type CaseLine = {
  readonly number: string;
  readonly service: string;
  readonly state: State;
  readonly revision: number;
  readonly agency: string;
  readonly applicant: string;
  readonly assignee: string | null;
  readonly submitted_at: Date;
  readonly due_at: Date | null;
  readonly due_kind: string | null;
  readonly due_provisional: boolean;
  readonly closed_at: Date | null;
  /** Why the agency's system has not answered yet. */
  readonly waiting_for: UnavailableReason | null;
  /** The part of the city it belongs to, as routing found it. */
  readonly area: string | null;
};

export type CasePage = { readonly items: readonly CaseLine[]; readonly next: string | null };

/** Open cases, what is due first (keyset pages; large sets are never counted). Closed states list newest first. */
export async function listCases(context: CaseContext, filter: InboxFilter): Promise<CasePage> {
  return listed(context, filter, Math.max(1, Math.min(filter.limit ?? 50, 100)));
}

/** Rows of an export at most, and how many are read at once. */
export const exportLimit = 1_000_000;
const exportPage = 1_000;

/**
 * The same list to its end, in pages of 1,000, at most `exportLimit` rows: each page is read when the one before was taken, so that
 * whoever reads slowly slows the reading. Every page is of its own moment: a case that moves on meanwhile may be missed or come twice.
 */
export async function* eachCase(
  context: CaseContext,
  filter: Omit<InboxFilter, "after" | "limit">,
): AsyncGenerator<readonly CaseLine[], { readonly whole: boolean }> {
  let after: string | undefined;
  for (let read = 0; read < exportLimit; ) {
    const { items, next }: CasePage = await listed(context, { ...filter, ...(after ? { after } : {}) }, exportPage);
    read += items.length;
    if (items.length > 0) yield items;
    if (next === null) return { whole: true };
    after = next;
  }
  return { whole: false };
}

/** Open and overdue cases of clerks, each counted as far as `countedTo`. */
export type ClerkLoad = { readonly clerk: string; readonly open: number; readonly overdue: number };
export const countedTo = 1_000;

/** What each of these clerks (at most 500) has on the desk now. */
export async function loadOf(context: CaseContext, city: string, clerks: readonly string[]): Promise<ClerkLoad[]> {
  const ids = [...new Set(clerks)].slice(0, 500);
  if (ids.length === 0) return [];
  const now = context.clock();
  const rows = await context.database.run(cityScope(city), loadOfClerks, { city, clerks: ids, most: countedTo, now });
  const load = new Map(
    rows.map(({ clerk, open, overdue }) => [clerk, { open: Number(open), overdue: Number(overdue) }]),
  );
  return ids.map((clerk) => ({ clerk, ...(load.get(clerk) ?? { open: 0, overdue: 0 }) }));
}

async function listed(context: CaseContext, filter: InboxFilter, limit: number): Promise<CasePage> {
  const { at, due, number } = readCursor(filter.after);
  const { city } = filter;
  const scope = cityScope(city);
  const closed = filter.state !== undefined && closedStates.has(filter.state);
  const shared = { city, agencies: [...filter.agencies], state: filter.state ?? null, service: filter.service ?? null };
  const rows = closed
    ? await context.database.run(scope, closedCases, { ...shared, before: at, before_number: number, limit: limit + 1 })
    : filter.area !== undefined
      ? await context.database.run(scope, openCasesOfArea, {
          ...shared,
          area: filter.area,
          assignee: filter.assignee ?? null,
          due_before: filter.dueBefore ?? null,
          after_due: due,
          after_number: number,
          limit: limit + 1,
        })
      : filter.assignee !== undefined
        ? await context.database.run(scope, openCasesOfClerk, {
            city,
            assignee: filter.assignee,
            after_due: due,
            after_number: number,
            limit: limit + 1,
          })
        : await context.database.run(scope, openCases, {
            ...shared,
            due_before: filter.dueBefore ?? null,
            after_due: due,
            after_number: number,
            limit: limit + 1,
          });
  return page(context, city, rows, limit, (row) => (closed ? row.closed_at : row.due_at));
}

/** A person's cases in one city, for staff who have the exact person, newest first. */
export async function listCasesOf(
  context: CaseContext,
  city: string,
  resident: string,
  after?: string,
): Promise<CasePage> {
  const limit = 50;
  const { at, number } = readCursor(after);
  const rows = await context.database.run(cityScope(city), casesOfApplicant, {
    city,
    applicant: resident,
    before: at,
    before_number: number,
    limit: limit + 1,
  });
  return page(context, city, rows, limit, (row) => row.submitted_at);
}

/**
 * Cases of a city whose applicant gave exactly this telephone, of these agencies, newest first; undefined where `phone` is no
 * telephone. However it is written ("+86 138 …", full-width digits) is the same. `after` is `next` of the page before.
 */
export async function listCasesByPhone(
  context: CaseContext,
  input: { city: string; agencies: readonly string[]; phone: string; after?: string },
): Promise<CasePage | undefined> {
  const { city } = input;
  const phone_hash = phoneHash(context.secrets, input.phone);
  if (phone_hash === null) return undefined;
  const limit = 50;
  const { at, number } = readCursor(input.after);
  const rows = await context.database.run(cityScope(city), casesOfPhone, {
    city,
    agencies: [...input.agencies],
    phone_hash,
    before: at,
    before_number: number,
    limit: limit + 1,
  });
  return page(context, city, rows, limit, (row) => row.submitted_at);
}

type Row = Values<(typeof openCases)["row"]>;

function page(
  context: CaseContext,
  city: string,
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => Date | null,
): CasePage {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const at = last && key(last);
  return {
    items: shown.map(({ applicant_sealed, state, waiting_for, ...row }) => ({
      ...row,
      state: state as State,
      waiting_for: waiting_for as CaseLine["waiting_for"],
      applicant: maskedName(openApplicant(context.secrets, city, row.number, applicant_sealed as Sealed).name),
    })),
    next: rows.length > limit && last ? `${at ? at.toISOString() : "infinity"}~${last.number}` : null,
  };
}

/** 李* : the first character stays, as on a ward list. */
export function maskedName(name: string): string {
  const [first = ""] = name;
  return first === "" ? "" : `${first}${"*".repeat(Math.min(2, Math.max(1, [...name].length - 1)))}`;
}
