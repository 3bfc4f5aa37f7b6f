import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { listTemplates, removeTemplate, saveTemplate, templateActs } from "../../../domain/caseload/index.ts";
import { type Clerk, can } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { homeOf, sendStaff } from "../frame.ts";
import { staffWords } from "../words.ts";
import { type Entered, TemplatesView } from "./view.tsx";
import { actNames, words } from "./words.ts";

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/templates";
const empty: Entered = { id: "", act: "", service: "", name: "", zh: "", en: "" };

/** `/staff/templates`: reasons an agency keeps ready; its clerks read them, its leads write them. */
export function addTemplatePages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    if (clerk.agency === undefined) return reply.redirect(homeOf(clerk), 303);
    const id = asked(request.query, "change");
    const found = (await listTemplates(house, clerk.city, clerk.agency)).find((one) => one.id === id);
    const entered = found ? { ...found, service: found.service ?? "" } : empty;
    return show(house, request, reply, clerk, entered, []);
  });

  app.post(path, { config: { ...config, anyCharacters: true } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const field = (name: string) => posted(request.body, name).slice(0, 10_000);
    const entered = {
      id: field("id"),
      act: field("act"),
      service: field("service"),
      name: field("name"),
      zh: field("zh"),
      en: field("en"),
    };
    try {
      const { id, service, ...rest } = entered;
      const known = (await servicesOf(house, clerk, request.language)).some(({ value }) => value === service);
      const input = { ...rest, service: known ? service : null, ...(id === "" ? {} : { id }) };
      await saveTemplate(house, clerk, input, house.clock());
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      return show(house, request, reply, clerk, entered, error.fields);
    }
    return reply.redirect(`${path}?done=1`, 303);
  });

  app.post<{ Params: { id: string } }>(`${path}/:id/remove`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    await removeTemplate(house, clerk, request.params.id, house.clock());
    return reply.redirect(path, 303);
  });
}

async function servicesOf(house: House, clerk: Clerk, language: Language) {
  const all = await house.offerings.all(clerk.city);
  return all
    .filter(({ offering }) => offering.agency === clerk.agency)
    .map(({ service: { definition } }) => ({ value: definition.code, label: say(definition.name, language) }));
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
  const services = await servicesOf(house, clerk, language);
  const all = await listTemplates(house, clerk.city, clerk.agency ?? "");
  const main = createElement(TemplatesView, {
    language,
    hidden: hiddenOf(reply),
    said: asked(request.query, "done") === "" ? undefined : w.saved,
    mayChange: can(clerk, "work.arrange", { city: clerk.city, agency: clerk.agency }),
    templates: all.map((one) => ({
      ...one,
      actName: say(actNames[one.act], language),
      serviceName: services.find(({ value }) => value === one.service)?.label ?? one.service ?? w.every,
    })),
    entered,
    errors,
    services,
    acts: templateActs.map((act) => ({ value: act, label: say(actNames[act], language) })),
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
