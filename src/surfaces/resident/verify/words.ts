import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "核验证照", en: "Check a certificate" },
  lede: {
    zh: "任何人都可以核验本平台签发的证照，不需要登录。",
    en: "Anyone can check a certificate issued here. You do not need to sign in.",
  },
  numberLabel: { zh: "证照编号", en: "Certificate number" },
  numberHint: {
    zh: "印在证照上，例如 430621-20261121-Z7K2M9QX4TH-5。连字符和大小写不影响。",
    en: "Printed on the certificate, for example 430621-20261121-Z7K2M9QX4TH-5. Hyphens and capitals do not matter.",
  },
  numberMissing: { zh: "请填写证照编号。", en: "Please enter the number of the certificate." },
  check: { zh: "核验", en: "Check" },
  checkAnother: { zh: "核验另一份证照", en: "Check another certificate" },

  genuine: { zh: "真实有效", en: "Genuine and valid" },
  issued: { zh: "已签发，目前有效", en: "Issued, valid today" },
  genuineByNumber: {
    zh: "这个编号的证照由下列机关签发，目前有效。只凭编号不能证明您手中的纸质件没有被改动，请扫描二维码或上传 PDF 文件。",
    en: "The authority named below issued a certificate with this number, and it is valid today. The number alone does not show that the paper in your hand is unchanged: scan its code or send its PDF.",
  },
  genuineByPaper: {
    zh: "电子签名核对无误。请逐项对照：纸面内容与下面有任何不同，就不是签发时的内容。",
    en: "The signature is right. Compare line by line: where the paper says anything else than below, it is not what was issued.",
  },
  genuineByFile: {
    zh: "您上传的文件与签发时的文件完全一致。",
    en: "The file you sent is exactly the one that was issued.",
  },
  revoked: { zh: "已撤销", en: "Revoked" },
  revokedSay: {
    zh: (p: { day: string }) => `签发机关已于${p.day}撤销这份证照，它不再有效。`,
    en: (p: { day: string }) => `The issuing authority revoked this certificate on ${p.day}. It is no longer valid.`,
  },
  because_decision: { zh: "签发机关已收回原来的决定。", en: "The authority took its decision back." },
  because_replaced: { zh: "新的一份已经签发。", en: "A newer one was issued." },
  because_agency: { zh: "主管部门的系统告知它不再有效。", en: "The agency's system says that it stands no more." },
  because_facts_changed: { zh: "所证明的情况已有变化。", en: "What it says is no longer so." },
  factsChanged: {
    zh: (p: { day: string }) => `请注意：签发机关于${p.day}告知，证照所证明的情况此后已有变化。`,
    en: (p: { day: string }) => `Please note: the authority told us on ${p.day} that what it says has changed since.`,
  },
  replacedBy: { zh: "已由这份证照代替", en: "Replaced by" },
  expired: { zh: "已过有效期", en: "Expired" },
  expiredSay: {
    zh: (p: { day: string }) => `这份证照曾经真实签发，有效期到${p.day}为止。`,
    en: (p: { day: string }) => `This certificate was issued here and was valid until ${p.day}.`,
  },
  altered: { zh: "与签发内容不符", en: "Not as issued" },
  alteredSignature: {
    zh: "有这个编号的证照，但二维码里的电子签名不对。您看到的纸质件可能被改动过，请不要采信，并联系签发机关。",
    en: "There is a certificate with this number, but the signature in the code is wrong. The paper may have been changed. Please do not rely on it, and ask the issuing authority.",
  },
  alteredFile: {
    zh: "有这个编号的证照，但您上传的文件与签发时的不一致。另存、打印成 PDF 或截图也会这样。请使用签发时下载的原文件。",
    en: "There is a certificate with this number, but the file you sent differs from the one that was issued. Saving it anew, printing it to PDF or a screenshot does that too. Please use the file as it was downloaded.",
  },
  alteredRecord: {
    zh: "这份证照的登记信息与电子签名不一致，暂时不能确认真伪。请联系签发机关。",
    en: "Our record of this certificate does not agree with its signature, so we cannot confirm it for now. Please ask the issuing authority.",
  },
  unknown: { zh: "没有查到", en: "Not found" },
  unknownSay: {
    zh: "没有这个编号的证照。请对照证照再核对一遍编号；如果编号没有错，请不要采信，并联系上面所写的签发机关。",
    en: "There is no certificate with this number. Please compare the number once more. If it is right, do not rely on the certificate, and ask the authority it names.",
  },

  number: { zh: "编号", en: "Number" },
  kind: { zh: "证照", en: "Certificate" },
  holder: { zh: "持证人", en: "Holder" },
  issuer: { zh: "签发机关", en: "Issued by" },
  issuedOn: { zh: "签发日期", en: "Issued on" },
  validUntil: { zh: "有效期至", en: "Valid until" },
  unlimited: { zh: "长期有效", en: "No end date" },
  checkedAt: {
    zh: (p: { at: string }) => `核验时间：${p.at}（北京时间）`,
    en: (p: { at: string }) => `Checked at ${p.at}, China time`,
  },
  onlyMasked: {
    zh: "只凭编号只显示这些内容，以保护持证人的个人信息。",
    en: "With the number alone we show only this, to protect the holder.",
  },

  fileTitle: { zh: "核对 PDF 文件", en: "Compare the PDF" },
  fileLabel: { zh: "对方给您的 PDF 文件", en: "The PDF you were given" },
  fileHint: {
    zh: "文件只用于比对，比对后立即丢弃，不会保存。",
    en: "The file is compared and thrown away at once. It is not kept.",
  },
  fileMissing: { zh: "请选择要核对的 PDF 文件。", en: "Please choose the PDF to compare." },
  compare: { zh: "核对文件", en: "Compare the file" },

  howTitle: { zh: "核验是怎样进行的", en: "How this works" },
  howCode: {
    zh: "扫描二维码：二维码里有签发机关对证照内容的电子签名，改动任何一个字，签名就对不上。",
    en: "Scanning the code: it holds the issuing authority's signature over what the certificate says. Change one character and the signature no longer fits.",
  },
  howFile: {
    zh: "上传 PDF：与签发时的文件逐字节比对。",
    en: "Sending the PDF: it is compared byte for byte with the file that was issued.",
  },
  howNumber: {
    zh: "只输入编号：可以知道证照是否签发过、现在是否有效。",
    en: "Typing the number: shows whether it was issued and whether it is valid now.",
  },
  howAddress: {
    zh: "请确认浏览器里的网址是您信任的政务网址，再相信这一页的结果。",
    en: "Before you trust this page, make sure that its address is that of the authority.",
  },
});
