import { cityScope, type Runner } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { optionalText, requiredText } from "./acts/rule.ts";
import { ruleActor } from "./by-rule.ts";
import {
  checkCase,
  checkOfCase,
  countRuleDays,
  drawChecks,
  notesToReseal,
  openChecks,
  resealNote,
  ruleFigures,
} from "./checks-store.ts";
import type { CaseContext } from "./context.ts";
import { readCursor } from "./cursor.ts";
import { type BriefCase, findCase } from "./read.ts";

export const verdicts = ["right", "wrong"] as const;
export type Verdict = (typeof verdicts)[number];

/** A decision of a rule that was drawn for a clerk to look at. */
export type RuleCheck = {
  readonly number: string;
  readonly service: string;
  readonly agency: string;
  readonly drawn_at: Date;
  readonly checked_by: string | null;
  readonly checked_at: Date | null;
  readonly verdict: Verdict | null;
  readonly note: string | undefined;
};

/** What a published rule decided of one service: of all filed, how many at once; of these, drawn, looked at and found wrong. */
export type RuleFigures = {
  readonly service: string;
  readonly agency: string;
  readonly filed: number;
  readonly decided: number;
  readonly drawn: number;
  readonly checked: number;
  readonly wrong: number;
};

/**
 * Whether a case is in the sample of `percent` per cent. It follows from a keyed hash of its number, so that nobody can choose and
 * everybody who has the key finds the same.
 */
export function isDrawn(secrets: Secrets, city: string, number: string, percent: number): boolean {
  const digest = Buffer.from(secrets.lookupHash("rule-check", `${city}/${number}`), "base64url");
  return (digest.readUIntBE(0, 6) % 10_000) / 100 < percent;
}

type RuleEvent = {
  readonly type: string;
  readonly subject: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor: string;
};

/**
 * Counts what was filed under a rule and what the rule decided, and draws the sample, in the transaction of the reaction. Both count
 * on the day of filing, so that a share compares the same cases.
 */
export async function recordRuleEvents(
  tx: Runner,
  context: Pick<CaseContext, "secrets" | "calendarOf" | "serviceOf">,
  city: string,
  events: readonly RuleEvent[],
  cases: ReadonlyMap<string, BriefCase>,
): Promise<void> {
  const days = new Map<
    string,
    { city: string; service: string; day: string; agency: string; filed: number; decided: number }
  >();
  const drawn: { city: string; number: string; service: string; agency: string; drawn_at: string }[] = [];
  for (const event of events) {
    const row = cases.get(event.subject);
    const byRule = row && context.serviceOf(row.service, row.service_version).definition.by_rule;
    const decided = event.type === "approve" && event.actor_kind === "system" && event.actor === ruleActor.id;
    if (!row || !byRule || !(decided || event.type === "submit")) continue;
    const { service, agency, number } = row;
    const day = context.calendarOf(city).dayOf(new Date(row.submitted_at));
    const key = `${service} ${day}`;
    const counted = days.get(key) ?? { city, service, day, agency, filed: 0, decided: 0 };
    days.set(key, counted);
    if (!decided) {
      counted.filed += 1;
      continue;
    }
    counted.decided += 1;
    if (isDrawn(context.secrets, city, number, byRule.check_percent)) {
      drawn.push({ city, number, service, agency, drawn_at: event.at.toISOString() });
    }
  }
  if (days.size > 0) await tx.run(countRuleDays, { rows: [...days.values()] });
  if (drawn.length > 0) await tx.run(drawChecks, { rows: drawn });
}

/** What is drawn of these agencies and not looked at yet, the oldest first; `after` is `next` of the page before. */
export async function listChecks(
  context: CaseContext,
  input: { readonly city: string; readonly agencies: readonly string[]; readonly after?: string },
): Promise<{ readonly items: readonly RuleCheck[]; readonly next: string | null }> {
  const limit = 50;
  const { city, agencies } = input;
  const { at: after, number } = readCursor(input.after);
  const rows = await context.database.run(cityScope(city), openChecks, {
    city,
    agencies: [...agencies],
    after,
    after_number: number,
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => opened(context.secrets, city, row)),
    next: rows.length > limit && last ? `${last.drawn_at.toISOString()}~${last.number}` : null,
  };
}

