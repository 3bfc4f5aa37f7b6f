import type { State } from "../../../domain/cases/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";

/** A state as the person reads it: one word beside a shape, a headline, a sentence that says what is going on. */
export type Said = { readonly badge: Text; readonly title: Text; readonly text: Text };
type Own = Partial<Readonly<Record<State, Said>>>;

/** 给付: money, insurance, relief, help. `{agency}` is filled in. */
export const benefit: Own = {
  accepted: {
    badge: { zh: "已受理", en: "Accepted" },
    title: { zh: "已受理，等待审核", en: "Accepted, to be examined" },
    text: {
      zh: "{agency}已受理，接下来核对情况。{idle}",
      en: "{agency} has accepted your application and will check it.{idle}",
    },
  },
  in_review: {
    badge: { zh: "审核中", en: "Being examined" },
    title: { zh: "正在审核", en: "Being examined" },
    text: {
      zh: "{agency}正在核对您的情况。{idle}",
      en: "{agency} is checking your situation.{idle}",
    },
  },
  approved: {
    badge: { zh: "已核准", en: "Granted" },
    title: { zh: "已核准", en: "Granted" },
    text: { zh: "{agency}核准了您的申请。", en: "{agency} has granted what you applied for." },
  },
  refused: {
    badge: { zh: "未核准", en: "Not granted" },
    title: { zh: "没有核准", en: "Not granted" },
    text: {
      zh: "{agency}没有核准您的申请。理由和您可以怎么做写在下面。",
      en: "{agency} did not grant your application. The reasons, and what you can do, are below.",
    },
  },
  delivered: {
    badge: { zh: "已发放", en: "Paid" },
    title: { zh: "已发放", en: "Paid or handed over" },
    text: { zh: "应得的已经发放，这件事办完了。", en: "What you are entitled to has been paid or handed over." },
  },
};

/** 政府信息公开: asked and answered, nothing is accepted first. */
export const disclosure: Own = {
  submitted: {
    badge: { zh: "已收到", en: "Received" },
    title: { zh: "已收到您的信息公开申请", en: "We have your request" },
    text: {
      zh: "期限从收到那天算起。{agency}会查找您要的信息并答复您。",
      en: "The time runs from the day it arrived. {agency} will look for the information and answer.",
    },
  },
  correction_asked: {
    badge: { zh: "待您补正", en: "Your move" },
    title: { zh: "请您说得更清楚一些", en: "Please say more exactly what you need" },
    text: {
      zh: "需要说明的已经一次列出。收到您的补正以后，期限重新算起。",
      en: "What has to be made clear is listed at once. When your answer arrives the time begins anew.",
    },
  },
  in_review: {
    badge: { zh: "办理中", en: "Being dealt with" },
    title: { zh: "正在查找和审查", en: "Being looked for" },
    text: {
      zh: "{agency}正在查找并审查能不能公开。{idle}",
      en: "{agency} is looking for it and whether it can be disclosed.{idle}",
    },
  },
  suspended: {
    badge: { zh: "征求意见中", en: "Others are asked" },
    title: { zh: "正在征求第三方意见", en: "A third party is being asked" },
    text: {
      zh: "这些信息涉及别人，{agency}正在征求他们的意见，最多 15 个工作日，不计入答复期限。",
      en: "The information concerns somebody else, whom {agency} is asking: at most 15 working days, which do not count.",
    },
  },
  approved: {
    badge: { zh: "已答复", en: "Answered" },
    title: { zh: "已经答复：予以公开", en: "Answered: disclosed" },
    text: { zh: "{agency}答复了您，内容写在下面。", en: "{agency} has answered. The answer is below." },
  },
  refused: {
    badge: { zh: "已答复", en: "Answered" },
    title: { zh: "已经答复：没有提供", en: "Answered: not disclosed" },
    text: {
      zh: "{agency}没有提供您要的信息。理由和您可以怎么做写在下面。",
      en: "{agency} did not provide the information. The reasons, and what you can do, are below.",
    },
  },
  not_accepted: {
    badge: { zh: "已答复", en: "Answered" },
    title: { zh: "不由这个机关公开", en: "Not held by this office" },
    text: {
      zh: "您要的信息不由{agency}负责公开。可以向谁申请写在下面。",
      en: "{agency} is not the one to disclose this. Whom to ask is below.",
    },
  },
  lapsed: {
    badge: { zh: "已终止", en: "Ended" },
    title: { zh: "没有补正，视为放弃申请", en: "Not made clear: counts as given up" },
    text: {
      zh: "期限内没有收到您的补正，依法视为放弃这次申请。您可以重新申请。",
      en: "Your answer did not arrive in time, so by law the request counts as given up. You can ask again at any time.",
    },
  },
  transferred: {
    badge: { zh: "已转交", en: "Passed on" },
    title: { zh: "已转交其他机关", en: "Passed on to another authority" },
    text: { zh: "去向写在下面。", en: "Which one is said below." },
  },
};

/** 网上立案. */
export const court: Own = {
  submitted: {
    badge: { zh: "已收到", en: "Received" },
    title: { zh: "已收到您的诉状", en: "Your statement of claim has arrived" },
    text: {
      zh: "{agency}会在 7 日内决定是否立案。{idle}",
      en: "{agency} decides within 7 days whether to file the case.{idle}",
    },
  },
  correction_asked: {
    badge: { zh: "待您补正", en: "Your move" },
    title: { zh: "请补正诉状或材料", en: "Please complete your papers" },
    text: {
      zh: "需要补正的已经一次列出。收到补正以后，7 日重新算起。",
      en: "Everything that is missing is listed at once. When it arrives the 7 days begin anew.",
    },
  },
  in_review: {
    badge: { zh: "立案审查中", en: "Being examined" },
    title: { zh: "正在审查是否立案", en: "Being examined for filing" },
    text: {
      zh: "{agency}正在看是否符合起诉条件。",
      en: "{agency} is looking whether the conditions for bringing an action are met.",
    },
  },
  approved: {
    badge: { zh: "已立案", en: "Filed" },
    title: { zh: "已经立案", en: "Your case is filed" },
    text: {
      zh: "{agency}已经立案。案号、缴费和开庭由法院另行通知。",
      en: "{agency} has filed your case. The court tells you the case number, the fee and the hearing.",
    },
  },
  refused: {
    badge: { zh: "不予立案", en: "Not filed" },
    title: { zh: "裁定不予受理", en: "The court ruled not to accept it" },
    text: {
      zh: "{agency}作出了书面裁定。不服裁定的，可以自收到裁定书之日起 10 日内上诉。",
      en: "{agency} has ruled in writing. You may appeal within 10 days of receiving the ruling.",
    },
  },
  not_accepted: {
    badge: { zh: "不归本院管辖", en: "Another court" },
    title: { zh: "请向有管辖权的法院起诉", en: "Another court has jurisdiction" },
    text: {
      zh: "这件事不归{agency}管辖。应该去哪里写在下面。",
      en: "{agency} has no jurisdiction. Where to go is below.",
    },
  },
  lapsed: {
    badge: { zh: "已退回", en: "Returned" },
    title: { zh: "没有补正，诉状已退回", en: "Not completed: your papers are returned" },
    text: {
      zh: "期限内没有收到补正，诉状已退回并记录在册。您可以补齐以后重新提交。",
      en: "What was missing did not arrive in time, so the papers are returned. You can file again when they are complete.",
    },
  },
};
