import type { FastifyReply, FastifyRequest } from "fastify";
import { addConsents, bodyHash, type CaseView, caseNotFound, perform, viewCase } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { openFile } from "../../../domain/documents/index.ts";
import { type PageQuestion, questionsOfPage } from "../../../domain/forms/index.ts";
import type { City } from "../../../domain/regions/index.ts";
import { Button, ErrorSummary, Form, Notice, PageTitle } from "../../../foundation/html/index.ts";
import { type App, csrfField } from "../../../foundation/http/index.ts";
import { formatDay } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { addresses } from "../journey/addresses.ts";
import { askedService, consentTo, split } from "../journey/asked-service.ts";
import { PageFields } from "../journey/fields.tsx";
import { surroundingsOf } from "../journey/load.ts";
import { consentsOf, nameOfField, withoutConsents, wordedErrors } from "../journey/page-parts.ts";
import { placesOf } from "../journey/places.ts";
import { filesOfPage, readPosted } from "../journey/read-posted.ts";
import { words } from "../journey/words.ts";
import { readCorrection, type Working } from "./read.ts";

type Asked = { Params: { readonly number: string } };
type Case = {
  readonly house: House;
  readonly city: City;
  readonly resident: string;
  readonly view: CaseView;
  readonly service: ServiceVersion;
};

const config = { access: "resident", owner: "cases" } as const;

/** `GET` and `POST /me/cases/{number}/correct`: what the one notice asks for, and everything that was sent, to be put right. */
export function addCorrectPage(app: App, house: House): void {
  const path = "/me/cases/:number/correct";
  app.get<Asked>(path, { config }, async (request, reply) => {
    const one = await caseOf(house, request);
    if (one.view.row.state !== "correction_asked") return reply.redirect(addresses.mine(one.view.row.number), 303);
    const answers = withConsents(one);
    return show(one, request, reply, { answers, typed: {}, errors: [], more: false, again: true });
  });

  app.post<Asked>(
    path,
    { config: { ...config, bodies: ["form", "files"], files: filesOfPage, anyCharacters: true } },
    async (request, reply) => {
      const one = await caseOf(house, request);
      const { view, city, resident, service } = one;
      const { number } = view.row;
      if (view.row.state !== "correction_asked") return reply.redirect(addresses.mine(number), 303);
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
      return reply.redirect(addresses.mine(number), 303);
    },
  );

  app.get<{ Params: { readonly number: string; readonly file: string } }>(
    "/me/cases/:number/correct/files/:file",
    { config },
    async (request, reply) => {
      const { city, view } = await caseOf(house, request);
      const reader = { caseNumber: view.row.number };
      const opened = await openFile(house.documents, city.city, request.params.file, reader);
      return reply.headers(opened.headers).send(opened.content);
    },
  );
}

/** A resident's own case; that of anybody else is not there. */
async function caseOf(house: House, request: FastifyRequest<Asked>): Promise<Case> {
  const { resident } = await needResident(house, request);
  const named = parsePublicNumber(request.params.number);
  const city = named && house.regions.city(named.city) ? cityOf(house, named.city) : undefined;
  if (!named || !city) throw caseNotFound();
  const view = await viewCase(house.cases, city.city, named.number);
  if (view.row.applicant !== resident) throw caseNotFound();
  const stored = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  return { house, city, resident, view, service: askedService(stored, { delivery: false }) };
}

/** What was sent was consented to when it was sent. */
function withConsents({ view, service }: Case): Record<string, unknown> {
  const answers: Record<string, unknown> = { ...view.answers };
  for (const { question } of service.questions.values()) {
    const consent = question.sensitive === undefined ? undefined : service.questions.get(consentTo(question.id));
    const given = consent?.question.options?.[0]?.value;
    if (consent && given !== undefined && (answers[question.id] ?? null) !== null)
      answers[consent.question.id] = [given];
  }
  return answers;
}

async function send({ house, city, view, resident, service }: Case, working: Working, revision: number): Promise<void> {
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
      by: { kind: "resident", id: resident },
      input: { answers },
      idempotency: { caller: resident, key: `correct ${number} ${revision}`, bodyHash: bodyHash(answers) },
    });
  } catch (refusal) {
    // Sent from another tab, or its time has run out: the case says which.
    const known = refusal instanceof Refusal && (refusal.status === 409 || refusal.code === "idempotency_key_reused");
    if (!known) throw refusal;
  }
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
  one: Case,
  request: FastifyRequest<Asked>,
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
  const here = `${addresses.mine(row.number)}/correct`;
  const main = (
    <>
      <ErrorSummary errors={errors} nameOf={nameOfField(service, language)} />
      <PageTitle
        kicker={service.definition.name[language]}
        title={w.correct}
        lede={day === undefined ? w.correctOpen : w.correctLede({ day })}
      />
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
    back: { href: addresses.mine(row.number), label: w.correctBack },
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
