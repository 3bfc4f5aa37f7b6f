import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "键盘操作", en: "Working by keyboard" },
  lede: {
    zh: "所有页面都能只用键盘操作。下面的单键在工作人员的页面上可用，在填写文字时不起作用；可以在页面底部关掉。",
    en: "Every page works by keyboard alone. The single keys below work on staff pages, never while you are writing; they can be switched off at the foot of the page.",
  },
  always: { zh: "总是可用", en: "Always" },
  single: { zh: "单键（需要脚本）", en: "Single keys (with scripts)" },
  key: { zh: "按键", en: "Key" },
  does: { zh: "作用", en: "What it does" },
  tab: { zh: "到下一个、上一个可以操作的地方", en: "To the next or previous thing one can use" },
  first: { zh: "每页第一次按 Tab：跳过导航，直接到内容", en: "The first Tab on a page: skip to the content" },
  enter: { zh: "打开链接、按下按钮、提交正在填的表单", en: "Open a link, press a button, send the form one is in" },
  space: { zh: "选中或者取消一件办件、打开折叠的部分", en: "Choose a case or not, open a folded part" },
  arrows: { zh: "在单选项和下拉列表里选择", en: "Choose among options" },
  next: { zh: "列表里的下一行、上一行", en: "Next or previous row of a list" },
  open: { zh: "打开这一行", en: "Open the row" },
  search: { zh: "到查找框", en: "To the search box" },
  help: { zh: "显示页面底部的按键说明", en: "Show the keys at the foot of the page" },
  back: { zh: "回到办件", en: "Back to the cases" },
});
