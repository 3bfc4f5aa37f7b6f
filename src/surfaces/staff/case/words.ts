import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  ofEvent: {
    zh: (p: { name: string }) => `属于一件事：${p.name}`,
    en: (p: { name: string }) => `Part of a life event: ${p.name}`,
  },
  noOthers: { zh: "没有您能查看的其他办件。", en: "It has no other case that you may open." },
  sent: { zh: "申请内容", en: "What was sent" },
  applicant: { zh: "申请人", en: "Applicant" },
  name: { zh: "姓名", en: "Name" },
  idNumber: { zh: "证件号码", en: "Identity number" },
  phone: { zh: "电话", en: "Telephone" },
  actsFor: { zh: "由他人代办", en: "Filed by somebody else" },
  channel: { zh: "来源", en: "Came through" },
  received: { zh: "收到", en: "Received" },
  delivery: { zh: "领取方式", en: "Delivery" },
  deliverTo: { zh: "邮寄地址", en: "Post it to" },
  collect: { zh: "到窗口领取", en: "Collected at the counter" },
  post: { zh: "邮寄", en: "By post" },
  tracking: { zh: "快递单号", en: "Tracking number" },
  fee: { zh: "费用", en: "Fee" },
  feeReceived: {
    zh: (p: { amount: string }) => `已收 ${p.amount}`,
    en: (p: { amount: string }) => `received ${p.amount}`,
  },
  feeOwed: { zh: "还没有登记收到", en: "not recorded as received" },
  feeOnline: { zh: "网上交费", en: "Paid online" },
  feeOnlineDue: { zh: "申请人可以在网上交，还没有付", en: "the applicant can pay online and has not yet" },
  feeConfirming: { zh: "钱已收到，正在登记", en: "arrived, being recorded" },
  feeBack_asked: { zh: "已申请退回，等财务处理", en: "its return is asked for" },
  feeBack_approved: { zh: "正在退回", en: "on its way back" },
  feeBack_sent: { zh: "正在退回", en: "on its way back" },
  feeBack_succeeded: { zh: "已退回", en: "given back" },
  feeBack_failed: { zh: "退回没有成功", en: "could not be given back" },
  feeBack_declined: { zh: "没有同意退回", en: "not given back" },
  visit: { zh: "到窗口", en: "Visit" },
  notYet: { zh: "还没有来", en: "not yet" },
  certificate: { zh: "证照", en: "Certificate" },
  by_sms: { zh: "短信通知", en: "Told by SMS" },
  by_email: { zh: "邮件通知", en: "Told by e-mail" },
  told_queued: { zh: "等待发送", en: "Waiting to be sent" },
  told_sent: { zh: "已发出", en: "Sent" },
  told_delivered: { zh: "已送达", en: "Arrived" },
  told_failed: { zh: "没有送达", en: "Did not arrive" },
  told_given_up: { zh: "没有发出", en: "Could not be sent" },
  noName: { zh: "未留姓名", en: "No name given" },
  erased: {
    zh: "保存期已满。申请内容、文件、经过里写的话和查到的记录都已删除，无法恢复；只留下什么时候由谁办了哪一步。",
    en: "The time of keeping is over. What was sent, the files, the words written along the way and any record that was looked up are erased for good; what stays is which step was taken when and by whom.",
  },
  erasedOnRequest: {
    zh: "申请人要求删除，已经照办。申请内容、文件、经过里写的话和查到的记录都已删除，无法恢复；只留下什么时候由谁办了哪一步。",
    en: "The applicant asked for erasure and it is done. What was sent, the files, the words written along the way and any record that was looked up are erased for good; what stays is which step was taken when and by whom.",
  },
  show: { zh: "显示完整号码", en: "Show numbers in full" },
  showHint: {
    zh: "显示会记录下来，申请人能看到是谁在什么时候查看的。",
    en: "Showing them is recorded; the applicant can see who looked and when.",
  },
  shown: { zh: "已显示完整号码", en: "Numbers are shown in full" },
  shownText: { zh: "这次查看已经记录。", en: "This look is recorded." },
  purpose: {
    zh: (p: { say: string; basis: string }) => `${p.say}（依据：${p.basis}）`,
    en: (p: { say: string; basis: string }) => `${p.say} (Basis: ${p.basis})`,
  },
  flags: {
    zh: "打开时请留意：文件里有会自动执行或指向外部的内容。",
    en: "Open with care: this file holds parts that run by themselves or lead elsewhere.",
  },
  seeHere: { zh: "在这里查看", en: "See it here" },
  otherFiles: { zh: "其他文件（补正前的、制发的）", en: "Other files (replaced or issued)" },
  history: { zh: "经过", en: "History" },
  clocks: { zh: "期限", en: "Deadlines" },
  noClock: { zh: "现在没有期限在计时。", en: "No clock runs now." },
  toActs: { zh: "去办理", en: "Go to the acts" },
  todo: { zh: "现在可以办理", en: "What to do now" },
  more: { zh: "其他", en: "Other acts" },
  nothing: { zh: "您现在对这件办件没有可以做的。", en: "There is nothing for you to do on this case now." },
  moveAgency: { zh: "轮到本部门办理。", en: "It is your agency's move." },
  moveResident: { zh: "等待申请人，本部门不用做什么。", en: "It is the applicant's move; nothing to do for you." },
  waits: { zh: "在等机关的系统", en: "Waiting for the agency's system" },
  found: { zh: "机关系统的答复", en: "What the agency's system answered" },
  drawn: { zh: "这件办件由规则办结，被抽中核查", en: "Decided by the rule and drawn for checking" },
  toCheck: { zh: "去核查", en: "Check it" },
  moveNobody: { zh: "办理已经结束。", en: "The case has ended." },
  assignee: {
    zh: (p: { name: string }) => `经办人：${p.name}`,
    en: (p: { name: string }) => `Clerk: ${p.name}`,
  },
  askedOnce: {
    zh: "补正已经一次性告知过，不能再次要求。",
    en: "Correction was asked for once and cannot be asked for again.",
  },
  done: { zh: (p: { act: string }) => `已完成：${p.act}`, en: (p: { act: string }) => `Done: ${p.act}` },
  toInbox: { zh: "回到办件列表", en: "Back to the cases" },
  changedTitle: { zh: "在您之前已有人处理", en: "Somebody was faster" },
  changed: {
    zh: (p: { who: string; when: string; act: string }) => `${p.who}于 ${p.when} 处理了这件办件：${p.act}。`,
    en: (p: { who: string; when: string; act: string }) => `${p.who} acted on this case at ${p.when}: ${p.act}.`,
  },
  changedText: {
    zh: "下面是最新状态。您做的还没有生效，请看过以后再决定。",
    en: "Below is where it stands now. What you did has not taken effect; please look and decide again.",
  },
  notPossible: { zh: "这一步现在不能办理", en: "This cannot be done now" },
  yourText: { zh: "您填写的内容，仍然保留", en: "What you wrote, kept for you" },
  sessionTitle: { zh: "登录已结束，还没有办理", en: "Your session has ended; nothing was done" },
  sessionText: {
    zh: "请重新登录。您填写的内容在下面，可以复制后再用。",
    en: "Please sign in again. What you wrote stands below, so that you can copy it.",
  },
  signIn: { zh: "重新登录，回到这件办件", en: "Sign in and return to this case" },
  remedies: { zh: "一并告知的救济途径", en: "Remedies told with it" },
  chooseClerk: { zh: "请选择", en: "Please choose" },
  unknownClerk: { zh: "请从名单中选择一位工作人员。", en: "Please choose a clerk from the list." },
});

