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
  placeHint: {
    zh: "写县、区的名称，例如：岳阳县。也可以写拼音或者六位代码。",
    en: "The name of the county or district, for example Yueyang County. Pinyin or the six-digit code will do as well.",
  },
  placeHintHere: {
    zh: "不在这里的，改成您那里的县、区名称。",
    en: "If it is elsewhere, write the name of that county or district.",
  },
  placeOffered: { zh: "您说的是哪一个", en: "Which one do you mean" },
  placeChoose: {
    zh: "请在下面选出您说的地方，或者换个写法。",
    en: "Please choose the place you mean below, or write it in another way.",
  },
  placeNothing: {
    zh: "没有找到这个地方。请写县、区的名称，例如：岳阳县。",
    en: "This place was not found. Please give the name of the county or district, for example Yueyang County.",
  },
  person: { zh: (p: { number: number }) => `第 ${p.number} 位`, en: (p: { number: number }) => `Person ${p.number}` },
  anotherPerson: { zh: "再加一个人", en: "Add another person" },
  coordinatesHint: {
    zh: "可以从地图里复制，例如：113.12, 29.14。不会用的不用填。",
    en: "You can copy them from a map, for example 113.12, 29.14. Leave this empty if you do not know them.",
  },
  locate: { zh: "用我现在的位置", en: "Use where I am" },
  locateDone: { zh: "已填上您现在的位置", en: "Filled in with where you are" },
  locateFailed: {
    zh: "没有取得位置，请在上面用文字写",
    en: "Your position could not be read. Please write it in words above",
  },
  consent: { zh: "单独同意", en: "Separate consent" },
  consentHint: {
    zh: (p: { purpose: string; basis: string }) => `这是敏感个人信息。${p.purpose}（${p.basis}）不提供的话，不用勾选。`,
    en: (p: { purpose: string; basis: string }) =>
      `This is sensitive personal information. ${p.purpose} (${p.basis}) If you do not give it, leave this empty.`,
  },
  consentMissing: {
    zh: "请勾选同意；不同意的话，请删除上面的内容。",
    en: "Please tick this to agree. If you do not agree, please remove what you gave above.",
  },
  notRight: { zh: "这不对", en: "This is not right" },
  right: { zh: "仍用已有的信息", en: "Use what is on record" },
  notRightFor: { zh: (p: { label: string }) => `：${p.label}`, en: (p: { label: string }) => `: ${p.label}` },
});
