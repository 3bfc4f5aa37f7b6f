import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { evaluate } from "feelin";
import { describe, expect, it } from "vitest";
import {
  compileRule,
  daysBetween,
  monthsBetween,
  type RuleName,
  yearsBetween,
} from "../../../foundation/rules/index.ts";
import { compileService, formatProblems, loadCatalogue, settle } from "../index.ts";
import { ruleNames } from "../service/compile.ts";

const directory = new URL("../../../../catalogue", import.meta.url).pathname;
const catalogue = await loadCatalogue(directory);
const services = [...catalogue.services.values()];

it("has no problems", () => {
  expect(formatProblems(catalogue.problems, "en")).toBe("No problems found.");
  // The 111 of the catalogue, and two that every place has: a suggestion, and a request about one's own data.
  const kinds = Map.groupBy(services, ({ definition }) => definition.kind);
  expect(Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.length]))).toEqual({
    ...{ apply: 52 + 1, query: 18, certificate: 14, pay: 13, book: 10, report: 4 + 1 },
  });
  expect(catalogue.fields.size).toBe(12);
  expect(catalogue.agencyKinds.size).toBe(29);
});

it("asks of each service something else", () => {
  const asked = Map.groupBy(services, ({ questions }) => [...questions.keys()].sort().join(" "));
  const alike = [...asked].filter(([list, those]) => list !== "" && those.length > 1);
  expect(alike.map(([, those]) => those.map(({ definition }) => definition.code))).toEqual([]);
});

it("has for each service a sample that succeeds and one that is refused, corrected or finds nothing", () => {
  for (const { definition } of services) {
    const ends = definition.samples.map(({ expect: end, corrections, agency_says: says }) =>
      end.refused || end.not_issued || says === "nothing" || ["refused", "not_accepted"].includes(end.state ?? "")
        ? "no"
        : corrections
          ? "corrected"
          : "yes",
    );
    expect([definition.code, ends.includes("yes"), ends.some((end) => end !== "yes")]).toEqual([
      definition.code,
      true,
      true,
    ]);
  }
});

it("names common services of each field that exist in it", () => {
  for (const { code, common = [] } of catalogue.fields.values()) {
    expect([code, common.length > 0]).toEqual([code, true]);
    for (const each of common) expect([each, catalogue.services.get(each)?.definition.field]).toEqual([each, code]);
  }
});

it("names an icon that exists for every field", () => {
  for (const { icon } of catalogue.fields.values()) {
    const path = new URL(`../../../../node_modules/@tabler/icons/icons/outline/${icon}.svg`, import.meta.url);
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

const typeOf = (name: RuleName | undefined) => (typeof name === "object" ? name.type : name);

/** FEEL's null where a day is missing. */
const between = (count: (from: string, to: string) => number) => (a: unknown, b: unknown) =>
  a === null || b === null ? null : count(String(a), String(b));

describe.each(services.map((service) => [service.definition.code, service] as const))("%s", (_, service) => {
  const names = ruleNames([...service.questions.values()].map(({ question }) => question));
  // Rules read money in yuan; it is kept in fen.
  const inYuan = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values).map(([id, value]) => [
        id,
        typeOf(names[id]) === "money" && typeof value === "number" ? value / 100 : value,
      ]),
    );

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
          ...inYuan(values),
          today: () => sample.on,
          city: () => sample.city,
          // Nothing is in no city and has no age: FEEL's null.
          "same city": (a: string | null, b: string) => (a === null ? null : a.slice(0, 4) === b.slice(0, 4)),
          // Days are ISO text here, also one written in a rule, which would be feelin's own date.
          date: (day: string) => day,
          "months between": between(monthsBetween),
          "days between": between(daysBetween),
          "years between": between(yearsBetween),
          age: between(yearsBetween),
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
