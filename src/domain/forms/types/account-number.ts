import type { Question } from "../../catalogue/index.ts";
import { cleanCode, hasForbiddenCharacter, isLongerThan } from "../characters.ts";
import { empty, lineReader, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, tooLong, wrongTextType } from "./wrongs.ts";

const limit = 40;
const wrongShape = new Wrong("account_number_shape", {
  zh: "号码由数字、字母、汉字、括号和连字符组成。请对照单据或者证件上的写法逐字核对。",
  en: "A number has digits, letters, Chinese characters, brackets and hyphens. Please compare it with the paper, character by character.",
});

const strokes = /[\u2010-\u2015\u2212]/g;
/** Latin letters with digits and hyphens, or numbers of papers: (2026)湘0621民初17号, 荣公租〔2024〕字第118号, HT-2026/15. */
const latin = /^[0-9A-Z][0-9A-Z-]*$/;
const ofPaper = /^[0-9A-Z\p{Script=Han}([〔][0-9A-Z\p{Script=Han}()[\]〔〕·./_-]*$/u;

/**
 * The number something is known by: an account, a receipt, a certificate, a case, a contract. Latin letters are kept as capitals, without
 * spaces; Chinese characters and brackets as they are written, where the number has a digit at all. At most 40 characters.
 */
export function accountNumber(question: Question): Reader {
  const most = question.max_length ?? limit;
  const long = tooLong(most);
  return lineReader({
    read: (typed) => {
      if (typed.length > most * 4 + 200) return long;
      if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
      const value = cleanCode(typed)
        .replaceAll(strokes, "-")
        .replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
      if (value === "") return empty;
      if (isLongerThan(value, most)) return long;
      // A name typed by mistake has no digit.
      return latin.test(value) || (ofPaper.test(value) && /[0-9]/.test(value)) ? value : wrongShape;
    },
    part: { inputmode: "text", autocomplete: "off", max_length: most },
    wrongType: wrongTextType,
  });
}
