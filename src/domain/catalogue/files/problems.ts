import { type Language, say, type Text } from "../../../foundation/i18n/index.ts";

/** One mistake in a catalogue file, as a civil servant can mend it. Line and column count from 1. */
export type CatalogueProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Stable, for programs. */
  readonly code: string;
  /** What is wrong. */
  readonly say: Text;
  /** What would be right. */
  readonly remedy: Text;
};

export type Place = { readonly line: number; readonly column: number };

/** A file without end has mistakes without end: only so many of one file are reported. */
const maximumPerFile = 100;

/** Collects the problems of one file. */
export class FileProblems {
  readonly file: string;
  readonly list: CatalogueProblem[] = [];

  constructor(file: string) {
    this.file = file;
  }

  add(code: string, place: Place, say: Text, remedy: Text): void {
    if (this.list.length < maximumPerFile) this.list.push({ file: this.file, ...place, code, say, remedy });
  }
}

/** By file, line and column, each problem once. */
export function sorted(problems: readonly CatalogueProblem[]): CatalogueProblem[] {
  const seen = new Set<string>();
  const once = problems.filter((problem) => {
    const key = `${problem.file}\n${problem.line}\n${problem.column}\n${problem.say.en}`;
    return !seen.has(key) && seen.add(key);
  });
  return once.sort(
    (a, b) =>
      a.file.localeCompare(b.file, "en") || a.line - b.line || a.column - b.column || a.code.localeCompare(b.code),
  );
}

/** The problems as text for a terminal, `file:line:column` first so that editors can jump there. */
export function formatProblems(problems: readonly CatalogueProblem[], language: Language): string {
  const remedy = language === "zh" ? "改法" : "To mend it";
  const lines = problems.map(
    (problem) =>
      `${problem.file}:${problem.line}:${problem.column}\n  ${say(problem.say, language)}\n  ${remedy}${
        language === "zh" ? "：" : ": "
      }${say(problem.remedy, language)}\n`,
  );
  const files = new Set(problems.map((problem) => problem.file)).size;
  const count = problems.length;
  const total =
    language === "zh"
      ? count === 0
        ? "没有发现问题。"
        : `共 ${count} 处要改，在 ${files} 个文件里。`
      : count === 0
        ? "No problems found."
        : `${count} ${count === 1 ? "problem" : "problems"} in ${files} ${files === 1 ? "file" : "files"}.`;
  return [...lines, total].join("\n");
}
