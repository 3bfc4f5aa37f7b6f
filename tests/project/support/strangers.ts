import { randomUUID } from "node:crypto";
import {
  type AccessTokens,
  type addPartner,
  clerksOf,
  type Role,
  signInDemonstrationClerk,
  signInResident,
} from "../../../src/domain/identity/index.ts";
import { cookiesFor, type RouteNote } from "../../../src/foundation/http/index.ts";
import { installationCity } from "../../../src/foundation/secrets/index.ts";
import type { TestHouse } from "../../helpers/house.ts";
import { documentOf, type Ids, thingsOf } from "./strangers-things.ts";

export { type Ids, type Kind, unknownIds } from "./strangers-things.ts";

type Signed = { readonly cookie: string; readonly csrf: string };
/** Somebody who asks: signed in, with a token, or neither. */
export type Somebody = {
  readonly name: string;
  readonly cookie?: string;
  readonly token?: string;
  readonly csrf?: string;
};

type Asker = Somebody & {
  /** What they have themselves, of whatever stands beside what they ask for. */
  readonly own: Ids;
  readonly strangers: readonly { readonly name: string; readonly ids: Ids }[];
};

export type People = {
  readonly page: string;
  readonly eventPage: string;
  readonly own: Ids;
  readonly resident: Signed;
  /** Of one agency, without any role besides. */
  readonly clerk: Signed;
  readonly finance: Signed;
  /** Who asks for what is not theirs. */
  readonly askers: (route: RouteNote) => readonly Asker[];
  /** Whose it is: they are let in where an asker is not. */
  readonly owners: (route: RouteNote) => readonly (Somebody & { readonly ids: Ids })[];
};

const city = "430621";
const otherCity = "130982";
const police = "public-security";
const civil = "civil-affairs";

