import type { TimelineEvent } from "../../../domain/cases/index.ts";
import type { TimelineEntry } from "../../../foundation/html/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { Lines } from "../parts.tsx";
import { actName, staffWords } from "../words.ts";
import { timelineWords } from "./words.ts";

type Names = ReadonlyMap<string, string>;

/** Who did something, by name where it was a colleague. */
export function actorName(kind: string, id: string, names: Names, language: Language): string {
  const w = staffWords(language);
  if (kind === "clerk") return names.get(id) ?? w.formerClerk;
  if (kind === "resident" || kind === "visitor") return w.applicant;
  return kind === "system" ? w.system : id;
}

/** Everything that happened, newest first, notes among colleagues included. */
export function timelineEntries(
  events: readonly TimelineEvent[],
  names: Names,
  answered: boolean,
  language: Language,
): TimelineEntry[] {
  return events.map((event) => ({
    id: String(event.revision),
    title: actName(event.type, answered, language),
    at: event.at.toISOString(),
    when: formatInstant(event.at, language),
    who: actorName(event.actor_kind, event.actor, names, language),
    note: noteOf(event, names, language),
  }));
}

function noteOf(event: TimelineEvent, names: Names, language: Language) {
  const w = timelineWords(language);
  const { reason, items, where, note, to } = event.words;
  const lines: string[] = [];
  if (event.type === "accept" && event.actor_kind === "system") lines.push(w.deemed);
  if (to !== undefined) lines.push(w.to({ name: names.get(to) ?? staffWords(language).formerClerk }));
  if (items !== undefined) lines.push(w.items, ...items.map((item, index) => `${index + 1}. ${item}`));
  if (reason !== undefined) lines.push(w.reason({ text: reason }));
  if (where !== undefined) lines.push(w.where({ text: where }));
  if (note !== undefined) {
    lines.push(
      event.type === "issue"
        ? w.certificate({ text: note })
        : event.type === "deliver"
          ? w.tracking({ text: note })
          : note,
    );
  }
  return lines.length === 0 ? undefined : <Lines text={lines.join("\n")} />;
}
