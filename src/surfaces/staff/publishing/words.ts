import type { PublicationAct } from "../../../domain/catalogue/index.ts";
import { defineWords, type Text } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "发布", en: "Publishing" },
  lede: {
    zh: "五步让事项在本地上线。每一步都填好了建议的内容，改不改都可以。",
    en: "Five steps to live services. Every step is filled in with sensible values; change them or not.",
  },
  step1: { zh: "选择事项", en: "Choose services" },
  step2: { zh: "补齐信息", en: "Fill what is missing" },
  step3: { zh: "按居民的样子看一遍", en: "See it as residents do" },
  step4: { zh: "上线", en: "Publish" },
  step5: { zh: "停办并公告", en: "Withdraw with an announcement" },
  stepLine: {
    zh: (p: { number: number; name: string }) => `第 ${p.number} 步：${p.name}`,
    en: (p: { number: number; name: string }) => `Step ${p.number}: ${p.name}`,
  },
  counts: {
    zh: (p: { prepared: number; live: number }) => `准备中 ${p.prepared} 项，已上线 ${p.live} 项。`,
    en: (p: { prepared: number; live: number }) => `${p.prepared} prepared, ${p.live} live.`,
  },
  missing: {
    zh: (p: { count: number }) => (p.count === 0 ? "没有缺的内容。" : `还有 ${p.count} 个部门缺内容。`),
    en: (p: { count: number }) => (p.count === 0 ? "Nothing is missing." : `Still incomplete: ${p.count} agencies.`),
  },
  next: { zh: "下一步", en: "Next step" },
  back: { zh: "回到发布", en: "Back to publishing" },
  chooseLede: {
    zh: "已为本地勾好建议开通的事项。选好以后先准备着，上线以前居民看不到。",
    en: "What is recommended here is ticked. What you choose is prepared first; residents see nothing until you publish it.",
  },
  recommended: { zh: "建议开通", en: "recommended" },
  chosenBefore: {
    zh: (p: { count: number }) => `另有 ${p.count} 项已经选过。`,
    en: (p: { count: number }) => `${p.count} more were chosen before.`,
  },
  choose: { zh: "准备选中的事项", en: "Prepare the chosen services" },
  nothingToChoose: { zh: "全国目录里的事项都已选过", en: "Everything in the national catalogue was chosen" },
  noneChosen: { zh: "请至少选一项。", en: "Choose at least one service." },
  added: {
    zh: (p: { count: number }) => `已准备 ${p.count} 项事项`,
    en: (p: { count: number }) => `Prepared: ${p.count}`,
  },
  fillLede: {
    zh: "同一个部门的事项共用名称、地点、办公时间和电话。上级已经写的不用再写。",
    en: "Services of one agency share its name, places, hours and telephone. What the places above say need not be said again.",
  },
  agency: { zh: "部门", en: "Agency" },
  services: { zh: "事项", en: "Services" },
  venue: { zh: "地点和时间", en: "Place and hours" },
  phone: { zh: "电话", en: "Telephone" },
  isMissing: { zh: "缺", en: "missing" },
  lines: { zh: "各部门的信息", en: "What agencies say" },
  terms: { zh: "收费和承诺时限", en: "Fee and promised time" },
  termsText: {
    zh: "收费由地方定的事项，请在事项页写金额和依据。",
    en: "Where the fee is set locally, give amount and basis on the service's page.",
  },
  localFee: { zh: "收费由本地定，还没有写", en: "the fee is set locally and missing" },
  nameZh: { zh: "部门名称（中文）", en: "Name in Chinese" },
  nameEn: { zh: "部门名称（英文）", en: "Name in English" },
  prefilled: {
    zh: (p: { from: string }) => `建议内容来自：${p.from}。`,
    en: (p: { from: string }) => `Suggested by: ${p.from}.`,
  },
  sensible: { zh: "常用写法", en: "what is usual" },
  addressZh: { zh: "地址（中文）", en: "Address in Chinese" },
  addressEn: { zh: "地址（英文）", en: "Address in English" },
  venueZh: { zh: "地点名称（中文）", en: "Name of the place in Chinese" },
  venueEn: { zh: "地点名称（英文）", en: "Name of the place in English" },
  hoursZh: { zh: "办公时间（中文）", en: "Hours in Chinese" },
  hoursEn: { zh: "办公时间（英文）", en: "Hours in English" },
  save: { zh: "保存", en: "Save" },
  saved: { zh: "已保存", en: "Saved" },
  previewLede: {
    zh: "用每种语言和字号看指南和第一页。只有管理人员看得到，填的内容不会保存。",
    en: "Guide and first page in every language and size. Only the office sees them, and nothing entered is kept.",
  },
  field: { zh: "服务领域", en: "Field" },
  allFields: { zh: "全部领域", en: "All fields" },
  firstOf: {
    zh: (p: { shown: number; all: number }) => `共 ${p.all} 项，先列出最常用的 ${p.shown} 项。选一个领域，看其他的。`,
    en: (p: { shown: number; all: number }) =>
      `The ${p.shown} used most of ${p.all} services. Choose a field to see the others.`,
  },
  guide: { zh: "指南", en: "Guide" },
  firstPage: { zh: "第一页", en: "First page" },
  messages: { zh: "消息", en: "Messages" },
  messagesLede: {
    zh: "办理中会发给申请人的消息，日期和单号是举例。短信只说有进展、到哪里看。",
    en: "What applicants are told while a case is dealt with; days and numbers are examples. An SMS only says that there is news and where to read it.",
  },
  ownWords: { zh: "本事项自己的用语", en: "words of this service" },
  preview: { zh: "预览：居民现在看不到这一页", en: "Preview: residents do not see this page" },
  previewText: {
    zh: "填写的内容不会保存。",
    en: "What is entered here is not kept.",
  },
  standard: { zh: "标准", en: "standard" },
  large: { zh: "大字", en: "large" },
  largest: { zh: "特大", en: "largest" },
  zh: { zh: "中文", en: "Chinese" },
  en: { zh: "英文", en: "English" },
  nonePrepared: { zh: "没有准备中的事项，请先选择事项", en: "Nothing is prepared; choose services first" },
  liveLede: {
    zh: "选中的事项一秒之内对居民上线。还缺必需内容的事项先补齐再上线。",
    en: "What is chosen is live for residents within a second. What still lacks something needed is completed first.",
  },
  publish: { zh: "上线", en: "Publish" },
  published: {
    zh: (p: { count: number }) => `${p.count} 项事项已上线`,
    en: (p: { count: number }) => `Live now: ${p.count}`,
  },
  notReady: { zh: "还不能上线", en: "Not ready" },
  notReadyText: {
    zh: (p: { count: number }) => `有 ${p.count} 项事项现在上线，居民会办不成。请按下面的办法补齐，再回到这里上线。`,
    en: (p: { count: number }) =>
      `Residents could not complete ${p.count === 1 ? "1 service" : `${p.count} services`} as things stand. Do what is said below, then come back here.`,
  },
  notReadyYet: {
    zh: "选中的事项里有还不能上线的，一项也没有上线。要先处理的内容列在下面，每一处都写着到哪里处理。",
    en: "Some of what was chosen cannot go live yet, so nothing went live. What to do first is listed below, each with where to do it.",
  },
  warnings: { zh: "建议处理", en: "Warnings" },
  warningsText: {
    zh: "不影响上线，处理了更好。",
    en: "They do not keep anything from going live; mending them is better.",
  },
  withdrawLede: {
    zh: "到停办日期以前照常受理，指南上显示公告；以后不再受理，已收的办件照常办完。",
    en: "Until the day it is taken on as before, with the announcement on its guide; from then on nothing new is taken. Cases already received go on.",
  },
  service: { zh: "停办哪一项", en: "Which service" },
  on: { zh: "停办日期", en: "From which day" },
  onHint: { zh: "写成 2026-12-01。", en: "Written like 2026-12-01." },
  announcementZh: { zh: "公告（中文）", en: "Announcement in Chinese" },
  announcementEn: { zh: "公告（英文）", en: "Announcement in English" },
  withdraw: { zh: "停办并公告", en: "Withdraw and announce" },
  withdrawn: { zh: "已停办，公告已显示在指南上", en: "Withdrawn; the guide shows the announcement" },
  noneLive: { zh: "没有已上线的事项", en: "Nothing is live" },
  history: { zh: "发布记录", en: "History" },
  noHistory: { zh: "本地还没有发布过自己的版本", en: "No version of this city's own was published yet" },
  version: { zh: "版本", en: "Version" },
  before: { zh: "之前", en: "Before" },
  when: { zh: "时间", en: "When" },
  who: { zh: "谁", en: "Who" },
  note: { zh: "说明", en: "Note" },
  what: { zh: "做了什么", en: "What" },
  ownVersion: { zh: "上传本地的事项文件", en: "Upload a service file of this city" },
  uploadLede: {
    zh: "本地自己的事项，或者全国事项的本地版本。先检查，所有要改的地方一次列出；检查通过后先看差异和试办结果，再决定发布。只在本地生效。",
    en: "A service of this city's own, or its version of a national one. It is checked first and everything to be mended is listed at once; then you see the differences and a trial run, and decide. It holds in this city alone.",
  },
  file: { zh: "事项文件", en: "Service file" },
  fileHint: { zh: "YAML 文件，最大 256 KB。", en: "A YAML file of at most 256 KB." },
  certificate: { zh: "证照模板文件", en: "Certificate template" },
  check: { zh: "检查文件", en: "Check the file" },
  noFile: { zh: "请选择事项文件。", en: "Choose a service file." },
  fileTooLong: { zh: "文件太大，最大 256 KB。", en: "The file is too long; at most 256 KB." },
  problems: {
    zh: (p: { count: number }) => `有 ${p.count} 处要改，没有发布`,
    en: (p: { count: number }) =>
      p.count === 1 ? "1 problem; nothing was published" : `${p.count} problems; nothing was published`,
  },
  place: { zh: "位置", en: "Where" },
  line: {
    zh: (p: { file: string; line: number }) => `${p.file} 第 ${p.line} 行`,
    en: (p: { file: string; line: number }) => `${p.file}, line ${p.line}`,
  },
  wrong: { zh: "问题", en: "What is wrong" },
  remedy: { zh: "改法", en: "What would be right" },
  review: { zh: "发布前看一遍", en: "Before it is published" },
  checkedNote: { zh: "检查通过，还没有发布", en: "Checked, not published yet" },
  differences: { zh: "和现在用的版本比", en: "Against the version in force" },
  newService: {
    zh: "这是本地的新事项，没有可比的版本。",
    en: "A new service of this city; there is nothing to compare.",
  },
  same: { zh: "两个版本说的一样。", en: "Both versions say the same." },
  part: { zh: "部分", en: "Part" },
  label: { zh: "内容", en: "What" },
  wasSaid: { zh: "原来", en: "Before" },
  isSaid: { zh: "现在", en: "After" },
  trial: { zh: "用过去的办件试一遍", en: "Tried against past cases" },
  trialNone: { zh: "本地还没有这项服务的办件可试。", en: "There are no cases of this service here to try it with." },
  trialText: {
    zh: (p: { cases: number; fit: number }) => `最近 ${p.cases} 件办件里，${p.fit} 件照新版本也能办。`,
    en: (p: { cases: number; fit: number }) =>
      `Of the last ${p.cases} cases, ${p.fit} would go through under the new version as well.`,
  },
  trialRefused: {
    zh: (p: { say: string }) => `会被告知办不了：${p.say}`,
    en: (p: { say: string }) => `Would be refused: ${p.say}`,
  },
  trialMissing: {
    zh: (p: { say: string }) => `会缺答案：${p.say}`,
    en: (p: { say: string }) => `Would lack an answer: ${p.say}`,
  },
  trialWrong: {
    zh: (p: { say: string }) => `答案不再合要求：${p.say}`,
    en: (p: { say: string }) => `The answer would no longer do: ${p.say}`,
  },
  trialCost: { zh: "收费会不同", en: "Would cost something else" },
  finding: { zh: "结果", en: "Outcome" },
  count: { zh: "件数", en: "Cases" },
  numbers: { zh: "例如", en: "For example" },
  publishNote: { zh: "说明为什么发布", en: "Why it is published" },
  publishNoteHint: { zh: "写进发布记录，给以后的人看。", en: "Kept in the history for whoever comes later." },
  publishHere: { zh: "在本地发布", en: "Publish here" },
  versions: { zh: "版本", en: "Versions" },
  versionsOf: { zh: (p: { name: string }) => `${p.name}：版本`, en: (p: { name: string }) => `${p.name}: versions` },
  inForce: { zh: "现在用的", en: "in force" },
  ofNation: { zh: "全国", en: "the nation's" },
  ofCity: { zh: "本地", en: "this city's" },
  setAside: { zh: "已换回，目录文件不会自动启用", en: "rolled back from; the files do not bring it back" },
  whose: { zh: "谁的", en: "Whose" },
  compare: { zh: "和现在用的比", en: "Compare with the one in force" },
  compareTitle: { zh: "两个版本的差异", en: "Two versions compared" },
  rollBack: { zh: "换回一个版本", en: "Roll back" },
  rollBackTo: { zh: "换回哪个版本", en: "Which version" },
  rollBackText: {
    zh: "一秒之内生效。已提交的办件仍按提交时的版本办。",
    en: "It is live within a second. Cases already sent stay on the version they were sent under.",
  },
  rolledBack: { zh: "已换回", en: "Rolled back" },
  follow: { zh: "改用全国的版本", en: "Follow the nation's version" },
  done: { zh: "已发布，一秒之内生效", en: "Published; live within a second" },
});

export const actNames: Readonly<Record<PublicationAct, Text>> = {
  checked: { zh: "检查通过", en: "Checked" },
  published: { zh: "发布", en: "Published" },
  released: { zh: "恢复按目录文件", en: "Files decide again" },
  rolled_back: { zh: "换回", en: "Rolled back" },
  followed: { zh: "改用全国的版本", en: "Follows the nation" },
};

/** What an announcement says unless the office says it otherwise. */
export const usualAnnouncement: Text = {
  zh: "这项服务将停办。已提交的办件会照常办完；有疑问请拨打 12345。",
  en: "This service will end. Cases already sent will be completed; for questions call 12345.",
};

/** Hours as most counters keep them. */
export const usualHours: Text = {
  zh: "周一至周五 9:00–12:00、13:30–17:00，法定节假日除外",
  en: "Monday to Friday 9:00–12:00 and 13:30–17:00, except public holidays",
};