/** The check of a case; undefined where it was not drawn. */
export async function findCheck(context: CaseContext, city: string, number: string): Promise<RuleCheck | undefined> {
  const [row] = await context.database.run(cityScope(city), checkOfCase, { city, number });
  return row && opened(context.secrets, city, row);
}

/**
 * A clerk has looked: the rule decided rightly, or not and why. Whoever filed the case or acted for it does not check it; the first
 * verdict counts.
 * @throws Refusal check_not_found (404), checked_by_filer (403), checked_before (409), act_input (422, names the field)
 */
export async function recordCheck(
  context: CaseContext,
  input: {
    readonly city: string;
    readonly number: string;
    readonly by: string;
    readonly verdict: unknown;
    readonly note: unknown;
  },
): Promise<Verdict> {
  const { city, number, by } = input;
  if ((await findCheck(context, city, number)) === undefined) throw checkNotFound();
  const row = await findCase(context, city, number);
  if (row.filed_by === by) throw checkedByFiler();
  const verdict = verdicts.find((one) => one === input.verdict);
  if (verdict === undefined) throw verdictMissing();
  const note =
    verdict === "wrong" ? requiredText({ note: input.note }, "note") : optionalText({ note: input.note }, "note");
  const done = await context.database.run(cityScope(city), checkCase, {
    city,
    number,
    checked_by: by,
    checked_at: context.clock(),
    verdict,
    note_sealed: note === undefined ? null : context.secrets.encrypt(city, note, noteContext(number)),
  });
  if (done.length === 0) throw checkedBefore();
  return verdict;
}

/** Per service, of what was filed since a day (YYYY-MM-DD of the city). */
export async function figuresOfRules(
  context: CaseContext,
  city: string,
  since: string,
): Promise<readonly RuleFigures[]> {
  const since_at = new Date(`${since}T00:00:00+08:00`);
  const rows = await context.database.run(cityScope(city), ruleFigures, { city, since, since_at });
  return rows.map((row) => ({
    service: row.service,
    agency: row.agency,
    filed: Number(row.filed),
    decided: Number(row.decided),
    drawn: Number(row.drawn),
    checked: Number(row.checked),
    wrong: Number(row.wrong),
  }));
}

/** Seals the notes of a city again with its newest key, while serving. @returns how many were changed */
export async function resealCheckNotes(
  { database, secrets }: Pick<CaseContext, "database" | "secrets">,
  city: string,
): Promise<number> {
  const kid = secrets.sealKeyId(city);
  let changed = 0;
  for (let after = ""; ; ) {
    const rows = await database.run(cityScope(city), notesToReseal, { city, after });
    for (const { number, note_sealed: old } of rows) {
      if (old === null || old.split(".")[1] === kid) continue;
      const note = secrets.decrypt(city, old, noteContext(number));
      const note_sealed = secrets.encrypt(city, note, noteContext(number));
      changed += (await database.run(cityScope(city), resealNote, { city, number, note_sealed, old })).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.number;
  }
}

const noteContext = (number: string) => `check:${number}`;

type Stored = Omit<RuleCheck, "verdict" | "note"> & {
  readonly verdict: string | null;
  readonly note_sealed: string | null;
};

function opened(secrets: Secrets, city: string, { note_sealed, verdict, ...row }: Stored): RuleCheck {
  const note = note_sealed === null ? undefined : secrets.decrypt(city, note_sealed, noteContext(row.number));
  return { ...row, verdict: verdict as Verdict | null, note };
}

function checkNotFound(): Refusal {
  return new Refusal({
    code: "check_not_found",
    status: 404,
    say: { zh: "这件办件没有被抽查。", en: "This case was not drawn for checking." },
  });
}

function checkedByFiler(): Refusal {
  return new Refusal({
    code: "checked_by_filer",
    status: 403,
    say: {
      zh: "这件办件是您代为提交的，请由另一位同事核查。",
      en: "You filed this case for somebody. Please let a colleague check it.",
    },
  });
}

function checkedBefore(): Refusal {
  return new Refusal({
    code: "checked_before",
    status: 409,
    say: { zh: "同事已经核查过这件办件。", en: "A colleague has checked this case already." },
  });
}

function verdictMissing(): Refusal {
  const message = { zh: "请选择决定是否正确。", en: "Please say whether the decision was right." };
  return new Refusal({
    code: "act_input",
    status: 422,
    say: message,
    fields: [{ field: "verdict", code: "required", message }],
  });
}
