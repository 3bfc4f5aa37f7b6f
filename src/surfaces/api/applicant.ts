import { type Static, Type } from "typebox";
import { checkedPhone, isIdNumber, normaliseIdNumber, readResidentId } from "../../domain/identity/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import type { FieldError } from "../../foundation/refusal.ts";
import { exactly, idType } from "./shapes.ts";

export const applicantShape = exactly({
  name: Type.String({ minLength: 1, maxLength: 400, description: "As on the identity document, 1 to 100 characters" }),
  id_type: idType,
  id_number: Type.String({ minLength: 1, maxLength: 64, description: "Check digits are checked (GB 11643)" }),
  phone: Type.String({ minLength: 1, maxLength: 40 }),
});
type Applicant = Static<typeof applicantShape>;
export type CheckedApplicant = Applicant;

const says = {
  name: { zh: "请填写姓名，与证件一致，1 至 100 个字。", en: "Give the name as on the document, 1 to 100 characters." },
  shape: { zh: "证件号码的格式不正确。", en: "The number does not have the form of this document." },
  birth: { zh: "号码里的出生日期不存在。", en: "The date of birth in the number does not exist." },
  check: { zh: "号码的校验码不对，请逐位核对。", en: "The check digit does not fit. Please compare each digit." },
  phone: { zh: "请填写可以拨打的电话号码。", en: "Give a telephone number that can be dialled." },
} as const satisfies Record<string, Text>;

// Characters that show nothing, or turn the direction of what follows, do not belong into a name.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;
const plainName = /^[\p{Script=Han}·\p{Script=Latin}' -]{1,100}$/u;

/** The applicant in the one form it is stored in, and every field that cannot be right. `today`: `YYYY-MM-DD`. */
export function checkedApplicant(
  given: Applicant,
  today: string,
): { readonly applicant: Applicant; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, code: string, message: Text) =>
    errors.push({ field: `applicant.${field}`, code, message });
  const name = plainName.test(given.name) ? given.name.trim() : given.name.normalize("NFC").trim();
  if (name === "" || [...name].length > 100 || invisible.test(name)) wrong("name", "name", says.name);
  const id_number = normaliseIdNumber(given.id_number);
  if (!isIdNumber(given.id_type, id_number, today)) {
    const read = given.id_type === "resident_id" ? readResidentId(id_number, today) : undefined;
    const why = read && !read.ok ? read.why : "shape";
    wrong("id_number", why, says[why]);
  }
  const phone = checkedPhone(given.phone);
  if (phone === undefined) wrong("phone", "phone", says.phone);
  return { applicant: { name, id_type: given.id_type, id_number, phone: phone ?? "" }, errors };
}
