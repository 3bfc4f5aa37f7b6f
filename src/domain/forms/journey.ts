import type { Text } from "../../foundation/i18n/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { Answers, Question } from "../catalogue/index.ts";
import { type Circumstances, evaluate, type Found } from "./evaluate.ts";
import { type FormSource, formOf } from "./form.ts";
import { type Known, type KnownAnswer, withKnown } from "./known.ts";

/** `now` is the first page with something left to answer; `hidden` pages have nothing to ask under these answers. */
export type PageState = "done" | "now" | "todo" | "hidden";

export type JourneyOptions = Circumstances & {
  readonly known?: Known;
  /** Questions whose known answer the person says is not right. */
  readonly disputed?: readonly string[];
};

export type Journey = {
  readonly pages: readonly { readonly page: string; readonly title: Text; readonly state: PageState }[];
  /** The page to go to; undefined when nothing is left to ask. */
  readonly next: string | undefined;
  readonly refusals: readonly Text[];
  readonly complete: boolean;
};

function settled({ asked, value, wrong }: Found): boolean {
  return asked === false || (asked === true && value !== undefined && wrong === undefined);
}

/**
 * Where someone is, computed from the form and the answers and stored nowhere: back button, two tabs and changed answers
 * need no care. An optional question counts as seen once it is answered with nothing (null).
 */
export function journey(service: FormSource, answers: Answers, options: JourneyOptions): Journey {
  const form = formOf(service);
  const { found, refusals } = evaluate(form, withKnown(answers, options.known, options.disputed), options, false);
  let next: string | undefined;
  const pages = form.pages.map(({ page, title }) => {
    const here = found.filter(({ question }) => question.page === page);
    if (here.every(({ asked }) => asked === false)) return { page, title, state: "hidden" as const };
    if (here.every(settled)) return { page, title, state: "done" as const };
    // A page whose questions all hang on an answer still to come cannot be the next one.
    if (next !== undefined || !here.some((one) => one.asked === true && !settled(one))) {
      return { page, title, state: "todo" as const };
    }
    next = page;
    return { page, title, state: "now" as const };
  });
  const complete = pages.every(({ state }) => state === "done" || state === "hidden");
  return { pages, next, refusals, complete };
}

export type PageQuestion = {
  readonly question: Question;
  /** Stored form; null: answered with nothing; undefined: not answered, or wrong. */
  readonly value: unknown;
  /** Shown with its source instead of asked. */
  readonly known: KnownAnswer | undefined;
};

/**
 * The questions a page asks under these answers. Refuses a page the service does not have with 404. A question hidden by
 * the answers is left out; its own answer stays in the draft and is not sent.
 */
export function questionsOfPage(
  service: FormSource,
  page: string,
  answers: Answers,
  options: JourneyOptions,
): readonly PageQuestion[] {
  const form = formOf(service);
  if (!form.pages.some((one) => one.page === page)) throw noSuchPage();
  const { found } = evaluate(form, withKnown(answers, options.known, options.disputed), options, false);
  return found
    .filter(({ question, asked }) => question.page === page && asked === true)
    .map(({ question, value }) => {
      const { id } = question.question;
      const disputed = options.disputed?.includes(id) === true;
      const known = options.known && !disputed && Object.hasOwn(options.known, id) ? options.known[id] : undefined;
      return { question: question.question, value, known };
    });
}

export function noSuchPage(): Refusal {
  return new Refusal({
    code: "page_not_found",
    status: 404,
    say: {
      zh: "这项服务没有这一页，请从服务说明重新开始。",
      en: "This service has no such page. Please begin at its guide.",
    },
  });
}
