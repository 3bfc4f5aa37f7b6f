import type { Question } from "../../catalogue/index.ts";
import { cleanCode, hasForbiddenCharacter, isLongerThan } from "../characters.ts";
import { empty, lineReader, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, tooLong, wrongTextType } from "./wrongs.ts";

const limit = 40;
const wrongShape = new Wrong("account_number_shape", {
  zh: "户号只含数字、字母和连字符，可在账单上找到。",
  en: "An account number has only digits, letters and hyphens. You can find it on a bill.",
});

/** The number a biller or agency knows someone by: digits, capital letters, hyphens; at most 40. */
export function accountNumber(question: Question): Reader {
  const most = question.max_length ?? limit;
  const long = tooLong(most);
  return lineReader({
    read: (typed) => {
      if (typed.length > most * 4 + 200) return long;
      if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
      const value = cleanCode(typed).replaceAll(/[–—]/g, "-").toUpperCase();
      if (value === "") return empty;
      if (isLongerThan(value, most)) return long;
      return /^[0-9A-Z][0-9A-Z-]*$/.test(value) ? value : wrongShape;
    },
    part: { inputmode: "text", autocomplete: "off", max_length: most },
    wrongType: wrongTextType,
  });
}
