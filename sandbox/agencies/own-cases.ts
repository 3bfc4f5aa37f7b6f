import type { Heard } from "../support/agency.ts";
import { type Case, type Cases, isFinal } from "../support/cases.ts";
import { type Fields, textIn } from "../support/json.ts";
import { missing, RestError, requiredKey } from "../support/rest.ts";

export function found(cases: Cases, reference: string): Case {
  const one = cases.get(reference);
  if (!one) throw new RestError(404, "case_not_found", "未查询到该业务");
  return one;
}

/** Withdrawn once; asked again it says the same. What is decided stays decided. */
export function withdraw(cases: Cases, reference: string): Case {
  const one = found(cases, reference);
  if (one.stage === "withdrawn") return one;
  if (isFinal(one.stage)) throw new RestError(409, "already_decided", "业务已办结，不能撤回");
  return cases.move(reference, "withdrawn");
}

/** What was asked for comes in: once, however often it is sent, and only where it was asked for. */
export function supplement(cases: Cases, reference: string, heard: Heard, body: Fields): Case {
  const key = requiredKey(heard);
  found(cases, reference);
  if (!textIn(body, "text", 20_000)) throw missing("text");
  const outcome = cases.supplement(key, reference, heard.body);
  if (outcome === "reused") throw new RestError(422, "idempotency_key_reused", "同一幂等键用于不同的内容");
  if (outcome === "not_asked") throw new RestError(409, "not_asked", "未要求补正");
  return outcome;
}
