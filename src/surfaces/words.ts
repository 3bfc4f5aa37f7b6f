import { defineWords } from "../foundation/i18n/index.ts";

export const surfaceWords = defineWords({
  me: { zh: "我的", en: "My page" },
  home: { zh: "回到首页", en: "To the first page" },
  desk: { zh: "回到工作台", en: "To the desk" },
  reference: {
    zh: (p: { reference: string }) => `如需电话咨询，请报这个编号：${p.reference}`,
    en: (p: { reference: string }) => `If you telephone us, please give this reference: ${p.reference}`,
  },
});
