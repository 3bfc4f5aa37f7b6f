import type { Text } from "../../../foundation/i18n/index.ts";

/** What may be missing. The first word says of what; docs and API name these codes. */
export const findingCodes = [
  "nothing_offered",
  "agency_unnamed",
  "venue_missing",
  "phone_missing",
  "fee_amount_missing",
  "words_wrong",
  "connector_missing",
  "connector_paused",
  "connector_failing",
  "clerk_missing",
  "lead_missing",
  "office_missing",
  "promise_too_long",
] as const;
export type FindingCode = (typeof findingCodes)[number];

type Said = (agency: string, count: number) => string;
type Pair = { readonly zh: Said; readonly en: Said };

const services = (count: number) => (count === 1 ? "1 service" : `${count} services`);

/** What is missing and what to do, in a sentence each. */
const sentences: Readonly<Record<FindingCode, Pair>> = {
  nothing_offered: {
    zh: () => "还没有开通事项。请选好要开通的事项并公开。",
    en: () => "No service is shown. Choose the services to offer and show them.",
  },
  office_missing: {
    zh: () => "还没有市县管理人员。请先增加一位并完成登记。",
    en: () => "Nobody holds the city office's role. Add somebody and have them enrol.",
  },
  agency_unnamed: {
    zh: (agency, count) => `${agency}还没有正式名称，涉及 ${count} 项服务。请写上机关名称。`,
    en: (agency, count) => `${agency} has no name of its own yet (${services(count)}). Give the office's name.`,
  },
  venue_missing: {
    zh: (agency, count) => `${agency}有 ${count} 项服务要到窗口，但没有办事地点和办公时间。请写上地点和时间。`,
    en: (agency, count) =>
      `${agency}: ${services(count)} with a visit to the counter, and no place and hours are given. Add them.`,
  },
  phone_missing: {
    zh: (agency, count) => `${agency}没有咨询电话，涉及 ${count} 项服务。请写上电话。`,
    en: (agency, count) => `${agency} has no telephone for questions (${services(count)}). Add one.`,
  },
  fee_amount_missing: {
    zh: (agency) => `${agency}的这项服务由地方定价，本地还没有写金额和依据。请写上，不收费就写 0 元和依据。`,
    en: (agency) =>
      `${agency}: the fee of this service is set locally, and no amount and basis are given. Add them; where it is free, write 0.`,
  },
  words_wrong: {
    zh: (agency) => `${agency}的这项服务有名称、地点或公告缺中文或英文。请补齐。`,
    en: (agency) =>
      `${agency}: a name, place or announcement of this service is missing in Chinese or in English. Complete it.`,
  },
  connector_missing: {
    zh: (agency, count) => `${agency}的系统还没有接入，${count} 项查询或证明没有结果。请接入，或先不公开这些服务。`,
    en: (agency, count) =>
      `The system of ${agency} is not connected, so ${services(count)} cannot answer. Connect it, or hide them for now.`,
  },
  connector_paused: {
    zh: (agency, count) => `${agency}的系统接口已暂停，涉及 ${count} 项服务。请恢复，或先不公开这些服务。`,
    en: (agency, count) =>
      `The connector of ${agency} is paused (${services(count)}). Resume it, or hide them for now.`,
  },
  connector_failing: {
    zh: (agency, count) => `${agency}的系统最近没有正常答复，涉及 ${count} 项服务。请和对方核对。`,
    en: (agency, count) => `The system of ${agency} has not answered lately (${services(count)}). Check with them.`,
  },
  clerk_missing: {
    zh: (agency, count) => `${agency}没有工作人员，${count} 项服务的办件没有人办。请增加工作人员。`,
    en: (agency, count) => `${agency} has no clerk, so nobody works on the cases of ${services(count)}. Add one.`,
  },
  lead_missing: {
    zh: (agency, count) => `${agency}没有负责人，涉及 ${count} 项服务。请指定一位。`,
    en: (agency, count) => `${agency} has no lead (${services(count)}). Name one.`,
  },
  promise_too_long: {
    zh: (agency) => `${agency}这项服务的承诺时间比法定期限长。请缩短。`,
    en: (agency) => `${agency}: the promised time of this service is longer than the law allows. Shorten it.`,
  },
};

export function findingWords(code: FindingCode, agency: Text | undefined, count: number): Text {
  const { zh, en } = sentences[code];
  return { zh: zh(agency?.zh ?? "", count), en: en(agency?.en ?? "", count) };
}
