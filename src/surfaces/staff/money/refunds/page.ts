import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type Clerk, can } from "../../../../domain/identity/index.ts";
import {
  approveRefund,
  declineRefund,
  findRefund,
  type PaymentView,
  type RefundRow,
  recordOf,
  refundable,
  refundReason,
  wentBack,
} from "../../../../domain/payments/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { formatInstant, formatMoney, type Language, say } from "../../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../../foundation/refusal.ts";
import type { House } from "../../../house.ts";
import { sayReason } from "../../../pay/reason.ts";
import { address, asked, hiddenOf, posted } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { clerkNames } from "../../names.ts";
import { staffWords } from "../../words.ts";
import { needMoney, noteMoney, readsMoney, wordsOf } from "../money.ts";
import { causeWords, reasonWord, refundStateWords, serviceWord, writeOffWords } from "../payment-words.ts";
import { numberIn } from "../payments/record.ts";
import { moneyWords, unitWord } from "../words.ts";
import { clockOf, exportRefunds, showRefunds } from "./list.ts";
import { type RefundMove, RefundView } from "./refund-view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/refunds";
type OfRefund = { Params: { number: string } };
type Found = { readonly view: PaymentView; readonly refund: RefundRow };

/** `/staff/money/refunds`: what was asked for, one refund whole, and its two approvals or the reason against it. */
export function addRefundPages(app: App, house: House): void {
  app.get(path, { config: readsMoney }, (request, reply) => showRefunds(house, request, reply));
  app.get(`${path}.csv`, { config: readsMoney }, (request, reply) => exportRefunds(house, request, reply));
  app.get<OfRefund>(`${path}/:number`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    return show(house, request, reply, clerk, await found(house, clerk, request));
  });

  app.post<OfRefund>(`${path}/:number/approve`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.refund");
    const { city } = clerk;
    const of = await found(house, clerk, request);
    const { refund, view } = of;
    const { number } = view.payment;
    const reference = posted(request.body, "reference").trim();
    const message = { zh: words("zh").confirmNeeded, en: words("en").confirmNeeded };
    const isChecked = posted(request.body, "confirm") === "yes";
    if (!isChecked) {
      return show(house, request, reply.status(422), clerk, of, [{ field: "confirm", code: "required", message }]);
    }
    const by = { kind: "clerk", id: clerk.id } as const;
    try {
      await approveRefund(house.payments, { city, number, refund: refund.number, by, reference });
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      return show(house, request, reply.status(error.status), clerk, of, error.fields);
    }
    const isLast = refund.approved_by.length + 1 >= refund.approvals_needed;
    const detail = { payment: number, amount_fen: String(refund.amount_fen), last: isLast, way: refund.way };
    await noteMoney(house, clerk, "refund.approve", refund.number, detail);
    const done = !isLast ? "approvedFirst" : refund.way === "by_hand" ? "approvedHand" : "approvedLast";
    return reply.redirect(address(`${path}/${refund.number}`, { done }), 303);
  });

  app.post<OfRefund>(`${path}/:number/decline`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.refund");
    const { city } = clerk;
    const of = await found(house, clerk, request);
    const needed = { zh: words("zh").reasonNeeded, en: words("en").reasonNeeded };
    const { text: reason, errors } = wordsOf(request.body, "reason", needed, 500);
    if (errors.length > 0) return show(house, request, reply.status(422), clerk, of, errors);
    const { number } = of.view.payment;
    const by = { kind: "clerk", id: clerk.id } as const;
    await declineRefund(house.payments, { city, number, refund: of.refund.number, by, reason });
    await noteMoney(house, clerk, "refund.decline", of.refund.number, { payment: number });
    return reply.redirect(address(`${path}/${of.refund.number}`, { done: "declinedNow" }), 303);
  });
}

const found = (house: House, clerk: Clerk, request: FastifyRequest<OfRefund>): Promise<Found> =>
  findRefund(house.payments, clerk.city, numberIn(clerk, request.params.number));

const doneNames = ["started", "approvedFirst", "approvedLast", "approvedHand", "declinedNow"] as const;

async function show(
  house: House,
  request: FastifyRequest<OfRefund>,
  reply: FastifyReply,
  clerk: Clerk,
  of: Found,
  errors: readonly FieldError[] = [],
): Promise<FastifyReply> {
  const { language } = request;
  const { refund, view } = of;
  const { city } = clerk;
  const w = words(language);
  const title = w.titleOf({ amount: formatMoney(refund.amount_fen, language) });
  const { tone, name } = refundStateWords[refund.state];
  const done = doneNames.find((each) => each === asked(request.query, "done"));
  const main = createElement(RefundView, {
    language,
    title,
    action: `${path}/${refund.number}`,
    hidden: hiddenOf(reply),
    tone,
    state: say(name, language),
    done: done === undefined ? undefined : w[done],
    clock: refund.state === "asked" ? clockOf(house, city, new Date(refund.asked_at), language) : undefined,
    facts: await factsOf(house, clerk, of, language),
    bills: view.bills.map((bill) => ({
      number: bill.reference,
      agency: unitWord(house, bill.biller, language),
      amount: formatMoney(bill.amount_fen, language),
      writeOff: say(writeOffWords[bill.write_off ?? "none"]?.name ?? { zh: "", en: "" }, language),
    })),
    writtenOff:
      refund.state === "asked" && view.bills.some(({ write_off: said }) => said === "done" || said === "by_hand"),
    move: moveOf(house, clerk, of, language),
    paymentHref: `/staff/money/payments/${view.payment.number}`,
    errors,
    typed: { reference: posted(request.body, "reference"), reason: posted(request.body, "reason") },
  });
  return sendStaff(house, request, reply, clerk, { title, main, failed: errors.length > 0 }, "money");
}

