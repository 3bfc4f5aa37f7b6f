import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import {
  changesOf,
  type Duration,
  type Finding,
  feeOf,
  type Layer,
  type Offering,
  type OfferValues,
  offer,
  readLayers,
  resolveOffering,
  type ServiceVersion,
  type Source,
  termsOf,
} from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import { blocking, findingsIfShown } from "../../completeness.ts";
import { feeInShort } from "../../fee-words.ts";
import type { House } from "../../house.ts";
import { sayFrom } from "../../offer-words.ts";
import { needStaff } from "../../session.ts";
import { findingLines } from "../completeness/page.ts";
import { asked, hiddenOf } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { saidChanges } from "./changes.ts";
import { type EnteredTerms, enteredFrom, enteredOf, readTerms } from "./entered.ts";
import { ServicesView, ServiceView } from "./view.tsx";
import { words } from "./words.ts";

type OfService = { Params: { code: string } };

const config = { access: "office", owner: "catalogue" } as const;
const path = "/staff/office/services";

/** `/staff/office/services`: what this city offers, under which terms, who says so, and whether residents see it. */
export function addServicesPage(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const all = await house.offerings.all(clerk.city);
    const offered = new Set(all.map(({ offering }) => offering.service));
    const main = createElement(ServicesView, {
      language,
      lines: all.map(({ service, offering }) => lineOf(house, offering, service, language)),
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
    const about = await serviceOf(house, clerk, request.params.code);
    const { decide } = about.service.definition.time;
    const entered = enteredFrom(about.own, (decide.promise ?? decide.law).unit);
    const saved = asked(request.query, "done") !== "";
    return show(house, request, reply, clerk, { ...about, entered, errors: [], saved, findings: [] });
  });

  app.post<OfService>(`${path}/:code`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.change", { city: clerk.city });
    const about = await serviceOf(house, clerk, request.params.code);
    const entered = enteredOf(request.body);
    const { values, errors } = readTerms(entered);
    let findings: readonly Finding[] = [];
    if (errors.length === 0) {
      try {
        findings = await whatBlocks(house, clerk, about, values);
        if (findings.length > 0) throw notReady();
        await change(house, clerk, about, values);
        return reply.redirect(`${path}/${about.service.definition.code}?done=1`, 303);
      } catch (error) {
        if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
        errors.push(...error.fields);
      }
    }
    reply.code(422);
    return show(house, request, reply, clerk, { ...about, entered, errors, saved: false, findings });
  });
}

/** A service, what each place says of it, and what would hold if this city said nothing but that it is shown. */
type About = {
  readonly service: ServiceVersion;
  readonly own: ReturnType<Layer["offers"]["get"]>;
  readonly inherited: Offering;
  readonly visibleNow: boolean;
  /** How it would be offered if this city said so; undefined where that shows and hides it nowhere. */
  readonly with: (values: OfferValues) => Offering | undefined;
};

async function serviceOf(house: House, clerk: Clerk, code: string): Promise<About> {
  const { database, catalogue, regions, clock } = house;
  const layers = /^[a-z][a-z0-9-]{0,79}$/.test(code)
    ? await readLayers({ database, divisions: regions.divisions }, clerk.city)
    : [];
  const [first, ...above] = layers;
  const own = first?.offers.get(code);
  // Another city's own service is nobody else's business.
  const place = catalogue.placeOf(code) ?? clerk.city;
  const service = place === clerk.city ? catalogue.service(code, own?.version) : undefined;
  const today = regions.calendarOf(clerk.city).dayOf(clock());
  const settled = (offers: Layer["offers"]) =>
    first && service && resolveOffering(catalogue.agencyKinds, service, [{ ...first, offers }, ...above], today);
  const blank = new Map([
    [code, { visibility: "visible", agency: own?.agency ?? null, changedAt: new Date(0) } as const],
  ]);
  const inherited = settled(blank);
  if (service && inherited && first) {
    const said = (values: OfferValues) => settled(new Map([[code, { ...own, ...values, changedAt: clock() }]]));
    return { service, own, inherited, visibleNow: settled(first.offers)?.visible === true, with: said };
  }
  throw new Refusal({
    code: "service_not_found",
    status: 404,
    say: { zh: "没有这项服务，或者它还没有发布。", en: "There is no such service, or it is not published yet." },
  });
}

/**
 * What keeps a service from being shown by what was entered. One that residents see already is not held back: whatever it lacks, what
 * was entered may mend some of it.
 */
