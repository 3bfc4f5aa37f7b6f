import type { BillSection } from "../catalogue/index.ts";
import type { ConnectorBills, ReadBill } from "./adapter.ts";
import type { BillsFound, OwedBill } from "./biller.ts";
import { cleaned, fits, plain } from "./check-answer.ts";
import { type About, AgencyFailure, type AgencyRequest } from "./contract.ts";

/** Bills of one answer, and items of one bill. */
export const billsAtMost = 100;
const itemsAtMost = 100;
const sayCharacters = 500;

const unreadable = (detail: string) => new AgencyFailure("unreadable", detail);

/**
 * Bills as they may be paid: about the person, account or notice asked, each with a reference of its own, amounts whole fen, in the
 * biller's order. What is owed no more is left out. `asked` is how the service finds bills; without it the answer must be about the
 * person or about one of the values sent.
 * @throws AgencyFailure wrong_person, too_large, unreadable
 */
export function checkBills(answer: ConnectorBills, request: AgencyRequest, asked: BillSection | undefined): BillsFound {
  if (answer.kind === "refused") return { ...answer, say: cleaned(answer.say).slice(0, sayCharacters) };
  if (answer.kind === "none") return answer;
  checkAbout(answer.about, request, asked);
  if (answer.bills.length > billsAtMost) throw new AgencyFailure("too_large", `more than ${billsAtMost} bills`);
  const bills = answer.bills.map((bill) => owed(bill, asked));
  if (new Set(bills.map(({ reference }) => reference)).size < bills.length) {
    throw unreadable("two bills with one reference");
  }
  return { kind: "found", bills: bills.filter(({ amount_fen: fen }) => fen > 0n), at: answer.at };
}

function checkAbout(about: About, { person, parameters }: AgencyRequest, asked: BillSection | undefined): void {
  const said = plain(about.account ?? "");
  const values = asked?.about === undefined ? Object.values(parameters) : [parameters[asked.about]];
  const byNumber = asked ? asked.by !== "person" : !person;
  if (byNumber) {
    const sent = values.filter((value) => typeof value === "string" || typeof value === "number");
    if (said !== "" && sent.some((value) => plain(String(value)) === said)) return;
    throw new AgencyFailure("wrong_person", "the answer is about another account");
  }
  if (person && plain(about.idNumber ?? "") === plain(person.idNumber)) return;
  throw new AgencyFailure("wrong_person", "the answer is about another person");
}

function owed(bill: ReadBill, asked: BillSection | undefined): OwedBill {
  const reference = text(bill, "reference", 64);
  if (reference === undefined) throw unreadable("a bill without a reference");
  const amount_fen = fen(bill, "amount_fen");
  if (amount_fen === undefined) throw unreadable("a bill without an amount");
  const late_fee_fen = fen(bill, "late_fee_fen") ?? 0n;
  if (late_fee_fen > amount_fen) throw unreadable("a late fee above the amount");
  const dueOn = day(bill["due_on"]);
  const period = text(bill, "period", 7);
  if (period !== undefined && !/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(period))
    throw unreadable("period is no month or year");
  const holder = text(bill, "holder", 100);
  const notice = noticeOf(bill);
  if (asked?.payee === "treasury" && !notice) throw unreadable("a bill of the treasury without its notice");
  return {
    ...{ reference, amount_fen, late_fee_fen, items: itemsOf(bill["items"]) },
    ...(dueOn === undefined ? {} : { dueOn }),
    ...(period === undefined ? {} : { period }),
    ...(holder === undefined ? {} : { holder }),
    ...(notice === undefined ? {} : { notice }),
  };
}

function itemsOf(value: unknown): OwedBill["items"] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > itemsAtMost) throw unreadable("items are no short list");
  return value.map((item: ReadBill) => {
    const name = text(item, "name", 100);
    const amount_fen = fen(item, "amount_fen");
    if (name === undefined || amount_fen === undefined) throw unreadable("an item without name or amount");
    return { name, amount_fen };
  });
}

function noticeOf(bill: ReadBill): OwedBill["notice"] {
  const [notice, unit, unitName] = [text(bill, "notice", 40), text(bill, "unit", 30), text(bill, "unit_name", 100)];
  const type = bill["notice_type"] ?? "ordinary";
  if (notice === undefined && unit === undefined) return undefined;
  if (notice === undefined || unit === undefined || unitName === undefined) throw unreadable("half a notice");
  if (type !== "ordinary" && type !== "penalty") throw unreadable("a notice of no known type");
  return { notice, unit, unitName, type };
}

function text(of: ReadBill, name: string, most: number): string | undefined {
  const value = of[name];
  if (value === undefined || value === null || value === "") return undefined;
  const said = typeof value === "string" && value.isWellFormed() ? cleaned(value) : undefined;
  if (said === undefined || said.length > most) throw unreadable(`${name} is no text of at most ${most} characters`);
  return said === "" ? undefined : said;
}

/** Whole fen, never below nothing. */
function fen(of: ReadBill, name: string): bigint | undefined {
  const value = of[name];
  if (value === undefined || value === null) return undefined;
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw unreadable(`${name} is no amount`);
  return BigInt(value as number);
}

function day(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (!fits({}, "day", value)) throw unreadable("due_on is no day");
  return value as string;
}
