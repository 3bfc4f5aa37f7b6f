import { cityScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type CaseRow, findCase, findCases, loadOf, perform, viewCase } from "../cases/index.ts";
import { type Clerk, type ClerkRecord, can, clerksOf } from "../identity/index.ts";
import { type Absence, awayAt, listAbsences, standIn } from "./absences.ts";
import { type Area, areaOf, listAreas } from "./areas.ts";
import type { WorkContext } from "./context.ts";
import { type Group, listGroups, listRules, type RoutingRule, ruleFor } from "./rules.ts";
import { lendCase } from "./store.ts";

/** The clerks of an agency who can be given cases, at most 500. */
export async function peopleOf(
  { identity }: Pick<WorkContext, "identity">,
  city: string,
  agency: string,
): Promise<readonly ClerkRecord[]> {
  const people: ClerkRecord[] = [];
  for (let after: string | undefined; people.length < 500; ) {
    const page = await clerksOf(identity, city, { agency, limit: 100, ...(after === undefined ? {} : { after }) });
    people.push(...page.items);
    if (page.next === undefined) break;
    after = page.next;
  }
  return people.filter((clerk) => clerk.suspendedAt === undefined && mayTake(clerk, agency));
}

const mayTake = (clerk: Clerk, agency: string) => can(clerk, "case.take", { city: clerk.city, agency });

/** Whom a rule means, before anybody's absence. */
export function candidates(
  rule: RoutingRule,
  known: { readonly people: readonly string[]; readonly area: Area | undefined; readonly groups: readonly Group[] },
): readonly string[] {
  const { people, area, groups } = known;
  const named =
    rule.target === "agency"
      ? people
      : rule.target === "area"
        ? (area?.clerks ?? [])
        : rule.target === "group"
          ? (groups.find(({ id }) => id === rule.target_id)?.clerks ?? [])
          : [rule.target_id ?? ""];
  return named.filter((clerk) => people.includes(clerk));
}

export type Choice = { readonly clerk: string; readonly insteadOf?: Absence | undefined };

/** Of those meant the least loaded who is there; where all are away, the least loaded of those who stand in for them. */
export function chosen(
  meant: readonly string[],
  away: ReadonlyMap<string, Absence>,
  load: ReadonlyMap<string, number>,
  people: readonly string[],
): Choice | undefined {
  const least = <T>(all: readonly T[], clerkOf: (one: T) => string): T | undefined =>
    [...all].sort((a, b) => {
      const [one, other] = [clerkOf(a), clerkOf(b)];
      return (load.get(one) ?? 0) - (load.get(other) ?? 0) || (one < other ? -1 : 1);
    })[0];
  const present = meant.filter((clerk) => !away.has(clerk));
  if (present.length > 0) return { clerk: least(present, (clerk) => clerk) ?? "" };
  const deputies = meant.flatMap((clerk): Choice[] => {
    const deputy = standIn(clerk, away);
    return deputy === undefined || !people.includes(deputy) ? [] : [{ clerk: deputy, insteadOf: away.get(clerk) }];
  });
  return least(deputies, ({ clerk }) => clerk);
}

/**
 * Gives new cases to those the rules of their agencies name, and says where in the city they belong. A case that somebody has already
 * is left alone; where no rule fits it waits for whoever takes it. Again is the same.
 */
export async function routeCases(work: WorkContext, city: string, numbers: readonly string[]): Promise<void> {
  const brief = [...(await findCases(work.cases, city, numbers)).values()];
  const agencies = brief.filter(({ closed_at }) => closed_at === null).map(({ agency }) => agency);
  const rules = await listRules(work, city, agencies);
  const areas = agencies.length === 0 ? [] : await listAreas(work, city);
  // Most cities arrange nothing: three reads for a whole set of cases, and it is over.
  if (rules.length === 0 && areas.length === 0) return;
  const rows: CaseRow[] = [];
  for (const { number } of brief) {
    const row = await findCase(work.cases, city, number);
    if (row.assignee === null && row.closed_at === null) rows.push(row);
  }
  const away = awayAt(await listAbsences(work, city), work.cases.clock());
  for (const [agency, ofAgency] of Map.groupBy(rows, (row) => row.agency)) {
    const people = (await peopleOf(work, city, agency)).map(({ id }) => id);
    const groups = await listGroups(work, city, agency);
    const load = new Map((await loadOf(work.cases, city, people)).map(({ clerk, open }) => [clerk, open]));
    for (const row of ofAgency) {
      const area =
        areas.length === 0 ? undefined : areaOf(areas, (await viewCase(work.cases, city, row.number)).answers);
      const rule = ruleFor(rules, { agency, service: row.service, area: area?.area });
      const choice = rule && chosen(candidates(rule, { people, area, groups }), away, load, people);
      if (await settle(work, row, area, choice)) {
        if (choice) load.set(choice.clerk, (load.get(choice.clerk) ?? 0) + 1);
      }
    }
  }
}

async function settle(
  work: WorkContext,
  row: CaseRow,
  area: Area | undefined,
  choice: Choice | undefined,
): Promise<boolean> {
  const where = area === undefined || area.area === row.area ? undefined : area.area;
  if (choice === undefined && where === undefined) return false;
  const { city, number } = row;
  const owner = choice?.insteadOf;
  if (choice && owner) {
    const lent = { city, number, absence: owner.id, owner: owner.clerk, deputy: choice.clerk };
    await work.database.run(cityScope(city), lendCase, { ...lent, now: work.cases.clock() });
  }
  try {
    await perform(work.cases, {
      ...{ city, number, type: "assign", revision: row.revision },
      by: { kind: "system", id: "routing" },
      input: {
        ...(choice ? { to: choice.clerk } : {}),
        ...(where === undefined ? {} : { area: where }),
        ...(owner ? { deputyOf: owner.clerk } : {}),
      },
    });
    return true;
  } catch (error) {
    // Somebody took it meanwhile, or it has ended.
    if (error instanceof Refusal) return false;
    throw error;
  }
}
