import type { Text } from "../../../foundation/i18n/index.ts";
import { type CompiledRule, compileRule } from "../../../foundation/rules/index.ts";
import { compileService, contentDigest, publishedService, ruleNames, type ServiceVersion } from "../service/compile.ts";
import type { Answers, Question, QuestionPage, ServiceDefinition } from "../service/definition.ts";
import { bothRules } from "../service/read.ts";

/** What fills a question of a service: the answer to a shared question, as it is or by a list of options, or a fixed answer. */
export type Fill =
  | string
  | { readonly value: unknown }
  | { readonly from: string; readonly as: Readonly<Record<string, unknown>> };

/** One service of a life event. */
export type LifeEventStep = {
  readonly service: string;
  readonly why: Text;
  /** Over the shared questions: it belongs to the event only where this is true. */
  readonly when?: string;
  /** Code of an earlier step: this one can be begun when that one is decided. */
  readonly after?: string;
  /** By question of the service. */
  readonly fill?: Readonly<Record<string, Fill>>;
  /** Of what is not sent along (bookings, payments, look-ups): what to expect there. */
  readonly expect?: Text;
  /** What to do where a city does not offer it; left out, nothing is said. */
  readonly counter?: Text;
};

export type LifeEventSample = {
  readonly name: string;
  readonly on: string;
  readonly city: string;
  readonly answers: Answers;
  /** The services chosen, each with its own answers. */
  readonly services: Readonly<Record<string, Answers>>;
  readonly expect: {
    /** By service: the state its case begins in. */
    readonly sent: Readonly<Record<string, string>>;
    readonly refused?: Readonly<Record<string, Text>>;
    readonly later?: readonly string[];
  };
};

/** A life event (一件事) as its file says it (catalogue/life-events/<code>.yaml). Immutable once published. */
export type LifeEventDefinition = {
  readonly code: string;
  /** Its place among the others. */
  readonly number: number;
  readonly name: Text;
  readonly summary: Text;
  readonly also: { readonly zh: readonly string[]; readonly en: readonly string[] };
  readonly icon: string;
  readonly purposes: ServiceDefinition["purposes"];
  /** The shared questions. */
  readonly ask: readonly QuestionPage[];
  readonly steps: readonly LifeEventStep[];
  /** What belongs to it and is done at a counter only. */
  readonly counter?: readonly { readonly title: Text; readonly say: Text }[];
  readonly samples: readonly LifeEventSample[];
};

/** A life event as it was published, with what is made from it once. */
export type LifeEvent = {
  readonly definition: LifeEventDefinition;
  /** The first 12 hexadecimal digits of the SHA-256 of the definition. */
  readonly version: string;
  readonly steps: readonly (Omit<LifeEventStep, "when"> & { readonly when: CompiledRule | undefined })[];
  /** The shared questions as a form of their own. */
  readonly shared: ServiceVersion;
};

/** The question which of the services are wanted: asked last, with those a city offers. */
export const wantedQuestion = "wanted";
export const wantedPage = "services";

/** The code under which a draft of the shared questions is kept: no service has a stroke in its name. */
export function lifeEventForm(code: string): string {
  return `life-events/${code}`;
}

/** The code of the life event a draft is of; undefined for a draft of a service. */
export function lifeEventOfForm(service: string): string | undefined {
  return service.startsWith("life-events/") ? service.slice("life-events/".length) : undefined;
}

/** Shared questions as a definition whose form can be compiled like any other's. */
export function formDefinition(
  event: Pick<LifeEventDefinition, "code" | "name" | "summary" | "also" | "purposes" | "ask">,
): ServiceDefinition {
  const { code, name, summary, also, purposes } = event;
  const atOnce = { law: { days: 0, unit: "days" } } as const;
  return {
    ...{ code: lifeEventForm(code), name, summary, also, purposes },
    ...{ field: "life-events", kind: "apply", regime: "confirmation", audience: ["person"], agency: "" },
    ...{ law: [], time: { accept: atOnce, decide: atOnce }, fee: "none", refuse: [], needs: [], deliver: [] },
    ...{ result: {}, remedies: summary, keep: { months: 0, basis: "" }, samples: [] },
    ask: event.ask.map((page) => ({
      ...page,
      questions: page.questions.map((question) => {
        const when = bothRules(page.when, question.when);
        return when === undefined ? question : { ...question, when };
      }),
    })),
  };
}

