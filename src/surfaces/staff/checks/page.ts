import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import {
  type CaseRow,
  figuresOfRules,
  findCase,
  findCheck,
  findTransition,
  listChecks,
  perform,
  recordCheck,
  ruleActor,
  saidOf,
  viewCase,
} from "../../../domain/cases/index.ts";
import { listCaseFiles } from "../../../domain/documents/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, formatInstant, formatNumber, type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { shownPages } from "../case/answers.ts";
import { Readings } from "../case/reading.ts";
import { actorOf, agenciesOf, caseOf, mayDo } from "../desk.ts";
import { address, asked, hiddenOf, posted } from "../form.ts";
import { homeOf, sendStaff } from "../frame.ts";
import { clerkNames } from "../names.ts";
import { staffWords } from "../words.ts";
import { ChecksView, CheckView, type FigureLine } from "./view.tsx";
import { words } from "./words.ts";

type OfCase = { Params: { number: string } };
type Typed = { readonly verdict: string; readonly note: string };
type Outcome = "right" | "wrong" | "reopened" | "not_reopened";

const config = { access: "clerk", owner: "cases" } as const;
const path = "/staff/checks";
const daysShown = 365;

/** `/staff/checks`: what published rules decided, and the sample of it that a clerk looks at. */
export function addChecksPage(app: App, house: House): void {
  const readings = new Readings(house);

  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const agencies = agenciesOf(clerk);
    if (agencies.length === 0) return reply.redirect(homeOf(clerk), 303);
    const { language } = request;
    const w = words(language);
    const after = asked(request.query, "after");
    const page = await listChecks(house.cases, { city: clerk.city, agencies, ...(after === "" ? {} : { after }) });
    const calendar = house.regions.calendarOf(clerk.city);
    const main = createElement(ChecksView, {
      language,
      said: saidWords(asked(request.query, "done"), language),
      figures: await figuresFor(house, clerk, agencies, language),
      lines: page.items.map((line) => ({
        number: line.number,
        service: serviceName(house, line.service, language),
        drawn: formatDay(calendar.dayOf(line.drawn_at), language),
      })),
      firstHref: after === "" ? undefined : path,
      nextHref: page.next === null ? undefined : address(path, { after: page.next }),
    });
    return sendStaff(house, request, reply, clerk, { title: w.title, main }, "checks");
  });

  app.get<OfCase>(`${path}/:number`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const row = await caseOf(house, clerk, request.params.number);
    await readings.note(clerk, row, "check");
    return show(house, request, reply, clerk, row, { typed: { verdict: "", note: "" } });
  });

  app.post<OfCase>(`${path}/:number`, { config: { ...config, anyCharacters: true } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const row = await caseOf(house, clerk, request.params.number);
    const typed = {
      verdict: posted(request.body, "verdict"),
      note: posted(request.body, "note").replaceAll("\r\n", "\n").slice(0, 20_000),
    };
    try {
      const outcome = await check(house, clerk, row, typed, posted(request.body, "reopen") === "1");
      return reply.redirect(address(path, { done: outcome }), 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 404) throw error;
      request.refusedAs = error.code;
      reply.code(error.status);
      const refused = error.fields.length === 0 ? say(error.say, request.language) : undefined;
      return show(house, request, reply, clerk, row, { typed, errors: error.fields, refused });
    }
  });
}

/** The verdict is on record first; taking the decision back is an act of its own that may be too late. */
async function check(house: House, clerk: Clerk, row: CaseRow, typed: Typed, reopen: boolean): Promise<Outcome> {
  const { city, number } = row;
  const verdict = await recordCheck(house.cases, { city, number, by: clerk.id, ...typed });
  const entry = {
    city,
    actorKind: "clerk",
    actor: clerk.id,
    act: "case.check",
    subject: number,
    detail: { verdict },
  } as const;
  await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, house.clock()));
  if (verdict === "right" || !reopen || !mayReopen(clerk, row)) return verdict;
  try {
    await perform(house.cases, {
      city,
      number,
      type: "reopen",
      revision: row.revision,
      by: actorOf(clerk, row),
      input: { reason: typed.note },
    });
    return "reopened";
  } catch (error) {
    if (error instanceof Refusal && error.status === 409) return "not_reopened";
    throw error;
  }
}

