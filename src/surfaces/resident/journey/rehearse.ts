import {
  type Answers,
  type Catalogue,
  type Path,
  resolveOffering,
  type Sample,
  type ServiceVersion,
} from "../../../domain/catalogue/index.ts";
import { type Draft, formOf, journey, mergePage, type Posted, readerOf } from "../../../domain/forms/index.ts";
import type { City, Divisions } from "../../../domain/regions/index.ts";
import { renderPart } from "../../../foundation/html/index.ts";
import { type Language, languages, type Text } from "../../../foundation/i18n/index.ts";
import { answersOnPage } from "../../look-up.ts";
import type { Offered } from "../../offerings.ts";
import { askedService } from "./asked-service.ts";
import { drawCheck } from "./check-view.tsx";
import type { Drawn } from "./load.ts";
import { drawNotPossible } from "./not-possible-page.tsx";
import { drawQuestions } from "./question-view.tsx";

/** What a rehearsal needs besides the service: no database, no city that is open. */
export type Stage = {
  readonly divisions: Divisions;
  readonly agencyKinds: Catalogue["agencyKinds"];
};

/** Something a sample met on its way; `path` leads to its place in the file of the service. */
export type Stumble = {
  readonly path: Path;
  readonly code:
    | "page_not_drawn"
    | "field_not_drawn"
    | "answer_not_taken"
    | "no_way_on"
    | "wrong_end"
    | "sentence_not_shown";
  readonly say: Text;
  readonly remedy: Text;
};

/** More pages than any service has; a journey that is longer goes in circles. */
const pagesAtMost = 60;
const stumblesAtMost = 10;

/**
 * Plays a sample through the pages people see: each page is drawn by the same views in every language, the sample's answers are typed
 * into its fields and read by the same readers, up to checking or to being told why it is not possible, with the sentence the
 * sample expects. Whoever plays is known to nobody: everything is asked.
 */
export function rehearse(service: ServiceVersion, index: number, stage: Stage): Stumble[] {
  const sample = service.definition.samples[index];
  if (sample === undefined) return [];
  const stumbles: Stumble[] = [];
  const player = new Player(service, sample, index, stage, (stumble) => {
    if (stumbles.length < stumblesAtMost) stumbles.push(stumble);
  });
  player.play();
  return stumbles;
}

/** Any sample, and what it met. */
export function rehearseAll(service: ServiceVersion, stage: Stage): Stumble[] {
  return service.definition.samples.flatMap((_, index) => rehearse(service, index, stage));
}

/** A page of a service as nobody in particular first meets it, for looking at it before anybody may. */
export function firstPage(
  service: ServiceVersion,
  offered: Offered,
  city: City,
  divisions: Divisions,
  today: string,
): Drawn {
  return drawn({ service: askedService(service, { delivery: true }), offered, city, divisions, today }, noAnswers);
}

const noAnswers: Pick<Draft, "answers" | "typed"> = { answers: {}, typed: {} };

type Set = {
  /** With the questions about consent and delivery. */
  readonly service: ServiceVersion;
  readonly offered: Offered;
  readonly city: City;
  readonly divisions: Divisions;
  readonly today: string;
};

function drawn({ service, offered, city, divisions, today }: Set, content: Pick<Draft, "answers" | "typed">): Drawn {
  const options = {
    ...{ today, city: city.city, known: {}, disputed: [] },
    isDivision: (code: string) => divisions.get(code) !== undefined,
  };
  const at = new Date(`${today}T01:00:00Z`);
  const draft: Draft = {
    ...content,
    ...{ disputed: [], trail: {}, owner: "visit:rehearsal", id: "00000000-0000-7000-8000-000000000000" },
    ...{ city: city.city, service: service.definition.code, version: service.version, revision: 1 },
    ...{ createdAt: at, updatedAt: at, expiresAt: at, sentNumber: undefined, partOf: undefined },
  };
  return {
    ...{ house: { regions: { divisions } }, city, offered, service, session: undefined, helping: undefined, draft },
    ...{ offers: {}, dropped: [], renewed: undefined, options, decided: { kind: "here" } },
    journey: journey(service, draft.answers, options),
  };
}

class Player {
  readonly #sample: Sample;
  readonly #index: number;
  readonly #set: Set;
  readonly #answers: Answers;
  readonly #stumble: (stumble: Stumble) => void;

