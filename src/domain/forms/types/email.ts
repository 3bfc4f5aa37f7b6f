import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { empty, lineReader, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

const wrongEmail = new Wrong("email_shape", {
  zh: "请填写完整的电子邮箱，如 wang@example.com。",
  en: "Please enter the whole e-mail address, such as wang@example.com.",
});

// What mail servers accept, not all that RFC 5322 allows: one @, no spaces, a domain with a dot.
const shape = /^[^\s@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/** Reads an address of mail; the domain in small letters. */
export function readEmail(typed: string): Read<string> {
  if (typed.length > 600) return wrongEmail;
  if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
  const value = cleanCode(typed).replaceAll("。", ".");
  if (value === "") return empty;
  if (value.length > 254 || !shape.test(value)) return wrongEmail;
  const at = value.lastIndexOf("@");
  const lower = value.slice(0, at) + value.slice(at).toLowerCase();
  return lower.length > 254 ? wrongEmail : lower;
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf("@");
  return `${value.slice(0, 1)}***${value.slice(at)}`;
}

export function email(): Reader {
  return lineReader({
    read: readEmail,
    show: (value, _language, { open }) => (open ? value : maskEmail(value)),
    part: { inputmode: "email", autocomplete: "email", max_length: 254 },
    wrongType: wrongTextType,
  });
}
