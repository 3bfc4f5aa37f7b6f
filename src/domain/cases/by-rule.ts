import { Refusal } from "../../foundation/refusal.ts";
import { type Answers, type ServiceVersion, settle } from "../catalogue/index.ts";
import type { Actor } from "./case.ts";
import type { CaseContext } from "./context.ts";
import { type ActAnswer, perform } from "./perform.ts";
import { viewCase } from "./read.ts";

/** Decides by published rules (秒批); the record names the rule and its version. */
export const ruleActor: Actor = { kind: "system", id: "rule" };

type Filed = { readonly city: string; readonly number: string; readonly day: string };

/**
 * 秒批: approves a case just filed where the published rule of its service is true over the settled answers, as of the day (`day`,
 * YYYY-MM-DD) it was filed. May be repeated: a case is decided once and every repeat gets the same answer; where the rule does not
 * approve, or somebody has acted already, nothing happens and a clerk decides as usual.
 */
export async function decideByRule(
  context: CaseContext,
  service: ServiceVersion,
  { city, number, day }: Filed,
  answers: Answers,
): Promise<ActAnswer | undefined> {
  const { approveWhen: rule, definition, version } = service;
  if (rule === undefined || definition.by_rule === undefined) return undefined;
  const circumstances = { today: day, city };
  if (rule(settle(service, answers, circumstances).values, circumstances) !== true) return undefined;
  try {
    return await perform(context, {
      city,
      number,
      type: "approve",
      revision: 1,
      by: ruleActor,
      input: { say: definition.by_rule.say, rule: { when: rule.text, version } },
      idempotency: { caller: "system:rule", key: number, bodyHash: number },
    });
  } catch (error) {
    if (error instanceof Refusal && error.status === 409) return undefined;
    throw error;
  }
}

/** The same from what is stored: after a stop between filing and deciding, and for whoever sends the same filing again. */
export async function decideFiled(context: CaseContext, city: string, number: string): Promise<ActAnswer | undefined> {
  const { row, answers } = await viewCase(context, city, number);
  const service = context.serviceOf(row.service, row.service_version);
  const day = context.calendarOf(city).dayOf(new Date(row.submitted_at));
  return decideByRule(context, service, { city, number, day }, answers);
}
