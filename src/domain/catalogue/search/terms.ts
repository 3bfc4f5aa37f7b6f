import { pinyin } from "pinyin-pro";

const hanRun = /\p{Script=Han}+/gu;
const word = /\p{Script=Han}+|[\p{Script=Latin}\p{Number}]+(?:['’][\p{Script=Latin}]+)?/gu;
const isHan = /^\p{Script=Han}/u;

/** What people wrap their question in. It finds next to nothing of its own, unless a question consists of nothing else. */
const wrapping =
  /怎么办理|怎么样|怎么办|怎么|怎样|如何|哪里办|在哪里|去哪里|在哪儿|去哪儿|哪里|哪儿|去哪|在哪|办理|申请|请问|我想要|我想|我要|想要|需要|可以|能不能|可不可以|有没有|要不要|多少钱|什么|一下|办|的|了|吗|呢|啊|我|啥|要|去|想|在/gu;
const wrappingWords: ReadonlySet<string> = new Set(
  "a an the i my me is am are do does did can could how where what which when who to for of in on at and or get got have has need want would like please apply application s".split(
    " ",
  ),
);
/** How much such words weigh beside the others. */
const weightOfWrapping = 0.08;
const weightOfSound = 0.35;
const weightOfSlip = 0.7;

/** One text in one form: full-width letters, capitals and their like do not matter. */
function tidy(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function pairs(letters: readonly string[]): string[] {
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Latin words as one writes them: driver's as drivers. */
function plain(written: string): string {
  return written.replaceAll(/['’]/g, "");
}

/**
 * The terms of a text of the catalogue: Chinese by pairs of characters (`singles`: and one by one, for somebody who types one),
 * other words as they are.
 */
export function termsOfText(text: string, singles: boolean): string[] {
  return [...tidy(text).matchAll(word)].flatMap(([found]) => {
    if (!isHan.test(found)) return [plain(found)];
    const letters = [...found];
    return [...(singles || letters.length === 1 ? letters : []), ...pairs(letters)];
  });
}

/** A question or a word without what it is wrapped in and without spaces: 怎么办居住证啊 and 居住证 are one. All of it where nothing else is there. */
export function coreOf(text: string): string {
  const said = [...tidy(text).matchAll(word)].map(([found]) => plain(found));
  const bare = said.map((each) =>
    isHan.test(each) ? each.replaceAll(wrapping, "") : wrappingWords.has(each) ? "" : each,
  );
  return bare.join("") || said.join("");
}

/** A Chinese word as a whole in letters, and by its initials. */
export function spokenOf(text: string): string[] {
  const core = coreOf(text);
  if (!/^\p{Script=Han}{2,}$/u.test(core)) return [];
  const syllables = syllablesOf(core);
  return [syllables.join(""), syllables.map((syllable) => syllable[0] ?? "").join("")];
}

/** How people type Chinese on a plain keyboard: 居住证 as juzhuzheng and jzz, from any of its characters on. */
export function spellingsOf(text: string): string[] {
  return [...tidy(text).matchAll(hanRun)].flatMap(([run]) => {
    const syllables = syllablesOf(run);
    return syllables.flatMap((_, from) => {
      const rest = syllables.slice(from);
      const initials = rest.map((syllable) => syllable[0] ?? "").join("");
      return rest.length > 1 ? [rest.join(""), initials] : [rest.join("")];
    });
  });
}

/** How it sounds, by pairs of characters: 居主证 sounds like 居住证, and 護照 like 护照. Marked, since it is no word anybody types. */
export function soundsOf(text: string): string[] {
  return [...tidy(text).matchAll(hanRun)].flatMap(([run]) => pairs(syllablesOf(run)).map((pair) => `~~~${pair}`));
}

function syllablesOf(run: string): string[] {
  return pinyin(run, { toneType: "none", type: "array", v: true });
}

/**
 * The terms of a question and how much each counts. `knows` says whether a word stands in the catalogue: one that does not is
 * also tried with two neighbouring letters exchanged.
 */
export function termsOfQuery(query: string, knows: (term: string) => boolean): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  const add = (term: string, weight: number) => weights.set(term, Math.max(weight, weights.get(term) ?? 0));
  const latin: string[] = [];
  let hasHan = false;
  for (const [found] of tidy(query).matchAll(word)) {
    if (isHan.test(found)) {
      hasHan = true;
      addHan(found, add);
      continue;
    }
    const written = plain(found);
    latin.push(written);
    add(written, wrappingWords.has(written) ? weightOfWrapping : 1);
    if (!knows(written)) for (const other of exchanged(written)) if (knows(other)) add(other, weightOfSlip);
  }
  // Syllables typed apart: she bao ka.
  const together = latin.join("");
  if (!hasHan && latin.length > 1 && latin.every((each) => /^[a-z]{1,6}$/.test(each)) && knows(together)) {
    add(together, 2);
  }
  return weights;
}

/** Pairs of characters of which one belongs to what matters count in full, those of the wrapping hardly. */
function addHan(run: string, add: (term: string, weight: number) => void): void {
  const letters = [...run];
  const wrapped = letters.map(() => false);
  for (const { 0: found, index } of run.matchAll(wrapping)) wrapped.fill(true, index, index + found.length);
  const weightAt = (at: number) => (wrapped[at] ? weightOfWrapping : 1);
  const syllables = syllablesOf(run);
  if (letters.length === 1) add(run, 1);
  for (let at = 0; at + 1 < letters.length; at++) {
    // 丢了, 办护: half of it says something.
    const weight = wrapped[at] === wrapped[at + 1] ? weightAt(at) : 0.4;
    add(`${letters[at]}${letters[at + 1]}`, weight);
    if (weight === 1) add(`~~~${syllables[at]}${syllables[at + 1]}`, weightOfSound);
  }
  // A character left alone between wrapping is all there is to go by.
  for (const [at, letter] of letters.entries()) {
    if (!wrapped[at] && wrapped[at - 1] !== false && wrapped[at + 1] !== false) add(letter, 0.3);
  }
}

/** A word with two neighbouring letters exchanged, each way it can be. */
function exchanged(written: string): string[] {
  if (!/^[a-z]{4,30}$/.test(written)) return [];
  return Array.from(
    { length: written.length - 1 },
    (_, at) => `${written.slice(0, at)}${written[at + 1]}${written[at]}${written.slice(at + 2)}`,
  );
}
