import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { empty, lineReader, type Read, type Reader, type Surroundings, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

const wrongDivision = new Wrong("division_unknown", {
  zh: "请从列表中选择省、市、县（区）。",
  en: "Please choose the province, city and county from the list.",
});

/** A division by its six-digit code (GB/T 2260). Whether it exists is checked where the caller can tell. */
export function readDivision(typed: string, { isDivision }: Surroundings): Read<string> {
  if (typed.length > 100) return wrongDivision;
  if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
  const value = cleanCode(typed);
  if (value === "") return empty;
  if (!/^[1-9]\d{5}$/.test(value)) return wrongDivision;
  return isDivision === undefined || isDivision(value) ? value : wrongDivision;
}

export function division(): Reader {
  return lineReader({
    read: readDivision,
    show: (value, language, { divisionName }) => divisionName?.(value, language) ?? value,
    part: { inputmode: "numeric", autocomplete: "off", max_length: 6 },
    wrongType: wrongTextType,
  });
}
