import type { CaseView } from "../../../domain/cases/index.ts";
import type { Question, ServiceVersion } from "../../../domain/catalogue/index.ts";
import type { StoredFile } from "../../../domain/documents/index.ts";
import { showAnswer } from "../../../domain/forms/index.ts";
import { formatSize, type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { words } from "./words.ts";

export type ShownFile = {
  readonly href: string;
  readonly name: string;
  readonly size: string;
  readonly isImage: boolean;
  /** Where a PDF is shown within the page; images are there already. */
  readonly viewHref: string | undefined;
  /** It holds parts that run by themselves or lead elsewhere. */
  readonly careful: boolean;
};

export type ShownAnswer = {
  readonly label: string;
  readonly value: string;
  readonly file: ShownFile | undefined;
};

/** One page of questions as it was answered, and why its questions are asked. */
export type ShownPage = {
  readonly title: string;
  readonly purposes: readonly string[];
  readonly answers: readonly ShownAnswer[];
};

/** The names down to a division, as the language writes them; undefined for an unknown code. */
export function divisionPath(house: House, code: string, language: Language): string | undefined {
  const names = house.regions.divisions.path(code).map((each) => each.name[language]);
  if (names.length === 0) return undefined;
  return language === "zh" ? names.join("") : names.reverse().join(", ");
}

/** What was sent, page by page; personal numbers masked unless `open`. */
export function shownPages(
  house: House,
  view: CaseView,
  service: ServiceVersion,
  files: readonly StoredFile[],
  { language, open }: { language: Language; open: boolean },
): readonly ShownPage[] {
  const w = words(language);
  const { definition } = service;
  const divisionName = (code: string) => divisionPath(house, code, language);
  const isAnswered = ({ id }: Question) => view.answers[id] !== undefined && view.answers[id] !== null;
  return definition.ask.flatMap((page) => {
    const questions = page.questions.filter(isAnswered);
    if (questions.length === 0) return [];
    const purposes = [...new Set(questions.map((question) => question.purpose))].flatMap((code) => {
      const purpose = definition.purposes[code];
      return purpose ? [w.purpose({ say: say(purpose.say, language), basis: purpose.basis })] : [];
    });
    const answers = questions.map((question) => ({
      label: say(question.label, language),
      value: showAnswer(question, view.answers[question.id], language, { open, divisionName }),
      file: fileOf(view, question, files, language),
    }));
    return [{ title: say(page.title, language), purposes, answers }];
  });
}

/** Files of the case that no answer shows any more: what a correction replaced, and what was issued. */
export function otherFiles(
  view: CaseView,
  { definition }: ServiceVersion,
  files: readonly StoredFile[],
  language: Language,
): readonly (ShownFile & { readonly label: string | undefined })[] {
  const shown = new Set(
    Object.values(view.answers).map((answer) =>
      typeof answer === "object" && answer !== null && "file" in answer ? answer.file : undefined,
    ),
  );
  const questions = definition.ask.flatMap((page) => page.questions);
  return files
    .filter((file) => !shown.has(file.id))
    .map((file) => {
      const question = questions.find((each) => each.id === file.question);
      return { ...shownFile(view.row.number, file, language), label: question && say(question.label, language) };
    });
}

function fileOf(
  view: CaseView,
  question: Question,
  files: readonly StoredFile[],
  language: Language,
): ShownFile | undefined {
  const answer = view.answers[question.id];
  if (typeof answer !== "object" || answer === null || !("file" in answer)) return undefined;
  const file = files.find((each) => each.id === answer.file);
  return file && shownFile(view.row.number, file, language);
}

function shownFile(number: string, file: StoredFile, language: Language): ShownFile {
  const href = `/staff/cases/${number}/files/${file.id}`;
  return {
    href,
    viewHref: file.kind === "pdf" ? `${href}?view=1` : undefined,
    name: file.name,
    size: formatSize(file.size, language),
    isImage: file.kind !== "pdf",
    careful: file.flags.length > 0,
  };
}
