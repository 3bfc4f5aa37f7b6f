import { defineWords, formatDay, type Language, say, type Text } from "../../foundation/i18n/index.ts";
import { filled, type MessageWords, type OwnMessage, type Regime, type ServiceDefinition } from "../catalogue/index.ts";
import { regimeMessages, regimeTemplates } from "./regime-words.ts";

/** A message speaks of a service by its name and of nothing personal: who reads over a shoulder learns little. */
type AboutService = {
  readonly service: Text;
  /** Words of the service's own, as its version said when the message was written. */
  readonly own?: MessageWords;
};
/** Where the regime of the case has words of its own. */
type UnderRegime = AboutService & { readonly regime?: Regime };

/** Every message there is, and what it needs. Days are `YYYY-MM-DD`. */
export type MessageValues = {
  readonly case_received: UnderRegime & { readonly answer_by: string | null };
  /** A member of staff filed it for the person. */
  readonly filed_for_you: AboutService & { readonly answer_by: string | null };
  readonly corrected_for_you: AboutService & { readonly answer_by: string | null };
  readonly correction_asked: AboutService & { readonly correct_by: string | null };
  readonly deemed_accepted: AboutService & { readonly since: string };
  readonly accepted: UnderRegime & { readonly decide_by: string | null };
  readonly not_accepted: UnderRegime;
  readonly extended: AboutService & { readonly decide_by: string };
  readonly suspended: AboutService;
  readonly resumed: AboutService & { readonly decide_by: string | null };
  readonly approved: UnderRegime;
  readonly refused: UnderRegime;
  /** The agency's records are asked until they answer. */
  readonly records_asked: AboutService;
  readonly records_answered: AboutService;
  readonly records_refused: AboutService;
  readonly certificate_issued: AboutService;
  /** Its service is the certificate's own title. */
  readonly certificate_revoked: AboutService;
  readonly certificate_replaced: AboutService;
  readonly certificate_facts_changed: AboutService;
  readonly certificate_shown: AboutService & { readonly to: Text };
  readonly ready_to_collect: AboutService & { readonly venue: Text };
  readonly posted: AboutService & { readonly carrier: string; readonly tracking: string };
  readonly withdrawn: AboutService;
  readonly lapsed: UnderRegime;
  /** 12345: the agency that deals with it now. */
  readonly report_dispatched: AboutService & { readonly agency: Text };
  /** Somebody else reported the same: for the one whose report follows, and for the one it follows. */
  readonly report_joined: AboutService;
  readonly report_shared: AboutService;
  readonly report_parted: AboutService;
  /** Money: it came in, the biller confirmed it, it goes back, it went back, a request to give it back was declined. */
  readonly payment_received: AboutService;
  readonly payment_settled: AboutService;
  readonly payment_returned: AboutService;
  readonly refund_failed: AboutService;
  readonly refund_by_hand: AboutService;
  readonly refund_done: AboutService;
  readonly refund_declined: AboutService;
  /** A fee of a case can be paid now. */
  readonly fee_due: AboutService;
  /** A bill of an account that is kept is due soon. */
  readonly bill_due: AboutService & { readonly day: string };
  readonly deadline_near: AboutService & { readonly day: string };
  readonly data_request_answered: Record<never, never>;
  /** Erased as asked. `kept` cases stay for the time the law sets, the last of them until this day; null where none does. */
  readonly data_erased: { readonly kept: number; readonly until: string | null };
};

export type MessageTemplate = keyof MessageValues;

type S = { service: string };
type Day = S & { day: string };
type MaybeDay = S & { day: string | null };

