import { formatMoney } from "../../foundation/i18n/index.ts";
import type { CertificateTemplate, LookUp, ServiceVersion } from "../catalogue/index.ts";
import type { CertificateFacts } from "../documents/index.ts";
import { maskIdNumber, readResidentId } from "../identity/index.ts";
import type { Divisions } from "../regions/index.ts";
import type { CaseView } from "./read.ts";

type Named = { readonly zh: string; readonly en: string };

/**
 * What a certificate will say, from the template of the case's own version: each line takes its value from the applicant, the
 * answers, the agency or the dates, and is written as paper writes it (Chinese, numbers masked).
 */
export function certificateFacts(
  template: CertificateTemplate,
  view: CaseView,
  from: {
    divisions: Divisions;
    agencyName: Named;
    cityName: Named;
    issuedOn: string;
    today: string;
    /** The service's questions: a choice is printed in its words. */
    questions?: ServiceVersion["questions"];
    /** What the agency answered, where the certificate says it. */
    found?: { readonly lookUp: LookUp; readonly values: Readonly<Record<string, unknown>> };
  },
): CertificateFacts {
  const validUntil = lastDay(template, from.issuedOn);
  const person = readResidentId(view.applicant.id_number, from.today);
  const values: Record<string, unknown> = {
    "profile.name": view.applicant.name,
    "profile.resident_id": view.applicant.id_number,
    "profile.sex": person.ok ? person.facts.sex : undefined,
    "profile.birth": person.ok ? person.facts.birthDay : undefined,
    "agency.name": from.agencyName.zh,
    "dates.issued": from.issuedOn,
    "dates.valid_until": validUntil ?? undefined,
  };
  // The sheet prints holder, issuer and days of its own accord, at the places paper has for them.
  const lines = template.lines.filter((line) => !onTheSheet.has(line.value));
  const written = lines.flatMap((line) => {
    const value = line.value.startsWith("answers.")
      ? answered(from.questions, view.answers, line.value.slice("answers.".length))
      : line.value.startsWith("found.")
        ? foundValue(from.found, line.value.slice("found.".length))
        : values[line.value];
    const text = write(line.format, value, from.divisions);
    // A line without a value (a passport holder's sex, say) is left out, not printed empty.
    return text === undefined ? [] : [{ label: line.label, value: text }];
  });
  const fill = (text: string, language: "zh" | "en") =>
    text.replaceAll("{city}", from.cityName[language]).replaceAll("{agency}", from.agencyName[language]);
  return {
    title: template.title,
    holder: view.applicant.name,
    lines: written,
    issuedOn: from.issuedOn,
    validUntil,
    issuer: from.agencyName,
    statement: { zh: fill(template.issuer.zh, "zh"), en: fill(template.issuer.en, "en") },
  };
}

function answered(
  questions: ServiceVersion["questions"] | undefined,
  answers: CaseView["answers"],
  id: string,
): unknown {
  const value = answers[id];
  const options = questions?.get(id)?.question.options;
  return options?.find((option) => option.value === value)?.label.zh ?? value;
}

/** A value of the agency as people read it: of a choice its words. */
function foundValue(
  found: { readonly lookUp: LookUp; readonly values: Readonly<Record<string, unknown>> } | undefined,
  id: string,
): unknown {
  const value = found?.values[id];
  const options = found?.lookUp.answer.find((field) => field.id === id)?.options;
  return options?.find((option) => option.value === value)?.label.zh ?? value;
}

const onTheSheet: ReadonlySet<string> = new Set(["profile.name", "agency.name", "dates.issued", "dates.valid_until"]);

function write(
  format: CertificateTemplate["lines"][number]["format"],
  value: unknown,
  divisions: Divisions,
): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  switch (format) {
    case "text":
    case "choice":
    case "number":
      return String(value);
    case "money":
      return formatMoney(BigInt(value as number), "zh");
    case "month":
      return month(String(value));
    case "day":
      return day(String(value));
    case "sex":
      return value === "female" ? "女" : "男";
    case "masked_id":
      return maskIdNumber(String(value));
    case "division":
      return place(divisions, String(value));
    case "address": {
      const { division, detail } = value as { division: string; detail: string };
      return `${place(divisions, division)}${detail}`;
    }
  }
}

const place = (divisions: Divisions, code: string) =>
  divisions
    .path(code)
    .map((division) => division.name.zh)
    .join("");

function month(iso: string): string {
  const [year, number] = iso.split("-").map(Number);
  return `${year}年${number}月`;
}

function day(iso: string): string {
  const [year, month, date] = iso.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** One year from 16 November is valid until 15 November. */
function lastDay(template: CertificateTemplate, issuedOn: string): string | null {
  const { validity } = template;
  if (validity === "none") return null;
  const months = "years" in validity ? validity.years * 12 : validity.months;
  const end = new Date(`${issuedOn}T00:00:00Z`);
  const date = end.getUTCDate();
  end.setUTCMonth(end.getUTCMonth() + months);
  // 29 February and the ends of short months: the last day of the month it should have been.
  if (end.getUTCDate() !== date) end.setUTCDate(0);
  end.setUTCDate(end.getUTCDate() - 1);
  return end.toISOString().slice(0, 10);
}
