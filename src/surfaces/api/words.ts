import { defineWords } from "../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "开放接口", en: "Public API" },
  description: {
    zh: "一窗的开放接口：所有城市的服务、办件和进度。",
    en: "Onewindow's public API: services, cases and their progress in every city.",
  },
  lede: {
    zh: "一个接口，办所有城市的事。以下内容由程序自动生成，与正在运行的接口一致。",
    en: "One API for the services of every city. This page is made from the endpoints that are running.",
  },
  machine: { zh: "OpenAPI 3.1 描述文件", en: "Description as OpenAPI 3.1" },
  rules: { zh: "共同的约定", en: "What holds everywhere" },
  token: { zh: "身份", en: "Identity" },
  tokenText: {
    zh: "请求头 Authorization: Bearer 加令牌（OAuth 2 客户端凭证）。标为“公开”的接口不需要令牌。",
    en: "Authorization: Bearer with a token (OAuth 2 client credentials). Endpoints marked open need none.",
  },
  demoText: {
    zh: "演示环境：向 /demo/oidc/token 提交 grant_type=client_credentials，客户端 demo-channel（密码 demo-channel-secret）代居民办事，demo-agency（密码 demo-agency-secret）代部门办理。",
    en: "In this demonstration: post grant_type=client_credentials to /demo/oidc/token as demo-channel (secret demo-channel-secret), which acts for residents, or demo-agency (secret demo-agency-secret), which acts for agencies.",
  },
  writes: { zh: "写入", en: "Writes" },
  writesText: {
    zh: "每个 POST 都带请求头 Idempotency-Key，30 天内重发得到同样的回答；换了内容会被拒绝。",
    en: "Every POST carries an Idempotency-Key. Sent again within 30 days it gets the same answer; with another body it is refused.",
  },
  lists: { zh: "列表", en: "Lists" },
  listsText: {
    zh: "回答是 items 和 next；把 next 放进 after 读下一页，next 为 null 表示没有了。",
    en: "Answers are items and next: put next into after for the next page; null means the end.",
  },
  values: { zh: "时间和金额", en: "Times and money" },
  valuesText: {
    zh: "时刻用 UTC（ISO 8601），金额以分为单位的整数。",
    en: "Instants are in UTC (ISO 8601), money is a whole number of fen.",
  },
  trouble: { zh: "出错时", en: "When something is refused" },
  troubleText: {
    zh: "回答是 RFC 9457 的 problem+json，其中 code 固定不变，errors 写明每个字段。",
    en: "The answer is problem+json (RFC 9457) with a stable code; errors names every field.",
  },
  places: { zh: "接口：区划和城市", en: "Endpoints: divisions and cities" },
  services: { zh: "接口：服务", en: "Endpoints: services" },
  cases: { zh: "接口：办件、查询和证照", en: "Endpoints: cases, look-ups and certificates" },
  payments: { zh: "接口：账单和缴费", en: "Endpoints: bills and payments" },
  open: { zh: "公开", en: "open" },
  needs: { zh: "权限", en: "Scope" },
  channel: { zh: "渠道", en: "channels" },
  agency: { zh: "部门", en: "agencies" },
  parameters: { zh: "参数", en: "Parameters" },
  body: { zh: "内容", en: "Body" },
  answer: { zh: "回答", en: "Answer" },
  optional: { zh: "可选", en: "optional" },
  problems: { zh: "可能的 code", en: "Possible codes" },
  example: { zh: "例子", en: "Example" },
  codes: { zh: "全部 code", en: "All codes" },
  codesDescription: {
    zh: "一窗开放接口拒绝请求时的全部 code 和含义。",
    en: "Every code with which Onewindow's public API refuses, and what it means.",
  },
});
