import type { ComponentChildren } from "preact";
import { type CaseView, regimeTerms, saidOf, type TimelineEvent } from "../../../domain/cases/index.ts";
import type { Regime } from "../../../domain/catalogue/index.ts";
import type { TimelineEntry } from "../../../foundation/html/index.ts";
import { formatInstant, formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import { counterWords } from "./counter-words.ts";
import { inDays } from "./deadline.ts";
import { words } from "./words.ts";

/** What stays in the house: who works on it, and what colleagues write to each other. */
const internal: ReadonlySet<TimelineEvent["type"]> = new Set([
  "take",
  "assign",
  "note",
  "send_back",
  "ask_extension",
  "refuse_extension",
]);

/** What happened to a case, newest first, as its applicant reads it: what was done and said to them, never which clerk. */
export function timelineOf(view: CaseView, agency: string, language: Language): TimelineEntry[] {
  return shownEvents(view).map((event) => ({
    id: String(event.revision),
    title: titleOf(event, view, language),
    at: event.at.toISOString(),
    when: formatInstant(event.at, language),
    who: whoOf(event, view, agency, language),
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

function whoOf(event: TimelineEvent, { row }: CaseView, agency: string, language: Language): string {
  const w = words(language);
  switch (event.actor_kind) {
    case "resident":
    case "visitor":
    case "partner":
      return w.you;
    case "system":
      if (event.words.rule !== undefined) return w.byPublishedRule;
      return row.regime === "instant" && (event.type === "approve" || event.type === "refuse")
        ? w.byRecords({ agency })
        : w.bySystem;
    case "clerk":
    case "agency":
      if (event.type === "correct") return w.correctedByHelper;
      return event.type === "submit" ? w.byHelper : agency;
  }
}

function titleOf(event: TimelineEvent, { row }: CaseView, language: Language): string {
  const w = words(language);
  const own = titleOfRegime(event, row.regime, language);
  if (own !== undefined) return own;
  switch (event.type) {
    case "submit":
      return w.didSubmit;
    case "accept":
      return event.actor_kind === "system" ? w.didDeemed : w.didAccept;
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
      return w.didExtend({ limit: inDays(regimeTerms[row.regime].extension, language) });
    case "approve":
      return w.didDone;
    case "refuse":
      return w.didNotDo;
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
    case "wait":
      return w.didWait;
    case "overdue":
      return w.didOverdue;
    case "archive":
      return w.didArchive;
    case "dispatch":
      return w.didDispatch;
    case "urge":
      return w.didUrge;
    case "join":
      return w.didJoin;
    case "part":
      return w.didPart;
    case "call_back":
      return w.didCallBack;
    case "record":
      return recordedTitle(event, language);
    case "take":
    case "assign":
    case "note":
    case "send_back":
    case "ask_extension":
    case "refuse_extension":
      throw new Error(`${event.type} is not for the applicant`);
  }
}

/** Of what was paid online the receipt is the number of the payment. */
function receiptOf({ actor_kind: by }: TimelineEvent, number: string, language: Language): string {
  const w = counterWords(language);
  return by === "system" ? w.paymentNumber({ number }) : w.receipt({ number });
}

function recordedTitle({ words: said, actor_kind: by }: TimelineEvent, language: Language): string {
  const w = counterWords(language);
  const amount = formatMoney(BigInt(said.amount_fen ?? 0), language);
  if (said.recorded === "fee_returned") return w.didReturn({ amount });
  if (said.recorded !== "fee_paid") return w.didVisit;
  return by === "system" ? w.didPayOnline({ amount }) : w.didPay({ amount });
}

/** What an act is called under a regime, where it is called otherwise there. */
function titleOfRegime(event: TimelineEvent, regime: Regime, language: Language): string | undefined {
  const w = words(language);
  const bySystem = event.actor_kind === "system";
  const titles: Readonly<Record<Regime, Partial<Readonly<Record<TimelineEvent["type"], string>>>>> = {
    licence: { approve: w.didApprove, refuse: w.didRefuse },
    benefit: { approve: w.didGrant, refuse: w.didNotGrant, deliver: w.didPay },
    confirmation: {},
    complaint: {
      submit: w.didWrite,
      accept: bySystem ? w.didTakeOnItself : w.didTakeOn,
      approve: w.didAnswer,
      refuse: w.didNotUphold,
    },
    disclosure: {
      approve: event.words.outcome === "partly" ? w.didDisclosePartly : w.didDisclose,
      refuse:
        event.words.outcome === "does_not_exist"
          ? w.didNotExist
          : event.words.outcome === "repeated"
            ? w.didRepeat
            : w.didNotDisclose,
      decline: w.didNotHold,
      suspend: w.didAskOthers,
      lapse: w.didGiveUp,
    },
    court: {
      submit: w.didFileClaim,
      approve: w.didFile,
      refuse: w.didRuleOut,
      decline: w.didPointToCourt,
      lapse: w.didReturn,
    },
    instant: {},
  };
  return titles[regime][event.type];
}

/** Reasons, everything that was asked for, where to go instead, numbers: in the words that were written. */
function noteOf(event: TimelineEvent, language: Language): ComponentChildren | undefined {
  const w = words(language);
  const colon = language === "zh" ? "：" : ": ";
  const { items, where, note, outcome, rule } = event.words;
  const reason = saidOf(event.words, language);
  const reasonIs = outcome === "partly" ? w.withheld : w.reason;
  const { result, receipt } = event.words;
  const lines: string[] = [
    ...(result === undefined ? [] : [w.callResult({ result: w[result] })]),
    ...(reason === undefined ? [] : [`${reasonIs}${colon}${reason}`]),
    ...(rule === undefined ? [] : [`${w.rule}${colon}${w.ruleOf(rule)}`]),
    ...(receipt === undefined ? [] : [receiptOf(event, receipt, language)]),
    ...(items ?? []).map((item, index) => `${index + 1}. ${item}`),
    ...(where === undefined ? [] : [`${event.type === "transfer" ? w.passedTo : w.where}${colon}${where}`]),
    // What the hotline writes to the agency is between them.
    ...(note === undefined || event.type === "dispatch"
      ? []
      : [event.type === "deliver" ? `${w.tracking}${colon}${note}` : note]),
  ];
  if (lines.length === 0) return undefined;
  return lines.map((line, index) => (
    <>
      {index === 0 ? null : <br />}
      {line}
    </>
  ));
}
