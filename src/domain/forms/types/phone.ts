import { cleanCode, hasForbiddenCharacter, mask } from "../characters.ts";
import { empty, lineReader, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

const wrongPhone = new Wrong("phone_shape", {
  zh: "请填写 11 位手机号码，或带区号的固定电话，如 0730-8881234。",
  en: "Please enter a mobile number of 11 digits, or a landline with its area code such as 0730-8881234.",
});
const areaCodeMissing = new Wrong("phone_area_code", {
  zh: "固定电话请加上区号，如 0730-8881234。",
  en: "Please add the area code to the landline, such as 0730-8881234.",
});

const mobile = /^1[3-9]\d{9}$/;

/**
 * Reads a telephone number: mobile numbers as 11 digits, landlines as `0730-8881234`, numbers of 400 and 800, numbers
 * abroad as `+85251234567`.
 */
export function readPhone(typed: string): Read<string> {
  if (mobile.test(typed)) return typed;
  if (typed.length > 200) return wrongPhone;
  if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
  const compact = cleanCode(typed).replaceAll(/[-–—().·]/g, "");
  if (compact === "") return empty;
  const inland = compact.replace(/^(?:\+86|0086|86(?=1[3-9]\d{9}$))/, "");
  if (mobile.test(inland)) return inland;
  // After +86 the area code stands without its 0. Beijing and the 02x cities have three digits, all others four.
  const landline = inland !== compact && /^[1-9]\d{8,}$/.test(inland) ? `0${inland}` : inland;
  const match = /^(010|02\d|0[3-9]\d{2})(\d{7,8})$/.exec(landline);
  if (match) return `${match[1]}-${match[2]}`;
  if (/^[48]00\d{7}$/.test(inland)) return inland;
  const abroad = compact.replace(/^00(?=[1-9])/, "+");
  if (/^\+(?!86)[1-9]\d{6,14}$/.test(abroad)) return abroad;
  return /^[2-8]\d{6,7}$/.test(compact) ? areaCodeMissing : wrongPhone;
}

export function phone(): Reader {
  return lineReader({
    read: readPhone,
    show: (value, _language, { open }) => (open ? value : mask(value, 3, 4)),
    part: { inputmode: "tel", autocomplete: "tel", max_length: 24 },
    wrongType: wrongTextType,
  });
}
