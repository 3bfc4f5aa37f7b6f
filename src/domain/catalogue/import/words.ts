import type { Text } from "../../../foundation/i18n/index.ts";
import type { ColumnName } from "./mapping.ts";
import type { Match } from "./match.ts";

export const outcomeNames = ["taken", "repaired", "no_service", "refused"] as const;
export type Outcome = (typeof outcomeNames)[number];

export const outcomes: Readonly<Record<Outcome, Text>> = {
  taken: { zh: "采用", en: "taken" },
  repaired: { zh: "修正后采用", en: "repaired" },
  no_service: { zh: "还没有服务文件", en: "no service file yet" },
  refused: { zh: "未采用", en: "refused" },
};

export const hows: Readonly<Record<Match["how"], Text>> = {
  mapping: { zh: "对照文件指定", en: "named by the mapping" },
  code: { zh: "代码相同", en: "same code" },
  name: { zh: "名称相同", en: "same name" },
  word: { zh: "常用叫法相同", en: "same everyday word" },
  likeness: { zh: "名称相近", en: "alike in name" },
};

type Said = { readonly field: string; readonly before: string; readonly after: string };
const texts = {
  html_removed: { zh: (p) => `去掉了${p.field}里的 HTML`, en: (p) => `HTML removed from ${p.field}` },
  spaces_tidied: { zh: (p) => `整理了${p.field}里的空格`, en: (p) => `spaces tidied in ${p.field}` },
  full_width_made_plain: {
    zh: (p) => `${p.field}的全角字符改成“${p.after}”`,
    en: (p) => `full-width characters in ${p.field} made plain: "${p.after}"`,
  },
  invisible_characters_removed: {
    zh: (p) => `去掉了${p.field}里看不见的字符`,
    en: (p) => `invisible characters removed from ${p.field}`,
  },
  placeholder_emptied: {
    zh: (p) => `${p.field}写的是“${p.before}”，当作没写`,
    en: (p) => `${p.field} says "${p.before}", read as nothing`,
  },
  made_upper_case: {
    zh: (p) => `机关编码改成大写：${p.after}`,
    en: (p) => `agency code put in capitals: ${p.after}`,
  },
  code_completed: {
    zh: (p) => `机关编码“${p.before}”少一位，按同一机关的其他行补成 ${p.after}`,
    en: (p) => `agency code "${p.before}" is one character short; completed from the agency's other rows: ${p.after}`,
  },
  code_not_valid: {
    zh: (p) => `机关编码“${p.before}”不对，没有采用，按机关名称处理`,
    en: (p) => `agency code "${p.before}" is not valid and left out; the agency goes by its name`,
  },
  row_broken: { zh: () => "这一行的格子比列多", en: () => "the row has more cells than columns" },
  link_left_out: {
    zh: () => "链接没有采用：服务在这里办，不跳到别的网站",
    en: () => "link left out: the service is done here and leads to no other site",
  },
  desktop_link_left_out: {
    zh: () => "链接没有采用：只能在电脑上打开",
    en: () => "link left out: it works on a desktop computer only",
  },
  link_not_readable: { zh: (p) => `链接“${p.before}”不对，没有采用`, en: (p) => `"${p.before}" is no link; left out` },
  fee_not_readable: {
    zh: (p) => `费用“${p.before}”看不出金额，没有采用`,
    en: (p) => `no single amount in the fee "${p.before}"; left out`,
  },
  fee_without_basis: {
    zh: (p) => `费用“${p.before}”没有收费依据，没有采用`,
    en: (p) => `the fee "${p.before}" names no legal basis; left out`,
  },
  fee_by_bill: {
    zh: () => "这项服务按账单收费，费用没有采用",
    en: () => "the agency's bill says what this costs; the fee is left out",
  },
  time_not_readable: {
    zh: (p) => `时限“${p.before}”看不懂，没有采用`,
    en: (p) => `the time limit "${p.before}" cannot be read; left out`,
  },
  time_longer_than_law: {
    zh: (p) => `时限“${p.before}”比法定期限长，没有采用`,
    en: (p) => `the time "${p.before}" is longer than the law allows; left out`,
  },
  phone_not_readable: {
    zh: (p) => `电话“${p.before}”不对，没有采用`,
    en: (p) => `"${p.before}" is no telephone number; left out`,
  },
  venue_incomplete: {
    zh: () => "办事地点缺地址或者时间，没有采用",
    en: () => "the venue lacks its address or hours; left out",
  },
  english_usual: {
    zh: (p) => `英文名称用通常的：${p.after}`,
    en: (p) => `no English name given; the usual one is used: ${p.after}`,
  },
  english_missing: {
    zh: (p) => `${p.field}没有英文，英文页面上先用中文`,
    en: (p) => `${p.field} has no English; its Chinese stands on English pages`,
  },
  agency_kind_unknown: {
    zh: (p) => `没有“${p.before}”这种机关，用服务文件里的`,
    en: (p) => `there is no kind of agency "${p.before}"; the service file's holds`,
  },
  kind_differs: {
    zh: (p) => `种类写的是“${p.before}”，服务文件是“${p.after}”，以服务文件为准`,
    en: (p) => `its kind says "${p.before}", the service file "${p.after}", which holds`,
  },
  not_allowed: {
    zh: (p) => `${p.field}不符合要求，没有采用：${p.before}`,
    en: (p) => `${p.field} is not possible and left out: ${p.before}`,
  },
  empty_row: { zh: () => "整行是空的", en: () => "the row is empty" },
  no_name: { zh: () => "没有事项名称", en: () => "it has no name" },
  test_entry: { zh: () => "这是测试数据", en: () => "it is an entry for testing" },
  doubled: { zh: (p) => `和第 ${p.after} 行一样`, en: (p) => `the same as row ${p.after}` },
  left_out_by_mapping: { zh: () => "对照文件说明不要这一项", en: () => "the mapping leaves it out" },
  unknown_service: {
    zh: (p) => `对照文件写的服务“${p.before}”不存在`,
    en: (p) => `the mapping names the service "${p.before}", which does not exist`,
  },
  several_services: {
    zh: (p) => `有几项服务同样符合：${p.after}，请在对照文件的 services 里指定`,
    en: (p) => `several services fit equally: ${p.after}; say which under services in the mapping`,
  },
  better_row: {
    zh: (p) => `第 ${p.after} 行更符合这项服务`,
    en: (p) => `row ${p.after} fits this service better`,
  },
  unreadable_row: { zh: () => "这一行读不出来", en: () => "the row cannot be read" },
} as const satisfies Readonly<Record<string, Readonly<Record<"zh" | "en", (p: Said) => string>>>>;
export type NoteCode = keyof typeof texts;

