import { lifeEventForm } from "../../../domain/catalogue/index.ts";
import { questionsOfPage } from "../../../domain/forms/index.ts";
import { LinkButton, LinkList, PageTitle } from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import type { Content } from "../../page.tsx";
import { addresses } from "./addresses.ts";
import { sendJourney } from "./frame.tsx";
import { type DraftParams, type Drawn, loadDraft, toCase } from "./load.ts";
import { nextAddress, pageBefore } from "./steps.ts";
import { words } from "./words.ts";

/** `GET …/not-possible`: the answers already show that the office would have to refuse, so it is said before any more work. */
export function addNotPossiblePage(app: App, house: House): void {
  const config = { access: "visitor", owner: "forms" } as const;
  const path = "/:city/services/:code/drafts/:id/not-possible";
  app.get<{ Params: DraftParams }>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    const { draft, journey, city, service } = loaded;
    if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
    if (journey.refusals.length === 0) return reply.redirect(nextAddress(loaded), 303);
    const before = pageBefore(loaded, undefined);
    const at = [city.city, service.definition.code, draft.id] as const;
    const back = { href: before === undefined ? addresses.start(at[0], at[1]) : addresses.page(...at, before) };
    return sendJourney(loaded, request, reply, { ...drawNotPossible(loaded, request.language), back });
  });
}

/** Why it cannot be done, what could be changed, and where else to turn: the same for a sample that is rehearsed. */
export function drawNotPossible(loaded: Drawn, language: Language): Pick<Content, "title" | "main"> {
  const { journey, city, service, within } = loaded;
  const w = words(language);
  const changes = changesOf(loaded, language);
  const phone = city.settings.phone;
  const main = (
    <>
      <PageTitle
        kicker={service.definition.name[language]}
        title={w.notPossible}
        lede={journey.refusals.length === 1 ? journey.refusals[0]?.[language] : undefined}
      />
      {journey.refusals.length > 1 ? (
        <ul>
          {journey.refusals.map((ground) => (
            <li key={ground.zh}>{ground[language]}</li>
          ))}
        </ul>
      ) : null}
      <p>{w.notPossibleKept}</p>
      {changes.length === 0 ? null : (
        <>
          <h2>{w.changeAnswer}</h2>
          <LinkList items={changes} />
        </>
      )}
      <h2>{w.otherwise}</h2>
      <p>{phone === undefined ? w.otherwiseText : w.otherwisePhone({ phone })}</p>
      {within?.open ? (
        <LinkButton href={addresses.check(city.city, lifeEventForm(within.event.definition.code), within.draft)}>
          {w.othersGoOn}
        </LinkButton>
      ) : null}
      <LinkButton href={`/${city.city}`} weight="second">
        {w.otherServices}
      </LinkButton>
    </>
  );
  return { title: w.notPossible, main };
}

/** The answers that lead to the refusal, where each can be corrected. */
function changesOf(loaded: Drawn, language: Language) {
  const { service, journey, city, draft, options } = loaded;
  const names = new Set(
    service.refuse.filter(({ say }) => journey.refusals.includes(say)).flatMap(({ when }) => when.names),
  );
  const crossing = service.definition.cross_city?.decided_in;
  if (loaded.decided.kind === "not_open" && crossing !== undefined) names.add(crossing);
  return journey.pages.flatMap(({ page, title }) =>
    questionsOfPage(service, page, draft.answers, options)
      .filter(({ question }) => names.has(question.id))
      .map(({ question }) => ({
        href: `${addresses.page(city.city, service.definition.code, draft.id, page)}#f-${question.id}`,
        label: question.label[language],
        note: title[language],
      })),
  );
}
