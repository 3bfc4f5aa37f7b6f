import { createElement } from "preact";
import {
  type Certificate,
  getCertificate,
  listCertificates,
  openFile,
  verifyAddress,
} from "../../../domain/documents/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { type CertificateCard, CertificatesView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "documents" } as const;
const perPage = 10;

/** `GET /me/certificates?after=` and `GET /me/certificates/{number}.pdf`. */
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
      cards: items.map((certificate) => cardOf(house, certificate)),
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

  app.get<{ Params: { number: string } }>("/me/certificates/:number.pdf", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const certificate = await ownCertificate(house, request.params.number, resident);
    const { city, fileId, caseNumber } = certificate;
    const opened = await openFile(house.documents, city, fileId, { caseNumber });
    return reply.headers(opened.headers).send(opened.content);
  });
}

function cardOf(house: House, certificate: Certificate): CertificateCard {
  const calendar = house.regions.calendarOf(certificate.city);
  const { validUntil, revokedAt } = certificate;
  const isOver = validUntil !== null && validUntil < calendar.dayOf(house.clock());
  return {
    certificate,
    issuedOn: calendar.dayOf(certificate.issuedAt),
    state: revokedAt !== null ? "revoked" : isOver ? "expired" : "valid",
    address: verifyAddress(house.settings.baseUrl, certificate.number, certificate.paper),
  };
}

/** A certificate of this person; any other number gets the same 404. */
async function ownCertificate(house: House, typed: string, resident: string): Promise<Certificate> {
  const read = parsePublicNumber(typed);
  const found = read?.letter === "Z" ? await getCertificate(house.documents, read.city, read.number) : undefined;
  if (found?.holder !== resident) {
    throw new Refusal({
      code: "certificate_not_found",
      status: 404,
      say: { zh: "没有找到这份证照。请核对编号。", en: "There is no such certificate. Please check the number." },
    });
  }
  return found;
}
