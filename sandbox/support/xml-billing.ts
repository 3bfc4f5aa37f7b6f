import type { Agency, Answer } from "./agency.ts";
import { type BillBook, type Outcome, type Payment, type Standing, says, type Word } from "./bill-book.ts";
import { sameText } from "./control.ts";
import { isDay, local, yuan } from "./days.ts";
import type { Fields } from "./json.ts";
import type { Asked } from "./register-files.ts";
import type { Registers } from "./registers.ts";
import { midnight, needed, nothingKnown, rows, tokenIn, XmlError, type XmlOperation } from "./xml.ts";

/** RESULT of a reversal that is not done; 00 is done. */
const notReversed = "21";

/** RESULT of a write-off: 00 done, 01 being worked on, the others refused. */
const results: Readonly<Record<Word, string>> = {
  ...{ done: "00", waiting: "01", paid_elsewhere: "11", amount: "12", closed: "13", unknown: "14", other: "19" },
};

/** How one field of a look-up is written: its key, and its format. */
export type Key = readonly [key: string, format?: "yuan" | "day" | "codes", codes?: Readonly<Record<string, string>>];

/** A record in upper-case keys. Tables are left to `tables`. */
export function inKeys(values: Fields, keys: Readonly<Record<string, Key>>): Fields {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([name, [key, format, codes]]) => {
      const value = values[name];
      if (value === undefined) return [];
      if (format === "yuan") return [[key, yuan(Number(value))]];
      if (format === "day") return [[key, midnight(String(value))]];
      return [[key, format === "codes" ? (codes?.[String(value)] ?? "") : String(value)]];
    }),
  );
}

export const tableOf = (value: unknown, keys: Readonly<Record<string, Key>>): Fields | "" =>
  rows(Array.isArray(value) ? value.map((row: Fields) => inKeys(row, keys)) : []);

/**
 * QUERY_ARREARS, WRITE_OFF and QUERY_WRITE_OFF of one stand-in. `askedIn`: who or what a query is about, for which register;
 * `about`: how the answer repeats it. `reverses`: REVERSE takes a whole write-off back (红冲), which a tax bureau does not.
 */
export function xmlBilling(
  registers: Registers,
  ways: {
    readonly asked: (body: Fields) => { readonly operation: string; readonly asked: Asked };
    readonly about: (one: { readonly person?: string; readonly about?: string }) => Fields;
    readonly reverses?: true;
  },
): Readonly<Record<string, XmlOperation>> {
  const { book } = registers;
  return {
    QUERY_ARREARS: (body, swapped) => {
      const { operation, asked } = ways.asked(body);
      const found = registers.bills(operation, asked);
      if (!found) throw nothingKnown();
      const { entry, bills } = found;
      const shown = (swapped ? registers.other(operation, entry) : undefined) ?? entry;
      return { ...ways.about(shown), BS: bills.length, ROWS: rows(bills.map(arrears)) };
    },
    WRITE_OFF: (body, swapped) => outcome(book.writeOff(paymentIn(body)), String(body["LSH"]), swapped),
    QUERY_WRITE_OFF: (body, swapped) => {
      const key = needed(body, "LSH");
      const known = book.query(key);
      if (!known) throw nothingKnown();
      return outcome(known, key, swapped);
    },
    ...(ways.reverses ? { REVERSE: (body: Fields, swapped: boolean) => reversed(book, body, swapped) } : {}),
  };
}

function reversed(book: BillBook, body: Fields, swapped: boolean): Fields {
  const reversal = needed(body, "CZLSH");
  const wish = { reversal, key: needed(body, "LSH"), reference: needed(body, "ZDH"), amount: amountIn(body) };
  const done = book.reverse(wish, { whole: true });
  const own = { CZLSH: swapped ? "00000000000000000000000000000" : reversal };
  if (typeof done === "string") return { RESULT: notReversed, TEXT: done, ...own };
  return { RESULT: "00", TEXT: "冲正成功", ...own, CZH: done.number, JE: yuan(done.amount) };
}

function arrears(bill: Standing): Fields {
  const list = (bill.items ?? []).map(({ name, amount }) => ({ MC: name, JE: yuan(amount) }));
  return {
    ...{ ZDH: bill.reference, HM: bill.holder ?? "", SSQ: bill.period ?? "" },
    ...{ YJJE: yuan(bill.owed), WYJ: yuan(bill.late) },
    ...(bill.due_on === undefined ? {} : { JZRQ: midnight(bill.due_on) }),
    MX: rows(bill.late > 0 ? [...list, { MC: "违约金", JE: yuan(bill.late) }] : list),
  };
}

function amountIn(body: Fields): number {
  const text = needed(body, "JE");
  if (!/^\d{1,12}\.\d{2}$/.test(text)) throw new XmlError(-4, "参数格式错误：JE");
  return Number(text.replace(".", ""));
}

function paymentIn(body: Fields): Payment {
  const at = needed(body, "ZFSJ");
  const amount = amountIn(body);
  const paidAt = new Date(`${at.slice(0, 19).replace(" ", "T")}+08:00`);
  if (Number.isNaN(paidAt.getTime())) throw new XmlError(-4, "日期格式错误：ZFSJ");
  return { key: needed(body, "LSH"), reference: needed(body, "ZDH"), amount, paidAt };
}

function outcome({ word, written }: Outcome, key: string, swapped: boolean): Fields {
  return {
    ...{ RESULT: results[word], TEXT: says[word], LSH: swapped ? "00000000000000000000000000000" : key },
    ...(written ? { XZH: written.number, ZDH: written.reference, JE: yuan(written.amount) } : {}),
  };
}

/** A day's file as comma-separated text; asked for by the same frame, answered by the file itself. */
export function csvFile(book: BillBook, day: string, encoding: Answer["encoding"] = "utf-8"): Answer {
  const lines = isDay(day) ? book.lines(day) : undefined;
  if (!lines) return { status: 404, type: "text/plain", text: "没有这一天的对账文件", encoding };
  const done = lines.filter(({ state }) => state === "done");
  const text = [
    "流水号,账单号,金额,状态,时间",
    ...lines.map(({ key, reference, amount, state, at }) =>
      [key, reference, yuan(amount), state === "done" ? "成功" : "冲正", `${local(new Date(at))}.0`].join(","),
    ),
    ["合计", lines.length, yuan(done.reduce((sum, { amount }) => sum + amount, 0)), "", ""].join(","),
  ];
  return { status: 200, type: "text/csv", text: `\ufeff${text.join("\r\n")}\r\n`, encoding };
}

/** An XML dialect with a file of the day beside it: `POST /files/SF_20261121.csv` with a frame whose HEAD has the token. */
export function withFile(answer: Answering, book: BillBook, token: string): Answering {
  return (heard, swapped, moods) => {
    const [, year, month, day] = /^\/files\/SF_(\d{4})(\d{2})(\d{2})\.csv$/.exec(heard.path) ?? [];
    if (day === undefined) return answer(heard, swapped, moods);
    if (!sameText(tokenIn(heard), token)) {
      return { status: 401, type: "text/plain", text: "TOKEN无效", encoding: "utf-8" };
    }
    return csvFile(book, `${year}-${month}-${day}`);
  };
}

type Answering = NonNullable<Agency["answer"]>;
