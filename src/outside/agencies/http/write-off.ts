import type { ConnectorWriteOff, WriteOffAnswer } from "../../../domain/agencies/index.ts";
import { at, type Tree, textAt } from "../mapping/index.ts";
import type { WriteOffConfig, WriteOffWord } from "./config.ts";

/** What an answer means by its word; undefined where it has none that the configuration knows. */
export function readOutcome(asked: WriteOffConfig, tree: Tree, now: Date): ConnectorWriteOff | undefined {
  const { at: where, codes } = asked.outcome;
  const paths = typeof where === "string" ? [where] : where;
  const word = paths.map((path) => textAt(tree, path)).find((text) => text !== "");
  if (word === undefined || !Object.hasOwn(codes, word)) return undefined;
  const meaning = codes[word];
  if (meaning === undefined) return undefined;
  const key = textAt(tree, asked.key);
  return { answer: answerOf(meaning, asked, tree, now), ...(key === "" ? {} : { key }) };
}

function answerOf(word: WriteOffWord, asked: WriteOffConfig, tree: Tree, now: Date): WriteOffAnswer {
  switch (word) {
    case "done": {
      const reference = asked.reference === undefined ? "" : textAt(tree, asked.reference).slice(0, 100);
      return { kind: "done", at: now, ...(reference === "" ? {} : { reference }) };
    }
    case "waiting":
    case "absent":
      return { kind: word };
    default:
      return { kind: "refused", code: word, say: asked.say === undefined ? "" : textAt(tree, asked.say).slice(0, 500) };
  }
}

/** Bills as a list, also where one bill stands in no list. */
export function billTrees(tree: Tree, each: string | undefined): readonly Tree[] {
  if (each === undefined) return [tree];
  const found = at(tree, each);
  if (found === undefined || found === null || found === "") return [];
  return Array.isArray(found) ? found : [found];
}
