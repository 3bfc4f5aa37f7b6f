import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type Clerk, can } from "../../../../domain/identity/index.ts";
import {
  billsToRefund,
  type PaymentAct,
  type PaymentEvent,
  type PaymentNotice,
  type PaymentRecord,
  recordOf,
  refundable,
  type TransferReason,
  transferReasons,
} from "../../../../domain/payments/index.ts";
import { formatDay, formatInstant, formatMoney, type Language, say } from "../../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../../foundation/ids/index.ts";
import type { FieldError } from "../../../../foundation/refusal.ts";
import { plainYuan } from "../../../csv.ts";
import type { House } from "../../../house.ts";
import { asked, hiddenOf, posted, postedAll } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { clerkNames } from "../../names.ts";
import { staffWords } from "../../words.ts";
import { needMoney } from "../money.ts";
import {
  actWords,
  causeWords,
  paymentStateWords,
  reasonSaid,
  reasonWord,
  refundStateWords,
  serviceWord,
  taskWords,
  verdictWords,
  writeOffWords,
} from "../payment-words.ts";
import { accountWord, answerWord, moneyWords, reasonWords, sourceWord, unitWord } from "../words.ts";
import type { ActForm } from "./act-form.tsx";
import { type RecordProps, RecordView } from "./record-view.tsx";
import { words } from "./words.ts";

export type OfPayment = { Params: { number: string } };
const path = "/staff/money/payments";

/** A number of an address, as it is kept: of this city, else one that belongs to nothing. */
export function numberIn(clerk: Clerk, typed: string): string {
  const parsed = parsePublicNumber(typed);
  return parsed?.city === clerk.city ? parsed.number : "";
}

/** `GET /staff/money/payments/:number`, and the same page with what was wrong in a form. */
export async function showPayment(
  house: House,
  request: FastifyRequest<OfPayment>,
  reply: FastifyReply,
  form: { open?: ActForm; errors?: readonly FieldError[] } = {},
): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { language } = request;
  const record = await recordOf(house.payments, clerk.city, numberIn(clerk, request.params.number));
  const { payment } = record.view;
  const w = words(language);
  const title = w.titleOf({ service: serviceWord(house, payment.service, language) });
  const { tone, name } = paymentStateWords[payment.state];
  const main = createElement(RecordView, {
    language,
    title,
    action: `${path}/${payment.number}`,
    hidden: hiddenOf(reply),
    badge: { tone, word: say(name, language) },
    done: doneWord(asked(request.query, "done"), asked(request.query, "answer"), language),
    errors: form.errors ?? [],
    open: form.open,
    typed: (field: string) => posted(request.body, field),
    ticked: (field: string) => postedAll(request.body, field),
    facts: factsOf(house, record, language),
    bills: billsOf(house, record, language),
    tasks: tasksOf(clerk, record, language),
    refunds: record.view.refunds.map((refund) => ({
      number: refund.number,
      href: `/staff/money/refunds/${refund.number}`,
      amount: formatMoney(refund.amount_fen, language),
      badge: { tone: refundStateWords[refund.state].tone, word: say(refundStateWords[refund.state].name, language) },
      cause: say(causeWords[refund.cause], language),
    })),
    transfers: inOrder(record.transfers).map((row) => ({
      key: `${row.reason} ${row.part}`,
      day: formatDay(row.day, language),
      what: say(reasonWords[row.reason as TransferReason], language),
      to: accountWord(house, row.debit, language),
      from: accountWord(house, row.credit, language),
      amount: formatMoney(row.amount_fen, language),
    })),
    notices: record.notices.map((notice) => noticeOf(notice, language)),
    refused: record.refused.map((notice) => noticeOf(notice, language)),
    events: await eventsOf(house, clerk, record, language),
    may: mayOf(clerk, record, language),
    isReadOnly: !can(clerk, "money.reconcile", { city: clerk.city }),
  });
  return sendStaff(house, request, reply, clerk, { title, main, failed: (form.errors ?? []).length > 0 }, "money");
}

