import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type Assist,
  assistOwner,
  beginAssist,
  consents,
  findAssist,
  listAssists,
  listWithin,
} from "../../../domain/caseload/index.ts";
import { type BriefCase, type CaseRow, findCases } from "../../../domain/cases/index.ts";
import { discardDraft } from "../../../domain/forms/index.ts";
import { type Clerk, idTypes } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import { stateWords } from "../../resident/case/state-words.ts";
import { addresses } from "../../resident/journey/addresses.ts";
import { askedService } from "../../resident/journey/asked-service.ts";
import { deleteDraftFiles } from "../../resident/journey/draft-files.ts";
import { eventsHere, formOffered } from "../../resident/life-events/here.ts";
import { address, asked, hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { deskName, helpedWith, helper, isEvent } from "./desk.ts";
import { showEventReceipt } from "./event-receipt.ts";
import { addReceiptActs, showReceipt } from "./receipt.ts";
import { AssistsView, type Entered, type Line, NewAssistView, UnsentView } from "./view.tsx";
import { idTypeNames, words } from "./words.ts";

type OfAssist = { Params: { id: string } };

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/assist";

/** `/staff/assist`: filing for somebody who came to the counter, and what became of it. */
export function addAssistPages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const clerk = await helper(house, request);
    const { language } = request;
    const after = asked(request.query, "after");
    const page = await listAssists(house, clerk, { after });
    const main = createElement(AssistsView, {
      language,
      lines: await linesOf(house, clerk, page.items, language),
      firstHref: after === "" ? undefined : path,
      nextHref: page.next === undefined ? undefined : address(path, { after: page.next }),
    });
    return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "assist");
  });

  app.get(`${path}/new`, { config }, async (request, reply) => {
    const clerk = await helper(house, request);
    const empty = { service: asked(request.query, "service"), name: "", idNumber: "", phone: "", consent: "" };
    return askNew(house, request, reply, clerk, { ...empty, idType: "resident_id" }, []);
  });

  app.post(path, { config: { ...config, anyCharacters: true } }, async (request, reply) => {
    const clerk = await helper(house, request);
    const entered = enteredOf(request.body);
    const offered = (await servicesOf(house, clerk, request.language)).find(({ code }) => code === entered.service);
    try {
      const assist = await beginAssist(
        house,
        {
          ...entered,
          clerk,
          service: offered?.asked ?? missingService(),
          agencyName: deskName(house, clerk),
          today: house.regions.calendarOf(clerk.city).dayOf(house.clock()),
        },
        house.clock(),
      );
      return reply.redirect(addresses.draft(clerk.city, assist.service, assist.draft), 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      return askNew(house, request, reply, clerk, entered, error.fields);
    }
  });

  app.get<OfAssist>(`${path}/:id`, { config }, async (request, reply) => {
    const clerk = await helper(house, request);
    const assist = await findAssist(house, clerk, request.params.id);
    const { number } = assist;
    if (number === undefined) return showUnsent(house, request, reply, clerk, assist);
    const filed = { house, clerk, assist, number };
    return isEvent(number) ? showEventReceipt(filed, request, reply) : showReceipt(filed, request, reply);
  });

  app.post<OfAssist>(`${path}/:id/discard`, { config }, async (request, reply) => {
    const clerk = await helper(house, request);
    const assist = await findAssist(house, clerk, request.params.id);
    if (assist.number === undefined) {
      const owner = assistOwner(assist);
      for (const { draft } of [...(await listWithin(house, assist)), assist]) {
        await discardDraft(house, { owner, id: draft });
        await deleteDraftFiles(house, assist.city, draft);
      }
    }
    return reply.redirect(path, 303);
  });

  addReceiptActs(app, house);
}

/**
 * What somebody can be helped with: life events, of which several services are filed together, and services. What is asked and
 * answered on one page is no application.
 */