function mayReopen(clerk: Clerk, row: CaseRow): boolean {
  return mayDo(clerk, "reopen", row) && findTransition(row.regime, row.state, "reopen", ["lead"]) !== undefined;
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  row: CaseRow,
  tried: { typed: Typed; errors?: readonly FieldError[]; refused?: string | undefined },
): Promise<FastifyReply> {
  const { language } = request;
  const { city, number } = row;
  const found = await findCheck(house.cases, city, number);
  if (!found) throw checkNotFound();
  const view = await viewCase(house.cases, city, number);
  const service = house.catalogue.serviceOf(row.service, row.service_version);
  const decision = view.timeline.find((event) => event.type === "approve" && event.actor === ruleActor.id);
  const files = await listCaseFiles(house.documents, city, number);
  const names = await clerkNames(house, city, [found.checked_by]);
  const open = found.checked_at === null;
  const main = createElement(CheckView, {
    language,
    number,
    service: serviceName(house, row.service, language),
    applicant: view.applicant.name,
    rule: decision?.words.rule,
    reason: decision && saidOf(decision.words, language),
    pages: shownPages(house, view, service, files, { language, open: false }),
    done:
      found.checked_at === null
        ? undefined
        : words(language).doneBy({
            who: names.get(found.checked_by ?? "") ?? staffWords(language).formerClerk,
            when: formatInstant(found.checked_at, language),
          }),
    refused: tried.refused,
    form: open
      ? {
          hidden: hiddenOf(reply),
          mayReopen: mayReopen(clerk, await findCase(house.cases, city, number)),
          typed: tried.typed,
          errors: tried.errors ?? [],
        }
      : undefined,
  });
  const breadcrumb = [{ href: path, label: words(language).title }];
  const failed = tried.refused !== undefined || (tried.errors ?? []).length > 0;
  return sendStaff(house, request, reply, clerk, { title: number, main, breadcrumb, failed }, "checks");
}

async function figuresFor(
  house: House,
  clerk: Clerk,
  agencies: readonly string[],
  language: Language,
): Promise<readonly FigureLine[]> {
  const since = house.regions.calendarOf(clerk.city).dayOf(new Date(house.clock().getTime() - daysShown * 86_400_000));
  const figures = await figuresOfRules(house.cases, clerk.city, since);
  const number = (value: number) => formatNumber(value, language);
  return figures
    .filter((line) => agencies.includes(line.agency))
    .map((line) => ({
      service: line.service,
      name: serviceName(house, line.service, language),
      filed: number(line.filed),
      decided: number(line.decided),
      share: line.filed === 0 ? "–" : `${Math.round((line.decided * 100) / line.filed)}%`,
      drawn: number(line.drawn),
      checked: number(line.checked),
      wrong: number(line.wrong),
    }));
}

function saidWords(done: string, language: Language): string | undefined {
  const w = words(language);
  const said: Readonly<Record<string, string>> = {
    right: w.saidRight,
    wrong: w.saidWrong,
    reopened: w.saidReopened,
    not_reopened: w.notReopened,
  };
  return Object.hasOwn(said, done) ? said[done] : undefined;
}

function serviceName(house: House, code: string, language: Language): string {
  const definition = house.catalogue.service(code)?.definition;
  return definition === undefined ? code : say(definition.name, language);
}

function checkNotFound(): Refusal {
  return new Refusal({
    code: "check_not_found",
    status: 404,
    say: { zh: "这件办件没有被抽查。", en: "This case was not drawn for checking." },
  });
}
