import { termsOfText } from "../search/terms.ts";
import type { ServiceVersion } from "../service/compile.ts";

/** How a row of another catalogue was matched to a service of ours; 1 is certain. */
export type Match = {
  readonly service: string;
  readonly how: "mapping" | "code" | "name" | "word" | "likeness";
  readonly score: number;
};
export type Matched =
  | Match
  /** Several services fit equally well. */
  | { readonly candidates: readonly string[]; readonly score: number }
  | undefined;

const scoreOfWord = 0.95;
/** Names that are this much closer to one service than to the next one are its own. */
const clear = 0.05;
const remembered = 20_000;

/** A name in one form: brackets and what stands in them, punctuation and words of mere procedure say nothing about the subject. */
export function plainName(name: string): string {
  const text = name.normalize("NFKC").toLowerCase();
  const bare = text
    .replaceAll(/[([【〔「《<].{0,40}?[)\]】〕」》>]/g, "")
    .replaceAll(/[\p{P}\p{S}\s]/gu, "")
    .replaceAll(/的|办理|申请|申报|业务|事项|服务|手续|受理|个人/g, "");
  return bare === "" ? text.replaceAll(/[\p{P}\p{S}\s]/gu, "") : bare;
}

/** Matches names and codes of other catalogues to services: by code, by name, by everyday word, by likeness of names. */
export class Matcher {
  readonly #codes: ReadonlySet<string>;
  readonly #kinds: ReadonlyMap<string, string>;
  readonly #names = new Map<string, Set<string>>();
  readonly #words = new Map<string, Set<string>>();
  /** Names and everyday words by their pairs of characters. */
  readonly #forms: { readonly service: string; readonly size: number; readonly weight: number }[] = [];
  readonly #pairs = new Map<string, number[]>();
  readonly #known = new Map<string, Matched>();

  constructor(services: readonly ServiceVersion[]) {
    this.#codes = new Set(services.map(({ definition }) => definition.code));
    this.#kinds = new Map(services.map(({ definition }) => [definition.code, definition.kind]));
    for (const { definition } of services) {
      const { code, name, also } = definition;
      // 身份证换领、补领 and 天气/空气质量 are names for several things.
      const names = [name.zh, name.en, ...name.zh.split(/[、/，]/)];
      for (const each of names) put(this.#names, plainName(each), code);
      for (const each of [...also.zh, ...also.en]) put(this.#words, plainName(each), code);
      for (const each of new Set([name.zh, ...also.zh].map(plainName)))
        this.#addForm(code, each, each === plainName(name.zh) ? 1 : 0.95);
    }
  }

  #addForm(service: string, form: string, weight: number): void {
    const pairs = new Set(termsOfText(form, false));
    if ([...form].length < 3) return;
    const index = this.#forms.push({ service, size: pairs.size, weight }) - 1;
    for (const pair of pairs) this.#pairs.set(pair, [...(this.#pairs.get(pair) ?? []), index]);
  }

  /** `kind`: what people do there (query, apply …) where the row says it; decides between services that fit equally well. */
  match(
    row: { readonly code: string; readonly name: string; readonly kind?: string | undefined },
    least: number,
  ): Matched {
    if (this.#codes.has(row.code.toLowerCase())) return { service: row.code.toLowerCase(), how: "code", score: 1 };
    const form = plainName(row.name);
    if (form === "") return undefined;
    const key = `${row.kind ?? ""} ${form}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const found = this.#decide(form, row.kind, least);
    if (this.#known.size >= remembered) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }

  #decide(form: string, kind: string | undefined, least: number): Matched {
    const one = (services: ReadonlySet<string> | undefined, how: "name" | "word", score: number): Matched => {
      if (!services) return undefined;
      const fitting = this.#ofKind([...services], kind);
      const [only] = fitting;
      return fitting.length === 1 && only !== undefined
        ? { service: only, how, score }
        : { candidates: fitting, score };
    };
    return (
      one(this.#names.get(form), "name", 1) ??
      one(this.#words.get(form), "word", scoreOfWord) ??
      this.#alike(form, kind, least)
    );
  }

  #alike(form: string, kind: string | undefined, least: number): Matched {
    const pairs = new Set(termsOfText(form, false));
    const shared = new Map<number, number>();
    for (const pair of pairs)
      for (const index of this.#pairs.get(pair) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
    const best = new Map<string, number>();
    for (const [index, count] of shared) {
      const known = this.#forms[index];
      if (!known) continue;
      const likeness = ((2 * count) / (pairs.size + known.size)) * known.weight;
      best.set(known.service, Math.max(likeness, best.get(known.service) ?? 0));
    }
    const ranked = [...best].filter(([, score]) => score >= least).sort((a, b) => b[1] - a[1]);
    const [first] = ranked;
    if (!first) return undefined;
    const near = ranked.filter(([, score]) => first[1] - score < clear).map(([service]) => service);
    const [only, ...others] = this.#ofKind(near, kind);
    const score = Math.round(first[1] * 100) / 100;
    if (only === undefined) return undefined;
    return others.length === 0 ? { service: only, how: "likeness", score } : { candidates: [only, ...others], score };
  }

  #ofKind(services: readonly string[], kind: string | undefined): readonly string[] {
    const fitting = services.filter((service) => this.#kinds.get(service) === kind);
    return fitting.length === 0 ? services : fitting;
  }
}

function put(map: Map<string, Set<string>>, key: string, code: string): void {
  if (key === "") return;
  map.set(key, (map.get(key) ?? new Set()).add(code));
}
