import type { OfferChange, Venue } from "../../../domain/catalogue/index.ts";
import { defineWords, formatInstant, formatMoney, type Language, say } from "../../../foundation/i18n/index.ts";

/** A line of the history, as it is read. */
export type SaidChange = Readonly<Record<"id" | "at" | "when" | "by", string>> & { readonly lines: readonly string[] };

/** Words for the history of what a city says of its services and agencies. */
export const changeWords = defineWords({
  title: { zh: "改动记录", en: "History of changes" },
  none: { zh: "还没有人改过。", en: "Nobody has changed anything yet." },
  notSaid: { zh: "不另外规定", en: "as inherited" },
  changed: {
    zh: (p: { label: string; before: string; after: string }) => `${p.label}：${p.before} → ${p.after}。`,
    en: (p: { label: string; before: string; after: string }) => `${p.label}: ${p.before} → ${p.after}.`,
  },
});

const labels = defineWords({
  version: { zh: "版本", en: "Version" },
  agency: { zh: "办理部门", en: "Agency" },
  name_zh: { zh: "名称（中文）", en: "Name in Chinese" },
  name_en: { zh: "名称（英文）", en: "Name in English" },
  fee_amount_fen: { zh: "费用", en: "Fee" },
  fee_basis: { zh: "收费依据", en: "Basis of the fee" },
  promise_days: { zh: "承诺天数", en: "Days promised" },
  promise_unit: { zh: "按哪种天数", en: "Which days" },
  venues: { zh: "办事地点", en: "Where to go" },
  phone: { zh: "电话", en: "Telephone" },
  connector: { zh: "系统接口", en: "Connector" },
  visibility: { zh: "居民能否看到", en: "Shown to residents" },
  withdrawn_on: { zh: "停办日期", en: "Withdrawn from" },
  announcement_zh: { zh: "公告（中文）", en: "Announcement in Chinese" },
  announcement_en: { zh: "公告（英文）", en: "Announcement in English" },
});

const values = defineWords({
  visible: { zh: "已开通", en: "shown" },
  hidden: { zh: "未开通", en: "hidden" },
  withdrawn: { zh: "停办", en: "withdrawn" },
  days: { zh: "自然日", en: "calendar days" },
  working_days: { zh: "工作日", en: "working days" },
});

/** The history in words, newest first. */
export function saidChanges(changes: readonly OfferChange[], language: Language): readonly SaidChange[] {
  const w = changeWords(language);
  return changes.map(({ id, at, by, values: changed }) => ({
    id,
    at: at.toISOString(),
    when: formatInstant(at, language),
    by,
    lines: changed.map(({ key, before, after }) => {
      const words = labels(language);
      const name = key.replace(/^agency_(?=name_)/, "");
      const label = Object.hasOwn(words, name) ? words[name as keyof typeof words] : key;
      return w.changed({ label, before: spoken(key, before, language), after: spoken(key, after, language) });
    }),
  }));
}

function spoken(key: string, value: unknown, language: Language): string {
  if (value === null || value === undefined) return changeWords(language).notSaid;
  if (key === "fee_amount_fen") return formatMoney(BigInt(String(value)), language);
  if (key === "venues" && Array.isArray(value)) {
    const each = ({ name, address, hours, phone }: Venue) =>
      [say(name, language), say(address, language), say(hours, language), phone ?? ""].filter((one) => one !== "");
    return (value as Venue[]).map((venue) => each(venue).join(" ")).join(" · ");
  }
  const words = values(language);
  const text = String(value);
  if (key !== "visibility" && key !== "promise_unit") return text;
  return Object.hasOwn(words, text) ? words[text as keyof typeof words] : text;
}
