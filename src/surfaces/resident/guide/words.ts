import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  endsOn: {
    zh: (p: { day: string }) => `这项服务办到 ${p.day} 前为止`,
    en: (p: { day: string }) => `This service ends on ${p.day}`,
  },
  time: { zh: "多久办好", en: "How long" },
  fee: { zh: "费用", en: "Fee" },
  receive: { zh: "怎么拿结果", en: "The result" },
  postOrCollect: { zh: "邮寄或自取", en: "By post or collected" },
  post: { zh: "邮寄", en: "By post" },
  collect: { zh: "自取", en: "Collected" },
  online: { zh: "手机上看", en: "Online" },
  start: { zh: "开始办理", en: "Start" },
  lookUp: { zh: "查询", en: "Look up" },
  getIt: { zh: "开具", en: "Get it" },
  signInFirst: {
    zh: "先登录，只能查您自己的。",
    en: "You sign in first and see only what is about you.",
  },
  notFound: { zh: "先看看：这些情况查不了", en: "Before you start: it cannot be looked up when" },
  willSee: { zh: "您会看到", en: "What you will see" },
  willSeeFrom: {
    zh: (p: { agency: string }) => `由${p.agency}提供，马上显示，可以打印：`,
    en: (p: { agency: string }) => `From the records of ${p.agency}, at once, and you can print it:`,
  },
  youFillQuery: {
    zh: "填好就查。我们已经知道的不再问您。",
    en: "Then it is looked up. What we know already we do not ask again.",
  },
  theyAnswer: {
    zh: (p: { agency: string }) => `${p.agency}的系统马上答复`,
    en: (p: { agency: string }) => `The records of ${p.agency} answer at once`,
  },
  theyAnswerQuery: { zh: "结果就在下一页。", en: "The answer is on the next page." },
  theyAnswerCertificate: {
    zh: "符合条件的，证明当场开好，可以下载、打印和出示。不符合的，马上告诉您原因。",
    en: "If the records allow it, the certificate is made on the spot; you can download, print and show it. If not, you are told why at once.",
  },
  ifDown: { zh: "如果系统没有回应", en: "If they cannot be reached" },
  ifDownText: {
    zh: "您填的内容都在。我们可以接着替您问，有了结果发消息告诉您。",
    en: "What you entered is kept. We can go on asking for you, and you get a message when there is an answer.",
  },
  atOnce: { zh: "马上就有结果。", en: "You have the result at once." },
  signInLater: {
    zh: "先填写，提交前再登录。没填完也会保存。",
    en: "Fill it in first and sign in before sending. What you enter is saved.",
  },
  noSignIn: { zh: "不用登录。", en: "You need not sign in." },
  notForYou: { zh: "先看看：这些情况现在办不了", en: "Before you start: it cannot be granted when" },
  needs: { zh: "需要准备", en: "What you need" },
  process: { zh: "办理过程", en: "How it goes" },
  youFill: { zh: "您填写", en: "You fill it in" },
  youFillText: {
    zh: (p: { pages: number }) => `最多 ${p.pages} 页问题，每页只问一件事，随时可以停下，以后接着填。`,
    en: (p: { pages: number }) =>
      p.pages === 1
        ? "One page of questions. You can stop at any time and go on later."
        : `At most ${p.pages} pages of questions, one subject each. You can stop at any time and go on later.`,
  },
  youSend: { zh: "您核对并提交", en: "You check and send" },
  youSendText: {
    zh: "提交前登录，确认是您本人。提交后马上得到办件编号。",
    en: "You sign in before sending, so that we know it is you. You get a number at once.",
  },
  youSendNoSignIn: { zh: "不用登录，提交后马上得到办件编号。", en: "Without signing in. You get a number at once." },
  theyLook: {
    zh: (p: { agency: string }) => `${p.agency}收件`,
    en: (p: { agency: string }) => `${p.agency} receives it`,
  },
  theyLookText: {
    zh: "缺什么会一次说清，您在手机上补就行。",
    en: "If something is missing, you are told everything at once and can add it on your phone.",
  },
  theyLookLicence: {
    zh: (p: { time: string }) => `${p.time}内告诉您是否受理；缺什么一次说清。到时没有答复，就算受理。`,
    en: (p: { time: string }) =>
      `You hear within ${p.time} whether it is accepted, and everything that is missing at once. Without an answer by then it counts as accepted.`,
  },
  theyDecide: { zh: "告诉您结果", en: "You get the result" },
  theyDecideText: {
    zh: (p: { agency: string; time: string }) => `${p.agency}承诺受理后 ${p.time}内给您结果，不同意的会书面写明理由。`,
    en: (p: { agency: string; time: string }) =>
      `${p.agency} promises a result within ${p.time} after acceptance. A refusal comes in writing with reasons.`,
  },
  youReceive: { zh: "领取", en: "You receive it" },
  youReceivePost: {
    zh: "邮寄到您写的地址，或者到窗口领取。手机上的电子件马上就能用。",
    en: "By post to the address you give, or at the counter. The electronic one can be used at once.",
  },
  youReceiveHere: { zh: "到窗口领取。", en: "At the counter." },
  costs: { zh: "收费", en: "What it costs" },
  visit: { zh: "要到窗口来一次", en: "One visit to the counter" },
  visitDecide: {
    zh: "网上提交后、作决定以前，请到窗口来一次。",
    en: "After sending and before the decision, please come to the counter once.",
  },
  visitDeliver: { zh: "领取时请到窗口来一次。", en: "Please come to the counter to receive the result." },
  crossCity: { zh: "可以异地提交", en: "You can send it from another city" },
  crossCityText: {
    zh: (p: { question: string }) => `在这里提交，由“${p.question}”所在地的机关决定，您不用回去。`,
    en: (p: { question: string }) =>
      `You send it here; the office of the place you give under “${p.question}” decides. You need not travel there.`,
  },
  times: { zh: "时限", en: "Time limits" },
  acceptWithin: { zh: "是否受理", en: "Acceptance" },
  promised: { zh: "承诺办结", en: "Promised" },
  legalLimit: { zh: "法定时限", en: "Legal limit" },
  local: {
    zh: (p: { text: string }) => `${p.text}（本地规定）`,
    en: (p: { text: string }) => `${p.text} (local rule)`,
  },
  longest: {
    zh: (p: { time: string; when: string }) => `最长 ${p.time}：${p.when}`,
    en: (p: { time: string; when: string }) => `At most ${p.time}: ${p.when}`,
  },
  where: { zh: "谁来办、在哪里", en: "Who does it, and where" },
  office: { zh: "办理机关", en: "Office" },
  several: {
    zh: (p: { count: number }) => `这里有 ${p.count} 家，由您选一家。`,
    en: (p: { count: number }) => `There are ${p.count} of them here; you choose one.`,
  },
  noPlace: { zh: "还没有写地点和电话。", en: "No place and telephone are given yet." },
  phone: { zh: "咨询电话", en: "Telephone" },
  whose: { zh: (p: { who: string }) => `${p.who}。`, en: (p: { who: string }) => `This is ${p.who}.` },
  law: { zh: "法律依据", en: "Law" },
  remedies: { zh: "对结果有意见", en: "If you disagree" },
  data: { zh: "您的个人信息", en: "Your personal data" },
  dataList: { zh: "问您什么、为什么问", en: "What we ask and why" },
  keep: {
    zh: (p: { months: number; basis: string }) =>
      `办结后保存 ${sayMonths(p.months, "zh")}，到期删除。依据：${p.basis}。`,
    en: (p: { months: number; basis: string }) =>
      `Kept for ${sayMonths(p.months, "en")} after the case is closed, then erased. Basis: ${p.basis}.`,
  },
  sensitive: {
    zh: (p: { what: string }) => `下面的属于敏感个人信息，会单独征得您的同意：${p.what}。`,
    en: (p: { what: string }) => `These are sensitive and need your separate consent: ${p.what}.`,
  },
  basis: { zh: "依据：", en: "Basis: " },
  privacy: { zh: "查看、更正、删除我的信息", en: "See, correct or erase my data" },
});

function sayMonths(months: number, language: "zh" | "en"): string {
  if (months % 12 === 0) {
    const years = months / 12;
    return language === "zh" ? `${years} 年` : years === 1 ? "1 year" : `${years} years`;
  }
  return language === "zh" ? `${months} 个月` : `${months} months`;
}
