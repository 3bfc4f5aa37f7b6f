import { type Question, type ServiceVersion, wantedQuestion } from "../../../domain/catalogue/index.ts";
import { fieldView, type PageQuestion, questionsOfPage, withKnown } from "../../../domain/forms/index.ts";
import { Button, ErrorSummary, Form, Notice, PageTitle, Row, StepIndicator } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { answersOnPage } from "../../look-up.ts";
import type { Content } from "../../page.tsx";
import { addresses } from "./addresses.ts";
import { deliveryAddress, folderConsent } from "./asked-service.ts";
import { PageFields } from "./fields.tsx";
import type { Drawn } from "./load.ts";
import { NewerVersion } from "./newer-version-view.tsx";
import { consentsOf, nameOfField, withoutConsents, wordedErrors } from "./page-parts.ts";
import { placesOf } from "./places.ts";
import { stepOf } from "./steps.ts";
import { words } from "./words.ts";

type Shown = {
  readonly found: { readonly first: readonly FieldError[]; readonly others: readonly FieldError[] };
  /** An answer led to a further question. */
  readonly more: boolean;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
};

/** One page of questions as it stands with these answers: the same for whoever fills it in and for a sample that is rehearsed. */
export function drawQuestions(
  loaded: Drawn,
  page: string,
  language: Language,
  shown: Shown,
): Pick<Content, "title" | "main" | "failed"> {
  const { house, city, service, draft, options, journey } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  const places = placesOf(house.regions.divisions);
  const asked = withoutConsents(service, questionsOfPage(service, page, draft.answers, options));
  const questions = withOffers(withDefaults(asked, loaded), loaded, (code) => places.nameOf(code, language));
  const ids = questions.map(({ question }) => question);
  const errors = wordedErrors(ids, shown.found, draft.typed, places);
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
      <Renewed loaded={loaded} language={language} />
      <NewerVersion loaded={loaded} language={language} hidden={shown.hidden} />
      {shown.more ? (
        <Notice live title={w.more}>
          <p>{w.moreText}</p>
        </Notice>
      ) : null}
      <PageTitle title={title} lede={hint} />
      <Form
        action={shown.action}
        hidden={shown.hidden}
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
          consents={consentsOf(service, questions, withKnown(draft.answers, options.known, draft.disputed), language)}
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
  return { title, main, failed: errors.length > 0 };
}

/** The service has a newer version than the draft was begun under: what stays of the answers, and what is asked again. */
export function Renewed({ loaded, language }: { loaded: Drawn; language: Language }) {
  const { renewed, dropped, service, journey } = loaded;
  if (renewed === undefined) return null;
  const w = words(language);
  const label = (from: ServiceVersion | undefined, id: string) => from?.questions.get(id)?.question.label[language];
  const again = dropped.filter((id) => service.questions.has(id)).map((id) => label(service, id) ?? id);
  const gone = dropped.filter((id) => !service.questions.has(id)).map((id) => label(renewed.before, id) ?? id);
  const list = (labels: readonly string[]) => labels.slice(0, 20).join(language === "zh" ? "、" : ", ");
  return (
    <Notice kind={dropped.length > 0 ? "warning" : "information"} title={w.changed}>
      <p>{w.changedKept({ kept: renewed.kept })}</p>
      {again.length === 0 ? null : <p>{w.changedAgain({ questions: list(again) })}</p>}
      {gone.length === 0 ? null : <p>{w.changedGone({ questions: list(gone) })}</p>}
      {journey.complete && again.length === 0 ? <p>{w.changedNothing}</p> : null}
    </Notice>
  );
}

/** The address for the post is offered as the one already given; it is kept only once it is sent from its own page. */
function withDefaults(
  questions: readonly PageQuestion[],
  { service, draft, choosable }: Drawn,
): readonly PageQuestion[] {
  return questions.map((one) => {
    if (choosable !== undefined && one.question.id === wantedQuestion) return withChoosable(one, choosable);
    if (one.question.id !== deliveryAddress || one.value !== undefined) return one;
    if (Object.hasOwn(draft.typed, one.question.id)) return one;
    const given = [...service.questions.values()].find(
      ({ question }) => question.type === "address" && question.id !== deliveryAddress && draft.answers[question.id],
    );
    return given === undefined ? one : { ...one, value: draft.answers[given.question.id] };
  });
}

/** Of the services of a life event those are shown that belong to it by the answers; all of them are chosen until somebody says otherwise. */
function withChoosable(one: PageQuestion, choosable: readonly string[]): PageQuestion {
  const options = (one.question.options ?? []).filter(({ value }) => choosable.includes(value));
  const chosen = one.value ?? options.map(({ value }) => value);
  return { ...one, question: { ...one.question, options }, value: chosen };
}

/** What the certificate says stands beside the question whether it may be used. */
function withOffers(
  questions: readonly PageQuestion[],
  { service, offers }: Drawn,
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
function Purposes(props: { loaded: Drawn; questions: readonly Question[]; language: Language }) {
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