  constructor(service: ServiceVersion, sample: Sample, index: number, stage: Stage, stumble: (one: Stumble) => void) {
    const { divisions, agencyKinds } = stage;
    const { code } = service.definition;
    const name = divisions.get(sample.city)?.name ?? { zh: sample.city, en: sample.city };
    const source = { by: "city", place: sample.city, name } as const;
    const offers = new Map([[code, { visibility: "visible", changedAt: new Date(0) } as const]]);
    const offering = resolveOffering(agencyKinds, service, [{ source, offers, agencies: new Map() }], sample.on);
    if (!offering) throw new Error(`${code} is offered and resolves to nothing`);
    this.#sample = sample;
    this.#index = index;
    this.#stumble = stumble;
    this.#set = {
      ...{ service: askedService(service, { delivery: true }), offered: { service, offering }, divisions },
      ...{ city: { city: sample.city, openedAt: new Date(0), settings: {} }, today: sample.on },
    };
    this.#answers = answersFor(service, sample);
  }

  play(): void {
    const { expect } = this.#sample;
    let at = drawn(this.#set, noAnswers);
    for (let pages = 0; pages < pagesAtMost; pages += 1) {
      if (at.journey.refusals.length > 0) {
        this.#refused(at);
        return;
      }
      const { next } = at.journey;
      if (next === undefined) break;
      const after = this.#fillIn(at, next);
      if (after === undefined) return;
      at = after;
    }
    if (!at.journey.complete) {
      this.#say(
        ["expect"],
        "no_way_on",
        "走完所有页面后仍有没问到的问题。",
        "After all pages something is still unanswered.",
      );
      return;
    }
    if (expect.refused) {
      this.#say(
        ["expect"],
        "wrong_end",
        "这个样例应当被告知办不了，但走到了核对页。",
        "This sample should be told that it is not possible, but it came to the check page.",
      );
      return;
    }
    if (answersOnPage(this.#set.service.definition)) return;
    this.#draw(["expect"], (language) => drawCheck(at, language, { errors: [], changedSince: false, hidden: {} }).main);
    if (this.#sample.corrections) this.#correct(at);
  }

  /** Draws a page, finds the fields for the answers on it, and types them. Undefined where it does not go on. */
  #fillIn(at: Drawn, page: string): Drawn | undefined {
    const shown = { found: { first: [], others: [] }, more: false, action: "/", hidden: {} };
    const html = this.#draw(["answers"], (language) => drawQuestions(at, page, language, shown).main);
    if (html === undefined) return undefined;
    const posted: Record<string, Posted[string]> = {};
    for (const [id, { question, page: on }] of this.#set.service.questions) {
      const answer = this.#answers[id];
      if (on !== page || answer === undefined || answer === null) continue;
      for (const [name, value] of Object.entries(typedFor(question, answer))) {
        posted[name] = value;
        const isAsked = html.includes(`name="${id}"`) || html.includes(`name="${id}-`);
        if (html.includes(`name="${name}"`) || !isAsked) continue;
        this.#say(
          ["answers", id],
          "field_not_drawn",
          `页面上没有“${name}”这一栏，这个答案填不进去。`,
          `The page has no field "${name}", so this answer cannot be entered.`,
        );
        return undefined;
      }
    }
    const { content, errors, stay } = mergePage(formOf(at.service), at.draft, page, posted, at.options);
    for (const { question, error } of errors) {
      const label = this.#set.service.questions.get(question)?.question.label ?? { zh: question, en: question };
      const given = this.#sample.answers[question] !== undefined;
      this.#stumble({
        path: ["samples", this.#index, "answers", ...(given ? [question] : [])],
        code: "answer_not_taken",
        say: {
          zh: `填到“${label.zh}”时，页面说：${error.message.zh}`,
          en: `At "${label.en}" the page says: ${error.message.en}`,
        },
        remedy: {
          zh: `请改样例里 ${question} 的答案，或者改这个问题的要求。`,
          en: `Change the answer to ${question} in the sample, or what the question asks.`,
        },
      });
    }
    const after = drawn(this.#set, content);
    if (errors.length > 0 && after.journey.refusals.length === 0) return undefined;
    const same = JSON.stringify(after.draft.answers) === JSON.stringify(at.draft.answers);
    if (same && !stay && after.journey.refusals.length === 0) {
      this.#say(
        ["answers"],
        "no_way_on",
        `页“${page}”填完后没有往下走。`,
        `The page "${page}" leads nowhere once it is filled in.`,
      );
      return undefined;
    }
    return after;
  }

  #refused(at: Drawn): void {
    const { expect } = this.#sample;
    const html = this.#draw(["expect"], (language) => drawNotPossible(at, language).main);
    if (html === undefined) return;
    if (!expect.refused) {
      const said = at.journey.refusals[0] ?? { zh: "", en: "" };
      this.#say(
        ["expect"],
        "wrong_end",
        `走到一半被告知办不了：“${said.zh}”`,
        `On the way it is told that it is not possible: "${said.en}"`,
      );
      return;
    }
    const says = at.journey.refusals.some(({ zh, en }) => zh === expect.say.zh && en === expect.say.en);
    if (says) return;
    this.#say(
      ["expect", "say"],
      "sentence_not_shown",
      `页面上说的是：“${at.journey.refusals.map(({ zh }) => zh).join("”“")}”`,
      `What the page says is: "${at.journey.refusals.map(({ en }) => en).join('" "')}"`,
    );
  }

  /** What is changed when the agency asks for a correction is typed and read like the rest. */
  #correct(at: Drawn): void {
    for (const [id, answer] of Object.entries(this.#sample.corrections ?? {})) {
      const known = this.#set.service.questions.get(id);
      if (!known || answer === null || answer === undefined) continue;
      const posted = typedFor(known.question, answer);
      const { errors } = mergePage(formOf(at.service), at.draft, known.page, { ...posted, shown: id }, at.options);
      for (const { error } of errors.filter(({ question }) => question === id)) {
        this.#stumble({
          path: ["samples", this.#index, "corrections", id],
          code: "answer_not_taken",
          say: { zh: `补正时页面说：${error.message.zh}`, en: `At the correction the page says: ${error.message.en}` },
          remedy: { zh: `请改 corrections 里 ${id} 的答案。`, en: `Change the answer to ${id} under \`corrections\`.` },
        });
      }
    }
  }

  /** Draws in every language; gives the Chinese one. */
  #draw(path: Path, main: (language: Language) => Parameters<typeof renderPart>[0]): string | undefined {
    const pages = new Map<Language, string>();
    for (const language of languages) {
      try {
        pages.set(language, renderPart(main(language), language));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#say(path, "page_not_drawn", `这一页画不出来：${why}`, `This page cannot be drawn: ${why}`);
        return undefined;
      }
    }
    return pages.get("zh");
  }

  #say(path: Path, code: Stumble["code"], zh: string, en: string): void {
    this.#stumble({
      path: ["samples", this.#index, ...path],
      code,
      say: { zh, en },
      remedy: {
        zh: "请照页面上的顺序把这个样例走一遍，改样例的答案或者问题的条件（when）。",
        en: "Go through the pages with this sample, and change its answers or the conditions (`when`) of the questions.",
      },
    });
  }
}

