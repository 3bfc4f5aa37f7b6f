/** The identity documents people have. */
export const idTypes = ["resident_id", "hk_macao_taiwan_permit", "foreign_permanent_resident_id", "passport"] as const;
export type IdType = (typeof idTypes)[number];

export function isIdType(value: unknown): value is IdType {
  return idTypes.some((type) => type === value);
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = "10X98765432";

/** The 18th character of a citizen's number from the first 17 (GB 11643-1999, ISO 7064 MOD 11-2). */
export function residentIdCheck(first17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17.charAt(index)), 0);
  return checkCharacters.charAt(sum % 11);
}

/** As people write it → as we keep it: full-width forms, spaces, hyphens and a small x are no difference. */
export function normaliseIdNumber(typed: string): string {
  return typed
    .slice(0, 64)
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\-–—]/g, "");
}

/** What the number itself says; also cards of Hong Kong, Macao and Taiwan residents and of foreigners (2023) are built so. */
export type IdFacts = { readonly birthDay: string; readonly sex: "female" | "male" };

/**
 * Facts in an 18-character number, or what is wrong with it. Region prefixes are not judged: people keep numbers of
 * divisions that no longer exist. `today` is a day of the calendar, `YYYY-MM-DD`.
 */
export function readResidentId(
  number: string,
  today: string,
): { readonly ok: true; readonly facts: IdFacts } | { readonly ok: false; readonly why: "shape" | "birth" | "check" } {
  const match = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dX]$/.exec(number);
  if (!match) return { ok: false, why: "shape" };
  const [, year = "", month = "", day = "", parity = ""] = match;
  const birthDay = `${year}-${month}-${day}`;
  const date = new Date(`${birthDay}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(birthDay);
  if (!exists || birthDay > today || year < "1850") return { ok: false, why: "birth" };
  if (residentIdCheck(number.slice(0, 17)) !== number.charAt(17)) return { ok: false, why: "check" };
  return { ok: true, facts: { birthDay, sex: Number(parity) % 2 === 1 ? "male" : "female" } };
}

/** Whether a number can be one of its type at all. Permits and passports differ by issuer, only their shape is checked. */
export function isIdNumber(type: IdType, number: string, today: string): boolean {
  if (type === "resident_id") return readResidentId(number, today).ok;
  return /^[A-Z0-9]{5,20}$/.test(number);
}

/** `110***********002X`: enough to recognise one's own, too little to use. */
export function maskIdNumber(number: string): string {
  if (number.length < 8) return "*".repeat(number.length);
  return number.slice(0, 3) + "*".repeat(number.length - 7) + number.slice(-4);
}
