import type { Language } from "../../../foundation/i18n/index.ts";
import type { Division, DivisionRow, Level } from "./division.ts";
import { takeApart } from "./english.ts";
import { otherPinyinOf } from "./pinyin.ts";
import { type Found, SearchIndex } from "./search.ts";

/** Lists are never sent whole. */
export const pageLimit = 100;
export const searchLimit = 20;

export type StoredDivision = DivisionRow & {
  readonly endedOn: string | null;
  readonly successors: readonly string[];
};

export type DivisionPage = { readonly items: readonly Division[]; readonly next: string | null };

/** `parent: null` lists the provinces. `after` is the last code of the page before. */
export type PageRequest = { readonly after?: string | undefined; readonly limit?: number | undefined };

function toDivision(row: StoredDivision): Division {
  return {
    code: row.code,
    name: { zh: row.name, en: row.english },
    short: takeApart(row.name, row.level, row.kind).stem,
    level: row.level,
    kind: row.kind,
    parent: row.parent,
    pinyin: row.pinyin,
    initials: row.pinyin.replaceAll(/(\S)\S*\s*/g, "$1"),
    endedOn: row.endedOn,
    successors: row.successors,
  };
}

/**
 * The tree of divisions in memory, built from the rows of the database (or of the bundled file) and then only read: 3,200
 * divisions, about 5 MB with the search keys, which the first search adds. A changed list or a newly opened city makes a new one.
 */
export class Divisions {
  readonly #byCode = new Map<string, Division>();
  readonly #children = new Map<string, Division[]>();
  readonly #predecessors = new Map<string, string[]>();
  readonly #offered: ReadonlySet<string>;
  readonly #offeredWithin = new Map<string, number>();
  readonly #current: readonly Division[];
  #index: SearchIndex | undefined;

  constructor(rows: Iterable<StoredDivision>, offered: Iterable<string> = []) {
    const current: Division[] = [];
    for (const row of [...rows].sort((a, b) => (a.code < b.code ? -1 : 1))) {
      const division = toDivision(row);
      // A code may have ended and been given again; what exists now wins.
      if (this.#byCode.get(row.code)?.endedOn === null) continue;
      this.#byCode.set(row.code, division);
    }
    for (const division of this.#byCode.values()) {
      for (const successor of division.successors) {
        this.#predecessors.set(successor, [...(this.#predecessors.get(successor) ?? []), division.code]);
      }
      if (division.endedOn !== null) continue;
      current.push(division);
      const siblings = this.#children.get(division.parent ?? "");
      if (siblings === undefined) this.#children.set(division.parent ?? "", [division]);
      else siblings.push(division);
    }
    this.#offered = new Set(offered);
    for (const tenant of this.#offered) {
      const [division] = this.resolve(tenant);
      for (const step of this.path(division?.code ?? tenant)) {
        this.#offeredWithin.set(step.code, (this.#offeredWithin.get(step.code) ?? 0) + 1);
      }
    }
    this.#current = current;
  }

  /** Made for the first who searches: with every reading of every name it is most of the work. */
  get #search(): SearchIndex {
    this.#index ??= new SearchIndex(this.#current, (code) => this.path(code), otherPinyinOf);
    return this.#index;
  }

  /** The division of a code, also one that has ended (then `endedOn` says when). */
  get(code: string): Division | undefined {
    return this.#byCode.get(code);
  }

  /** How many divisions exist now, by level. */
  count(): Readonly<Record<Level, number>> {
    const count = { province: 0, prefecture: 0, county: 0 };
    for (const each of this.#byCode.values()) if (each.endedOn === null) count[each.level] += 1;
    return count;
  }

  /** True for codes whose city is a tenant. */
  isOffered(code: string): boolean {
    return this.#offered.has(code);
  }

  /** How many cities are open at or below a division. */
  offeredWithin(code: string): number {
    return this.#offeredWithin.get(code) ?? 0;
  }

  /** What exists now in place of a code: itself, or whatever took over, in as many steps as it takes. */
  resolve(code: string): readonly Division[] {
    const found: Division[] = [];
    const seen = new Set<string>();
    const open = [code];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const division = this.#byCode.get(next);
      if (division === undefined) continue;
      if (division.endedOn === null) found.push(division);
      else open.push(...division.successors);
    }
    return found;
  }