/** What an act is called on its button, what it asks, and what follows from it, in one line each. */
export const actWords = defineWords({
  take: { zh: "由我办理", en: "Take it on" },
  takeSays: { zh: "办件记在您名下，同事能看到。", en: "It becomes yours; colleagues see that." },
  takeOver: {
    zh: (p: { name: string }) => `从${p.name}手里接过来，记在您名下。`,
    en: (p: { name: string }) => `You take it over from ${p.name}.`,
  },
  assign: { zh: "分派", en: "Assign" },
  assignSays: {
    zh: "交给本部门的一位同事，申请人不会收到消息。",
    en: "Passed to a colleague; the applicant gets no message.",
  },
  assignTo: { zh: "交给谁", en: "To whom" },
  assignNote: { zh: "给同事的话", en: "Words for the colleague" },
  accept: { zh: "受理", en: "Accept" },
  acceptSays: {
    zh: (p: { limit: string }) => `申请人收到受理通知，${p.limit}内要作出决定。`,
    en: (p: { limit: string }) => `The applicant is told; the decision is due within ${p.limit}.`,
  },
  ask_correction: { zh: "一次告知补正", en: "Ask for correction, once" },
  askSays: {
    zh: (p: { limit: string }) => `申请人收到一份通知，有${p.limit}补正。只能告知一次，请把缺的全部写上。`,
    en: (p: { limit: string }) =>
      `The applicant gets one notice and has ${p.limit}. You can ask only once, so list everything.`,
  },
  askItems: {
    zh: "缺什么、怎么补，申请人会看到",
    en: "What is missing and how to supply it; the applicant reads this",
  },
  askItemsHint: { zh: "每行一条，最多 20 条。", en: "One a line, at most 20." },
  decline: { zh: "不予受理", en: "Do not accept" },
  declineSays: {
    zh: "申请人收到不予受理的理由和可以去哪里办，办件结束。",
    en: "The applicant reads why and where to go instead; the case ends.",
  },
  declineReason: { zh: "为什么不受理，申请人会看到", en: "Why it is not accepted; the applicant reads this" },
  declineWhere: { zh: "应该去哪里办理，申请人会看到", en: "Where to go instead; the applicant reads this" },
  approve: { zh: "准予", en: "Approve" },
  approveSays: { zh: "申请人收到准予的通知。", en: "The applicant is told." },
  approveCertificate: {
    zh: (p: { limit: string }) => `申请人收到通知，电子证照随即制作；${p.limit}内送达。`,
    en: (p: { limit: string }) =>
      `The applicant is told and the certificate is made at once; delivery is due within ${p.limit}.`,
  },
  approveNote: { zh: "给申请人的话", en: "Words for the applicant" },
  answer: { zh: "答复", en: "Answer" },
  answerSays: { zh: "申请人看到您的答复。", en: "The person reads your answer." },
  answerNote: { zh: "答复内容，对方会看到", en: "The answer; the person reads this" },
  outcome: { zh: "答复的种类", en: "Kind of answer" },
  withheldReason: {
    zh: "部分公开时：哪些没有提供和理由，申请人会看到",
    en: "Where disclosed in part: what is withheld and why; the person reads this",
  },
  refuse: { zh: "不予批准", en: "Refuse" },
  refuseAnswer: { zh: "不予支持", en: "Do not follow it" },
  refuseSays: {
    zh: "申请人收到书面理由和救济途径，办件结束。",
    en: "The applicant gets the reasons in writing and the remedies; the case ends.",
  },
  refuseReason: { zh: "理由，申请人会看到", en: "The reasons; the applicant reads this" },
  deliver: { zh: "送达，办结", en: "Delivered, close" },
  deliverClose: { zh: "办结", en: "Close" },
  deliverPost: { zh: "申请人收到快递单号，办件结束。", en: "The applicant gets the tracking number; the case ends." },
  deliverCollect: { zh: "已在窗口交给申请人，办件结束。", en: "Handed over at the counter; the case ends." },
  deliverCloseSays: { zh: "没有需要送达的，办件结束。", en: "Nothing is to be handed over; the case ends." },
  deliverTracking: { zh: "快递单号", en: "Tracking number" },
  suspend: { zh: "中止计时", en: "Stop the clock" },
  suspendSays: {
    zh: "听证、检验、检测、鉴定、专家评审期间不计时，申请人会收到说明。",
    en: "For a hearing, inspection, test or expert review; the applicant is told why.",
  },
  suspendReason: {
    zh: "因为什么停止计时、大约多久，申请人会看到",
    en: "Why, and for about how long; the applicant reads this",
  },
  resume: { zh: "恢复计时", en: "Start the clock again" },
  resumeSays: {
    zh: "剩下的期限从今天接着算，申请人会收到通知。",
    en: "The days left go on from today; the applicant is told.",
  },
  extend: { zh: "延长期限", en: "Extend the deadline" },
  extendSays: {
    zh: (p: { limit: string }) => `再加 ${p.limit}，只能一次，申请人会看到理由和新的日期。`,
    en: (p: { limit: string }) => `${p.limit} more, once; the applicant reads the reason and the new day.`,
  },
  extendReason: { zh: "延长的理由，申请人会看到", en: "The reason; the applicant reads this" },
  transfer: { zh: "移送其他机关", en: "Transfer to another authority" },
  transferSays: {
    zh: "申请人知道移送到哪里和为什么，办件在这里结束。",
    en: "The applicant reads where and why; the case ends here.",
  },
  transferWhere: { zh: "移送到哪里，申请人会看到", en: "To whom; the applicant reads this" },
  transferReason: { zh: "为什么移送，申请人会看到", en: "Why; the applicant reads this" },
  reopen: { zh: "撤回决定，重新办理", en: "Take the decision back" },
  reopenSays: {
    zh: "重新审查，期限重新计算，申请人会看到理由。",
    en: "Reviewed anew with a new deadline; the applicant reads why.",
  },
  reopenReason: { zh: "为什么重新办理，申请人会看到", en: "Why; the applicant reads this" },
  grantExtension: { zh: "同意延期", en: "Grant the extension" },
  dispatch: { zh: "派单", en: "Send to an agency" },
  dispatchSays: {
    zh: "承办部门在 1 个工作日内签收或者退回，反映人会收到消息。",
    en: "The agency signs it off or sends it back within 1 working day; the reporter is told.",
  },
  dispatchAgency: { zh: "派给哪个部门", en: "Which agency" },
  dispatchDays: { zh: "几个工作日内答复（不填按规定）", en: "Working days to answer in (empty: as ordered)" },
  dispatchNote: { zh: "给承办部门的话", en: "Words for the agency" },
  sendBack: { zh: "退回热线", en: "Send back to the hotline" },
  sendBackSays: {
    zh: "不归本部门管的，退回热线重新派单。反映人不会收到消息。",
    en: "Not for this agency: the hotline sends it elsewhere. The reporter gets no message.",
  },
  sendBackReason: { zh: "为什么退回、该归谁管，热线会看到", en: "Why, and whose it is; the hotline reads this" },
  askExtension: { zh: "申请延期", en: "Ask for more time" },
  askExtensionSays: {
    zh: (p: { limit: string }) => `到期之前申请，热线同意后再加${p.limit}，只能一次。`,
    en: (p: { limit: string }) => `Before the limit ends, once; where the hotline agrees, ${p.limit} more.`,
  },
  askExtensionReason: { zh: "为什么需要延期，热线会看到", en: "Why more time is needed; the hotline reads this" },
  refuseExtension: { zh: "不同意延期", en: "Refuse the extension" },
  refuseExtensionSays: { zh: "期限不变，承办部门看到理由。", en: "The limit stays; the agency reads why." },
  refuseExtensionReason: { zh: "为什么不同意", en: "Why not" },
  join: { zh: "并入另一件", en: "Join to another report" },
  joinSays: {
    zh: "说的是同一件事的，并在一起办。这一件停下来，跟着那一件答复，两位反映人都会知道。",
    en: "For reports of the same thing. This one rests and gets that one's answer; both reporters are told.",
  },
  joinReport: { zh: "并入哪一件，写编号", en: "The number of the other report" },
  part: { zh: "拆出来，单独办理", en: "Part: deal with it by itself" },
  partSays: { zh: "重新等待签收，反映人会知道。", en: "It waits to be signed off again; the reporter is told." },
  callBack: { zh: "记录回访", en: "Record the call" },
  callBackSays: {
    zh: "不满意的，自动退回承办部门再办一次，只有一次。",
    en: "Not satisfied sends it back to the agency to be dealt with once more, once only.",
  },
  callBackResult: { zh: "反映人怎么说", en: "What the reporter said" },
  callBackNote: { zh: "说了什么", en: "In which words" },
  record: { zh: "登记缴费或到场", en: "Record a fee or a visit" },
  recordSays: {
    zh: "在窗口收到费用、见到申请人以后登记。申请人看得到。",
    en: "For what happened at the counter. The applicant sees it.",
  },
  recordWhat: { zh: "登记什么", en: "What is recorded" },
  recordFee: { zh: "收到费用", en: "The fee was received" },
  recordVisit: { zh: "申请人来过窗口", en: "The applicant came" },
  recordAmount: { zh: "收到的金额（元）", en: "Amount received (yuan)" },
  recordAmountDue: {
    zh: (p: { amount: string }) => `应收 ${p.amount}。`,
    en: (p: { amount: string }) => `${p.amount} is due.`,
  },
  recordAmountUnknown: {
    zh: "按账单或者本地标准，收多少写多少。",
    en: "As the bill or the local rate says: what was received.",
  },
  recordReceipt: { zh: "票据号码", en: "Number of the receipt" },
  recordReason: { zh: "与应收不同的原因", en: "Why it differs from what is due" },
  note: { zh: "内部备注", en: "Internal note" },
  noteSays: {
    zh: "只有工作人员能看到，申请人不会收到消息。",
    en: "Only staff read it; the applicant gets no message.",
  },
  noteText: { zh: "备注", en: "Note" },
  noteSave: { zh: "保存备注", en: "Save the note" },
  days: {
    zh: (p: { days: number; working: boolean }) => `${p.days} ${p.working ? "个工作日" : "天"}`,
    en: (p: { days: number; working: boolean }) => `${p.days} ${p.working ? "working days" : "days"}`,
  },
});

