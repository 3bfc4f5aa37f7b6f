import { defineWords } from "../../../foundation/i18n/index.ts";

type Day = { day: string };
type Agency = { agency: string };
type Count = { count: number };

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
const workingDays = (count: number) => (count === 1 ? "1 working day" : `${count} working days`);

export const words = defineWords({
  number: { zh: "办件编号", en: "Case number" },
  back: { zh: "我的办件", en: "My cases" },

  moveYours: { zh: "现在轮到您", en: "It is your move" },
  moveAgency: {
    zh: ({ agency }: Agency) => `现在由${agency}办理`,
    en: ({ agency }: Agency) => `${agency} is working on it`,
  },
  moveDeliver: { zh: "决定已经作出，接下来是送达", en: "Decided; the result comes to you next" },
  moveAppointed: { zh: "接下来请您按约好的时间来", en: "Next, please come at the agreed time" },
  moveNobody: { zh: "这件事已经结束", en: "This matter is closed" },

  dueAccept: {
    zh: ({ day }: Day) => `最迟 ${day}告诉您是否受理`,
    en: ({ day }: Day) => `You will be told by ${day} whether it is accepted`,
  },
  dueTakeOn: {
    zh: ({ day }: Day) => `最迟 ${day}接办`,
    en: ({ day }: Day) => `It will be taken on by ${day}`,
  },
  dueCorrect: { zh: ({ day }: Day) => `请最迟在 ${day}补正`, en: ({ day }: Day) => `Please complete it by ${day}` },
  dueDecide: {
    zh: ({ day }: Day) => `最迟 ${day}作出决定`,
    en: ({ day }: Day) => `There will be a decision by ${day}`,
  },
  dueAnswer: { zh: ({ day }: Day) => `最迟 ${day}答复您`, en: ({ day }: Day) => `You will have an answer by ${day}` },
  dueFile: {
    zh: ({ day }: Day) => `最迟 ${day}决定是否立案`,
    en: ({ day }: Day) => `The court decides by ${day} whether to file it`,
  },
  dueResult: {
    zh: ({ day }: Day) => `最迟 ${day}给您结果`,
    en: ({ day }: Day) => `You will have the result by ${day}`,
  },
  dueConsult: {
    zh: ({ day }: Day) => `征求意见到 ${day}为止`,
    en: ({ day }: Day) => `The third party has until ${day}`,
  },
  duePay: { zh: ({ day }: Day) => `最迟 ${day}发放`, en: ({ day }: Day) => `Paid or handed over by ${day}` },
  dueDeliver: {
    zh: ({ day }: Day) => `最迟 ${day}送达`,
    en: ({ day }: Day) => `The result will reach you by ${day}`,
  },
  lateAgency: {
    zh: ({ day }: Day) => `应在 ${day}前办理，现在已经超过期限`,
    en: ({ day }: Day) => `This was due by ${day} and is late`,
  },
  lateHelp: {
    zh: "超期已记录在案，负责人看得到。您可以拨打 12345，也可以在这里投诉。",
    en: "The delay is on record and the people in charge can see it. You can call 12345 or complain here.",
  },
  paused: { zh: "暂停期间不计入办理期限", en: "This time does not count towards the deadline" },
  today: { zh: "今天到期", en: "today is the last day" },
  leftWorking: {
    zh: ({ count }: Count) => `还有 ${count} 个工作日`,
    en: ({ count }: Count) => `${workingDays(count)} left`,
  },
  leftDays: { zh: ({ count }: Count) => `还有 ${count} 天`, en: ({ count }: Count) => `${days(count)} left` },
  workingDays: { zh: ({ count }: Count) => `${count} 个工作日`, en: ({ count }: Count) => workingDays(count) },
  days: { zh: ({ count }: Count) => `${count} 天`, en: ({ count }: Count) => days(count) },
  limitAccept: {
    zh: ({ limit }: { limit: string }) => `法律规定：收到后 ${limit}内一次告诉您。逾期没有告诉您的，视为已经受理。`,
    en: ({ limit }: { limit: string }) =>
      `The law: you are told within ${limit} of receipt, at once and in full. If nobody tells you, it counts as accepted.`,
  },
  limitTakeOn: {
    zh: ({ limit }: { limit: string }) => `期限：收到后 ${limit}。逾期没有回应的，自动接办，时间照算。`,
    en: ({ limit }: { limit: string }) =>
      `The limit is ${limit} from receipt. Without a reaction it is taken on by itself and the time runs on.`,
  },
  limitAcceptMarked: {
    zh: ({ limit }: { limit: string }) => `期限：收到后 ${limit}内一次告诉您。超过期限会标出来，负责人看得到。`,
    en: ({ limit }: { limit: string }) =>
      `The limit: you are told within ${limit} of receipt, at once and in full. A delay is marked and the people in charge see it.`,
  },
  limitFromReceipt: {
    zh: ({ limit }: { limit: string }) => `法律规定：从收到那天起 ${limit}。`,
    en: ({ limit }: { limit: string }) => `The law: ${limit} from the day it arrived.`,
  },
  limitFromReceiptLocal: {
    zh: ({ limit }: { limit: string }) => `期限：从收到那天起 ${limit}。`,
    en: ({ limit }: { limit: string }) => `The limit: ${limit} from the day it arrived.`,
  },
  limitConsult: {
    zh: ({ limit }: { limit: string }) => `法律规定：${limit}。到时没有意见的，机关依法自己决定，期限接着算。`,
    en: ({ limit }: { limit: string }) =>
      `The law: ${limit}. Without an opinion by then the office decides by itself, and its time runs on.`,
  },
  limitCorrectAgain: {
    zh: ({ limit }: { limit: string }) =>
      `您有 ${limit}的时间。收到补正以后，办理期限重新算起；逾期没有补正，这次申请终止。`,
    en: ({ limit }: { limit: string }) =>
      `You have ${limit}. When your answer arrives the office's time begins anew; without one the request ends.`,
  },
  limitDeliverLocal: {
    zh: ({ limit }: { limit: string }) => `期限：作出决定后 ${limit}。`,
    en: ({ limit }: { limit: string }) => `The limit: within ${limit} of the decision.`,
  },
  atOnce: { zh: "当场", en: "at once" },
  limitPromised: {
    zh: (p: { promise: string; law: string }) => `我们承诺受理后 ${p.promise}，法律规定不超过 ${p.law}。`,
    en: (p: { promise: string; law: string }) => `We promise ${p.promise} from acceptance; the law allows ${p.law}.`,
  },
  limitLaw: {
    zh: ({ limit }: { limit: string }) => `法律规定：受理后 ${limit}。`,
    en: ({ limit }: { limit: string }) => `The law: ${limit} from acceptance.`,
  },
  limitLocal: {
    zh: ({ limit }: { limit: string }) => `本地规定：受理后 ${limit}。`,
    en: ({ limit }: { limit: string }) => `The local limit: ${limit} from acceptance.`,
  },
  limitExtended: {
    zh: "期限已依法延长过一次，不能再延长。",
    en: "The limit has been extended once, as the law allows. It cannot be extended again.",
  },
  limitCorrect: {
    zh: ({ limit }: { limit: string }) => `您有 ${limit}的时间。逾期没有补正，这次申请终止，可以重新申请。`,
    en: ({ limit }: { limit: string }) =>
      `You have ${limit}. Without an answer the application ends; you can apply again.`,
  },
  limitDeliver: {
    zh: ({ limit }: { limit: string }) => `法律规定：作出决定后 ${limit}内送达。`,
    en: ({ limit }: { limit: string }) => `The law: within ${limit} of the decision.`,
  },
  provisional: {
    zh: "这个日子是暂定的：国家还没有公布那一年的放假安排，公布以后可能会调整。",
    en: "This day is provisional: the national holiday schedule of that year is not published yet and may move it.",
  },
  decidedOn: { zh: ({ day }: Day) => `${day}作出决定`, en: ({ day }: Day) => `Decided on ${day}` },

  missing: { zh: "需要补正的内容", en: "What is missing" },
  reason: { zh: "理由", en: "Reason" },
  where: { zh: "可以去哪里办理", en: "Where to go instead" },
  passedTo: { zh: "移送到", en: "Passed on to" },
  answer: { zh: "答复", en: "The answer" },
  message: { zh: "给您的话", en: "A message for you" },
  remedies: { zh: "如果您不同意", en: "If you disagree" },

  waitingTitle: { zh: "还在等机关的系统", en: "Waiting for the agency's system" },
  waitingText: {
    zh: "我们会接着问，一有结果就写在这里，并发消息告诉您。您提交的内容都在，不用再交一次。",
    en: "We go on asking. As soon as there is an answer it stands here and you get a message. What you sent is kept; you need not send it again.",
  },
  askAgain: { zh: "现在再问一次", en: "Ask again now" },
  records: { zh: ({ agency }: Agency) => `${agency}的记录`, en: ({ agency }: Agency) => `On record at ${agency}` },
  didWait: {
    zh: "机关的系统没有回应，我们会接着问",
    en: "The agency's system did not answer; we go on asking",
  },
  byRecords: {
    zh: ({ agency }: Agency) => `根据${agency}的记录`,
    en: ({ agency }: Agency) => `From the records of ${agency}`,
  },
  certificateNumber: { zh: "证照编号", en: "Certificate number" },
  code: { zh: "核对真伪的二维码", en: "Code that shows it is genuine" },
  codeHint: {
    zh: "请对方扫描，就能核对真伪。扫描后看到的内容和证照上印的一样多。",
    en: "Let the other person scan it to check that it is genuine. They see what is printed on it and no more.",
  },
  certificate: { zh: "证照", en: "Certificate" },
  certificateMaking: {
    zh: "证照正在制作，通常几分钟就好。请稍后再看。",
    en: "Your certificate is being made, usually within minutes. Please look again shortly.",
  },
  certificateHeldUp: {
    zh: "证照没有自动做成，已经交给工作人员办理，做好以后会通知您。您现在不需要做什么。",
    en: "Your certificate could not be made automatically. A member of staff is seeing to it and you will be told; you need not do anything now.",
  },
  certificateReady: {
    zh: "电子证照已经做好，和纸质证件一样有效，可以下载、打印和出示。",
    en: "Your electronic certificate is ready. It is as good as paper; you can download, print and show it.",
  },
  download: { zh: "下载证照（PDF）", en: "Download certificate (PDF)" },
  verify: { zh: "核对真伪的页面", en: "Page that shows it is genuine" },

  delivery: { zh: "领取方式", en: "How you receive it" },
  collect: { zh: "到窗口领取", en: "Collect at the counter" },
  collectAt: {
    zh: ({ agency }: Agency) => `请带上身份证件，到${agency}窗口领取。`,
    en: ({ agency }: Agency) => `Please bring your identity document to the counter of ${agency}.`,
  },
  post: { zh: "邮寄", en: "By post" },
  postTo: { zh: "邮寄到", en: "Posted to" },
  postSoon: {
    zh: "会寄到您填写的地址，寄出后这里显示快递单号。",
    en: "It is sent to your address; the tracking number will stand here.",
  },
  tracking: { zh: "快递单号", en: "Tracking number" },

  nextTitle: { zh: "接下来", en: "What happens next" },
  nextAccept: { zh: "看内容是否齐全", en: "Check that everything is there" },
  nextAcceptText: {
    zh: ({ agency }: Agency) => `${agency}告诉您是否受理；缺什么会一次说清。`,
    en: ({ agency }: Agency) =>
      `${agency} tells you whether it is accepted; anything missing is named once and in full.`,
  },
  nextTakeOn: { zh: "接办", en: "Somebody takes it on" },
  nextTakeOnText: {
    zh: ({ agency }: Agency) => `${agency}交给能处理的人。`,
    en: ({ agency }: Agency) => `${agency} gives it to whoever can deal with it.`,
  },
  nextCorrect: { zh: "您补正", en: "You complete it" },
  nextCorrectText: {
    zh: "只改需要改的，其他内容不用重填。",
    en: "Change only what is needed; everything else stays as it is.",
  },
  nextGoOn: { zh: "恢复办理", en: "Work goes on" },
  nextGoOnText: {
    zh: "程序结束以后恢复计时，会在消息里告诉您。",
    en: "When this is done the clock runs again and you will find a message.",
  },
  nextDecide: { zh: "审查并决定", en: "Review and decision" },
  nextDecideText: {
    zh: ({ limit }: { limit: string }) => `受理后 ${limit}内作出决定。`,
    en: ({ limit }: { limit: string }) => `Within ${limit} of acceptance.`,
  },
  nextAnswer: { zh: "答复您", en: "You are answered" },
  nextAnswerText: {
    zh: ({ limit }: { limit: string }) => `接办后 ${limit}内答复，写在这一页。`,
    en: ({ limit }: { limit: string }) => `Within ${limit}, on this page.`,
  },
  nextResult: { zh: "拿到结果", en: "You receive the result" },
  nextResultText: {
    zh: "有进展时，您会在“消息”里看到。",
    en: "Every step is told in your messages.",
  },

  nowTitle: { zh: "您现在可以", en: "What you can do now" },
  goCorrect: { zh: "去补正", en: "Complete it now" },
  withdraw: { zh: "撤回", en: "Withdraw" },
  applyAgain: { zh: "重新申请", en: "Apply again" },
  writeAgain: { zh: "再提一次", en: "Write again" },
  complain: { zh: "对这件事投诉或提建议", en: "Complain or suggest something about this case" },
  readings: { zh: "谁看过我的材料", en: "Who has read my file" },
  guide: { zh: "看办事指南", en: "Read the guide" },

  timeline: { zh: "经过", en: "What happened" },
  you: { zh: "您", en: "You" },
  byHelper: { zh: "工作人员在窗口或者社区替您提交", en: "Filed for you by a member of staff" },
  correctedByHelper: { zh: "工作人员在窗口或者社区替您补正", en: "Completed for you by a member of staff" },
  bySystem: { zh: "系统自动记录", en: "Recorded automatically" },
  didSubmit: { zh: "您提交了申请", en: "You applied" },
  didWrite: { zh: "您反映了情况", en: "You wrote to us" },
  didAccept: { zh: "已受理", en: "Accepted" },
  didTakeOn: { zh: "已接办", en: "Taken on" },
  didDeemed: {
    zh: "期限内没有答复，依法视为已经受理，从提交那天算起",
    en: "Nobody answered in time, so by law it counts as accepted from the day you applied",
  },
  didTakeOnItself: { zh: "期限内没有回应，自动接办", en: "Nobody reacted in time, so it was taken on by itself" },
  didAsk: { zh: "请您补正", en: "You were asked to complete it" },
  didCorrect: { zh: "您补正了内容", en: "You completed it" },
  didDecline: { zh: "不予受理", en: "Not accepted" },
  didSuspend: { zh: "办理时间暂停计算", en: "The clock was stopped" },
  didResume: { zh: "恢复办理", en: "Work went on" },
  didExtend: {
    zh: ({ limit }: { limit: string }) => `期限延长 ${limit}`,
    en: ({ limit }: { limit: string }) => `The deadline was moved by ${limit}`,
  },
  didApprove: { zh: "批准", en: "Approved" },
  didDone: { zh: "已办好", en: "Done" },
  didAnswer: { zh: "已答复", en: "Answered" },
  didRefuse: { zh: "不予批准", en: "Refused" },
  didNotDo: { zh: "没有办理", en: "Not done" },
  didNotUphold: { zh: "没有采纳", en: "Not upheld" },
  didGrant: { zh: "已核准", en: "Granted" },
  didNotGrant: { zh: "没有核准", en: "Not granted" },
  didPay: { zh: "已发放", en: "Paid or handed over" },
  didDisclose: { zh: "已答复：予以公开", en: "Answered: disclosed" },
  didDisclosePartly: { zh: "已答复：部分公开", en: "Answered: disclosed in part" },
  didNotDisclose: { zh: "已答复：不予公开", en: "Answered: not disclosed" },
  didNotExist: { zh: "已答复：信息不存在", en: "Answered: it does not exist" },
  didRepeat: { zh: "已答复：重复申请，不再处理", en: "Answered: asked before, not dealt with again" },
  didNotHold: { zh: "已答复：不由这个机关公开", en: "Answered: not held by this office" },
  didAskOthers: { zh: "征求第三方意见，期限暂停", en: "A third party was asked; the clock was stopped" },
  didGiveUp: { zh: "期限内没有补正，视为放弃申请", en: "Not made clear in time: counts as given up" },
  didFileClaim: { zh: "您提交了诉状", en: "You filed your claim" },
  didFile: { zh: "法院已立案", en: "The court filed the case" },
  didRuleOut: { zh: "裁定不予受理", en: "The court ruled not to accept it" },
  didPointToCourt: { zh: "告知向有管辖权的法院起诉", en: "Another court has jurisdiction" },
  didReturn: { zh: "期限内没有补正，诉状退回", en: "Not completed in time: the papers were returned" },
  byPublishedRule: { zh: "按公开的规则自动办理", en: "By the published rule" },
  rule: { zh: "办理规则", en: "The rule" },
  ruleOf: {
    zh: (p: { version: string }) => `事项页上公开的规则（事项版本 ${p.version}）`,
    en: (p: { version: string }) => `as published with the service (version ${p.version})`,
  },
  withheld: { zh: "没有提供的部分和理由", en: "What is withheld, and why" },
  nextAnswerDirectText: {
    zh: ({ limit }: { limit: string }) => `从收到那天起 ${limit}内答复，写在这一页。`,
    en: ({ limit }: { limit: string }) => `Within ${limit} of receipt, on this page.`,
  },
  nextFile: { zh: "决定是否立案", en: "Decision whether to file it" },
  nextFileText: {
    zh: ({ limit }: { limit: string }) => `从收到那天起 ${limit}内；不立案的会作出书面裁定。`,
    en: ({ limit }: { limit: string }) => `Within ${limit} of receipt; a refusal is a ruling in writing.`,
  },
  nextPay: { zh: "发放", en: "Payment" },
  nextPayText: {
    zh: "核准以后发放，有进展时会在“消息”里看到。",
    en: "After it is granted; every step is told in your messages.",
  },
  didIssue: { zh: "证照已制发", en: "The certificate was issued" },
  didPost: { zh: "已寄出", en: "Sent by post" },
  didHandOver: { zh: "已领取", en: "Handed over" },
  didDispatch: { zh: "热线转交承办部门", en: "The hotline passed it to the agency" },
  didUrge: { zh: "您催办了", en: "You urged" },
  didJoin: { zh: "和别人反映的同一件事一起办理", en: "Joined to the same report of somebody else" },
  didPart: { zh: "改为单独办理", en: "Dealt with by itself again" },
  didCallBack: { zh: "热线回访了您", en: "The hotline called you back" },
  callResult: {
    zh: (p: { result: string }) => `回访结果：${p.result}`,
    en: (p: { result: string }) => `Outcome of the call: ${p.result}`,
  },
  satisfied: { zh: "满意", en: "satisfied" },
  not_satisfied: { zh: "不满意", en: "not satisfied" },
  not_reached: { zh: "没有联系上", en: "not reached" },
  didWithdraw: { zh: "您撤回了", en: "You withdrew it" },
  didLapse: { zh: "期限内没有补正，终止", en: "Not completed in time; it ended" },
  didTransfer: { zh: "移送其他部门", en: "Passed on to another authority" },
  didReopen: { zh: "重新办理", en: "Taken up again" },
  didOverdue: { zh: "超过期限，已记录", en: "The deadline passed; this was recorded" },
  didArchive: { zh: "归档", en: "Archived" },

  sent: { zh: "您提交的内容", en: "What you sent" },
  sentBy: { zh: "申请人", en: "Applicant" },
  document: { zh: "证件号码", en: "Document number" },
  phone: { zh: "电话", en: "Telephone" },
  openFile: { zh: "打开", en: "Open" },
  masked: {
    zh: "号码只显示一部分，防止别人看到。",
    en: "Numbers are shown in part, so that nobody reads them over your shoulder.",
  },

  withdrawTitle: { zh: "确定撤回吗", en: "Do you want to withdraw" },
  withdrawText: {
    zh: "撤回以后不再办理，也不能恢复。需要时可以重新申请，不影响您以后办事。",
    en: "After that nobody works on it, and it cannot be taken up again. You can apply anew at any time; nothing is held against you.",
  },
  withdrawReason: { zh: "原因", en: "Reason" },
  withdrawReasonHint: {
    zh: "可以不填。填了，办理的人会看到。",
    en: "You may leave this empty. If you write something, the office can read it.",
  },
  withdrawYes: { zh: "撤回", en: "Withdraw" },
  withdrawNo: { zh: "不撤回，返回", en: "Keep it and go back" },
  changed: { zh: "刚刚有了新的进展", en: "Something has just happened" },
});
