import { stringify } from "csv-stringify/sync";

/** By which spreadsheet programs know UTF-8. */
export const byteOrderMark = "\uFEFF";

/** "-1234.50": yuan as spreadsheet programs read them. */
export function plainYuan(fen: bigint): string {
  const all = fen < 0n ? -fen : fen;
  return `${fen < 0n ? "-" : ""}${all / 100n}.${String(all % 100n).padStart(2, "0")}`;
}

/**
 * Lines of a table that people open in a spreadsheet program. No cell begins a formula; amounts below zero stay numbers; a number
 * of twelve figures or more (an account, a notice) ends with a tab, as in the wallets' own files, since it would else be rounded.
 */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  stringify(rows as string[][], {
    escape_formulas: true,
    record_delimiter: "\r\n",
    cast: {
      string: (value) => {
        if (/^-\d+\.\d{2}$/.test(value)) return { value, escape_formulas: false };
        return /^\d{12,}$/.test(value) ? `${value}\t` : value;
      },
    },
  });
