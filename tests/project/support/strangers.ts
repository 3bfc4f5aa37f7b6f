import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { perform, submitCase } from "../../../src/domain/cases/index.ts";
import { jpeg } from "../../../src/domain/documents/fixtures.ts";
import { attachFiles, issueCertificate, receiveFile } from "../../../src/domain/documents/index.ts";
import { startDraft } from "../../../src/domain/forms/index.ts";
import {
  type AccessTokens,
  type addPartner,
  clerksOf,
  type Role,
  residentIdCheck,
  signInDemonstrationClerk,
  signInResident,
} from "../../../src/domain/identity/index.ts";
import { deliver } from "../../../src/domain/notifications/index.ts";
import { moneyFixture, paid } from "../../../src/domain/payments/fixtures.ts";
import { askRefund, differenceId } from "../../../src/domain/payments/index.ts";
import { cityScope, residentScope } from "../../../src/foundation/database/index.ts";
import { cookiesFor, type RouteNote } from "../../../src/foundation/http/index.ts";
import { newId, publicNumber } from "../../../src/foundation/ids/index.ts";
import { installationCity } from "../../../src/foundation/secrets/index.ts";
import { permitAnswers } from "../../helpers/cases.ts";
import { asOwner } from "../../helpers/database.ts";
import type { TestHouse } from "../../helpers/house.ts";

/** Something of everything that has an id, all of one owner. */
export type Ids = {
  readonly number: string;
  readonly certificate: string;
  readonly draft: string;
  readonly file: string;
  readonly message: string;
  readonly clerk: string;
  readonly proposal: string;
  readonly id: string;
  readonly payment: string;
  readonly refund: string;
  readonly difference: string;
};

type Asker = {
  readonly name: string;
  readonly cookie?: string;
  readonly token?: string;
  readonly csrf?: string;
  readonly strangers: readonly { readonly name: string; readonly ids: Ids }[];
};

export type People = {
  readonly city: string;
  readonly page: string;
  readonly own: Ids;
  readonly resident: { readonly cookie: string };
  /** Of one agency, without any role besides. */
  readonly clerk: { readonly cookie: string; readonly csrf: string };
  readonly finance: { readonly cookie: string; readonly csrf: string };
  readonly askers: (route: RouteNote) => readonly Asker[];
  readonly owners: readonly {
    readonly url: string;
    readonly cookie?: string;
    readonly token?: string;
    readonly ids: Ids;
  }[];
};

const city = "430621";
const otherCity = "130982";

/** Ids in the right form of which there is nothing. */
export function unknownIds({ clock }: TestHouse): Ids {
  const fresh = () => newId(clock.now);
  const day = "2026-11-16";
  return {
    number: publicNumber(city, day, "C"),
    certificate: publicNumber(city, day, "Z"),
    ...{ draft: fresh(), file: fresh(), message: fresh(), clerk: fresh(), proposal: fresh(), id: fresh() },
    ...moneyIds(day),
  };
}

/** Numbers of money in the right form that belong to nothing. */
function moneyIds(day: string): Pick<Ids, "payment" | "refund" | "difference"> {
  const payment = publicNumber(city, day, "P");
  return { payment, refund: publicNumber(city, day, "R"), difference: differenceOf(payment, day) };
}

const differenceOf = (number: string, day: string): string =>
  differenceId({ source: "provider/demo/main", day, kind: "payment", number, part: "", line: 0 });

const documentOf = (serial: number) => {
  const digits = `43062119900101${String(serial).padStart(3, "0")}`;
  return digits + residentIdCheck(digits);
};

