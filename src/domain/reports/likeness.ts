import { metresBetween, type Spot } from "./place-of.ts";

/** What of a report is compared with others. */
export type Compared = { readonly spot: Spot; readonly story: string; readonly address: string | undefined };

export type Likeness = {
  /** Metres, where both say a point. */
  readonly metres: number | undefined;
  readonly sameAddress: boolean;
  /** 0 to 1: how much of the words is the same. */
  readonly words: number;
};

/** Points at most this far apart may be the same spot: what telephones say of a place differs by as much. */
export const nearMetres = 150;

/**
 * From these on two reports are put before a clerk as perhaps the same, measured on the labelled pairs of `likeness.test.ts`. Of one
 * category, the nearer the fewer words need be in common: `near` of them at 150 m, none on the same spot. Without a point to
 * compare, the words must carry it.
 */
export const enough = { near: 0.1, far: 0.38 } as const;

/** How alike two reports of one category are. */
export function likeness(a: Compared, b: Compared): Likeness {
  const { point: one } = a.spot;
  const { point: other } = b.spot;
  return {
    metres: one && other ? metresBetween(one, other) : undefined,
    sameAddress: a.address !== undefined && a.address === b.address,
    words: cosine(pairs(`${a.story} ${placeWords(a.spot)}`), pairs(`${b.story} ${placeWords(b.spot)}`)),
  };
}

/** Whether a clerk should look at the two together. */
export function isAlike({ metres, sameAddress, words }: Likeness): boolean {
  if (sameAddress) return true;
  if (metres !== undefined) return metres <= nearMetres && words >= (enough.near * metres) / nearMetres;
  return words >= enough.far;
}

function placeWords({ words, address }: Spot): string {
  return `${words} ${address?.detail ?? ""}`;
}

// They stand in every report and tell nothing apart.
const filler = /[的了是在有和就都很也我们请您你吧吗呢啊个一不这那里上下把被给到过着还没已经\s\p{P}\p{S}]/gu;

/** 字与二元字串: characters, and pairs of neighbours twice, with how often each stands there; fillers and signs are left out. */
function pairs(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (part: string, weight: number) => counts.set(part, (counts.get(part) ?? 0) + weight);
  for (const piece of text.normalize("NFKC").toLowerCase().slice(0, 2_000).split(filler)) {
    const characters = [...piece];
    for (const [index, character] of characters.entries()) {
      count(character, 1);
      const next = characters[index + 1];
      if (next !== undefined) count(character + next, 2);
    }
  }
  counts.delete("");
  return counts;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let product = 0;
  for (const [part, count] of a) product += count * (b.get(part) ?? 0);
  return product === 0 ? 0 : product / (size(a) * size(b));
}

const size = (counts: ReadonlyMap<string, number>) =>
  Math.sqrt([...counts.values()].reduce((sum, n) => sum + n * n, 0));
