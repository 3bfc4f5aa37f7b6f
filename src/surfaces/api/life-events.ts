import { createHash } from "node:crypto";
import { Type } from "typebox";
import { findCase, isAnsweredByRecords, submitFrom } from "../../domain/cases/index.ts";
import {
  type Answers,
  answersSchema,
  filledAnswers,
  offeringOfBody,
  withoutBody,
} from "../../domain/catalogue/index.ts";
import { validateAnswers } from "../../domain/forms/index.ts";
import { type Partner, residentKey } from "../../domain/identity/index.ts";
import { beginEvent, eventOf, noteStep, type ResidentEvent } from "../../domain/life-events/index.ts";
import { routed } from "../../domain/reports/index.ts";
import { answeredOr, keptAnswer } from "../../foundation/idempotency/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import { answeringNow } from "../answering.ts";
import { decidedIn } from "../decided-in.ts";
import { cityOf } from "../page.tsx";
import { copyFiles } from "../resident/journey/draft-files.ts";
import { applying, type EventHere, eventHere, eventsHere, type StepHere } from "../resident/life-events/here.ts";
import { applicantShape, checkedApplicant } from "./applicant.ts";
import { demandCity, partnerOf } from "./authorise.ts";
import type { Api } from "./endpoint.ts";
import { namedFiles, programId } from "./files.ts";
import { answersInvalid, applicantInvalid } from "./refusals.ts";
import {
  anyObject,
  asking,
  caseNumber,
  cityCode,
  exactly,
  inCity,
  listOf,
  nullableText,
  oneOf,
  serviceCode,
  serviceInCity,
  state,
  text,
} from "./shapes.ts";

const eventCode = Type.String({ pattern: "^[a-z0-9-]{1,60}$", description: "Code of the life event" });

const step = Type.Object({
  service: serviceCode,
  name: text,
  why: text,
  sent_along: Type.Boolean({ description: "False: done by its own endpoints or pages (bookings, payments, look-ups)" }),
  conditional: Type.Boolean({ description: "Belongs to the event only with some of the shared answers" }),
  after: nullableText("Code of the service that has to be decided before"),
  filled: Type.Array(Type.String(), { description: "Its questions that the shared answers fill" }),
});
const event = { code: eventCode, version: Type.String(), name: text, summary: text, steps: Type.Array(step) };

const outcome = Type.Object({
  service: serviceCode,
  outcome: oneOf(["sent", "refused", "waiting"], "`waiting`: for the service named by `after`"),
  case: Type.Union([caseNumber, Type.Null()]),
  state: Type.Union([state, Type.Null()]),
  problem: Type.Union([Type.Object({ code: Type.String(), detail: text }), Type.Null()]),
});

const submission = exactly({
  applicant: applicantShape,
  answers: anyObject("Answers to the shared questions, as answers_schema of the life event says"),
  services: Type.Record(Type.String({ pattern: "^[a-z0-9-]{1,60}$" }), anyObject("By id of the question"), {
    minProperties: 1,
    maxProperties: 20,
    description: "The services wanted, each with the answers that the shared ones do not fill",
  }),
});

