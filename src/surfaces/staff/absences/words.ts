import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "不在岗登记", en: "Absences" },
  lede: {
    zh: "不在的时候，手上的办件转给代理人，新的也分给代理人；回来以后，没办完的转回来。",
    en: "While somebody is away their cases go to the deputy, new ones too; what is still open comes back afterwards.",
  },
  caption: { zh: "登记过的", en: "Written down" },
  none: { zh: "没有登记", en: "Nothing written down" },
  clerk: { zh: "谁不在", en: "Who is away" },
  deputy: { zh: "代理人", en: "Deputy" },
  from: { zh: "从哪一天起", en: "First day" },
  until: { zh: "到哪一天（含）", en: "Last day" },
  days: { zh: "期间", en: "Days" },
  state: { zh: "现在", en: "Now" },
  coming: { zh: "还没开始", en: "To come" },
  away: { zh: "不在岗，已转给代理人", en: "Away, cases are with the deputy" },
  returning: { zh: "正在转回", en: "Being given back" },
  end: { zh: "提前结束", en: "Back early" },
  endOne: {
    zh: (p: { name: string }) => `提前结束${p.name}的不在岗`,
    en: (p: { name: string }) => `Back early: ${p.name}`,
  },
  add: { zh: "登记一次", en: "Write one down" },
  save: { zh: "登记", en: "Save" },
  saved: { zh: "已登记", en: "Saved" },
  span: {
    zh: (p: { from: string; until: string }) => `${p.from}至${p.until}`,
    en: (p: { from: string; until: string }) => `${p.from} to ${p.until}`,
  },
});
