import { type Answers, eventForm, isSentAlong, type LifeEvent, settle } from "../../../domain/catalogue/index.ts";
import { lifeEventNotFound } from "../../../domain/life-events/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import type { Offered } from "../../offerings.ts";

/** One service of a life event as a city offers it, or does not. */
export type StepHere = {
  readonly step: LifeEvent["steps"][number];
  readonly offered: Offered | undefined;
  /** It becomes a case with the others; bookings, payments and look-ups are done on their own pages. */
  readonly along: boolean;
};

export type EventHere = { readonly event: LifeEvent; readonly steps: readonly StepHere[] };

function joined(event: LifeEvent, offered: ReadonlyMap<string, Offered>): EventHere {
  const steps = event.steps.map((step) => {
    const one = offered.get(step.service);
    const along = one !== undefined && isSentAlong(one.service) && !answersOnPage(one.service.definition);
    return { step, offered: one, along };
  });
  return { event, steps };
}

/** Something is worth doing together: two of its services are offered, and one at least becomes a case. */
function isWorthwhile({ steps }: EventHere): boolean {
  return steps.filter(({ offered }) => offered).length > 1 && steps.some(({ along }) => along);
}

async function offeredIn(house: House, city: string): Promise<ReadonlyMap<string, Offered>> {
  return new Map((await house.offerings.of(city)).map((one) => [one.service.definition.code, one]));
}

/** The life events a city can do something about, in their order. */
export async function eventsHere(house: House, city: string): Promise<readonly EventHere[]> {
  const offered = await offeredIn(house, city);
  return house.catalogue.lifeEvents
    .all()
    .map((event) => joined(event, offered))
    .filter(isWorthwhile);
}

/** One of them. `version` is that of an event begun before. @throws Refusal life_event_not_found (404) */
export async function eventHere(house: House, city: string, code: string, version?: string): Promise<EventHere> {
  const event = house.catalogue.lifeEvents.one(code, version);
  const here = event && joined(event, await offeredIn(house, city));
  if (!here || (version === undefined && !isWorthwhile(here))) throw lifeEventNotFound();
  return here;
}

/** The services that can be sent and belong to the event by these answers to the shared questions, in order. */
export function applying(
  { event, steps }: EventHere,
  answers: Answers,
  context: { readonly today: string; readonly city: string },
): readonly StepHere[] {
  const { values } = settle(event.shared, answers, context);
  return steps.filter(({ step, along }) => along && (step.when === undefined || step.when(values, context) === true));
}

/**
 * The shared questions, and which services are wanted, in the shape of a service that a city offers: the journey draws and keeps them
 * like any other's. Nothing is decided by them, so whose office stands beside them says nothing.
 */
export function formOffered({ event, steps }: EventHere): Offered {
  const along = steps.filter((one) => one.along);
  const [first] = along;
  if (first?.offered === undefined) throw lifeEventNotFound();
  const choosable = along.map(({ step, offered }) => ({
    service: step.service,
    name: offered?.service.definition.name ?? { zh: step.service, en: step.service },
  }));
  return { service: eventForm(event, choosable), offering: first.offered.offering };
}
