import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "能不能上线", en: "Can this place go live" },
  services: { zh: "事项", en: "Services" },
  lede: {
    zh: (p: { shown: number }) => `居民现在看到 ${p.shown} 项服务。下面是还缺的内容和处理办法。`,
    en: (p: { shown: number }) => `Residents see ${p.shown} services now. Below is what is missing and what to do.`,
  },
  notReady: {
    zh: (p: { red: number }) => `还不能上线：有 ${p.red} 处必须先处理`,
    en: (p: { red: number }) =>
      p.red === 1 ? "Not yet: one thing has to be done first" : `Not yet: ${p.red} things have to be done first`,
  },
  ready: { zh: "可以上线，没有缺的内容", en: "Ready: nothing is missing" },
  readyWithWarnings: { zh: "可以上线，还有几处建议处理", en: "Ready, with some warnings" },
  caption: { zh: "还缺的内容", en: "What is missing" },
  level: { zh: "程度", en: "Weight" },
  red: { zh: "必须处理", en: "Blocks" },
  amber: { zh: "建议处理", en: "Warning" },
  what: { zh: "缺什么，怎么办", en: "What is missing, and what to do" },
  which: { zh: "涉及的服务", en: "Services" },
  howMany: {
    zh: (p: { count: number }) => `${p.count} 项服务`,
    en: (p: { count: number }) => `${p.count} services`,
  },
  where: { zh: "到哪里处理", en: "Where" },
  mend: { zh: "去处理", en: "Go there" },
});
