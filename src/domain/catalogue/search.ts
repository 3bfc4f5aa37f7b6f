import MiniSearch from "minisearch";
import { pinyin } from "pinyin-pro";
import type { ServiceVersion } from "./compile.ts";

const longestQuery = 60;
const hanRun = /\p{Script=Han}+/gu;
const latinWord = /[\p{Script=Latin}\p{Number}]+/gu;

function tidy(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Chinese is searched by pairs of characters, single ones only where somebody asks for one; other words as they are. */
function terms(text: string, singles: boolean): string[] {
  const found: string[] = [];
  for (const [run] of tidy(text).matchAll(hanRun)) {
    const letters = [...run];
    if (singles || letters.length === 1) found.push(...letters);
    for (let i = 0; i + 1 < letters.length; i++) found.push(`${letters[i]}${letters[i + 1]}`);
  }
  for (const [word] of tidy(text).matchAll(latinWord)) found.push(word);
  return found;
}

/** How people type Chinese on a plain keyboard: 居住证 as juzhuzheng and jzz, from any of its characters on. */
function spellings(text: string): string[] {
  const found: string[] = [];
  for (const [run] of tidy(text).matchAll(hanRun)) {
    const syllables = pinyin(run, { toneType: "none", type: "array", v: true });
    for (let i = 0; i < syllables.length; i++) {
      const rest = syllables.slice(i);
      found.push(rest.join(""));
      if (rest.length > 1) found.push(rest.map((syllable) => syllable[0] ?? "").join(""));
    }
  }
  return found;
}

/** Terms as one text, split again by the index. */
type Entry = {
  readonly id: string;
  readonly name: string;
  readonly also: string;
  readonly about: string;
  readonly spelt: string;
};

function entry({ definition }: ServiceVersion): Entry {
  const { name, also, summary, code } = definition;
  const all = (texts: readonly string[], singles: boolean) => texts.flatMap((text) => terms(text, singles)).join(" ");
  return {
    id: code,
    name: all([name.zh, name.en], true),
    also: all([...also.zh, ...also.en], true),
    about: all([summary.zh, summary.en], false),
    spelt: [name.zh, ...also.zh].flatMap(spellings).join(" "),
  };
}

/** Finds services by name, everyday words, pinyin and initials, in Chinese and English, with small slips of the keyboard. */
export class ServiceSearch {
  readonly #index: MiniSearch<Entry>;

  constructor(services: readonly ServiceVersion[]) {
    this.#index = new MiniSearch<Entry>({
      fields: ["name", "also", "about", "spelt"],
      tokenize: (text) => text.split(" ").filter((term) => term !== ""),
      processTerm: (term) => term,
    });
    this.#index.addAll(services.map(entry));
  }

  /** Codes of services, the best first; only those `among` a city's offerings where given. */
  find(query: string, options: { readonly among?: ReadonlySet<string>; readonly limit?: number } = {}): string[] {
    const wanted = terms([...query].slice(0, longestQuery).join(""), false);
    if (wanted.length === 0) return [];
    const found = this.#index.search(wanted.join(" "), {
      boost: { name: 4, also: 3, spelt: 2, about: 0.5 },
      prefix: (term) => /^[a-z0-9]/.test(term) && term.length > 1,
      fuzzy: (term) => (/^[a-z]{5,}$/.test(term) ? 1 : false),
      ...(options.among ? { filter: ({ id }: { id: string }) => options.among?.has(id) === true } : {}),
    });
    // Words like 办 and 怎么 are in many services: what shares only those with the query is no answer to it.
    const least = (found[0]?.score ?? 0) / 5;
    return found
      .filter(({ score }) => score >= least)
      .slice(0, options.limit ?? 20)
      .map(({ id }) => String(id));
  }
}
