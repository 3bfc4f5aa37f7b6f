import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type AgencyValues,
  bodiesOf,
  bodiesPerKind,
  changesOf,
  type Duration,
  everyAgency,
  kindOfAgency,
  type Layer,
  type ResolvedAgency,
  readLayers,
  resolveAgency,
  type Source,
  setCityAgencies,
} from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sayFrom } from "../../offer-words.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { audited } from "../publishing/prepared.ts";
import { saidChanges } from "../services/changes.ts";
import { enteredVenues, typedVenues, venuesOf } from "../services/entered.ts";
import type { EnteredAgency } from "./entered.ts";
import { AgenciesView, AgencyView } from "./view.tsx";
import { words } from "./words.ts";

type OfAgency = { Params: { agency: string } };
const config = { access: "office", owner: "catalogue" } as const;
const path = "/staff/office/agencies";

/** `/staff/office/agencies`: who the agencies of this city are and what all their services share, with who says so. */
export function addAgencyPages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const kinds = house.catalogue.agencyKinds;
    const layers = await layersOf(house, clerk);
    const counts = await servicesOf(house, clerk.city, language);
    const known = new Set([...counts.keys(), ...layers.flatMap(({ agencies }) => [...agencies.keys()])]);
    const line = (agency: string) => lineOf(house, agency, layers, counts.get(agency)?.length ?? 0, language);
    const main = createElement(AgenciesView, {
      language,
      everybody: line(everyAgency),
      lines: [...kinds.keys()].flatMap((kind) => [
        ...(known.has(kind) ? [line(kind)] : []),
        // One more body of the kind is the city's own.
        ...[...known]
          .filter((one) => one !== kind && kindOfAgency(one) === kind)
          .sort()
          .map(line),
      ]),
      others: [...kinds.values()]
        .filter(({ code }) => !known.has(code))
        .map(({ code, name }) => ({ agency: code, name: say(name, language) })),
    });
    return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "agencies");
  });

  app.get<OfAgency>(`${path}/:agency`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const agency = agencyOf(house, request.params.agency);
    const own = (await layersOf(house, clerk))[0]?.agencies.get(agency);
    const saved = asked(request.query, "done") !== "";
    return show(house, request, reply, clerk, { agency, entered: enteredFrom(own), errors: [], saved });
  });

  app.post<OfAgency>(`${path}/:agency`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "offering.change", { city });
    const agency = agencyOf(house, request.params.agency);
    const entered = enteredOf(request.body);
    const { values, errors } = read(entered);
    if (errors.length === 0) {
      try {
        await setCityAgencies(house.database, house.catalogue, [{ city, agency, ...values }], house.clock(), {
          by: clerk,
        });
        await audited(house, clerk, "agency.change", agency, { agency });
        house.offerings.forget(city);
        return reply.redirect(`${path}/${agency}?done=1`, 303);
      } catch (error) {
        if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
        errors.push(...error.fields);
      }
    }
    reply.code(422);
    return show(house, request, reply, clerk, { agency, entered, errors, saved: false });
  });
}

function layersOf(house: House, { city }: Clerk): Promise<readonly Layer[]> {
  return readLayers({ database: house.database, divisions: house.regions.divisions }, city);
}

/** An agency's kind, or what stands for all of them. */
function agencyOf(house: House, agency: string): string {
  if (agency === everyAgency || house.catalogue.agencyKinds.has(kindOfAgency(agency))) return agency;
  throw new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: words("zh").noSuchAgency, en: words("en").noSuchAgency },
  });
}

/** The code of one more body of a kind; undefined where there are enough. */
function nextBody(kind: string, known: readonly string[]): string | undefined {
  const numbers = Array.from({ length: bodiesPerKind - 1 }, (_, index) => `${kind}-${index + 2}`);
  return numbers.find((code) => !known.includes(code));
}

/** Names of the services of each agency, hidden ones included. */
async function servicesOf(house: House, city: string, language: Language): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const { service, offering } of await house.offerings.all(city)) {
    for (const agency of [...bodiesOf(offering).map((body) => body.agency), everyAgency]) {
      names.set(agency, [...(names.get(agency) ?? []), say(service.definition.name, language)]);
    }
  }
  return names;
}

function spokenDays({ days, unit }: Duration, language: Language): string {
  const w = words(language);
  return `${days} ${unit === "days" ? w.days : w.workingDays}`;
}

/** Of what it has in the city: 本地规定; of what it inherits, who says it. */
function whose(source: Source, language: Language): string {
  return source.by === "city" ? words(language).fromHere : sayFrom(source, language);
}

function spoken({ venues, phone, promise }: ResolvedAgency, language: Language) {
  return {
    venue: venues.map(({ name, hours }) => `${say(name, language)} ${say(hours, language)}`).join(" · "),
    phone: phone ?? "",
    promise: promise === null ? "" : spokenDays(promise, language),
  };
}

