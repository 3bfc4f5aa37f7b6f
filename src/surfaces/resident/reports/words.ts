import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  received: { zh: "已收到，等待派给部门", en: "Received, to be passed to an agency" },
  with_agency: { zh: "已派给部门，等待签收", en: "With the agency, to be taken on" },
  in_progress: { zh: "正在办理", en: "Being dealt with" },
  answered: { zh: "已答复", en: "Answered" },
  not_taken_on: { zh: "不由这里办理，已告知反映人", en: "Not dealt with here; the reporter was told" },
  withdrawn: { zh: "反映人已撤回", en: "Taken back by the reporter" },
  closed: { zh: "保存期已满，记录已归档", en: "The time of keeping is over; archived" },
  number: { zh: "编号", en: "Number" },
  category: { zh: "事由", en: "About" },
  place: { zh: "大致地点", en: "Roughly where" },
  agency: { zh: "承办部门", en: "Agency" },
  receivedOn: { zh: "收到日期", en: "Received on" },
  signOffBy: { zh: "最迟签收", en: "To be taken on by" },
  dueOn: { zh: "最迟答复", en: "To be answered by" },
  answeredOn: { zh: "答复日期", en: "Answered on" },
  late: { zh: "已超过期限", en: "The limit has passed" },
  reportedBy: { zh: "多少人反映", en: "Reported by" },
  people: {
    zh: (p: { count: number }) => `${p.count} 人`,
    en: (p: { count: number }) => `${p.count} ${p.count === 1 ? "person" : "people"}`,
  },
  joined: {
    zh: "这件事还有别人反映，一起办理，一起答复。",
    en: "Others have reported the same; all are dealt with and answered together.",
  },
  nothingPersonal: {
    zh: "知道编号的人都可以看这一页。这里没有反映人的姓名、电话、照片和所写的内容。",
    en: "Anybody who knows the number can see this page. It shows no name, telephone, photo or words of the reporter.",
  },
  reportToo: { zh: "我也要反映", en: "Report something too" },
  publicPage: { zh: "公开的进展页面，可以转给邻居看", en: "The public page of its state, for neighbours too" },
  urge: { zh: "催办", en: "Urge" },
  urgeHint: {
    zh: "经办人会在最上面看到您在催。每个工作日可以催一次。",
    en: "Whoever deals with it sees on top that you urge. You can do so once every working day.",
  },
  urgedOn: {
    zh: (p: { when: string }) => `您在 ${p.when} 催办过。`,
    en: (p: { when: string }) => `You urged at ${p.when}.`,
  },
  photos: { zh: "您传的照片", en: "Your photos" },
  photosHint: { zh: "照片里的定位信息已经去掉。", en: "Location data in them was removed." },
});
