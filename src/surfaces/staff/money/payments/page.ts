import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clerk } from "../../../../domain/identity/index.ts";
import {
  askProvider,
  askRefund,
  contestPayment,
  findPayment,
  type PaymentActor,
  refundable,
  reversedByHand,
  settlePayment,
  tryAgain,
  writeOffByHand,
} from "../../../../domain/payments/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { type FieldError, Refusal } from "../../../../foundation/refusal.ts";
import type { House } from "../../../house.ts";
import { typedAmount } from "../../../typed-amount.ts";
import { address, posted, postedAll } from "../../form.ts";
import { type MoneyAct, needMoney, noteMoney, readsMoney, wordsOf } from "../money.ts";
import type { ActForm } from "./act-form.tsx";
import { exportPayments, showPayments } from "./list.ts";
import { numberIn, type OfPayment, showPayment } from "./record.ts";
import { words } from "./words.ts";

const path = "/staff/money/payments";
const both = (
  name:
    | "becauseNeeded"
    | "confirmNeeded"
    | "referenceNeeded"
    | "gotBackReferenceNeeded"
    | "refundBillNeeded"
    | "amountNeeded",
) => ({
  zh: words("zh")[name],
  en: words("en")[name],
});

/** Whoever acts, and on what; a payment of another city is one that does not exist. */
type Doing = { readonly clerk: Clerk; readonly city: string; readonly number: string; readonly by: PaymentActor };

/** `/staff/money/payments`: finding payments, one payment whole, and what a clerk can do about it. */
export function addPaymentDeskPages(app: App, house: House): void {
  app.get(path, { config: readsMoney }, (request, reply) => showPayments(house, request, reply));
  app.get(`${path}.csv`, { config: readsMoney }, (request, reply) => exportPayments(house, request, reply));
  app.get<OfPayment>(`${path}/:number`, { config: readsMoney }, (request, reply) => showPayment(house, request, reply));

  /** An act: `work` says where to go on, or what is wrong in its form. */
  const act = (
    name: string,
    right: MoneyAct,
    work: (doing: Doing, body: unknown) => Promise<{ to: string } | { errors: readonly FieldError[] }>,
    form?: ActForm,
  ) =>
    app.post<OfPayment>(`${path}/:number/${name}`, { config: readsMoney }, async (request, reply) => {
      const clerk = await needMoney(house, request, right);
      const { city } = clerk;
      const { payment } = (await findPayment(house.payments, city, numberIn(clerk, request.params.number))) ?? {};
      const doing = { clerk, city, number: payment.number, by: { kind: "clerk", id: clerk.id } } as const;
      const outcome = await tried(() => work(doing, request.body));
      if ("to" in outcome) return reply.redirect(outcome.to, 303);
      return again(request, reply, outcome.errors, form);
    });

  const again = (
    request: FastifyRequest<OfPayment>,
    reply: FastifyReply,
    errors: readonly FieldError[],
    form: ActForm | undefined,
  ) => showPayment(house, request, reply.status(422), { errors, ...(form === undefined ? {} : { open: form }) });

  const done = (number: string, said: string, more: Readonly<Record<string, string>> = {}) => ({
    to: address(`${path}/${number}`, { done: said, ...more }),
  });

  act("ask", "money.reconcile", async ({ clerk, city, number }) => {
    const answer = await askProvider(house.payments, city, number);
    await noteMoney(house, clerk, "payment.ask", number, { answer: answer.slice(0, 60) });
    return done(number, "doneAsked", { answer });
  });

  act("retry", "money.reconcile", async ({ clerk, city, number }, body) => {
    const [kind, part] = [posted(body, "kind").slice(0, 20), posted(body, "part").slice(0, 40)];
    if (!(await tryAgain(house.payments, { city, kind, subject: number, part }))) throw notPossible();
    await noteMoney(house, clerk, "payment.try_again", number, { kind, part });
    return done(number, "doneRetry");
  });

  act(
    "write-off",
    "money.reconcile",
    async ({ clerk, city, number, by }, body) => {
      const bill = posted(body, "bill").slice(0, 40);
      const because = wordsOf(body, `because-${bill}`, both("becauseNeeded"));
      const reference = wordsOf(body, `reference-${bill}`, both("referenceNeeded"), 80);
      const errors = [...reference.errors, ...because.errors, ...confirmed(body, `confirm-${bill}`)];
      if (errors.length > 0) return { errors };
      const values = { city, number, bill, by, reference: reference.text, because: because.text };
      const before = await findPayment(house.payments, city, number);
      const after = await writeOffByHand(house.payments, values);
      if (after.payment.revision === before.payment.revision) throw notPossible();
      await noteMoney(house, clerk, "payment.write_off_by_hand", number, { bill, reference: reference.text });
      return done(number, "doneWrittenOff");
    },
    "write-off",
  );

  act(
    "contest",
    "money.reconcile",
    async ({ clerk, city, number, by }, body) => {
      const { text: because, errors } = wordsOf(body, "contest-because", both("becauseNeeded"));
      if (errors.length > 0) return { errors };
      await contestPayment(house.payments, { city, number, by, because });
      await noteMoney(house, clerk, "payment.contest", number);
      return done(number, "doneContested");
    },
    "contest",
  );

  act(
    "settle",
    "money.refund",
    async ({ clerk, city, number, by }, body) => {
      const said = wordsOf(body, "settle-because", both("becauseNeeded"));
      const { payment } = await findPayment(house.payments, city, number);
      const isOver = payment.over_fen > 0n;
      const reference = isOver ? wordsOf(body, "settle-reference", both("gotBackReferenceNeeded"), 80) : undefined;
      const errors = [...(reference?.errors ?? []), ...said.errors, ...confirmed(body, "settle-confirm")];
      if (errors.length > 0) return { errors };
      const values = { city, number, by, because: said.text, reference: reference?.text ?? "" };
      await settlePayment(house.payments, values);
      await noteMoney(house, clerk, "payment.settle", number, { got_back_fen: String(payment.over_fen) });
      return done(number, isOver ? "doneGotBack" : "doneStands");
    },
    "settle",
  );

  act(
    "refund",
    "money.refund",
    async ({ clerk, city, number, by }, body) => {
      const said = wordsOf(body, "refund-reason", both("becauseNeeded"));
      const amount_fen = typedAmount(posted(body, "refund-amount")) ?? 0n;
      const amount = amount_fen > 0n ? [] : [field("refund-amount", "amountNeeded")];
      const bills = postedAll(body, "refund-bill").map((bill) => bill.slice(0, 40));
      const view = await findPayment(house.payments, city, number);
      const isPart = view.payment.applied && view.bills.length > 1 && amount_fen < refundable(view);
      const which = isPart && bills.length === 0 ? [field("refund-bill", "refundBillNeeded")] : [];
      const errors = [...amount, ...which, ...said.errors];
      if (errors.length > 0) return { errors };
      const asked = askRefund(house.payments, { city, number, by, amount_fen, reason: said.text, bills });
      const { refunds } = await asked.catch((error: unknown) => {
        throw at(at(error, "amount_fen", "refund-amount"), "bills", "refund-bill");
      });
      return refundStarted(house, clerk, number, refunds);
    },
    "refund",
  );

  act(
    "by-hand",
    "money.refund",
    async ({ clerk, city, number, by }, body) => {
      const said = wordsOf(body, "by-hand-reason", both("becauseNeeded"));
      const errors = [...said.errors, ...confirmed(body, "by-hand-confirm")];
      if (errors.length > 0) return { errors };
      const amount_fen = refundable(await findPayment(house.payments, city, number));
      const values = { city, number, by, amount_fen, reason: said.text, way: "by_hand" } as const;
      const { refunds } = await askRefund(house.payments, values);
      return refundStarted(house, clerk, number, refunds);
    },
    "by-hand",
  );

  act(
    "reversed",
    "money.reconcile",
    async ({ clerk, city, number, by }, body) => {
      const { text: because, errors } = wordsOf(body, "reversed-because", both("becauseNeeded"));
      if (errors.length > 0) return { errors };
      const refund = posted(body, "refund").slice(0, 40);
      if (!(await reversedByHand(house.payments, { city, number, refund, by, because }))) throw notPossible();
      await noteMoney(house, clerk, "payment.reversed_by_hand", number, { refund });
      return done(number, "doneReversed");
    },
    "reversed",
  );
}

