import type { FastifyReply, FastifyRequest } from "fastify";
import { bodyHash, isAnsweredByRecords } from "../../../domain/cases/index.ts";
import {
  doubtsOf,
  fieldNames,
  type KnownAnswer,
  questionsOfPage,
  showAnswer,
  validateAnswers,
  withKnown,
} from "../../../domain/forms/index.ts";
import {
  Button,
  Details,
  ErrorSummary,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  StepIndicator,
  type SummaryItem,
  SummaryList,
} from "../../../foundation/html/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { answeringNow } from "../../answering.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import { SignInNeeded } from "../../session.ts";
import { addresses } from "./addresses.ts";
import { fileIds, missingFiles } from "./draft-files.ts";
import { sendJourney } from "./frame.tsx";
import { type DraftParams, type Loaded, loadDraft, toCase } from "./load.ts";
import { nameOfField, withoutConsents } from "./page-parts.ts";
import { placesOf } from "./places.ts";
import { sendDraft } from "./send-draft.ts";
import { nextAddress, pageBefore, stepOf } from "./steps.ts";
import { words } from "./words.ts";

const config = { access: "visitor", owner: "forms" } as const;
type Asked = { Params: DraftParams };

/** `GET …/check`: everything once more, with the way to change it; `POST` sends it, once however often it is tapped. */
export function addCheckPage(app: App, house: House): void {
  const path = "/:city/services/:code/drafts/:id/check";
  app.get<Asked>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    if (loaded.draft.sentNumber !== undefined) return toCase(loaded, reply, loaded.draft.sentNumber);
    if (answersOnPage(loaded.service.definition)) return reply.redirect(nextAddress(loaded), 303);
    if (!loaded.journey.complete || loaded.journey.refusals.length > 0) return reply.redirect(nextAddress(loaded), 303);
    return show(loaded, request, reply, []);
  });

  app.post<Asked>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    const { city, service, draft, session, helping } = loaded;
    const at = [city.city, service.definition.code, draft.id] as const;
    if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
    if (answersOnPage(service.definition)) return reply.redirect(nextAddress(loaded), 303);
    if (!session && !helping && service.definition.sign_in !== "optional") {
      throw new SignInNeeded("resident", addresses.check(...at));
    }
    if (!loaded.journey.complete || loaded.journey.refusals.length > 0) return reply.redirect(nextAddress(loaded), 303);
    const { answers, errors } = sendable(loaded);
    if (errors.length > 0) return show(loaded, request, reply, errors, 422);
    const missing = await missingFiles(house, city.city, draft.id, fileIds({ answers }));
    if (missing.length > 0) return show(loaded, request, reply, lostFiles(answers, missing), 422);
    // What is sent is what was shown: another tab, or a register, may have said something else since.
    const { seen } = (request.body ?? {}) as FormFields;
    if (seen !== bodyHash(answers)) return show(loaded, request, reply, [], 409);
    const number = await sendDraft(loaded, answers, session || helping ? undefined : reply.visit());
    // What the agency's records decide is decided while the person waits, if the agency answers in time.
    if (isAnsweredByRecords(service.definition)) await answeringNow(house, city.city, number);
    return toCase(loaded, reply, number);
  });
}

/** Everything that would be sent: what was answered and what is known, of the questions that are asked. */
function sendable({ service, draft, options }: Loaded) {
  const given = withKnown(draft.answers, options.known, draft.disputed);
  return validateAnswers(service, given, { ...options, complete: true, hidden: "keep" });
}

function lostFiles(answers: Readonly<Record<string, unknown>>, missing: readonly string[]): FieldError[] {
  return Object.entries(answers)
    .filter(([, value]) => fileIds({ answers: { value } }).some((id) => missing.includes(id)))
    .map(([field]) => ({
      field,
      code: "file_gone",
      message: {
        zh: "这个文件已超过保存期限，请重新上传。",
        en: "This file was kept for its full time and is gone. Please upload it again.",
      },
    }));
}

