import { type Outcome, says } from "./bill-book.ts";
import { isDay, yuan } from "./days.ts";
import { type Fields, textIn } from "./json.ts";
import type { Entry } from "./register-files.ts";
import type { Registers } from "./registers.ts";
import { missing, RestError, type RestRoute, requiredKey } from "./rest.ts";
import { csvFile } from "./xml-billing.ts";

/** Amounts of these names as yuan in text, rows of tables too; the rest as it is. */
export function inYuan(values: Fields, money: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map((row: Fields) => inYuan(row, money))];
      return [name, money.includes(name) && typeof value === "number" ? yuan(value) : value];
    }),
  );
}

const outcomeOf = ({ word, written }: Outcome, key: string, swapped: boolean): Fields => ({
  ...{ payment: swapped ? "00000000000000000000000000000" : key, state: word, message: says[word] },
  ...(written ? { write_off: written.number, bill: written.reference, amount: yuan(written.amount) } : {}),
});

/**
 * Bills in plain JSON REST: what one number stands for, what is owed for it, its payment known by `Idempotency-Key`, and the payments of
 * a day. `name` is what the number is called, `money` which fields are amounts.
 */
export function restBilling(
  registers: Registers,
  { operation, name, money }: { readonly operation: string; readonly name: string; readonly money: readonly string[] },
): readonly RestRoute[] {
  const { book } = registers;
  const askedIn = (body: Fields) => {
    const number = textIn(body, name, 60);
    if (!number) throw missing(name);
    return { number: undefined, parameters: { ...body, [name]: number } };
  };
  const shown = (entry: Entry, swapped: boolean) =>
    ((swapped ? registers.other(operation, entry) : undefined) ?? entry).about;
  return [
    {
      method: "POST",
      path: /^\/open\/v1\/bills\/search$/,
      act: ({ body, swapped }) => {
        const found = registers.lookUp(operation, askedIn(body));
        if (!found) throw new RestError(404, "bill_not_found", "未查询到账单");
        return { status: 200, value: { [name]: shown(found.entry, swapped), ...inYuan(found.says, money) } };
      },
    },
    {
      method: "POST",
      path: /^\/open\/v1\/bills\/owed$/,
      act: ({ body, swapped }) => {
        const found = registers.bills(operation, askedIn(body));
        if (!found) throw new RestError(404, "bill_not_found", "未查询到账单");
        const bills = found.bills.map((bill) => ({
          ...{ bill: bill.reference, amount: yuan(bill.owed), late_fee: yuan(bill.late), due_on: bill.due_on },
          ...{ period: bill.period, payer: bill.holder, unit: bill.unit, unit_name: bill.unit_name },
          items: (bill.items ?? []).map(({ name: item, amount }) => ({ item, amount: yuan(amount) })),
        }));
        return { status: 200, value: { [name]: shown(found.entry, swapped), bills } };
      },
    },
    {
      method: "POST",
      path: /^\/open\/v1\/bills\/([^/]{1,64})\/payments$/,
      act: ({ heard, body, parts: [reference = ""], swapped }) => {
        const key = requiredKey(heard);
        const amount = textIn(body, "amount", 20);
        const paidAt = textIn(body, "paid_at", 40);
        if (!amount || !/^\d{1,12}\.\d{2}$/.test(amount)) throw missing("amount");
        if (!paidAt || Number.isNaN(Date.parse(paidAt))) throw missing("paid_at");
        const payment = { key, reference, amount: Number(amount.replace(".", "")), paidAt: new Date(paidAt) };
        const outcome = book.writeOff(payment);
        const isTaken = outcome.word === "done" || outcome.word === "waiting";
        return { status: isTaken ? 200 : 409, value: outcomeOf(outcome, key, swapped) };
      },
    },
    {
      method: "GET",
      path: /^\/open\/v1\/payments\/([^/]{1,100})$/,
      act: ({ parts: [key = ""], swapped }) => {
        const outcome = book.query(key);
        if (!outcome) throw new RestError(404, "payment_not_found", "没有这笔缴费");
        return { status: 200, value: outcomeOf(outcome, key, swapped) };
      },
    },
    {
      method: "GET",
      path: /^\/open\/v1\/daily-payments\/(\d{4})(\d{2})(\d{2})$/,
      act: ({ parts }) => {
        const day = parts.join("-");
        const lines = isDay(day) ? book.lines(day) : undefined;
        if (!lines) throw new RestError(404, "not_yet", "没有这一天的对账文件");
        return { status: 200, file: csvFile(book, day), value: {} };
      },
    },
  ];
}
