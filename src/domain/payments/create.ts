import { answerBefore, type Idempotency } from "../../foundation/idempotency/index.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type Bill, billNotFound, findBills } from "./bills.ts";
import { closePlan, isWaiting } from "./confirm.ts";
import type { PaymentContext } from "./context.ts";
import type { PaymentActor } from "./payment.ts";
import { performOnPayment } from "./perform.ts";
import type { PayingFrom, ProviderName } from "./provider.ts";

/** Bills in one payment at most. */
export const billsPerPayment = 20;
/** Minutes a payment may be completed in. */
export const openMinutes = 30;
/** Milliseconds after which we ask the provider where no notification came. */
export const askAfter = 45_000;
const attempts = 5;

export type NewPayment = {
  readonly city: string;
  /** Part of each bill that is paid now; left out, all that is owed. */
  readonly bills: readonly { readonly number: string; readonly amount_fen?: bigint }[];
  readonly provider: ProviderName;
  readonly account: string;
  readonly from: PayingFrom;
  readonly payer: string;
  readonly by: PaymentActor;
  readonly channel: string;
  readonly idempotency: Idempotency;
};
export type PaymentReceipt = {
  readonly city: string;
  readonly number: string;
  readonly amount_fen: string;
  readonly expires_at: string;
};

/**
 * Begins a payment of one bill or several. An attempt that was abandoned gives way at once; one whose money is in does not. The same key
 * begins one payment, however often it is sent.
 * @throws Refusal `bill_not_found`, `bill_not_owed`, `bill_being_settled`, `amount_not_allowed`, `too_many_bills`, `bill_named_twice`
 */
export async function createPayment(context: PaymentContext, given: NewPayment): Promise<PaymentReceipt> {
  const { city, idempotency } = given;
  if (given.bills.length === 0 || given.bills.length > billsPerPayment) throw tooMany();
  if (new Set(given.bills.map(({ number }) => number)).size < given.bills.length) throw namedTwice();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const bills = await findBills(
      context,
      city,
      given.bills.map(({ number }) => number),
    );
    // Asked after the bills were read: a second tap must not take the first one's payment for an abandoned attempt and give it up.
    const before = await answerBefore(context.database, city, idempotency);
    if (before !== undefined) return before as PaymentReceipt;
    const parts = given.bills.map((wanted) => partOf(bills, wanted));
    await supersede(context, bills);
    const now = context.clock();
    const number = publicNumber(city, context.calendarOf(city).dayOf(now), "P");
    const amount = parts.reduce((sum, part) => sum + part.amount_fen, 0n);
    const expires = new Date(now.getTime() + openMinutes * 60_000);
    const answer: PaymentReceipt = { city, number, amount_fen: amount.toString(), expires_at: expires.toISOString() };
    const [first] = parts;
    const done = await context.creations.submit({
      ...{ city, number, provider: given.provider, account: given.account, paying_from: given.from },
      caller: idempotency.caller,
      key: idempotency.key,
      body_hash: idempotency.bodyHash,
      answer,
      at: now.toISOString(),
      service: first?.bill.service ?? "",
      agency: first?.bill.agency ?? "",
      amount_fen: amount.toString(),
      payer: given.payer,
      channel: given.channel,
      expires_at: expires.toISOString(),
      bills: parts.map(({ bill, amount_fen }) => ({
        number: bill.number,
        expected: bill.revision,
        amount_fen: amount_fen.toString(),
      })),
      tasks: [{ kind: "query", part: "", due_at: new Date(now.getTime() + askAfter) }],
      actor_kind: given.by.kind,
      actor: given.by.id,
      on_behalf: given.by.onBehalf ?? null,
      data: {
        provider: given.provider,
        amount_fen: amount.toString(),
        bills: parts.map(({ bill, amount_fen }) => ({ bill: bill.number, amount_fen: amount_fen.toString() })),
      },
    });
    if (done) return answer;
  }
  throw beingSettled();
}

function partOf(bills: readonly Bill[], wanted: NewPayment["bills"][number]): { bill: Bill; amount_fen: bigint } {
  const bill = bills.find(({ number }) => number === wanted.number);
  if (!bill) throw billNotFound();
  if (bill.state !== "open") {
    throw bill.state === "paid" ? beingSettled() : notOwed();
  }
  const amount = wanted.amount_fen ?? bill.owed_fen;
  const least =
    bill.partial_min_fen === null || bill.partial_min_fen > bill.owed_fen ? bill.owed_fen : bill.partial_min_fen;
  if (amount < least || amount > bill.owed_fen) throw amountNotAllowed(least, bill.owed_fen);
  return { bill, amount_fen: amount };
}

/** Attempts that hold these bills and have no money yet give way. */
async function supersede(context: PaymentContext, bills: readonly Bill[]): Promise<void> {
  for (const { city, held_by: number } of bills) {
    if (number === null) continue;
    const by = { kind: "system", id: "payments" } as const;
    const { payment } = await performOnPayment(context, { city, number, by }, (view) =>
      isWaiting(view.payment) ? closePlan(view, "system", "superseded", context.clock()) : undefined,
    );
    if (payment.state === "succeeded" || payment.state === "late_success") throw beingSettled();
  }
}

const notOwed = (): Refusal =>
  new Refusal({
    code: "bill_not_owed",
    status: 409,
    say: {
      zh: "这张账单已经不用交了。请重新查询，看看还有没有要交的。",
      en: "This bill is no longer owed. Please look it up again to see whether anything is left.",
    },
  });

export const beingSettled = (): Refusal =>
  new Refusal({
    code: "bill_being_settled",
    status: 409,
    say: {
      zh: "这张账单的钱已经收到，正在等收费单位确认，不用再交。",
      en: "The money for this bill has arrived and the agency is confirming it. There is nothing more to pay.",
    },
  });

const amountNotAllowed = (least: bigint, most: bigint): Refusal => {
  const yuan = (fen: bigint) => `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
  const message =
    least === most
      ? { zh: `这张账单要一次交清 ${yuan(most)} 元。`, en: `This bill is paid in one sum: ${yuan(most)} yuan.` }
      : {
          zh: `这一次请交 ${yuan(least)} 元到 ${yuan(most)} 元。`,
          en: `Please pay between ${yuan(least)} and ${yuan(most)} yuan this time.`,
        };
  return new Refusal({
    code: "amount_not_allowed",
    status: 422,
    say: message,
    fields: [{ field: "amount_fen", code: "amount", message }],
  });
};

const namedTwice = (): Refusal =>
  new Refusal({
    code: "bill_named_twice",
    status: 422,
    say: { zh: "同一张账单选了两次。请每张只选一次。", en: "A bill was chosen twice. Please choose each bill once." },
    fields: [{ field: "bills", code: "unique", message: { zh: "账单重复。", en: "A bill stands in the list twice." } }],
  });

const tooMany = (): Refusal =>
  new Refusal({
    code: "too_many_bills",
    status: 422,
    say: {
      zh: `一次请选 1 到 ${billsPerPayment} 张账单。`,
      en: `Please choose between 1 and ${billsPerPayment} bills at a time.`,
    },
    fields: [
      {
        field: "bills",
        code: "count",
        message: { zh: "账单张数不对。", en: "The number of bills is not allowed." },
      },
    ],
  });