  /**
   * The tenant someone means with a code. A city keeps its key for ever: when its division got another code, both codes lead to it.
   * Undefined when no tenant, or more than one, answers to the code.
   */
  tenantOf(code: string): string | undefined {
    if (this.#offered.has(code)) return code;
    const tenants = new Set<string>();
    const seen = new Set<string>();
    const open = this.resolve(code).map((each) => each.code);
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      if (this.#offered.has(next)) tenants.add(next);
      seen.add(next);
      open.push(...(this.#predecessors.get(next) ?? []).filter((each) => !seen.has(each)));
    }
    const [only] = tenants;
    return tenants.size === 1 ? only : undefined;
  }

  /** From the province down to the division itself; empty for an unknown code. */
  path(code: string): readonly Division[] {
    const path: Division[] = [];
    for (
      let at = this.#byCode.get(code);
      at !== undefined;
      at = at.parent === null ? undefined : this.#byCode.get(at.parent)
    ) {
      path.unshift(at);
      if (path.length > 3) break;
    }
    return path;
  }

  /** The divisions right below one, by code; `null` for the provinces. */
  children(code: string | null, page: PageRequest = {}): DivisionPage {
    return cut(this.#children.get(code ?? "") ?? [], page);
  }

  /** Divisions below one at any depth, of one level when asked for. */
  list(filter: { under?: string | undefined; level?: Level | undefined }, page: PageRequest = {}): DivisionPage {
    const { under, level } = filter;
    const items: Division[] = [];
    const visit = (parent: string) => {
      for (const child of this.#children.get(parent) ?? []) {
        if (level === undefined || child.level === level) items.push(child);
        visit(child.code);
      }
    };
    visit(under ?? "");
    return cut(items, page);
  }

  /**
   * Places people mean by what they typed: Chinese name, pinyin, initials, English, code, "湖南岳阳县" in one word, one wrong letter.
   * Better kinds of match come first, within one kind the cities that are open. Costs 0.2 to 3 ms of a core.
   */
  search(
    query: string,
    options: {
      limit?: number | undefined;
      language?: Language | undefined;
      within?: "cities" | "all" | undefined;
    } = {},
  ): readonly Division[] {
    const limit = Math.min(Math.max(options.limit ?? searchLimit, 1), searchLimit);
    const within = options.within === "cities" ? (division: Division) => this.#offered.has(division.code) : undefined;
    const byName = (a: Division, b: Division) =>
      options.language === "en" && a.name.en !== b.name.en
        ? a.name.en < b.name.en
          ? -1
          : 1
        : a.code < b.code
          ? -1
          : 1;
    const closed = (found: Found) => (this.#offered.has(found.division.code) ? 0 : 1);
    return this.#search
      .find(query, within)
      .sort(
        (a, b) =>
          Math.floor(a.rank) - Math.floor(b.rank) ||
          closed(a) - closed(b) ||
          a.rank - b.rank ||
          byName(a.division, b.division),
      )
      .slice(0, limit)
      .map((found) => found.division);
  }
}

function cut(items: readonly Division[], page: PageRequest): DivisionPage {
  const limit = Math.min(Math.max(page.limit ?? pageLimit, 1), pageLimit);
  const { after } = page;
  const rest = after === undefined ? items : items.filter((each) => each.code > after);
  const shown = rest.slice(0, limit);
  return { items: shown, next: rest.length > limit ? (shown.at(-1)?.code ?? null) : null };
}