/** Life events of a city, one of them, and all its cases in one request. */
export function addLifeEvents(api: Api): void {
  const { house } = api;
  const about = { owner: "life-events", group: "services" } as const;
  api.add(
    {
      ...about,
      ...{ method: "GET", path: "/cities/{city}/life-events", id: "listLifeEvents" },
      summary: { zh: "一个城市的“一件事”", en: "List life events of a city" },
      params: inCity,
      query: asking({}),
      answer: listOf(Type.Object(event)),
      status: 200,
      problems: ["city_not_open", "invalid_fields"],
    },
    async ({ params }) => {
      const { city } = cityOf(house, params.city);
      return { items: (await eventsHere(house, city)).map(eventJson), next: null };
    },
  );
  api.add(
    {
      ...about,
      ...{ method: "GET", path: "/cities/{city}/life-events/{code}", id: "readLifeEvent" },
      summary: {
        zh: "一件事：包括什么，共同的问题",
        en: "Read a life event: what belongs to it, and its shared questions",
      },
      params: serviceInCity,
      query: asking({}),
      answer: Type.Object({
        ...event,
        answers_schema: anyObject("JSON Schema 2020-12 of the shared answers"),
        sample: anyObject("Shared answers that work, and own answers by service"),
      }),
      status: 200,
      problems: ["city_not_open", "life_event_not_found", "invalid_fields"],
    },
    async ({ params }) => {
      const { city } = cityOf(house, params.city);
      const here = await eventHere(house, city, params.code);
      const [sample] = here.event.definition.samples;
      return {
        ...eventJson(here),
        answers_schema: answersSchema(here.event.shared.definition),
        sample: { answers: sample?.answers ?? {}, services: sample?.services ?? {} },
      };
    },
  );
  api.add(
    {
      ...about,
      ...{ method: "POST", path: "/cities/{city}/life-events/{code}/cases", id: "submitLifeEvent", group: "cases" },
      summary: { zh: "一件事一次提交", en: "File all cases of a life event" },
      more: {
        zh: "共同的答案填一次，每项服务各成一件办件。同一个 Idempotency-Key 和同样的内容，每项只成一件，断了再发就接着办。按答案办不了的写明原因，其他的照办；答案本身有错的，什么都不提交。",
        en: "Shared answers are given once; each service becomes a case of its own. One Idempotency-Key with the same body makes each case once, and sent again after an interruption goes on where it ended. What the answers refuse is told with its reason and the others still go; where answers are wrong nothing is sent.",
      },
      needs: { channel: "cases.submit" },
      params: serviceInCity,
      body: submission,
      answer: Type.Object({
        number: Type.String({ description: "Number of the event, for the person's own page" }),
        city: cityCode,
        event: eventCode,
        items: Type.Array(outcome),
      }),
      status: 201,
      problems: [
        "city_not_granted",
        "city_not_open",
        "life_event_not_found",
        "applicant_invalid",
        "answers_invalid",
        "busy",
      ],
    },
    async ({ params, body, request, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const today = house.regions.calendarOf(city).dayOf(house.clock());
      const { applicant, errors } = checkedApplicant(body.applicant, today);
      if (errors.length > 0) throw applicantInvalid(errors);
      const { key, bodyHash: hash } = idempotency;
      const resident = residentKey(house.secrets, { idType: applicant.id_type, idNumber: applicant.id_number });
      const draft = programId(partner, { city, key });
      const about = { partner, city, applicant, resident, key, hash };
      const read = async (services: typeof body.services) => {
        const here = await eventHere(house, city, params.code);
        const named = await withFiles(partner, { city, key }, services);
        const context = { today, city, isDivision: house.cases.isDivision };
        return { here, wanted: checked(here, { ...body, services: named }, context) };
      };
      const ready = await read(body.services).catch(async (refusal: unknown) => {
        // What is refused now may have been filed by the same request before: then that stands.
        await answeredOr(house.database, city, idempotency, refusal);
        const before = await eventOf(house.database, resident, draft);
        if (before === undefined) throw refusal;
        return before;
      });
      if ("steps" in ready) {
        const one = async (service: string) => (await read({ [service]: body.services[service] ?? {} })).wanted;
        return filedBefore(ready, Object.keys(body.services), about, one);
      }
      const { here, wanted } = ready;
      // Before anything is filed: another body must not be told of as a step that was refused.
      await keptAnswer(house.database, city, idempotency, { event: params.code }, house.clock());
      const number = await beginEvent(house.database, {
        ...{ resident, city, day: today, event: here.event.definition.code, version: here.event.version },
        ...{ draft, services: wanted.map(({ one }) => one.step.service), now: house.clock() },
      });
      const items = [];
      for (const each of wanted) {
        items.push(await outcomeOf(each, number, about));
      }
      return { number, city, event: here.event.definition.code, items };
    },
  );

  /** What became of each service when it was sent, also where the city withdrew some of them since; cases with their state of now. */
  async function filedBefore(
    before: ResidentEvent,
    asked: readonly string[],
    about: About,
    read: (service: string) => Promise<readonly Wanted[]>,
  ) {
    const { number, city, event, version } = before;
    const steps = house.catalogue.lifeEvents.one(event, version)?.steps ?? [];
    const items = [];
    for (const { service, caseNumber, refused } of before.steps) {
      const nothing = { service, case: null, state: null, problem: null };
      const { after } = steps.find((one) => one.service === service) ?? {};
      if (caseNumber !== undefined) {
        const { state } = await findCase(house.cases, parsePublicNumber(caseNumber)?.city ?? city, caseNumber);
        items.push({ ...nothing, outcome: "sent" as const, case: caseNumber, state });
      } else if (refused !== undefined) {
        const problem = { code: refused.code, detail: refused.say };
        items.push({ ...nothing, outcome: "refused" as const, problem });
      } else if (after !== undefined && asked.includes(after)) {
        items.push({ ...nothing, outcome: "waiting" as const });
      } else {
        // The first sending was interrupted before it was this one's turn.
        const made = await read(service)
          .then(async ([one]) => one && outcomeOf(one, number, about))
          .catch((refusal: unknown) => refusedNow(refusal, service, number, about.resident));
        items.push(made ?? { ...nothing, outcome: "waiting" as const });
      }
    }
    return { number, city, event, items };
  }

  type About = {
    readonly partner: Partner;
    readonly city: string;
    readonly applicant: ReturnType<typeof checkedApplicant>["applicant"];
    readonly resident: string;
    readonly key: string;
    readonly hash: string;
  };

  async function outcomeOf({ one, answers, waits }: Wanted, number: string, about: About) {
    const service = one.step.service;
    const nothing = { service, case: null, state: null, problem: null };
    if (waits) return { ...nothing, outcome: "waiting" as const };
    const noted = { resident: about.resident, number, service, now: house.clock() };
    try {
      const made = await submitOne(one, answers, about);
      await noteStep(house.database, { ...noted, caseNumber: made.number });
      const row = await findCase(house.cases, made.city, made.number);
      return { ...nothing, outcome: "sent" as const, case: made.number, state: row.state };
    } catch (refusal) {
      return refusedNow(refusal, service, number, about.resident);
    }
  }

  /** Notes why a service was not taken. @throws what is no refusal of the answers, and may be tried again */
  async function refusedNow(refusal: unknown, service: string, number: string, resident: string) {
    if (!(refusal instanceof Refusal) || refusal.status === 503 || refusal.status === 409) throw refusal;
    const { code, say } = refusal;
    await noteStep(house.database, { resident, number, service, now: house.clock(), refused: { code, say } });
    return { service, case: null, state: null, outcome: "refused" as const, problem: { code, detail: say } };
  }

  /** The services' own answers, with the files they name. @throws Refusal answers_invalid where one is not there */
  async function withFiles(
    partner: Partner,
    at: { readonly city: string; readonly key: string },
    services: Readonly<Record<string, Answers>>,
  ): Promise<Record<string, Answers>> {
    const all: Record<string, Answers> = {};
    const errors: FieldError[] = [];
    for (const [code, own] of Object.entries(services)) {
      const named = await namedFiles(house, partner, at, own);
      errors.push(...named.errors.map((error) => ({ ...error, field: `services.${code}.${error.field}` })));
      all[code] = named.answers;
    }
    if (errors.length > 0) throw answersInvalid(errors.slice(0, 50));
    return all;
  }

  async function submitOne(one: StepHere, answers: Answers, about: About) {
    const { city, partner, applicant, resident, key, hash } = about;
    if (one.offered === undefined) throw new Error(`${one.step.service} was checked and is not offered`);
    const decided = await decidedIn(house, city, one.offered.service, answers);
    if (decided.kind === "not_open") {
      throw new Refusal({ code: "decided_elsewhere_not_open", status: 422, say: decided.say });
    }
    const there = decided.kind === "there" ? decided : undefined;
    const { service, offering: found } = there?.offered ?? one.offered;
    const offering = offeringOfBody(found, answers);
    const deciding = there?.city.city ?? city;
    const { agency, promise } = await routed(house.database, { city: deciding, service, offering }, answers);
    const delivery = service.definition.deliver.find((way) => way === "collect") ?? null;
    const { draft } = await namedFiles(house, partner, { city, key }, answers);
    const sent =
      draft === undefined || deciding === city
        ? answers
        : await copyFiles(house, { from: city, to: deciding, draft }, answers);
    const made = await submitFrom(house.cases, city, {
      ...{ city: deciding, service: house.catalogue.serviceOf(one.step.service, service.version), agency, resident },
      ...{
        applicant,
        answers: withoutBody(sent),
        delivery,
        fee: offering.fee,
        ...(draft === undefined ? {} : { draft }),
      },
      by: { kind: "partner", id: partner.client },
      channel: partner.client,
      ...(promise === undefined ? {} : { promise }),
      idempotency: {
        caller: `partner:${partner.client}`,
        key: createHash("sha256").update(`${key}\n${one.step.service}`).digest("hex"),
        bodyHash: hash,
      },
    });
    if (isAnsweredByRecords(service.definition)) await answeringNow(house, made.city, made.number);
    return made;
  }
}

type Wanted = { readonly one: StepHere; readonly answers: Answers; readonly waits: boolean };

/** The services wanted with all their answers. @throws Refusal answers_invalid where any answer is wrong or missing */
function checked(
  here: EventHere,
  body: { readonly answers: Answers; readonly services: Readonly<Record<string, Answers>> },
  context: { readonly today: string; readonly city: string; readonly isDivision: (code: string) => boolean },
): readonly Wanted[] {
  const shared = validateAnswers(here.event.shared, body.answers, { ...context, complete: true });
  const errors: FieldError[] = [...shared.errors];
  const possible = applying(here, shared.answers, context);
  for (const code of Object.keys(body.services)) {
    if (possible.some(({ step: { service } }) => service === code)) continue;
    const message = {
      zh: "按这些答案，这项服务不在其中，或者这里没有开通。",
      en: "With these answers this service does not belong to the event, or the city does not offer it.",
    };
    errors.push({ field: `services.${code}`, code: "not_of_event", message });
  }
  const wanted = possible.flatMap((one): Wanted[] => {
    const { service: code, after } = one.step;
    const own = Object.hasOwn(body.services, code) ? body.services[code] : undefined;
    if (own === undefined || one.offered === undefined) return [];
    const answers = { ...filledAnswers(one.step, shared.answers), ...own };
    if (after !== undefined && Object.hasOwn(body.services, after)) return [{ one, answers, waits: true }];
    const { service } = one.offered;
    const read = validateAnswers(service, answers, { ...context, complete: true, hidden: "keep" });
    // What is refused needs no further answers.
    const wrong = read.refusals.length > 0 ? [] : read.errors;
    for (const error of wrong) {
      errors.push({ ...error, field: `services.${code}.${error.field}` });
    }
    // What is filled and, with these answers, not asked is not sent.
    const sent = read.refusals.length > 0 ? answers : read.answers;
    return [{ one, answers: sent, waits: false }];
  });
  if (errors.length > 0) throw answersInvalid(errors.slice(0, 50));
  return wanted;
}

function eventJson({ event: { definition, version }, steps }: EventHere) {
  return {
    ...{ code: definition.code, version, name: definition.name, summary: definition.summary },
    steps: steps.flatMap(({ step: { service, why, when, after, fill }, offered, along }) =>
      offered === undefined
        ? []
        : [
            {
              ...{ service, name: offered.service.definition.name, why, sent_along: along },
              ...{ conditional: when !== undefined, after: after ?? null, filled: Object.keys(fill ?? {}) },
            },
          ],
    ),
  };
}
