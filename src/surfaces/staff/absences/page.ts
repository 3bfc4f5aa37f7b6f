import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { addAbsence, endAbsence, listAbsences, peopleOf } from "../../../domain/caseload/index.ts";
import { type Clerk, can } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { homeOf, sendStaff } from "../frame.ts";
import { clerkNames } from "../names.ts";
import { staffWords } from "../words.ts";
import { AbsencesView, type Entered } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/absences";
const day = 86_400_000;
const empty: Entered = {
  clerk: "",
  deputy: "",
  from: { year: "", month: "", day: "" },
  until: { year: "", month: "", day: "" },
};

/** `/staff/absences`: one's own, and for a lead those of the agency. */
export function addAbsencePages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    if (clerk.agency === undefined) return reply.redirect(homeOf(clerk), 303);
    return show(house, request, reply, clerk, { ...empty, clerk: clerk.id }, []);
  });

  app.post(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const entered: Entered = {
      clerk: posted(request.body, "clerk").slice(0, 40) || clerk.id,
      deputy: posted(request.body, "deputy").slice(0, 40),
      from: partsOf(request.body, "from"),
      until: partsOf(request.body, "until"),
    };
    const last = instantOf(entered.until);
    const until = last && new Date(last.getTime() + day);
    try {
      const input = { clerk: entered.clerk, deputy: entered.deputy, from: instantOf(entered.from), until };
      await addAbsence(house, clerk, input, house.clock());
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      return show(house, request, reply, clerk, entered, error.fields);
    }
    return reply.redirect(`${path}?done=1`, 303);
  });

  app.post<{ Params: { id: string } }>(`${path}/:id/end`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    await endAbsence(house, clerk, request.params.id, house.clock());
    return reply.redirect(path, 303);
  });
}

function partsOf(body: unknown, name: string): Entered["from"] {
  const part = (one: string) => posted(body, `${name}.${one}`).trim().slice(0, 4);
  return { year: part("year"), month: part("month"), day: part("day") };
}

/** The beginning of a day in China; undefined where it is none. */
function instantOf({ year, month, day: date }: Entered["from"]): Date | undefined {
  if (!/^20\d\d$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(date)) return undefined;
  const text = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const at = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text)) return undefined;
  return new Date(at.getTime() - 8 * 3_600_000);
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  entered: Entered,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const { city } = clerk;
  const leads = can(clerk, "work.arrange", { city, agency: clerk.agency });
  const people = clerk.agency === undefined ? [] : await peopleOf(house, city, clerk.agency);
  const known = new Set(people.map(({ id }) => id));
  const all = (await listAbsences(house, city)).filter(
    (one) => one.clerk === clerk.id || one.deputy === clerk.id || (leads && known.has(one.clerk)),
  );
  const names = await clerkNames(
    house,
    city,
    all.flatMap((one) => [one.clerk, one.deputy]),
  );
  const now = house.clock();
  const calendar = house.regions.calendarOf(city);
  const shown = (at: Date) => formatDay(calendar.dayOf(at), language);
  const former = staffWords(language).formerClerk;
  const main = createElement(AbsencesView, {
    language,
    hidden: hiddenOf(reply),
    said: asked(request.query, "done") === "" ? undefined : w.saved,
    lines: all.map((one) => ({
      id: one.id,
      clerk: names.get(one.clerk) ?? former,
      deputy: names.get(one.deputy) ?? former,
      days: w.span({ from: shown(one.from_at), until: shown(new Date(one.until_at.getTime() - 1)) }),
      state: one.until_at <= now ? w.returning : one.from_at <= now ? w.away : w.coming,
      mayEnd: one.until_at > now && (one.clerk === clerk.id || leads),
    })),
    entered,
    errors,
    people: people.map(({ id, name }) => ({ value: id, label: name })),
    leads,
    own: clerk.id,
  });
  const breadcrumb = [{ href: "/staff", label: staffWords(language).inbox }];
  return sendStaff(
    house,
    request,
    reply,
    clerk,
    { title: w.title, main, breadcrumb, failed: errors.length > 0 },
    "inbox",
  );
}
