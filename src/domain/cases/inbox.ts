import { cityScope, type Values } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { readCursor } from "./cursor.ts";
import { openApplicant, type Sealed } from "./sealing.ts";
import { closedStates, type State } from "./states.ts";
import { casesOfApplicant, closedCases, openCases, openCasesOfClerk } from "./store.ts";

export type InboxFilter = {
  readonly city: string;
  /** Agency kinds the reader works for. */
  readonly agencies: readonly string[];
  readonly state?: State;
  readonly service?: string;
  readonly assignee?: string;
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
};

export type CasePage = { readonly items: readonly CaseLine[]; readonly next: string | null };

/** Open cases, what is due first (keyset pages; large sets are never counted). Closed states list newest first. */
export async function listCases(context: CaseContext, filter: InboxFilter): Promise<CasePage> {
  const limit = Math.max(1, Math.min(filter.limit ?? 50, 100));
  const { at, due, number } = readCursor(filter.after);
  const { city } = filter;
  const scope = cityScope(city);
  const closed = filter.state !== undefined && closedStates.has(filter.state);
  const shared = { city, agencies: [...filter.agencies], state: filter.state ?? null, service: filter.service ?? null };
  const rows = closed
    ? await context.database.run(scope, closedCases, { ...shared, before: at, before_number: number, limit: limit + 1 })
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
    items: shown.map(({ applicant_sealed, state, ...row }) => ({
      ...row,
      state: state as State,
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
