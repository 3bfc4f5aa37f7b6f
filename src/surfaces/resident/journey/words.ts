import { defineWords } from "../../../foundation/i18n/index.ts";

type Pages = { pages: number };

/** Words of the way from the first question to a sent case. States are said by `stateWords`. */
const spoken = defineWords({
  startLede: {
    zh: "一页一件事，填了就保存，随时可以停下。",
    en: "One subject a page. What you enter is saved, and you can stop at any time.",
  },
  begunTitle: { zh: "您有一份没填完的申请", en: "You have an unfinished application" },
  begunText: {
    zh: (p: { at: string; until: string }) => `上次填到 ${p.at}，保存到 ${p.until}。`,
    en: (p: { at: string; until: string }) => `Last saved on ${p.at}, kept until ${p.until}.`,
  },
  goOn: { zh: "接着填", en: "Go on" },
  begin: { zh: "开始填写", en: "Begin" },
  beginAgain: { zh: "重新填一份", en: "Begin a new one" },
  discard: { zh: "删除没填完的这份", en: "Delete the unfinished one" },
  stepFill: { zh: "填写", en: "Fill it in" },
  stepFillText: {
    zh: (p: Pages) => `最多 ${p.pages} 页。我们已经知道的不再问您，只请您看一眼对不对。`,
    en: (p: Pages) =>
      p.pages === 1
        ? "One page. What we know already we do not ask again; we only show it to you."
        : `At most ${p.pages} pages. What we know already we do not ask again; we only show it to you.`,
  },
  stepCheck: { zh: "核对", en: "Check" },
  stepCheckText: { zh: "提交前把所有内容再看一遍。", en: "You see everything once more before sending." },
  stepCheckSignIn: {
    zh: "提交前登录，确认是您本人；再把所有内容看一遍。",
    en: "You sign in before sending, so that we know it is you, and see everything once more.",
  },
  stepSend: { zh: "提交", en: "Send" },
  stepSendText: {
    zh: (p: { agency: string }) => `马上得到编号，由${p.agency}办理。`,
    en: (p: { agency: string }) => `You get a number at once. ${p.agency} takes care of it.`,
  },
  keptResident: {
    zh: (p: { days: number }) => `没填完的保存 ${p.days} 天，换一部手机登录也能接着填。`,
    en: (p: { days: number }) => `Unfinished applications are kept for ${p.days} days, on any device you sign in with.`,
  },
  keptVisit: {
    zh: (p: { days: number }) => `没登录时，没填完的在这部手机上保存 ${p.days} 天；登录后保存更久，换手机也能接着填。`,
    en: (p: { days: number }) =>
      `Without signing in, an unfinished application is kept on this device for ${p.days} days. Sign in to keep it longer and go on elsewhere.`,
  },
  grounds: { zh: "这些情况现在办不了", en: "It cannot be granted when" },
  next: { zh: "保存并继续", en: "Save and continue" },
  lookUp: { zh: "查询", en: "Look up" },
  getIt: { zh: "开具", en: "Get it" },
  later: { zh: "先存着，以后再填", en: "Save for later" },
  more: { zh: "还有一点要问", en: "One more thing" },
  moreText: {
    zh: "根据您的回答，下面多了还没填的内容。填好的都已保存。",
    en: "Your answers lead to a further question below. Everything you entered is saved.",
  },
  changed: { zh: "这项服务更新了", en: "This service has changed" },
  changedKept: {
    zh: (p: { kept: number }) =>
      p.kept === 0 ? "您还没有填写的内容，请按现在的问题填写。" : `您填过的 ${p.kept} 项都还在，不用再填。`,
    en: (p: { kept: number }) =>
      p.kept === 0
        ? "You had entered nothing yet; please answer the questions as they are now."
        : `${p.kept === 1 ? "The answer" : `The ${p.kept} answers`} you gave ${p.kept === 1 ? "is" : "are"} still here and need not be entered again.`,
  },
  changedAgain: {
    zh: (p: { questions: string }) => `这几项的要求变了，请重新填写：${p.questions}。`,
    en: (p: { questions: string }) => `What is asked here has changed; please answer again: ${p.questions}.`,
  },
  changedGone: {
    zh: (p: { questions: string }) => `这几项现在不用填了：${p.questions}。`,
    en: (p: { questions: string }) => `This is no longer asked: ${p.questions}.`,
  },
  changedNothing: {
    zh: "没有要补的内容，核对以后就可以提交。",
    en: "Nothing is missing; check it and send it.",
  },
  newer: { zh: "这项服务有了新版本", en: "This service has a newer version" },
  newerKept: {
    zh: (p: { kept: number; anew: string }) =>
      p.anew === ""
        ? `改用新版本：您填过的 ${p.kept} 项都保留，没有要重新填的。`
        : `改用新版本：您填过的 ${p.kept} 项保留，要填的是：${p.anew}。`,
    en: (p: { kept: number; anew: string }) =>
      p.anew === ""
        ? `With the new version, all you answered is kept (${p.kept}) and nothing is asked again.`
        : `With the new version, what fits is kept (${p.kept}) and this is asked: ${p.anew}.`,
  },
  newerStay: {
    zh: (p: { until: string }) => `也可以接着用原来的，${p.until}以前提交都算数。`,
    en: (p: { until: string }) => `You can also go on as you began, if you send it before ${p.until}.`,
  },
  stayed: {
    zh: (p: { until: string }) => `您用的是原来的版本，请在${p.until}以前提交。`,
    en: (p: { until: string }) => `You go on with the version you began with; please send it before ${p.until}.`,
  },
  takeNewer: { zh: "改用新版本", en: "Take the new version" },
  stay: { zh: "接着用原来的", en: "Go on as I began" },
  why: { zh: "为什么问这些", en: "Why we ask" },
  basis: { zh: "依据：", en: "Basis: " },
  backToCheck: { zh: "回到核对", en: "Back to checking" },
  notPossible: { zh: "现在还办不了", en: "This cannot be granted now" },
  notPossibleKept: {
    zh: "在您花更多时间以前，我们先告诉您。您填的内容都还保存着。",
    en: "We tell you now, before you spend more time. Everything you entered is still saved.",
  },
  changeAnswer: { zh: "填错了？可以改", en: "Entered something by mistake? Correct it" },
  otherwise: { zh: "还可以怎么办", en: "What else you can do" },
  otherwiseText: {
    zh: "您认为符合条件的，可以到政务服务大厅当面问清楚，也可以提出意见。",
    en: "If you believe that you meet the conditions, please ask at the service hall, or tell us.",
  },
  otherwisePhone: {
    zh: (p: { phone: string }) => `您认为符合条件的，可以打 ${p.phone} 问清楚，或者到政务服务大厅当面问。`,
    en: (p: { phone: string }) =>
      `If you believe that you meet the conditions, call ${p.phone} or ask at the service hall.`,
  },
  othersGoOn: { zh: "这一项先不办，接着办其他的", en: "Leave this one out and go on with the others" },
  otherServices: { zh: "看看其他服务", en: "Other services" },
  saved: { zh: "已经保存", en: "It is saved" },
  savedUntil: {
    zh: (p: { until: string }) => `保存到 ${p.until}。`,
    en: (p: { until: string }) => `Kept until ${p.until}.`,
  },
  savedResident: {
    zh: "在“我的”里可以找到它，换一部手机登录也能接着填。",
    en: "You find it on your page, on any device you sign in with.",
  },
  savedVisit: {
    zh: "现在它只保存在这部手机的浏览器里。登录以后，保存更久，换手机也能接着填。",
    en: "It is kept for this browser only. Sign in to keep it longer and go on elsewhere.",
  },
  signIn: { zh: "登录", en: "Sign in" },
  check: { zh: "请核对", en: "Check your answers" },
  fee: { zh: "费用", en: "Fee" },
  decidedThere: {
    zh: (p: { city: string }) => `由${p.city}决定`,
    en: (p: { city: string }) => `${p.city} decides`,
  },
  decidedThereText: {
    zh: (p: { city: string; agency: string }) =>
      `您在这里提交，办件由${p.city}的${p.agency}办理。提交以后在“我的办件”里看进展，不用回去。`,
    en: (p: { city: string; agency: string }) =>
      `You send it here and ${p.agency} in ${p.city} deals with it. You follow it in your own list of cases and need not travel.`,
  },
  checkLede: {
    zh: (p: { agency: string }) => `提交后由${p.agency}办理。`,
    en: (p: { agency: string }) => `${p.agency} will take care of your case.`,
  },
  changedSince: { zh: "内容有变化，请再看一遍", en: "Something has changed; please look again" },
  changedSinceText: {
    zh: "您打开这一页之后，内容在别处改过了。下面是最新的，还没有提交。",
    en: "Something was changed elsewhere after this page was opened. This is how it stands now; nothing has been sent.",
  },
  doubts: { zh: "请再确认一下", en: "Please look at this again" },
  signInFirst: { zh: "提交前请登录", en: "Please sign in before sending" },
  signInFirstText: {
    zh: "登录是为了确认是您本人。您填的都在，登录后回到这一页。",
    en: "That is how we know it is you. Everything stays, and you come back to this page.",
  },
  signInToSend: { zh: "登录", en: "Sign in" },
  declare: {
    zh: "提交即表示以上内容属实，并由本人提交。",
    en: "By sending you state that the above is true and that it is you who sends it.",
  },
  declareHelping: {
    zh: (p: { name: string }) => `请把以上内容念给${p.name}听，由本人确认。提交后会记下是您代办的，并通知本人。`,
    en: (p: { name: string }) =>
      `Please read the above to ${p.name}, who confirms it. That you filed it is recorded, and the person is told.`,
  },
  pageBefore: { zh: "上一页", en: "Page before" },
  helping: { zh: "帮办代办", en: "File for someone" },
  helpingFor: {
    zh: (p: { name: string }) => `您正在替${p.name}填写`,
    en: (p: { name: string }) => `You are filling this in for ${p.name}`,
  },
  helpingWith: {
    zh: (p: { id: string }) => `证件号码 ${p.id}。下面的“您”都是指这位申请人。`,
    en: (p: { id: string }) => `Document number ${p.id}. “You” below means this person.`,
  },
  savedHelping: {
    zh: "它保存在您的“帮办代办”里，只有您能接着填。",
    en: "You find it under “File for someone”; only you can go on with it.",
  },
  send: { zh: "提交", en: "Send" },
  lawAndKeeping: { zh: "为什么需要这些、保存多久", en: "Why this is needed and how long it is kept" },
  keep: {
    zh: (p: { months: number; basis: string }) => `办结后保存 ${p.months} 个月，到期删除。依据：${p.basis}。`,
    en: (p: { months: number; basis: string }) =>
      `Kept for ${p.months} months after the case is closed, then erased. Basis: ${p.basis}.`,
  },
  empty: { zh: "没有填", en: "Left empty" },
  from: {
    zh: (p: { name: string; at: string }) => `来自${p.name}，${p.at}`,
    en: (p: { name: string; at: string }) => `From: ${p.name}, ${p.at}`,
  },
  otherOnRecord: {
    zh: (p: { name: string; value: string }) => `${p.name}记录的是：${p.value}。您说不对，办理时会核实。`,
    en: (p: { name: string; value: string }) =>
      `On record (${p.name}): ${p.value}. You say this is not right; it will be checked.`,
  },
  consented: { zh: "您已单独同意使用", en: "You gave separate consent" },
  sent: { zh: "已经提交", en: "It is sent" },
  sentLede: { zh: "我们收到了，谢谢您。", en: "We have received it. Thank you." },
  state: { zh: "办到哪一步", en: "Where it stands" },
  number: { zh: "办件编号", en: "Case number" },
  keepNumber: {
    zh: "请记下编号或者收藏这一页，以后在这里看结果。没有登录的，凭编号查看。",
    en: "Please keep the number or this page's address: the outcome will be shown here.",
  },
  moreToThePerson: {
    zh: "理由、结果和要补的内容，请本人用自己的证件登录查看，或者带身份证和回执到窗口问。",
    en: "Reasons, results and what is missing are for the person alone: signed in with their own document, or at a counter with the receipt.",
  },
  answer: { zh: "答复", en: "The answer" },
  nextSteps: { zh: "接下来", en: "What happens next" },
  nextAccept: { zh: "看您说的事归谁办", en: "We find out who deals with it" },
  nextDecide: { zh: "办理并答复", en: "It is dealt with and answered" },
  nextDecideText: {
    zh: "受理后开始计时，期限会写在这里。",
    en: "The time runs from acceptance; the day will stand here.",
  },
  by: { zh: (p: { day: string }) => `最晚 ${p.day}`, en: (p: { day: string }) => `By ${p.day} at the latest` },
  correct: { zh: "请补正", en: "Please correct your application" },
  correctLede: {
    zh: (p: { day: string }) => `请在 ${p.day} 前补齐。这是唯一一次补正通知，下面列出了全部内容。`,
    en: (p: { day: string }) => `By ${p.day}. This notice is the only one and names everything.`,
  },
  correctOpen: {
    zh: "这是唯一一次补正通知，下面列出了全部内容。",
    en: "This notice is the only one and names everything.",
  },
  correctItems: { zh: "需要补正的内容", en: "What is missing" },
  correctSend: { zh: "提交补正", en: "Send the correction" },
  correctBack: { zh: "回到办件", en: "Back to the case" },
  correctAll: {
    zh: "下面是您提交过的内容，改需要改的就行，其他不用动。",
    en: "This is what you sent. Change what needs changing and leave the rest as it is.",
  },
});

const stateWords = {
  zh: {
    submitted: "已收到，等待受理",
    correction_asked: "需要补正",
    not_accepted: "不予受理",
    accepted: "已受理",
    in_review: "正在办理",
    suspended: "暂停计时",
    approved: "已办结",
    refused: "没有同意",
    delivered: "已送达",
    withdrawn: "已撤回",
    lapsed: "已失效",
    transferred: "已转其他部门",
    archived: "已归档",
  },
  en: {
    submitted: "Received, waiting to be accepted",
    correction_asked: "Waiting for your correction",
    not_accepted: "Not accepted",
    accepted: "Accepted",
    in_review: "Being dealt with",
    suspended: "Paused",
    approved: "Answered",
    refused: "Refused",
    delivered: "Delivered",
    withdrawn: "Withdrawn",
    lapsed: "Lapsed",
    transferred: "Passed to another office",
    archived: "Closed",
  },
} as const;

export function words(language: "zh" | "en") {
  return { ...spoken(language), states: stateWords[language] };
}
