import type { Text } from "../../foundation/i18n/index.ts";
import { type Answers, profileFields, type Question } from "../catalogue/index.ts";
import { type FormSource, formOf } from "./form.ts";
import { empty, type Surroundings, Wrong } from "./types/contract.ts";

/**
 * What a resident's profile knows: values in the stored form of answers, by profile field (`profileFields` of the
 * catalogue). `at` is when it was last confirmed.
 */
export type ProfileData = { readonly at: Date; readonly values: Readonly<Record<string, unknown>> };

/** What agencies answered, by look-up: who says so, when, and its fields in the stored form of answers. */
export type AgencyData = Readonly<
  Record<string, { readonly name: Text; readonly at: Date; readonly values: Readonly<Record<string, unknown>> }>
>;

/** What certificates of the person say, by template: the certificate's name, its day, and its lines. */
export type CertificateData = AgencyData;

export type Source = {
  readonly kind: "profile" | "agency" | "certificate" | "event";
  readonly name: Text;
  readonly at: Date;
};
export type KnownAnswer = { readonly value: unknown; readonly source: Source };
/** By question id. */
export type Known = Readonly<Record<string, KnownAnswer>>;

const profileName: Text = { zh: "您的个人资料", en: "Your profile" };
const fromCertificate = /^certificate:([a-z][a-z0-9-]*)\.([a-z][a-z0-9_]*)$/;
const fromAgency = /^agency:([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

function own(values: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/**
 * The profile field a question means: the one of its id where the types agree, otherwise the one of its type. Days and
 * divisions go by id alone, since not every day is a birthday.
 */
function profileFieldOf({ id, type }: Question): string | undefined {
  const byId = own(profileFields, id);
  if (byId === type) return id;
  if (byId !== undefined || type === "date" || type === "division") return undefined;
  return Object.keys(profileFields).find((field) => profileFields[field] === type);
}

/**
 * What the state already knows and must therefore not ask again (国务院令第716号 第7条), with its source. A value that is no
 * answer to the question as it stands today is left out, and the person is asked.
 */
export function known(
  service: FormSource,
  profile: ProfileData | undefined,
  agencies: AgencyData,
  surroundings: Surroundings,
  certificates: CertificateData = {},
): Known {
  const all: Record<string, KnownAnswer> = {};
  for (const { question, reader } of formOf(service).questions) {
    let given: unknown;
    let source: Source | undefined;
    if (question.from === "profile" && profile) {
      const field = profileFieldOf(question);
      given = field === undefined ? undefined : own(profile.values, field);
      source = { kind: "profile", name: profileName, at: profile.at };
    } else if (question.from !== undefined) {
      const [, lookUp = "", field = ""] = fromAgency.exec(question.from) ?? [];
      const data = Object.hasOwn(agencies, lookUp) ? agencies[lookUp] : undefined;
      if (data) {
        given = own(data.values, field);
        source = { kind: "agency", name: data.name, at: data.at };
      }
      const [, template = "", line = ""] = fromCertificate.exec(question.from) ?? [];
      const paper = Object.hasOwn(certificates, template) ? certificates[template] : undefined;
      if (paper) {
        given = own(paper.values, line);
        source = { kind: "certificate", name: paper.name, at: paper.at };
      }
    }
    if (!source) continue;
    const value = reader.fromJson(given, surroundings);
    if (value !== empty && !(value instanceof Wrong)) all[question.id] = { value, source };
  }
  return all;
}

/** Answers with what is known in its place; a disputed value is left to the person. */
export function withKnown(answers: Answers, facts: Known | undefined, disputed: readonly string[] = []): Answers {
  if (!facts) return answers;
  const all: Record<string, unknown> = { ...answers };
  for (const [id, fact] of Object.entries(facts)) if (!disputed.includes(id)) all[id] = fact.value;
  return all;
}