/** Compiles a checked life event. Throws `RuleError` where a rule is wrong: the checker says so before. */
export function compileLifeEvent(definition: LifeEventDefinition): LifeEvent {
  const shared = compileService(formDefinition(definition));
  const names = ruleNames([...shared.questions.values()].map(({ question }) => question));
  const version = contentDigest(definition);
  return {
    definition,
    version,
    shared: { ...shared, version },
    steps: definition.steps.map(({ when, ...step }) => ({
      ...step,
      when: when === undefined ? undefined : compileRule(when, names, "boolean"),
    })),
  };
}

/** One service that can be chosen. */
export type Choosable = { readonly service: string; readonly name: Text };

const purpose = "choose-services";
const forms = new WeakMap<LifeEvent, Map<string, ServiceVersion>>();

/**
 * The form of a life event where these of its services can be sent: the shared questions, then which of the services are wanted. A page
 * shows only those that belong to it by the answers before.
 */
export function eventForm(event: LifeEvent, choosable: readonly Choosable[]): ServiceVersion {
  const kept = forms.get(event) ?? new Map<string, ServiceVersion>();
  forms.set(event, kept);
  const key = choosable.map(({ service, name }) => `${service} ${name.zh}`).join("\n");
  let form = kept.get(key);
  if (!form) {
    const page = choosable.length === 0 ? [] : [choicePage(event, choosable)];
    const { definition } = event;
    const purposes = { ...definition.purposes, [purpose]: choosing };
    const asked = formDefinition({ ...definition, purposes, ask: [...definition.ask, ...page] });
    form = publishedService({ definition: asked, certificate: undefined, version: event.version });
    // Few kinds of offers differ; a city that renames its services often must not fill the memory.
    if (kept.size >= 50) kept.clear();
    kept.set(key, form);
  }
  return form;
}

const choosing = {
  say: { zh: "只为您选的这些事建立办件。", en: "Cases are made only for what you choose." },
  basis: "个人信息保护法 第六条",
};

function choicePage({ definition }: LifeEvent, choosable: readonly Choosable[]): QuestionPage {
  const steps = definition.steps.filter(({ service }) => choosable.some((one) => one.service === service));
  const always = steps.some(({ when }) => when === undefined);
  const question: Question = {
    id: wantedQuestion,
    type: "choices",
    label: { zh: "您要一起办哪些", en: "What you want to apply for together" },
    hint: {
      zh: "已经办过的、现在不想办的，请去掉前面的勾。",
      en: "Untick what you have already, or do not want now.",
    },
    purpose,
    options: steps.map(({ service, why }) => {
      const name = choosable.find((one) => one.service === service)?.name ?? { zh: service, en: service };
      return { value: service, label: { zh: `${name.zh}：${why.zh}`, en: `${name.en}: ${why.en}` } };
    }),
    ...(always ? {} : { when: steps.map(({ when }) => `(${when})`).join(" or ") }),
  };
  return { page: wantedPage, title: { zh: "选择要办的事", en: "Choose your services" }, questions: [question] };
}

/** The shared question a fill reads; undefined where it is a fixed answer. */
export function filledFrom(fill: Fill): string | undefined {
  if (typeof fill === "string") return fill;
  return "from" in fill ? fill.from : undefined;
}

/** Answers to questions of a step's service that follow from the shared answers. What was left empty fills nothing. */
export function filledAnswers(step: Pick<LifeEventStep, "fill">, shared: Answers): Answers {
  const filled: Record<string, unknown> = {};
  for (const [id, fill] of Object.entries(step.fill ?? {})) {
    const value = filling(fill, shared);
    if (value !== undefined && value !== null) filled[id] = value;
  }
  return filled;
}

function filling(fill: Fill, shared: Answers): unknown {
  if (typeof fill === "string") return shared[fill];
  if ("value" in fill) return fill.value;
  const answer = shared[fill.from];
  const option = typeof answer === "boolean" ? String(answer) : answer;
  return typeof option === "string" && Object.hasOwn(fill.as, option) ? fill.as[option] : undefined;
}

/** Whether a service is applied for with the others; bookings, payments and look-ups are done on their own pages. */
export function isSentAlong({ definition }: Pick<ServiceVersion, "definition">): boolean {
  const { kind } = definition;
  return kind === "apply" || kind === "certificate" || kind === "report";
}