export const callResultNames = defineWords({
  satisfied: { zh: "满意", en: "Satisfied" },
  not_satisfied: { zh: "不满意", en: "Not satisfied" },
  not_reached: { zh: "没有联系上", en: "Not reached" },
});

/** 政府信息公开条例 第36、37条 */
export const outcomeNames = defineWords({
  disclosed: { zh: "予以公开", en: "Disclosed" },
  partly: { zh: "部分公开", en: "Disclosed in part" },
  not_disclosed: { zh: "不予公开", en: "Not disclosed" },
  does_not_exist: { zh: "信息不存在", en: "Does not exist" },
  repeated: { zh: "重复申请，不再处理", en: "Asked before, not dealt with again" },
});

export const timelineWords = defineWords({
  rule: {
    zh: (p: { when: string; version: string }) => `规则：${p.when}（事项版本 ${p.version}）`,
    en: (p: { when: string; version: string }) => `Rule: ${p.when} (version ${p.version} of the service)`,
  },
  outcome: { zh: (p: { text: string }) => `种类：${p.text}`, en: (p: { text: string }) => `Kind: ${p.text}` },
  visited: { zh: "申请人来过窗口", en: "The applicant came" },
  payment: {
    zh: (p: { number: string }) => `缴费编号：${p.number}`,
    en: (p: { number: string }) => `Payment ${p.number}`,
  },
  online: { zh: "网上交费", en: "Paid online" },
  returned: {
    zh: (p: { amount: string }) => `退回：${p.amount}，这笔费用还要交`,
    en: (p: { amount: string }) => `Went back: ${p.amount}; the fee is owed again`,
  },
  received: {
    zh: (p: { amount: string }) => `收到 ${p.amount}`,
    en: (p: { amount: string }) => `Received ${p.amount}`,
  },
  receipt: {
    zh: (p: { number: string }) => `票据号码：${p.number}`,
    en: (p: { number: string }) => `Receipt ${p.number}`,
  },
  waitOver: { zh: "不再等待。", en: "It does not wait any more." },
  to: { zh: (p: { name: string }) => `交给${p.name}`, en: (p: { name: string }) => `To ${p.name}` },
  joinedTo: {
    zh: (p: { number: string }) => `和 ${p.number} 一起办理`,
    en: (p: { number: string }) => `Together with ${p.number}`,
  },
  where: { zh: (p: { text: string }) => `去处：${p.text}`, en: (p: { text: string }) => `Where: ${p.text}` },
  reason: { zh: (p: { text: string }) => `理由：${p.text}`, en: (p: { text: string }) => `Reason: ${p.text}` },
  items: { zh: "需要补正：", en: "To be corrected:" },
  certificate: {
    zh: (p: { text: string }) => `证照编号：${p.text}`,
    en: (p: { text: string }) => `Certificate ${p.text}`,
  },
  tracking: {
    zh: (p: { text: string }) => `快递单号：${p.text}`,
    en: (p: { text: string }) => `Tracking number ${p.text}`,
  },
  deemed: {
    zh: "期限内没有告知，依法视为自收到之日起受理。",
    en: "Nobody asked within the limit: by law accepted from the day it was received.",
  },
});

