import { defineWords, formatDay, type Language, say, type Text } from "../../foundation/i18n/index.ts";

/** A message speaks of a service by its name and of nothing personal: who reads over a shoulder learns little. */
type AboutService = { readonly service: Text };

/** Every message there is, and what it needs. Days are `YYYY-MM-DD`. */
export type MessageValues = {
  readonly case_received: AboutService & { readonly answer_by: string | null };
  readonly correction_asked: AboutService & { readonly correct_by: string | null };
  readonly deemed_accepted: AboutService & { readonly since: string };
  readonly accepted: AboutService & { readonly decide_by: string | null };
  readonly not_accepted: AboutService;
  readonly extended: AboutService & { readonly decide_by: string };
  readonly suspended: AboutService;
  readonly resumed: AboutService & { readonly decide_by: string | null };
  readonly approved: AboutService;
  readonly refused: AboutService;
  readonly certificate_issued: AboutService;
  readonly ready_to_collect: AboutService & { readonly venue: Text };
  readonly posted: AboutService & { readonly carrier: string; readonly tracking: string };
  readonly withdrawn: AboutService;
  readonly lapsed: AboutService;
  readonly deadline_near: AboutService & { readonly day: string };
  readonly data_request_answered: Record<never, never>;
};

export type MessageTemplate = keyof MessageValues;

type S = { service: string };
type Day = S & { day: string };
type MaybeDay = S & { day: string | null };

const titles = defineWords({
  case_received: { zh: "已收到您的申请", en: "We have your application" },
  correction_asked: { zh: "请补正材料", en: "Something is missing" },
  deemed_accepted: { zh: "您的申请视为已受理", en: "Your application counts as accepted" },
  accepted: { zh: "您的申请已受理", en: "Your application is accepted for review" },
  not_accepted: { zh: "您的申请没有受理", en: "Your application was not accepted" },
  extended: { zh: "办理期限已延长", en: "The deadline was extended" },
  suspended: { zh: "办理时间暂停计算", en: "The clock is stopped" },
  resumed: { zh: "继续办理", en: "Work goes on" },
  approved: { zh: "您的申请已批准", en: "Your application is approved" },
  refused: { zh: "您的申请没有批准", en: "Your application was refused" },
  certificate_issued: { zh: "您的证照已制发", en: "Your certificate is issued" },
  ready_to_collect: { zh: "可以领取了", en: "Ready to collect" },
  posted: { zh: "办理结果已寄出", en: "On its way by post" },
  withdrawn: { zh: "申请已撤回", en: "Application withdrawn" },
  lapsed: { zh: "申请已终止", en: "The application has lapsed" },
  deadline_near: { zh: "期限快到了", en: "A deadline is near" },
  data_request_answered: { zh: "个人信息请求已答复", en: "Your data request is answered" },
});

