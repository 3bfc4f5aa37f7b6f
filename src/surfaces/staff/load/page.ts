import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { awayAt, listAbsences, listAreas, peopleOf, standIn } from "../../../domain/caseload/index.ts";
import { countedTo, listCases, loadOf, perform } from "../../../domain/cases/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatNumber } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { actorOf } from "../desk.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { clerkNames } from "../names.ts";
import { staffWords } from "../words.ts";
import { type Lead, leadOf, servicesOf } from "./lead.ts";
import { addRulePages } from "./rules-page.ts";
import { LoadView, type Moving } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/load";
const most = 50;

/** `/staff/load`: who of an agency has how much, and passing it on; for its leads. */
export function addLoadPages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const clerk = await leadOf(house, request);
    const moved = /^\d{1,2}$/.exec(asked(request.query, "moved"))?.[0];
    const moving = { from: asked(request.query, "from"), to: "", count: "10", service: "" };
    return show(house, request, reply, clerk, { moving, errors: [], moved });
  });

  app.post(`${path}/move`, { config }, async (request, reply) => {
    const clerk = await leadOf(house, request);
    const field = (name: string) => posted(request.body, name).slice(0, 80).trim();
    const moving = { from: field("from"), to: field("to"), count: field("count"), service: field("service") };
    const people = new Set((await peopleOf(house, clerk.city, clerk.agency)).map(({ id }) => id));
    const errors: FieldError[] = [];
    const fault = (name: string, word: "choose" | "countWrong") =>
      errors.push({ field: name, code: word, message: { zh: words("zh")[word], en: words("en")[word] } });
    // Whoever has left still has cases: they are named by the address of their own desk.
    if (moving.from === "" || moving.from === moving.to) fault("from", "choose");
    if (!people.has(moving.to)) fault("to", "choose");
    const count = Number(moving.count);
    if (!Number.isInteger(count) || count < 1 || count > most) fault("count", "countWrong");
    if (errors.length > 0) {
      reply.code(422);
      return show(house, request, reply, clerk, { moving, errors, moved: undefined });
    }
    const moved = await move(house, clerk, { ...moving, count });
    return reply.redirect(`${path}?moved=${moved}`, 303);
  });

  addRulePages(app, house);
}

/** The most urgent first; each is passed on by itself. @returns how many were */
async function move(
  house: House,
  clerk: Lead,
  { from, to, count, service }: { from: string; to: string; count: number; service: string },
): Promise<number> {
  const { city } = clerk;
  let moved = 0;
  let after: string | undefined;
  for (let pages = 0; pages < 20 && moved < count; pages += 1) {
    const filter = { city, agencies: [clerk.agency], assignee: from, limit: 100, ...(after ? { after } : {}) };
    const page = await listCases(house.cases, filter);
    for (const line of page.items) {
      if (moved >= count) break;
      if (line.agency !== clerk.agency || (service !== "" && line.service !== service)) continue;
      const { number, revision } = line;
      try {
        const by = actorOf(clerk, { city, agency: line.agency });
        await perform(house.cases, { ...{ city, number, type: "assign", revision, by }, input: { to } });
        moved += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    if (page.next === null) break;
    after = page.next;
  }
  return moved;
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Lead,
  { moving, errors, moved }: { moving: Moving; errors: readonly FieldError[]; moved: string | undefined },
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const { city, agency } = clerk;
  const people = await peopleOf(house, city, agency);
  const load = new Map(
    (
      await loadOf(
        house.cases,
        city,
        people.map(({ id }) => id),
      )
    ).map((one) => [one.clerk, one]),
  );
  const away = awayAt(await listAbsences(house, city), house.clock());
  const deputies = await clerkNames(
    house,
    city,
    people.map(({ id }) => (away.has(id) ? (standIn(id, away) ?? null) : null)),
  );
  const areas = await listAreas(house, city);
  const number = (n: number) =>
    n >= countedTo ? w.more({ n: formatNumber(countedTo, language) }) : formatNumber(n, language);
  const lines = people.map(({ id, name }) => {
    const { open = 0, overdue = 0 } = load.get(id) ?? {};
    const deputy = away.has(id) ? (deputies.get(standIn(id, away) ?? "") ?? staffWords(language).nobody) : undefined;
    return {
      id,
      name,
      count: open,
      open: number(open),
      overdue: number(overdue),
      areas: areas
        .filter(({ clerks }) => clerks.includes(id))
        .map((area) => area.name)
        .join(language === "zh" ? "、" : ", "),
      now: deputy === undefined ? w.here : w.away({ name: deputy }),
    };
  });
  const main = createElement(LoadView, {
    language,
    hidden: hiddenOf(reply),
    moved: moved === undefined ? undefined : w.moved({ n: Number(moved) }),
    lines: lines.sort((a, b) => b.count - a.count),
    moving,
    errors,
    services: await servicesOf(house, clerk, language),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main, failed: errors.length > 0 }, "load");
}