export const channelNames = defineWords({
  web: { zh: "网页", en: "Web" },
  wechat: { zh: "微信", en: "WeChat" },
  alipay: { zh: "支付宝", en: "Alipay" },
  counter: { zh: "窗口", en: "Counter" },
  api: { zh: "合作方", en: "Partner" },
});

/** What went to the agency's own system and came from it. */
export const withAgencyWords = defineWords({
  title: { zh: "与部门系统的往来", en: "To and from the agency's system" },
  reference: {
    zh: (p: { reference: string }) => `部门系统编号 ${p.reference}`,
    en: (p: { reference: string }) => `Number there ${p.reference}`,
  },
  sent: { zh: (p: { when: string }) => `${p.when} 提交`, en: (p: { when: string }) => `Sent ${p.when}` },
  stands: {
    zh: (p: { stage: string; when: string }) => `${p.when} 起：${p.stage}`,
    en: (p: { stage: string; when: string }) => `Since ${p.when}: ${p.stage}`,
  },
  asked: {
    zh: (p: { when: string }) => `${p.when} 查询过进展`,
    en: (p: { when: string }) => `Asked how it stands ${p.when}`,
  },
  takenBack: { zh: (p: { when: string }) => `${p.when} 撤回`, en: (p: { when: string }) => `Taken back ${p.when}` },
  waiting: {
    zh: (p: { since: string; attempts: string }) => `自 ${p.since} 起在等，已试 ${p.attempts} 次`,
    en: (p: { since: string; attempts: string }) => `Waiting since ${p.since}, attempts: ${p.attempts}`,
  },
  stopped: {
    zh: (p: { since: string; attempts: string }) => `自 ${p.since} 起，试了 ${p.attempts} 次后停下`,
    en: (p: { since: string; attempts: string }) => `Stopped, begun ${p.since}, attempts: ${p.attempts}`,
  },
  stoppedNext: {
    zh: "请部门负责人或市级管理员在“部门系统”里决定是否重试",
    en: "A lead or the city office decides under “Agencies' systems” whether it is tried again",
  },
  because: { zh: (p: { reason: string }) => `原因：${p.reason}`, en: (p: { reason: string }) => `Why: ${p.reason}` },
  due: { zh: (p: { when: string }) => `下次 ${p.when}`, en: (p: { when: string }) => `Next ${p.when}` },
  pushed: {
    zh: (p: { stage: string; sequence: string }) => `部门告知：${p.stage}（第 ${p.sequence} 条）`,
    en: (p: { stage: string; sequence: string }) => `The agency told: ${p.stage} (no. ${p.sequence})`,
  },
  late: { zh: "到得比后来的晚，没有改变办件", en: "Came after a newer one and changed nothing" },
  notPossible: {
    zh: "办件现在的状态不能这样办理，已留备注",
    en: "The case does not allow it; a note was left",
  },
  received: { zh: "已收到", en: "received" },
  correctionAsked: { zh: "要求补正", en: "correction asked for" },
  accepted: { zh: "已受理或正在审查", en: "taken up or being examined" },
  approved: { zh: "已准予", en: "granted" },
  refused: { zh: "不予准许", en: "refused" },
});
