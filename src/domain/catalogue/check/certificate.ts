import { basename } from "node:path";
import type { Source } from "../files/source.ts";
import { type CertificateTemplate, profileFields, type ServiceDefinition } from "../service/definition.ts";
import { checkCertificatePage } from "./certificate-page.ts";

const others = ["dates.issued", "dates.valid_until", "agency.name", "city.name", "certificate.number", "case.number"];
const profile = [...Object.keys(profileFields), "sex"].map((field) => `profile.${field}`);

/** What a certificate prints must exist: in the profile, among the facts of the case, and in every service that issues it. */
export function checkCertificate(
  source: Source,
  template: CertificateTemplate,
  services: readonly ServiceDefinition[],
): void {
  const name = basename(source.problems.file).replace(/\.ya?ml$/, "");
  if (name !== template.code) {
    source.problems.add(
      "file_name",
      source.placeOfValue(["code"]),
      {
        zh: `证照代码“${template.code}”和文件名“${name}”不一样。`,
        en: `The code "${template.code}" differs from the file name "${name}".`,
      },
      {
        zh: `请把文件改名为 ${template.code}.yaml，或者改代码。`,
        en: `Rename the file to ${template.code}.yaml, or change the code.`,
      },
    );
  }
  for (const language of ["zh", "en"] as const) {
    const unknown = [...template.issuer[language].matchAll(/\{([^}]*)\}/g)].find(
      ([, key]) => key !== "agency" && key !== "city",
    );
    if (!unknown) continue;
    source.problems.add(
      "certificate_placeholder",
      source.placeOfValue(["issuer", language]),
      { zh: `“${unknown[0]}”没有东西可以填。`, en: `There is nothing to fill in for "${unknown[0]}".` },
      { zh: "可以用 {agency} 和 {city}。", en: "You can use {agency} and {city}." },
    );
  }
  const issuing = services.filter((service) => service.result.certificate === template.code);
  checkCertificatePage(source, template, issuing);
  for (const [l, line] of template.lines.entries()) {
    const place = source.placeOfValue(["lines", l, "value"]);
    if (line.value === "dates.valid_until" && template.validity === "none") {
      source.problems.add(
        "certificate_validity",
        place,
        { zh: "长期有效的证照没有“有效期至”。", en: "A certificate without end has no last day." },
        {
          zh: "请删去这一栏，或者写 validity: { years: 1 }。",
          en: "Remove this line, or write validity: { years: 1 }.",
        },
      );
    }
    if (line.value.startsWith("found.")) {
      const id = line.value.slice("found.".length);
      for (const service of issuing) {
        if (service.look_up?.answer.some((field) => field.id === id && field.format !== "table")) continue;
        source.problems.add(
          "certificate_value",
          place,
          {
            zh: `服务“${service.code}”查询的答复里没有“${id}”。`,
            en: `The look-up of the service "${service.code}" has no "${id}" in its answer.`,
          },
          { zh: "请写 look_up 的 answer 里的名字。", en: "Name a field of the look-up's `answer`." },
        );
      }
      continue;
    }
    if (!line.value.startsWith("answers.")) {
      if (profile.includes(line.value) || others.includes(line.value)) continue;
      source.problems.add(
        "certificate_value",
        place,
        { zh: `没有“${line.value}”这项内容。`, en: `There is no "${line.value}".` },
        {
          zh: `可以用：${[...profile, ...others].join("、")}，或 answers.问题名。`,
          en: `You can use ${[...profile, ...others].join(", ")}, or answers.<question>.`,
        },
      );
      continue;
    }
    const id = line.value.slice("answers.".length);
    for (const service of issuing) {
      const question = service.ask.flatMap((page) => page.questions).find((one) => one.id === id);
      if (question && question.when === undefined && question.required !== false) continue;
      source.problems.add(
        "certificate_value",
        place,
        question
          ? {
              zh: `服务“${service.code}”里不是每个人都回答“${id}”。`,
              en: `Not everyone answers "${id}" in the service "${service.code}".`,
            }
          : {
              zh: `服务“${service.code}”里没有“${id}”这个问题。`,
              en: `The service "${service.code}" has no question "${id}".`,
            },
        { zh: "请改用每个人都要回答的问题。", en: "Use a question that everyone answers." },
      );
    }
  }
}
