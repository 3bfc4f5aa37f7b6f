import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  heading: { zh: "搜索服务", en: "Search for a service" },
  title: {
    zh: (p: { query: string }) => `搜索“${p.query}”`,
    en: (p: { query: string }) => `Search for “${p.query}”`,
  },
  all: { zh: (p: { name: string }) => `${p.name}的全部服务`, en: (p: { name: string }) => `All services of ${p.name}` },
  search: { zh: "您要办什么事", en: "What do you need to do" },
  found: {
    zh: (p: { count: number }) => `找到 ${p.count} 项服务`,
    en: (p: { count: number }) => (p.count === 1 ? "1 service found" : `${p.count} services found`),
  },
  events: { zh: "一件事一次办", en: "Life events: several services at once" },
  nothing: {
    zh: (p: { query: string }) => `没有找到“${p.query}”`,
    en: (p: { query: string }) => `Nothing found for “${p.query}”`,
  },
  nothingText: {
    zh: "换一个说法试试，也可以输入拼音或者首字母。",
    en: "Please try other words; everyday names, pinyin and English all work.",
  },
  call: { zh: (p: { phone: string }) => `打电话问：${p.phone}`, en: (p: { phone: string }) => `Call ${p.phone}` },
});
