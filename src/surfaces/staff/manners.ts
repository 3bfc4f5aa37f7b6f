import type { ActType, State } from "../../domain/cases/index.ts";
import type { Regime, ServiceDefinition } from "../../domain/catalogue/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";

/**
 * How a service's cases are spoken of: a permission is granted, a benefit paid, a complaint answered, a claim filed. `request`: asked
 * of the city itself and answered by its office.
 */
export type Manner = Regime | "request";

export function mannerOf({ regime, agency }: Pick<ServiceDefinition, "regime" | "agency">): Manner {
  return regime === "confirmation" && agency === "any" ? "request" : regime;
}

/** Whether what a case ends with is an answer in words. */
export function isAnswered(manner: Manner): boolean {
  return manner === "complaint" || manner === "disclosure" || manner === "request";
}

type Own<Key extends string> = Readonly<Record<Manner, Partial<Readonly<Record<Key, Text>>>>>;

const answeredStates: Partial<Readonly<Record<State, Text>>> = {
  approved: { zh: "已答复", en: "Answered" },
  in_review: { zh: "办理中", en: "Being dealt with" },
  refused: { zh: "不予支持", en: "Not followed" },
};

/** 12345: signed off by an agency rather than accepted. */
const reportStates: Partial<Readonly<Record<State, Text>>> = {
  ...answeredStates,
  submitted: { zh: "待签收", en: "To sign off" },
  accepted: { zh: "已签收", en: "Signed off" },
  suspended: { zh: "已并入另一件", en: "Joined to another" },
};

/** States that have another name than in a permission. */
export const ownStates: Own<State> = {
  licence: {},
  benefit: {
    in_review: { zh: "审核中", en: "Being examined" },
    approved: { zh: "已核准，待发放", en: "Granted, to pay" },
    refused: { zh: "不予核准", en: "Not granted" },
    delivered: { zh: "已发放，办结", en: "Paid, closed" },
  },
  confirmation: {
    approved: { zh: "已办理", en: "Done" },
    refused: { zh: "不予办理", en: "Not done" },
  },
  complaint: reportStates,
  request: answeredStates,
  disclosure: {
    submitted: { zh: "待办理", en: "To deal with" },
    in_review: { zh: "办理中", en: "Being dealt with" },
    suspended: { zh: "征求第三方意见", en: "Third party asked" },
    approved: { zh: "已答复，公开", en: "Answered, disclosed" },
    refused: { zh: "已答复，未提供", en: "Answered, not disclosed" },
    not_accepted: { zh: "非本机关，已告知", en: "Not ours, told where" },
    lapsed: { zh: "视为放弃", en: "Deemed given up" },
  },
  court: {
    submitted: { zh: "待立案", en: "To file" },
    in_review: { zh: "立案审查中", en: "Being examined" },
    approved: { zh: "已立案", en: "Filed" },
    refused: { zh: "裁定不予受理", en: "Ruled out" },
    not_accepted: { zh: "不归本院管辖", en: "Another court" },
    lapsed: { zh: "诉状已退回", en: "Papers returned" },
  },
  instant: {
    submitted: { zh: "等待系统答复", en: "Waiting for records" },
    approved: { zh: "已办理", en: "Done" },
    refused: { zh: "不能办理", en: "Not possible" },
  },
};

const answeredActs: Partial<Readonly<Record<ActType, Text>>> = {
  approve: { zh: "答复", en: "Answered" },
  refuse: { zh: "不予支持", en: "Not followed" },
  deliver: { zh: "办结", en: "Closed" },
};