/** What was done to a column of a row, or why the row was not taken. */
export type Note = {
  readonly field: string;
  readonly code: NoteCode;
  readonly before?: string;
  readonly after?: string;
};

/** What people call the columns; the mapping knows them by their short names. */
const columns: Readonly<Record<ColumnName, Text>> = {
  code: { zh: "事项编码", en: "the code" },
  name: { zh: "事项名称", en: "the name" },
  kind: { zh: "种类", en: "the kind" },
  agency: { zh: "机关名称", en: "the agency" },
  agency_code: { zh: "机关编码", en: "the agency code" },
  url: { zh: "链接", en: "the link" },
  fee: { zh: "费用", en: "the fee" },
  fee_basis: { zh: "收费依据", en: "the basis of the fee" },
  time: { zh: "时限", en: "the time limit" },
  time_unit: { zh: "时限单位", en: "the unit of time" },
  phone: { zh: "电话", en: "the telephone" },
  venue: { zh: "办事地点", en: "the venue" },
  address: { zh: "地址", en: "the address" },
  hours: { zh: "办公时间", en: "the hours" },
};

/** One note as a sentence. */
export function noteText({ field, code, before = "", after = "" }: Note): Text {
  const name = Object.hasOwn(columns, field) ? columns[field as ColumnName] : { zh: field, en: field };
  const said = (language: "zh" | "en") => ({ field: name[language], before, after });
  return { zh: texts[code].zh(said("zh")), en: texts[code].en(said("en")) };
}