/** Of one instant, in the order in which money moves. */
function inOrder<T extends { readonly at: Date; readonly reason: string }>(rows: readonly T[]): readonly T[] {
  const step = ({ reason }: T) => transferReasons.indexOf(reason as TransferReason);
  return rows.toSorted((one, other) => one.at.getTime() - other.at.getTime() || step(one) - step(other));
}

const doneWords = [
  ...["doneRetry", "doneWrittenOff", "doneContested", "doneStands", "doneGotBack", "doneReversed"],
] as const satisfies readonly (keyof ReturnType<typeof words>)[];

function doneWord(done: string, answer: string, language: Language): string | undefined {
  const w = words(language);
  if (done === "doneAsked") return w.doneAsked({ answer: answerWord(answer.slice(0, 60), language) });
  const known = doneWords.find((each) => each === done);
  return known === undefined ? undefined : w[known];
}

function factsOf(house: House, { view: { payment } }: PaymentRecord, language: Language): RecordProps["facts"] {
  const w = words(language);
  const money = (fen: bigint) => formatMoney(fen, language);
  const at = (iso: string) => formatInstant(new Date(iso), language);
  const because = payment.closed_because === "provider" ? "provider_" : payment.closed_because;
  const facts = [
    { label: w.asked, value: money(payment.amount_fen) },
    { label: w.received, value: money(payment.received_fen) },
    { label: w.refunded, value: money(payment.refunded_fen) },
    { label: w.over, value: payment.over_fen > 0n ? money(payment.over_fen) : "" },
    { label: w.provider, value: sourceWord(house, `provider/${payment.provider}/${payment.account}`, language) },
    { label: w.agency, value: unitWord(house, payment.agency, language) },
    { label: w.begun, value: at(payment.created_at) },
    { label: w.paidAt, value: payment.paid_at === null ? "" : at(payment.paid_at) },
    { label: w.expires, value: payment.paid_at === null ? at(payment.expires_at) : "" },
    { label: w.closedBecause, value: because === null ? "" : w[because] },
    { label: w.reference, value: payment.reference ?? "" },
  ];
  return [{ label: moneyWords(language).number, value: payment.number }, ...facts.filter(({ value }) => value !== "")];
}

function billsOf(house: House, { view, writeOffs }: PaymentRecord, language: Language): RecordProps["bills"] {
  return view.bills.map((bill) => {
    const kept = writeOffs.get(bill.number);
    const { tone, name } = writeOffWords[bill.write_off ?? "none"] ?? { tone: "over", name: { zh: "", en: "" } };
    const when = kept?.at ? formatInstant(kept.at, language) : "";
    return {
      number: bill.number,
      theirs: bill.reference,
      agency: unitWord(house, bill.biller, language),
      amount: formatMoney(bill.amount_fen, language),
      returned: formatMoney(bill.returned_fen, language),
      writeOff: { tone, word: say(name, language), note: [when, kept?.reference ?? ""].filter(Boolean).join(" · ") },
    };
  });
}

function tasksOf(clerk: Clerk, { tasks }: PaymentRecord, language: Language): RecordProps["tasks"] {
  const w = words(language);
  const mayRetry = can(clerk, "money.reconcile", { city: clerk.city });
  return tasks.map((task) => {
    const known = taskWords[task.kind];
    const isDead = task.state === "dead";
    return {
      key: `${task.kind} ${task.part}`,
      kind: task.kind,
      part: task.part,
      name: known === undefined ? task.kind : say(known.name, language),
      about: task.part,
      badge: isDead
        ? { tone: "yours", word: w.hasStopped }
        : { tone: "waiting", word: w.nextTry({ at: formatInstant(task.due_at, language) }) },
      tried: w.times({ n: String(task.attempts) }),
      last: reasonSaid(task.last_reason, language),
      advice: isDead && known !== undefined ? say(known.advice, language) : undefined,
      mayRetry: isDead && mayRetry,
    };
  });
}

const otherNotice = { zh: "别的通知", en: "a notice of another kind" };

