import { formOf } from "../form.ts";
import { empty, type Surroundings, Wrong } from "../types/contract.ts";
import type { Draft, DraftService } from "./draft.ts";

/**
 * A draft under the version of the service that is valid now: every answer that fits is kept; one that does not (the
 * question is gone, its options or bounds changed) is named in `dropped` so that the page can say so. The draft itself is
 * rewritten at the next save.
 */
export function carryOver(
  service: DraftService,
  draft: Draft,
  surroundings: Surroundings,
): { draft: Draft; dropped: readonly string[] } {
  if (draft.version === service.version) return { draft, dropped: [] };
  const { byId } = formOf(service);
  const answers: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [id, value] of Object.entries(draft.answers)) {
    const question = byId.get(id);
    const read = question && value !== null ? question.reader.fromJson(value, surroundings) : empty;
    if (question && value === null && !question.required) answers[id] = null;
    else if (read !== empty && !(read instanceof Wrong)) answers[id] = read;
    else if (value !== null) dropped.push(id);
  }
  const stays = ([id]: [string, unknown]): boolean => byId.has(id);
  return {
    draft: {
      ...draft,
      version: service.version,
      staysBefore: undefined,
      answers,
      typed: Object.fromEntries(Object.entries(draft.typed).filter(stays)),
      disputed: draft.disputed.filter((id) => byId.has(id)),
      trail: Object.fromEntries(Object.entries(draft.trail).filter(stays)),
    },
    dropped,
  };
}
