import type { FastifyReply, FastifyRequest } from "fastify";
import { markAssistSent } from "../../../domain/caseload/index.ts";
import { isAnsweredByRecords } from "../../../domain/cases/index.ts";
import { markSent } from "../../../domain/forms/index.ts";
import { beginEvent, noteStep, type StepRefusal } from "../../../domain/life-events/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import { answeringNow } from "../../answering.ts";
import type { House } from "../../house.ts";
import { SignInNeeded } from "../../session.ts";
import { addresses } from "../journey/addresses.ts";
import { lostFiles } from "../journey/check-page.ts";
import { sendable } from "../journey/check-view.tsx";
import { fileIds, missingFiles } from "../journey/draft-files.ts";
import { sendJourney } from "../journey/frame.tsx";
import { type DraftParams, type Loaded, loadDraft, loadForm, toCase } from "../journey/load.ts";
import { decidingCity, sendDraft } from "../journey/send-draft.ts";
import { nextAddress, pageBefore } from "../journey/steps.ts";
import { drawEventCheck } from "./check-view.tsx";
import { type AllChosen, type Chosen, chosenOf } from "./chosen.ts";

const config = { access: "visitor", owner: "life-events" } as const;
type Asked = { Params: DraftParams };

/**
 * `GET …/check` leads to what is still missing, service after service, then shows everything once more; `POST` makes a case of each, once
 * however often it is tapped.
 */
export function addCheckPage(app: App, house: House): void {
  const path = "/:city/life-events/:code/drafts/:id/check";
  app.get<Asked>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    if (loaded.draft.sentNumber !== undefined) return toCase(loaded, reply, loaded.draft.sentNumber);
    if (!loaded.journey.complete) return reply.redirect(nextAddress(loaded), 303);
    const all = await chosenOf(loaded, request);
    const missing = nextMissing(all);
    const resident = residentOf(loaded);
    if (missing === undefined && isUnderWay(all) && sendableOf(all).length === 0 && resident !== undefined) {
      return finish(loaded, all, request, reply, resident);
    }
    return missing === undefined ? show(loaded, all, request, reply) : reply.redirect(missing, 303);
  });

  app.post<Asked>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    const { draft, city, service } = loaded;
    if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
    const here = addresses.check(city.city, service.definition.code, draft.id);
    const resident = residentOf(loaded);
    if (resident === undefined) throw new SignInNeeded("resident", here);
    if (!loaded.journey.complete) return reply.redirect(nextAddress(loaded), 303);
    const all = await chosenOf(loaded, request);
    const underWay = isUnderWay(all);
    if (nextMissing(all) !== undefined || (sendableOf(all).length === 0 && !underWay)) return reply.redirect(here, 303);
    const lost = await filesLost(all);
    if (lost.length > 0) return show(loaded, all, request, reply, lost, 422);
    // A sending that was interrupted goes on: what is left was shown with what was sent.
    if (!underWay && ((request.body ?? {}) as FormFields)["seen"] !== seenOf(loaded, all)) {
      return show(loaded, all, request, reply, [], 409);
    }
    return finish(loaded, all, request, reply, resident);
  });
}

/** Sends what is not sent yet and closes the draft of the shared questions, whose answers stay for what comes later. */
async function finish(
  loaded: Loaded,
  all: AllChosen,
  request: FastifyRequest,
  reply: FastifyReply,
  resident: string,
): Promise<FastifyReply> {
  const { house, owner, draft, helping } = loaded;
  const number = await sendAll(loaded, all, request, resident);
  if (helping) await markAssistSent(house, helping.assist, number, house.clock());
  await markSent(house, { owner, id: draft.id, number, now: house.clock(), keep: true });
  return toCase(loaded, reply, number);
}

/** Whose cases they are: of who is signed in, or of who is helped at a counter. */
function residentOf({ session, helping }: Loaded): string | undefined {
  return session?.resident ?? helping?.assist.resident;
}

/** Some of it was sent already, by a sending that did not end or that is still going on. */
function isUnderWay({ now }: AllChosen): boolean {
  return now.some(({ loaded }) => loaded.draft.sentNumber !== undefined);
}

