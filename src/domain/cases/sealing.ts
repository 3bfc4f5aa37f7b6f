import type { Secrets } from "../../foundation/secrets/index.ts";
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
    readonly to: readonly { readonly question: string; readonly kind: string }[];
  };
};

export type Place = { readonly division: string; readonly detail: string };

export type Sealed = Readonly<Record<string, string>>;

/** Seals each value on its own, bound to its case and name: `case:<number>:<question>`. */
export function sealAll(
  secrets: Secrets,
  city: string,
  number: string,
  values: Readonly<Record<string, unknown>>,
): Sealed {
  const sealed: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    sealed[name] = secrets.encrypt(city, JSON.stringify(value), `case:${number}:${name}`);
  }
  return sealed;
}

export function openAll(secrets: Secrets, city: string, number: string, sealed: Sealed): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(sealed)) {
    values[name] = JSON.parse(secrets.decrypt(city, value, `case:${number}:${name}`));
  }
  return values;
}

export function openApplicant(secrets: Secrets, city: string, number: string, sealed: Sealed): Applicant {
  const values = openAll(secrets, city, number, sealed);
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
