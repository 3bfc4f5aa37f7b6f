import type { FastifyReply, FastifyRequest } from "fastify";
import {
  type Actor,
  addConsents,
  type CaseView,
  caseNotFound,
  perform,
  viewCase,
} from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { openFile } from "../../../domain/documents/index.ts";
import { type PageQuestion, questionsOfPage } from "../../../domain/forms/index.ts";
import type { City } from "../../../domain/regions/index.ts";
import { Button, ErrorSummary, Form, Notice, PageTitle } from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import { formatDay } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { askedService, consentTo, split } from "../journey/asked-service.ts";
import { PageFields } from "../journey/fields.tsx";
import { surroundingsOf } from "../journey/load.ts";
import { consentsOf, nameOfField, withoutConsents, wordedErrors } from "../journey/page-parts.ts";
import { placesOf } from "../journey/places.ts";
import { readPosted } from "../journey/read-posted.ts";
import { words } from "../journey/words.ts";
import { readCorrection, type Working } from "./read.ts";

/** One case that may be put right, and who does it: its applicant, or a member of staff with the applicant before them. */
export type Correction = {
  readonly house: House;
  readonly city: City;
  readonly view: CaseView;
  readonly service: ServiceVersion;
  /** Whose case it is; papers sent with the correction are theirs, whoever sends them. */
  readonly resident: string;
  readonly by: Actor;
  /** Whose repetitions count as one. */
  readonly caller: string;
  /** Where the page stands, and where it leads when there is nothing (more) to put right. */
  readonly here: string;
  readonly home: string;
  readonly back: string;
  /** For whom a member of staff does it. */
  readonly helping?: { readonly note: string };
  /** After it was sent. */
  readonly sent?: () => Promise<void>;
};

/** The case as this person may put it right. @throws Refusal `case_not_found` (404) for anybody else's */
export async function correctionOf(
  house: House,
  number: string,
  of: (view: CaseView) => Omit<Correction, "house" | "city" | "view" | "service"> | undefined,
): Promise<Correction> {
  const named = parsePublicNumber(number);
  const city = named && house.regions.city(named.city) ? cityOf(house, named.city) : undefined;
  if (!named || !city) throw caseNotFound();
  const view = await viewCase(house.cases, city.city, named.number);
  const more = of(view);
  if (more === undefined) throw caseNotFound();
  const stored = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  return { house, city, view, service: askedService(stored, { delivery: false }), ...more };
}

/** The page with everything that was sent, under what the one notice asks for. */
export function showCorrection(one: Correction, request: FastifyRequest, reply: FastifyReply) {
  if (one.view.row.state !== "correction_asked") return reply.redirect(one.home, 303);
  return show(one, request, reply, { answers: withConsents(one), typed: {}, errors: [], more: false, again: true });
}

/** What was typed: sent, or the page again with what is wrong or comes up. */
export async function takeCorrection(one: Correction, request: FastifyRequest, reply: FastifyReply) {
  const { house, view, city, resident, service } = one;
  const { number } = view.row;
  if (view.row.state !== "correction_asked") return reply.redirect(one.home, 303);
  const questions = [...service.questions.values()].map(({ question }) => question);
  const into = { city: city.city, owner: resident, caseNumber: number };
  const read = await readPosted(house, request, questions, into, placesOf(house.regions.divisions));
  const surroundings = surroundingsOf(house, city.city, house.regions.divisions);
  const about = { city: city.city, number, resident, surroundings };
  const working = await readCorrection(house, service, withConsents(one), read.posted, about);
  if (working.again || working.more || working.errors.length > 0 || read.errors.length > 0) {
    return show(one, request, reply, working, read.errors);
  }
  await send(one, working, Number(read.posted["revision"]));
  return reply.redirect(one.home, 303);
}

/** A paper of the case, for whoever corrects it. */
export async function sendCaseFile({ house, city, view }: Correction, file: string, reply: FastifyReply) {
  const opened = await openFile(house.documents, city.city, file, { caseNumber: view.row.number });
  return reply.headers(opened.headers).send(opened.content);
}

/** What was sent was consented to when it was sent. */
function withConsents({ view, service }: Correction): Record<string, unknown> {
  const answers: Record<string, unknown> = { ...view.answers };
  for (const { question } of service.questions.values()) {
    const consent = question.sensitive === undefined ? undefined : service.questions.get(consentTo(question.id));
    const given = consent?.question.options?.[0]?.value;
    if (consent && given !== undefined && (answers[question.id] ?? null) !== null)
      answers[consent.question.id] = [given];
  }
  return answers;
}

