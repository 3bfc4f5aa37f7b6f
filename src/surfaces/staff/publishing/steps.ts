import type { FastifyReply, FastifyRequest } from "fastify";
import { type ComponentChildren, createElement } from "preact";
import { addAll, type Finding, publicationsOf } from "../../../domain/catalogue/index.ts";
import { demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import { sensibleServices } from "../../cli/nation/rule.ts";
import { blocking, findingsIfShown } from "../../completeness.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { findingLines } from "../completeness/page.ts";
import { asked, hiddenOf, posted, postedAll } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { audited, changeOffer, path, progressOf } from "./prepared.ts";
import { ChecklistView, ChooseView, GoLiveView, WithdrawView } from "./steps-view.tsx";
import type { TypedWithdrawal } from "./typed.ts";
import { actNames, usualAnnouncement, words } from "./words.ts";

const config = { access: "office", owner: "catalogue" } as const;

/** The first day of a city office in five steps: choose, fill, see, publish, withdraw. */
export function addStepPages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const { prepared, live, agencies } = await progressOf(house, clerk.city);
    const history = await publicationsOf(house.database, clerk.city);
    const names = (code: string) => {
      const service = house.catalogue.service(code);
      return service ? say(service.definition.name, language) : code;
    };
    const main = createElement(ChecklistView, {
      language,
      done: asked(request.query, "done"),
      count: Number(asked(request.query, "count")) || 0,
      prepared: prepared.length,
      live: live.length,
      missing: agencies.filter(({ lacks }) => lacks.length > 0).length,
      history: history.slice(0, 50).map((line) => ({
        ...{ id: line.id, code: line.service, version: line.version, by: line.by, note: line.note },
        name: names(line.service),
        act: say(actNames[line.act], language),
        at: formatInstant(line.at, language),
        review: line.act === "checked",
      })),
    });
    return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "publishing");
  });

  app.get(`${path}/choose`, { config }, (request, reply) => choose(house, request, reply));
  app.post(`${path}/choose`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "offering.change", { city });
    const offered = new Set((await house.offerings.all(city)).map(({ offering }) => offering.service));
    const known = new Set(house.catalogue.services(city).map(({ definition }) => definition.code));
    const chosen = [...new Set(postedAll(request.body, "service"))].filter(
      (code) => known.has(code) && !offered.has(code),
    );
    if (chosen.length === 0) return choose(house, request, reply, ["noneChosen"]);
    const all = chosen.map((service) => ({ city, service, visibility: "hidden" as const }));
    const count = await addAll(house.database, house.catalogue, all, house.clock());
    await audited(house, clerk, "offering.change", "choose", { chosen });
    house.offerings.forget(city);
    return reply.redirect(`${path}?done=added&count=${count}`, 303);
  });

  app.get(`${path}/go-live`, { config }, (request, reply) => goLive(house, request, reply));
  app.post(`${path}/go-live`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "service.publish", { city: clerk.city });
    const { prepared } = await progressOf(house, clerk.city);
    const wanted = new Set(postedAll(request.body, "service"));
    const chosen = prepared.filter((one) => wanted.has(one.offering.service));
    if (chosen.length === 0) return goLive(house, request, reply, ["noneChosen"]);
    // What was ticked goes live as a whole or not at all: nobody has to find out which of it did.
    const red = blocking(await findingsIfShown(house, clerk.city, chosen, house.clock()));
    if (red.length > 0) return goLive(house, request, reply, ["notReadyYet"], wanted);
    for (const { offering } of chosen) await changeOffer(house, clerk, offering.service, { visibility: "visible" });
    return reply.redirect(`${path}?done=published&count=${chosen.length}`, 303);
  });

  app.get(`${path}/withdraw`, { config }, (request, reply) => withdraw(house, request, reply, [], {}));
  app.post(`${path}/withdraw`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.change", { city: clerk.city });
    const typed = typedWithdrawal(request.body);
    const { live } = await progressOf(house, clerk.city);
    if (!live.some(({ offering }) => offering.service === typed.service)) {
      return withdraw(house, request, reply, [fault("service", "noneChosen")], typed);
    }
    try {
      const announcement = { zh: typed.announcementZh, en: typed.announcementEn };
      const withdrawal = { on: typed.on, announcement };
      await changeOffer(house, clerk, typed.service, { visibility: "withdrawn", withdrawal });
      return reply.redirect(`${path}?done=withdrawn`, 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      return withdraw(house, request, reply, error.fields, typed);
    }
  });
}

const fault = (field: string, word: "noneChosen" | "notReadyYet"): FieldError => ({
  field,
  code: word,
  message: { zh: words("zh")[word], en: words("en")[word] },
});