/** Two residents, clerks of two cities and programs, each with cases, files, drafts, messages and certificates of their own. */
export async function peopleAndTheirs(
  running: TestHouse,
  tokens: AccessTokens,
  add: typeof addPartner,
): Promise<People> {
  const { house, clock } = running;
  const now = clock.now;
  const { names } = cookiesFor(house.settings.baseUrl);
  const cookieOf = (token: string) => `${names.session}=${token}`;
  const signIn = async (serial: number) => {
    const claims = {
      idType: "resident_id",
      idNumber: documentOf(serial),
      name: "李明华",
      phone: "13800138000",
    } as const;
    const { resident, token } = await signInResident(house.identity, claims, now);
    return { resident, cookie: cookieOf(token) };
  };
  const one = await signIn(1);
  const two = await signIn(2);
  const staff = async (where: string, role: Role) =>
    cookieOf((await signInDemonstrationClerk(house.identity, { city: where, role }, now)).token);
  const clerk = { cookie: await staff(city, "clerk") };
  const clerkElsewhere = { cookie: await staff(otherCity, "clerk") };
  const clerkId = async (where: string) => (await clerksOf(house.identity, where)).items[0]?.id ?? "";
  const ofOne = await thingsOf(running, { resident: one.resident, where: city, agency: "public-security", serial: 1 });
  const ofTwo = await thingsOf(running, { resident: two.resident, where: city, agency: "public-security", serial: 2 });
  const elsewhere = {
    ...(await thingsOf(running, { resident: two.resident, where: otherCity, agency: "public-security", serial: 2 })),
    clerk: await clerkId(otherCity),
  };
  const otherAgency = await thingsOf(running, {
    resident: two.resident,
    where: city,
    agency: "civil-affairs",
    serial: 2,
  });

  const operator = {
    city: installationCity,
    id: randomUUID(),
    login: "op",
    name: "韩朗",
    agency: undefined,
    roles: ["operator"],
  } as const;
  const program = async (client: string, kind: "channel" | "agency", cities: "all" | string[], agency?: string) => {
    const scopes = kind === "channel" ? ["cases.submit", "cases.read"] : ["cases.read", "cases.act"];
    const input = { client, kind, name: "测试程序", cities, scopes, ...(agency ? { agency } : {}) };
    const { secret } = await add(house.identity, operator, input as Parameters<typeof addPartner>[2], now);
    return (await tokens.issue(client, secret, now))?.token ?? "";
  };
  const channel = await program("other-channel", "channel", "all");
  const otherOffice = await program("water-bureau", "agency", "all", "hotline");
  const office = await program("police-bureau", "agency", "all", "public-security");

  const formToken = async (cookie: string, path: string) => {
    const page = await fetch(running.baseUrl + path, { headers: { cookie } });
    const cookies = page.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
    const csrf = /name="_csrf"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="_csrf"/.exec(await page.text());
    return { cookie: [cookie, ...cookies].join("; "), csrf: csrf?.[1] ?? csrf?.[2] ?? "" };
  };
  const resident = await formToken(one.cookie, "/me");
  const desk = await formToken(clerk.cookie, "/staff");
  const cityOffice = await formToken(await staff(city, "office"), "/staff/office/clerks");
  const auditor = await formToken(await staff(city, "auditor"), "/staff/audit");
  const finance = await formToken(await staff(city, "finance"), "/staff/me");
  const financeOf = async (where: string, pages: readonly string[]) => {
    const cookie = await staff(where, "finance");
    return pages.map((page) => ({ url: `/staff/money/${page}`, cookie, ids: elsewhere }));
  };
  const strangersOfCity = [
    { name: "another city", ids: elsewhere },
    { name: "another agency", ids: otherAgency },
  ];
  return {
    city,
    page: house.catalogue.service("residence-permit", null)?.definition.ask[0]?.page ?? "",
    own: ofOne,
    resident,
    clerk: desk,
    finance,
    askers: (route) => {
      if (route.access === "resident" || route.access === "visitor") {
        const strangers = [
          { name: "another resident", ids: ofTwo },
          { name: "another resident elsewhere", ids: elsewhere },
        ];
        const nobody = { name: "a visitor", strangers };
        return route.access === "visitor"
          ? [{ name: "a resident", ...resident, strangers }, nobody]
          : [{ name: "a resident", ...resident, strangers }];
      }
      if (route.access === "partner")
        return [
          {
            name: "a channel that did not file it",
            token: channel,
            strangers: [{ name: "another channel", ids: ofTwo }],
          },
          { name: "another agency", token: otherOffice, strangers: [{ name: "an agency", ids: ofTwo }] },
        ];
      const inCity = strangersOfCity.slice(0, 1);
      if (route.access === "office") return [{ name: "the city office", ...cityOffice, strangers: inCity }];
      if (route.access === "finance") return [{ name: "a finance clerk", ...finance, strangers: inCity }];
      if (route.access === "auditor") return [{ name: "the auditor", ...auditor, strangers: inCity }];
      return [{ name: "a clerk", ...desk, strangers: strangersOfCity }];
    },
    owners: [
      { url: "/me/cases/:number", cookie: two.cookie, ids: ofTwo },
      { url: "/me/cases/:number/files/:id", cookie: two.cookie, ids: ofTwo },
      { url: "/me/certificates/:number.pdf", cookie: two.cookie, ids: ofTwo },
      { url: "/:city/services/:code/drafts/:id", cookie: two.cookie, ids: ofTwo },
      { url: "/staff/cases/:number", cookie: clerkElsewhere.cookie, ids: elsewhere },
      { url: "/staff/cases/:number/files/:id", cookie: clerkElsewhere.cookie, ids: elsewhere },
      { url: "/api/v1/cities/:city/cases/:number", token: office, ids: ofTwo },
      ...(await financeOf(otherCity, ["payments/:number", "refunds/:number", "differences/:difference"])),
      { url: "/staff/office/clerks/:id", cookie: await staff(otherCity, "office"), ids: elsewhere },
    ],
  };
}