/** What an act is called once it is done, where it has another name than in a permission. */
export const ownActs: Own<ActType> = {
  licence: {},
  benefit: {
    approve: { zh: "核准", en: "Granted" },
    refuse: { zh: "不予核准", en: "Not granted" },
    deliver: { zh: "发放，办结", en: "Paid and closed" },
  },
  confirmation: {
    approve: { zh: "办理", en: "Done" },
    refuse: { zh: "不予办理", en: "Not done" },
  },
  complaint: {
    ...answeredActs,
    accept: { zh: "签收", en: "Signed off" },
    extend: { zh: "同意延期", en: "Extension granted" },
  },
  request: answeredActs,
  disclosure: {
    approve: { zh: "答复：公开", en: "Answered: disclosed" },
    refuse: { zh: "答复：不予提供", en: "Answered: not disclosed" },
    decline: { zh: "答复：不由本机关公开", en: "Answered: not held by this office" },
    suspend: { zh: "征求第三方意见", en: "Third party asked" },
    resume: { zh: "继续办理", en: "Work went on" },
    lapse: { zh: "逾期未补正，视为放弃", en: "Not made clear: deemed given up" },
    deliver: { zh: "办结", en: "Closed" },
  },
  court: {
    submit: { zh: "收到诉状", en: "Claim received" },
    approve: { zh: "立案", en: "Filed" },
    refuse: { zh: "裁定不予受理", en: "Ruled not to accept" },
    decline: { zh: "告知向有管辖权的法院起诉", en: "Pointed to another court" },
    lapse: { zh: "逾期未补正，退回诉状", en: "Not completed: papers returned" },
    deliver: { zh: "送达，办结", en: "Served and closed" },
  },
  instant: {
    approve: { zh: "办理", en: "Done" },
    refuse: { zh: "不能办理", en: "Not possible" },
  },
};

/** The name of an act on its button and what follows from it, where both differ from a permission. */
export const ownForms: Own<`${ActType}` | `${ActType}Says`> = {
  licence: {},
  benefit: {
    approve: { zh: "核准", en: "Grant" },
    approveSays: {
      zh: "申请人收到核准的通知，接下来发放。",
      en: "The applicant is told; paying or handing over comes next.",
    },
    refuse: { zh: "不予核准", en: "Do not grant" },
    deliver: { zh: "已发放，办结", en: "Paid, close" },
    deliverSays: { zh: "应发的已经发放，办件结束。", en: "What was due is paid or handed over; the case ends." },
  },
  confirmation: {
    approve: { zh: "办理", en: "Do it" },
    approveSays: { zh: "申请人收到已办好的通知。", en: "The applicant is told that it is done." },
    refuse: { zh: "不予办理", en: "Do not do it" },
  },
  complaint: {
    accept: { zh: "签收", en: "Sign off" },
  },
  request: {},
  disclosure: {
    approve: { zh: "答复，公开", en: "Answer, disclose" },
    approveSays: {
      zh: "申请人看到您的答复。部分公开的，写明哪些没有提供和理由。",
      en: "The person reads your answer. Where only a part is disclosed, say what is withheld and why.",
    },
    refuse: { zh: "答复，不予提供", en: "Answer, do not disclose" },
    decline: { zh: "不由本机关公开", en: "Not held by this office" },
    declineSays: {
      zh: "申请人收到理由，能确定的写明应向哪个机关申请和联系方式。",
      en: "The person reads why, and whom to ask with how to reach them.",
    },
    suspend: { zh: "征求第三方意见", en: "Ask a third party" },
    suspendSays: {
      zh: "书面征求意见，答复期限暂停，最多 15 个工作日；到期没有意见的，期限自动恢复。",
      en: "Ask in writing; the clock stands still for at most 15 working days and then goes on by itself.",
    },
    resume: { zh: "继续办理", en: "Go on" },
  },
  court: {
    approve: { zh: "立案", en: "File it" },
    approveSays: { zh: "当事人收到立案的通知。", en: "The party is told that the case is filed." },
    refuse: { zh: "裁定不予受理", en: "Rule not to accept" },
    refuseSays: {
      zh: "当事人收到书面裁定的理由，可以在 10 日内上诉；办件结束。",
      en: "The party reads the reasons of the ruling and may appeal within 10 days; the case ends.",
    },
    decline: { zh: "不归本院管辖", en: "Another court has jurisdiction" },
    declineSays: {
      zh: "当事人看到应该向哪个法院起诉，办件结束。",
      en: "The party reads which court to go to; the case ends.",
    },
  },
  instant: {
    approve: { zh: "人工办理", en: "Decide by hand" },
    approveSays: {
      zh: "机关系统没有答复时，您核对以后可以人工办理；申请人收到通知。",
      en: "Where the agency's system does not answer you may check by hand; the applicant is told.",
    },
    refuse: { zh: "不能办理", en: "Not possible" },
  },
};
