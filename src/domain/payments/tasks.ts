import { cityScope } from "../../foundation/database/index.ts";
import { AgencyFailure, type WriteOff, type WriteOffAnswer } from "../agencies/index.ts";
import { type Bill, findBills } from "./bills.ts";
import { closePlan, confirmPayment, isUnresolved, isWaiting, resolveLate } from "./confirm.ts";
import type { PaymentContext } from "./context.ts";
import { notifyPath, rememberedOf } from "./hand-over.ts";
import type { BilledPart, PaymentActor, PaymentView, RefundRow } from "./payment.ts";
import { performOnPayment, type TaskKind } from "./perform.ts";
import { type PaymentProvider, ProviderFailure, ProviderRefusal } from "./provider.ts";
import { fetchFiscalReceipt } from "./receipts/index.ts";
import { refundReason } from "./refund-reason.ts";
import { takeRefund } from "./refunds.ts";
import { reverse } from "./reversal.ts";
import { type Outcome, pauseAfter, type Task } from "./task.ts";
import { deadTasks, reviveTask, takeTasks, turnTasks } from "./tasks-store.ts";
import { takeWriteOff } from "./write-off.ts";
import { keyForBill } from "./write-off-key.ts";

const system: PaymentActor = { kind: "system", id: "payments" };

/** Tasks of one pass (as the statement takes them), those that run side by side, and how long one may take. */
export const taskLimits = { pass: 200, atOnce: 16, within: 10_000, lease: 60_000 } as const;

/** Attempts after which a person decides. With the pauses below, about two days. */
const attemptsAtMost: Readonly<Record<TaskKind, number>> = {
  close: 60,
  query: 200,
  refund: 60,
  refund_query: 200,
  write_off: 60,
  write_off_query: 200,
  fiscal_receipt: 60,
  reverse: 60,
};

/** Refusals of a refund after which it has failed: with the pauses, a day and a half, and some attempts left for asking. */
const refusalsAtMost = 45;

const done: Outcome = { kind: "done" };

/**
 * Asks providers and billers what is due. Many processes may run this; whoever dies in the middle loses nothing, since every answer may be
 * taken twice. @returns how many tasks were worked
 */
export async function runPaymentTasks(context: PaymentContext, cities: readonly string[]): Promise<number> {
  if (cities.length === 0) return 0;
  const now = context.clock();
  const until = new Date(now.getTime() + taskLimits.lease);
  const taken = (await context.database.run(cityScope(...cities), takeTasks, {
    cities: [...cities],
    at: now,
    until,
  })) as readonly Task[];
  const rows: Record<string, unknown>[] = [];
  const waiting = [...taken];
  const work = async () => {
    for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
      const outcome = await outcomeOf(context, task);
      const { city, kind, subject, part } = task;
      rows.push({ city, kind, subject, part, until, ...turned(context, task, outcome) });
    }
  };
  await Promise.all(Array.from({ length: taskLimits.atOnce }, work));
  if (rows.length > 0) await context.database.run(cityScope(...cities), turnTasks, { rows });
  return taken.length;
}

function turned(context: PaymentContext, task: Task, outcome: Outcome) {
  switch (outcome.kind) {
    case "done":
      return { due_at: null, dead: false, reason: null };
    case "later": {
      // Whoever says "not yet" for ever has said nothing: a person asks them.
      const dead = outcome.reason !== undefined && task.attempts >= attemptsAtMost[task.kind];
      return { due_at: dead ? null : outcome.at, dead, reason: outcome.reason ?? null };
    }
    case "dead":
      return { due_at: null, dead: true, reason: outcome.reason };
    case "failed": {
      const dead = task.attempts >= attemptsAtMost[task.kind];
      const at = new Date(context.clock().getTime() + pauseAfter(task.attempts));
      if (dead) context.log("error", "a payment task is given up", { kind: task.kind, subject: task.subject });
      return { due_at: dead ? null : at, dead, reason: outcome.reason };
    }
  }
}