async function servicesOf(house: House, clerk: Clerk, language: Language) {
  const events = (await eventsHere(house, clerk.city)).map((here) => {
    const { service } = formOffered(here);
    const { code } = service.definition;
    return { asked: askedService(service, { delivery: false }), code, label: helpedWith(house, code, language) };
  });
  const services = (await house.offerings.of(clerk.city))
    .filter(({ service }) => !answersOnPage(service.definition))
    .map(({ service }) => ({
      asked: askedService(service, { delivery: true }),
      code: service.definition.code,
      label: say(service.definition.name, language),
    }));
  return [...events, ...services];
}

function missingService(): never {
  const message = { zh: "请选择办什么事。", en: "Choose the service." };
  throw new Refusal({
    code: "assist_invalid",
    status: 422,
    say: { zh: "有几处需要修改。", en: "A few things need to be changed." },
    fields: [{ field: "service", code: "service", message }],
  });
}

function enteredOf(body: unknown): Entered {
  return {
    service: posted(body, "service").slice(0, 80),
    name: posted(body, "name").slice(0, 400),
    idType: posted(body, "id_type").slice(0, 40),
    idNumber: posted(body, "id_number").slice(0, 64),
    phone: posted(body, "phone").slice(0, 64),
    consent: posted(body, "consent").slice(0, 20),
  };
}

async function askNew(
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
  const main = createElement(NewAssistView, {
    language,
    hidden: hiddenOf(reply),
    entered,
    errors,
    services: services.map(({ code, label }) => ({ value: code, label })),
    idTypes: idTypes.map((value) => ({ value, label: say(idTypeNames[value], language) })),
    consents: consents.map((value) => ({ value, label: w[value] })),
  });
  const breadcrumb = [{ href: path, label: w.title }];
  const content = { title: w.new, main, breadcrumb, failed: errors.length > 0 };
  return sendStaff(house, request, reply, clerk, content, "assist");
}

async function linesOf(
  house: House,
  clerk: Clerk,
  items: readonly Assist[],
  language: Language,
): Promise<readonly Line[]> {
  const numbers = items.flatMap(({ number }) => (number === undefined || isEvent(number) ? [] : number));
  const cases = new Map<string, BriefCase>();
  // What another city decides has its number from there.
  for (const city of new Set(numbers.map((number) => parsePublicNumber(number)?.city ?? clerk.city))) {
    const there = numbers.filter((number) => number.startsWith(city));
    for (const [number, row] of await findCases(house.cases, city, there)) cases.set(number, row);
  }
  const w = words(language);
  return items.map((assist) => {
    const row = assist.number === undefined ? undefined : cases.get(assist.number);
    const gone = assist.person === undefined && assist.number === undefined;
    const stateOf = ({ number }: Assist) => {
      if (row) return badgeOf(house, row, language);
      if (number !== undefined && isEvent(number)) return w.eventSent;
      return gone ? w.gone : w.unsent;
    };
    return {
      href: `${path}/${assist.id}`,
      service: helpedWith(house, assist.service, language),
      person: assist.maskedName ?? w.hidden,
      number: assist.number,
      state: stateOf(assist),
      when: formatInstant(assist.createdAt, language),
    };
  });
}

function badgeOf(house: House, row: BriefCase, language: Language): string {
  const { regime } = house.catalogue.serviceOf(row.service, row.service_version).definition;
  return stateWords(regime, row.state as CaseRow["state"], language, "").badge;
}

function showUnsent(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  assist: Assist,
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(UnsentView, {
    language,
    hidden: hiddenOf(reply),
    service: helpedWith(house, assist.service, language),
    person: assist.maskedName,
    goOn: addresses.draft(assist.city, assist.service, assist.draft),
    discard: `${path}/${assist.id}/discard`,
  });
  const breadcrumb = [{ href: path, label: words(language).title }];
  return sendStaff(house, request, reply, clerk, { title: words(language).unsent, main, breadcrumb }, "assist");
}