async function show(
  loaded: Loaded,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly FieldError[],
  status = 200,
): Promise<FastifyReply> {
  const { city, service, draft, session, helping, offered } = loaded;
  const { definition } = service;
  const { language } = request;
  const w = words(language);
  const at = [city.city, definition.code, draft.id] as const;
  const { answers } = sendable(loaded);
  const needsSignIn = !session && !helping && definition.sign_in !== "optional";
  const doubts = doubtsOf(service, answers);
  const agency = offered.offering.agencyName[language];
  reply.code(status);
  const main = (
    <>
      <StepIndicator {...stepOf(loaded, undefined)} title={definition.name[language]} />
      <ErrorSummary errors={errors} nameOf={nameOfField(service, language)} />
      {status === 409 ? (
        <Notice kind="warning" live title={w.changedSince}>
          <p>{w.changedSinceText}</p>
        </Notice>
      ) : null}
      <PageTitle title={w.check} lede={w.checkLede({ agency })} />
      <Answers loaded={loaded} language={language} />
      {doubts.length === 0 ? null : (
        <Notice kind="warning" title={w.doubts}>
          <ul>
            {doubts.map((doubt) => (
              <li key={doubt.field}>{doubt.message[language]}</li>
            ))}
          </ul>
        </Notice>
      )}
      {needsSignIn ? (
        <Notice title={w.signInFirst}>
          <p>{w.signInFirstText}</p>
          <LinkButton href={`/sign-in?return=${encodeURIComponent(addresses.check(...at))}`}>
            {w.signInToSend}
          </LinkButton>
        </Notice>
      ) : (
        <Form
          action={addresses.check(...at)}
          hidden={{ [csrfField]: reply.csrf(), seen: bodyHash(answers) }}
          label={w.check}
        >
          <p>{helping ? w.declareHelping({ name: helping.assist.person?.name ?? "" }) : w.declare}</p>
          <Button>{isAnsweredByRecords(definition) ? w.getIt : w.send}</Button>
        </Form>
      )}
      <Details summary={w.lawAndKeeping}>
        <Basis loaded={loaded} language={language} />
      </Details>
    </>
  );
  const before = pageBefore(loaded, undefined);
  const back = { href: before === undefined ? addresses.start(at[0], at[1]) : addresses.page(...at, before) };
  return sendJourney(loaded, request, reply, { title: w.check, main, back, failed: errors.length > 0 });
}

function Answers({ loaded, language }: { loaded: Loaded; language: Language }) {
  const { city, service, draft, options, journey } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  return (
    <>
      {journey.pages.map(({ page, title }) => {
        const questions = withoutConsents(service, questionsOfPage(service, page, draft.answers, options));
        if (questions.length === 0) return null;
        const items = questions.map((one) => ({
          label: one.question.label[language],
          value: <Answer loaded={loaded} one={one} language={language} />,
          changeHref: `${addresses.page(...at, page)}?from=check#f-${fieldNames(one.question)[0] ?? ""}`,
        }));
        return (
          <section key={page}>
            <h2>{title[language]}</h2>
            <SummaryList items={items satisfies SummaryItem[]} />
          </section>
        );
      })}
    </>
  );
}

function Answer(props: { loaded: Loaded; one: ReturnType<typeof questionsOfPage>[number]; language: Language }) {
  const { loaded, one, language } = props;
  const { house, city, service, draft } = loaded;
  const { question, known } = one;
  const value = known ? known.value : one.value;
  const w = words(language);
  if (value === null || value === undefined) return <span class="quiet">{w.empty}</span>;
  const places = placesOf(house.regions.divisions);
  // What one has typed oneself is shown in full, or it could not be checked; what is on record stays masked.
  const shown = showAnswer(question, value, language, { open: known === undefined, divisionName: places.nameOf });
  const [file] = fileIds({ answers: { value } });
  const facts = loaded.options.known;
  const onRecord = facts && known === undefined && Object.hasOwn(facts, question.id) ? facts[question.id] : undefined;
  const consented = question.sensitive !== undefined && draft.answers[`${question.id}_consent`] !== undefined;
  return (
    <>
      {file === undefined ? (
        shown
      ) : (
        <a href={addresses.file(city.city, service.definition.code, draft.id, file)}>{shown}</a>
      )}
      {known === undefined ? null : <SourceOf known={known} language={language} />}
      {onRecord === undefined ? null : (
        <>
          <br />
          <span class="quiet small">
            {w.otherOnRecord({
              name: onRecord.source.name[language],
              value: showAnswer(question, onRecord.value, language, { divisionName: places.nameOf }),
            })}
          </span>
        </>
      )}
      {consented ? (
        <>
          <br />
          <span class="quiet small">{w.consented}</span>
        </>
      ) : null}
    </>
  );
}

function SourceOf({ known, language }: { known: KnownAnswer; language: Language }) {
  const { name, at } = known.source;
  return (
    <>
      <br />
      <span class="quiet small">{words(language).from({ name: name[language], at: formatInstant(at, language) })}</span>
    </>
  );
}

/** Legal basis and keeping, apart from the answers. */
function Basis({ loaded, language }: { loaded: Loaded; language: Language }) {
  const { definition } = loaded.service;
  const w = words(language);
  const used = new Set(
    loaded.journey.pages
      .flatMap(({ page }) => questionsOfPage(loaded.service, page, loaded.draft.answers, loaded.options))
      .map(({ question }) => question.purpose),
  );
  return (
    <>
      <ul>
        {[...used].map((id) => (
          <li key={id}>
            {definition.purposes[id]?.say[language]}{" "}
            <span class="quiet">
              {w.basis}
              <span lang="zh-Hans">{definition.purposes[id]?.basis}</span>
            </span>
          </li>
        ))}
      </ul>
      <p>{w.keep({ months: definition.keep.months, basis: definition.keep.basis })}</p>
    </>
  );
}
