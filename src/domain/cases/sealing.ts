import type { Secrets } from "../../foundation/secrets/index.ts";
import { readPhone } from "../forms/index.ts";
import type { ActWords, EventData } from "./case.ts";

/** Who applies, as it is sealed into a case. The id number is shown masked; the key (`applicant`) finds the person. */
export type Applicant = {
  readonly name: string;
  readonly id_type: string;
  readonly id_number: string;
  readonly phone: string;
  /** Where the result is posted to. */
  readonly deliver_to?: Place;
  /** Separate consents to sensitive questions, as they were given (个人信息保护法 第29条). */
  readonly consents?: {
    readonly at: string;
    /** `kind` is a kind of sensitive data, or `certificate:<number>`: an answer taken from the person's folder. */
    readonly to: readonly {
      readonly question: string;
      readonly kind: string;
      /** Where it was given later than the others: with a correction. */
      readonly at?: string;
      readonly withdrawn_at?: string;
    }[];
  };
};

export type Place = { readonly division: string; readonly detail: string };

/** One sealed value for what is always written and read together; `{}` once it was erased. */
export type Sealed = { readonly sealed?: string };

/** What of a case is sealed: the answers, and who applies. */
export type SealedPart = "answers" | "applicant";

/**
 * Seals a part of a case as one value, bound to case and part. Its names are sealed too: which questions were answered tells what
 * was answered (docs/decisions/0011).
 */
export function sealPart(secrets: Secrets, city: string, number: string, part: SealedPart, values: unknown): Sealed {
  return { sealed: secrets.encrypt(city, JSON.stringify(values), `case:${number}:${part}`) };
}

/** What cases are found by when somebody knows a telephone; null where `typed` is none. However it was written is the same. */
export function phoneHash(secrets: Secrets, typed: string): string | null {
  if (typed === "") return null;
  const phone = readPhone(typed);
  return typeof phone === "string" ? secrets.lookupHash("phone", phone) : null;
}

export function openPart(
  secrets: Secrets,
  city: string,
  number: string,
  part: SealedPart,
  { sealed }: Sealed,
): Record<string, unknown> {
  return sealed === undefined ? {} : JSON.parse(secrets.decrypt(city, sealed, `case:${number}:${part}`));
}

export function openApplicant(secrets: Secrets, city: string, number: string, sealed: Sealed): Applicant {
  const values = openPart(secrets, city, number, "applicant", sealed);
  const text = (name: string) => (typeof values[name] === "string" ? values[name] : "");
  const { deliver_to, consents } = values as Pick<Applicant, "deliver_to" | "consents">;
  return {
    name: text("name"),
    id_type: text("id_type"),
    id_number: text("id_number"),
    phone: text("phone"),
    ...(deliver_to ? { deliver_to } : {}),
    ...(consents ? { consents } : {}),
  };
}

export function sealWords(
  secrets: Secrets,
  city: string,
  number: string,
  revision: number,
  words: ActWords,
): { sealed?: string } {
  if (Object.keys(words).length === 0) return {};
  return { sealed: secrets.encrypt(city, JSON.stringify(words), `event:${number}:${revision}`) };
}

export function openWords(secrets: Secrets, city: string, number: string, revision: number, data: EventData): ActWords {
  if (data.sealed === undefined) return {};
  return JSON.parse(secrets.decrypt(city, data.sealed, `event:${number}:${revision}`));
}
