import { Refusal } from "../../../foundation/refusal.ts";
import { type IdType, isIdNumber, isIdType, normaliseIdNumber, readResidentId } from "./id-number.ts";

/** What an identity provider says about a person. Adapters in outside/identity bring their provider's words into this form. */
export type ResidentClaims = {
  readonly idType: IdType;
  readonly idNumber: string;
  readonly name: string;
  readonly phone?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly birthDay?: string | undefined;
  readonly sex?: "female" | "male" | undefined;
  /** Six-digit code of the division where the household is registered. */
  readonly hukouDivision?: string | undefined;
  readonly address?: string | undefined;
};

/** How people prove who they are; one implementation per provider in outside/identity. */
export type ResidentSignIn = {
  /** Where to send the person, and a ticket to keep in a cookie of theirs (at most ten minutes, HttpOnly, SameSite=Lax). */
  begin(input: { readonly returnTo: string; readonly now: Date }): Promise<{ redirectTo: string; ticket: string }>;
  /** The person came back with `callback` (the whole address called). Throws a `Refusal` where the proof does not hold. */
  finish(input: {
    readonly callback: URL;
    readonly ticket: string | undefined;
    readonly now: Date;
  }): Promise<{ claims: ResidentClaims; returnTo: string }>;
};

/** Claims checked and brought into one form; what is optional and malformed is left out. */
export function checkedClaims(claims: ResidentClaims, today: string): ResidentClaims {
  const idNumber = normaliseIdNumber(claims.idNumber);
  const name = tidy(claims.name, 100);
  if (!isIdType(claims.idType) || !name || !isIdNumber(claims.idType, idNumber, today)) throw incomplete();
  const read = readResidentId(idNumber, today);
  return {
    idType: claims.idType,
    idNumber,
    name,
    phone: checkedPhone(claims.phone),
    birthDay: read.ok ? read.facts.birthDay : checkedDay(claims.birthDay, today),
    sex: read.ok ? read.facts.sex : claims.sex,
    hukouDivision: checkedDivision(claims.hukouDivision),
    address: tidy(claims.address, 200),
  };
}

/** Digits with an optional plus, as dialled; undefined where it cannot be a number. */
export function checkedPhone(typed: string | undefined): string | undefined {
  const phone = (typed ?? "")
    .slice(0, 40)
    .normalize("NFKC")
    .replaceAll(/[\s\-()]/g, "");
  return /^\+?\d{5,15}$/.test(phone) ? phone : undefined;
}

export function checkedDivision(code: string | undefined): string | undefined {
  return code !== undefined && /^\d{6}$/.test(code) ? code : undefined;
}

/** Without control characters and outer spaces; undefined where nothing is left or it is longer than `limit` characters. */
export function tidy(text: string | undefined, limit: number): string | undefined {
  if (text === undefined || text.length > limit * 4) return undefined;
  const clean = text
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .trim();
  return clean === "" || [...clean].length > limit ? undefined : clean;
}

function checkedDay(day: string | undefined, today: string): string | undefined {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day) || day > today) return undefined;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : undefined;
}

function incomplete(): Refusal {
  return new Refusal({
    code: "identity_incomplete",
    status: 403,
    say: {
      zh: "身份认证平台没有给出完整的姓名和证件号码，暂时不能登录。请在认证平台完善实名信息后再试。",
      en: "The identity service did not give a complete name and document number, so you cannot be signed in yet. Please complete your details there and try again.",
    },
  });
}
