import { formatMoney } from "../../../foundation/i18n/index.ts";
import type { Source } from "../files/source.ts";
import {
  factsTop,
  fitRows,
  measureRoughly,
  type PrintedRow,
  sheetLabels,
  statementOver,
} from "../service/certificate-page.ts";
import type { CertificateLine, CertificateTemplate, Sample, ServiceDefinition } from "../service/definition.ts";

/** Of ordinary length, since a template does not know its cities: a county, its longest usual agency, a name of four characters. */
const usual = {
  city: { zh: "岳阳县", en: "Yueyang County" },
  agency: {
    zh: "岳阳县人力资源和社会保障局",
    en: "Yueyang County Human Resources and Social Security Bureau",
  },
  place: "湖南省岳阳市岳阳县",
  holder: "欧阳小明",
  number: "430621-20261116-Z0000000000-0",
  day: "2027年11月15日",
  days: "2027年11月15日  15 November 2027",
} as const;

/** Printed at places of their own. */
const onTheSheet: ReadonlySet<string> = new Set(["profile.name", "agency.name", "dates.issued", "dates.valid_until"]);
const pointsOfMillimetre = 72 / 25.4;

/** A certificate that would not fit its page is never made: with each sample of the services that issue it, it has to. */
export function checkCertificatePage(
  source: Source,
  template: CertificateTemplate,
  issuing: readonly ServiceDefinition[],
): void {
  const fill = (text: string, language: "zh" | "en") =>
    text.replaceAll("{city}", usual.city[language]).replaceAll("{agency}", usual.agency[language]);
  const { issuer } = template;
  if (statementOver({ zh: fill(issuer.zh, "zh"), en: fill(issuer.en, "en") }, measureRoughly) > 0) {
    source.problems.add(
      "certificate_too_long",
      source.placeOfValue(["issuer"]),
      {
        zh: "说明（issuer）填上机关名称以后超过两行中文加两行英文，证照上放不下。",
        en: "With the agency's name filled in, `issuer` is longer than two lines in each language, and the certificate has no room for it.",
      },
      { zh: "请缩短这句说明。", en: "Shorten this sentence." },
    );
  }
  const top = factsTop({ title: template.title, issuer: usual.agency }, measureRoughly);
  for (const service of issuing) {
    let worst: { over: number; sample: Sample } | undefined;
    for (const sample of service.samples) {
      const rows = rowsOf(template, service, sample);
      const fitted = rows && fitRows(rows, { top, statement: true }, measureRoughly);
      if (fitted && "over" in fitted && fitted.over > (worst?.over ?? 0)) worst = { over: fitted.over, sample };
    }
    if (!worst) continue;
    const millimetres = Math.max(1, Math.ceil(worst.over / pointsOfMillimetre));
    const { name } = worst.sample;
    source.problems.add(
      "certificate_too_long",
      source.placeOfValue(["lines"]),
      {
        zh: `按服务“${service.code}”的样例“${name}”填写，这张证照一页放不下，用最小的字也多出约 ${millimetres} 毫米，不会制作。`,
        en: `With the sample "${name}" of the service "${service.code}" this certificate does not fit one page: in the smallest letters it is about ${millimetres} mm too long, and would not be made.`,
      },
      {
        zh: "请减少或者合并栏目，或者缩短栏目的名称。",
        en: "Leave out or join lines, or shorten their labels.",
      },
    );
  }
}

/** What the certificate would print for a sample; undefined where the sample's agency says nothing that could be printed. */
function rowsOf(
  template: CertificateTemplate,
  service: ServiceDefinition,
  sample: Sample,
): readonly PrintedRow[] | undefined {
  const lines = template.lines.filter(({ value }) => !onTheSheet.has(value));
  const found = sample.agency_says === "nothing" ? undefined : sample.agency_says;
  if (found === undefined && lines.some(({ value }) => value.startsWith("found."))) return undefined;
  const values = lines.flatMap((line) => {
    const value = written(line, sampleValue(line, service, sample.answers, found));
    return value === undefined ? [] : [{ label: `${line.label.zh} ${line.label.en}`, value }];
  });
  return [
    { label: sheetLabels.holder, value: usual.holder },
    ...values,
    { label: sheetLabels.valid, value: usual.days },
    { label: sheetLabels.number, value: usual.number },
  ];
}

function sampleValue(
  { value: from }: CertificateLine,
  service: ServiceDefinition,
  answers: Sample["answers"],
  found: Readonly<Record<string, unknown>> | undefined,
): unknown {
  const [kind = "", id = ""] = from.split(".");
  const asWords = (value: unknown, options: readonly { value: string; label: { zh: string } }[] | undefined) =>
    options?.find((option) => option.value === value)?.label.zh ?? value;
  if (kind === "answers") {
    const question = service.ask.flatMap((page) => page.questions).find((one) => one.id === id);
    return asWords(answers[id], question?.options);
  }
  if (kind === "found") return asWords(found?.[id], service.look_up?.answer.find((field) => field.id === id)?.options);
  return from === "city.name" ? usual.city.zh : from === "profile.resident_id" ? "430621199001010000" : usual.number;
}

/** As paper writes it, in its usual length. */
function written({ format }: CertificateLine, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  switch (format) {
    case "money":
      return typeof value === "number" ? formatMoney(BigInt(Math.round(value)), "zh") : String(value);
    case "day":
    case "month":
      return usual.day;
    case "sex":
      return "女";
    case "division":
      return usual.place;
    case "address":
      return `${usual.place}${(value as { readonly detail?: string }).detail ?? ""}`;
    case "text":
    case "choice":
    case "number":
    case "masked_id":
      return String(value);
  }
}
