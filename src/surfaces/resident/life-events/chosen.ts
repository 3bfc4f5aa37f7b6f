import type { FastifyRequest } from "fastify";
import { assistWithin } from "../../../domain/caseload/index.ts";
import { lifeEventOfForm, wantedQuestion } from "../../../domain/catalogue/index.ts";
import { startDraft, withKnown } from "../../../domain/forms/index.ts";
import { askedService } from "../journey/asked-service.ts";
import { type Loaded, loadForm } from "../journey/load.ts";
import { applying, type EventHere, eventHere, type StepHere } from "./here.ts";

/** A service that was chosen: with its draft, or waiting for an earlier one. */
export type Chosen = { readonly here: StepHere; readonly loaded: Loaded };

export type AllChosen = {
  readonly here: EventHere;
  readonly now: readonly Chosen[];
  readonly later: readonly StepHere[];
};

/** The services chosen in a draft of shared questions, each with a draft of its own; those that wait for another have none yet. */
export async function chosenOf(loaded: Loaded, request: FastifyRequest): Promise<AllChosen> {
  const { house, city, draft, owner } = loaded;
  const here = await eventHere(house, city.city, lifeEventOfForm(loaded.service.definition.code) ?? "");
  const { choice, later } = choose(here, loaded);
  const now: Chosen[] = [];
  for (const one of choice) {
    if (one.offered === undefined || later.includes(one)) continue;
    const service = askedService(one.offered.service, { delivery: true });
    const begun = await startDraft(house, {
      ...{ owner, city: city.city, service, within: draft.id },
      now: house.clock(),
    });
    const params = { city: city.city, code: one.step.service, id: begun.id };
    if (loaded.helping) {
      await assistWithin(house, loaded.helping.assist, { service: params.code, draft: begun.id }, house.clock());
    }
    now.push({ here: one, loaded: await loadForm(house, request, params) });
  }
  return { here, now, later };
}

/** What was chosen of what belongs to the event by these answers, and of it what has to wait. */
function choose(here: EventHere, { draft, options, city }: Loaded) {
  const answers = withKnown(draft.answers, options.known, draft.disputed);
  const wanted = answers[wantedQuestion];
  const context = { today: options.today, city: city.city };
  const choice = applying(here, answers, context).filter(
    ({ step }) => Array.isArray(wanted) && wanted.includes(step.service),
  );
  const codes = choice.map(({ step }) => step.service);
  const later = choice.filter(({ step }) => step.after !== undefined && codes.includes(step.after));
  return { choice, later };
}