async function refundStarted(
  house: House,
  clerk: Clerk,
  number: string,
  refunds: readonly { number: string; state: string; amount_fen: bigint; way: string }[],
): Promise<{ to: string }> {
  const made = refunds.find(({ state }) => state === "asked");
  if (!made) throw notPossible();
  const detail = { refund: made.number, amount_fen: String(made.amount_fen), way: made.way };
  await noteMoney(house, clerk, "refund.ask", number, detail);
  return { to: `/staff/money/refunds/${made.number}?done=started` };
}

/** Words that are missing come back to their form; other refusals have a page of their own. */
async function tried<T>(work: () => Promise<T>): Promise<T | { errors: readonly FieldError[] }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.fields.length > 0) return { errors: error.fields };
    throw error;
  }
}

const field = (name: string, say: Parameters<typeof both>[0]): FieldError => ({
  field: name,
  code: "required",
  message: both(say),
});
const confirmed = (body: unknown, name: string): FieldError[] =>
  posted(body, name) === "yes" ? [] : [field(name, "confirmNeeded")];

/** The same refusal at the field of our form. */
function at(error: unknown, from: string, to: string): unknown {
  if (!(error instanceof Refusal) || error.fields.length === 0) return error;
  const fields = error.fields.map((each) => (each.field === from ? { ...each, field: to } : each));
  return new Refusal({
    code: error.code,
    status: error.status,
    say: fields[0]?.message ?? both("amountNeeded"),
    fields,
  });
}

const notPossible = (): Refusal =>
  new Refusal({
    code: "payment_act_not_possible",
    status: 409,
    say: { zh: words("zh").notPossible, en: words("en").notPossible },
  });
