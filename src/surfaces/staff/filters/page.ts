import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { listFilters, removeFilter, saveFilter } from "../../../domain/caseload/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { staffWords } from "../words.ts";
import { FiltersView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/filters";
/** The parameters of the inbox that a filter may hold. */
const kept = ["view", "service", "state", "area", "clerk"];

/** `/staff/filters`: views of the inbox under names of one's own. */
export function addFilterPages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    return show(house, request, reply, clerk, []);
  });

  app.post(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const query = tidyQuery(posted(request.body, "query"));
    try {
      await saveFilter(house, clerk, { name: posted(request.body, "name"), query }, house.clock());
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      return show(house, request, reply, clerk, error.fields);
    }
    return reply.redirect(query === "" ? "/staff" : `/staff?${query}`, 303);
  });

  app.post<{ Params: { id: string } }>(`${path}/:id/remove`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    await removeFilter(house, clerk, request.params.id);
    return reply.redirect(path, 303);
  });
}

function tidyQuery(typed: string): string {
  const given = new URLSearchParams(typed.slice(0, 500));
  const said = kept.flatMap((name) => {
    const value = given.get(name);
    return value === null || !/^[A-Za-z0-9_-]{1,80}$/.test(value) ? [] : [[name, value] as [string, string]];
  });
  return new URLSearchParams(said).toString();
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(FiltersView, {
    language,
    hidden: hiddenOf(reply),
    errors,
    filters: await listFilters(house, clerk),
  });
  const breadcrumb = [{ href: "/staff", label: staffWords(language).inbox }];
  const content = { title: words(language).title, main, breadcrumb, failed: errors.length > 0 };
  return sendStaff(house, request, reply, clerk, content, "inbox");
}
