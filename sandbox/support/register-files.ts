import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Bill } from "./bill-book.ts";
import type { Fields } from "./json.ts";

/** One record of `sandbox/registers/<service>.yaml`: about a person or an account, perhaps only where these parameters are sent. */
export type Entry = {
  readonly person?: string;
  readonly about?: string;
  readonly when?: Fields;
  readonly says: Fields;
  /** Bills of this record; amounts in fen. */
  readonly owes?: readonly Bill[];
  /** A new bill each month from that one on, due on a day of the month after. */
  readonly monthly?: {
    readonly from: string;
    readonly low: number;
    readonly high: number;
    readonly item: string;
    readonly due_day: number;
  };
};

/** Where in `says` stands what is owed: it follows from the bills, and changes when they are paid. */
export type OwedNames = {
  readonly amount: string;
  readonly late?: string;
  readonly due?: string;
  readonly period?: string;
  readonly count?: string;
  /** The field of the state, and its words. */
  readonly state?: { readonly in: string; readonly paid: string; readonly unpaid: string; readonly overdue?: string };
  /** A table whose cells say so too: once nothing is owed, this word of theirs becomes that one. */
  readonly settled?: { readonly in: string; readonly cell: string; readonly from: string; readonly to: string };
  /** A table with one row for each bill: the cells its columns take from it. */
  readonly rows?: { readonly in: string; readonly cells: Readonly<Record<string, keyof Bill>> };
};

export type RegisterFile = {
  readonly service: string;
  readonly operation: string;
  /** The stand-in that answers; left out: `registers`. */
  readonly process?: string;
  readonly owed?: OwedNames;
  /** Fines: what a day of delay adds, and whether the biller says so in its bills or leaves it to whoever collects. */
  readonly late_fee?: { readonly percent_a_day: number; readonly told: boolean };
  readonly records: readonly Entry[];
};

const folder = fileURLToPath(new URL("../registers/", import.meta.url));

/** The registers of one stand-in. */
export const registersOf = (process: string): readonly RegisterFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => parse(readFileSync(join(folder, name), "utf8")) as RegisterFile)
    .filter((file) => (file.process ?? "registers") === process);

/** Numbers and names are compared without spaces and case, as people type them. */
export const plain = (value: unknown): string => String(value).replaceAll(/[\s-]/g, "").toUpperCase();

export type Asked = { readonly number: string | undefined; readonly parameters: Fields };

/** Whether a record is the one asked for. `loosely`: of what it depends on, only what was sent is compared. */
export function fits({ person, about, when = {} }: Entry, { number, parameters }: Asked, loosely = false): boolean {
  const values = Object.values(parameters).filter((value) => typeof value === "string" || typeof value === "number");
  if (person !== undefined && plain(person) !== plain(number ?? "")) return false;
  if (about !== undefined && !values.some((value) => plain(value) === plain(about))) return false;
  return Object.entries(when).every(
    ([name, value]) =>
      (loosely && parameters[name] === undefined) || JSON.stringify(parameters[name]) === JSON.stringify(value),
  );
}
