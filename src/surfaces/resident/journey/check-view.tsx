import { isAnsweredByRecords } from "../../../domain/cases/index.ts";
import { feeOf, offeringOfBody } from "../../../domain/catalogue/index.ts";
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
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { FeeView } from "../../fee.tsx";
import { feeWords } from "../../fee-words.ts";
import { type Content, cityName } from "../../page.tsx";
import { addresses } from "./addresses.ts";
import { fileIds } from "./draft-files.ts";
import type { Drawn } from "./load.ts";
import { NewerVersion } from "./newer-version-view.tsx";
import { nameOfField, withoutConsents } from "./page-parts.ts";
import { placesOf } from "./places.ts";
import { Renewed } from "./question-view.tsx";
import { decidingCity } from "./send-draft.ts";
import { stepOf } from "./steps.ts";
import { words } from "./words.ts";

type Shown = {
  readonly errors: readonly FieldError[];
  /** Something was changed elsewhere after the page was opened. */
  readonly changedSince: boolean;
  readonly hidden: Readonly<Record<string, string>>;
};

/** Everything once more before it is sent: the same for whoever sends it and for a sample that is rehearsed. */
export function drawCheck(loaded: Drawn, language: Language, shown: Shown): Pick<Content, "title" | "main" | "failed"> {
  const { city, service, draft, session, helping, decided } = loaded;
  const { errors } = shown;
  const { definition } = service;
  const w = words(language);
  const at = [city.city, definition.code, draft.id] as const;
  const { answers } = sendable(loaded);
  const needsSignIn = !session && !helping && definition.sign_in !== "optional";
  const doubts = doubtsOf(service, answers);
  const agency = offeringOfBody(decidingCity(loaded).offered.offering, answers).agencyName[language];
  const main = (
    <>
      <StepIndicator {...stepOf(loaded, undefined)} title={definition.name[language]} />
      <ErrorSummary errors={errors} nameOf={nameOfField(service, language)} />
      {shown.changedSince ? (
        <Notice kind="warning" live title={w.changedSince}>
          <p>{w.changedSinceText}</p>
        </Notice>
      ) : null}
      <Renewed loaded={loaded} language={language} />
      <NewerVersion loaded={loaded} language={language} hidden={shown.hidden} always />
      <PageTitle title={w.check} lede={w.checkLede({ agency })} />
      {decided.kind === "there" ? (
        <Notice title={w.decidedThere({ city: cityName(loaded.house, decided.city, language) })}>
          <p>{w.decidedThereText({ agency, city: cityName(loaded.house, decided.city, language) })}</p>
        </Notice>
      ) : null}
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
      <FeeToCome loaded={loaded} language={language} />
      {needsSignIn ? (
        <Notice title={w.signInFirst}>
          <p>{w.signInFirstText}</p>
          <LinkButton href={`/sign-in?return=${encodeURIComponent(addresses.check(...at))}`}>
            {w.signInToSend}
          </LinkButton>
        </Notice>
      ) : (
        <Form action={addresses.check(...at)} hidden={{ ...shown.hidden, seen: bodyHash(answers) }} label={w.check}>
          <p>{helping ? w.declareHelping({ name: helping.assist.person?.name ?? "" }) : w.declare}</p>
          <Button>{isAnsweredByRecords(definition) ? w.getIt : w.send}</Button>
        </Form>
      )}
      <Details summary={w.lawAndKeeping}>
        <Basis loaded={loaded} language={language} />
      </Details>
    </>
  );
  return { title: w.check, main, failed: errors.length > 0 };
}

/** Everything that would be sent: what was answered and what is known, of the questions that are asked. */
export function sendable({ service, draft, options }: Drawn) {
  const given = withKnown(draft.answers, options.known, draft.disputed);
  return validateAnswers(service, given, { ...options, complete: true, hidden: "keep" });
}

/** What it will cost with these answers; nothing where it costs nothing. */
export function FeeToCome({ loaded, language, level = 2 }: { loaded: Drawn; language: Language; level?: 2 | 3 }) {
  const { service, options } = loaded;
  const { offered, city } = decidingCity(loaded);
  const { today } = options;
  const fee = feeOf(offered.service, offered.offering.fee, sendable(loaded).answers, { today, city: city.city });
  const { visit } = service.definition;
  if (fee.kind === "none" && visit === undefined) return null;
  const w = feeWords(language);
  return (
    <section>
      <Heading level={level}>{words(language).fee}</Heading>
      <FeeView fee={fee} language={language} />
      {fee.kind === "none" || fee.kind === "amount" ? null : <p>{w.notKnownYet}</p>}
      {visit === undefined ? null : (
        <p>
          {visit.before === "decide" ? w.visitDecide : w.visitDeliver} {visit.say[language]}
        </p>
      )}
    </section>
  );
}

type Shows = ReturnType<typeof questionsOfPage>[number];

function Heading({ level, children }: { level: 2 | 3; children: string }) {
  return level === 2 ? <h2>{children}</h2> : <h3>{children}</h3>;
}

/** What was answered, page by page; `leaveOut` says what is shown elsewhere. */
export function Answers(props: {
  loaded: Drawn;
  language: Language;
  level?: 2 | 3;
  leaveOut?: (one: Shows & { readonly page: string }) => boolean;
}) {
  const { loaded, language, level = 2, leaveOut } = props;
  const { city, service, draft, options, journey } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  return (
    <>
      {journey.pages.map(({ page, title }) => {
        const questions = withoutConsents(service, questionsOfPage(service, page, draft.answers, options)).filter(
          (one) => leaveOut?.({ ...one, page }) !== true,
        );
        if (questions.length === 0) return null;
        const items = questions.map((one) => ({
          label: one.question.label[language],
          value: <Answer loaded={loaded} one={one} language={language} />,
          changeHref: `${addresses.page(...at, page)}?from=check#f-${fieldNames(one.question)[0] ?? ""}`,
        }));
        return (
          <section key={page}>
            <Heading level={level}>{title[language] ?? ""}</Heading>
            <SummaryList items={items satisfies SummaryItem[]} />
          </section>
        );
      })}
    </>
  );
}

function Answer(props: { loaded: Drawn; one: ReturnType<typeof questionsOfPage>[number]; language: Language }) {
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
function Basis({ loaded, language }: { loaded: Drawn; language: Language }) {
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
