import MiniSearch from "minisearch";
import type { ServiceVersion } from "../service/compile.ts";
import { coreOf, soundsOf, spellingsOf, spokenOf, termsOfQuery, termsOfText } from "./terms.ts";

const longestQuery = 60;
/** What shares less than this part of the best one's score is no answer to the question. */
const leastShare = 5;
/** How much more it counts that a question is one of a service's words as a whole; the words of a file stand in order of use. */
const wholeWord = 4;
const beginning = 6;

/** Terms as one text, split again by the index. */
type Entry = {
  readonly id: string;
  readonly name: string;
  readonly also: string;
  readonly about: string;
  readonly spelt: string;
  readonly sound: string;
};

function entry({ definition }: ServiceVersion): Entry {
  const { name, also, summary, code } = definition;
  const all = (texts: readonly string[], singles: boolean) =>
    texts.flatMap((text) => termsOfText(text, singles)).join(" ");
  return {
    id: code,
    name: all([name.zh, name.en], true),
    also: all([...also.zh, ...also.en], true),
    about: all([summary.zh, summary.en], false),
    spelt: [name.zh, ...also.zh].flatMap(spellingsOf).join(" "),
    sound: [name.zh, ...also.zh].flatMap(soundsOf).join(" "),
  };
}

const split = (text: string) => text.split(" ").filter((term) => term !== "");

/**
 * Finds services by name, everyday words, pinyin and initials, in Chinese and English; forgives slips of the keyboard
 * (social securty, passprot), characters that sound alike (居主证) and the words a question is wrapped in (怎么办, how do I).
 */
export class ServiceSearch {
  readonly #index: MiniSearch<Entry>;
  readonly #known = new Set<string>();
  /** Names and everyday words as a whole, also as they are typed in letters: services, and how far down their list. */
  readonly #whole = new Map<string, Map<string, number>>();

  constructor(services: readonly ServiceVersion[]) {
    this.#index = new MiniSearch<Entry>({
      fields: ["name", "also", "about", "spelt", "sound"],
      tokenize: split,
      processTerm: (term) => term,
    });
    for (const { definition } of services) this.#learn(definition);
    const entries = services.map(entry);
    this.#index.addAll(entries);
    for (const { name, also, spelt } of entries) {
      for (const text of [name, also, spelt]) for (const term of split(text)) this.#known.add(term);
    }
  }

  #learn({ code, name, also }: ServiceVersion["definition"]): void {
    const learn = (form: string, at: number) => {
      const services = this.#whole.get(form) ?? new Map<string, number>();
      this.#whole.set(form, services.set(code, Math.min(at, services.get(code) ?? at)));
    };
    for (const words of [
      [name.zh, ...also.zh],
      [name.en, ...also.en],
    ]) {
      for (const [at, each] of words.entries()) {
        for (const form of new Set([coreOf(each), ...spokenOf(each)])) if (form !== "") learn(form, at);
      }
    }
  }

  /**
   * What a service gains, in shares of the best score, because the question is one of its words as a whole or the beginning of
   * one: the more of the word, the more.
   */
  #gains(query: string): ReadonlyMap<string, number> {
    const core = coreOf(query);
    const [spoken = ""] = spokenOf(query);
    const whole = this.#whole.get(core) ?? this.#whole.get(spoken);
    if (whole) return new Map([...whole].map(([code, at]) => [code, Math.max(1, wholeWord - at / 4)]));
    const gains = new Map<string, number>();
    if (core.length < 2) return gains;
    for (const [form, services] of this.#whole) {
      if (!form.startsWith(core)) continue;
      const gain = beginning * (core.length / form.length) ** 2;
      for (const code of services.keys()) gains.set(code, Math.max(gain, gains.get(code) ?? 0));
    }
    return gains;
  }

  /** Codes of services, the best first; only those `among` a city's offerings where given. */
  find(query: string, options: { readonly among?: ReadonlySet<string>; readonly limit?: number } = {}): string[] {
    const weights = termsOfQuery([...query].slice(0, longestQuery).join(""), (term) => this.#known.has(term));
    if (weights.size === 0) return [];
    const found = this.#index.search([...weights.keys()].join(" "), {
      boost: { name: 4, also: 3, spelt: 2, sound: 2, about: 0.5 },
      // A word said ten times in a file is hardly more its word than one said twice.
      weights: { fuzzy: 0.45, prefix: 0.15 },
      bm25: { k: 0.5, b: 0.7, d: 0.5 },
      boostTerm: (term) => weights.get(term) ?? 1,
      prefix: (term) => /^[a-z0-9]/.test(term) && term.length > 1,
      fuzzy: (term) => (/^[a-z]{9,}$/.test(term) ? 2 : /^[a-z]{5,}$/.test(term) ? 1 : false),
      ...(options.among ? { filter: ({ id }: { id: string }) => options.among?.has(id) === true } : {}),
    });
    const best = found[0]?.score ?? 0;
    const gains = this.#gains(query);
    return found
      .filter(({ score }) => score >= best / leastShare)
      .map(({ id, score }) => ({ code: String(id), score: score + best * (gains.get(String(id)) ?? 0) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, options.limit ?? 20)
      .map(({ code }) => code);
  }
}
