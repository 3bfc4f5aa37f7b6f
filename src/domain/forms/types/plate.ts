import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { empty, lineReader, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

const wrongPlate = new Wrong("plate_shape", {
  zh: "车牌号不完整或有误。普通车牌 7 位，如 湘F12345；新能源车牌 8 位，如 湘FD12345。",
  en: "The plate is incomplete or wrong. Plates have 7 characters such as 湘F12345, new-energy ones 8 such as 湘FD12345.",
});

const province = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]";
// GA 36-2018: no I and O in the running part.
const running = "[A-HJ-NP-Z0-9]";
const shapes = [
  `${province}[A-Z]${running}{4}[A-HJ-NP-Z0-9挂学警港澳]`,
  `${province}[A-Z][A-HJK]${running}\\d{4}`,
  `${province}[A-Z]\\d{5}[A-HJK]`,
  `${province}[SX]\\d{4}应急`,
  "使\\d{6}|\\d{6}使",
  `${province}?${running}{5,6}领`,
];
const shape = new RegExp(`^(?:${shapes.join("|")})$`);

/** Reads a vehicle's plate (GA 36): ordinary, new-energy (8 characters), trailer, training, police, Hong Kong and Macao, embassy. */
export function readPlate(typed: string): Read<string> {
  if (typed.length > 200) return wrongPlate;
  if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
  const value = cleanCode(typed)
    .replaceAll(/[-–—·•・.]/g, "")
    .toUpperCase();
  if (value === "") return empty;
  return shape.test(value) ? value : wrongPlate;
}

export function plate(): Reader {
  return lineReader({
    read: readPlate,
    part: { inputmode: "text", autocomplete: "off", max_length: 16 },
    wrongType: wrongTextType,
  });
}
