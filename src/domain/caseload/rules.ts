import { cityScope, type Database } from "../../foundation/database/index.ts";
import { isId, newId } from "../../foundation/ids/index.ts";
import { writeAudit } from "../audit/index.ts";
import { type Clerk, demand } from "../identity/index.ts";
import { Faults, gone, tidyText } from "./refuse.ts";
import { groupsOfAgency, keepGroup, keepRule, removeGroupRow, removeRuleRow, rulesOfAgencies } from "./store.ts";

export const targets = ["agency", "area", "group", "clerk"] as const;
export type Target = (typeof targets)[number];

/** To whom new cases of an agency go; of several the first that fits. */
export type RoutingRule = {
  readonly id: string;
  readonly agency: string;
  readonly place: number;
  /** null: every service. */
  readonly service: string | null;
  /** null: everywhere. */
  readonly area: string | null;
  /** `agency`: everybody there; `area`: who serves the case's area; otherwise the group or clerk of `target_id`. */
  readonly target: Target;
  readonly target_id: string | null;
};

export type Group = {
  readonly id: string;
  readonly agency: string;
  readonly name: string;
  readonly clerks: readonly string[];
};

type Within = { readonly database: Database };

export async function listRules(
  { database }: Within,
  city: string,
  agencies: readonly string[],
): Promise<readonly RoutingRule[]> {
  if (agencies.length === 0) return [];
  const rows = await database.run(cityScope(city), rulesOfAgencies, { city, agencies: [...new Set(agencies)] });
  return rows.map((row) => ({ ...row, target: row.target as Target }));
}

export async function listGroups({ database }: Within, city: string, agency: string): Promise<readonly Group[]> {
  return database.run(cityScope(city), groupsOfAgency, { city, agency });
}

/** `people`: the clerks of the agency, the only ones that can be named. */
export async function addRule(
  { database }: Within,
  actor: Clerk,
  input: Omit<RoutingRule, "id" | "agency"> & { readonly people: readonly string[] },
  now: Date,
): Promise<void> {
  const { city, agency } = leadOf(actor);
  const faults = new Faults();
  const { place, target, target_id, service, area } = input;
  if (!Number.isInteger(place) || place < 1 || place > 1_000)
    faults.add("place", "place", "次序为 1 至 1000 的整数。", "The order is a whole number from 1 to 1000.");
  const groups = target === "group" ? await listGroups({ database }, city, agency) : [];
  const known =
    target === "clerk"
      ? input.people.includes(target_id ?? "")
      : target === "group"
        ? groups.some(({ id }) => id === target_id)
        : targets.includes(target);
  if (!known) faults.add("target", "target", "请从列表中选择分给谁。", "Choose from the list whom they go to.");
  faults.refuse();
  const id = newId(now);
  const named = target === "clerk" || target === "group" ? target_id : null;
  await database.transaction(cityScope(city), async (tx) => {
    await tx.run(keepRule, { city, id, agency, place, service, area, target, target_id: named, now });
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.rule", subject: id, detail: { agency, service, area, target } }, now);
  });
}

export async function removeRule({ database }: Within, actor: Clerk, id: string, now: Date): Promise<void> {
  const { city, agency } = leadOf(actor);
  await database.transaction(cityScope(city), async (tx) => {
    const removed = isId(id) ? await tx.run(removeRuleRow, { city, id, agency }) : [];
    if (removed.length === 0) throw gone();
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.rule", subject: id, detail: { removed: true } }, now);
  });
}

export async function addGroup(
  { database }: Within,
  actor: Clerk,
  input: { readonly name: string; readonly clerks: readonly string[]; readonly people: readonly string[] },
  now: Date,
): Promise<string> {
  const { city, agency } = leadOf(actor);
  const faults = new Faults();
  const name = tidyText(input.name, 60);
  const clerks = [...new Set(input.clerks)].filter((clerk) => input.people.includes(clerk)).slice(0, 200);
  if (name === "")
    faults.add("name", "name", "请填写小组名称，不超过 60 个字。", "Enter the name, at most 60 characters.");
  if (clerks.length === 0) faults.add("clerks", "clerks", "请选择至少一位工作人员。", "Choose at least one clerk.");
  faults.refuse();
  const id = newId(now);
  await database.transaction(cityScope(city), async (tx) => {
    await tx.run(keepGroup, { city, id, agency, name, clerks, now });
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.group", subject: id, detail: { agency, clerks: clerks.length } }, now);
  });
  return id;
}

export async function removeGroup({ database }: Within, actor: Clerk, id: string, now: Date): Promise<void> {
  const { city, agency } = leadOf(actor);
  await database.transaction(cityScope(city), async (tx) => {
    const removed = isId(id) ? await tx.run(removeGroupRow, { city, id, agency }) : [];
    if (removed.length === 0) throw gone();
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.group", subject: id, detail: { removed: true } }, now);
  });
}

/** The first rule that fits a case. */
export function ruleFor(
  rules: readonly RoutingRule[],
  about: { readonly agency: string; readonly service: string; readonly area: string | undefined },
): RoutingRule | undefined {
  return rules.find(
    (rule) =>
      rule.agency === about.agency &&
      (rule.service === null || rule.service === about.service) &&
      (rule.area === null || rule.area === about.area) &&
      // Whoever serves the area, where there is none, is nobody: a later rule decides.
      (rule.target !== "area" || about.area !== undefined),
  );
}

function leadOf(actor: Clerk): { city: string; agency: string } {
  demand(actor, "work.arrange", { city: actor.city, agency: actor.agency });
  if (actor.agency === undefined) throw gone();
  return { city: actor.city, agency: actor.agency };
}
