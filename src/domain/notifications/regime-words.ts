import type { Text } from "../../foundation/i18n/index.ts";
import type { Regime } from "../catalogue/index.ts";

/** What is said to somebody whose case is no application for a permission. `{service}` and `{day}` are filled in. */
export type RegimeMessage = {
  readonly title: Text;
  readonly text: Text;
  /** The same without a day. */
  readonly open?: Text;
};

export const regimeTemplates = ["case_received", "accepted", "approved", "refused", "not_accepted", "lapsed"] as const;
export type RegimeTemplate = (typeof regimeTemplates)[number];

export const regimeMessages: Readonly<Record<Regime, Partial<Readonly<Record<RegimeTemplate, RegimeMessage>>>>> = {
  licence: {},
  benefit: {
    approved: {
      title: { zh: "您的申请已核准", en: "Your application is granted" },
      text: {
        zh: "“{service}”已核准。接下来怎样发放，请看办件页面。",
        en: "“{service}” is granted. How it is paid or handed over is on the case page.",
      },
    },
    refused: {
      title: { zh: "您的申请没有核准", en: "Your application was not granted" },
      text: {
        zh: "“{service}”没有核准。书面理由和您可以怎么做，请看办件页面。",
        en: "“{service}” was not granted. The reasons in writing, and what you can do, are on the case page.",
      },
    },
  },
  confirmation: {
    approved: {
      title: { zh: "已办好", en: "Done" },
      text: { zh: "“{service}”已按您的要求办好。", en: "“{service}” is done as you asked." },
    },
    refused: {
      title: { zh: "没有办理", en: "Not done" },
      text: {
        zh: "“{service}”没有办理。书面理由和您可以怎么做，请看办件页面。",
        en: "“{service}” was not done. The reasons in writing, and what you can do, are on the case page.",
      },
    },
  },
  complaint: {
    case_received: {
      title: { zh: "已收到您反映的情况", en: "We have your message" },
      text: {
        zh: "您提交的“{service}”已收到，最迟 {day} 接办。",
        en: "Your message under “{service}” has arrived and is taken on by {day}.",
      },
    },
    accepted: {
      title: { zh: "您反映的情况已接办", en: "Your message is taken on" },
      text: {
        zh: "“{service}”已接办，最迟 {day} 答复您。",
        en: "Your message under “{service}” is being dealt with. You are answered by {day}.",
      },
      open: { zh: "“{service}”已接办。", en: "Your message under “{service}” is being dealt with." },
    },
    approved: {
      title: { zh: "已经答复您", en: "You are answered" },
      text: {
        zh: "“{service}”有了答复，请看办件页面。",
        en: "“{service}” is answered. The answer is on the case page.",
      },
    },
    refused: {
      title: { zh: "已经答复您", en: "You are answered" },
      text: {
        zh: "“{service}”没有采纳。理由和您可以怎么做，请看办件页面。",
        en: "“{service}” was not followed. The reasons, and what you can do, are on the case page.",
      },
    },
  },
  disclosure: {
    case_received: {
      title: { zh: "已收到您的信息公开申请", en: "We have your request" },
      text: {
        zh: "您的“{service}”已收到，期限从今天算起，最迟 {day} 答复您。",
        en: "Your request “{service}” has arrived. The time runs from today; you are answered by {day}.",
      },
    },
    approved: {
      title: { zh: "信息公开申请已答复", en: "Your request is answered" },
      text: {
        zh: "“{service}”已经答复，请看办件页面。",
        en: "“{service}” is answered. The answer is on the case page.",
      },
    },
    refused: {
      title: { zh: "信息公开申请已答复", en: "Your request is answered" },
      text: {
        zh: "“{service}”已经答复，没有提供您要的信息。理由和您可以怎么做，请看办件页面。",
        en: "“{service}” is answered; the information was not disclosed. The reasons, and what you can do, are on the case page.",
      },
    },
    not_accepted: {
      title: { zh: "信息公开申请已答复", en: "Your request is answered" },
      text: {
        zh: "“{service}”不由这个机关公开。可以向谁申请，请看办件页面。",
        en: "This office is not the one to disclose it. Whom to ask is on the case page of “{service}”.",
      },
    },
    lapsed: {
      title: { zh: "信息公开申请视为放弃", en: "Your request counts as given up" },
      text: {
        zh: "“{service}”没有在期限内补正，依法视为放弃，需要时可以重新申请。",
        en: "“{service}” was not made clear in time and by law counts as given up. You can ask again at any time.",
      },
    },
  },
  court: {
    case_received: {
      title: { zh: "已收到您的诉状", en: "Your claim has arrived" },
      text: {
        zh: "您的“{service}”已收到，法院最迟 {day} 决定是否立案。",
        en: "Your “{service}” has arrived. The court decides by {day} whether to file it.",
      },
    },
    approved: {
      title: { zh: "法院已立案", en: "Your case is filed" },
      text: {
        zh: "“{service}”已经立案，详情请看办件页面。",
        en: "“{service}”: your case is filed. Details are on the case page.",
      },
    },
    refused: {
      title: { zh: "法院裁定不予受理", en: "The court ruled not to accept it" },
      text: {
        zh: "“{service}”裁定不予受理。理由和上诉的期限、途径，请看办件页面。",
        en: "The court ruled not to accept it. The reasons, and how and by when to appeal, are on the case page of “{service}”.",
      },
    },
    not_accepted: {
      title: { zh: "请向有管辖权的法院起诉", en: "Another court has jurisdiction" },
      text: {
        zh: "“{service}”不归这个法院管辖。应该去哪里，请看办件页面。",
        en: "This court has no jurisdiction. Where to go is on the case page of “{service}”.",
      },
    },
    lapsed: {
      title: { zh: "诉状已退回", en: "Your papers are returned" },
      text: {
        zh: "“{service}”没有在期限内补正，诉状已退回，补齐以后可以重新提交。",
        en: "“{service}” was not completed in time and the papers are returned. You can file again when they are complete.",
      },
    },
  },
  // The records answer: `records_asked` and what follows.
  instant: {},
};
