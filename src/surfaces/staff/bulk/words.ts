import { defineWords } from "../../../foundation/i18n/index.ts";

type Count = { count: number };

export const words = defineWords({
  title: { zh: "批量办理", en: "Several cases at once" },
  take: { zh: "由我办理", en: "Take on" },
  accept: { zh: "受理", en: "Accept" },
  assign: { zh: "分派", en: "Assign" },
  note: { zh: "写内部备注", en: "Write a note" },
  approve: { zh: "准予", en: "Approve" },
  lede: {
    zh: "每一件单独决定。打开之后别人动过的，不会办理，会列在结果里。",
    en: "Each case is decided on its own. What somebody else has changed meanwhile is left alone and listed in the result.",
  },
  none: { zh: "没有选中办件", en: "No case is chosen" },
  noneText: {
    zh: "请回到列表，选中要办的，再选择怎么办。",
    en: "Please go back to the list, choose cases and what to do.",
  },
  tooMany: { zh: "一次最多 50 件，只取了前 50 件。", en: "At most 50 at a time: only the first 50 are taken." },
  will: { zh: "这些会办理", en: "These will be done" },
  willNot: { zh: "这些不能这样办理", en: "These cannot be done this way" },
  number: { zh: "编号", en: "Number" },
  service: { zh: "事项", en: "Service" },
  applicant: { zh: "申请人", en: "Applicant" },
  state: { zh: "状态", en: "State" },
  why: { zh: "原因", en: "Why" },
  notNow: { zh: "现在的状态或者您的岗位不允许这一步。", en: "Its state or your role does not allow this." },
  waits: {
    zh: "还在等机关系统的答复，请单独查看。",
    en: "It waits for the agency's system; please look at it by itself.",
  },
  oneByOne: {
    zh: "这类事项要逐件审查决定，不能批量准予。",
    en: "Cases of this kind are decided one by one and cannot be approved together.",
  },
  changed: {
    zh: "列表打开之后，这一件有了变化。请单独查看。",
    en: "It has changed since the list was opened. Please look at it.",
  },
  to: { zh: "分派给", en: "Assign to" },
  text: { zh: "备注", en: "Note" },
  go: { zh: (p: Count) => `办理这 ${p.count} 件`, en: (p: Count) => `Do these ${p.count}` },
  result: { zh: "结果", en: "Result" },
  done: { zh: (p: Count) => `办理了 ${p.count} 件`, en: (p: Count) => `${p.count} done` },
  failed: { zh: (p: Count) => `没有办理 ${p.count} 件`, en: (p: Count) => `${p.count} not done` },
  yes: { zh: "已办理", en: "Done" },
  no: { zh: "没有办理", en: "Not done" },
  back: { zh: "回到办件", en: "Back to the cases" },
});
