import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { Text } from "../../../foundation/i18n/index.ts";
import { FileProblems, type Place } from "./problems.ts";

/** Way to a value in a file: keys and list positions. */
export type Path = readonly (string | number)[];

export const maximumFileSize = 256 * 1024;

/** A YAML file with its places: what it says, and where it says it. */
export class Source {
  readonly problems: FileProblems;
  readonly value: unknown;
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.problems = new FileProblems(file);
    this.#text = text;
    const tooLong = text.length > maximumFileSize;
    this.#document = parseDocument(tooLong ? "" : text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    if (tooLong) {
      this.problems.add(
        "file_too_long",
        { line: 1, column: 1 },
        { zh: "文件太大。", en: "The file is too long." },
        {
          zh: `一个文件最多 ${maximumFileSize / 1024} KB。`,
          en: `A file may have at most ${maximumFileSize / 1024} KB.`,
        },
      );
      return;
    }
    for (const error of this.#document.errors) this.#report(error.code, error.pos[0]);
    visit(this.#document, {
      Alias: (_, node) => this.#report("BAD_ALIAS", node.range?.[0] ?? 0),
      Node: (_, node) => {
        if (!isAlias(node) && isNode(node) && "anchor" in node && node.anchor)
          this.#report("BAD_ALIAS", node.range?.[0] ?? 0);
      },
    });
    if (this.problems.list.length === 0) this.value = this.#document.toJS({ maxAliasCount: 0 });
  }

  /** False where the text is no YAML at all; `value` is then undefined. */
  get readable(): boolean {
    return this.problems.list.length === 0 || this.value !== undefined;
  }

  #report(code: string, offset: number): void {
    const { say, remedy } = yamlWords[code] ?? otherYaml;
    const place = this.placeOf(offset);
    this.problems.add(code === "DUPLICATE_KEY" ? "yaml_duplicate_key" : "yaml_syntax", place, say, remedy);
  }

  placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #node(path: Path): Node | undefined {
    const node: unknown = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return isNode(node) ? node : undefined;
  }

  /** Where the key that leads to this value stands; for list entries where the entry begins. */
  place(path: Path): Place {
    for (let end = path.length; end > 0; end--) {
      const last = path[end - 1];
      const parent = this.#node(path.slice(0, end - 1));
      if (isMap(parent)) {
        const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
        if (pair && isScalar(pair.key) && pair.key.range) return this.placeOf(pair.key.range[0]);
      }
      const node = this.#node(path.slice(0, end));
      if (node?.range) return this.placeOf(node.range[0]);
    }
    return { line: 1, column: 1 };
  }

  /** Where a value itself begins. */
  placeOfValue(path: Path): Place {
    const node = this.#node(path);
    return node?.range ? this.placeOf(node.range[0]) : this.place(path);
  }

  /** The place of a line and column within a text value, such as a rule. */
  placeWithin(path: Path, line: number, column: number): Place {
    const node = this.#node(path);
    if (!isScalar(node) || !node.range) return this.place(path);
    const start = this.placeOf(node.range[0]);
    if (node.type === "BLOCK_LITERAL") {
      const row = this.#text.split("\n")[start.line + line - 1] ?? "";
      const first = this.#text.split("\n")[start.line] ?? row;
      return { line: start.line + line, column: first.length - first.trimStart().length + column };
    }
    const quote = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE" ? 1 : 0;
    // Folded and wrapped texts lose their line breaks; the place is then that of the first line.
    const wrapped = node.type === "BLOCK_FOLDED" || (node.source ?? "").includes("\n");
    if (wrapped || line > 1) return start;
    return { line: start.line, column: start.column + quote + column - 1 };
  }
}

const otherYaml: { say: Text; remedy: Text } = {
  say: { zh: "这一行的格式看不懂。", en: "This line cannot be read." },
  remedy: {
    zh: "请检查：冒号用英文“:”并且后面空一格；同一层左边对齐；引号和括号成对；带冒号的句子用引号括起来。",
    en: "Check that a colon is followed by a space, that one level is aligned on the left, that quotes and brackets are complete, and put sentences with a colon in quotes.",
  },
};

const indent: { say: Text; remedy: Text } = {
  say: { zh: "这一行和上面没有对齐。", en: "This line is not aligned with those above." },
  remedy: {
    zh: "同一层的内容左边要对齐，每深一层多空两格。",
    en: "Align one level on the left; each deeper level has two more spaces.",
  },
};

const yamlWords: Readonly<Record<string, { say: Text; remedy: Text }>> = {
  TAB_AS_INDENT: {
    say: { zh: "这一行开头用了制表符（Tab）。", en: "This line begins with a tab." },
    remedy: { zh: "请改成空格，每层两格。", en: "Use spaces instead, two for each level." },
  },
  BAD_INDENT: indent,
  DUPLICATE_KEY: {
    say: { zh: "这一项在同一处写了两次。", en: "This entry stands here twice." },
    remedy: { zh: "请只留一个。", en: "Keep only one of them." },
  },
  BAD_ALIAS: {
    say: { zh: "这里不能用 & 和 * 引用。", en: "References with & and * cannot be used here." },
    remedy: {
      zh: "请把内容直接写出来；以 * 或 & 开头的文字要用引号括起来。",
      en: "Write the content itself; put text that begins with * or & in quotes.",
    },
  },
  BLOCK_AS_IMPLICIT_KEY: {
    say: { zh: "句子里有冒号，被当成了新的一项。", en: "A colon in the sentence is read as a new entry." },
    remedy: { zh: "请用英文双引号把整句话括起来。", en: "Put the whole sentence in double quotes." },
  },
  MULTILINE_IMPLICIT_KEY: {
    say: { zh: "这一行缺少冒号。", en: "A colon is missing in this line." },
    remedy: {
      zh: "请写成“名字: 内容”，冒号用英文的，后面空一格。",
      en: "Write `name: content`, with a space after the colon.",
    },
  },
  MISSING_CHAR: {
    say: { zh: "这里少了引号、括号或者冒号。", en: "A quote, bracket or colon is missing here." },
    remedy: { zh: "请补上，并检查是否用了中文标点。", en: "Add it, and check for Chinese punctuation." },
  },
};