/**
 * A sample that is refused says no more than what it is refused for; what its pages ask beside that is answered as in the other
 * samples. Consent and delivery are nobody's sample: they are answered as most people would.
 */
function answersFor(service: ServiceVersion, sample: Sample): Answers {
  const others = service.definition.samples.filter(({ expect }) => !expect.refused).map(({ answers }) => answers);
  const given: Answers = sample.expect.refused
    ? Object.assign({}, ...others.toReversed(), sample.answers)
    : sample.answers;
  const more: Record<string, unknown> = {};
  for (const [id, { question }] of askedService(service, { delivery: true }).questions) {
    if (service.questions.has(id)) continue;
    if (question.type === "choices") more[id] = question.options?.map(({ value }) => value);
    else if (question.type === "choice") more[id] = question.options?.[0]?.value;
    else if (question.type === "address") more[id] = { division: "430621", detail: "演示路 18 号 2 栋 501 室" };
  }
  return { ...given, ...more };
}

/** What somebody types to give this answer, by the names of the fields. */
function typedFor(question: Parameters<typeof readerOf>[0], answer: unknown): Record<string, Posted[string]> {
  const { id, type } = question;
  if (type === "file" || type === "photo") {
    const promised = typeof answer === "object" && answer !== null && "promise" in answer;
    return promised ? { [`${id}-promise`]: "yes" } : { [id]: answer as Posted[string] };
  }
  let typed: Readonly<Record<string, string | readonly string[]>>;
  try {
    typed = readerOf(question).typed(answer);
  } catch {
    typed = { "": String(answer) };
  }
  return Object.fromEntries(Object.entries(typed).map(([part, text]) => [part === "" ? id : `${id}-${part}`, text]));
}
