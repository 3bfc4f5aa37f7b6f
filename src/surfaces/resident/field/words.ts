import { defineWords } from "../../../foundation/i18n/index.ts";

type Place = { name: string; field: string };

export const words = defineWords({
  description: {
    zh: (p: Place) => `${p.name}的${p.field}服务：条件、材料、时间和在线申请。`,
    en: (p: Place) => `${p.field} in ${p.name}: conditions, documents, time and online application.`,
  },
  nothing: {
    zh: (p: Place) => `${p.name}还没有开通${p.field}的服务`,
    en: (p: Place) => `${p.name} does not offer services of this field here yet`,
  },
  nothingText: {
    zh: "请到当地政务服务大厅办理，或者看看其他服务。",
    en: "Please go to the local service hall, or look for another service.",
  },
  search: { zh: "搜索其他服务", en: "Search for another service" },
});
