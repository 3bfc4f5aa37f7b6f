import {
  type Answers,
  publishedService,
  type Question,
  type QuestionPage,
  type ServiceDefinition,
  type ServiceVersion,
} from "../../../domain/catalogue/index.ts";
import type { Address } from "../../../domain/forms/index.ts";

/** Questions that every service needs and no service file writes: how to deliver, and consent to sensitive data. */
const deliveryWay = "delivery_way";
export const deliveryAddress = "delivery_address";
const deliveryPage = "delivery";
const consentGiven = "given";

export function consentTo(question: string): string {
  return `${question}_consent`;
}

/** The question whether a certificate of the person may answer this one. */
export function folderConsent(question: string): string {
  return `${question}_folder`;
}
export const folderConsentGiven = consentGiven;

/**
 * A service as its pages ask it: before a question that a certificate in the person's folder could answer (`folder`), whether it may;
 * after each question of a sensitive kind its separate consent (个人信息保护法 第29条), asked only where there is an answer; at the end
 * how the result is delivered. It keeps the version it was published under.
 */
export function askedService(
  service: ServiceVersion,
  options: { delivery: boolean; folder?: readonly string[] },
): ServiceVersion {
  const { delivery, folder = [] } = options;
  const kept = asKept.get(service) ?? new Map<string, ServiceVersion>();
  asKept.set(service, kept);
  const key = [delivery, ...folder].join(" ");
  let asked = kept.get(key);
  if (!asked) {
    asked = publishedService({ ...service, definition: extended(service.definition, delivery, folder) });
    kept.set(key, asked);
  }
  return asked;
}

/** Few per service: with and without delivery, and which of its questions a folder answers. */
const asKept = new WeakMap<ServiceVersion, Map<string, ServiceVersion>>();

function extended(definition: ServiceDefinition, delivery: boolean, folder: readonly string[]): ServiceDefinition {
  const ask = definition.ask.map((page) => ({
    ...page,
    questions: page.questions.flatMap((question) => {
      const asked = folder.includes(question.id) ? [folderQuestion(question), onceSaid(question)] : [question];
      return question.sensitive === undefined ? asked : [...asked, consentQuestion(question)];
    }),
  }));
  if (!delivery || !definition.deliver.includes("post")) return { ...definition, ask };
  return {
    ...definition,
    ask: [...ask, deliveryQuestions(definition)],
    purposes: { ...definition.purposes, [deliveryPage]: deliveryPurpose },
  };
}

/** Never chosen beforehand; the page shows what the certificate says above it. */
function folderQuestion({ id, label, when, purpose }: Question): Question {
  return {
    id: folderConsent(id),
    type: "choice",
    label: { zh: `${label.zh}：用您证照上的吗`, en: `${label.en}: take it from your certificate?` },
    options: [
      { value: folderConsentGiven, label: { zh: "同意，用证照上的", en: "Yes, take it from the certificate" } },
      { value: "no", label: { zh: "不用，我自己填", en: "No, I fill it in myself" } },
    ],
    ...(when === undefined ? {} : { when }),
    purpose,
  };
}

/** Asked once the person has said whether the certificate may answer. */
function onceSaid(question: Question): Question {
  const said = `${folderConsent(question.id)} != null`;
  return { ...question, when: question.when === undefined ? said : `(${question.when}) and ${said}` };
}

function consentQuestion(question: Question): Question {
  const answered = `${question.id} != null`;
  return {
    id: consentTo(question.id),
    type: "choices",
    label: { zh: `单独同意：${question.label.zh}`, en: `Separate consent: ${question.label.en}` },
    options: [
      {
        value: consentGiven,
        label: {
          zh: `我同意为上面写明的用途使用这项敏感个人信息（${question.label.zh}）。`,
          en: `I agree that this sensitive information (${question.label.en}) is used for the purpose stated above.`,
        },
      },
    ],
    when: question.when === undefined ? answered : `(${question.when}) and ${answered}`,
    purpose: question.purpose,
  };
}

const deliveryPurpose = {
  say: { zh: "用来把办好的证件送到您手里。", en: "To get the result to you." },
  basis: "行政许可法 第四十四条",
};

function deliveryQuestions({ deliver }: ServiceDefinition): QuestionPage {
  const choice: Question = {
    id: deliveryWay,
    type: "choice",
    label: { zh: "您想怎么领取", en: "How would you like to receive it" },
    options: [
      { value: "collect", label: { zh: "我到窗口领取", en: "I collect it at the counter" } },
      { value: "post", label: { zh: "请邮寄给我", en: "Please post it to me" } },
    ],
    purpose: deliveryPage,
  };
  const address: Question = {
    id: deliveryAddress,
    type: "address",
    label: { zh: "邮寄到哪里", en: "Where to post it" },
    hint: { zh: "写到门牌号。", en: "Include building and door number." },
    purpose: deliveryPage,
  };
  const both = deliver.includes("collect");
  return {
    page: deliveryPage,
    title: { zh: "怎么领取", en: "How to receive it" },
    questions: both ? [choice, { ...address, when: `${deliveryWay} = "post"` }] : [address],
  };
}

type Consent = { readonly question: string; readonly kind: string };

export type SplitAnswers = {
  /** Of the service's own questions. */
  readonly answers: Answers;
  readonly delivery: "collect" | "post" | null;
  readonly deliverTo: Address | undefined;
  readonly consents: readonly Consent[];
};

/** Checked answers of the asked service, taken apart into what a case keeps where. */
export function split(
  service: ServiceVersion,
  given: Answers,
  /** By question: number of the certificate that answered it. */
  certificates: Readonly<Record<string, string>> = {},
): SplitAnswers {
  const answers: Record<string, unknown> = {};
  const consents: Consent[] = [];
  for (const [id, { question }] of service.questions) {
    if (Object.hasOwn(given, id)) answers[id] = given[id];
    if (question.sensitive !== undefined && Object.hasOwn(given, consentTo(id))) {
      consents.push({ question: id, kind: question.sensitive });
    }
    const number = Object.hasOwn(certificates, id) ? certificates[id] : undefined;
    if (number !== undefined && Object.hasOwn(given, id))
      consents.push({ question: id, kind: `certificate:${number}` });
  }
  const { deliver } = service.definition;
  const to = given[deliveryAddress] as Address | undefined;
  const way = given[deliveryWay] ?? (deliver.includes("post") && !deliver.includes("collect") ? "post" : undefined);
  const delivery = deliver.length === 0 ? null : way === "post" ? "post" : "collect";
  return { answers, delivery, deliverTo: delivery === "post" ? to : undefined, consents };
}
