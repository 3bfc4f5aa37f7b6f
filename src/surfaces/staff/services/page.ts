import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import {
  type Duration,
  type Offering,
  offer,
  offeredService,
  offeredServices,
  type ServiceVersion,
  termsOf,
} from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, formatMoney, type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { type EnteredTerms, ServicesView, ServiceView } from "./view.tsx";
import { words } from "./words.ts";

type OfService = { Params: { code: string } };

const config = { access: "office", owner: "catalogue" } as const;
const path = "/staff/office/services";

/** `/staff/office/services`: what this city offers, under which terms, and whether residents see it. */
export function addServicesPage(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const offerings = await offeredServices(house.database, clerk.city);
    const offered = new Set(offerings.map((offering) => offering.service));
    const main = createElement(ServicesView, {
      language,
      lines: offerings.flatMap((offering) => {
        const service = house.catalogue.service(offering.service, offering.version);
        return service ? [lineOf(house, offering, service, language)] : [];
      }),
      others: house.catalogue
        .services()
        .filter((service) => !offered.has(service.definition.code))
        .map(({ definition }) => ({ code: definition.code, name: say(definition.name, language) })),
    });
    return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "services");
  });

  app.get<OfService>(`${path}/:code`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { service, offering } = await serviceOf(house, clerk, request.params.code);
    const saved = asked(request.query, "done") !== "";
    const entered = enteredFrom(house, clerk, service, offering);
    return show(house, request, reply, clerk, { service, offering, entered, errors: [], saved });
  });

  app.post<OfService>(`${path}/:code`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.change", { city: clerk.city });
    const { service, offering } = await serviceOf(house, clerk, request.params.code);
    const entered = enteredOf(request.body);
    const { terms, errors } = readTerms(entered);
    if (errors.length === 0) {
      try {
        await change(house, clerk, service, offering, entered, terms);
        return reply.redirect(`${path}/${service.definition.code}?done=1`, 303);
      } catch (error) {
        if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
        errors.push(...error.fields);
      }
    }
    reply.code(422);
    return show(house, request, reply, clerk, { service, offering, entered, errors, saved: false });
  });
}

async function serviceOf(house: House, clerk: Clerk, code: string) {
  const offering = /^[a-z][a-z0-9-]{0,79}$/.test(code)
    ? await offeredService(house.database, clerk.city, code)
    : undefined;
  const service = house.catalogue.service(code, offering?.version);
  if (service) return { service, offering };
  throw new Refusal({
    code: "service_not_found",
    status: 404,
    say: { zh: "没有这项服务，或者它还没有发布。", en: "There is no such service, or it is not published yet." },
  });
}

type Terms = { readonly promise: Duration | null; readonly fee: Offering["fee"] };

/** The terms that were typed; what is no number is named with its field. */
function readTerms(entered: EnteredTerms): { terms: Terms; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, word: "badPromise" | "badAmount" | "tooLong") =>
    errors.push({ field, code: word, message: { zh: words("zh")[word], en: words("en")[word] } });
  const days = entered.promise === "" ? null : /^\d{1,4}$/.test(entered.promise) ? Number(entered.promise) : undefined;
  if (days === undefined || (days !== null && days > 3660)) wrong("promise", "badPromise");
  const fen = entered.amount === "" ? null : fenOf(entered.amount);
  if (fen === undefined) wrong("fee", "badAmount");
  if ([...entered.agencyZh].length > 100) wrong("agencyName.zh", "tooLong");
  if ([...entered.agencyEn].length > 100) wrong("agencyName.en", "tooLong");
  const unit = entered.unit === "days" ? "days" : "working_days";
  return {
    terms: {
      promise: days === null || days === undefined ? null : { days, unit },
      fee: fen === null || fen === undefined ? null : { amount_fen: fen, basis: entered.basis },
    },
    errors,
  };
}

function fenOf(yuan: string): bigint | undefined {
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(yuan);
  return match ? BigInt(match[1] ?? "0") * 100n + BigInt((match[2] ?? "").padEnd(2, "0")) : undefined;
}

