import type { IdType } from "../../../domain/identity/index.ts";
import { defineWords, type Text } from "../../../foundation/i18n/index.ts";

export const idTypeNames: Readonly<Record<IdType, Text>> = {
  resident_id: { zh: "居民身份证", en: "Resident identity card" },
  hk_macao_taiwan_permit: { zh: "港澳台居民居住证", en: "Residence permit for Hong Kong, Macao and Taiwan residents" },
  foreign_permanent_resident_id: { zh: "外国人永久居留身份证", en: "Foreign permanent resident identity card" },
  passport: { zh: "护照", en: "Passport" },
};

export const words = defineWords({
  title: { zh: "帮办代办", en: "File for someone" },
  lede: {
    zh: "有人来到窗口或社区，或者您上门，替本人填写和提交申请。谁替谁办、怎样同意的，都会记下来，也会告诉本人。",
    en: "For people who come to you or whom you visit. Who acts for whom, and how they agreed, is recorded and told to the person.",
  },
  begin: { zh: "替一位群众申请", en: "File for a person" },
  new: { zh: "替谁办、办什么", en: "For whom, and what" },
  service: { zh: "办什么事", en: "Which service" },
  event: { zh: (p: { name: string }) => `一件事：${p.name}`, en: (p: { name: string }) => `Life event: ${p.name}` },
  eventSent: { zh: "已提交，点开看每一件", en: "Sent; open it to see each case" },
  eventCases: { zh: "各件办件", en: "The cases" },
  eventCasesCaption: {
    zh: "每一件都有自己的回执和查询码，点开看",
    en: "Each has a receipt and a code of its own; open it",
  },
  eventOthers: { zh: "还没有提交的", en: "Not sent" },
  eventWaits: {
    zh: "要等前面的办好。办好以后，本人登录在“一件事”里接着办，或者再到窗口来。",
    en: "It waits for an earlier one. Then the person goes on with it when signed in, or comes to a counter again.",
  },
  name: { zh: "申请人姓名", en: "Name of the person" },
  nameHint: { zh: "和证件上的一样。", en: "As on the document." },
  idType: { zh: "证件类型", en: "Kind of document" },
  idNumber: { zh: "证件号码", en: "Document number" },
  phone: { zh: "申请人的电话（没有可以不填）", en: "Telephone of the person, if there is one" },
  phoneHint: { zh: "座机请带区号。", en: "With area code for a landline." },
  consent: { zh: "本人怎样同意由您代办", en: "How the person agreed that you act for them" },
  consentHint: {
    zh: "请先问清楚，再选择。没有同意，不能代办。",
    en: "Please ask first. Without agreement you cannot act for them.",
  },
  paper: { zh: "书面：在委托书上签了字或者按了手印", en: "On paper: signed or fingerprinted" },
  word: { zh: "口头：当面说了同意", en: "By word, in front of me" },
  go: { zh: "开始填写", en: "Begin" },
  list: { zh: "我代办的", en: "What I filed for people" },
  caption: { zh: "最近的在前", en: "Newest first" },
  none: { zh: "还没有代办过", en: "Nothing yet" },
  person: { zh: "申请人", en: "Person" },
  when: { zh: "开始", en: "Begun" },
  state: { zh: "办到哪一步", en: "Where it stands" },
  unsent: { zh: "还没提交", en: "Not sent yet" },
  gone: { zh: "资料已到期删除", en: "Kept for its full time and gone" },
  hidden: { zh: "不再显示", en: "No longer shown" },
  goOn: { zh: "接着填", en: "Go on" },
  discard: { zh: "删除没填完的这份", en: "Delete this unfinished one" },
  receipt: { zh: "收件回执", en: "Receipt" },
  number: { zh: "办件编号", en: "Case number" },
  eventNumber: { zh: "一件事编号", en: "Number of the event" },
  filedBy: { zh: "代办人", en: "Filed by" },
  agency: { zh: "办理机关", en: "Agency" },
  sentAt: { zh: "提交时间", en: "Sent" },
  due: { zh: "下一步最晚", en: "Next step by" },
  how: { zh: "没有手机，怎么知道办到哪一步", en: "How to follow it without a phone" },
  byCall: {
    zh: (p: { phone: string }) => `打 ${p.phone}，说出上面的编号。`,
    en: (p: { phone: string }) => `Call ${p.phone} and say the number above.`,
  },
  byCallEvent: {
    zh: (p: { phone: string }) => `打 ${p.phone}，说出上面各件的编号。`,
    en: (p: { phone: string }) => `Call ${p.phone} and say the numbers of the cases above.`,
  },
  byFamilyEvent: {
    zh: "以后本人用自己的证件登录（家人的手机也行），在“我的”里能看到这件事、每件办件和每一步的通知。",
    en: "Whenever the person signs in with their own document, on anybody's phone, they find the event, its cases and every message under “My page”.",
  },
  byDesk: {
    zh: "带上身份证和这张回执，到办理机关的窗口、社区或者村里问，都能查到。",
    en: "Take the identity card and this receipt to a counter of the agency, the community or the village office.",
  },
  byFamily: {
    zh: "以后本人用自己的证件登录（家人的手机也行），在“我的”里能看到这件办件和每一步的通知。",
    en: "Whenever the person signs in with their own document, on anybody's phone, they find this case and every message under “My page”.",
  },
  notAsked: {
    zh: "本人没有同意的，登录后可以撤回，也可以在窗口当面说。",
    en: "If the person did not agree, they can withdraw it when signed in, or say so at a counter.",
  },
  print: {
    zh: "请用浏览器的“打印”把这一页打出来，交给本人。",
    en: "Please print this page with the browser and hand it to the person.",
  },
  waits: {
    zh: "已经给本人留了通知，登录后能看到。",
    en: "A message waits for the person and is there when they sign in.",
  },
  next: { zh: "接下来", en: "What happens next" },
  nextCorrect: { zh: "还缺内容，等本人补正", en: "Something is missing; it is the person's move" },
  correctHint: {
    zh: "本人在您面前的，可以替本人补正：还是原来那些问题，改需要改的。记在您名下，也会告诉本人。",
    en: "With the person before you, you can complete it for them: the same questions, change what needs changing. It is recorded as done by you and told to them.",
  },
  correct: { zh: "替本人补正", en: "Complete it for the person" },
  correcting: {
    zh: (p: { name: string }) => `您正在替${p.name}补正。提交前请把改的内容念给本人听。`,
    en: (p: { name: string }) =>
      `You are completing the application of ${p.name}. Please read out what you changed before sending.`,
  },
  byCode: {
    zh: "家里人有手机的，扫下面的码，不用登录就能看到办到哪一步。理由和结果只有本人登录或者到窗口才能看。",
    en: "Anybody in the family can scan this code and see where it stands, without signing in. Reasons and results are for the person alone, signed in or at a counter.",
  },
  look: { zh: "查询码", en: "Code to look it up" },
  reached: { zh: "本人能收到通知吗", en: "Will the person hear of it" },
  sms_given: {
    zh: (p: { phone: string }) => `能：有进展时发短信到本人留的手机 ${p.phone}。`,
    en: (p: { phone: string }) => `Yes: every step by SMS to the number given, ${p.phone}.`,
  },
  sms_own: {
    zh: "能：有进展时发短信到本人账号里的手机。",
    en: "Yes: every step by SMS to the telephone of the person's account.",
  },
  sms_said_no: { zh: "本人说过不要短信，不发。", en: "The person wants no SMS, so none is sent." },
  sms_landline: {
    zh: "留的不是手机号码，收不到短信。",
    en: "The number given is no mobile number of the mainland and takes no SMS.",
  },
  sms_no_number: { zh: "没有留手机号码，发不了短信。", en: "No mobile number was given, so no SMS can be sent." },
  sms_no_line: { zh: "这里还没有开通短信。", en: "No SMS are sent from here." },
  reachEmail: {
    zh: "能：也发邮件到本人验证过的邮箱。",
    en: "Yes: also by e-mail to an address the person has proved.",
  },
  reachNobody: {
    zh: "没有办法主动通知到本人。请把回执打出来交给本人，说清楚什么时候来问。",
    en: "There is no way to tell the person. Please print the receipt and say when to come and ask.",
  },
  told: {
    zh: (p: { channel: string; state: string; when: string }) => `${p.channel}：${p.state}（${p.when}）`,
    en: (p: { channel: string; state: string; when: string }) => `${p.channel}: ${p.state} (${p.when})`,
  },
  sms: { zh: "短信", en: "SMS" },
  email: { zh: "邮件", en: "E-mail" },
  told_queued: { zh: "等待发送", en: "waiting to be sent" },
  told_sent: { zh: "已发出", en: "sent" },
  told_delivered: { zh: "已送达", en: "delivered" },
  told_failed: { zh: "没有送到", en: "did not arrive" },
  told_given_up: { zh: "没有发出", en: "not sent" },
  noSms: { zh: "本人不要短信", en: "The person wants no SMS" },
  another: { zh: "再替一位申请", en: "File for another person" },
  back: { zh: "回到帮办代办", en: "Back" },
});