async function factsOf(house: House, clerk: Clerk, { refund, view }: Found, language: Language) {
  const w = words(language);
  const { payment } = view;
  const asked = refund.asked_kind === "clerk" ? refund.asked_by : null;
  const names = await clerkNames(house, clerk.city, [asked, ...refund.approved_by]);
  const staff = staffWords(language);
  const nameOf = (id: string) => names.get(id) ?? staff.formerClerk;
  const who: Readonly<Record<string, string>> = {
    resident: w.payer,
    visitor: w.payer,
    agency: w.theAgency,
    system: staff.system,
  };
  const { asked: why, declined } = refundReason(house.payments, clerk.city, refund);
  const money = (fen: bigint) => formatMoney(fen, language);
  const isWhole = refund.amount_fen === payment.received_fen;
  const isNamed = ({ number }: { number: string }) => refund.bills?.includes(number) === true;
  const referenceOf = ({ reference }: { reference: string }) => reference;
  const comma = language === "zh" ? "、" : ", ";
  const facts = [
    { label: w.number, value: refund.number },
    { label: w.why, value: sayReason(why, language) },
    { label: w.cause, value: say(causeWords[refund.cause], language) },
    { label: w.askedBy, value: asked === null ? (who[refund.asked_kind] ?? refund.asked_kind) : nameOf(asked) },
    { label: w.askedAt, value: formatInstant(new Date(refund.asked_at), language) },
    { label: w.way, value: refund.way === "by_hand" ? w.byHand : w.byProvider },
    { label: w.wants, value: money(refund.amount_fen) + (isWhole ? w.whole : w.part) },
    { label: w.ofBills, value: view.bills.filter(isNamed).map(referenceOf).join(comma) },
    { label: w.paid, value: money(payment.received_fen) },
    { label: w.refundedBefore, value: payment.refunded_fen > 0n ? money(payment.refunded_fen) : "" },
    { label: w.still, value: money(refundable(view)) },
    { label: w.approvedBy, value: refund.approved_by.map(nameOf).join(comma) },
    { label: w.declined, value: sayReason(declined, language) },
    { label: w.notDone, value: await whyNotDone(house, payment, refund, language) },
    { label: w.reference, value: refund.reference ?? "" },
    { label: w.doneAt, value: refund.done_at === null ? "" : formatInstant(new Date(refund.done_at), language) },
    { label: w.service, value: serviceWord(house, payment.service, language) },
  ].filter(({ value }) => value !== "");
  const link = createElement("a", { href: `/staff/money/payments/${payment.number}` }, payment.number);
  return [...facts, { label: w.payment, value: link }];
}

/** With which words the provider would not do it, where it said so. */
async function whyNotDone(
  house: House,
  { city, number: payment }: PaymentView["payment"],
  refund: RefundRow,
  language: Language,
): Promise<string> {
  if (refund.state !== "failed") return "";
  const { events } = await recordOf(house.payments, city, payment);
  const event = events.findLast((one) => one.act === "refund_failed" && one.refund?.number === refund.number);
  return reasonWord((event?.words as { because?: string } | undefined)?.because, language);
}

function moveOf(house: House, clerk: Clerk, { refund, view }: Found, language: Language): RefundMove {
  const w = words(language);
  if (refund.state === "failed" && view.payment.state === "disputed") return { kind: "failed" };
  if (refund.state === "declined" && refund.way === "by_hand") {
    const { declined } = refundReason(house.payments, clerk.city, refund);
    if (typeof declined === "object" && declined.zh === wentBack.zh) return { kind: "wait", says: w.handEnded };
  }
  if (refund.state === "approved" || refund.state === "sent") return { kind: "wait", says: w.underWay };
  if (refund.state !== "asked") return { kind: "wait", says: w.over };
  if (!can(clerk, "money.refund", { city: clerk.city })) return { kind: "wait", says: moneyWords(language).readOnly };
  if (refund.approved_by.includes(clerk.id)) return { kind: "wait", says: w.approvedAlready };
  if (refund.asked_by === clerk.id) return { kind: "wait", says: w.ownRequest };
  const byHand = refund.way === "by_hand";
  const amount = formatMoney(refund.amount_fen, language);
  const isLast = refund.approved_by.length + 1 >= refund.approvals_needed;
  const limit = formatMoney(house.payments.twoApprovalsOver(clerk.city), language);
  const blocked = view.bills.some(({ write_off: said }) => said === "waiting");
  const says = blocked
    ? w.waitingForAgency
    : byHand
      ? w.approveHand({ amount })
      : isLast
        ? w.approveLast({ amount })
        : w.approveFirst({ limit });
  return { kind: "decide", says, byHand, blocked };
}
