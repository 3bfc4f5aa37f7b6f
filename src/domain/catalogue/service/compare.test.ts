import { expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { compareVersions } from "./compare.ts";
import { compileService, type ServiceVersion } from "./compile.ts";
import type { ServiceDefinition } from "./definition.ts";
import { describe as statements } from "./describe.ts";

const { services } = await theCatalogue();
const permit = services.get("residence-permit") as ServiceVersion;
const changed = (change: (definition: ServiceDefinition) => Partial<ServiceDefinition>) =>
  compileService({ ...permit.definition, ...change(permit.definition) }, permit.certificate);

test("every version says something about each thing once, and differs from itself in nothing", () => {
  for (const service of services.values()) {
    const keys = statements(service).map(({ key }) => key);
    expect([service.definition.code, keys.length]).toEqual([service.definition.code, new Set(keys).size]);
    expect(compareVersions(service, service)).toEqual([]);
  }
});

test("a changed fee and a shorter promise are told with before and after", () => {
  const next = changed(({ time }) => ({
    fee: { amount_fen: 2000, basis: "居民身份证收费标准" },
    time: { ...time, decide: { ...time.decide, promise: { days: 3, unit: "working_days" } } },
  }));
  const told = compareVersions(permit, next).map(({ kind, label, before, after }) => [
    kind,
    label.zh,
    before?.zh,
    after?.zh,
  ]);
  expect(told).toContainEqual(["changed", "收费", "不收费", "20.00 元"]);
  expect(told.find(([, label]) => label === "办结")?.[3]).toContain("承诺 3 个工作日");
});

test("a question that came or went is one difference, wherever it stands", () => {
  const next = changed(({ ask }) => ({
    ask: ask.map((page) => ({
      ...page,
      questions: page.questions
        .filter(({ id }) => id !== "landlord_phone")
        .flatMap((question) =>
          question.id === "phone" ? [question, { ...question, id: "second_phone", required: false }] : [question],
        ),
    })),
  }));
  expect(compareVersions(permit, next).map(({ kind, after, before }) => [kind, (after ?? before)?.zh])).toEqual([
    ["added", "您的手机号"],
    ["removed", "房东的联系电话"],
  ]);
});

test("whoever changes one word of one hint reads that hint before and after", () => {
  const next = changed(({ ask }) => ({
    ask: ask.map((page) => ({
      ...page,
      questions: page.questions.map((question) =>
        question.id === "lives_since"
          ? { ...question, hint: { zh: "写搬来的日子。", en: "The day you came." } }
          : question,
      ),
    })),
  }));
  expect(compareVersions(permit, next)).toEqual([
    expect.objectContaining({
      kind: "changed",
      part: "ask",
      label: expect.objectContaining({ zh: "问题“从哪一天开始住在本市”：提示" }),
      after: { zh: "写搬来的日子。", en: "The day you came." },
    }),
  ]);
});
