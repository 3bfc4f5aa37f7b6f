import { createElement } from "preact";
import { readingsOf } from "../../../domain/audit/index.ts";
import { myCases } from "../../../domain/cases/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
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
        reader: reading.readerName,
        agency: fullName(placeName(house, reading.city, "zh"), reading.readerAgency),
        purpose: purposeWords(reading.purpose, language),
        at: reading.at.toISOString(),
        when: formatInstant(reading.at, language),
        service: services.get(reading.subject),
        number: reading.subject,
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

/** An office's name as it was recorded, with its place before it where that is not part of the name. */
function fullName(place: string, agency: string): string {
  return agency.startsWith(place) ? agency : `${place} ${agency}`;
}

/** Purposes are codes (audit module); one that is newer than these words still reads as what it is. */
function purposeWords(purpose: string, language: Language): string {
  const w = words(language);
  if (purpose === "decide" || purpose === "file" || purpose === "identity" || purpose === "export") return w[purpose];
  return w.other;
}