/** Where something is still to be answered for one of the services; what is refused is not asked any further. */
function nextMissing({ now }: AllChosen): string | undefined {
  const open = now.find(
    ({ loaded: { draft, journey } }) =>
      draft.sentNumber === undefined && journey.refusals.length === 0 && !journey.complete,
  );
  return open && nextAddress(open.loaded);
}

/** What would be sent: not yet sent and not refused beforehand. */
function sendableOf({ now }: AllChosen): readonly Chosen[] {
  return now.filter(
    ({ loaded: { draft, journey } }) => draft.sentNumber === undefined && journey.refusals.length === 0,
  );
}

/** What is sent is what was shown: another tab, or a register, may have said something else since. */
function seenOf(loaded: Loaded, all: AllChosen): string {
  const answers = sendableOf(all).map((one) => [one.here.step.service, sendable(one.loaded).answers]);
  return bodyHash([sendable(loaded).answers, answers]);
}

async function filesLost(all: AllChosen): Promise<FieldError[]> {
  const lost: FieldError[] = [];
  for (const { loaded } of sendableOf(all)) {
    const { answers } = sendable(loaded);
    const missing = await missingFiles(loaded.house, loaded.city.city, loaded.draft.id, fileIds({ answers }));
    if (missing.length > 0) lost.push(...lostFiles(answers, missing));
  }
  return lost;
}

/** One case after the other, each under its own draft's key: a repeated sending goes on where the last one ended. */
async function sendAll(loaded: Loaded, all: AllChosen, request: FastifyRequest, resident: string): Promise<string> {
  const { house, city, draft } = loaded;
  const { event } = all.here;
  const number = await beginEvent(house.database, {
    ...{ resident, city: city.city, day: loaded.options.today, draft: draft.id },
    event: event.definition.code,
    version: event.version,
    services: event.steps
      .map(({ service }) => service)
      .filter((code) => [...all.now.map(({ here }) => here), ...all.later].some(({ step }) => step.service === code)),
    now: house.clock(),
  });
  const refuse = (service: string, refused: StepRefusal) =>
    noteStep(house.database, { resident, number, service, refused, now: house.clock() });
  const answering: Promise<unknown>[] = [];
  for (const one of all.now) {
    const code = one.here.step.service;
    const [refusal] = one.loaded.journey.refusals;
    const { sentNumber } = one.loaded.draft;
    if (sentNumber !== undefined) {
      await noteStep(house.database, { resident, number, service: code, caseNumber: sentNumber, now: house.clock() });
      const { helping } = one.loaded;
      if (helping) await markAssistSent(house, helping.assist, sentNumber, house.clock());
    } else if (refusal !== undefined) await refuse(code, { code: "not_eligible", say: refusal });
    else {
      // Loaded anew: it belongs to an event with a number now.
      const step = await loadForm(house, request, { city: city.city, code, id: one.loaded.draft.id });
      const made = await sendDraft(step, sendable(step).answers, undefined).catch(async (error: unknown) => {
        if (!(error instanceof Refusal) || error.status === 503) throw error;
        await refuse(code, { code: error.code, say: error.say });
        return undefined;
      });
      if (made !== undefined && isAnsweredByRecords(step.service.definition)) {
        answering.push(answeringNow(house, decidingCity(step).city.city, made));
      }
    }
  }
  // What the agencies' records decide is decided while the person waits, all at once.
  await Promise.all(answering);
  return number;
}

async function show(
  loaded: Loaded,
  all: AllChosen,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly FieldError[] = [],
  status = 200,
): Promise<FastifyReply> {
  const { city, service, draft } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  reply.code(status);
  const drawn = drawEventCheck(loaded, all, request.language, {
    ...{ errors, changedSince: status === 409, seen: seenOf(loaded, all), sendable: sendableOf(all) },
    hidden: { [csrfField]: reply.csrf() },
  });
  const before = pageBefore(loaded, undefined);
  const back = { href: before === undefined ? addresses.start(at[0], at[1]) : addresses.page(...at, before) };
  return sendJourney(loaded, request, reply, { ...drawn, back });
}