async function choose(house: House, request: FastifyRequest, reply: FastifyReply, wrong: readonly "noneChosen"[] = []) {
  const { clerk } = await needStaff(house, request);
  demand(clerk, "offering.read", { city: clerk.city });
  const { language } = request;
  const offered = new Set((await house.offerings.all(clerk.city)).map(({ offering }) => offering.service));
  const sensible = sensibleServices(house.catalogue, house.regions.divisions, clerk.city);
  const open = house.catalogue.services(clerk.city).filter(({ definition }) => !offered.has(definition.code));
  const byField = Map.groupBy(open, ({ definition }) => definition.field);
  const w = words(language);
  if (wrong.length > 0) reply.code(422);
  const main = createElement(ChooseView, {
    language,
    hidden: hiddenOf(reply),
    chosenBefore: offered.size,
    errors: wrong.map((word) => fault("service", word)),
    fields: [...byField].map(([code, services]) => ({
      code,
      name: say(house.catalogue.fields.get(code)?.name ?? { zh: code, en: code }, language),
      services: services.map(({ definition }) => ({
        code: definition.code,
        name: say(definition.name, language),
        summary: say(definition.summary, language),
        recommended: wrong.length === 0 && sensible.has(definition.code),
      })),
    })),
  });
  return send(house, request, reply, w.step1, main, wrong.length > 0);
}

async function goLive(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong: readonly ("noneChosen" | "notReadyYet")[] = [],
  wanted?: ReadonlySet<string>,
) {
  const { clerk } = await needStaff(house, request);
  demand(clerk, "offering.read", { city: clerk.city });
  const { language } = request;
  const { prepared } = await progressOf(house, clerk.city);
  const findings = await findingsIfShown(house, clerk.city, prepared, house.clock());
  const red = blocking(findings);
  // What concerns no service in particular concerns them all.
  const blocked = new Set(red.some(({ services }) => services.length === 0) ? prepared.map(codeOf) : servicesIn(red));
  if (wrong.length > 0) reply.code(422);
  const lines = prepared.map((one) => ({
    code: codeOf(one),
    name: say(one.service.definition.name, language),
    agencyName: say(one.offering.agencyName, language),
    ready: !blocked.has(codeOf(one)),
  }));
  // What the person just ticked comes first.
  const first = (one: Finding) => Number(!one.services.some((code) => wanted?.has(code)));
  const main = createElement(GoLiveView, {
    language,
    hidden: hiddenOf(reply),
    errors: wrong.map((word) => fault("service", word)),
    lines,
    findings: findingLines(
      house,
      findings.toSorted((a, b) => first(a) - first(b)).map((one) => ({ ...one, page: filledIn(one) })),
      language,
    ),
  });
  return send(house, request, reply, words(language).step4, main, wrong.length > 0);
}

const codeOf = ({ offering }: { readonly offering: { readonly service: string } }) => offering.service;
const servicesIn = (findings: readonly Finding[]) => findings.flatMap(({ services }) => services);

/** An agency's page of these steps has everything filled in already. */
function filledIn({ page }: Finding): string {
  return page.replace("/staff/office/agencies/", `${path}/agencies/`);
}

function typedWithdrawal(body: unknown): TypedWithdrawal {
  const text = (name: string) => posted(body, name).trim().slice(0, 1_000);
  return {
    service: text("service"),
    on: text("withdrawal.on").normalize("NFKC"),
    announcementZh: text("withdrawal.announcement.zh"),
    announcementEn: text("withdrawal.announcement.en"),
  };
}

async function withdraw(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly FieldError[],
  typed: Partial<TypedWithdrawal>,
) {
  const { clerk } = await needStaff(house, request);
  demand(clerk, "offering.read", { city: clerk.city });
  const { language } = request;
  const { live } = await progressOf(house, clerk.city);
  const inAMonth = new Date(house.clock().getTime() + 30 * 86_400_000);
  if (errors.length > 0) reply.code(422);
  const main = createElement(WithdrawView, {
    language,
    hidden: hiddenOf(reply),
    errors,
    typed: {
      service: typed.service ?? asked(request.query, "service"),
      on: typed.on ?? house.regions.calendarOf(clerk.city).dayOf(inAMonth),
      announcementZh: typed.announcementZh ?? usualAnnouncement.zh,
      announcementEn: typed.announcementEn ?? usualAnnouncement.en,
    },
    live: live.map(({ service, offering }) => ({
      value: offering.service,
      label: say(service.definition.name, language),
    })),
  });
  return send(house, request, reply, words(language).step5, main, errors.length > 0);
}

async function send(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  title: string,
  main: ComponentChildren,
  failed: boolean,
) {
  const { clerk } = await needStaff(house, request);
  const breadcrumb = [
    { href: path, label: words(request.language).title },
    { href: request.url.split("?")[0] ?? path, label: title },
  ];
  return sendStaff(house, request, reply, clerk, { title, main, breadcrumb, failed }, "publishing");
}
