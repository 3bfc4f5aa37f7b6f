import type { Question } from "../../catalogue/index.ts";
import { cleanLine, cleanText, hasForbiddenCharacter, isLongerThan } from "../characters.ts";
import { empty, lineReader, type Reader } from "./contract.ts";
import { forbiddenCharacter, tooLong, wrongTextType } from "./wrongs.ts";

const lineLimit = 200;
const textLimit = 2000;

function reader(question: Question, clean: (text: string) => string, limit: number): Reader {
  const most = question.max_length ?? limit;
  const long = tooLong(most);
  return lineReader({
    read: (text) => {
      // What is far too long is not worth cleaning.
      if (text.length > most * 4 + 1000) return long;
      if (hasForbiddenCharacter(text)) return forbiddenCharacter;
      const value = clean(text);
      if (value === "") return empty;
      return isLongerThan(value, most) ? long : value;
    },
    part: { inputmode: "text", max_length: most },
    wrongType: wrongTextType,
  });
}

/** One line, 200 characters unless the question says otherwise. Markup in it is text like any other. */
export function text(question: Question): Reader {
  return reader(question, cleanLine, lineLimit);
}

/** Several lines, 2,000 characters unless the question says otherwise. */
export function longText(question: Question): Reader {
  return reader(question, cleanText, textLimit);
}
