import type { FieldError } from "../../../foundation/refusal.ts";
import { evaluate } from "../evaluate.ts";
import type { Form } from "../form.ts";
import type { JourneyOptions } from "../journey.ts";
import { withKnown } from "../known.ts";
import { empty, type Posted, postedText, type Reader, unchanged, Wrong } from "../types/contract.ts";
import { required } from "../types/wrongs.ts";
import { fieldError } from "../validate-answers.ts";
import type { Draft, DraftContent, Typed } from "./draft.ts";

// Former values kept per question: enough for tabs left open, not a history.
const trailLimit = 5;
// Characters of one field that are kept while they are not an answer.
const typedLimit = 12_000;

/** A day may have been typed in one line instead of three, so the plain field is kept as well. */
function typedOf(posted: Posted, id: string, { parts }: Reader): Typed {
  const typed: Record<string, string> = {};
  for (const part of new Set(["", ...parts.map(({ name }) => name)])) {
    const text = postedText(posted, part === "" ? id : `${id}-${part}`).toWellFormed();
    if (text !== "") typed[part] = text.slice(0, typedLimit).toWellFormed();
  }
  return typed;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What stood there when a page was drawn from revision `seen`. */
function valueAt(draft: DraftContent, id: string, seen: number): unknown {
  const later = (Object.hasOwn(draft.trail, id) ? draft.trail[id] : undefined)?.find(([revision]) => revision > seen);
  return later ? later[1] : stateOf(draft, id);
}

/** Answer and typed text of a question together; JSON has no undefined. */
function stateOf(draft: Pick<DraftContent, "answers" | "typed">, id: string): unknown {
  const answer = Object.hasOwn(draft.answers, id) ? { answer: draft.answers[id] } : {};
  const typed = Object.hasOwn(draft.typed, id) ? { typed: draft.typed[id] } : {};
  return { ...answer, ...typed };
}

/** The button beside an uploaded file sends `remove` with its id: the page is drawn again, nobody is reproached. */
function isRemoval(posted: Posted, answer: unknown): boolean {
  const removed = postedText(posted, "remove");
  return removed !== "" && typeof answer === "object" && answer !== null && "file" in answer && answer.file === removed;
}

/** Merges one posted page into a draft. Changes nothing itself; errors are named by posted field; `stay` where
 * a button beside a question was pressed. */
export function mergePage(
  form: Form,
  draft: Draft,
  page: string,
  posted: Posted,
  options: JourneyOptions,
): { content: DraftContent; errors: { question: string; error: FieldError }[]; stay: boolean } {
  const seenText = postedText(posted, "seen");
  const seen = /^\d{1,9}$/.test(seenText) ? Math.min(Number(seenText), draft.revision) : draft.revision;
  const shownText = postedText(posted, "shown");
  const shown = shownText === "" ? undefined : new Set(shownText.slice(0, 20_000).split(" "));

  const answers: Record<string, unknown> = { ...draft.answers };
  const typed: Record<string, Typed> = { ...draft.typed };
  const trail: Record<string, DraftContent["trail"][string]> = { ...draft.trail };
  const disputed = new Set(draft.disputed);
  const errors: { question: string; error: FieldError }[] = [];
  let stay = false;

  const { found } = evaluate(form, withKnown(answers, options.known, draft.disputed), options, false);
  for (const { question, asked } of found) {
    const { id } = question.question;
    if (question.page !== page) continue;
    const isKnown = options.known !== undefined && Object.hasOwn(options.known, id);
    if (isKnown && postedText(posted, `${id}-not-right`) === "yes") {
      disputed.add(id);
      stay = true;
      continue;
    }
    if (isKnown && postedText(posted, `${id}-right`) === "yes") {
      disputed.delete(id);
      delete answers[id];
      delete typed[id];
      stay = true;
      continue;
    }
    if (isKnown && !draft.disputed.includes(id)) continue;
    if (shown ? !shown.has(id) : asked !== true) continue;

    if (isRemoval(posted, answers[id])) {
      trail[id] = [...(trail[id] ?? []), [draft.revision + 1, stateOf(draft, id)] as const].slice(-trailLimit);
      delete answers[id];
      stay = true;
      continue;
    }
    const read = question.reader.fromForm(posted, id, options);
    if (read === unchanged) {
      if (question.required && !Object.hasOwn(answers, id)) errors.push(finding(id, required, question.reader));
      else if (!Object.hasOwn(answers, id)) answers[id] = null;
      continue;
    }
    const next: Record<"answers" | "typed", Record<string, unknown>> = { answers: {}, typed: {} };
    if (read instanceof Wrong) {
      next.typed[id] = typedOf(posted, id, question.reader);
      errors.push(finding(id, read, question.reader));
    } else if (read !== empty) {
      next.answers[id] = read;
    } else if (question.required) {
      errors.push(finding(id, required, question.reader));
    } else {
      next.answers[id] = null;
    }
    const stood = stateOf(draft, id);
    const comes = stateOf(next as DraftContent, id);
    if (same(comes, stood)) continue;
    // Another tab changed it since this one was drawn, and this one left it as it was shown.
    if (same(comes, valueAt(draft, id, seen))) continue;
    delete answers[id];
    delete typed[id];
    if (Object.hasOwn(next.answers, id)) answers[id] = next.answers[id];
    if (Object.hasOwn(next.typed, id)) typed[id] = next.typed[id] as Typed;
    trail[id] = [...(trail[id] ?? []), [draft.revision + 1, stood] as const].slice(-trailLimit);
  }
  return { content: { answers, typed, disputed: [...disputed], trail }, errors, stay };
}

/** Names the input to go to: the part at fault, or the first one of the question. */
export function finding(id: string, wrong: Wrong, reader: Reader): { question: string; error: FieldError } {
  const part = wrong.part ?? (reader.parts[0]?.name || undefined);
  return { question: id, error: fieldError(id, new Wrong(wrong.code, wrong.message, part), "-") };
}
