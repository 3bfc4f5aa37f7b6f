import {
  type Answers,
  filledAnswers,
  filledFrom,
  type LifeEvent,
  lifeEventOfForm,
  type ServiceVersion,
} from "../../../domain/catalogue/index.ts";
import {
  type Draft,
  type DraftOwner,
  empty,
  type Known,
  openDraft,
  readerOf,
  type Surroundings,
  validateAnswers,
  Wrong,
  withKnown,
} from "../../../domain/forms/index.ts";
import { eventOf } from "../../../domain/life-events/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { askedService, consentTo } from "../journey/asked-service.ts";
import { type KnownPerson, knownFacts } from "../journey/known-facts.ts";

/** The life event within which a service's draft was begun. */
export type Within = {
  readonly event: LifeEvent;
  /** Id of the draft of the shared questions. */
  readonly draft: string;
  /** Not sent yet: the service is checked and sent together with the others. */
  readonly open: boolean;
  /** The number of the event, once one of its services was sent. */
  readonly number: string | undefined;
  /** What the shared answers say about the questions of this service; shown with its source and not asked again. */
  readonly facts: Known;
};

type About = {
  readonly city: string;
  readonly owner: DraftOwner;
  /** Whose event it is: who is signed in, or who is helped at a counter. */
  readonly resident: string | undefined;
  /** The same, as registers are asked about them. */
  readonly who: string | KnownPerson | undefined;
  readonly draft: Draft;
  readonly service: ServiceVersion;
};

/** Undefined for a draft that belongs to no life event, or whose event is gone: then everything is asked as usual. */
export async function withinOf(house: House, about: About, surroundings: Surroundings): Promise<Within | undefined> {
  const { city, owner, resident, who, draft, service } = about;
  if (draft.partOf === undefined) return undefined;
  const [shared, sent] = await Promise.all([
    sharedDraft(house, owner, draft.partOf),
    resident === undefined ? undefined : eventOf(house.database, resident, draft.partOf),
  ]);
  const code = sent?.event ?? (shared && lifeEventOfForm(shared.service));
  const event = code === undefined ? undefined : house.catalogue.lifeEvents.one(code, sent?.version);
  if (event === undefined) return undefined;
  const at = { event, draft: draft.partOf, number: sent?.number };
  if (shared === undefined) return { ...at, open: false, facts: {} };
  const answers = await sharedAnswers(house, { city, who, event, shared }, surroundings);
  const facts = factsFor(event, service, answers, shared.updatedAt, surroundings);
  return { ...at, open: shared.sentNumber === undefined, facts };
}

async function sharedDraft(house: House, owner: DraftOwner, id: string): Promise<Draft | undefined> {
  return openDraft(house, { owner, id, now: house.clock() }).catch((refusal: unknown) => {
    // Kept for its full time.
    if (refusal instanceof Refusal && refusal.status === 404) return undefined;
    throw refusal;
  });
}

/** What was answered to the shared questions, or is known of them; only of those that are asked. */
async function sharedAnswers(
  house: House,
  about: Pick<About, "city" | "who"> & { readonly event: LifeEvent; readonly shared: Draft },
  surroundings: Surroundings,
): Promise<Answers> {
  const { city, who, event, shared } = about;
  const form = askedService(event.shared, { delivery: false });
  const registered = await knownFacts(house, city, form, who, surroundings);
  const given = withKnown(shared.answers, registered, shared.disputed);
  return validateAnswers(form, given, { ...surroundings, city, complete: true, hidden: "keep" }).answers;
}

/** Facts for the questions of a service; an answer that does not fit the question any more leaves it to be asked. */
function factsFor(
  event: LifeEvent,
  service: ServiceVersion,
  answers: Answers,
  at: Date,
  surroundings: Surroundings,
): Known {
  const step = event.steps.find((one) => one.service === service.definition.code);
  if (!step) return {};
  const { zh, en } = event.definition.name;
  const name = { zh: `您为“${zh}”填的内容`, en: `what you entered for “${en}”` };
  const source = { kind: "event", name, at } as const;
  const facts: Record<string, Known[string]> = {};
  for (const [id, answer] of Object.entries(filledAnswers(step, answers))) {
    const question = service.questions.get(id)?.question;
    if (!question) continue;
    const value = readerOf(question).fromJson(answer, surroundings);
    if (value === empty || value instanceof Wrong) continue;
    facts[id] = { value, source };
    // Separate consent was asked where the answer was given, for the services chosen, and need not be asked again.
    const from = filledFrom(step.fill?.[id] ?? "");
    const consent = from === undefined ? undefined : answers[consentTo(from)];
    if (question.sensitive !== undefined && consent !== undefined) facts[consentTo(id)] = { value: consent, source };
  }
  return facts;
}
