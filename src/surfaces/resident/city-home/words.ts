import { defineWords } from "../../../foundation/i18n/index.ts";

type Count = { name: string; count: number };

export const words = defineWords({
  query: { zh: "查询", en: "Look up" },
  pay: { zh: "账单", en: "Bill" },
  apply: { zh: "申请", en: "Apply" },
  certificate: { zh: "开证明", en: "Certificate" },
  book: { zh: "预约", en: "Book" },
  report: { zh: "反映", en: "Report" },
  title: {
    zh: (p: { name: string }) => `${p.name}公共服务`,
    en: (p: { name: string }) => `Public services of ${p.name}`,
  },
  description: {
    zh: (p: { name: string }) => `在手机上办理${p.name}的公共服务：查条件、填申请、看进度。`,
    en: (p: { name: string }) =>
      `Public services of ${p.name} on your phone: see what you need, apply, follow your case.`,
  },
  search: { zh: "您要办什么事", en: "What do you need to do" },
  searchHint: { zh: "例如：居住证、暂住证、jzz", en: "For example: residence permit, complaint" },
  common: { zh: "常用服务", en: "Common services" },
  nothingYet: {
    zh: "这里的服务正在准备，还不能在线办理。请先到政务服务大厅，或者打电话咨询。",
    en: "Services are being prepared here and cannot be used yet. Please go to the service hall or call.",
  },
  fields: { zh: "办事分类", en: "Services by field" },
  count: {
    zh: (p: Count) => `${p.name}现在有 ${p.count} 项服务可以在这里办。`,
    en: (p: Count) =>
      p.count === 1
        ? `1 service of ${p.name} is available here.`
        : `${p.count} services of ${p.name} are available here.`,
  },
  field: {
    zh: (p: Count) => `${p.name}（${p.count}）`,
    en: (p: Count) => `${p.name} (${p.count})`,
  },
  events: { zh: "一件事一次办", en: "Life events" },
  eventsNote: { zh: "几项服务，问题只答一次，一起提交。", en: "Several services, answered once and sent together." },
  more: { zh: "还可以", en: "More" },
  all: { zh: "全部服务", en: "All services" },
  mine: { zh: "我的事情", en: "Your own" },
  bills: { zh: "去交费", en: "Pay a bill" },
  billsNote: { zh: "记住的户号，点一下就能交", en: "The accounts you keep, a tap away" },
  waiting: { zh: "我的办件和消息", en: "Your cases and messages" },
  waitingNote: {
    zh: "看办到哪一步、等您做什么，继续没填完的申请。",
    en: "See where things stand and what waits for you, and go on with unfinished applications.",
  },
  verify: { zh: "查验证照真伪", en: "Check a certificate" },
  verifyNote: { zh: "输入证照编号或者扫二维码，不用登录。", en: "By its number or QR code, without signing in." },
  phone: { zh: "打电话", en: "By telephone" },
  phoneNote: {
    zh: "不会用手机办的，打电话也可以问、可以办。",
    en: "Call if you would rather ask or apply by telephone.",
  },
});
