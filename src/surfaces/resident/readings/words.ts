import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "谁看过我的材料", en: "Who has read my file" },
  lede: {
    zh: "工作人员每次打开您的材料，系统都会先记下来，再显示。这里是全部记录，任何人都不能修改或删除。",
    en: "Every time staff open your file this is recorded first and shown only then. This is the whole record; nobody can change or remove a line.",
  },
  empty: { zh: "还没有人看过您的材料。", en: "Nobody has opened your file yet." },
  decide: { zh: "办理您的申请", en: "To work on your case" },
  file: { zh: "查看您上传的文件", en: "To look at a file you sent" },
  identity: { zh: "查看完整的证件号码和电话", en: "To see the full document and telephone numbers" },
  export: { zh: "导出办件材料", en: "To export the case" },
  other: { zh: "办理公务", en: "Official duty" },
  me: { zh: "我的", en: "My page" },
  wrongTitle: { zh: "觉得不该看", en: "If you think somebody should not have looked" },
  wrong: { zh: "请告诉我们，我们会核查并答复您。", en: "Please tell us. We look into it and answer you." },
  tell: { zh: "投诉或提问", en: "Complain or ask" },
});
