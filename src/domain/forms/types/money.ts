import { formatMoney } from "../../../foundation/i18n/index.ts";
import type { Question } from "../../catalogue/index.ts";
import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { empty, postedText, type Read, type Reader, Wrong } from "./contract.ts";
import { readDecimal } from "./number.ts";
import { forbiddenCharacter, wrongType } from "./wrongs.ts";

/** 99,999,999,999.99 yuan: far above any claim, far below what a double holds exactly. */
const limitFen = 9_999_999_999_999;

const notMoney = new Wrong("money_shape", {
  zh: "请填写金额，单位为元，最多两位小数，如 1200 或 1200.50。",
  en: "Please enter an amount in yuan with at most two decimals, such as 1200 or 1200.50.",
});
const wrongJson = wrongType({ zh: "以分为单位的整数", en: "a whole number of fen" });

/** Yuan as typed to fen, digit by digit and therefore exact; undefined where it is not an amount. */
export function fenOfYuan(typed: string): number | undefined {
  const bare = cleanCode(typed)
    .replace(/^(?:[¥￥]|CNY|RMB)/i, "")
    .replace(/(?:元|圆|块)$/, "");
  const read = readDecimal(bare);
  if (!read || read.fraction.length > 2) return undefined;
  const fen = Number(read.whole) * 100 + Number(read.fraction.padEnd(2, "0"));
  if (!Number.isSafeInteger(fen)) return undefined;
  return read.sign === "-" && fen !== 0 ? -fen : fen;
}

function bound(yuan: number | string | undefined, otherwise: number): number {
  if (yuan === undefined) return otherwise;
  const fen = fenOfYuan(String(yuan));
  if (fen === undefined) throw new Error(`not an amount in yuan: ${yuan}`);
  return fen;
}

/** Money: typed in yuan, kept as whole fen. `min` and `max` of the question are yuan; nothing below zero by default. */
export function money(question: Question): Reader<number> {
  const min = bound(question.min, 0);
  const max = bound(question.max, limitFen);
  const few = new Wrong("too_small", {
    zh: `请填写不少于 ${formatMoney(BigInt(min), "zh")}的金额。`,
    en: `Please enter at least ${formatMoney(BigInt(min), "en")}.`,
  });
  const many = new Wrong("too_large", {
    zh: `请填写不多于 ${formatMoney(BigInt(max), "zh")}的金额。`,
    en: `Please enter at most ${formatMoney(BigInt(max), "en")}.`,
  });
  const check = (fen: number): Read<number> => {
    if (!Number.isSafeInteger(fen)) return wrongJson;
    if (fen < min) return few;
    if (fen > max) return many;
    return fen === 0 ? 0 : fen;
  };
  return {
    fromJson: (value) => {
      if (value === undefined || value === null) return empty;
      return typeof value === "number" ? check(value) : wrongJson;
    },
    fromForm: (posted, id) => {
      const typed = postedText(posted, id);
      if (typed.length > 100) return notMoney;
      if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
      if (cleanCode(typed) === "") return empty;
      const fen = fenOfYuan(typed);
      return fen === undefined ? notMoney : check(fen);
    },
    show: (value, language) => formatMoney(BigInt(value), language),
    typed: (value) => {
      const fen = Math.abs(value);
      return { "": `${value < 0 ? "-" : ""}${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, "0")}` };
    },
    parts: [{ name: "", inputmode: min < 0 ? "text" : "decimal", autocomplete: "off", max_length: 24 }],
  };
}