async function send(one: Correction, working: Working, revision: number): Promise<void> {
  const { house, city, view, service } = one;
  const { number } = view.row;
  const stored = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  const asked = new Set(askedQuestions(service, working.answers, house, city).map(({ question }) => question.id));
  const given = Object.fromEntries(
    Object.entries(working.answers).filter(([id, value]) => asked.has(id) && value !== null),
  );
  const { answers, consents } = split(stored, given);
  // What stood there before was agreed to when it was sent; what is new is agreed to now.
  const fresh = consents.filter(({ question }) => (view.answers[question] ?? null) === null);
  if (fresh.length > 0) await addConsents(house.cases, { city: city.city, number, consents: fresh });
  try {
    await perform(house.cases, {
      city: city.city,
      number,
      type: "correct",
      revision: Number.isSafeInteger(revision) ? revision : 0,
      by: one.by,
      input: { answers },
      idempotency: { caller: one.caller, key: `correct ${number} ${revision}`, bodyHash: bodyHash(answers) },
    });
  } catch (refusal) {
    // Sent from another tab, or its time has run out: the case says which.
    const known = refusal instanceof Refusal && (refusal.status === 409 || refusal.code === "idempotency_key_reused");
    if (!known) throw refusal;
    return;
  }
  await one.sent?.();
}

function askedQuestions(
  service: ServiceVersion,
  answers: Readonly<Record<string, unknown>>,
  house: House,
  city: City,
): readonly PageQuestion[] {
  const options = { ...surroundingsOf(house, city.city, house.regions.divisions), city: city.city };
  // Nothing more is to come: what was left empty counts as that, so that conditions on it are decided.
  const settled = { ...answers };
  for (const [id, { question }] of service.questions) {
    if (question.required === false && !Object.hasOwn(settled, id)) settled[id] = null;
  }
  return service.definition.ask.flatMap(({ page }) => questionsOfPage(service, page, settled, options));
}

async function show(
  one: Correction,
  request: FastifyRequest,
  reply: FastifyReply,
  working: Working,
  fileErrors: readonly FieldError[] = [],
): Promise<FastifyReply> {
  const { house, city, view, service } = one;
  const { row } = view;
  const { language } = request;
  const w = words(language);
  const questions = withoutConsents(service, askedQuestions(service, working.answers, house, city));
  const places = placesOf(house.regions.divisions);
  const found = { first: fileErrors, others: working.again ? [] : working.errors };
  const asked = questions.map(({ question }) => question);
  const errors = wordedErrors(asked, found, working.typed, places);
  const notice = view.timeline.find((event) => event.type === "ask_correction");
  const items = notice?.words.items ?? [];
  const due = view.clocks.find((clock) => clock.kind === "correct" && clock.state === "running");
  const day = due && formatDay(house.regions.calendarOf(city.city).dayOf(new Date(due.due_at)), language);
  const { here, helping } = one;
  const main = (
    <>
      <ErrorSummary errors={errors} nameOf={nameOfField(service, language)} />
      <PageTitle
        kicker={service.definition.name[language]}
        title={w.correct}
        lede={day === undefined ? w.correctOpen : w.correctLede({ day })}
      />
      {helping === undefined ? null : (
        <Notice>
          <p>{helping.note}</p>
        </Notice>
      )}
      <Notice kind="warning" title={w.correctItems}>
        <ul>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </Notice>
      {working.more && errors.length === 0 ? (
        <Notice live title={w.more}>
          <p>{w.moreText}</p>
        </Notice>
      ) : null}
      <p>{w.correctAll}</p>
      <Form
        action={here}
        files
        hidden={{
          [csrfField]: reply.csrf(),
          revision: String(row.revision),
          ...receivedFiles(working.answers, view.answers),
        }}
      >
        <PageFields
          questions={questions}
          typed={working.typed}
          disputed={[]}
          revision={row.revision}
          errors={errors}
          places={places}
          fileHref={(file) => `${here}/files/${file}`}
          consents={consentsOf(service, questions, working.answers, language)}
          headings={headingsOf(service, questions, language)}
        />
        <Button>{w.correctSend}</Button>
      </Form>
    </>
  );
  if (errors.length > 0) reply.code(422);
  return sendPersonal(house, request, reply, {
    title: w.correct,
    main,
    city,
    failed: errors.length > 0,
    back: { href: one.home, label: one.back },
  });
}

/** Files that came with an earlier try travel along with the page. */
function receivedFiles(
  working: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const received: Record<string, string> = {};
  for (const [id, value] of Object.entries(working)) {
    if (typeof value !== "object" || value === null || !("file" in value)) continue;
    if (JSON.stringify(value) !== JSON.stringify(before[id])) received[`${id}-received`] = String(value.file);
  }
  return received;
}

function headingsOf(service: ServiceVersion, questions: readonly PageQuestion[], language: "zh" | "en") {
  const headings = new Map<string, string>();
  const seen = new Set<string>();
  for (const { question } of questions) {
    const page = service.questions.get(question.id)?.page ?? "";
    if (seen.has(page)) continue;
    seen.add(page);
    headings.set(question.id, service.definition.ask.find((one) => one.page === page)?.title[language] ?? "");
  }
  return headings;
}
