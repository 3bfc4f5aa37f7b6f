import { defineWords } from "../foundation/i18n/index.ts";

export const surfaceWords = defineWords({
  me: { zh: "我的", en: "My page" },
  product: { zh: "一窗", en: "Onewindow" },
});
