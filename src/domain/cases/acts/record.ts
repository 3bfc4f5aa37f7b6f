import { formatMoney, type Text } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { fenOfYuan } from "../../forms/index.ts";
import type { ActWords, CaseRow, Counter } from "../case.ts";
import { atTheCounter } from "../counter.ts";
import { type ActInput, type ActRule, optionalText, refuseField } from "./rule.ts";

const most = 100_000_000;

/**
 * 窗口登记: the fee was received (`what: fee_paid`, `amount_fen`, or `amount` in yuan as a person types it, `receipt_number`), or the
 * applicant came (`what: visited`). Once each; an amount other than what is due needs a `reason`. The system alone also records that a fee
 * went back (`what: fee_returned`, `amount_fen`): it is owed again.
 */
export const record: ActRule = {
  type: "record",
  read: (input, row, { by }) => {
    const { what } = input;
    if (what === "fee_paid") return feePaid(input, row);
    if (what === "fee_returned" && by.kind === "system") return feeReturned(input, row);
    if (what === "visited") return visited(row);
    return refuseField("what", "required", {
      zh: "请选择登记什么。",
      en: "Please choose what is recorded.",
    });
  },
  change: (row, words, _by, now) => ({ counter: after(row.counter ?? {}, words, now) }),
};

function after(counter: Counter, words: ActWords, now: Date): Counter {
  const at = now.toISOString();
  if (words.recorded === "visited") return { ...counter, visited: at };
  if (words.recorded === "fee_returned") return without(counter, words.amount_fen ?? 0);
  const amount = (counter.paid?.amount_fen ?? 0) + (words.amount_fen ?? 0);
  return { ...counter, paid: { amount_fen: amount, for: counter.fee?.amount_fen ?? null, at } };
}

/** What went back was not received: that much is owed again. */
function without({ paid, ...counter }: Counter, amount: number): Counter {
  if (paid === undefined || paid.amount_fen <= amount) return counter;
  const settled = paid.for === null ? null : Math.max(0, paid.for - amount);
  return { ...counter, paid: { ...paid, amount_fen: paid.amount_fen - amount, for: settled } };
}

function feeReturned(input: ActInput, { counter }: CaseRow): ActWords {
  if (counter?.paid === undefined) throw nothing();
  const receipt = optionalText(input, "receipt_number", 60);
  return {
    recorded: "fee_returned",
    amount_fen: amountIn(input, "amount_fen"),
    ...(receipt === undefined ? {} : { receipt }),
  };
}

function feePaid(input: ActInput, row: CaseRow): ActWords {
  const { fee } = atTheCounter(row);
  if (fee === undefined) throw row.counter?.paid === undefined ? nothing() : already();
  const field = Object.hasOwn(input, "amount") ? "amount" : "amount_fen";
  const amount = amountIn(input, field);
  const receipt = optionalText(input, "receipt_number", 60);
  const reason = optionalText(input, "reason", 500);
  if (fee.amount_fen !== null && amount !== fee.amount_fen && reason === undefined) {
    const due = BigInt(fee.amount_fen);
    refuseField("reason", "required", {
      zh: `应收 ${formatMoney(due, "zh")}。收的金额不同的，请写明原因。`,
      en: `${formatMoney(due, "en")} is due. Please say why another amount was received.`,
    });
  }
  return {
    recorded: "fee_paid",
    amount_fen: amount,
    ...(receipt === undefined ? {} : { receipt }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function amountIn(input: ActInput, field: "amount" | "amount_fen"): number {
  const given = input[field];
  const amount = field === "amount" ? (typeof given === "string" ? fenOfYuan(given) : undefined) : given;
  if (typeof amount === "number" && Number.isSafeInteger(amount) && amount >= 0 && amount <= most) return amount;
  const say: Text =
    field === "amount"
      ? {
          zh: "请填写收到的金额，单位是元，例如 20 或者 12.50。",
          en: "Please give the amount in yuan, like 20 or 12.50.",
        }
      : {
          zh: "amount_fen 是收到的金额，单位是分，整数。",
          en: "amount_fen is the amount received, in fen, a whole number.",
        };
  return refuseField(field, "amount", say);
}

function visited({ counter }: CaseRow): ActWords {
  if (counter?.visit === undefined) throw nothing();
  if (counter.visited !== undefined) throw already();
  return { recorded: "visited" };
}

const already = () =>
  new Refusal({
    code: "already_recorded",
    status: 409,
    say: { zh: "这一项已经登记过了，不用再登记。", en: "This is recorded already. It need not be recorded again." },
  });

const nothing = () =>
  new Refusal({
    code: "nothing_to_record",
    status: 409,
    say: { zh: "这件办件没有这一项要登记。", en: "This case does not ask for that." },
  });