const texts = defineWords({
  case_received: {
    zh: ({ service, day }: MaybeDay) =>
      `您申请的“${service}”已提交成功。${day ? `部门会在 ${day} 前告诉您是否受理。` : "有进展时会在这里通知您。"}`,
    en: ({ service, day }: MaybeDay) =>
      `Your application for “${service}” has been sent. ${day ? `The agency will tell you by ${day} whether it is accepted.` : "You will find every step here."}`,
  },
  correction_asked: {
    zh: ({ service, day }: MaybeDay) =>
      `办理“${service}”还缺一些内容，需要补充的已一次列出。${day ? `请在 ${day} 前补正。` : "请尽快补正。"}`,
    en: ({ service, day }: MaybeDay) =>
      `Your application for “${service}” lacks something; everything that is missing is listed at once. ${day ? `Please complete it by ${day}.` : "Please complete it soon."}`,
  },
  deemed_accepted: {
    zh: ({ service, day }: Day) =>
      `部门没有在期限内答复，按照法律，“${service}”从 ${day} 起视为已受理，您不需要做什么。`,
    en: ({ service, day }: Day) =>
      `The agency did not answer in time, so by law “${service}” counts as accepted since ${day}. You need not do anything.`,
  },
  accepted: {
    zh: ({ service, day }: MaybeDay) =>
      `“${service}”已受理。${day ? `部门会在 ${day} 前作出决定。` : "有决定时会在这里通知您。"}`,
    en: ({ service, day }: MaybeDay) =>
      `“${service}” is now under review. ${day ? `The agency will decide by ${day}.` : "You will find the decision here."}`,
  },
  not_accepted: {
    zh: ({ service }: S) => `“${service}”没有受理。原因和可以去哪里办理，请看办件页面。`,
    en: ({ service }: S) => `“${service}” was not accepted. The reason, and where to go instead, are on the case page.`,
  },
  extended: {
    zh: ({ service, day }: Day) => `“${service}”的办理期限延长到 ${day}，原因请看办件页面。`,
    en: ({ service, day }: Day) => `The deadline for “${service}” is now ${day}. The reason is on the case page.`,
  },
  suspended: {
    zh: ({ service }: S) => `“${service}”需要检查、听证或其他程序，这段时间不计入办理期限。详情请看办件页面。`,
    en: ({ service }: S) =>
      `“${service}” needs an inspection, a hearing or the like; this time does not count. Details are on the case page.`,
  },
  resumed: {
    zh: ({ service, day }: MaybeDay) => `“${service}”恢复办理。${day ? `部门会在 ${day} 前作出决定。` : ""}`,
    en: ({ service, day }: MaybeDay) =>
      `Work on “${service}” goes on. ${day ? `The agency will decide by ${day}.` : ""}`.trim(),
  },
  approved: {
    zh: ({ service }: S) => `“${service}”已批准。接下来的安排请看办件页面。`,
    en: ({ service }: S) => `“${service}” is approved. What happens next is on the case page.`,
  },
  refused: {
    zh: ({ service }: S) => `“${service}”没有批准。书面理由、申请行政复议或者提起诉讼的途径，请看办件页面。`,
    en: ({ service }: S) =>
      `“${service}” was refused. The reasons in writing, and how to ask for review or go to court, are on the case page.`,
  },
  certificate_issued: {
    zh: ({ service }: S) => `“${service}”的电子证照已制发，可以在“我的证照”里查看和出示。`,
    en: ({ service }: S) =>
      `The certificate for “${service}” is issued. You can see and show it under “My certificates”.`,
  },
  ready_to_collect: {
    zh: ({ service, venue }: S & { venue: string }) => `“${service}”的结果可以领取，地点：${venue}。请带上身份证件。`,
    en: ({ service, venue }: S & { venue: string }) =>
      `The result of “${service}” can be collected at ${venue}. Please bring your identity document.`,
  },
  posted: {
    zh: ({ service, carrier, tracking }: S & { carrier: string; tracking: string }) =>
      `“${service}”的结果已交给${carrier}寄出，单号 ${tracking}。`,
    en: ({ service, carrier, tracking }: S & { carrier: string; tracking: string }) =>
      `The result of “${service}” is on its way with ${carrier}, tracking number ${tracking}.`,
  },
  withdrawn: {
    zh: ({ service }: S) => `“${service}”的申请已按您的要求撤回，需要时可以重新申请。`,
    en: ({ service }: S) =>
      `Your application for “${service}” was withdrawn as you asked. You can apply again at any time.`,
  },
  lapsed: {
    zh: ({ service }: S) => `“${service}”没有在期限内补正，申请已终止，需要时可以重新申请。`,
    en: ({ service }: S) => `“${service}” was not completed in time and has lapsed. You can apply again at any time.`,
  },
  deadline_near: {
    zh: ({ service, day }: Day) => `“${service}”需要您在 ${day} 前办理下一步。`,
    en: ({ service, day }: Day) => `“${service}” needs your next step by ${day}.`,
  },
  data_request_answered: {
    zh: "您关于个人信息的请求已有答复，请到“个人信息与隐私”查看。",
    en: "Your request about your personal data is answered. You will find the answer under “Your data and privacy”.",
  },
});

/** A message in a language: title and one or two sentences. */
export function messageText(
  message: MessageOf<MessageTemplate>,
  language: Language,
): { readonly title: string; readonly text: string } {
  return { title: titles(language)[message.template], text: body(message, language) };
}

/** A template with the values that belong to it. */
export type MessageOf<T extends MessageTemplate> = {
  [K in T]: { readonly template: K; readonly values: MessageValues[K] };
}[T];

function body(message: MessageOf<MessageTemplate>, language: Language): string {
  const words = texts(language);
  const day = (value: string) => formatDay(value, language);
  const maybe = (value: string | null) => (value === null ? null : day(value));
  switch (message.template) {
    case "data_request_answered":
      return words.data_request_answered;
    case "case_received":
      return words.case_received({
        service: say(message.values.service, language),
        day: maybe(message.values.answer_by),
      });
    case "correction_asked":
      return words.correction_asked({
        service: say(message.values.service, language),
        day: maybe(message.values.correct_by),
      });
    case "deemed_accepted":
      return words.deemed_accepted({ service: say(message.values.service, language), day: day(message.values.since) });
    case "accepted":
    case "resumed":
      return words[message.template]({
        service: say(message.values.service, language),
        day: maybe(message.values.decide_by),
      });
    case "extended":
      return words.extended({ service: say(message.values.service, language), day: day(message.values.decide_by) });
    case "deadline_near":
      return words.deadline_near({ service: say(message.values.service, language), day: day(message.values.day) });
    case "ready_to_collect":
      return words.ready_to_collect({
        service: say(message.values.service, language),
        venue: say(message.values.venue, language),
      });
    case "posted": {
      const { carrier, tracking } = message.values;
      return words.posted({ service: say(message.values.service, language), carrier, tracking });
    }
    default:
      return words[message.template]({ service: say(message.values.service, language) });
  }
}
