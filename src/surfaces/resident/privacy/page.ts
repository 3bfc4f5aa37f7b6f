import { Readable } from "node:stream";
import { createElement } from "preact";
import { dataRequest, erasuresOf, myCases, type State } from "../../../domain/cases/index.ts";
import { keepDays } from "../../../domain/forms/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";
import type { City } from "../../../domain/regions/index.ts";
import { residentScope } from "../../../foundation/database/index.ts";
import type { LinkItem } from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { cityName, sendPersonal } from "../../page.tsx";
import { clearSession, needResident, sessionOf } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { addresses } from "../journey/addresses.ts";
import { placesOf } from "../journey/places.ts";
import { caseLine, type MyCase, placeName } from "../me/lines.tsx";
import { addConsentActs, consentsOf, folderConsentsOf } from "./consents.ts";
import { addCorrectPage } from "./correct.ts";
import { erasedLines, keptLines } from "./erased.ts";
import type { Explained } from "./explain.tsx";
import { exportOf, recordExport } from "./export.ts";
import { isDone, PrivacyView, VisitorPrivacyView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "identity" } as const;
/** So many of the latest cases are looked through. */
const lookedThrough = 100;
const shownRequests = 20;

/**
 * `GET /me/privacy` (for visitors what holds for everybody), `GET` and `POST /me/privacy/correct`, `GET /me/privacy/export.json`,
 * `POST /me/privacy/consents`, `POST /me/privacy/sign-out-everywhere`.
 */
export function addPrivacyPages(app: App, house: House): void {
  addCorrectPage(app, house);
  addConsentActs(app, house);

  app.get<{ Querystring: { done?: unknown } }>(
    "/me/privacy",
    { config: { ...config, access: "public" } },
    async (request, reply) => {
      const { language } = request;
      const w = words(language);
      const city = rememberedCity(house, request);
      const { done } = request.query;
      const session = await sessionOf(house, request);
      const profile = session?.kind === "resident" ? await profileOf(house.identity, session.resident) : undefined;
      if (profile === undefined) {
        const main = createElement(VisitorPrivacyView, {
          explained: await explained(house, city, language, true),
          signedOut: done === "signed-out",
          askAt: city && (await askAt(house, city.city, language)),
        });
        return sendPersonal(house, request, reply, { title: w.title, main, city });
      }
      const { items } = await myCases(house.cases, profile.resident, { limit: lookedThrough });
      const places = [...new Set([...(city ? [city.city] : []), ...items.map((one) => one.city)])];
      const asked = await Promise.all(places.map((code) => askAt(house, code, language)));
      const { hukouDivision } = profile;
      const main = createElement(PrivacyView, {
        explained: await explained(house, city, language, false),
        profile,
        hukou:
          hukouDivision === undefined
            ? undefined
            : (placesOf(house.regions.divisions).nameOf(hukouDivision, language) ?? hukouDivision),
        csrf: reply.csrf(),
        done: isDone(done) ? done : undefined,
        consents: await consentsOf(house, items, language),
        folder: await folderConsentsOf(house, items, language),
        requests: items
          .filter((one) => one.service === dataRequest)
          .slice(0, shownRequests)
          .map((one) => requestLine(house, one, language)),
        erased: erasedLines(house, await erasuresOf(house.database, profile.resident), language),
        kept: keptLines(house, items, language),
        askAt: asked.filter((one) => one !== undefined),
      });
      return sendPersonal(house, request, reply, { title: w.title, main, city, back: { href: "/me", label: w.me } });
    },
  );

  app.get("/me/privacy/export.json", { config: { ...config, limit: "verify" } }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    await recordExport(house, resident);
    const day = house.regions.calendarOf("").dayOf(house.clock());
    reply.header("content-type", "application/json; charset=utf-8");
    reply.header("content-disposition", `attachment; filename="onewindow-my-data-${day}.json"`);
    reply.header("cache-control", "private, no-store");
    return reply.send(Readable.from(exportOf(house, resident), { objectMode: false }));
  });

  app.post("/me/privacy/sign-out-everywhere", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    await house.database.transaction(residentScope(resident), (tx) =>
      house.identity.sessions.endOfResident(tx, resident),
    );
    house.identity.sessions.forgetResident(resident);
    clearSession(house, reply);
    return reply.redirect("/me/privacy?done=signed-out", 303);
  });
}

/** What is kept how long: of the services of this place, or of all there are. */
async function explained(house: House, city: City | undefined, language: Language, open: boolean): Promise<Explained> {
  const services = city
    ? (await house.offerings.of(city.city)).map(({ service }) => service)
    : house.catalogue.services();
  return {
    language,
    open,
    kept: services.map(({ definition }) => ({
      service: say(definition.name, language),
      months: definition.keep.months,
      basis: definition.keep.basis,
    })),
    draftDays: { mine: keepDays.resident, visit: keepDays.visit },
    phone: city?.settings.phone ?? "12345",
  };
}

async function askAt(house: House, code: string, language: Language) {
  const city = house.regions.city(code);
  const offered = await house.offerings.of(code);
  if (!city || !offered.some(({ offering }) => offering.service === dataRequest)) return undefined;
  return { href: addresses.start(code, dataRequest), place: cityName(house, city, language) };
}

/** A request with how it stands, and by when it is answered or when it was. */
function requestLine(house: House, one: MyCase, language: Language): LinkItem {
  const w = words(language);
  const day = (at: Date) => formatDay(house.regions.calendarOf(one.city).dayOf(at), language);
  const clock =
    one.closed_at !== null || (one.state as State) === "approved"
      ? undefined
      : one.due_at === null
        ? undefined
        : w.answerBy({ day: day(one.due_at) });
  const parts = [placeName(house, one.city, language), day(one.submitted_at), clock];
  return { ...caseLine(house, one, language), note: parts.filter((part) => part !== undefined).join(" · ") };
}