const titles = defineWords({
  case_received: { zh: "已收到您的申请", en: "We have your application" },
  filed_for_you: { zh: "工作人员替您提交了申请", en: "An application was filed for you" },
  corrected_for_you: { zh: "工作人员替您补正了", en: "Your application was completed for you" },
  correction_asked: { zh: "请补正材料", en: "Something is missing" },
  deemed_accepted: { zh: "您的申请视为已受理", en: "Your application counts as accepted" },
  accepted: { zh: "您的申请已受理", en: "Your application is accepted for review" },
  not_accepted: { zh: "您的申请没有受理", en: "Your application was not accepted" },
  extended: { zh: "办理期限已延长", en: "The deadline was extended" },
  suspended: { zh: "办理时间暂停计算", en: "The clock is stopped" },
  resumed: { zh: "继续办理", en: "Work goes on" },
  approved: { zh: "您的申请已批准", en: "Your application is approved" },
  refused: { zh: "您的申请没有批准", en: "Your application was refused" },
  records_asked: { zh: "我们接着替您问", en: "We go on asking for you" },
  records_answered: { zh: "有结果了", en: "There is an answer" },
  records_refused: { zh: "现在办不了", en: "This is not possible now" },
  certificate_issued: { zh: "您的证照已制发", en: "Your certificate is issued" },
  certificate_revoked: { zh: "您的证照已作废", en: "Your certificate was revoked" },
  certificate_replaced: { zh: "您的证照已换发", en: "Your certificate was replaced" },
  certificate_facts_changed: { zh: "证照上的情况有变化", en: "What your certificate says has changed" },
  certificate_shown: { zh: "您的证照被查验", en: "Your certificate was looked at" },
  ready_to_collect: { zh: "可以领取了", en: "Ready to collect" },
  posted: { zh: "办理结果已寄出", en: "On its way by post" },
  withdrawn: { zh: "申请已撤回", en: "Application withdrawn" },
  lapsed: { zh: "申请已终止", en: "The application has lapsed" },
  report_dispatched: { zh: "已转交承办部门", en: "Passed to the agency" },
  report_joined: { zh: "已和别人反映的同一件事一起办理", en: "Dealt with together with the same report" },
  report_shared: { zh: "又有人反映了同一件事", en: "Somebody else reported the same" },
  report_parted: { zh: "您反映的情况单独办理", en: "Your report is dealt with by itself" },
  payment_received: { zh: "钱已收到，等收费单位确认", en: "Paid, the agency is confirming" },
  payment_settled: { zh: "缴费完成", en: "Your payment is complete" },
  payment_returned: { zh: "钱会原路退还", en: "Your money is on its way back" },
  refund_failed: { zh: "退款还没有成功", en: "Your refund has not arrived yet" },
  refund_by_hand: { zh: "退款已转账", en: "Your refund was transferred" },
  refund_done: { zh: "退款已完成", en: "Your refund is done" },
  refund_declined: { zh: "退款没有批准", en: "Your refund was declined" },
  fee_due: { zh: "请缴纳费用", en: "A fee is due" },
  bill_due: { zh: "账单快到最晚交费日", en: "A bill is due soon" },
  deadline_near: { zh: "期限快到了", en: "A deadline is near" },
  data_request_answered: { zh: "个人信息请求已答复", en: "Your data request is answered" },
  data_erased: { zh: "您要求删除的信息已经处理", en: "Your request for erasure is carried out" },
});