async function whatBlocks(house: House, { city }: Clerk, about: About, values: OfferValues) {
  const offering = about.with(values);
  if (about.visibleNow || !offering?.visible) return [];
  return blocking(await findingsIfShown(house, city, [{ service: about.service, offering }], house.clock()));
}

function notReady(): Refusal {
  const say = { zh: words("zh").notReady, en: words("en").notReady };
  const fields = [{ field: "visible", code: "service_not_ready", message: say }];
  return new Refusal({ code: "service_not_ready", status: 422, say, fields });
}

async function change(house: House, clerk: Clerk, { service, own }: About, values: OfferValues): Promise<void> {
  const { city } = clerk;
  const { code } = service.definition;
  const now = house.clock();
  // What the form does not show stays as it was.
  const kept = { agency: own?.agency ?? null, version: own?.version ?? null };
  await offer(house.database, house.catalogue, city, code, { ...kept, ...values }, now, clerk);
  house.offerings.forget(city);
  const detail = {
    visibility: values.visibility ?? "inherited",
    promise: values.promise ? `${values.promise.days} ${values.promise.unit}` : "inherited",
    fee_fen: values.fee ? values.fee.amount_fen.toString() : "inherited",
  };
  await house.database.transaction(cityScope(city), (tx) =>
    writeAudit(tx, { city, actorKind: "clerk", actor: clerk.id, act: "offering.change", subject: code, detail }, now),
  );
}

function spokenDays(duration: Duration, language: Language): string {
  return words(language).dayCount({ days: duration.days, working: duration.unit === "working_days" });
}

function spokenFee(service: ServiceVersion, { city, fee }: Pick<Offering, "city" | "fee">, language: Language): string {
  return feeInShort(feeOf(service, fee, undefined, { today: "", city }), language);
}

/** The city's own is 本地规定; for what it inherits, who says it. */
function whose(source: Source, language: Language): string {
  return source.by === "city" ? words(language).fromCity : sayFrom(source, language);
}

function lineOf(house: House, offering: Offering, service: ServiceVersion, language: Language) {
  const terms = termsOf(service.definition, offering);
  return {
    code: offering.service,
    name: say(service.definition.name, language),
    agency: say(offering.agencyName, language),
    time: spokenDays(terms.decide, language),
    timeFrom: whose(offering.from.promise, language),
    fee: spokenFee(service, offering, language),
    feeFrom: whose(offering.from.fee, language),
    visible: offering.visible,
    changed: formatDay(house.regions.calendarOf(offering.city).dayOf(offering.changedAt), language),
  };
}

type Shown = About & {
  readonly entered: EnteredTerms;
  readonly errors: readonly FieldError[];
  readonly saved: boolean;
  readonly findings: readonly Finding[];
};

async function show(house: House, request: FastifyRequest, reply: FastifyReply, clerk: Clerk, page: Shown) {
  const { language } = request;
  const { service, inherited } = page;
  const { definition } = service;
  const terms = termsOf(definition, inherited);
  const name = say(definition.name, language);
  const w = words(language);
  const { from } = inherited;
  const by = (value: string, source: Source) => w.inherited({ value, from: sayFrom(source, language) });
  const kinds = house.catalogue.agencyKinds;
  const connector = kinds.get(inherited.connector)?.name;
  const main = createElement(ServiceView, {
    language,
    code: definition.code,
    name,
    hidden: hiddenOf(reply),
    entered: page.entered,
    law: spokenDays(definition.time.decide.law, language),
    inherited: {
      agency: by(say(inherited.agencyName, language), from.agencyName),
      time: by(spokenDays(terms.decide, language), from.promise),
      fee: by(spokenFee(service, inherited, language), from.fee),
      phone: by(inherited.phone ?? w.nothing, from.phone),
      connector: by(connector ? say(connector, language) : inherited.connector, from.connector),
      venues: by(inherited.venues.map((venue) => say(venue.name, language)).join(" · ") || w.nothing, from.venues),
    },
    connectors: [...kinds.values()].map((kind) => ({ value: kind.code, label: say(kind.name, language) })),
    errors: page.errors,
    saved: page.saved,
    findings: findingLines(house, page.findings, language),
    changes: saidChanges(
      await changesOf(house.database, { city: clerk.city, about: "service", code: definition.code }),
      language,
    ),
    preview: { href: `/${clerk.city}/services/${definition.code}`, visible: page.visibleNow },
  });
  const breadcrumb = [
    { href: path, label: w.title },
    { href: `${path}/${definition.code}`, label: name },
  ];
  const content = { title: name, main, breadcrumb, failed: page.errors.length > 0 };
  return sendStaff(house, request, reply, clerk, content, "services");
}
