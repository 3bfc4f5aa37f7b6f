import type { State } from "../../../domain/cases/index.ts";
import type { Regime } from "../../../domain/catalogue/index.ts";
import type { Tone } from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { benefit, court, disclosure, type Said } from "./regime-states.ts";

/** `{agency}` is filled in. What happens to an application for a permission. */
const application: Readonly<Record<State, Said>> = {
  submitted: {
    badge: { zh: "待受理", en: "Received" },
    title: { zh: "已收到您的申请", en: "We have your application" },
    text: {
      zh: "{agency}正在看内容是否齐全。{idle}",
      en: "{agency} is checking that everything is there.{idle}",
    },
  },
  correction_asked: {
    badge: { zh: "待您补正", en: "Your move" },
    title: { zh: "请您补正", en: "Please complete your application" },
    text: {
      zh: "还缺一些内容，已经一次全部列出。补正以后继续办理。",
      en: "Something is missing; everything is listed at once. Work goes on when you have completed it.",
    },
  },
  not_accepted: {
    badge: { zh: "未受理", en: "Not accepted" },
    title: { zh: "没有受理", en: "Not accepted" },
    text: {
      zh: "{agency}没有受理这件事。原因和可以去哪里办理写在下面。",
      en: "{agency} did not take this on. The reason, and where to go instead, are below.",
    },
  },
  accepted: {
    badge: { zh: "已受理", en: "Accepted" },
    title: { zh: "已受理，等待审查", en: "Accepted, waiting for review" },
    text: {
      zh: "{agency}已受理，接下来进行审查。{idle}",
      en: "{agency} has accepted your application and will review it.{idle}",
    },
  },
  in_review: {
    badge: { zh: "审查中", en: "In review" },
    title: { zh: "正在审查", en: "In review" },
    text: {
      zh: "{agency}正在审查您的申请。{idle}",
      en: "{agency} is reviewing your application.{idle}",
    },
  },
  suspended: {
    badge: { zh: "暂停计时", en: "Clock stopped" },
    title: { zh: "办理时间暂停计算", en: "The clock is stopped" },
    text: {
      zh: "需要检查、听证或者其他程序，这段时间不计入办理期限。原因写在下面。",
      en: "An inspection, a hearing or the like is needed; this time does not count. The reason is below.",
    },
  },
  approved: {
    badge: { zh: "已批准", en: "Approved" },
    title: { zh: "已批准", en: "Approved" },
    text: { zh: "{agency}批准了您的申请。", en: "{agency} has approved your application." },
  },
  refused: {
    badge: { zh: "未批准", en: "Refused" },
    title: { zh: "没有批准", en: "Refused" },
    text: {
      zh: "{agency}没有批准您的申请。理由和您可以怎么做写在下面。",
      en: "{agency} has refused your application. The reasons, and what you can do, are below.",
    },
  },
  delivered: {
    badge: { zh: "已办结", en: "Completed" },
    title: { zh: "已办结", en: "Completed" },
    text: { zh: "办理结果已经交给您，这件事办完了。", en: "The result has been handed over. This matter is finished." },
  },
  withdrawn: {
    badge: { zh: "已撤回", en: "Withdrawn" },
    title: { zh: "已按您的要求撤回", en: "Withdrawn as you asked" },
    text: {
      zh: "这件事不再办理。需要时可以重新申请。",
      en: "Nobody works on it any more. You can apply again at any time.",
    },
  },
  lapsed: {
    badge: { zh: "已终止", en: "Lapsed" },
    title: { zh: "逾期没有补正，已终止", en: "Not completed in time" },
    text: {
      zh: "在期限内没有收到补正的内容，这次申请到此为止。需要时可以重新申请。",
      en: "What was missing did not arrive in time, so this application has ended. You can apply again at any time.",
    },
  },
  transferred: {
    badge: { zh: "已移送", en: "Passed on" },
    title: { zh: "已移送其他部门", en: "Passed on to another authority" },
    text: {
      zh: "这件事由另一个部门负责，已经移送。去向写在下面。",
      en: "Another authority is responsible and has been given your case. Which one is said below.",
    },
  },
  archived: {
    badge: { zh: "已归档", en: "Archived" },
    title: { zh: "已归档", en: "Archived" },
    text: {
      zh: "保存期已过，您提交的内容和经过里写的话都已经删除。",
      en: "The time of keeping is over; what you sent and what was written along the way has been erased.",
    },
  },
};

/** What differs where nothing is permitted, only confirmed or done. */
const confirmation: Partial<Readonly<Record<State, Said>>> = {
  approved: {
    badge: { zh: "已办好", en: "Done" },
    title: { zh: "已办好", en: "Done as you asked" },
    text: { zh: "{agency}已按您的要求办理。", en: "{agency} has done what you asked for." },
  },
  refused: {
    badge: { zh: "未办理", en: "Not done" },
    title: { zh: "没有按您的要求办理", en: "Not done" },
    text: {
      zh: "{agency}没有按您的要求办理。理由和您可以怎么做写在下面。",
      en: "{agency} did not do what you asked. The reasons, and what you can do, are below.",
    },
  },
};

