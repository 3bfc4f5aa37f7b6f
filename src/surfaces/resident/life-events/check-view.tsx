import { offeringOfBody, wantedPage } from "../../../domain/catalogue/index.ts";
import { doubtsOf, questionsOfPage } from "../../../domain/forms/index.ts";
import { Button, Details, ErrorSummary, Form, LinkButton, Notice, PageTitle } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { type Content, cityName } from "../../page.tsx";
import { addresses } from "../journey/addresses.ts";
import { Answers, FeeToCome, sendable } from "../journey/check-view.tsx";
import type { Loaded } from "../journey/load.ts";
import { nameOfField } from "../journey/page-parts.ts";
import { decidingCity } from "../journey/send-draft.ts";
import { words as journeyWords } from "../journey/words.ts";
import type { AllChosen, Chosen } from "./chosen.ts";
import { Apart, AtCounter, nameOf } from "./guide-view.tsx";
import { words } from "./words.ts";

type Shown = {
  readonly errors: readonly FieldError[];
  readonly changedSince: boolean;
  readonly hidden: Readonly<Record<string, string>>;
  /** Digest of what is shown. */
  readonly seen: string;
  readonly sendable: readonly Chosen[];
};

/** Everything once more: what all services share, what each has of its own, what is not sent, and one button. */
export function drawEventCheck(
  loaded: Loaded,
  all: AllChosen,
  language: Language,
  shown: Shown,
): Pick<Content, "title" | "main" | "failed"> {
  const { city, service, draft, session, helping } = loaded;
  const { errors, sendable: going } = shown;
  const w = words(language);
  const at = [city.city, service.definition.code, draft.id] as const;
  const names = going.map(({ loaded: one }) => nameOfField(one.service, language));
  const label = (field: string) => names.map((name) => name(field)).find((name) => name !== undefined);
  const main = (
    <>
      <ErrorSummary errors={errors} nameOf={label} />
      {shown.changedSince ? (
        <Notice kind="warning" live title={w.changedSince}>
          <p>{w.changedSinceText}</p>
        </Notice>
      ) : null}
      <PageTitle
        kicker={service.definition.name[language]}
        title={going.length === 0 ? w.nothing : w.check}
        lede={going.length === 0 ? w.nothingText : w.checkLede({ count: going.length })}
      />
      <Refused all={all} language={language} />
      <h2>{w.shared}</h2>
      <Answers loaded={loaded} language={language} level={3} leaveOut={({ page }) => page === wantedPage} />
      {going.map((one) => (
        <Own key={one.here.step.service} one={one} language={language} />
      ))}
      <Later all={all} language={language} />
      {going.length === 0 ? (
        <LinkButton href={addresses.page(...at, loaded.journey.pages[0]?.page ?? "")} weight="second">
          {w.changeShared}
        </LinkButton>
      ) : session === undefined && helping === undefined ? (
        <Notice title={w.signInFirst}>
          <p>{w.signInFirstText}</p>
          <LinkButton href={`/sign-in?return=${encodeURIComponent(addresses.check(...at))}`}>{w.signIn}</LinkButton>
        </Notice>
      ) : (
        <Form action={addresses.check(...at)} hidden={{ ...shown.hidden, seen: shown.seen }} label={w.check}>
          <p>
            {helping ? journeyWords(language).declareHelping({ name: helping.assist.person?.name ?? "" }) : w.declare}
          </p>
          <Button>{w.send({ count: going.length })}</Button>
        </Form>
      )}
      <Apart here={all.here} city={city.city} language={language} />
      <AtCounter here={all.here} language={language} />
      {going.length === 0 ? null : (
        <Details summary={w.lawAndKeeping}>
          <ul>
            {going.map(({ here, loaded: one }) => (
              <li key={here.step.service}>
                {w.keep({ name: nameOf(here, language), ...one.service.definition.keep })}
              </li>
            ))}
          </ul>
        </Details>
      )}
    </>
  );
  return { title: w.check, main, failed: errors.length > 0 };
}

/** What one service has of its own; what the shared answers fill is named and not repeated. */
function Own({ one, language }: { one: Chosen; language: Language }) {
  const { loaded, here } = one;
  const w = words(language);
  const j = journeyWords(language);
  const { decided, service } = loaded;
  const { offering } = decidingCity(loaded).offered;
  const agency = offeringOfBody(offering, sendable(loaded).answers).agencyName[language];
  const questions = loaded.journey.pages.flatMap(({ page }) =>
    questionsOfPage(service, page, loaded.draft.answers, loaded.options),
  );
  const filled = questions.filter(({ known }) => known?.source.kind === "event");
  const labels = filled
    .filter(({ question }) => !question.id.endsWith("_consent"))
    .map(({ question }) => question.label);
  const doubts = doubtsOf(service, sendable(loaded).answers);
  return (
    <section>
      <h2>{nameOf(here, language)}</h2>
      <p>
        {decided.kind === "there"
          ? j.decidedThereText({ agency, city: cityName(loaded.house, decided.city, language) })
          : j.checkLede({ agency })}
      </p>
      <Answers loaded={loaded} language={language} level={3} leaveOut={({ known }) => known?.source.kind === "event"} />
      {questions.length === filled.length ? <p>{w.nothingMore}</p> : null}
      {labels.length === 0 ? null : (
        <p class="quiet">
          {w.usesShared({ labels: labels.map((each) => each[language]).join(language === "zh" ? "、" : ", ") })}
        </p>
      )}
      {doubts.length === 0 ? null : (
        <Notice kind="warning" title={j.doubts}>
          <ul>
            {doubts.map((doubt) => (
              <li key={doubt.field}>{doubt.message[language]}</li>
            ))}
          </ul>
        </Notice>
      )}
      <FeeToCome loaded={loaded} language={language} level={3} />
    </section>
  );
}

function Refused({ all, language }: { all: AllChosen; language: Language }) {
  const w = words(language);
  const refused = all.now.filter(
    ({ loaded }) => loaded.draft.sentNumber === undefined && loaded.journey.refusals.length > 0,
  );
  if (refused.length === 0) return null;
  return (
    <Notice kind="warning" title={w.notSent}>
      <ul>
        {refused.map(({ here, loaded }) => (
          <li key={here.step.service}>
            <strong>{nameOf(here, language)}</strong>
            <br />
            {loaded.journey.refusals.map((ground) => ground[language]).join(" ")}{" "}
            <a href={addresses.notPossible(loaded.city.city, here.step.service, loaded.draft.id)}>{w.change}</a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Later({ all, language }: { all: AllChosen; language: Language }) {
  const w = words(language);
  if (all.later.length === 0) return null;
  const before = (code: string | undefined) => all.here.steps.find(({ step }) => step.service === code);
  return (
    <section>
      <h2>{w.later}</h2>
      <ul>
        {all.later.map((one) => {
          const earlier = before(one.step.after);
          return (
            <li key={one.step.service}>
              <strong>{nameOf(one, language)}</strong>
              {earlier === undefined ? null : (
                <>
                  <br />
                  {w.waitsText({ name: nameOf(earlier, language) })}
                </>
              )}
            </li>
          );
        })}
      </ul>
      <p class="quiet">{w.laterText}</p>
    </section>
  );
}
