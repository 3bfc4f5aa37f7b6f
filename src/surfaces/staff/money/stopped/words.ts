import { defineWords } from "../../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "待人工处理", en: "Stopped" },
  lede: {
    zh: "系统问了约两天没有结果的，或者对方只能由人去问的，停在这里，不再自动处理。请照“可以怎么办”逐条处理。",
    en: "What was asked for about two days without a result, or what only a person can ask, rests here and is not tried by itself. Please deal with each as “What to do” says.",
  },
  caption: { zh: "要您处理的", en: "Waiting for a person" },
  none: { zh: "没有要人工处理的。", en: "Nothing has stopped." },
  what: { zh: "停在哪一步", en: "What stopped" },
  payment: { zh: "缴费编号", en: "Payment" },
  service: { zh: "事项", en: "Service" },
  reason: { zh: "最近一次", en: "Last time" },
  advice: { zh: "可以怎么办", en: "What to do" },
});
