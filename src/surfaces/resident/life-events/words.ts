import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "一件事一次办", en: "Life events" },
  lede: {
    zh: "一件事要办好几项的，问题只答一次，一起提交，在一个地方看进展。",
    en: "Where one event needs several services, you answer once, send everything together and follow it in one place.",
  },
  none: { zh: "这里还没有开通。", en: "None is available here yet." },
  count: { zh: (p: { count: number }) => `${p.count} 项`, en: (p: { count: number }) => `${p.count} services` },
  time: { zh: "时限", en: "Time" },
  fee: { zh: "费用", en: "Fee" },
  office: { zh: "谁来办", en: "Office" },
  sometimes: { zh: "看您的情况，不一定要办。", en: "Only in some situations." },
  after: {
    zh: (p: { name: string }) => `要等“${p.name}”办好以后。`,
    en: (p: { name: string }) => `Once “${p.name}” is decided.`,
  },
  together: { zh: "可以一起提交的", en: "Sent together" },
  apart: { zh: "另外要办的", en: "Done on its own page" },
  apartText: {
    zh: "预约、缴费和查询在各自的页面上办，不用等。",
    en: "Bookings, payments and look-ups are done on pages of their own, at any time.",
  },
  counter: { zh: "要到窗口办的", en: "Only at a counter" },
  start: { zh: "开始，一起办", en: "Begin" },
  startNote: {
    zh: "问题只答一次，我们已经知道的不再问。提交前登录就行，随时可以停下，填好的都保存着。",
    en: "You answer once, and what we know is not asked again. You sign in only before sending, and can stop at any time.",
  },
  stepAnswer: { zh: "共同的问题只答一次", en: "Answer what all of them need, once" },
  stepAnswerText: {
    zh: (p: { pages: number }) => `最多 ${p.pages} 页。`,
    en: (p: { pages: number }) => `At most ${p.pages} pages.`,
  },
  stepChoose: { zh: "选要办的，补上每项还缺的", en: "Choose your services and add what each still needs" },
  stepSend: { zh: "核对一次，一起提交", en: "Check once and send everything" },
  stepSendText: {
    zh: "每一项都有自己的办件编号，在一个页面上看进展。",
    en: "Each becomes a case of its own; one page shows them all.",
  },
  begunTitle: { zh: "您有一件没填完的", en: "You have begun this before" },
  begunText: {
    zh: (p: { at: string; until: string }) => `上次填到 ${p.at}，保存到 ${p.until}。`,
    en: (p: { at: string; until: string }) => `Last saved on ${p.at}, kept until ${p.until}.`,
  },
  goOn: { zh: "接着填", en: "Go on" },
  begin: { zh: "开始填写", en: "Begin" },
  beginAgain: { zh: "重新填一份", en: "Begin a new one" },
  discard: { zh: "删除没填完的这份", en: "Delete the unfinished one" },
  check: { zh: "请核对", en: "Check your answers" },
  checkLede: {
    zh: (p: { count: number }) => `下面 ${p.count} 项会一起提交，各是一件办件。`,
    en: (p: { count: number }) =>
      p.count === 1 ? "This one will be sent." : `These ${p.count} will be sent together, each as a case of its own.`,
  },
  shared: { zh: "共同的回答", en: "What you answered for all of them" },
  usesShared: {
    zh: (p: { labels: string }) => `共同的回答已经填好：${p.labels}。`,
    en: (p: { labels: string }) => `Filled from what you answered above: ${p.labels}.`,
  },
  nothingMore: { zh: "这一项没有别的要问。", en: "Nothing else is asked for this one." },
  notSent: { zh: "这些现在还办不了，不会提交", en: "These cannot be granted now and are not sent" },
  change: { zh: "填错了，去改", en: "Correct what was entered" },
  later: { zh: "这些要等前一项办好", en: "These wait for an earlier one" },
  laterText: {
    zh: "前一项办好以后，我们在进展页面上告诉您，那时接着填就行。",
    en: "Once the earlier one is decided, the progress page says so, and you go on there.",
  },
  nothing: { zh: "现在没有可以一起提交的", en: "Nothing to send together now" },
  nothingText: {
    zh: "按您的回答，没有要提交的。可以回去改答案，或者看看下面另外要办的。",
    en: "With your answers nothing is to be sent. You can change them, or see below what is done on pages of its own.",
  },
  changeShared: { zh: "改共同的回答", en: "Change what you answered" },
  declare: {
    zh: "提交即表示以上内容属实，并由本人提交。",
    en: "By sending you state that the above is true and that it is you who sends it.",
  },
  send: {
    zh: (p: { count: number }) => `一起提交（${p.count} 项）`,
    en: (p: { count: number }) => `Send (${p.count})`,
  },
  changedSince: { zh: "内容有变化，请再看一遍", en: "Something has changed; please look again" },
  changedSinceText: {
    zh: "您打开这一页之后，内容在别处改过了。下面是最新的，还没有提交。",
    en: "Something was changed elsewhere after this page was opened. This is how it stands now; nothing has been sent.",
  },
  signInFirst: { zh: "提交前请登录", en: "Please sign in before sending" },
  signInFirstText: {
    zh: "登录是为了确认是您本人。您填的都在，登录后回到这一页。",
    en: "That is how we know it is you. Everything stays, and you come back to this page.",
  },
  signIn: { zh: "登录", en: "Sign in" },
  lawAndKeeping: { zh: "每一项的依据和保存多久", en: "The basis of each, and how long it is kept" },
  keep: {
    zh: (p: { name: string; months: number; basis: string }) =>
      `${p.name}：办结后保存 ${p.months} 个月，到期删除。依据：${p.basis}。`,
    en: (p: { name: string; months: number; basis: string }) =>
      `${p.name}: kept for ${p.months} months after the case is closed, then erased. Basis: ${p.basis}.`,
  },
  mine: { zh: "我的一件事", en: "My life events" },
  mineNone: { zh: "您还没有一起办过。", en: "You have not sent any yet." },
  number: { zh: "编号", en: "Number" },
  begunOn: {
    zh: (p: { day: string; place: string }) => `${p.place} · ${p.day} 开始`,
    en: (p: { day: string; place: string }) => `${p.place} · begun on ${p.day}`,
  },
  done: {
    zh: (p: { done: number; of: number }) => `${p.of} 项里办好了 ${p.done} 项`,
    en: (p: { done: number; of: number }) => `${p.done} of ${p.of} done`,
  },
  yourMove: { zh: "等您来做", en: "Your move" },
  agencyMove: { zh: "机关正在办，您不用做什么。", en: "With the office; you need not do anything." },
  canBegin: { zh: "现在可以办了", en: "You can begin this now" },
  canBeginText: {
    zh: (p: { name: string }) => `“${p.name}”办好了，这一项可以接着办。`,
    en: (p: { name: string }) => `“${p.name}” is decided, so you can go on with this one.`,
  },
  beginNow: { zh: (p: { name: string }) => `现在办：${p.name}`, en: (p: { name: string }) => `Begin now: ${p.name}` },
  waits: { zh: "还要等", en: "Waiting" },
  waitsText: {
    zh: (p: { name: string }) => `等“${p.name}”办好。`,
    en: (p: { name: string }) => `Until “${p.name}” is decided.`,
  },
  beforeFailed: {
    zh: (p: { name: string }) => `“${p.name}”没有办成，这一项现在办不了。先看那一件的原因和可以怎么做。`,
    en: (p: { name: string }) =>
      `“${p.name}” was not granted, so this one cannot be done now. Its case says why, and what you can do.`,
  },
  open: { zh: "没有提交", en: "Not sent" },
  openText: { zh: "这一项还没有提交，可以接着填。", en: "This one was not sent yet; you can go on with it." },
  refused: { zh: "没有提交", en: "Not sent" },
  gone: { zh: "保存期已过，内容已经删除。", en: "The time of keeping is over and the contents are erased." },
  caseNumber: {
    zh: (p: { number: string }) => `办件编号 ${p.number}`,
    en: (p: { number: string }) => `Case ${p.number}`,
  },
  sentTitle: { zh: "进展", en: "Progress" },
  notOffered: { zh: "这里还没有开通", en: "Not available here" },
});
