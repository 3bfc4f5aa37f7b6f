import { type CaseView, type State, viewCase, whoseMove } from "../../../domain/cases/index.ts";
import { draftsOfEvent } from "../../../domain/forms/index.ts";
import type { ResidentEvent, Step } from "../../../domain/life-events/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { type EventHere, eventHere, type StepHere } from "./here.ts";

/** How one service of an event stands. */
export type Standing =
  | {
      readonly kind: "case";
      readonly number: string;
      readonly view: CaseView;
      readonly move: ReturnType<typeof whoseMove>;
    }
  /** Its time of keeping is over. */
  | { readonly kind: "gone"; readonly number: string }
  | { readonly kind: "refused"; readonly say: Text; readonly draft: string | undefined }
  /** Chosen and not sent; it can be begun, or gone on with. */
  | { readonly kind: "can_begin"; readonly draft: string | undefined }
  | { readonly kind: "waits"; readonly on: StepHere }
  /** What it waits for was not granted. */
  | { readonly kind: "stuck"; readonly on: StepHere };

export type StepStanding = { readonly step: StepHere; readonly standing: Standing };
export type Progress = { readonly here: EventHere; readonly steps: readonly StepStanding[] };

const granted: ReadonlySet<State> = new Set(["approved", "delivered", "archived"]);
const failed: ReadonlySet<State> = new Set(["not_accepted", "refused", "withdrawn", "lapsed", "transferred"]);

/** Every service of an event with its state, in the order of the event; what waits is told what for. */
export async function progressOf(house: House, resident: string, event: ResidentEvent): Promise<Progress> {
  const here = await eventHere(house, event.city, event.event, event.version);
  const now = house.clock();
  const drafts = await draftsOfEvent(house, { owner: `resident:${resident}`, event: event.draft, now });
  const byCode = new Map(event.steps.map((step) => [step.service, step]));
  const standings = new Map<string, Standing>();
  const steps: StepStanding[] = [];
  for (const step of here.steps) {
    const chosen = byCode.get(step.step.service);
    if (chosen === undefined) continue;
    const draft = drafts.find(({ service, sentNumber }) => service === chosen.service && sentNumber === undefined)?.id;
    const standing = await standingOf(house, here, { step, chosen, draft, before: standings });
    standings.set(chosen.service, standing);
    steps.push({ step, standing });
  }
  return { here, steps };
}

type About = {
  readonly step: StepHere;
  readonly chosen: Step;
  readonly draft: string | undefined;
  readonly before: ReadonlyMap<string, Standing>;
};

async function standingOf(house: House, here: EventHere, about: About): Promise<Standing> {
  const { step, chosen, draft, before } = about;
  if (chosen.caseNumber !== undefined) return caseStanding(house, chosen.caseNumber);
  if (chosen.refused !== undefined) return { kind: "refused", say: chosen.refused.say, draft };
  const on = here.steps.find((one) => one.step.service === step.step.after);
  const earlier = on && before.get(on.step.service);
  if (on === undefined || earlier === undefined) return { kind: "can_begin", draft };
  switch (earlier.kind) {
    case "gone":
      return { kind: "can_begin", draft };
    case "refused":
    case "stuck":
      return { kind: "stuck", on };
    case "case": {
      const { state } = earlier.view.row;
      if (granted.has(state)) return { kind: "can_begin", draft };
      return { kind: failed.has(state) ? "stuck" : "waits", on };
    }
    default:
      return { kind: "waits", on };
  }
}

async function caseStanding(house: House, number: string): Promise<Standing> {
  const city = parsePublicNumber(number)?.city ?? "";
  try {
    const view = await viewCase(house.cases, city, number);
    return { kind: "case", number, view, move: whoseMove(view.row.state) };
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 404) return { kind: "gone", number };
    throw refusal;
  }
}

/** A case in this state was granted. */
export function isGranted(state: State): boolean {
  return granted.has(state);
}

/** Granted, and nothing is left but perhaps to hand it over. */
export function isDone({ standing }: StepStanding): boolean {
  return standing.kind === "gone" || (standing.kind === "case" && granted.has(standing.view.row.state));
}
