import { createHash } from "node:crypto";
import type { Text } from "../../../foundation/i18n/index.ts";
import {
  type CompiledRule,
  compileRule,
  publishedRule,
  type RuleContext,
  type RuleName,
  type RuleType,
} from "../../../foundation/rules/index.ts";
import { answersSchema } from "./answers-schema.ts";
import type {
  Answers,
  CertificateTemplate,
  FoundField,
  LookUp,
  Question,
  QuestionType,
  ServiceDefinition,
} from "./definition.ts";

/** A service as it was published: definition and what is made from it once. Immutable. */
export type ServiceVersion = {
  readonly definition: ServiceDefinition;
  /** The first 12 hexadecimal digits of the SHA-256 of definition and certificate, as it was published. */
  readonly version: string;
  /** What the service's certificate looks like; part of the version, so that a paper is always printed as it was published. */
  readonly certificate: CertificateTemplate | undefined;
  readonly refuse: readonly { readonly when: CompiledRule; readonly say: Text }[];
  /** Over questions and the agency's answer (`look_up.issue_when`); undefined issues always. */
  readonly issueWhen: CompiledRule | undefined;
  /** Over the questions (`by_rule.approve_when`); undefined where a person decides. */
  readonly approveWhen: CompiledRule | undefined;
  /** What it costs by the answers (`fee.amounts`), first row that holds; empty where the fee is not by the answers. */
  readonly fees: readonly {
    readonly when: CompiledRule | undefined;
    readonly say: Text;
    readonly amount_fen: number;
  }[];
  /** Every question in order of asking, with the page it stands on and its condition. */
  readonly questions: ReadonlyMap<string, CompiledQuestion>;
  /** JSON Schema 2020-12 of the answers. */
  readonly answersSchema: Readonly<Record<string, unknown>>;
  /** What the public API and the guide show: the whole definition, its answers' schema, and one sample's answers. */
  readonly publicJson: Readonly<Record<string, unknown>>;
};

export type CompiledQuestion = {
  readonly question: Question;
  readonly page: string;
  readonly when: CompiledRule | undefined;
};

const ruleTypes: Partial<Readonly<Record<QuestionType, RuleType>>> = {
  number: "number",
  money: "money",
  date: "date",
  yes_no: "boolean",
  choices: "texts",
  address: "address",
  people: "texts",
  // Opaque to rules like a file: they may only ask whether it was given.
  place: "file",
  file: "file",
  photo: "file",
};

/** What rules may read of a service: its questions by id. */
export function ruleNames(questions: readonly Question[]): Record<string, RuleName> {
  return Object.fromEntries(
    questions.map((question) => [
      question.id,
      {
        type: ruleTypes[question.type] ?? "text",
        ...(question.options === undefined ? {} : { options: question.options.map((option) => option.value) }),
        ...(question.min === undefined ? {} : { min: question.min }),
        ...(question.max === undefined ? {} : { max: question.max }),
        optional: question.required === false,
      },
    ]),
  );
}

const foundTypes: Partial<Readonly<Record<FoundField["format"], RuleType>>> = {
  number: "number",
  money: "number",
  day: "date",
  yes_no: "boolean",
};

/** What rules about an agency's answer may read besides the questions: its fields, tables excepted. Any of them may be missing. */
export function foundNames(lookUp: LookUp): Record<string, RuleName> {
  return Object.fromEntries(
    lookUp.answer
      .filter((field) => field.format !== "table")
      .map((field) => [
        field.id,
        {
          type: foundTypes[field.format] ?? "text",
          ...(field.options === undefined ? {} : { options: field.options.map((option) => option.value) }),
          optional: true,
        },
      ]),
  );
}

/** JSON with keys in order, so that the same content is the same text however its file was arranged. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

export function versionOf(definition: ServiceDefinition, certificate: CertificateTemplate | undefined): string {
  return contentDigest({ definition, certificate });
}

/** The first 12 hexadecimal digits of the SHA-256 of some content, however its keys are ordered. */
export function contentDigest(content: unknown): string {
  return createHash("sha256").update(canonical(content)).digest("hex").slice(0, 12);
}

/** Compiles a checked definition. Throws `RuleError` where a rule is wrong: the checker says so before, with its line. */
export function compileService(definition: ServiceDefinition, certificate?: CertificateTemplate): ServiceVersion {
  return serviceVersion({ definition, certificate, version: versionOf(definition, certificate) }, compileRule);
}

/** A version that was compiled before it was published, and keeps the name it was published under: its rules wait until they are asked. */
export function publishedService(
  published: Pick<ServiceVersion, "definition" | "certificate" | "version">,
): ServiceVersion {
  return serviceVersion(published, publishedRule);
}

function serviceVersion(
  { definition, certificate, version }: Pick<ServiceVersion, "definition" | "certificate" | "version">,
  ruleOf: typeof compileRule,
): ServiceVersion {
  const pages = definition.ask.flatMap((page) => page.questions.map((question) => ({ page: page.page, question })));
  const names = ruleNames(pages.map(({ question }) => question));
  const conditionOf = (text: string, more = {}) => ruleOf(text, { ...names, ...more }, "boolean");
  const { look_up: lookUp, by_rule: byRule } = definition;
  const schema = answersSchema(definition);
  const { samples, ...shown } = definition;
  return {
    definition,
    version,
    certificate,
    refuse: definition.refuse.map(({ when, say }) => ({ when: conditionOf(when), say })),
    issueWhen: lookUp?.issue_when === undefined ? undefined : conditionOf(lookUp.issue_when, foundNames(lookUp)),
    approveWhen: byRule === undefined ? undefined : conditionOf(byRule.approve_when),
    fees: (definition.fee === "none" ? [] : (definition.fee.amounts ?? [])).map(({ when, ...row }) => ({
      ...row,
      when: when === undefined ? undefined : conditionOf(when),
    })),
    questions: new Map(
      pages.map(({ page, question }) => [
        question.id,
        { question, page, when: question.when === undefined ? undefined : conditionOf(question.when) },
      ]),
    ),
    answersSchema: schema,
    publicJson: {
      ...shown,
      version,
      answers_schema: schema,
      sample: samples.find((sample) => !sample.expect.refused && sample.corrections === undefined)?.answers ?? null,
    },
  };
}

/** An answer as rules see it: people by their numbers, so that a rule can count them; everything else as it is stored. */
export function ruleValue({ type }: Pick<Question, "type">, answer: unknown): unknown {
  if (type !== "people" || !Array.isArray(answer)) return answer;
  return answer.map((person: { readonly resident_id?: unknown } | null) => person?.resident_id);
}

/**
 * Answers as rules see them once nothing more will be answered: what is not asked, or was left empty, is `null`. `asked` are
 * the questions these answers lead to.
 */
export function settle(
  service: Pick<ServiceVersion, "questions">,
  answers: Answers,
  context: RuleContext,
): { readonly values: Record<string, unknown>; readonly asked: ReadonlySet<string> } {
  const values: Record<string, unknown> = {};
  const asked = new Set<string>();
  for (const [id, { question, when }] of service.questions) {
    const shown = when === undefined || when(values, context) === true;
    if (shown) asked.add(id);
    values[id] = shown ? (ruleValue(question, answers[id]) ?? null) : null;
  }
  return { values, asked };
}
