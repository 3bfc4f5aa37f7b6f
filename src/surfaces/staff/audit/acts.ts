import { defineWords, type Language } from "../../../foundation/i18n/index.ts";

/** What the record's acts are called; others stand as their code. */
const acts = defineWords({
  "case.read": { zh: "查看办件", en: "Looked at a case" },
  "agency.look_up": { zh: "本人向机关查询", en: "Looked up their own record" },
  "case.look_up": { zh: "按证件号码或电话查找", en: "Looked a person up" },
  "case.assist": { zh: "替人填写申请", en: "Filed for a person" },
  "case.assist_correct": { zh: "替人补正", en: "Completed an application for a person" },
  "case.no_sms": { zh: "替人停收短信", en: "Stopped SMS for a person" },
  "case.check": { zh: "核查规则办结的办件", en: "Checked a decision by rule" },
  "clerk.sign_in": { zh: "登录", en: "Signed in" },
  "clerk.try_sign_in": { zh: "尝试登录", en: "Tried to sign in" },
  "clerk.use_recovery_code": { zh: "使用恢复码", en: "Used a recovery code" },
  "clerk.change_password": { zh: "更改密码", en: "Changed the password" },
  "clerk.add": { zh: "添加人员", en: "Added staff" },
  "clerk.change": { zh: "更改人员", en: "Changed staff" },
  "clerk.suspend": { zh: "停用账号", en: "Suspended an account" },
  "clerk.resume": { zh: "恢复账号", en: "Resumed an account" },
  "clerk.reset_totp": { zh: "重发启用码", en: "New enrolment code" },
  "clerk.enrol": { zh: "启用账号", en: "Enrolled" },
  "dispatch.change": { zh: "更改派单规则", en: "Changed where reports go" },
  "agency.change": { zh: "更改部门信息", en: "Changed an agency" },
  "offering.change": { zh: "更改事项", en: "Changed a service" },
  "catalogue.check_import": { zh: "检查外部事项清单", en: "Checked a list of another system" },
  "catalogue.import": { zh: "采用外部事项清单", en: "Took a list of another system" },
  "service.check": { zh: "检查事项文件", en: "Checked a service file" },
  "service.release": { zh: "恢复按目录文件发布", en: "Let the files decide again" },
  "service.follow": { zh: "改用全国的版本", en: "Follows the nation's version" },
  "service.publish": { zh: "发布事项版本", en: "Published a version of a service" },
  "service.roll_back": { zh: "换回事项版本", en: "Rolled a service back" },
  "service.trial": { zh: "用办件试新版本", en: "Tried a version against past cases" },
  "difference.explain": { zh: "说明对账差异", en: "Explained a difference" },
  "difference.remedy": { zh: "处理对账差异", en: "Did something about a difference" },
  "ledger.close_day": { zh: "日结", en: "Closed a day" },
  "ledger.correct": { zh: "更正账目", en: "Corrected the books" },
  "money.export": { zh: "导出账目", en: "Exported books" },
  "operator.propose": { zh: "提名运维管理员", en: "Proposed an operator" },
  "operator.confirm": { zh: "确认运维管理员", en: "Confirmed an operator" },
  "partner.add": { zh: "登记接入方", en: "Registered a partner" },
  "partner.suspend": { zh: "停用接入方", en: "Suspended a partner" },
  "partner.resume": { zh: "恢复接入方", en: "Resumed a partner" },
  "partner.secret": { zh: "更换接入方密钥", en: "Gave a partner a new secret" },
  "resident.erase_on_request": { zh: "按本人要求删除信息", en: "Erased data as its person asked" },
  "resident.sign_in": { zh: "居民登录", en: "A resident signed in" },
});

export function auditActName(act: string, language: Language): string {
  const names: Readonly<Record<string, string>> = acts(language);
  return names[act] ?? act;
}

/** Acts that can be chosen in the filter. */
export const auditActs: readonly string[] = Object.keys(acts("zh"));

/** Names and codes inside an entry. */
export const detailWords = defineWords({
  purpose: { zh: "目的", en: "Purpose" },
  decide: { zh: "办理该件", en: "deciding the case" },
  file: { zh: "查看文件", en: "looking at a file" },
  check: { zh: "抽查", en: "checking a decision by rule" },
  verdict: { zh: "结论", en: "Verdict" },
  right: { zh: "正确", en: "right" },
  wrong: { zh: "有误", en: "wrong" },
  identity: { zh: "查看完整号码", en: "seeing numbers in full" },
  export: { zh: "导出", en: "export" },
  demonstration: { zh: "演示登录", en: "demonstration sign-in" },
  roles: { zh: "岗位", en: "Roles" },
  roles_before: { zh: "原岗位", en: "Roles before" },
  agency: { zh: "部门", en: "Agency" },
  found: { zh: "找到", en: "Found" },
  locked_minutes: { zh: "锁定分钟", en: "Minutes locked" },
  visible: { zh: "居民可见", en: "Shown to residents" },
  promise: { zh: "承诺时限", en: "Promised time" },
  fee_fen: { zh: "费用（分）", en: "Fee (fen)" },
  catalogue: { zh: "按目录", en: "as in the catalogue" },
  proposal: { zh: "提名", en: "Proposal" },
  proposed_by: { zh: "提名人", en: "Proposed by" },
});
