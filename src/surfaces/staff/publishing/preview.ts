import type { FastifyReply, FastifyRequest } from "fastify";
import { type ComponentChildren, createElement, Fragment } from "preact";
import { type OwnMessage, ownMessages, type ServiceDefinition } from "../../../domain/catalogue/index.ts";
import { demand } from "../../../domain/identity/index.ts";
import { messageText, previewOf } from "../../../domain/notifications/index.ts";
import { type Mode, modes, Notice } from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type Language, languages, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import type { Offered } from "../../offerings.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { GuideView } from "../../resident/guide/view.tsx";
import { drawQuestions } from "../../resident/journey/question-view.tsx";
import { firstPage } from "../../resident/journey/rehearse.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { path, progressOf } from "./prepared.ts";
import { MessagesView, PreviewListView } from "./preview-view.tsx";
import { noSuchService } from "./versions-page.ts";
import { words } from "./words.ts";

type OfService = { Params: { code: string } };
const config = { access: "office", owner: "catalogue" } as const;
const ofService = "/staff/office/services/:code/preview";

/** Services on one page of the list; each has a link a language and size, twice. A field has fewer. */
const shownServices = 40;

/** `…/preview`: guide, first page and messages of what is chosen, in every language and size, drawn by the pages' own views; the office alone sees them. */
export function addPreviewPages(app: App, house: House): void {
  app.get(`${path}/preview`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const { prepared, live } = await progressOf(house, clerk.city);
    const w = words(language);
    const chosen = [...prepared, ...live];
    const { fields } = house.catalogue;
    const inUse = new Set(chosen.map(({ service }) => service.definition.field));
    const field = [...inUse].find((code) => code === asked(request.query, "field"));
    const found = byUse(house, field === undefined ? chosen : chosen.filter((one) => isOf(one, field)));
    const main = createElement(PreviewListView, {
      ...{ language, field, all: found.length },
      fields: [...fields.values()]
        .filter(({ code }) => inUse.has(code))
        .map(({ code, name }) => ({ value: code, label: say(name, language) })),
      lines: found.slice(0, shownServices).map(({ service, offering }) => ({
        // What is answered on the page sends nobody a message.
        messages: !answersOnPage(service.definition),
        code: offering.service,
        name: say(service.definition.name, language),
      })),
    });
    const breadcrumb = [
      { href: path, label: w.title },
      { href: `${path}/preview`, label: w.step3 },
    ];
    return sendStaff(house, request, reply, clerk, { title: w.step3, main, breadcrumb }, "publishing");
  });

  app.get<OfService>(ofService, { config }, async (request, reply) => {
    const { offered, seen, city } = await previewed(house, request);
    const main = createElement(GuideView, { language: seen.language, city: city.city, offered });
    return send(house, seen, reply, offered, main);
  });

  app.get<OfService>(`${ofService}/messages`, { config }, async (request, reply) => {
    const { offered, seen, city } = await previewed(house, request);
    const { definition } = offered.service;
    const today = house.regions.calendarOf(city.city).dayOf(house.clock());
    const messages = messagesOf(definition).map((template) => ({
      ...{ template, own: definition.messages?.[template] !== undefined },
      ...messageText(previewOf(template, definition, today), seen.language),
    }));
    const main = createElement(MessagesView, { language: seen.language, messages });
    return send(house, seen, reply, offered, main);
  });

  app.get<OfService>(`${ofService}/first`, { config }, (request, reply) => first(house, request, reply));
  // The form of the first page leads here: it is drawn again, and nothing is kept.
  app.post<OfService>(`${ofService}/first`, { config }, (request, reply) => first(house, request, reply));
}

/** The messages a case of this service can lead to. */
function messagesOf({ deliver, result }: ServiceDefinition): readonly OwnMessage[] {
  const sent = (name: OwnMessage) =>
    (name !== "posted" || deliver.includes("post")) &&
    (name !== "certificate_issued" || result.certificate !== undefined);
  return (Object.keys(ownMessages) as OwnMessage[]).filter(sent);
}

const isOf = ({ service }: Offered, field: string) => service.definition.field === field;

/** What residents use most comes first, as on the city's first page; the rest keeps its order. */
function byUse(house: House, chosen: readonly Offered[]): readonly Offered[] {
  const common = new Set([...house.catalogue.fields.values()].flatMap((field) => field.common ?? []));
  const [used, others] = [true, false].map((is) => chosen.filter((one) => common.has(one.offering.service) === is));
  return [...(used ?? []), ...(others ?? [])];
}

async function first(house: House, request: FastifyRequest<OfService>, reply: FastifyReply): Promise<FastifyReply> {
  const { offered, seen, city } = await previewed(house, request);
  const today = house.regions.calendarOf(city.city).dayOf(house.clock());
  const drawn = firstPage(offered.service, offered, city, house.regions.divisions, today);
  const page = drawn.journey.next ?? drawn.journey.pages[0]?.page;
  if (page === undefined) {
    const main = createElement(GuideView, { language: seen.language, city: city.city, offered });
    return send(house, seen, reply, offered, main);
  }
  const { main } = drawQuestions(drawn, page, seen.language, {
    ...{ found: { first: [], others: [] }, more: false, hidden: hiddenOf(reply) },
    action: request.url,
  });
  return send(house, seen, reply, offered, main);
}

/** Whose city it is, the service as it would be shown there, and the request in the language and size it is looked at in. */
async function previewed(house: House, request: FastifyRequest<OfService>) {
  const { clerk } = await needStaff(house, request);
  demand(clerk, "offering.read", { city: clerk.city });
  const offered = await house.offerings.any(clerk.city, request.params.code);
  if (!offered) throw noSuchService();
  const language = languages.find((one) => one === asked(request.query, "in")) ?? request.language;
  const mode = modes.find((one) => one === asked(request.query, "as")) ?? request.mode;
  return { offered, city: cityOf(house, clerk.city), seen: seenAs(request, language, mode) };
}

/** The same request as somebody else would read it; the office's own choice stays. */
function seenAs(request: FastifyRequest, language: Language, mode: Mode): FastifyRequest {
  return Object.create(request, { language: { value: language }, mode: { value: mode } }) as FastifyRequest;
}

function send(house: House, seen: FastifyRequest, reply: FastifyReply, offered: Offered, main: ComponentChildren) {
  const w = words(seen.language);
  const marked = createElement(
    Fragment,
    null,
    createElement(Notice, { kind: "warning", title: w.preview }, createElement("p", null, w.previewText)),
    main,
  );
  const title = say(offered.service.definition.name, seen.language);
  const back = { href: `${path}/preview`, label: w.step3 };
  return sendPersonal(house, seen, reply, { title, main: marked, city: cityOf(house, offered.offering.city), back });
}