async function change(
  house: House,
  clerk: Clerk,
  service: ServiceVersion,
  before: Offering | undefined,
  entered: EnteredTerms,
  terms: Terms,
): Promise<void> {
  const { city } = clerk;
  const { code } = service.definition;
  const now = house.clock();
  const visible = entered.visible === "yes";
  await offer(
    house.database,
    house.catalogue,
    city,
    code,
    {
      agencyName: { zh: entered.agencyZh, en: entered.agencyEn },
      ...(before ? { agency: before.agency, version: before.version } : {}),
      ...terms,
      visible,
    },
    now,
  );
  house.offerings.forget(city);
  const detail = {
    visible,
    promise: terms.promise ? `${terms.promise.days} ${terms.promise.unit}` : "catalogue",
    fee_fen: terms.fee ? terms.fee.amount_fen.toString() : "catalogue",
  };
  await house.database.transaction(cityScope(city), (tx) =>
    writeAudit(tx, { city, actorKind: "clerk", actor: clerk.id, act: "offering.change", subject: code, detail }, now),
  );
}

function enteredOf(body: unknown): EnteredTerms {
  const text = (name: string) => posted(body, name).normalize("NFKC").trim().slice(0, 400);
  return {
    agencyZh: posted(body, "agencyName.zh").trim().slice(0, 400),
    agencyEn: posted(body, "agencyName.en").trim().slice(0, 400),
    promise: text("promise"),
    unit: text("unit"),
    amount: text("fee"),
    basis: posted(body, "basis").trim().slice(0, 200),
    visible: text("visible"),
  };
}

function enteredFrom(
  house: House,
  clerk: Clerk,
  service: ServiceVersion,
  offering: Offering | undefined,
): EnteredTerms {
  const { definition } = service;
  const kind = house.catalogue.agencyKinds.get(definition.agency)?.name;
  const decide = definition.time.decide.promise ?? definition.time.decide.law;
  const name = (language: Language) =>
    offering?.agencyName[language] ??
    `${placeName(house, clerk.city, language)}${language === "en" ? " " : ""}${kind?.[language] ?? ""}`;
  const fen = offering?.fee?.amount_fen;
  return {
    agencyZh: name("zh"),
    agencyEn: name("en"),
    promise: offering?.promise ? String(offering.promise.days) : "",
    unit: offering?.promise?.unit ?? decide.unit,
    amount: fen === undefined ? "" : `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`,
    basis: offering?.fee?.basis ?? "",
    visible: offering?.visible === true ? "yes" : "no",
  };
}

function spokenDays(duration: Duration, language: Language): string {
  return words(language).dayCount({ days: duration.days, working: duration.unit === "working_days" });
}

function spokenFee(fee: "none" | { readonly amount_fen: bigint }, language: Language): string {
  return fee === "none" ? words(language).free : formatMoney(fee.amount_fen, language);
}

function lineOf(house: House, offering: Offering, service: ServiceVersion, language: Language) {
  const w = words(language);
  const terms = termsOf(service.definition, offering);
  const from = { city: w.fromCity, catalogue: w.fromCatalogue, law: w.fromLaw };
  return {
    code: offering.service,
    name: say(service.definition.name, language),
    agency: say(offering.agencyName, language),
    time: spokenDays(terms.decide, language),
    timeFrom: from[terms.from.decide],
    fee: spokenFee(terms.fee, language),
    visible: offering.visible,
    changed: formatDay(house.regions.calendarOf(offering.city).dayOf(offering.changedAt), language),
  };
}

function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  page: {
    service: ServiceVersion;
    offering: Offering | undefined;
    entered: EnteredTerms;
    errors: readonly FieldError[];
    saved: boolean;
  },
): Promise<FastifyReply> {
  const { language } = request;
  const { definition } = page.service;
  const catalogue = termsOf(definition, { fee: null, promise: null });
  const name = say(definition.name, language);
  const main = createElement(ServiceView, {
    language,
    code: definition.code,
    name,
    hidden: hiddenOf(reply),
    entered: page.entered,
    law: spokenDays(definition.time.decide.law, language),
    catalogue: { time: spokenDays(catalogue.decide, language), fee: spokenFee(catalogue.fee, language) },
    errors: page.errors,
    saved: page.saved,
    preview: { href: `/${clerk.city}/services/${definition.code}`, visible: page.offering?.visible === true },
  });
  const breadcrumb = [
    { href: path, label: words(language).title },
    { href: `${path}/${definition.code}`, label: name },
  ];
  const content = { title: name, main, breadcrumb, failed: page.errors.length > 0 };
  return sendStaff(house, request, reply, clerk, content, "services");
}
