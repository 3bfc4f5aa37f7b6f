import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "我的证照", en: "My certificates" },
  lede: {
    zh: "电子证照和纸质证件一样有效。对方扫描二维码，就能核对真伪。",
    en: "An electronic certificate is as good as paper. Whoever scans its code can check that it is genuine.",
  },
  empty: { zh: "还没有证照。办成的证照会出现在这里。", en: "No certificates yet. What is issued to you appears here." },
  valid: { zh: "有效", en: "Valid" },
  expired: { zh: "已过期", en: "Expired" },
  revoked: { zh: "已作废", en: "Revoked" },
  replaced: { zh: "已换发", en: "Replaced" },
  facts_changed: { zh: "情况有变化", en: "Facts have changed" },
  state: { zh: "状态", en: "State" },
  holder: { zh: "持证人", en: "Holder" },
  issuedOn: { zh: "签发日期", en: "Issued on" },
  validUntil: { zh: "有效期至", en: "Valid until" },
  unlimited: { zh: "长期", en: "Unlimited" },
  number: { zh: "证照编号", en: "Certificate number" },
  replacedBy: { zh: "换发为", en: "Replaced by" },
  city: { zh: "签发地", en: "Issued in" },
  open: { zh: "打开、出示、给机关使用", en: "Open, show, let an agency use it" },
  download: { zh: "下载（PDF）", en: "Download (PDF)" },
  show: { zh: "出示二维码", en: "Show the code" },
  showHint: {
    zh: "请对方扫描。扫描后看到的内容和证照上印的一样多。",
    en: "Let the other person scan it. They see what is printed on the certificate and no more.",
  },
  code: { zh: "核对真伪的二维码", en: "Code that shows it is genuine" },
  verify: { zh: "打开核对页面", en: "Open the page that checks it" },
  case: { zh: "查看办件", en: "See the case" },
  me: { zh: "我的", en: "My page" },

  revokedOn: {
    zh: (p: { day: string }) => `${p.day}起不再有效`,
    en: (p: { day: string }) => `No longer valid since ${p.day}`,
  },
  reason: { zh: "原因", en: "Reason" },
  becauseReplaced: { zh: "新的一份已经签发。", en: "A newer one was issued." },
  factsChanged: {
    zh: (p: { day: string }) =>
      `签发机关于${p.day}告知，证照所证明的情况已有变化。它仍证明签发当日的情况；需要现在的证明，请重新申请。`,
    en: (p: { day: string }) =>
      `The authority told us on ${p.day} that what it says has changed. It still certifies the day of its issue; for today's facts please apply again.`,
  },

  useTitle: { zh: "给机关使用（用证码）", en: "Let an agency use it (one-time code)" },
  useHint: {
    zh: "生成一个 10 分钟内有效、只能用一次的用证码，报给对方。谁用了、什么时候用的，都会记在这里；没有用之前可以收回。",
    en: "Make a code that is valid for 10 minutes and for one use, and tell it to them. Who used it, and when, is recorded here; you can take it back before it is used.",
  },
  purpose: { zh: "用途", en: "What is it for" },
  purposeHint: { zh: "例如：子女入学。", en: "For example: school enrolment." },
  forWhom: { zh: "给谁用", en: "For whom" },
  anyone: { zh: "我把码报给的任何机关", en: "Any agency I tell the code to" },
  make: { zh: "生成用证码", en: "Make a code" },
  codeTitle: { zh: "用证码", en: "One-time code" },
  codeSay: {
    zh: (p: { until: string }) => `请把这 12 位数字报给对方，或者让对方扫码。${p.until}以前有效，只能用一次。`,
    en: (p: { until: string }) =>
      `Tell these 12 digits to them, or let them scan the code. Valid until ${p.until}, for one use.`,
  },
  codeQr: { zh: "用证码的二维码", en: "The one-time code as a QR code" },
  withdraw: { zh: "收回", en: "Take it back" },
  usedBy: {
    zh: (p: { by: string; at: string }) => `${p.by}于${p.at}使用`,
    en: (p: { by: string; at: string }) => `Used by ${p.by} on ${p.at}`,
  },
  codeOpen: { zh: "可以使用", en: "Can be used" },
  codeUsed: { zh: "已使用", en: "Used" },
  codeWithdrawn: { zh: "已收回", en: "Taken back" },
  codeExpired: { zh: "没有使用，已过期", en: "Not used, run out" },
  uses: { zh: "用证记录", en: "Uses" },
  noUses: { zh: "还没有生成过用证码。", en: "No code was made yet." },
  showAgain: { zh: "再看一次", en: "Show it again" },
  readings: { zh: "谁看过我的材料", en: "Who has read my file" },
  back: { zh: "返回证照", en: "Back to the certificate" },
});
