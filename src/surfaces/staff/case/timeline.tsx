import { saidOf, type TimelineEvent } from "../../../domain/cases/index.ts";
import type { TimelineEntry } from "../../../foundation/html/index.ts";
import { formatInstant, formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import { sayUnavailable } from "../../unavailable.ts";
import type { Manner } from "../manners.ts";
import { Lines } from "../parts.tsx";
import { actName, staffWords } from "../words.ts";
import { callResultNames, outcomeNames, timelineWords } from "./words.ts";

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
  { manner, agency }: { readonly manner: Manner; readonly agency: string },
  language: Language,
): TimelineEntry[] {
  return events.map((event) => ({
    id: String(event.revision),
    title: titleOf(event, manner, language),
    at: event.at.toISOString(),
    when: formatInstant(event.at, language),
    who: actorName(event.actor_kind, event.actor, names, language),
    note: noteOf(event, names, agency, language),
  }));
}

function titleOf({ type, actor_kind: by }: TimelineEvent, manner: Manner, language: Language): string {
  return type === "record" && by === "system" ? timelineWords(language).online : actName(type, manner, language);
}

function noteOf(event: TimelineEvent, names: Names, agency: string, language: Language) {
  const w = timelineWords(language);
  const { items, where, note, to, outcome, rule, waiting } = event.words;
  const reason = saidOf(event.words, language);
  const lines: string[] = [];
  if (event.type === "accept" && event.actor_kind === "system") lines.push(w.deemed);
  if (to !== undefined) lines.push(w.to({ name: names.get(to) ?? staffWords(language).formerClerk }));
  if (items !== undefined) lines.push(w.items, ...items.map((item, index) => `${index + 1}. ${item}`));
  if (outcome !== undefined) lines.push(w.outcome({ text: outcomeNames(language)[outcome] }));
  if (reason !== undefined) lines.push(w.reason({ text: reason }));
  if (rule !== undefined) lines.push(w.rule(rule));
  if (event.type === "wait") {
    lines.push(waiting === undefined ? w.waitOver : sayUnavailable(waiting, agency, language));
  }
  const { recorded, amount_fen: received, receipt } = event.words;
  if (recorded === "visited") lines.push(w.visited);
  const amount = formatMoney(BigInt(received ?? 0), language);
  if (received !== undefined) lines.push(recorded === "fee_returned" ? w.returned({ amount }) : w.received({ amount }));
  if (receipt !== undefined) {
    lines.push(event.actor_kind === "system" ? w.payment({ number: receipt }) : w.receipt({ number: receipt }));
  }
  const { agency: sentTo, joined_to, result } = event.words;
  if (sentTo !== undefined) lines.push(w.to({ name: names.get(sentTo) ?? sentTo }));
  if (joined_to !== undefined) lines.push(w.joinedTo({ number: joined_to }));
  if (result !== undefined) lines.push(callResultNames(language)[result]);
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
