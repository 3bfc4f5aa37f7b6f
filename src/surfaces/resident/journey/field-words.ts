import { defineWords } from "../../../foundation/i18n/index.ts";

/** Words around a question that are the same for every service. */
export const fieldWords = defineWords({
  yuan: { zh: "元", en: "yuan" },
  most: {
    zh: (p: { count: string }) => `最多 ${p.count} 个字。`,
    en: (p: { count: string }) => `At most ${p.count} characters.`,
  },
  upload: {
    zh: (p: { kinds: string; size: string }) => `可上传 ${p.kinds}，每个文件不超过 ${p.size}。`,
    en: (p: { kinds: string; size: string }) => `You can upload ${p.kinds}, up to ${p.size} each.`,
  },
  promise: {
    zh: "我书面承诺符合条件，暂不提交这份材料",
    en: "I promise in writing that I meet the condition, and do not send this document now",
  },
  promiseHint: {
    zh: "工作人员可能事后核实。承诺不实的，已作出的决定会被撤销。",
    en: "The office may check this later. If the promise is not true, the decision is withdrawn.",
  },
  source: {
    zh: (p: { name: string; day: string }) => `来自${p.name}，${p.day}`,
    en: (p: { name: string; day: string }) => `From: ${p.name}, ${p.day}`,
  },
  notRight: { zh: "这不对", en: "This is not right" },
  right: { zh: "仍用已有的信息", en: "Use what is on record" },
  notRightFor: { zh: (p: { label: string }) => `：${p.label}`, en: (p: { label: string }) => `: ${p.label}` },
});
