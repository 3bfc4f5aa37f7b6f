import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "谁看过我的材料", en: "Who has read my file" },
  lede: {
    zh: "工作人员每次打开您的材料，您自己每次向机关查询，系统都会先记下来，再显示。这里是全部记录，任何人都不能修改或删除。",
    en: "Every time staff open your file, and every time you look something up yourself, this is recorded first and shown only then. This is the whole record; nobody can change or remove a line.",
  },
  empty: { zh: "还没有人看过您的材料。", en: "Nobody has opened your file yet." },
  certificate_code: { zh: "用您给的用证码查看证照", en: "To see a certificate by the code you gave" },
  archive: { zh: "存档", en: "For the archive" },
  decide: { zh: "办理您的申请", en: "To work on your case" },
  file: { zh: "查看您上传的文件", en: "To look at a file you sent" },
  check: { zh: "抽查系统自动办理的结果", en: "To check what was decided by the published rule" },
  identity: { zh: "查看完整的证件号码和电话", en: "To see the full document and telephone numbers" },
  export: { zh: "导出办件材料", en: "To export the case" },
  assist: { zh: "按您的意思替您填写和提交申请", en: "To fill in and file an application for you, as you asked" },
  own_look_up: { zh: "本人查询", en: "Your own look-up" },
  byYourself: {
    zh: (p: { agency: string }) => `您自己查询 · ${p.agency}的记录`,
    en: (p: { agency: string }) => `Looked up by yourself · records of ${p.agency}`,
  },
  through: {
    zh: (p: { agency: string; program: string }) => `您通过 ${p.program} 查询 · ${p.agency}的记录`,
    en: (p: { agency: string; program: string }) => `Looked up by you through ${p.program} · records of ${p.agency}`,
  },
  other: { zh: "办理公务", en: "Official duty" },
  me: { zh: "我的", en: "My page" },
  wrongTitle: { zh: "觉得不该看", en: "If you think somebody should not have looked" },
  wrong: { zh: "请告诉我们，我们会核查并答复您。", en: "Please tell us. We look into it and answer you." },
  tell: { zh: "投诉或提问", en: "Complain or ask" },
});