async function outcomeOf(context: PaymentContext, task: Task): Promise<Outcome> {
  const { city, subject: number } = task;
  const view = await context.views.submit({ city, number });
  if (!view) return done;
  const signal = AbortSignal.timeout(taskLimits.within);
  try {
    switch (task.kind) {
      case "query":
        return await query(context, task, view, signal);
      case "close":
        return await close(context, view, signal);
      case "refund":
      case "refund_query":
        return await refund(context, task, view, signal);
      case "write_off":
      case "write_off_query":
        return await writeOff(context, task, view, signal);
      case "fiscal_receipt":
        return await fiscalReceipt(context, view, signal);
      case "reverse":
        return await reverse(context, task, view, signal);
    }
  } catch (error) {
    if (error instanceof ProviderFailure || error instanceof AgencyFailure)
      return { kind: "failed", reason: error.reason };
    if (error instanceof ProviderRefusal) return { kind: "failed", reason: error.code.slice(0, 60) };
    context.log("error", "a payment task failed", { kind: task.kind, subject: number, err: error });
    return { kind: "failed", reason: "error" };
  }
}

const provider = (context: PaymentContext, { payment }: PaymentView): PaymentProvider => {
  const found = context.providerOf(payment);
  if (!found) throw new ProviderFailure("down", "the account is paused or gone");
  return found;
};

/** No notification came: we ask. Once the time to pay is over the attempt is closed, at the provider first. */
async function query(context: PaymentContext, task: Task, view: PaymentView, signal: AbortSignal): Promise<Outcome> {
  const { payment } = view;
  if (isUnresolved(payment)) {
    await resolveLate(context, view);
    return done;
  }
  if (!isWaiting(payment)) return done;
  const { city, number } = payment;
  const told = await provider(context, view).query(number, signal, await rememberedOf(context, view));
  if (told.number !== number) throw new ProviderFailure("unreadable", "the answer is about another payment");
  const after = await confirmPayment(context, city, told);
  if (!isWaiting(after.payment)) return done;
  const now = context.clock().getTime();
  const expiry = new Date(payment.expires_at).getTime();
  if (now < expiry) {
    const next = Math.min(now + Math.max(20_000, pauseAfter(task.attempts)), expiry + 1_000);
    return { kind: "later", at: new Date(next) };
  }
  const closed = await provider(context, view).close(number, signal, await rememberedOf(context, view));
  if (closed === "paid") return { kind: "later", at: new Date(now + 1_000), reason: "paid_at_the_last_moment" };
  // A provider that has never heard of it may still hear of it: our order may have been under way for long.
  const last = closed === "absent" ? new Date(now + 120_000) : undefined;
  await performOnPayment(context, { city, number, by: system }, (read) =>
    isWaiting(read.payment) ? closePlan(read, "system", "expired", last) : undefined,
  );
  return done;
}

/** Given up here: the provider shall take no money any more, and if it has, we want to know. */
async function close(context: PaymentContext, view: PaymentView, signal: AbortSignal): Promise<Outcome> {
  const { payment } = view;
  if (payment.state !== "closed" && payment.state !== "failed") return done;
  const { city, number } = payment;
  const now = context.clock().getTime();
  const answer = await provider(context, view).close(number, signal, await rememberedOf(context, view));
  if (answer === "paid") {
    const told = await provider(context, view).query(number, signal, await rememberedOf(context, view));
    await confirmPayment(context, city, told);
    return told.state === "paid" || told.state === "refunded" ? done : { kind: "later", at: new Date(now + 5_000) };
  }
  const last = new Date(payment.expires_at).getTime() + 120_000;
  return answer === "absent" && now < last ? { kind: "later", at: new Date(last) } : done;
}

async function refund(context: PaymentContext, task: Task, view: PaymentView, signal: AbortSignal): Promise<Outcome> {
  const { payment } = view;
  const row = view.refunds.find(({ number }) => number === task.part);
  if (!row || (row.state !== "approved" && row.state !== "sent")) return done;
  const of = { city: payment.city, number: payment.number };
  const at = provider(context, view);
  const remembered = await rememberedOf(context, view);
  const asked = () => at.queryRefund({ ...remembered, number: of.number, refund: row.number }, signal);
  let because: string | undefined;
  const told =
    task.kind === "refund"
      ? await at
          .refund({ ...remembered, ...refundRequest(context, view, row) }, signal)
          .catch(async (error: unknown) => {
            // A refusal may pass (an account to be charged, a right to be given). One that stays ends it, once the provider has none of it.
            if (!(error instanceof ProviderRefusal) || task.attempts < refusalsAtMost) throw error;
            const found = await asked();
            if (found.state !== "absent") return found;
            because = error.code.slice(0, 60);
            return { refund: row.number, state: "failed" } as const;
          })
      : await asked();
  if (told.refund !== row.number || (told.amount_fen !== undefined && told.amount_fen !== row.amount_fen)) {
    return { kind: "dead", reason: "other_refund" };
  }
  const now = context.clock().getTime();
  if (told.state === "succeeded" || told.state === "failed") {
    await takeRefund(context, of, told, because);
    return done;
  }
  // Processing, or never heard of: the same request again is the same refund, and says where it stands.
  return { kind: "later", at: new Date(now + pauseAfter(task.attempts + 2)), reason: told.state };
}

