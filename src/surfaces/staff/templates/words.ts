import type { TemplateAct } from "../../../domain/caseload/index.ts";
import { defineWords, type Text } from "../../../foundation/i18n/index.ts";

export const actNames: Readonly<Record<TemplateAct, Text>> = {
  ask_correction: { zh: "一次告知补正", en: "Ask for a correction" },
  decline: { zh: "不予受理", en: "Do not accept" },
  refuse: { zh: "不予批准", en: "Refuse" },
  suspend: { zh: "中止计时", en: "Stop the clock" },
  extend: { zh: "延长期限", en: "Extend the deadline" },
  approve: { zh: "准予、答复", en: "Approve, answer" },
};

export const words = defineWords({
  title: { zh: "理由模板", en: "Reasons kept ready" },
  lede: {
    zh: "常写的理由存在这里，在办件页选用，发出前可以改。不能写任何人的姓名和号码。",
    en: "Reasons your agency gives often. They are chosen on the case page and edited before they are sent. No names or numbers of anybody.",
  },
  caption: { zh: "按步骤排列", en: "By act" },
  none: { zh: "还没有模板", en: "None yet" },
  act: { zh: "用在哪一步", en: "Act" },
  service: { zh: "事项", en: "Service" },
  every: { zh: "本部门全部事项", en: "Every service of the agency" },
  name: { zh: "名称", en: "Name" },
  zh: { zh: "中文", en: "Chinese" },
  en: { zh: "英文", en: "English" },
  text: { zh: "内容", en: "Text" },
  linesHint: { zh: "补正的内容一行一项。", en: "For corrections, one item a line." },
  add: { zh: "新增一条", en: "Add one" },
  change: { zh: "修改", en: "Change" },
  changeOne: { zh: (p: { name: string }) => `修改“${p.name}”`, en: (p: { name: string }) => `Change “${p.name}”` },
  save: { zh: "保存", en: "Save" },
  remove: { zh: "删除", en: "Remove" },
  removeOne: { zh: (p: { name: string }) => `删除“${p.name}”`, en: (p: { name: string }) => `Remove “${p.name}”` },
  use: { zh: "选用模板", en: "Use a text kept ready" },
  saved: { zh: "已保存", en: "Saved" },
  back: { zh: "回到模板", en: "Back to the texts" },
});
