import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "选择您所在的地方", en: "Choose your place" },
  lede: {
    zh: "省、市、县、区的公共服务都在这里办理。先选地方，再找要办的事。",
    en: "Public services of provinces, cities, counties and districts, in one place. Choose where you are, then what you need.",
  },
  description: {
    zh: "一窗：在手机上办理所在地的公共服务。搜索地名，或按省份查找。",
    en: "Onewindow: public services of your place on your phone. Search for a place or find it by province.",
  },
  invented: {
    zh: "演示：哪个地方开通哪些服务，是按一条公开的规则编排的，不是当地的实际情况；办事地点和电话也是编的。",
    en: "Demonstration: which services a place offers here follows a published rule of ours and is not what the place really offers; addresses and telephone numbers are made up too.",
  },
  search: { zh: "搜索地名", en: "Search for a place" },
  searchHint: {
    zh: "可以输入汉字、拼音、首字母或行政区划代码，例如：岳阳县、yueyang、yyx、430621。",
    en: "Type its name in English, Chinese or pinyin, or its code. For example: Yueyang, 岳阳县, 430621.",
  },
  last: { zh: "上次去过", en: "Where you were last" },
  openNow: { zh: "已经开通的地方", en: "Open places" },
  byProvince: { zh: "按省份查找", en: "By province" },
  openHere: { zh: "已经开通", en: "Open" },
  notOpenYet: { zh: "还没有开通", en: "Not open yet" },
  open: { zh: "已开通", en: "Open" },
  openCount: {
    zh: (p: { count: number }) => `${p.count} 个地方已开通`,
    en: (p: { count: number }) => (p.count === 1 ? "1 place open" : `${p.count} places open`),
  },
  enter: { zh: (p: { name: string }) => `进入${p.name}`, en: (p: { name: string }) => `Go to ${p.name}` },
  more: { zh: "后面的地方", en: "More places" },
  allProvinces: { zh: "全部省份", en: "All provinces" },
  closedTitle: {
    zh: (p: { name: string }) => `${p.name}还没有开通`,
    en: (p: { name: string }) => `${p.name} is not open yet`,
  },
  closedText: {
    zh: "这里的服务暂时不能在一窗办理，请到当地政务服务大厅或拨打 12345 咨询。",
    en: "Its services cannot be used here yet. Please go to the local service hall, or call 12345.",
  },
  openAbove: { zh: "上一级已经开通的服务", en: "Open for the area around it" },
  replaced: {
    zh: (p: { name: string; by: string }) => `${p.name}已经撤销，现在属于${p.by}。`,
    en: (p: { name: string; by: string }) => `${p.name} no longer exists. It is now part of ${p.by}.`,
  },
  found: {
    zh: (p: { count: number }) => `找到 ${p.count} 个地方`,
    en: (p: { count: number }) => (p.count === 1 ? "1 place found" : `${p.count} places found`),
  },
  foundMost: {
    zh: (p: { count: number }) => `先列出最相近的 ${p.count} 个地方；多输入几个字可以找得更准`,
    en: (p: { count: number }) => `The ${p.count} nearest places; type a little more to narrow them down`,
  },
  nothing: {
    zh: (p: { query: string }) => `没有找到“${p.query}”`,
    en: (p: { query: string }) => `No place found for “${p.query}”`,
  },
  nothingText: {
    zh: "请检查是否有错字，或者换成上一级的名称，也可以按省份查找。",
    en: "Please check the spelling, try the name of the area around it, or look by province.",
  },
  unknown: { zh: "没有这个地方", en: "There is no such place" },
  unknownText: {
    zh: "这个行政区划代码不存在。请从首页重新选择。",
    en: "No place has this code. Please choose again on the first page.",
  },
});
