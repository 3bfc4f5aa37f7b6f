import type { FastifyReply, FastifyRequest } from "fastify";
import type { Question } from "../../../domain/catalogue/index.ts";
import { deleteFile, openFile } from "../../../domain/documents/index.ts";
import {
  type Draft,
  type DraftContent,
  errorsOfPage,
  fieldNames,
  openDraft,
  type Posted,
  questionsOfPage,
  type Saved,
  savePage,
} from "../../../domain/forms/index.ts";
import { type App, csrfField } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { addresses, journeyPaths } from "./addresses.ts";
import { fileIds } from "./draft-files.ts";
import { sendJourney } from "./frame.tsx";
import { type DraftParams, type Loaded, loadDraft, reloaded, toCase } from "./load.ts";
import { placesOf } from "./places.ts";
import { drawQuestions } from "./question-view.tsx";
import { filesOfPage, readPosted } from "./read-posted.ts";
import { nextAddress, pageBefore } from "./steps.ts";
import { fileOwner } from "./whose.ts";
import { words } from "./words.ts";

type Asked = {
  Params: DraftParams & { readonly page: string };
  Querystring: {
    readonly from?: unknown;
    readonly more?: unknown;
    /** Somebody tried to go on, and these questions (`a.b.c`) were left empty. */
    readonly tried?: unknown;
  };
};

const config = { access: "visitor", owner: "forms" } as const;

/** `GET` and `POST …/drafts/{id}/pages/{page}`: one subject, saved as it is sent. */
export function addQuestionPage(app: App, house: House): void {
  for (const path of journeyPaths("drafts/:id/pages/:page")) {
    app.get<Asked>(path, { config }, async (request, reply) => {
      const loaded = await loadDraft(house, request, request.params);
      const { draft, service, options, journey } = loaded;
      if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
      const questions = questionsOfPage(service, request.params.page, draft.answers, options);
      if (questions.length === 0) return reply.redirect(nextAddress(loaded), 303);
      const missing = typeof request.query.tried === "string" ? request.query.tried.split(".") : undefined;
      const errors = errorsOfPage(service, request.params.page, draft, options, new Set(missing));
      if (missing !== undefined && errors.length > 0) reply.code(422);
      const isNew = journey.pages.find(({ page }) => page === request.params.page)?.state !== "done";
      const more = request.query.more !== undefined && isNew;
      return show(loaded, request, reply, { first: [], others: errors }, more);
    });

    app.post<Asked>(
      path,
      { config: { ...config, bodies: ["form", "files"], files: filesOfPage, anyCharacters: true } },
      async (request, reply) => {
        const loaded = await loadDraft(house, request, request.params);
        const { draft, service, city } = loaded;
        if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
        const { page } = request.params;
        const questions = [...service.questions.values()].filter((one) => one.page === page).map((one) => one.question);
        const into = { city: city.city, owner: fileOwner(draft.id), draft: draft.id };
        const read = await readPosted(house, request, questions, into, placesOf(house.regions.divisions));
        const posted = promisesTakenBack(questions, draft, read.posted);
        const saved = await save(loaded, page, posted);
        if (typeof saved === "string") return toCase(loaded, reply, saved);
        await removeFiles(loaded, draft, saved.draft);
        return answer(await reloaded(loaded, saved.draft), request, reply, saved, { posted, first: read.errors });
      },
    );
  }

  app.get<{ Params: DraftParams & { readonly file: string } }>(
    "/:city/services/:code/drafts/:id/files/:file",
    { config },
    async (request, reply) => {
      const { city, draft } = await loadDraft(house, request, request.params);
      const owner = { owner: fileOwner(draft.id) };
      const opened = await openFile(house.documents, city.city, request.params.file, owner);
      return reply.headers(opened.headers).send(opened.content);
    },
  );
}

async function save(loaded: Loaded, page: string, posted: Posted): Promise<Saved | string> {
  const { house, owner, service, options, draft } = loaded;
  try {
    return await savePage(house, { owner, id: draft.id, service, page, posted, now: house.clock(), options });
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.code !== "draft_already_sent") throw refusal;
    // Sent from another tab while this one was open.
    const { sentNumber } = await openDraft(house, { owner, id: draft.id, now: house.clock() });
    if (sentNumber === undefined) throw refusal;
    return sentNumber;
  }
}

