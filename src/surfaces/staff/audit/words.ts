import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "审计记录", en: "Record" },
  titleOf: {
    zh: (p: { place: string }) => `${p.place}的审计记录`,
    en: (p: { place: string }) => `Record of ${p.place}`,
  },
  lede: {
    zh: "谁在什么时候做了什么、看了什么。只能增加，不能更改；每分钟封存一次。",
    en: "Who did or read what, and when. Entries are only added, and sealed every minute.",
  },
  caption: { zh: "最新的在前", en: "Newest first" },
  at: { zh: "时间", en: "Time" },
  actor: { zh: "谁", en: "Who" },
  act: { zh: "做了什么", en: "What" },
  subject: { zh: "对什么", en: "To what" },
  detail: { zh: "详情", en: "Detail" },
  filter: { zh: "筛选记录", en: "Filter the record" },
  allActs: { zh: "全部", en: "All" },
  subjectField: { zh: "办件编号、事项或人员标识", en: "Case number, service or person's id" },
  city: { zh: "6 位代码，留空是本系统", en: "Six-digit code, empty: installation" },
  empty: { zh: "没有这样的记录", en: "There is no such entry" },
  looked: {
    zh: (p: { count: number }) => `已查看 ${p.count} 条记录，更早的请点“下一页”。`,
    en: (p: { count: number }) => `${p.count} entries were looked through; “Next page” goes on from there.`,
  },
  check: { zh: "核对封存", en: "Check the seals" },
  checkText: {
    zh: "重新读一遍已封存的全部记录，核对有没有被改动、删除或插入。记录多时需要几秒。",
    en: "Reads everything sealed again and tells whether an entry was altered, removed or slipped in. Long records take some seconds.",
  },
  good: { zh: "封存完好", en: "Every seal holds" },
  goodText: {
    zh: (p: { seals: number; entries: number }) => `${p.seals} 道封存、${p.entries} 条记录，没有改动。`,
    en: (p: { seals: number; entries: number }) =>
      `${p.seals} ${p.seals === 1 ? "seal" : "seals"}, ${p.entries} ${p.entries === 1 ? "entry" : "entries"}: nothing was altered.`,
  },
  bad: { zh: "封存有问题", en: "A seal does not hold" },
  badText: { zh: "请立即报告，并保存数据库的备份。", en: "Report it at once and keep a backup of the database." },
  fault: { zh: (p: { seal: string }) => `第 ${p.seal} 道封存`, en: (p: { seal: string }) => `Seal ${p.seal}` },
  entries: { zh: "记录被改动、删除或插入", en: "an entry was altered, removed or slipped in" },
  seal: { zh: "封存本身不真实", en: "the seal itself is not genuine" },
  chain: { zh: "少了或多了一道封存", en: "a seal was taken out or put in" },
});
