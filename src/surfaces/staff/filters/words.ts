import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "保存的筛选", en: "Saved filters" },
  lede: { zh: "只有您看得到，最多 20 个。", en: "Only you see them; at most 20." },
  none: { zh: "还没有保存过", en: "Nothing kept yet" },
  noneText: {
    zh: "在办件列表里选好筛选，再给它起个名字保存。",
    en: "Choose filters in the list of cases and keep them under a name.",
  },
  caption: { zh: "打开就是那份列表", en: "Each opens its list" },
  name: { zh: "名称", en: "Name" },
  remove: { zh: "删除", en: "Remove" },
  removeOne: { zh: (p: { name: string }) => `删除“${p.name}”`, en: (p: { name: string }) => `Remove “${p.name}”` },
  back: { zh: "回到办件", en: "Back to the cases" },
});