function refundRequest(context: PaymentContext, { payment }: PaymentView, row: RefundRow) {
  const { asked: reason } = refundReason(context, payment.city, row);
  return {
    number: payment.number,
    refund: row.number,
    amount_fen: row.amount_fen,
    total_fen: payment.received_fen,
    reason: (typeof reason === "string" ? reason : reason.zh).slice(0, 40),
    notifyUrl: `${context.baseUrl}${notifyPath(payment)}`,
  };
}

async function writeOff(context: PaymentContext, task: Task, view: PaymentView, signal: AbortSignal): Promise<Outcome> {
  const { payment } = view;
  const part = view.bills.find(({ number }) => number === task.part);
  if (part?.write_off !== "waiting" || !payment.applied) return done;
  const [bill] = await findBills(context, payment.city, [part.number]);
  if (!bill) return { kind: "dead", reason: "no_bill" };
  const request = writeOffRequest(view, part, bill);
  const answer: WriteOffAnswer =
    task.kind === "write_off"
      ? await context.biller.writeOff(request, signal)
      : await context.biller.queryWriteOff(request, signal);
  const now = context.clock();
  if (answer.kind === "absent" || (answer.kind === "waiting" && task.kind === "write_off_query")) {
    // Never heard of: sent again, with the same key.
    if (answer.kind === "absent" && task.kind === "write_off_query") {
      const sent = await context.biller.writeOff(request, signal);
      if (sent.kind === "done" || sent.kind === "refused") {
        await takeWriteOff(
          context,
          { city: payment.city, number: payment.number, bill: part.number, by: billerActor(bill) },
          sent,
        );
        return done;
      }
    }
    return { kind: "later", at: new Date(now.getTime() + pauseAfter(task.attempts + 3)), reason: answer.kind };
  }
  await takeWriteOff(
    context,
    { city: payment.city, number: payment.number, bill: part.number, by: billerActor(bill) },
    answer,
  );
  return done;
}

/** The treasury issues its receipt some time after the money came in; none after the last attempt is for a person to ask about. */
async function fiscalReceipt(context: PaymentContext, view: PaymentView, signal: AbortSignal): Promise<Outcome> {
  const said = await fetchFiscalReceipt(context, view.payment, provider(context, view), signal);
  if (said === "kept") return done;
  return said === "not_issued" ? { kind: "failed", reason: said } : { kind: "dead", reason: said };
}

const billerActor = (bill: Bill): PaymentActor => ({ kind: "agency", id: bill.biller });

function writeOffRequest(view: PaymentView, part: BilledPart, bill: Bill): WriteOff {
  const { payment } = view;
  return {
    city: payment.city,
    agency: bill.biller,
    operation: bill.facts.operation,
    reference: bill.reference,
    key: keyForBill(payment.number, view, part),
    amount_fen: part.amount_fen,
    paidAt: new Date(payment.paid_at ?? payment.created_at),
    provider: payment.provider,
  };
}

/** What was given up, for the clerk who decides; at most 200. */
export async function deadPaymentTasks(context: PaymentContext, city: string) {
  return context.database.run(cityScope(city), deadTasks, { city, limit: 200 });
}

/** A clerk has it tried again. @returns false where it was not given up */
export async function tryAgain(
  context: PaymentContext,
  of: { city: string; kind: string; subject: string; part: string },
): Promise<boolean> {
  const rows = await context.database.run(cityScope(of.city), reviveTask, { ...of, at: context.clock() });
  return rows.length > 0;
}
