import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { kindOfAgency } from "../../../domain/catalogue/index.ts";
import {
  clerksOf,
  demonstrationLogin,
  demonstrationStaff,
  isRole,
  type Role,
  rolesHeld,
  signInClerk,
  signInDemonstrationClerk,
} from "../../../domain/identity/index.ts";
import { type App, cookiesFor } from "../../../foundation/http/index.ts";
import { formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { House } from "../../house.ts";
import { cityName, sendPersonal } from "../../page.tsx";
import { clearSession, safeReturn, sessionOf, setSession } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { homeOf } from "../frame.ts";
import { roleNames } from "../words.ts";
import { Attempts } from "./attempts.ts";
import { type DemonstrationPerson, type DemonstrationPlace, type SignInNotice, SignInView } from "./view.tsx";
import { words } from "./words.ts";

const reads = { access: "public", owner: "identity" } as const;
const proves = { access: "public", owner: "identity", limit: "sign-in" } as const;

const demonstrationRoles = ["clerk", "lead", "community", "office", "finance", "auditor"] as const;

/** `/staff/sign-in`: password and code on one page, a button per person in a demonstration; `/staff/sign-out`. */
export function addSignInPage(app: App, house: House): void {
  const attempts = new Attempts();

  app.get("/staff/sign-in", { config: reads }, async (request, reply) => {
    const session = await sessionOf(house, request);
    const to = returnOf(asked(request.query, "return"));
    if (session?.kind === "staff") return reply.redirect(to ?? homeOf(session.clerk), 303);
    return show(house, request, reply, { notice: noticeOf(request, house), to: to ?? "", login: "" });
  });

  app.post("/staff/sign-in", { config: proves }, async (request, reply) => {
    const login = posted(request.body, "login");
    const to = returnOf(posted(request.body, "return"));
    const now = house.clock();
    try {
      const proof = { login, password: posted(request.body, "password"), code: posted(request.body, "code") };
      const opened = await signInClerk(house.identity, proof, now, tokenOf(house, request));
      attempts.succeeded(login);
      setSession(house, reply, opened.token);
      return reply.redirect(to ?? homeOf(opened.clerk), 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "sign_in_failed") throw error;
      const until = attempts.failed(login, now);
      reply.code(401);
      const notice = until ? { lockedUntil: formatInstant(until, request.language) } : "failed";
      return show(house, request, reply, { notice, to: to ?? "", login: login.slice(0, 80) });
    }
  });

  app.post("/staff/sign-in/demonstration", { config: { ...proves, access: "demo" } }, async (request, reply) => {
    const [, city = "", role = "", agency] =
      /^(\d{6})-([a-z]+)(?:-([a-z0-9-]{1,40}))?$/.exec(posted(request.body, "person")) ?? [];
    const who = { city, role: isRole(role) ? role : ("clerk" as Role), agency };
    const opened = await signInDemonstrationClerk(house.identity, who, house.clock(), tokenOf(house, request));
    setSession(house, reply, opened.token);
    return reply.redirect(returnOf(posted(request.body, "return")) ?? homeOf(opened.clerk), 303);
  });

  app.post("/staff/sign-out", { config: { access: "public", owner: "identity" } }, async (request, reply) => {
    const token = tokenOf(house, request);
    if (token !== undefined) await house.identity.sessions.end(token);
    clearSession(house, reply);
    return reply.redirect("/staff/sign-in?done=signed-out", 303);
  });
}

/** Only pages of staff: signing in as a clerk must not lead into a resident's pages. */
function returnOf(value: string): string | undefined {
  const path = safeReturn(value, "");
  return /^\/staff(\/(?!sign-)|\?|$)/.test(path) ? path : undefined;
}

function tokenOf(house: House, request: FastifyRequest): string | undefined {
  return request.cookies[cookiesFor(house.settings.baseUrl).names.session];
}

function noticeOf(request: FastifyRequest, house: House): SignInNotice | undefined {
  const done = asked(request.query, "done");
  if (done === "password" || done === "signed-out") return done;
  // A token was brought that opens nothing any more: it ran out, or was ended.
  return tokenOf(house, request) !== undefined && asked(request.query, "return") !== "" ? "ended" : undefined;
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { notice: SignInNotice | undefined; to: string; login: string },
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(SignInView, {
    language,
    hidden: hiddenOf(reply, { return: page.to }),
    login: page.login,
    notice: page.notice,
    ...(house.demonstration ? await demonstrationPeople(house, language) : { places: [], operator: undefined }),
  });
  const failed = page.notice === "failed" || typeof page.notice === "object";
  return sendPersonal(house, request, reply, { title: words(language).title, main, failed }, "staff");
}

/** Whom one can sign in as in a demonstration: five people a city, clerks of a county's other agencies, and the operator. */
async function demonstrationPeople(house: House, language: Language) {
  const peopleOf = async (city: string, wanted: readonly Role[]): Promise<DemonstrationPerson[]> => {
    const { items } = await clerksOf(house.identity, city, { limit: 100 });
    return wanted.flatMap((role) => {
      const clerk = items.find((each) => each.login === demonstrationLogin(city, role));
      if (!clerk || clerk.suspendedAt) return [];
      return [{ value: `${city}-${role}`, name: clerk.name, role: say(roleNames[role], language) }];
    });
  };
  const othersOf = async (city: string): Promise<DemonstrationPerson[]> => {
    const { items } = await clerksOf(house.identity, city, { limit: 100 });
    return demonstrationStaff.county.flatMap(({ role, agency }) => {
      const value = demonstrationLogin(city, role, agency);
      const clerk = items.find((each) => each.login === value);
      const kind = house.catalogue.kindOf(agency);
      if (!clerk || clerk.suspendedAt || !kind) return [];
      const body = agency.slice(kindOfAgency(agency).length).replace("-", " ");
      return [{ value, name: clerk.name, role: `${say(kind.name, language)}${body}` }];
    });
  };
  // A nation has hundreds of places; made-up clerks are in a few of them.
  const held = await rolesHeld(
    house.identity,
    house.regions.cities.map(({ city }) => city),
  );
  const cities = house.regions.cities.filter(({ city }) => held.has(city)).slice(0, 20);
  const places = await Promise.all(
    cities.map(async (city) => ({
      city: city.city,
      name: cityName(house, city, language),
      people: await peopleOf(city.city, demonstrationRoles),
      others: await othersOf(city.city),
    })),
  );
  // Counties first: that is where cases are.
  const isProvince = (place: DemonstrationPlace) => Number(place.city.endsWith("0000"));
  const [operator] = await peopleOf(installationCity, ["operator"]);
  return { places: places.sort((a, b) => isProvince(a) - isProvince(b)), operator };
}