const noticeOf = ({ id, at, verdict, reason }: PaymentNotice, language: Language) => ({
  id,
  at: formatInstant(at, language),
  verdict: verdictWords[verdict] === undefined ? verdict : say(verdictWords[verdict], language),
  reason: reasonSaid(reason, language, otherNotice),
});

async function eventsOf(house: House, clerk: Clerk, record: PaymentRecord, language: Language) {
  const ids = record.events.map(({ actor_kind: kind, actor }) => (kind === "clerk" ? actor : null));
  const names = await clerkNames(house, clerk.city, ids);
  const w = words(language);
  const staff = staffWords(language);
  const whoIs = ({ actor_kind: kind, actor }: PaymentEvent): string => {
    switch (kind) {
      case "clerk":
        return names.get(actor) ?? staff.formerClerk;
      case "resident":
      case "visitor":
        return w.payer;
      case "agency":
        return w.theAgency;
      case "partner":
        return w.partner;
      default:
        return staff.system;
    }
  };
  return record.events.map((event) => ({
    id: String(event.seq),
    title: say(actWords[event.act as PaymentAct], language),
    at: event.at.toISOString(),
    when: formatInstant(event.at, language),
    who: whoIs(event),
    note: noteOf(event, language),
  }));
}

function noteOf(event: PaymentEvent, language: Language): string | undefined {
  const w = words(language);
  const { because, code, said } = event.words as { because?: string; code?: string; said?: string };
  const outcome = said === undefined ? undefined : writeOffWords[said];
  const parts = [
    event.refund?.number,
    outcome === undefined ? undefined : say(outcome.name, language),
    because === undefined ? undefined : reasonWord(because, language),
    code === undefined ? undefined : reasonWord(code, language),
    event.said["because"] === undefined ? undefined : w.saidBecause({ text: event.said["because"] }),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(language === "zh" ? "，" : "; ");
}

function mayOf(clerk: Clerk, { view, tasks }: PaymentRecord, language: Language): RecordProps["may"] {
  const { payment, bills, refunds } = view;
  const here = { city: clerk.city };
  const works = can(clerk, "money.reconcile", here);
  const refundsToo = can(clerk, "money.refund", here);
  const left = refundable(view);
  const isAsked = refunds.some(({ state }) => state === "asked");
  const { state } = payment;
  const mayRefund = refundsToo && !isAsked && left > 0n;
  return {
    ask: works && state !== "created",
    writeOff:
      works && payment.applied
        ? bills
            .filter(({ write_off: said }) => said === "waiting")
            .map(({ number, reference }) => ({ value: number, label: reference }))
        : [],
    contest: works && (state === "succeeded" || state === "late_success"),
    stands:
      refundsToo &&
      state === "disputed" &&
      payment.applied &&
      payment.refunding_fen + payment.over_fen === 0n &&
      // Every fen that is left has its bill: what a failed refund left free goes back first.
      billsToRefund(view).reduce((sum, bill) => sum + bill.left_fen, 0n) === left &&
      !isAsked,
    gotBack:
      refundsToo && state === "disputed" && payment.over_fen > 0n && payment.refunding_fen === 0n
        ? formatMoney(payment.over_fen, language)
        : undefined,
    refund:
      mayRefund && (state === "succeeded" || state === "refunding" || state === "disputed")
        ? { most: formatMoney(left, language), yuan: plainYuan(left), bills: choosable(view, language) }
        : undefined,
    otherWay:
      mayRefund && state === "disputed" && payment.refunding_fen + payment.over_fen === 0n
        ? formatMoney(left, language)
        : undefined,
    reversed: works
      ? tasks
          .filter(({ kind, state: stands }) => kind === "reverse" && stands === "dead")
          .map(({ part }) => ({ value: part, label: part }))
      : [],
  };
}

/** Bills of which something can still go back, where there are several to choose from. */
function choosable(view: PaymentRecord["view"], language: Language) {
  const left = billsToRefund(view);
  return left.length < 2
    ? []
    : left.map(({ number, reference, left_fen }) => ({
        value: number,
        label: `${reference} · ${formatMoney(left_fen, language)}`,
      }));
}