const complaint: Partial<Readonly<Record<State, Said>>> = {
  submitted: {
    badge: { zh: "已收到", en: "Received" },
    title: { zh: "已收到您反映的情况", en: "We have your message" },
    text: {
      zh: "{agency}会看您写的内容，转给能处理的人。{idle}",
      en: "{agency} reads what you wrote and passes it to whoever can deal with it.{idle}",
    },
  },
  not_accepted: {
    badge: { zh: "未受理", en: "Not taken on" },
    title: { zh: "这里不能处理", en: "Not for this office" },
    text: {
      zh: "{agency}不能处理这件事。原因和可以找谁写在下面。",
      en: "{agency} cannot deal with this. The reason, and whom to turn to, are below.",
    },
  },
  accepted: {
    badge: { zh: "已接办", en: "Taken on" },
    title: { zh: "已经接办", en: "Taken on" },
    text: { zh: "{agency}已经接办，正在安排处理。", en: "{agency} has taken this on and will look into it." },
  },
  in_review: {
    badge: { zh: "处理中", en: "Being dealt with" },
    title: { zh: "正在处理", en: "Being dealt with" },
    text: { zh: "{agency}正在处理您反映的情况。", en: "{agency} is looking into what you wrote." },
  },
  suspended: {
    badge: { zh: "一起办理", en: "Joined" },
    title: { zh: "和别人反映的同一件事一起办理", en: "Dealt with together with the same report" },
    text: {
      zh: "已经有人反映过这件事，{agency}一起办理。那一件答复的时候，您也会收到同样的答复。",
      en: "Somebody else has reported the same, and {agency} deals with both together. You get the same answer at the same time.",
    },
  },
  approved: {
    badge: { zh: "已答复", en: "Answered" },
    title: { zh: "已经答复", en: "Answered" },
    text: { zh: "{agency}答复了您，内容写在下面。", en: "{agency} has answered. The answer is below." },
  },
  refused: {
    badge: { zh: "未采纳", en: "Not upheld" },
    title: { zh: "没有采纳", en: "Not upheld" },
    text: {
      zh: "{agency}没有采纳您的意见。理由和您可以怎么做写在下面。",
      en: "{agency} did not agree. The reasons, and what you can do, are below.",
    },
  },
  withdrawn: {
    badge: { zh: "已撤回", en: "Withdrawn" },
    title: { zh: "已按您的要求撤回", en: "Withdrawn as you asked" },
    text: {
      zh: "这件事不再处理。您可以随时再提。",
      en: "Nobody works on it any more. You can write again at any time.",
    },
  },
  transferred: {
    badge: { zh: "已转交", en: "Passed on" },
    title: { zh: "已转交其他部门", en: "Passed on to another authority" },
    text: {
      zh: "这件事由另一个部门负责，已经转交。去向写在下面。",
      en: "Another authority is responsible and has been given your message. Which one is said below.",
    },
  },
};

/** Queries and certificates that the agency's records answer at once: nobody reviews anything. */
const instant: Partial<Readonly<Record<State, Said>>> = {
  submitted: {
    badge: { zh: "等待结果", en: "Waiting for the answer" },
    title: { zh: "正在等{agency}的记录", en: "Waiting for the records of {agency}" },
    text: {
      zh: "我们已经收到，会一直替您问，有了结果马上办好。{idle}",
      en: "We have your request and go on asking until there is an answer.{idle}",
    },
  },
  approved: {
    badge: { zh: "已办好", en: "Done" },
    title: { zh: "已经有结果", en: "Here is the result" },
    text: { zh: "这是根据{agency}的记录办的。", en: "It follows from the records of {agency}." },
  },
  refused: {
    badge: { zh: "没有办成", en: "Not possible" },
    title: { zh: "现在办不了", en: "This is not possible now" },
    text: {
      zh: "这是根据{agency}的记录办的。原因和您可以怎么做写在下面。",
      en: "It follows from the records of {agency}. The reason, and what you can do, are below.",
    },
  },
};

const tones: Readonly<Record<State, Tone>> = {
  submitted: "waiting",
  correction_asked: "yours",
  not_accepted: "bad",
  accepted: "moving",
  in_review: "moving",
  suspended: "paused",
  approved: "good",
  refused: "bad",
  delivered: "good",
  withdrawn: "over",
  lapsed: "over",
  transferred: "over",
  archived: "over",
};

export type StateWords = {
  readonly tone: Tone;
  readonly badge: string;
  readonly title: string;
  readonly text: string;
};

/** What differs from an application for a permission, by regime. */
const own: Readonly<Record<Regime, Partial<Readonly<Record<State, Said>>>>> = {
  licence: {},
  benefit,
  confirmation,
  complaint,
  disclosure,
  court,
  instant,
};

/** Said where the applicant can only wait. */
const idle = { zh: "您现在不需要做什么。", en: " You need not do anything now." } as const;

/** The words of a state under a regime: licences are permitted, benefits granted, complaints answered, claims filed. */
export function stateWords(regime: Regime, state: State, language: Language, agency = "", owes = false): StateWords {
  const { badge, title, text } = own[regime][state] ?? application[state];
  return {
    tone: tones[state],
    badge: say(badge, language),
    title: say(title, language).replaceAll("{agency}", agency),
    text: say(text, language)
      .replaceAll("{agency}", agency)
      .replace("{idle}", owes ? "" : idle[language]),
  };
}
