import type { Kit } from "./agency.ts";
import { type Bill, BillBook, type Standing } from "./bill-book.ts";
import { addMonths, monthOf } from "./days.ts";
import { type Fields, isFields } from "./json.ts";
import { randomFor } from "./random.ts";
import { type Asked, type Entry, fits, plain, type RegisterFile, registersOf } from "./register-files.ts";

/** So many of the months just past are still open; who let more pass has paid at the counter. */
const monthsOpen = 2;

/** Registers of one stand-in whose records owe something: what they say follows from their bills. */
export class Registers {
  readonly book: BillBook;
  readonly #seed: number;
  readonly #files: readonly RegisterFile[];

  constructor(kit: Kit) {
    this.#seed = kit.seed;
    this.#files = registersOf(kit.name);
    this.book = new BillBook(kit, (reference) =>
      this.#files
        .flatMap((file) => file.records.flatMap((entry) => this.#billsOf(file, entry)))
        .find((bill) => bill.reference === reference),
    );
  }

  get operations(): readonly string[] {
    return this.#files.map(({ operation }) => operation);
  }

  has(operation: string): boolean {
    return this.#files.some((file) => file.operation === operation);
  }

  /** What is known now; undefined where nothing is. */
  lookUp(operation: string, asked: Asked): { readonly entry: Entry; readonly says: Fields } | undefined {
    const file = this.#files.find((one) => one.operation === operation);
    const entry = file?.records.find((one) => fits(one, asked));
    return file && entry && { entry, says: this.#now(file, entry) };
  }

  /** What is owed now, by all records that fit; undefined where nobody is known. */
  bills(operation: string, asked: Asked): { readonly entry: Entry; readonly bills: readonly Standing[] } | undefined {
    const file = this.#files.find((one) => one.operation === operation);
    const entries = file?.records.filter((one) => fits(one, asked, true)) ?? [];
    const [entry] = entries;
    if (!file || !entry) return undefined;
    const all = new Map(
      entries.flatMap((one) => this.#billsOf(file, one)).map((bill) => [bill.reference, bill] as const),
    );
    const open = this.book.owed([...all.values()]);
    // Whoever collects works out what being late costs, where the biller leaves it to them.
    const told = file.late_fee?.told !== false;
    return { entry, bills: told ? open : open.map((bill) => ({ ...bill, owed: bill.owed - bill.late, late: 0 })) };
  }

  /** Somebody else's record, for the mood of the wrong person. */
  other(operation: string, { about, person }: Entry): Entry | undefined {
    const records = this.#files.find((one) => one.operation === operation)?.records ?? [];
    return records.find((one) => plain(one.about ?? one.person) !== plain(about ?? person));
  }

  #billsOf(file: RegisterFile, entry: Entry): readonly Bill[] {
    const about = entry.about ?? entry.person ?? "";
    const holder = Object.entries(entry.says).find(([name]) => holders.has(name))?.[1];
    const grows = file.late_fee?.percent_a_day;
    return [...(entry.owes ?? []), ...this.#monthly(entry, about), ...this.book.added(about)].map((bill) => ({
      ...(typeof holder === "string" ? { holder } : {}),
      ...(grows === undefined || bill.penalty !== true ? {} : { percent_a_day: grows }),
      ...bill,
    }));
  }

  #monthly({ monthly }: Entry, about: string): readonly Bill[] {
    if (!monthly) return [];
    const present = monthOf(this.book.today());
    return Array.from({ length: monthsOpen }, (_, index) => addMonths(present, index - monthsOpen))
      .filter((month) => month >= monthly.from)
      .map((month) => {
        const amount = randomFor(this.#seed, "bill", about, month).whole(monthly.low, monthly.high);
        return {
          ...{ reference: `${about}-${month.replace("-", "")}`, amount, period: month },
          due_on: `${addMonths(month, 1)}-${String(monthly.due_day).padStart(2, "0")}`,
          items: [{ name: monthly.item, amount }],
        };
      });
  }

  #now(file: RegisterFile, entry: Entry): Fields {
    const names = file.owed;
    const all = this.#billsOf(file, entry);
    if (!names || all.length === 0) return entry.says;
    const today = this.book.today();
    const open = this.book.owed(all);
    const due = open.flatMap(({ due_on: day }) => day ?? []).sort();
    const newest = all
      .flatMap(({ period }) => period ?? [])
      .sort()
      .at(-1);
    const total = (of: (bill: Standing) => number) => open.reduce((sum, bill) => sum + of(bill), 0);
    const stated = names.state && entry.says[names.state.in];
    const isTheirs =
      names.state && [names.state.paid, names.state.unpaid, names.state.overdue].includes(String(stated));
    const isLate = due.some((day) => day < today) || total(({ late }) => late) > 0;
    const state =
      open.length === 0
        ? names.state?.paid
        : isTheirs
          ? isLate
            ? (names.state?.overdue ?? names.state?.unpaid)
            : names.state?.unpaid
          : stated;
    const rows = names.rows;
    const said: Record<string, unknown> = {
      ...entry.says,
      [names.amount]: total(({ owed }) => owed),
      ...(names.late ? { [names.late]: total(({ late }) => late) } : {}),
      ...(names.count ? { [names.count]: open.length } : {}),
      ...(names.period && newest !== undefined && monthlyOf(entry) ? { [names.period]: newest } : {}),
      ...(names.state ? { [names.state.in]: state } : {}),
      ...(rows ? { [rows.in]: open.map((bill) => cellsOf(rows.cells, bill)) } : {}),
    };
    const { settled } = names;
    const table = settled && said[settled.in];
    if (settled && open.length === 0 && Array.isArray(table)) {
      said[settled.in] = table.map((row: Fields) =>
        row[settled.cell] === settled.from ? { ...row, [settled.cell]: settled.to } : row,
      );
    }
    if (names.due) {
      if (due[0] === undefined) delete said[names.due];
      else said[names.due] = due[0];
    }
    return said;
  }
}

const holders = new Set(["holder", "tenant", "payer", "fined_person", "patient_shown"]);
const monthlyOf = ({ monthly }: Entry) => monthly !== undefined;

function cellsOf(cells: Readonly<Record<string, keyof Bill>>, bill: Standing): Fields {
  const values: Fields = { ...bill, late_fee: bill.late };
  return Object.fromEntries(
    Object.entries(cells).flatMap(([name, from]) => (values[from] === undefined ? [] : [[name, values[from]]])),
  );
}

/** The person and the parameters of a request in the standard contract's words. */
export function askedIn(body: Fields): Asked {
  const person = isFields(body["person"]) ? body["person"] : undefined;
  const number = person?.["id_number"];
  return {
    number: typeof number === "string" ? number : undefined,
    parameters: isFields(body["parameters"]) ? body["parameters"] : {},
  };
}