/** A payment that was asked back, and a difference about it. */
async function moneyOf({ test, house, clock }: TestHouse, { where, resident }: { where: string; resident: string }) {
  const money = moneyFixture({ ...test, secrets: house.secrets });
  const { number: payment } = await paid(money, { city: where, amount_fen: 7_700n });
  const by = { kind: "resident", id: resident } as const;
  const { refunds } = await askRefund(money.context, {
    city: where,
    number: payment,
    by,
    amount_fen: 1n,
    reason: "退",
  });
  const day = "2026-11-16";
  await asOwner(test, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [where]);
    await owner.query(
      `insert into differences (city, source, day, kind, number, part, line, name, state, theirs_fen, changed_by, changed_at, run)
       values ($1, 'provider/demo/main', $2, 'payment', $3, '', 0, 'missing_here', 'open', 7700, 'system', $4, $5)`,
      [where, day, payment, clock.now, newId(clock.now)],
    );
  });
  return { payment, refund: refunds[0]?.number ?? "", difference: differenceOf(payment, day) };
}

async function thingsOf(
  running: TestHouse,
  of: { resident: string; where: string; agency: string; serial: number },
): Promise<Ids> {
  const { house, clock } = running;
  const now = clock.now;
  const { resident, where } = of;
  const service = house.catalogue.service("residence-permit", null);
  if (!service) throw new Error("the residence permit is not published");
  const by = { kind: "resident", id: resident } as const;
  const key = randomUUID();
  const { number } = await submitCase(house.cases, {
    ...{
      city: where,
      service,
      agency: of.agency,
      resident,
      answers: permitAnswers(),
      delivery: "collect",
      by,
      channel: "web",
    },
    applicant: { name: "李明华", id_type: "resident_id", id_number: documentOf(of.serial), phone: "13800138000" },
    idempotency: { caller: resident, key, bodyHash: key },
  });
  const draft = await startDraft(house, { owner: `resident:${resident}`, city: where, service, now, fresh: true });
  const file = await receiveFile(house.documents, Readable.from([jpeg()]), {
    ...{ city: where, owner: resident, draft: draft.id, question: "proof", name: "证明", now },
  });
  await house.database.transaction(cityScope(where), (tx) =>
    attachFiles(tx, { city: where, owner: resident, ids: [file.id], caseNumber: number }),
  );
  const facts = {
    title: { zh: "居住证", en: "Residence permit" },
    ...{ holder: "李明华", lines: [], issuedOn: "2026-11-16", validUntil: "2027-11-15" },
    issuer: { zh: "公安局", en: "Public Security Bureau" },
  };
  const certificate = await issueCertificate(house.documents, {
    ...{
      city: where,
      caseNumber: number,
      template: "residence-permit",
      templateVersion: service.version,
      holder: resident,
      facts,
    },
    ...{ baseUrl: house.settings.baseUrl, demonstration: true, now },
  });
  const [message] = await house.database.transaction(residentScope(resident), (tx) =>
    deliver(
      tx,
      house.secrets,
      [
        {
          template: "accepted",
          values: { service: service.definition.name, decide_by: null },
          resident,
          city: where,
          about: number,
        },
      ],
      now,
    ),
  );
  // A move of the case by its own agency, so that the newest revision is not the first.
  await perform(house.cases, {
    city: where,
    number,
    type: "take",
    revision: 1,
    by: { kind: "clerk", id: randomUUID() },
  });
  const other = newId(now);
  return {
    number,
    certificate: certificate.number,
    draft: draft.id,
    file: file.id,
    message: message ?? other,
    clerk: other,
    proposal: other,
    id: other,
    ...(await moneyOf(running, of)),
  };
}
