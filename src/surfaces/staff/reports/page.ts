import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import type { State } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import {
  type DispatchingTyped,
  daysFor,
  dispatchingOf,
  isReport,
  listReports,
  optionsOf,
  type Report,
  reportViews,
  setDispatching,
} from "../../../domain/reports/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { lineClock } from "../clocks.ts";
import { isHotline } from "../desk.ts";
import { address, asked, hiddenOf, posted } from "../form.ts";
import { homeOf, sendStaff } from "../frame.ts";
import { agencyLabel, agencyOptions } from "./agencies.ts";
import { ReportsView, RulesView } from "./view.tsx";
import { words } from "./words.ts";

const list = "/staff/reports";
const rules = "/staff/office/dispatch";

/** `/staff/reports`: what 12345 keeps an eye on; `/staff/office/dispatch`: where reports go by themselves, and their limits. */
export function addReportsPages(app: App, house: House): void {
  app.get(list, { config: { access: "clerk", owner: "cases" } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    if (!isHotline(clerk, clerk.city)) return reply.redirect(homeOf(clerk), 303);
    return showList(house, request, reply, clerk);
  });

  const config = { access: "office", owner: "cases" } as const;
  app.get(rules, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.change", { city: clerk.city });
    return showRules(house, request, reply, clerk, await current(house, clerk.city), {
      saved: asked(request.query, "done") !== "",
    });
  });

  app.post(rules, { config: { ...config, anyCharacters: true } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "offering.change", { city });
    const typed = typedOf(house, request.body);
    try {
      const isAgency = (code: string) => house.catalogue.agencyKinds.has(code) && code !== "any";
      const now = house.clock();
      await setDispatching(house.database, { city, typed, isAgency, now });
      const entry = {
        city,
        actorKind: "clerk",
        actor: clerk.id,
        act: "dispatch.change",
        subject: city,
        detail: {},
      } as const;
      await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, now));
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      request.refusedAs = error.code;
      reply.code(error.status);
      return showRules(house, request, reply, clerk, typed, { errors: error.fields });
    }
    return reply.redirect(`${rules}?done=1`, 303);
  });
}

/** The service reports are filed under: the first that is one. */
function reportService(house: House): ServiceVersion | undefined {
  return house.catalogue.services().find(isReport);
}

function options(house: House, question: "matter" | "category", language: Language) {
  const service = reportService(house);
  return (service ? optionsOf(service, question) : []).map(({ value, label }) => ({
    value,
    label: say(label, language),
  }));
}

async function showList(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
): Promise<FastifyReply> {
  const { language, query } = request;
  const w = words(language);
  const matters = options(house, "matter", language);
  const categories = options(house, "category", language);
  const agencies = [
    { value: "hotline", label: agencyLabel(house, "hotline", language) },
    ...agencyOptions(house, language),
  ];
  const chosen = (name: string, from: readonly { readonly value: string }[]) =>
    from.find(({ value }) => value === asked(query, name))?.value ?? "";
  const view = reportViews.find((each) => each === asked(query, "view")) ?? "open";
  const filter = {
    matter: chosen("matter", matters),
    category: chosen("category", categories),
    agency: view === "dispatch" ? "" : chosen("agency", agencies),
  };
  const after = asked(query, "after");
  const given = Object.fromEntries(Object.entries({ ...filter, after }).filter(([, value]) => value !== ""));
  const page = await listReports(house.cases, { city: clerk.city, view, ...given });
  const here = { view, ...filter };
  const names = { matters: named(matters), categories: named(categories) };
  const main = createElement(ReportsView, {
    language,
    view,
    tabs: reportViews.map((each) => ({
      href: address(list, { ...here, view: each === "open" ? "" : each }),
      label: w[each],
      current: each === view,
    })),
    matters,
    categories,
    agencies,
    filter,
    lines: page.items.map((report) => lineOf(house, clerk, report, names, language)),
    firstHref: after === "" ? undefined : address(list, here),
    nextHref: page.next === null ? undefined : address(list, { ...here, after: page.next }),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "reports");
}

type Names = ReadonlyMap<string, string>;
const named = (from: readonly { readonly value: string; readonly label: string }[]): Names =>
  new Map(from.map(({ value, label }) => [value, label]));

function lineOf(
  house: House,
  clerk: Clerk,
  report: Report,
  { matters, categories }: { matters: Names; categories: Names },
  language: Language,
) {
  const w = words(language);
  const calendar = house.regions.calendarOf(clerk.city);
  const day = (at: Date) => formatDay(calendar.dayOf(at), language);
  const reader = { language, calendar, now: house.clock() };
  const due_kind = report.state === "submitted" ? "accept" : "decide";
  return {
    number: report.number,
    // The first words of an option name it: "投诉，有事没有做好".
    matter: (matters.get(report.matter) ?? report.matter).split(/[，,：:]/u)[0] ?? "",
    category: categories.get(report.category) ?? report.category,
    place: report.coarse_place ?? "",
    agency: agencyLabel(house, report.agency, language),
    state: report.state as State,
    marks: [
      ...(report.urged_at === null ? [] : [w.urgedOn({ day: day(report.urged_at) })]),
      ...(report.extension === "asked" ? [w.askedMark] : []),
      ...(report.joined_to === null ? [] : [w.joinedMark]),
    ],
    clock:
      report.due_at === null ? undefined : lineClock(house, { ...report, due_kind, due_provisional: false }, reader),
    sent: day(report.submitted_at),
  };
}

async function current(house: House, city: string): Promise<DispatchingTyped> {
  const ordered = await dispatchingOf(house.database, city);
  return {
    rules: options(house, "category", "zh").map(({ value: category }) => {
      const rule = ordered.rules.find((one) => one.category === category);
      return { category, agency: rule?.agency ?? "", days: rule?.days ? String(rule.days) : "" };
    }),
    limits: options(house, "matter", "zh").map(({ value: matter }) => ({
      matter,
      days: String(daysFor(ordered.limits, matter)),
    })),
  };
}

function typedOf(house: House, body: unknown): DispatchingTyped {
  const text = (name: string) => posted(body, name).normalize("NFKC").trim().slice(0, 40);
  return {
    rules: options(house, "category", "zh").map(({ value: category }) => ({
      category,
      agency: text(`agency-${category}`),
      days: text(`days-${category}`),
    })),
    limits: options(house, "matter", "zh").map(({ value: matter }) => ({ matter, days: text(`limit-${matter}`) })),
  };
}

function showRules(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  typed: DispatchingTyped,
  { errors = [], saved = false }: { errors?: readonly FieldError[]; saved?: boolean },
): Promise<FastifyReply> {
  const { language } = request;
  const categories = named(options(house, "category", language));
  const matters = named(options(house, "matter", language));
  const main = createElement(RulesView, {
    language,
    action: rules,
    hidden: hiddenOf(reply),
    saved,
    errors,
    agencies: agencyOptions(house, language),
    rules: typed.rules.map((rule) => ({ ...rule, label: categories.get(rule.category) ?? rule.category })),
    limits: typed.limits.map((limit) => ({ ...limit, label: matters.get(limit.matter) ?? limit.matter })),
  });
  const failed = errors.length > 0;
  return sendStaff(house, request, reply, clerk, { title: words(language).rulesTitle, main, failed }, "dispatch");
}
