import type { Question } from "../../catalogue/index.ts";
import { cleanLine, hasForbiddenCharacter, isLongerThan } from "../characters.ts";
import { empty, lineReader, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, tooLong, wrongTextType } from "./wrongs.ts";

const limit = 100;
// All the dots keyboards offer for 买买提·艾力; the identity card has U+00B7.
const dots = /[\u2022\u2027\u22c5\u2219\u25cf\u30fb\uff65\u0387]/g;
const dotBetweenHan = /(?<=[\p{Script=Han}\p{Co}])\s*[.．·]\s*(?=[\p{Script=Han}\p{Co}])/gu;
const anyDot = /[.．\u2022\u2027\u22c5\u2219\u25cf\u30fb\uff65\u0387]|\s·|·\s/;
// 张 三 is written so to look even in a table.
const blankBetweenHan = /(?<=[\p{Script=Han}\p{Co}])\s+(?=[\p{Script=Han}\p{Co}])/gu;
const anyBlank = /\s/;
// 〇 is a letter number (Nl); characters without a code of their own live in the private-use area (Co).
const anyLetter = /[\p{L}\p{Nl}\p{Co}]/u;

const notAName = new Wrong("name_without_letters", {
  zh: "请填写姓名，与身份证件上的一致。",
  en: "Please enter the name as it is on the identity document.",
});

/** A person's or organisation's name: any script, rare characters, the middle dot; 100 characters. */
export function name(question: Question): Reader {
  const most = question.max_length ?? limit;
  const long = tooLong(most);
  return lineReader({
    read: (typed) => {
      if (typed.length > most * 4 + 1000) return long;
      if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
      let value = cleanLine(typed);
      // Most names have neither, and a look is cheaper than a search.
      if (anyDot.test(value)) value = value.replaceAll(dots, "·").replaceAll(dotBetweenHan, "·");
      if (anyBlank.test(value)) value = value.replaceAll(blankBetweenHan, "").replaceAll(/\s+/g, " ");
      if (value === "") return empty;
      if (isLongerThan(value, most)) return long;
      return anyLetter.test(value) ? value : notAName;
    },
    part: { inputmode: "text", autocomplete: "name", max_length: most },
    wrongType: wrongTextType,
  });
}
