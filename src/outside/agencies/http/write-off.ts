import type {
  ConnectorReversal,
  ConnectorWriteOff,
  ReversalAnswer,
  WriteOffAnswer,
} from "../../../domain/agencies/index.ts";
import { at, type Tree, textAt } from "../mapping/index.ts";
import type { ReversalConfig, WriteOffConfig, WriteOffWord } from "./config.ts";

/** What their word of an outcome means; undefined where there is none that the configuration knows. */
function meaningOf<Word>(
  { at: where, codes }: { readonly at: string | readonly string[]; readonly codes: Readonly<Record<string, Word>> },
  tree: Tree,
): Word | undefined {
  const paths = typeof where === "string" ? [where] : where;
  const word = paths.map((path) => textAt(tree, path)).find((text) => text !== "");
  return word !== undefined && Object.hasOwn(codes, word) ? codes[word] : undefined;
}

/** What an answer means by its word; undefined where it has none that the configuration knows. */
export function readOutcome(asked: WriteOffConfig, tree: Tree, now: Date): ConnectorWriteOff | undefined {
  const meaning = meaningOf(asked.outcome, tree);
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

/** The same of a reversal. */
export function readReversal(asked: ReversalConfig, tree: Tree): ConnectorReversal | undefined {
  const meaning = meaningOf(asked.outcome, tree);
  if (meaning === undefined) return undefined;
  const textOf = (path: string | undefined, most: number) =>
    path === undefined ? "" : textAt(tree, path).slice(0, most);
  const reversal = textAt(tree, asked.key);
  const answers: Readonly<Record<typeof meaning, () => ReversalAnswer>> = {
    done: () => {
      const reference = textOf(asked.reference, 100);
      return { kind: "done", ...(reference === "" ? {} : { reference }) };
    },
    waiting: () => ({ kind: "waiting" }),
    refused: () => ({ kind: "refused", say: textOf(asked.say, 500) }),
  };
  return { answer: answers[meaning](), ...(reversal === "" ? {} : { reversal }) };
}

/** Bills as a list, also where one bill stands in no list. */
export function billTrees(tree: Tree, each: string | undefined): readonly Tree[] {
  if (each === undefined) return [tree];
  const found = at(tree, each);
  if (found === undefined || found === null || found === "") return [];
  return Array.isArray(found) ? found : [found];
}
