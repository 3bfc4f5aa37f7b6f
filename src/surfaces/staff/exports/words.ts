import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  number: { zh: "办件编号", en: "Case number" },
  service: { zh: "事项", en: "Service" },
  code: { zh: "事项编码", en: "Service code" },
  state: { zh: "状态", en: "State" },
  agency: { zh: "部门", en: "Agency" },
  applicant: { zh: "申请人", en: "Applicant" },
  clerk: { zh: "经办人", en: "Clerk" },
  area: { zh: "片区", en: "Area" },
  received: { zh: "收到", en: "Received" },
  due: { zh: "期限", en: "Due" },
  overdue: { zh: "已超期", en: "Overdue" },
  closed: { zh: "结束", en: "Closed" },
  waiting: { zh: "在等机关系统", en: "Waiting for the agency's system" },
  yes: { zh: "是", en: "yes" },
  cut: {
    zh: (p: { most: string }) => `导出到这里为止：最多 ${p.most} 行，请缩小筛选范围再导出其余部分。`,
    en: (p: { most: string }) =>
      `The export ends here: at most ${p.most} rows. Please narrow the filters for the rest.`,
  },
});