const texts = defineWords({
  case_received: {
    zh: ({ service, day }: MaybeDay) =>
      `您申请的“${service}”已提交成功。${day ? `部门会在 ${day} 前告诉您是否受理。` : "有进展时会在这里通知您。"}`,
    en: ({ service, day }: MaybeDay) =>
      `Your application for “${service}” has been sent. ${day ? `The agency will tell you by ${day} whether it is accepted.` : "You will find every step here."}`,
  },
  filed_for_you: {
    zh: ({ service, day }: MaybeDay) =>
      `工作人员按您的意思替您提交了“${service}”。${day ? `部门会在 ${day} 前告诉您是否受理。` : ""}如果您没有请人代办，可以在办件页面撤回，并告诉我们。`,
    en: ({ service, day }: MaybeDay) =>
      `A member of staff filed “${service}” for you, as you asked. ${day ? `The agency will tell you by ${day} whether it is accepted. ` : ""}If you did not ask for this, you can withdraw it on the case page; please tell us.`,
  },
  corrected_for_you: {
    zh: ({ service, day }: MaybeDay) =>
      `工作人员按您的意思替您补正了“${service}”。${day ? `下一步最晚在 ${day}。` : ""}改了什么，请看办件页面；不是您的意思，请告诉我们。`,
    en: ({ service, day }: MaybeDay) =>
      `A member of staff completed your application for “${service}”, as you asked. ${day ? `The next step comes by ${day}. ` : ""}What was changed is on the case page; if you did not ask for this, please tell us.`,
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
  records_asked: {
    zh: ({ service }: S) => `“${service}”：机关的系统现在没有回应。我们会接着替您问，有了结果在这里告诉您。`,
    en: ({ service }: S) =>
      `“${service}”: the agency's system does not answer now. We go on asking for you, and you will find the answer here.`,
  },
  records_answered: {
    zh: ({ service }: S) => `“${service}”有结果了，请看办件页面。`,
    en: ({ service }: S) => `There is an answer to “${service}”. It is on the case page.`,
  },
  records_refused: {
    zh: ({ service }: S) => `“${service}”现在办不了。原因和您可以怎么做，请看办件页面。`,
    en: ({ service }: S) => `“${service}” is not possible now. The reason, and what you can do, are on the case page.`,
  },
  certificate_issued: {
    zh: ({ service }: S) => `“${service}”的电子证照已制发，可以在“我的证照”里查看和出示。`,
    en: ({ service }: S) =>
      `The certificate for “${service}” is issued. You can see and show it under “My certificates”.`,
  },
  certificate_revoked: {
    zh: ({ service }: S) => `您的“${service}”已作废，不能再使用。原因和您可以怎么做，请看“我的证照”。`,
    en: ({ service }: S) =>
      `Your “${service}” does not stand any more. The reason, and what you can do, are under “My certificates”.`,
  },
  certificate_replaced: {
    zh: ({ service }: S) => `新的“${service}”已制发，原来的一份作废。请在“我的证照”里查看。`,
    en: ({ service }: S) =>
      `A new “${service}” was issued, and the one before does not stand any more. See “My certificates”.`,
  },
  certificate_facts_changed: {
    zh: ({ service }: S) =>
      `签发机关告知，您的“${service}”所证明的情况已有变化。需要时请重新开具，详情请看“我的证照”。`,
    en: ({ service }: S) =>
      `The authority tells us that what your “${service}” says has changed. If you need it, please have a new one issued; see “My certificates”.`,
  },
  certificate_shown: {
    zh: ({ service, to }: S & { to: string }) => `${to}用您给的验证码查看了您的“${service}”。`,
    en: ({ service, to }: S & { to: string }) => `${to} looked at your “${service}” with the code you gave.`,
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
  report_dispatched: {
    zh: ({ service, agency }: S & { agency: string }) => `您提交的“${service}”已转交${agency}办理。`,
    en: ({ service, agency }: S & { agency: string }) => `Your report under “${service}” was passed to: ${agency}.`,
  },
  report_joined: {
    zh: ({ service }: S) => `您提交的“${service}”和别人反映的是同一件事，会一起办理，一起答复，您不需要做什么。`,
    en: ({ service }: S) =>
      `Your report under “${service}” is about the same as somebody else's. They are dealt with and answered together; you need not do anything.`,
  },
  report_shared: {
    zh: ({ service }: S) => `您提交的“${service}”，又有人反映了同一件事，会一起办理。`,
    en: ({ service }: S) =>
      `Somebody else has reported the same as you under “${service}”. Both are dealt with together.`,
  },
  report_parted: {
    zh: ({ service }: S) => `您提交的“${service}”改为单独办理，有进展时会告诉您。`,
    en: ({ service }: S) =>
      `Your report under “${service}” is dealt with by itself from now on. You will hear of every step.`,
  },
  payment_received: {
    zh: ({ service }: S) => `“${service}”的钱已经收到，正在等收费单位确认。您不用再交，确认以后会告诉您。`,
    en: ({ service }: S) =>
      `Your money for “${service}” has arrived and the agency is confirming it. You need not pay again; we will tell you.`,
  },
  payment_settled: {
    zh: ({ service }: S) => `“${service}”的钱交好了，收费单位已经确认。收据在“缴费记录”里。`,
    en: ({ service }: S) => `“${service}” is paid and the agency has confirmed it. The receipt is under “Payments”.`,
  },
  payment_returned: {
    zh: ({ service }: S) => `您为“${service}”付的钱正在原路退还。原因请看“缴费记录”。`,
    en: ({ service }: S) =>
      `The money you paid for “${service}” is going back the way it came. The reason is under “Payments”.`,
  },
  refund_done: {
    zh: ({ service }: S) => `“${service}”的退款已经原路退还。到账时间由您付款的钱包或者银行决定。`,
    en: ({ service }: S) =>
      `Your refund for “${service}” has gone back the way it came. When you see it is up to your wallet or bank.`,
  },
  refund_failed: {
    zh: ({ service }: S) =>
      `“${service}”的退款没有退成，可能是付款的账户已经注销。钱没有丢，工作人员会换一种办法退给您。`,
    en: ({ service }: S) =>
      `Your refund for “${service}” could not go back the way it came, perhaps because the account is closed. No money is lost; a clerk gives it back another way.`,
  },
  refund_by_hand: {
    zh: ({ service }: S) => `“${service}”的退款已由银行转账退给您。详情请看“缴费记录”。`,
    en: ({ service }: S) => `Your refund for “${service}” was paid by bank transfer. The details are under “Payments”.`,
  },
  refund_declined: {
    zh: ({ service }: S) => `您为“${service}”申请的退款没有批准。原因和您可以怎么做，请看“缴费记录”。`,
    en: ({ service }: S) =>
      `Your request for a refund for “${service}” was declined. The reason, and what you can do, are under “Payments”.`,
  },
  fee_due: {
    zh: ({ service }: S) => `“${service}”现在可以交费了。可以在办件页面交，也可以到窗口交。`,
    en: ({ service }: S) => `The fee for “${service}” can be paid now, on the case page or at the counter.`,
  },
  bill_due: {
    zh: ({ service, day }: Day) => `您保存的“${service}”有一张账单，最晚 ${day} 交。`,
    en: ({ service, day }: Day) => `There is a bill under your “${service}”. Please pay it by ${day}.`,
  },
  deadline_near: {
    zh: ({ service, day }: Day) => `“${service}”需要您在 ${day} 前办理下一步。`,
    en: ({ service, day }: Day) => `“${service}” needs your next step by ${day}.`,
  },
  data_request_answered: {
    zh: "您关于个人信息的请求已有答复，请到“个人信息与隐私”查看。",
    en: "Your request about your personal data is answered. You will find the answer under “Your data and privacy”.",
  },
  data_erased: {
    zh: "能删除的已经删除。删除了什么，请到“个人信息与隐私”查看。",
    en: "What may be erased is erased. “Your data and privacy” says what.",
  },
  data_erased_some_kept: {
    zh: ({ kept, day }: { kept: number; day: string }) =>
      `能删除的已经删除。有 ${kept} 件办件按规定还要保存，到期自动删除，最晚的到 ${day}。删除了什么、每件留到哪一天，请到“个人信息与隐私”查看。`,
    en: ({ kept, day }: { kept: number; day: string }) =>
      `What may be erased is erased. ${kept === 1 ? "One case has" : `${kept} cases have`} to be kept for a time and ${kept === 1 ? "is" : "are"} erased by ${day} at the latest. “Your data and privacy” says what was erased and until when each case is kept.`,
  },
});

/** A message in a language: title and one or two sentences. */
export function messageText(
  message: MessageOf<MessageTemplate>,
  language: Language,
): { readonly title: string; readonly text: string } {
  const usual = ofRegime(message, language) ?? {
    title: titles(language)[message.template],
    text: body(message, language),
  };
  const own = "own" in message.values ? message.values.own : undefined;
  return own === undefined ? usual : ownText(message, own, usual.title, language);
}

/** The service's own words, with what they name filled in. */
function ownText(
  { values }: MessageOf<MessageTemplate>,
  { title, text, open }: MessageWords,
  usualTitle: string,
  language: Language,
): { readonly title: string; readonly text: string } {
  const named = values as Partial<Record<"answer_by" | "correct_by" | "decide_by", string | null>> &
    Partial<Record<"carrier" | "tracking", string>> & { readonly service: Text };
  const day = named.answer_by ?? named.correct_by ?? named.decide_by ?? null;
  const words = day === null ? (open ?? text) : text;
  return {
    title: title === undefined ? usualTitle : say(title, language),
    text: filled(say(words, language), {
      service: say(named.service, language),
      ...(day === null ? {} : { day: formatDay(day, language) }),
      ...(named.carrier === undefined ? {} : { carrier: named.carrier }),
      ...(named.tracking === undefined ? {} : { tracking: named.tracking }),
    }),
  };
}

/** A message as it would be told of this service, with a day in it: for looking at its words before anybody is told. */
export function previewOf(
  template: OwnMessage,
  { name: service, regime, messages }: Pick<ServiceDefinition, "name" | "regime" | "messages">,
  day: string,
): MessageOf<MessageTemplate> {
  const own = messages?.[template];
  const values = {
    ...{ service, regime, answer_by: day, correct_by: day, decide_by: day, carrier: "EMS", tracking: "1234567890123" },
    ...(own === undefined ? {} : { own }),
  };
  return { template, values };
}

/** A template with the values that belong to it. */
export type MessageOf<T extends MessageTemplate> = {
  [K in T]: { readonly template: K; readonly values: MessageValues[K] };
}[T];

function ofRegime(
  { template, values }: MessageOf<MessageTemplate>,
  language: Language,
): { readonly title: string; readonly text: string } | undefined {
  const regime = "regime" in values ? values.regime : undefined;
  const own = regimeTemplates.find((one) => one === template);
  const message = regime === undefined || own === undefined ? undefined : regimeMessages[regime][own];
  if (!message || !("service" in values)) return undefined;
  const day = "answer_by" in values ? values.answer_by : "decide_by" in values ? values.decide_by : null;
  const text = day === null && message.open !== undefined ? message.open : message.text;
  return {
    title: say(message.title, language),
    text: say(text, language)
      .replaceAll("{service}", say(values.service, language))
      .replaceAll("{day}", day === null ? "" : formatDay(day, language)),
  };
}

function body(message: MessageOf<MessageTemplate>, language: Language): string {
  const words = texts(language);
  const day = (value: string) => formatDay(value, language);
  const maybe = (value: string | null) => (value === null ? null : day(value));
  switch (message.template) {
    case "data_request_answered":
      return words.data_request_answered;
    case "data_erased": {
      const { kept, until } = message.values;
      return until === null ? words.data_erased : words.data_erased_some_kept({ kept, day: day(until) });
    }
    case "case_received":
      return words.case_received({
        service: say(message.values.service, language),
        day: maybe(message.values.answer_by),
      });
    case "filed_for_you":
    case "corrected_for_you":
      return words[message.template]({
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
    case "bill_due":
    case "deadline_near":
      return words[message.template]({ service: say(message.values.service, language), day: day(message.values.day) });
    case "certificate_shown":
      return words.certificate_shown({
        service: say(message.values.service, language),
        to: say(message.values.to, language),
      });
    case "ready_to_collect":
      return words.ready_to_collect({
        service: say(message.values.service, language),
        venue: say(message.values.venue, language),
      });
    case "report_dispatched":
      return words.report_dispatched({
        service: say(message.values.service, language),
        agency: say(message.values.agency, language),
      });
    case "posted": {
      const { carrier, tracking } = message.values;
      return words.posted({ service: say(message.values.service, language), carrier, tracking });
    }
    default:
      return words[message.template]({ service: say(message.values.service, language) });
  }
}
