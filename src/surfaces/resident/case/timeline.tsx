import type { ComponentChildren } from "preact";
import type { CaseView, TimelineEvent } from "../../../domain/cases/index.ts";
import type { TimelineEntry } from "../../../foundation/html/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** What stays in the house: who works on it, and what colleagues write to each other. */
const internal: ReadonlySet<TimelineEvent["type"]> = new Set(["take", "assign", "note"]);

/** What happened to a case, newest first, as its applicant reads it: what was done and said to them, never which clerk. */
export function timelineOf(view: CaseView, agency: string, language: Language): TimelineEntry[] {
  return shownEvents(view).map((event) => ({
    id: String(event.revision),
    title: titleOf(event, view, language),
    at: event.at.toISOString(),
    when: formatInstant(event.at, language),
    who: whoOf(event, agency, language),
    note: noteOf(event, language),
  }));
}

/** The events an applicant may read; their words were written for them. */
export function shownEvents(view: CaseView): readonly TimelineEvent[] {
  const nothingToDeliver = view.row.delivery === null;
  return view.timeline.filter((event) => {
    if (internal.has(event.type)) return false;
    // The clock of delivery, where nothing is delivered, concerns nobody.
    return !(nothingToDeliver && event.type === "overdue" && event.data.set.state === "approved");
  });
}

function whoOf(event: TimelineEvent, agency: string, language: Language): string {
  const w = words(language);
  switch (event.actor_kind) {
    case "resident":
    case "visitor":
    case "partner":
      return w.you;
    case "system":
      return w.bySystem;
    case "clerk":
    case "agency":
      return agency;
  }
}

function titleOf(event: TimelineEvent, { row }: CaseView, language: Language): string {
  const w = words(language);
  const complaint = row.regime === "complaint";
  const licence = row.regime === "licence";
  switch (event.type) {
    case "submit":
      return complaint ? w.didWrite : w.didSubmit;
    case "accept":
      if (event.actor_kind === "system") return complaint ? w.didTakeOnItself : w.didDeemed;
      return complaint ? w.didTakeOn : w.didAccept;
    case "ask_correction":
      return w.didAsk;
    case "correct":
      return w.didCorrect;
    case "decline":
      return w.didDecline;
    case "suspend":
      return w.didSuspend;
    case "resume":
      return w.didResume;
    case "extend":
      return w.didExtend;
    case "approve":
      return complaint ? w.didAnswer : licence ? w.didApprove : w.didDone;
    case "refuse":
      return complaint ? w.didNotUphold : licence ? w.didRefuse : w.didNotDo;
    case "issue":
      return w.didIssue;
    case "deliver":
      return row.delivery === "post" ? w.didPost : w.didHandOver;
    case "withdraw":
      return w.didWithdraw;
    case "lapse":
      return w.didLapse;
    case "transfer":
      return w.didTransfer;
    case "reopen":
      return w.didReopen;
    case "overdue":
      return w.didOverdue;
    case "archive":
      return w.didArchive;
    case "take":
    case "assign":
    case "note":
      throw new Error(`${event.type} is not for the applicant`);
  }
}

/** Reasons, everything that was asked for, where to go instead, numbers: in the words that were written. */
function noteOf(event: TimelineEvent, language: Language): ComponentChildren | undefined {
  const w = words(language);
  const colon = language === "zh" ? "：" : ": ";
  const { reason, items, where, note } = event.words;
  const lines: string[] = [
    ...(reason === undefined ? [] : [`${w.reason}${colon}${reason}`]),
    ...(items ?? []).map((item, index) => `${index + 1}. ${item}`),
    ...(where === undefined ? [] : [`${event.type === "transfer" ? w.passedTo : w.where}${colon}${where}`]),
    ...(note === undefined ? [] : [event.type === "deliver" ? `${w.tracking}${colon}${note}` : note]),
  ];
  if (lines.length === 0) return undefined;
  return lines.map((line, index) => (
    <>
      {index === 0 ? null : <br />}
      {line}
    </>
  ));
}
