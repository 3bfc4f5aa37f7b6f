import type { CaseView } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { showAnswer } from "../../../domain/forms/index.ts";
import type { SummaryItem } from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { isId } from "../../../foundation/ids/index.ts";

/** What was sent, in the order in which it was asked and under the labels it had then. Files lead to themselves. */
export function answerItems(
  view: CaseView,
  service: ServiceVersion,
  at: { readonly language: Language; readonly divisionName: (code: string, language: Language) => string | undefined },
): SummaryItem[] {
  const { language, divisionName } = at;
  const items: SummaryItem[] = [];
  for (const { question } of service.questions.values()) {
    const value = view.answers[question.id];
    if (value === undefined || value === null) continue;
    const text = showAnswer(question, value, language, { divisionName });
    const file = fileOf(value);
    items.push({
      label: say(question.label, language),
      value: file === undefined ? text : <a href={`/me/cases/${view.row.number}/files/${file}`}>{text}</a>,
    });
  }
  return items;
}

function fileOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("file" in value)) return undefined;
  return typeof value.file === "string" && isId(value.file) ? value.file : undefined;
}
