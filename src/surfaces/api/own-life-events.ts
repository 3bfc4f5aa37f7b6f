import { Type } from "typebox";
import { type BriefCase, findCases } from "../../domain/cases/index.ts";
import { listEvents, type ResidentEvent } from "../../domain/life-events/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { isGranted } from "../resident/life-events/progress.ts";
import { sessionOf } from "../session.ts";
import type { Api } from "./endpoint.ts";
import { asking, caseNumber, cityCode, instant, listOf, oneOf, serviceCode, state, text } from "./shapes.ts";

const step = Type.Object({
  service: serviceCode,
  name: text,
  outcome: oneOf(["sent", "refused", "not_sent"], "`not_sent`: it waits for another one, or can be begun"),
  case: Type.Union([caseNumber, Type.Null()]),
  state: Type.Union([state, Type.Null()], { description: "Null also where the case is no longer kept" }),
  done: Type.Boolean({ description: "Granted" }),
  problem: Type.Union([text, Type.Null()], { description: "Why it was not taken" }),
});

const event = Type.Object({
  number: Type.String({ description: "Number of the event; its page is /me/life-events/{number}" }),
  city: cityCode,
  event: Type.String({ description: "Code of the life event" }),
  name: text,
  started_at: instant,
  done: Type.Integer({ minimum: 0, description: "Steps that are granted" }),
  steps: Type.Array(step),
});

/** `GET /me/life-events`: what the person who is signed in has begun, with how far each is. */
export function addOwnLifeEvents(api: Api): void {
  const { house } = api;
  api.add(
    {
      ...{ method: "GET", path: "/me/life-events", id: "listOwnLifeEvents", group: "cases", owner: "life-events" },
      summary: { zh: "我的“一件事”和进展", en: "List my life events, with progress" },
      more: {
        zh: "本人登录后可用（浏览器里的会话），最新的在前，最多 50 件。",
        en: "For the person who is signed in (the session in their browser), the latest first, at most 50.",
      },
      own: true,
      query: asking({}),
      answer: listOf(event),
      status: 200,
      problems: ["sign_in_needed"],
    },
    async ({ request, reply }) => {
      const session = await sessionOf(house, request);
      if (session?.kind !== "resident") throw signInNeeded();
      reply.header("cache-control", "private, no-store");
      const events = await listEvents(house.database, session.resident);
      const cases = await casesOf(events, session.resident);
      return { items: events.map((one) => eventJson(one, cases)), next: null };
    },
  );

  /** The cases of all steps, a few statements for all of them. */
  async function casesOf(events: readonly ResidentEvent[], resident: string): Promise<ReadonlyMap<string, BriefCase>> {
    const numbers = events.flatMap(({ steps }) => steps.flatMap(({ caseNumber: number }) => number ?? []));
    const found = new Map<string, BriefCase>();
    for (const [city, some] of Map.groupBy(numbers, (number) => parsePublicNumber(number)?.city ?? "")) {
      if (city === "") continue;
      for (const [number, row] of await findCases(house.cases, city, some)) {
        if (row.applicant === resident) found.set(number, row);
      }
    }
    return found;
  }

  function eventJson(one: ResidentEvent, cases: ReadonlyMap<string, BriefCase>) {
    const definition = house.catalogue.lifeEvents.one(one.event, one.version)?.definition;
    const steps = one.steps.map(({ service, caseNumber: number, refused }) => {
      const row = number === undefined ? undefined : cases.get(number);
      const known = house.catalogue.service(service)?.definition.name;
      return {
        service,
        name: known ?? { zh: service, en: service },
        outcome: number !== undefined ? ("sent" as const) : refused ? ("refused" as const) : ("not_sent" as const),
        case: number ?? null,
        state: (row?.state as CaseState | undefined) ?? null,
        done: row !== undefined && isGranted(row.state as CaseState),
        problem: refused?.say ?? null,
      };
    });
    return {
      ...{ number: one.number, city: one.city, event: one.event },
      name: definition?.name ?? { zh: one.event, en: one.event },
      started_at: one.startedAt.toISOString(),
      done: steps.filter(({ done }) => done).length,
      steps,
    };
  }
}

type CaseState = Parameters<typeof isGranted>[0];

function signInNeeded(): Refusal {
  return new Refusal({
    code: "sign_in_needed",
    status: 401,
    say: { zh: "请先登录。", en: "Please sign in first." },
  });
}
