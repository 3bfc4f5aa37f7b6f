import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type Certificate,
  codesOf,
  getCertificate,
  listCertificates,
  makeCode,
  openFile,
  ownCode,
  revokedReason,
  verifyAddress,
  withdrawCode,
} from "../../../domain/documents/index.ts";
import type { App, FormFields } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { newId, parsePublicNumber } from "../../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import { noSuchCertificate, standingOf } from "../../certificate-acts.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { placeName } from "../me/lines.tsx";
import { type CertificateCard, CertificatesView, CodeView, OneCertificateView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "documents" } as const;
const perPage = 10;
type Of = { Params: { number: string } };
type OfCode = { Params: { number: string; id: string } };

/** `/me/certificates`: the folder, one certificate with its paper and uses, and its one-time codes. */
export function addCertificatePages(app: App, house: House): void {
  app.get<{ Querystring: { after?: unknown } }>("/me/certificates", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { language } = request;
    const after = typeof request.query.after === "string" ? request.query.after.slice(0, 100) : undefined;
    const { items, next } = await listCertificates(house.documents, {
      cities: house.regions.cities.map(({ city }) => city),
      holder: resident,
      limit: perPage,
      ...(after === undefined ? {} : { after }),
    });
    const w = words(language);
    const main = createElement(CertificatesView, {
      language,
      cards: items.map((certificate) => cardOf(house, certificate, language)),
      newerHref: after === undefined ? undefined : "/me/certificates",
      olderHref: next === null ? undefined : `/me/certificates?after=${next}`,
    });
    return sendPersonal(house, request, reply, {
      title: w.title,
      main,
      city: rememberedCity(house, request),
      back: { href: "/me", label: w.me },
    });
  });

  app.get<Of>("/me/certificates/:number.pdf", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const certificate = await ownCertificate(house, request.params.number, resident);
    const { city, fileId, caseNumber } = certificate;
    const opened = await openFile(house.documents, city, fileId, { caseNumber });
    return reply.headers(opened.headers).send(opened.content);
  });

  app.get<Of>("/me/certificates/:number", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    return showOne(house, request, reply, await ownCertificate(house, request.params.number, resident));
  });

  app.post<Of & { Body: FormFields }>("/me/certificates/:number/codes", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const certificate = await ownCertificate(house, request.params.number, resident);
    const field = (name: string) => {
      const value = request.body[name];
      return typeof value === "string" ? value.slice(0, 1_000) : "";
    };
    const meant = field("agency");
    const agency = meant !== "any" && house.catalogue.agencyKinds.has(meant) ? meant : undefined;
    const asked = { certificate, agency, id: field("id"), purpose: field("purpose"), now: house.clock() };
    try {
      const code = await makeCode(house.documents, asked);
      return reply.redirect(`/me/certificates/${certificate.number}/codes/${code.id}`, 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      request.refusedAs = error.code;
      reply.code(error.status);
      const typed = { purpose: asked.purpose, agency: agency ?? "any" };
      return showOne(house, request, reply, certificate, { errors: error.fields, typed });
    }
  });

  app.get<OfCode>("/me/certificates/:number/codes/:id", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { city, number } = await ownCertificate(house, request.params.number, resident);
    const now = house.clock();
    const code = await ownCode(house.documents, { city, id: request.params.id, holder: resident, now });
    if (code?.number !== number) throw noSuchCertificate();
    const { language } = request;
    const w = words(language);
    const agency = code.agency === undefined ? undefined : agencyName(house, code.agency, language);
    const main = createElement(CodeView, { language, csrf: reply.csrf(), number, code, agency });
    return sendPersonal(house, request, reply, {
      title: w.codeTitle,
      main,
      city: house.regions.city(city),
      back: { href: `/me/certificates/${number}`, label: w.back },
    });
  });

  app.post<OfCode>("/me/certificates/:number/codes/:id/withdraw", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { city, number } = await ownCertificate(house, request.params.number, resident);
    const of = { city, id: request.params.id, holder: resident, now: house.clock() };
    const code = await ownCode(house.documents, of);
    if (code?.number !== number) throw noSuchCertificate();
    await withdrawCode(house.documents, of);
    return reply.redirect(`/me/certificates/${number}/codes/${code.id}`, 303);
  });
}

async function showOne(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  certificate: Certificate,
  tried: { errors: readonly FieldError[]; typed: { purpose: string; agency: string } } = {
    errors: [],
    typed: { purpose: "", agency: "any" },
  },
): Promise<FastifyReply> {
  const { language } = request;
  const { city, number, holder, facts, revokedAt, factsChangedAt } = certificate;
  const now = house.clock();
  const day = (at: Date | null) => (at === null ? undefined : house.regions.calendarOf(city).dayOf(at));
  const main = createElement(OneCertificateView, {
    ...{ language, csrf: reply.csrf(), ...tried },
    card: cardOf(house, certificate, language),
    revokedOn: day(revokedAt),
    reason: revokedAt === null ? undefined : await revokedReason(house.documents, city, number),
    factsChangedOn: day(factsChangedAt),
    agencies: [...house.catalogue.agencyKinds.keys()]
      .filter((agency) => agency !== "any")
      .map((agency) => ({ value: agency, label: agencyName(house, agency, language) })),
    agencyName: (agency: string) => agencyName(house, agency, language),
    codes: await codesOf(house.documents, { city, number, holder, now }),
    nextId: newId(now),
  });
  return sendPersonal(house, request, reply, {
    title: say(facts.title, language),
    main,
    city: house.regions.city(city),
    failed: tried.errors.length > 0,
    back: { href: "/me/certificates", label: words(language).title },
  });
}

function agencyName(house: House, agency: string, language: Language): string {
  return say(house.catalogue.agencyName(agency), language);
}

function cardOf(house: House, certificate: Certificate, language: Language): CertificateCard {
  const { city, number, issuedAt, paper } = certificate;
  return {
    certificate,
    issuedOn: house.regions.calendarOf(city).dayOf(issuedAt),
    place: placeName(house, city, language),
    state: standingOf(house, certificate),
    address: verifyAddress(house.settings.baseUrl, number, paper),
  };
}

/** A certificate of this person; any other number gets the same 404. */
async function ownCertificate(house: House, typed: string, resident: string): Promise<Certificate> {
  const read = parsePublicNumber(typed);
  const found = read?.letter === "Z" ? await getCertificate(house.documents, read.city, read.number) : undefined;
  if (found?.holder !== resident) throw noSuchCertificate();
  return found;
}
