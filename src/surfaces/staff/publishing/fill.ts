import type { FastifyReply, FastifyRequest } from "fastify";
import { type ComponentChildren, createElement } from "preact";
import { readLayers, type Source, setCityAgencies } from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sayFrom } from "../../offer-words.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { AgencyView, FillView } from "./fill-view.tsx";
import { type AgencyLine, audited, lacksFee, path, progressOf } from "./prepared.ts";
import { agencyFields, type TypedAgency } from "./typed.ts";
import { usualHours, words } from "./words.ts";

type OfAgency = { Params: { agency: string } };
const config = { access: "office", owner: "catalogue" } as const;

/** `…/fill` and `…/agencies/{agency}`: what an agency's services share, filled in by inheritance. */
export function addFillPages(app: App, house: House): void {
  app.get(`${path}/fill`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const { agencies, prepared } = await progressOf(house, clerk.city);
    const main = createElement(FillView, {
      language,
      saved: asked(request.query, "done") !== "",
      lines: agencies.map(({ agency, offered, offering, lacks }) => ({
        agency,
        lacks,
        name: say(offering.agencyName, language),
        count: offered.length,
        venue: offering.venues.map((venue) => say(venue.name, language)).join(" · "),
        venueFrom: sayFrom(offering.from.venues, language),
        phone: offering.phone ?? "",
        phoneFrom: sayFrom(offering.from.phone, language),
      })),
      localFees: prepared
        .filter(lacksFee)
        .map(({ service, offering }) => ({ code: offering.service, name: say(service.definition.name, language) })),
    });
    return send(house, request, reply, clerk, words(language).step2, main, false);
  });

  app.get<OfAgency>(`${path}/agencies/:agency`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const line = await lineOf(house, clerk, request.params.agency);
    return show(house, request, reply, clerk, line, suggested(house, clerk.city, line, request.language), []);
  });

  app.post<OfAgency>(`${path}/agencies/:agency`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "offering.change", { city });
    const line = await lineOf(house, clerk, request.params.agency);
    const read = (name: string) => posted(request.body, name).trim().slice(0, 300);
    const typed = Object.fromEntries(agencyFields.map((name) => [name, read(name)])) as TypedAgency;
    try {
      await save(house, clerk, line, typed);
      return reply.redirect(`${path}/fill?done=1`, 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(422);
      return show(house, request, reply, clerk, line, { typed, from: "" }, error.fields);
    }
  });
}

async function lineOf(house: House, clerk: Clerk, agency: string): Promise<AgencyLine> {
  const line = (await progressOf(house, clerk.city)).agencies.find((one) => one.agency === agency);
  if (line) return line;
  throw new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "本地没有这个部门的事项。", en: "No service of this city belongs to such an agency." },
  });
}

async function save(house: House, clerk: Clerk, { agency }: AgencyLine, typed: TypedAgency): Promise<void> {
  const { city } = clerk;
  const { database, catalogue, regions } = house;
  const [own] = await readLayers({ database, divisions: regions.divisions }, city);
  const before = own?.agencies.get(agency);
  // The first place is the one of this form; others that the city named stay.
  const [, ...others] = before?.venues ?? [];
  const venue = {
    name: { zh: typed.venueZh, en: typed.venueEn },
    address: { zh: typed.addressZh, en: typed.addressEn },
    hours: { zh: typed.hoursZh, en: typed.hoursEn },
  };
  const values = {
    name: { zh: typed.nameZh, en: typed.nameEn },
    phone: typed.phone === "" ? null : typed.phone.normalize("NFKC"),
    venues: [venue, ...others],
    connector: before?.connector ?? null,
    promise: before?.promise ?? null,
  };
  await setCityAgencies(database, catalogue, [{ city, agency, ...values }], house.clock(), { by: clerk });
  await audited(house, clerk, "offering.change", agency, { agency });
  house.offerings.forget(city);
}

type Suggested = { readonly typed: TypedAgency; readonly from: string };

/** What stands there already or is inherited; else the place's own name, and hours as most counters keep them. */
function suggested(house: House, city: string, { offered, offering }: AgencyLine, language: Language): Suggested {
  const withVenue = offered.find((one) => one.offering.venues.length > 0)?.offering ?? offering;
  const [venue] = withVenue.venues;
  const place = { zh: placeName(house, city, "zh"), en: placeName(house, city, "en") };
  const { agencyName } = offering;
  const sources: Source[] = [offering.from.agencyName, ...(venue ? [withVenue.from.venues] : [])];
  const names = [...new Set(sources.map((source) => sayFrom(source, language)))];
  return {
    typed: {
      ...{ nameZh: agencyName.zh, nameEn: agencyName.en, phone: offering.phone ?? "12345" },
      venueZh: venue?.name.zh ?? `${place.zh}政务服务中心${agencyName.zh}窗口`,
      venueEn: venue?.name.en ?? `${agencyName.en} counter, ${place.en} Government Service Centre`,
      addressZh: venue?.address.zh ?? `${place.zh}政务服务中心一楼`,
      addressEn: venue?.address.en ?? `Ground floor, ${place.en} Government Service Centre`,
      hoursZh: venue?.hours.zh ?? usualHours.zh,
      hoursEn: venue?.hours.en ?? usualHours.en,
    },
    from: [...names, ...(venue ? [] : [words(language).sensible])].join(language === "zh" ? "、" : ", "),
  };
}

function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  { agency, offering, offered }: AgencyLine,
  { typed, from }: Suggested,
  errors: readonly FieldError[],
) {
  const { language } = request;
  const title = say(offering.agencyName, language);
  const main = createElement(AgencyView, {
    ...{ language, agency, title, typed, from, errors },
    hidden: hiddenOf(reply),
    services: offered.map(({ service }) => say(service.definition.name, language)),
  });
  return send(house, request, reply, clerk, title, main, errors.length > 0);
}

function send(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  title: string,
  main: ComponentChildren,
  failed: boolean,
) {
  const w = words(request.language);
  const breadcrumb = [
    { href: path, label: w.title },
    { href: `${path}/fill`, label: w.step2 },
    ...(title === w.step2 ? [] : [{ href: request.url.split("?")[0] ?? path, label: title }]),
  ];
  return sendStaff(house, request, reply, clerk, { title, main, breadcrumb, failed }, "publishing");
}
