import type { FastifyReply, FastifyRequest } from "fastify";
import type { Question } from "../../../domain/catalogue/index.ts";
import { deleteFile, openFile } from "../../../domain/documents/index.ts";
import {
  type Draft,
  type DraftContent,
  errorsOfPage,
  fieldNames,
  fieldView,
  openDraft,
  type PageQuestion,
  type Posted,
  questionsOfPage,
  type Saved,
  savePage,
} from "../../../domain/forms/index.ts";
import { Button, ErrorSummary, Form, Notice, PageTitle, Row, StepIndicator } from "../../../foundation/html/index.ts";
import { type App, csrfField } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import { addresses } from "./addresses.ts";
import { deliveryAddress, folderConsent } from "./asked-service.ts";
import { fileIds } from "./draft-files.ts";
import { PageFields } from "./fields.tsx";
import { sendJourney } from "./frame.tsx";
import { type DraftParams, type Loaded, loadDraft, reloaded, toCase } from "./load.ts";
import { consentsOf, nameOfField, withoutConsents, wordedErrors } from "./page-parts.ts";
import { placesOf } from "./places.ts";
import { filesOfPage, readPosted } from "./read-posted.ts";
import { nextAddress, pageBefore, stepOf } from "./steps.ts";
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
  const path = "/:city/services/:code/drafts/:id/pages/:page";
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
      return answer(reloaded(loaded, saved.draft), request, reply, saved, { posted, first: read.errors });
    },
  );

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
  const { house, city, service, draft, options, journey } = loaded;
  const { language } = request;
  const { page } = request.params;
  const at = [city.city, service.definition.code, draft.id] as const;
  const places = placesOf(house.regions.divisions);
  const asked = withoutConsents(service, questionsOfPage(service, page, draft.answers, options));
  const questions = withOffers(withDefaults(asked, loaded), loaded, (code) => places.nameOf(code, language));
  const ids = questions.map(({ question }) => question);
  const errors = wordedErrors(ids, found, draft.typed, places);
  const before = pageBefore(loaded, page);
  const here = addresses.page(...at, page);
  const division = house.regions.divisions.get(city.city);
  const w = words(language);
  const title = journey.pages.find((one) => one.page === page)?.title[language] ?? "";
  const hint = service.definition.ask.find((one) => one.page === page)?.hint?.[language];
  const steps = stepOf(loaded, page);
  // The answer follows at once where a query is asked; there is nothing to come back to later.
  const isQuery = answersOnPage(service.definition);
  const main = (
    <>
      {steps.of === 1 ? null : <StepIndicator {...steps} title={service.definition.name[language]} />}
      <ErrorSummary errors={errors} nameOf={nameOfField(service, language)} />
      {loaded.dropped.length > 0 ? (
        <Notice kind="warning" title={w.changed}>
          <p>{w.changedText}</p>
        </Notice>
      ) : null}
      {more ? (
        <Notice live title={w.more}>
          <p>{w.moreText}</p>
        </Notice>
      ) : null}
      <PageTitle title={title} lede={hint} />
      <Form
        action={request.query.from === "check" ? `${here}?from=check` : here}
        hidden={{ [csrfField]: reply.csrf() }}
        files={ids.some(({ type }) => type === "file" || type === "photo")}
      >
        <PageFields
          questions={questions}
          typed={draft.typed}
          disputed={draft.disputed}
          revision={draft.revision}
          errors={errors}
          places={places}
          here={division?.level === "county" ? division.code : undefined}
          fileHref={(file) => addresses.file(...at, file)}
          consents={consentsOf(service, questions, draft.answers, language)}
        />
        <Row>
          <Button>{isQuery && steps.now === steps.of ? w.lookUp : w.next}</Button>
          {isQuery ? null : (
            <Button weight="second" name="later" value="yes">
              {w.later}
            </Button>
          )}
        </Row>
      </Form>
      <Purposes loaded={loaded} questions={ids} language={language} />
    </>
  );
  return sendJourney(loaded, request, reply, {
    title,
    main,
    failed: errors.length > 0,
    back: backOf(loaded, request.query.from === "check", before, language),
  });
}

function backOf(loaded: Loaded, fromCheck: boolean, before: string | undefined, language: Language) {
  const { city, service, draft } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  if (fromCheck) return { href: addresses.check(...at), label: words(language).backToCheck };
  return { href: before === undefined ? addresses.start(at[0], at[1]) : addresses.page(...at, before) };
}

/** The address for the post is offered as the one already given; it is kept only once it is sent from its own page. */
function withDefaults(questions: readonly PageQuestion[], { service, draft }: Loaded): readonly PageQuestion[] {
  return questions.map((one) => {
    if (one.question.id !== deliveryAddress || one.value !== undefined) return one;
    if (Object.hasOwn(draft.typed, one.question.id)) return one;
    const given = [...service.questions.values()].find(
      ({ question }) => question.type === "address" && question.id !== deliveryAddress && draft.answers[question.id],
    );
    return given === undefined ? one : { ...one, value: draft.answers[given.question.id] };
  });
}

/** What the certificate says stands beside the question whether it may be used. */
function withOffers(
  questions: readonly PageQuestion[],
  { service, offers }: Loaded,
  divisionName: (code: string) => string | undefined,
): readonly PageQuestion[] {
  return questions.map((one) => {
    const about = Object.entries(offers).find(([id]) => folderConsent(id) === one.question.id);
    const question = about && service.questions.get(about[0])?.question;
    if (!about || !question) return one;
    const said = (language: Language) => {
      const { known } = fieldView(question, { known: about[1] }, [], language, { divisionName });
      const { name } = about[1].source;
      return language === "zh" ? `${name.zh}：${known?.answer ?? ""}` : `From ${name.en}: ${known?.answer ?? ""}`;
    };
    return { ...one, question: { ...one.question, hint: { zh: said("zh"), en: said("en") } } };
  });
}

/** Why this page asks what it asks, said on the page itself. */
function Purposes(props: { loaded: Loaded; questions: readonly Question[]; language: Language }) {
  const { purposes } = props.loaded.service.definition;
  const named = [...new Set(props.questions.map(({ purpose }) => purpose))];
  const w = words(props.language);
  return (
    <section>
      <h2>{w.why}</h2>
      <ul class="quiet">
        {named.map((id) => (
          <li key={id}>
            {purposes[id]?.say[props.language]}
            <br />
            <span class="small">
              {w.basis}
              <span lang="zh-Hans">{purposes[id]?.basis}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
