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
  holder: { zh: "持证人", en: "Holder" },
  issuedOn: { zh: "签发日期", en: "Issued on" },
  validUntil: { zh: "有效期至", en: "Valid until" },
  unlimited: { zh: "长期", en: "Unlimited" },
  number: { zh: "证照编号", en: "Certificate number" },
  replaced: { zh: "已换发新证", en: "Replaced by" },
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
});