/** A written promise is taken back by no longer ticking it. */
function promisesTakenBack(questions: readonly Question[], draft: DraftContent, posted: Posted): Posted {
  const shown = new Set(typeof posted["shown"] === "string" ? posted["shown"].split(" ") : []);
  const back: Record<string, string> = {};
  for (const { id, or_promise } of questions) {
    const before = draft.answers[id];
    const promised = typeof before === "object" && before !== null && "promise" in before;
    if (or_promise && promised && shown.has(id) && posted[`${id}-promise`] === undefined) back[`${id}-remove`] = "yes";
  }
  return { ...posted, ...back };
}

/** Files that the draft no longer names are erased at once, not when the draft ends. */
async function removeFiles({ house, city }: Loaded, before: Draft, after: DraftContent): Promise<void> {
  const named = new Set(fileIds(after));
  for (const id of fileIds(before)) {
    if (named.has(id)) continue;
    const owner = fileOwner(before.id);
    await deleteFile(house.documents, { city: city.city, owner, id, now: house.clock() });
  }
}

const besideButtons = /-(not-right|right)$/;

async function answer(
  loaded: Loaded,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  saved: Saved,
  { posted, first }: { posted: Posted; first: readonly FieldError[] },
): Promise<FastifyReply> {
  const { city, service, draft } = loaded;
  const { page } = request.params;
  const at = [city.city, service.definition.code, draft.id] as const;
  const here = addresses.page(...at, page);
  const from = request.query.from === "check" ? "?from=check" : "";
  if (first.length === 0) {
    if (posted["later"] === "yes") return reply.redirect(addresses.later(...at), 303);
    // A button beside a question: the page is drawn again and nobody is reproached for what is still empty.
    if (posted["remove"] !== undefined || Object.keys(posted).some((name) => besideButtons.test(name))) {
      return reply.redirect(`${here}${from}`, 303);
    }
    if (loaded.journey.refusals.length > 0) return reply.redirect(addresses.notPossible(...at), 303);
    if (saved.errors.length === 0 && saved.stay) {
      return reply.redirect(`${here}?more=1${from === "" ? "" : "&from=check"}`, 303);
    }
    if (saved.errors.length === 0) return reply.redirect(nextAddress(loaded), 303);
    const tried = triedAddress(loaded, page, saved);
    if (tried !== undefined) return reply.redirect(`${tried}${from === "" ? "" : "&from=check"}`, 303);
  }
  const refused = new Set(first.map((error) => error.field));
  const others = saved.errors.filter((error) => !refused.has(error.field));
  reply.code(422);
  return show(loaded, request, reply, { first, others }, false);
}

const longestAddress = 1_500;

/**
 * Where the page stands with these errors, so that going back to it asks nobody to send it again. Undefined where the address and the
 * draft would not tell the same: a file that was not taken, answers that a new version dropped.
 */
function triedAddress(loaded: Loaded, page: string, saved: Saved): string | undefined {
  const { city, service, draft, options, dropped } = loaded;
  const missing = [...service.questions.values()]
    .filter(({ question }) => {
      const names = [question.id, ...fieldNames(question)];
      return saved.errors.some(({ field, code }) => code === "required" && names.includes(field));
    })
    .map(({ question }) => question.id);
  const told = (errors: readonly FieldError[]) => errors.map(({ field, code }) => `${field} ${code}`).join();
  const later = errorsOfPage(service, page, draft, options, new Set(missing));
  const address = `${addresses.page(city.city, service.definition.code, draft.id, page)}?tried=${missing.join(".")}`;
  return dropped.length === 0 && told(later) === told(saved.errors) && address.length <= longestAddress
    ? address
    : undefined;
}

async function show(
  loaded: Loaded,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  found: { first: readonly FieldError[]; others: readonly FieldError[] },
  more: boolean,
): Promise<FastifyReply> {
  const { city, service, draft } = loaded;
  const { language } = request;
  const { page } = request.params;
  const fromCheck = request.query.from === "check";
  const here = addresses.page(city.city, service.definition.code, draft.id, page);
  const drawn = drawQuestions(loaded, page, language, {
    ...{ found, more },
    action: fromCheck ? `${here}?from=check` : here,
    hidden: { [csrfField]: reply.csrf() },
  });
  return sendJourney(loaded, request, reply, {
    ...drawn,
    back: backOf(loaded, fromCheck, pageBefore(loaded, page), language),
  });
}

function backOf(loaded: Loaded, fromCheck: boolean, before: string | undefined, language: Language) {
  const { city, service, draft } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  if (fromCheck) return { href: addresses.check(...at), label: words(language).backToCheck };
  return { href: before === undefined ? addresses.start(at[0], at[1]) : addresses.page(...at, before) };
}