function lineOf(house: House, agency: string, layers: readonly Layer[], count: number, language: Language) {
  const resolved = resolveAgency(house.catalogue.agencyKinds, agency, layers);
  const { from } = resolved;
  return {
    ...{ agency, count, ...spoken(resolved, language) },
    name: say(resolved.name, language),
    nameFrom: whose(from.name, language),
    venueFrom: whose(from.venues, language),
    phoneFrom: whose(from.phone, language),
    promiseFrom: whose(from.promise, language),
  };
}

function enteredFrom(own: AgencyValues | undefined): EnteredAgency {
  return {
    ...{ nameZh: own?.name?.zh ?? "", nameEn: own?.name?.en ?? "", phone: own?.phone ?? "" },
    promise: own?.promise ? String(own.promise.days) : "",
    unit: own?.promise?.unit ?? "working_days",
    connector: own?.connector ?? "",
    venues: typedVenues(own?.venues),
  };
}

function enteredOf(body: unknown): EnteredAgency {
  const text = (name: string) => posted(body, name).trim().slice(0, 500);
  const plain = (name: string) => text(name).normalize("NFKC");
  return {
    ...{ nameZh: text("name.zh"), nameEn: text("name.en"), phone: plain("phone"), connector: plain("connector") },
    ...{ promise: plain("promise"), unit: plain("unit"), venues: enteredVenues(body) },
  };
}

function read(entered: EnteredAgency): { readonly values: AgencyValues; readonly errors: FieldError[] } {
  const { nameZh, nameEn, promise, unit, phone, connector, venues } = entered;
  const isWhole = promise === "" || /^\d{1,3}$/.test(promise);
  const message = { zh: words("zh").badPromise, en: words("en").badPromise };
  return {
    values: {
      name: nameZh === "" && nameEn === "" ? null : { zh: nameZh, en: nameEn },
      phone: phone === "" ? null : phone,
      connector: connector === "" ? null : connector,
      venues: venuesOf(venues),
      promise:
        promise === "" || !isWhole ? null : { days: Number(promise), unit: unit === "days" ? "days" : "working_days" },
    },
    errors: isWhole ? [] : [{ field: "promise", code: "badPromise", message }],
  };
}

type Shown = {
  readonly agency: string;
  readonly entered: EnteredAgency;
  readonly errors: readonly FieldError[];
  readonly saved: boolean;
};

async function show(house: House, request: FastifyRequest, reply: FastifyReply, clerk: Clerk, page: Shown) {
  const { language } = request;
  const { agency, entered, errors, saved } = page;
  const w = words(language);
  const kinds = house.catalogue.agencyKinds;
  const layers = await layersOf(house, clerk);
  const [own, ...above] = layers;
  if (!own) throw new Error(`nobody speaks for ${clerk.city}`);
  // What would hold if the city said nothing of this agency.
  const others = new Map([...own.agencies].filter(([code]) => code !== agency));
  const inherited = resolveAgency(kinds, agency, [{ ...own, agencies: others }, ...above]);
  const { venue, phone, promise } = spoken(inherited, language);
  const by = (value: string, source: Source) => w.inherited({ value, from: sayFrom(source, language) });
  const { from } = inherited;
  const connector = kinds.get(inherited.connector)?.name;
  const isAll = agency === everyAgency;
  const title = isAll ? w.everybody : say(resolveAgency(kinds, agency, layers).name, language);
  const main = createElement(AgencyView, {
    ...{ language, agency, title, entered, errors, saved, isAll },
    another: isAll ? undefined : nextBody(kindOfAgency(agency), [...own.agencies.keys()]),
    hidden: hiddenOf(reply),
    inherited: {
      name: by(say(inherited.name, language), from.name),
      phone: by(phone || w.nothing, from.phone),
      promise: by(promise || w.asCatalogue, from.promise),
      connector: by(connector ? say(connector, language) : inherited.connector, from.connector),
      venues: by(venue || w.nothing, from.venues),
    },
    connectors: [...kinds.values()].map((kind) => ({ value: kind.code, label: say(kind.name, language) })),
    services: (await servicesOf(house, clerk.city, language)).get(agency) ?? [],
    changes: saidChanges(
      await changesOf(house.database, { city: clerk.city, about: "agency", code: agency }),
      language,
    ),
    place: placeName(house, clerk.city, language),
  });
  const breadcrumb = [
    { href: path, label: w.title },
    { href: `${path}/${agency}`, label: title },
  ];
  return sendStaff(house, request, reply, clerk, { title, main, breadcrumb, failed: errors.length > 0 }, "agencies");
}
