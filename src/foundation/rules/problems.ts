import type { Text } from "../i18n/index.ts";
import { functions } from "./functions.ts";
import { nearest } from "./nearest.ts";
import type { RuleProblem, RuleType } from "./types.ts";

/** Collects what is wrong with one rule, with places in it. */
export class Problems {
  readonly #text: string;
  readonly list: RuleProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  add(code: RuleProblem["code"], offset: number, say: Text, remedy: Text): void {
    if (this.list.length >= 20) return;
    const before = this.#text.slice(0, offset);
    const line = before.split("\n").length;
    this.list.push({ line, column: offset - before.lastIndexOf("\n"), code, say, remedy });
  }
}

export const typeWords: Readonly<Record<RuleType | "null", Text>> = {
  number: { zh: "数字", en: "a number" },
  money: { zh: "金额", en: "an amount of money" },
  text: { zh: "文字", en: "text" },
  boolean: { zh: "是或否", en: "yes or no" },
  date: { zh: "日期", en: "a date" },
  texts: { zh: "多选", en: "a list of choices" },
  address: { zh: "地址", en: "an address" },
  file: { zh: "文件", en: "a file" },
  null: { zh: "空", en: "nothing (null)" },
};

/** A few values in quotation marks, for a sentence. */
export function listed(values: readonly string[]): Text {
  const shown = values.slice(0, 8);
  const more = values.length > shown.length;
  return {
    zh: shown.map((v) => `“${v}”`).join("、") + (more ? "等" : ""),
    en: shown.map((v) => `"${v}"`).join(", ") + (more ? ", …" : ""),
  };
}

export function unknownName(name: string, known: readonly string[]): { say: Text; remedy: Text } {
  const say = {
    zh: `规则里的“${name}”不是任何问题的名字。`,
    en: `"${name}" in the rule is not the name of any question.`,
  };
  if (/^not\s/.test(name)) {
    const inner = name.replace(/^not\s+/, "");
    return { say, remedy: { zh: `“不是”请写成 not(${inner})。`, en: `Write not(${inner}).` } };
  }
  if (/^[“”‘’'「]/.test(name)) {
    return {
      say,
      remedy: { zh: "文字请用英文双引号括起来。", en: 'Put text in straight double quotes, like "this".' },
    };
  }
  const close = nearest(name, [...known, "true", "false", "null"]);
  if (close !== undefined) return { say, remedy: { zh: `您是否想写“${close}”？`, en: `Did you mean "${close}"?` } };
  if (known.length === 0) return { say, remedy: { zh: "这里没有可用的名字。", en: "No names can be used here." } };
  const names = listed(known);
  return { say, remedy: { zh: `可以用的名字有：${names.zh}。`, en: `Names you can use: ${names.en}.` } };
}

export function unknownFunction(name: string): { say: Text; remedy: Text } {
  const say = { zh: `没有“${name}( )”这个函数。`, en: `There is no function "${name}( )".` };
  const close = nearest(name, ["not", "today", "city", "date", ...Object.keys(functions)]);
  if (close !== undefined) {
    const usage = functions[close]?.usage ?? `${close}( )`;
    return { say, remedy: { zh: `您是否想写 ${usage}？`, en: `Did you mean ${usage}?` } };
  }
  const names = Object.keys(functions);
  return {
    say,
    remedy: { zh: `可以用的函数有：${names.join("、")}。`, en: `Functions you can use: ${names.join(", ")}.` },
  };
}

/** Habits from other languages and from Chinese keyboards; each gets the way it is written here. */
const habits: readonly { find: RegExp; write: string }[] = [
  { find: /==/, write: "=" },
  { find: /<>/, write: "!=" },
  { find: /&&/, write: "and" },
  { find: /\|\|/, write: "or" },
  { find: /!(?!=)/, write: "not( )" },
  { find: /[（]/, write: "(" },
  { find: /[）]/, write: ")" },
  { find: /[，]/, write: "," },
  { find: /[“”]/, write: '"' },
  { find: /[＞]/, write: ">" },
  { find: /[＜]/, write: "<" },
  { find: /[＝]/, write: "=" },
  { find: /[≥]/, write: ">=" },
  { find: /[≤]/, write: "<=" },
  { find: /[≠]/, write: "!=" },
  { find: /\bAND\b/, write: "and" },
  { find: /\bOR\b/, write: "or" },
  { find: /\bNOT\b/, write: "not( )" },
  { find: /\b(?:TRUE|True)\b/, write: "true" },
  { find: /\b(?:FALSE|False)\b/, write: "false" },
  { find: /\b(?:NULL|None|nil|undefined)\b/, write: "null" },
];

/** Text literals blanked out, so that what is inside them is not taken for a mistake. */
function withoutTexts(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (found) => " ".repeat(found.length));
}

/** Finds what people write out of habit. True when something was found. */
export function findHabits(text: string, problems: Problems): boolean {
  const bare = withoutTexts(text);
  for (const habit of habits) {
    const found = habit.find.exec(bare);
    if (!found) continue;
    problems.add(
      "rule_syntax",
      found.index,
      { zh: `规则里不能写“${found[0]}”。`, en: `A rule cannot contain "${found[0]}".` },
      { zh: `请写 ${habit.write}（英文符号）。`, en: `Write ${habit.write} instead.` },
    );
  }
  return problems.list.length > 0;
}