/** Two residents, clerks of two cities and two agencies, and programs, each with things of their own. */
export async function peopleAndTheirs(
  running: TestHouse,
  tokens: AccessTokens,
  add: typeof addPartner,
): Promise<People> {
  const { house, clock } = running;
  const now = clock.now;
  const { names } = cookiesFor(house.settings.baseUrl);
  const cookieOf = (token: string) => `${names.session}=${token}`;
  const formToken = async (cookie: string, path: string): Promise<Signed> => {
    const page = await fetch(running.baseUrl + path, { headers: { cookie } });
    const cookies = page.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
    const csrf = /name="_csrf"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="_csrf"/.exec(await page.text());
    return { cookie: [cookie, ...cookies].join("; "), csrf: csrf?.[1] ?? csrf?.[2] ?? "" };
  };
  const person = async (serial: number) => {
    const claims = {
      idType: "resident_id",
      idNumber: documentOf(serial),
      name: "李明华",
      phone: "13800138000",
    } as const;
    const { resident, token } = await signInResident(house.identity, claims, now);
    return { resident, serial, ...(await formToken(cookieOf(token), "/me")) };
  };
  const staff = async (where: string, role: Role, page: string, agency?: string) => {
    const opened = await signInDemonstrationClerk(house.identity, { city: where, role, agency }, now);
    return { who: opened.clerk, ...(await formToken(cookieOf(opened.token), page)) };
  };
  const one = await person(1);
  const two = await person(2);
  const desk = await staff(city, "clerk", "/staff");
  const deskElsewhere = await staff(otherCity, "clerk", "/staff");
  const deskOfCivil = await staff(city, "clerk", "/staff", civil);
  const lead = await staff(city, "lead", "/staff");
  const leadElsewhere = await staff(otherCity, "lead", "/staff");

  const operator = {
    ...{ city: installationCity, id: randomUUID(), login: "op", name: "韩朗", agency: undefined },
    roles: ["operator"],
  } as const;
  const program = async (client: string, kind: "channel" | "agency", agency?: string) => {
    const scopes = kind === "channel" ? ["cases.submit", "cases.read", "payments.make"] : ["cases.read", "cases.act"];
    const input = { client, kind, name: "测试程序", cities: "all", scopes, ...(agency ? { agency } : {}) };
    const { secret } = await add(house.identity, operator, input as Parameters<typeof addPartner>[2], now);
    return (await tokens.issue(client, secret, now))?.token ?? "";
  };
  const channel = await program("other-channel", "channel");
  const channelOfTwo = await program("paying-channel", "channel");
  const otherOffice = await program("water-bureau", "agency", "hotline");
  const office = await program("police-bureau", "agency", police);

  const accountOf = async (where: string) => (await clerksOf(house.identity, where)).items[0]?.id ?? "";
  const account = await accountOf(city);
  const here = { where: city, agency: police, clerk: desk.who, lead: lead.who, account };
  const ofOne = await thingsOf(running, { ...one, ...here, channel: "other-channel", office: "water-bureau" });
  const ofTwo = await thingsOf(running, { ...two, ...here, channel: "paying-channel", office: "police-bureau" });
  const programs = { channel: "paying-channel", office: "police-bureau" };
  const elsewhere = await thingsOf(running, {
    ...{ ...two, ...programs, where: otherCity, agency: police, account: await accountOf(otherCity) },
    ...{ clerk: deskElsewhere.who, lead: leadElsewhere.who },
  });
  const otherAgency = await thingsOf(running, {
    ...{ ...two, ...programs, where: city, agency: civil, account },
    ...{ clerk: deskOfCivil.who, lead: { ...lead.who, agency: civil } },
  });

  const cityOffice = await staff(city, "office", "/staff/office/clerks");
  const officeElsewhere = await staff(otherCity, "office", "/staff/office/clerks");
  const finance = await staff(city, "finance", "/staff/me");
  const financeElsewhere = await staff(otherCity, "finance", "/staff/me");
  const auditor = await staff(city, "auditor", "/staff/audit");

  const inCity = [{ name: "another city", ids: elsewhere }];
  const byLeads = (route: RouteNote) => route.url.startsWith("/staff/templates/");
  const askers = (route: RouteNote): readonly Asker[] => {
    const own = ofOne;
    switch (route.access) {
      case "resident":
      case "visitor": {
        const strangers = [
          { name: "another resident", ids: ofTwo },
          { name: "another resident elsewhere", ids: elsewhere },
        ];
        const asker = { name: "a resident", ...one, own, strangers };
        return route.access === "visitor" ? [asker, { name: "a visitor", own, strangers }] : [asker];
      }
      case "partner":
        return [
          { name: "another channel", token: channel, own, strangers: [{ name: "a channel", ids: ofTwo }] },
          { name: "another agency", token: otherOffice, own, strangers: [{ name: "an agency", ids: ofTwo }] },
        ];
      case "office":
        return [{ name: "the city office", ...cityOffice, own, strangers: inCity }];
      case "finance":
        return [{ name: "a finance clerk", ...finance, own, strangers: inCity }];
      case "auditor":
        return [{ name: "the auditor", ...auditor, own, strangers: inCity }];
      default: {
        const strangers = [...inCity, { name: "another agency", ids: otherAgency }];
        return byLeads(route)
          ? [{ name: "a lead", ...lead, own, strangers }]
          : [{ name: "a clerk", ...desk, own, strangers }];
      }
    }
  };
  const owners = (route: RouteNote): ReturnType<People["owners"]> => {
    switch (route.access) {
      case "resident":
      case "visitor":
        return [
          { name: "the resident", ...two, ids: ofTwo },
          { name: "the resident, elsewhere", ...two, ids: elsewhere },
        ];
      case "partner":
        return /\/payments\/|\/cases\/:number\/files$/.test(route.url)
          ? [{ name: "the channel", token: channelOfTwo, ids: ofTwo }]
          : [{ name: "the agency", token: office, ids: ofTwo }];
      case "office":
        return [{ name: "the office there", ...officeElsewhere, ids: elsewhere }];
      case "finance":
        return [{ name: "finance there", ...financeElsewhere, ids: elsewhere }];
      case "clerk":
        return byLeads(route)
          ? [{ name: "the lead there", ...leadElsewhere, ids: elsewhere }]
          : [
              { name: "the clerk there", ...deskElsewhere, ids: elsewhere },
              { name: "the other agency's clerk", ...deskOfCivil, ids: otherAgency },
            ];
      default:
        return [];
    }
  };
  const firstPage = (ask: readonly { readonly page: string }[] | undefined) => ask?.[0]?.page ?? "";
  const event = house.catalogue.lifeEvents.all().find(({ definition }) => definition.code === "losing-a-job");
  return {
    page: firstPage(house.catalogue.service("residence-permit", null)?.definition.ask),
    eventPage: firstPage(event?.shared.definition.ask),
    own: ofOne,
    ...{ resident: one, clerk: desk, finance, askers, owners },
  };
}
