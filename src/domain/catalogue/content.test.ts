import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { evaluate } from "feelin";
import { describe, expect, it } from "vitest";
import { compileRule, monthsBetween, yearsBetween } from "../../foundation/rules/index.ts";
import { ruleNames } from "./compile.ts";
import { compileService, formatProblems, loadCatalogue, settle } from "./index.ts";

const directory = new URL("../../../catalogue", import.meta.url).pathname;
const catalogue = await loadCatalogue(directory);
const services = [...catalogue.services.values()];

it("has no problems", () => {
  expect(formatProblems(catalogue.problems, "en")).toBe("No problems found.");
  expect([...catalogue.services.keys()].sort()).toEqual([
    "contribution-record",
    "court-e-filing",
    "electricity",
    "exit-entry-progress",
    "information-disclosure",
    "legal-aid",
    "licence-points",
    "no-property-certificate",
    "old-age-allowance",
    "out-of-area-treatment",
    "personal-data-request",
    "report-a-problem",
    "residence-permit",
    "school-enrolment",
    "social-security-card",
    "suggestion",
    "tax-payment-proof",
    "unemployment-benefit",
  ]);
  expect(catalogue.fields.size).toBe(12);
  expect(catalogue.agencyKinds.size).toBe(29);
});

it("names an icon that exists for every field", () => {
  for (const { icon } of catalogue.fields.values()) {
    const path = new URL(`../../../node_modules/@tabler/icons/icons/outline/${icon}.svg`, import.meta.url);
    expect([icon, existsSync(path)]).toEqual([icon, true]);
  }
});

it("is described by schemas that are JSON Schema 2020-12, every property with its meaning", () => {
  for (const name of ["service", "certificate"]) {
    const schema = JSON.parse(readFileSync(`${directory}/${name}.schema.json`, "utf8"));
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
    for (const [key, property] of Object.entries<{ description?: string }>(schema.properties)) {
      expect([key, property.description ?? ""]).toEqual([key, expect.stringMatching(/.+ \/ .+/)]);
    }
  }
});

describe.each(services.map((service) => [service.definition.code, service] as const))("%s", (_, service) => {
  const names = ruleNames([...service.questions.values()].map(({ question }) => question));

  it("describes its answers as JSON Schema that its samples meet and nonsense does not", () => {
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(service.answersSchema);
    for (const { answers, corrections, expect: expected } of service.definition.samples) {
      if (!expected.refused) expect([valid({ ...answers, ...corrections }), valid.errors]).toEqual([true, null]);
    }
    const [sample] = service.definition.samples;
    expect(valid({ ...sample?.answers, unknown: 1 })).toBe(false);
    expect(valid({})).toBe(false);
  });

  it("gives the API one sample whose answers go through without files", () => {
    const answers = service.publicJson["sample"] as Record<string, unknown>;
    expect(answers).not.toBeNull();
    expect(JSON.stringify(answers)).not.toContain('"file":');
    expect(service.publicJson).not.toHaveProperty("samples");
  });

  it("has rules with which feelin agrees on every sample", () => {
    const rules = service.definition.refuse.map(({ when }) => when);
    for (const { question } of service.questions.values()) if (question.when !== undefined) rules.push(question.when);
    for (const sample of service.definition.samples) {
      const context = { today: sample.on, city: sample.city };
      const { values } = settle(service, sample.answers, context);
      for (const rule of rules) {
        const theirs = evaluate(rule, {
          ...values,
          today: () => sample.on,
          city: () => sample.city,
          // Nothing is in no city and has no age: FEEL's null.
          "same city": (a: string | null, b: string) => (a === null ? null : a.slice(0, 4) === b.slice(0, 4)),
          // A day written in a rule is feelin's own date.
          "months between": (a: unknown, b: unknown) => (a === null ? null : monthsBetween(String(a), String(b))),
          age: (a: unknown, b: unknown) => (a === null ? null : yearsBetween(String(a), String(b))),
        }).value;
        expect([rule, compileRule(rule, names, "boolean")(values, context)]).toEqual([rule, theirs === true]);
      }
    }
  });

  it("is the same version however its definition is arranged, and another one when a word changes", () => {
    const { definition, certificate, version } = service;
    const arranged = Object.fromEntries(Object.entries(definition).reverse()) as typeof definition;
    expect(compileService(arranged, certificate).version).toBe(version);
    expect(compileService({ ...definition, summary: { zh: "别的。", en: "Other." } }, certificate).version).not.toBe(
      version,
    );
    expect(version).toMatch(/^[0-9a-f]{12}$/);
  });
});

it("keeps conditions of a page in its questions", () => {
  const permit = catalogue.services.get("residence-permit");
  const employer = permit?.questions.get("employer")?.question;
  expect(employer?.when).toBe('(ground = "job") and (work_kind in ("employed", "own_business"))');
  const context = { today: "2026-11-16", city: "430621" };
  const asked = permit && settle(permit, { ground: "school" }, context).asked;
  expect([...(asked ?? [])]).toEqual([
    "address",
    "lives_since",
    "hukou",
    "ground",
    "school",
    "enrolment_proof",
    "photo",
    "phone",
    "emergency_name",
  ]);
});
