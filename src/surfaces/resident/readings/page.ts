import { createElement } from "preact";
import { ownLookUp, type Reading, readingsOf } from "../../../domain/audit/index.ts";
import { myCases } from "../../../domain/cases/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { addresses } from "../journey/addresses.ts";
import { placeName, serviceName } from "../me/lines.tsx";
import { ReadingsView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "audit" } as const;
const perPage = 20;
/** The latest cases are named by their service, older ones by their number. */
const namedCases = 100;

/** `GET /me/readings?after=`: who read my file, of which agency, why, when. */
export function addReadingsPage(app: App, house: House): void {
  app.get<{ Querystring: { after?: unknown } }>("/me/readings", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { language } = request;
    const after = typeof request.query.after === "string" ? request.query.after.slice(0, 100) : undefined;
    const { items, next } = await readingsOf(house.database, resident, { after, limit: perPage });
    const w = words(language);
    const cases = await myCases(house.cases, resident, { limit: namedCases });
    const services = new Map(cases.items.map((one) => [one.number, serviceName(house, one.service, language)]));
    const main = createElement(ReadingsView, {
      language,
      readings: items.map((reading) => ({
        id: reading.id,
        title: titleOf(house, reading, language),
        purpose: purposeWords(reading.purpose, language),
        at: reading.at.toISOString(),
        when: formatInstant(reading.at, language),
        about: services.get(reading.subject) ?? serviceName(house, reading.subject, language),
        href: parsePublicNumber(reading.subject)
          ? `/me/${parsePublicNumber(reading.subject)?.letter === "Z" ? "certificates" : "cases"}/${reading.subject}`
          : addresses.guide(reading.city, reading.subject),
      })),
      newerHref: after === undefined ? undefined : "/me/readings",
      olderHref: next === undefined ? undefined : `/me/readings?after=${next}`,
      suggestionHref: "/suggestion?about=/me/readings",
    });
    return sendPersonal(house, request, reply, {
      title: w.title,
      main,
      city: rememberedCity(house, request),
      back: { href: "/me", label: w.me },
    });
  });
}

/** Who it was: of an office by name, the person themselves, or the program they asked through. */
function titleOf(house: House, reading: Reading, language: Language): string {
  const agency = fullName(placeName(house, reading.city, "zh"), reading.readerAgency);
  if (reading.purpose !== ownLookUp) return `${agency} · ${reading.readerName}`;
  const w = words(language);
  return reading.readerName === "" ? w.byYourself({ agency }) : w.through({ agency, program: reading.readerName });
}

/** An office's name as it was recorded, with its place before it where that is not part of the name. */
function fullName(place: string, agency: string): string {
  return agency.startsWith(place) ? agency : `${place} ${agency}`;
}

/** Purposes are codes (audit module); one that is newer than these words still reads as what it is. */
function purposeWords(purpose: string, language: Language): string {
  const w = words(language);
  if (
    purpose === "decide" ||
    purpose === "file" ||
    purpose === "check" ||
    purpose === "identity" ||
    purpose === "export" ||
    purpose === "assist" ||
    purpose === "certificate_code" ||
    purpose === "archive" ||
    purpose === ownLookUp
  )
    return w[purpose];
  return w.other;
}
