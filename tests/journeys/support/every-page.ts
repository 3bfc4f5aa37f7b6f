import { setTimeout } from "node:timers/promises";
import { beginAssist, markAssistSent } from "../../../src/domain/caseload/index.ts";
import type { Act } from "../../../src/domain/cases/index.ts";
import { findCase, perform, submitCase } from "../../../src/domain/cases/index.ts";
import { clerksOf } from "../../../src/domain/identity/index.ts";
import type { House } from "../../../src/surfaces/house.ts";
import { act, Browsing, fileCase } from "../../helpers/own-pages.ts";
import { type Visitor, visitor } from "../../helpers/visitor.ts";
import { arrange, checkedList, codeFor, drawn, lifeEvents, reported } from "./page-seeds.ts";

/** Who looks at a page. */
export type Who = "nobody" | "worker" | "clerk" | "hotline" | "lead" | "office" | "auditor" | "operator";

/** One kind of page, as somebody sees it. */
export type KindOfPage = {
  /** The route, as it is registered. */
  readonly route: string;
  readonly who: Who;
  /** What distinguishes it from other pages of this route. */
  readonly about?: string;
  readonly status?: number;
  readonly path: (seed: Seed) => string;
};

export type Seed = {
  readonly origin: string;
  /** Case numbers by state. */
  readonly cases: Readonly<Record<string, string>>;
  readonly suggestion: string;
  readonly certificate: string;
  /** One that it took the place of. */
  readonly replaced: string;
  /** A one-time code that its holder made for it. */
  readonly code: string;
  /** A report of a pothole. */
  readonly report: string;
  /** A draft that ends in an answer on the page. */
  readonly query: string;
  /** Addresses of drafts: answered in full, with a wrong day, and one that cannot be granted. */
  readonly full: string;
  readonly wrong: string;
  readonly short: string;
  /** Addresses of a draft of a life event that is answered in full, and of an event that was sent. */
  readonly lifeEvents: { readonly draft: string; readonly sent: string };
  readonly clerkPage: string;
  /** A list of another system that was checked. */
  readonly importPage: string;
  /** Addresses of what a clerk fills in for somebody, and filed. */
  readonly assists: { readonly unsent: string; readonly sent: string; readonly correcting: string };
  /** The cookies of everybody who looks. */
  readonly cookies: Readonly<Record<Who, ReadonlyMap<string, string>>>;
};

const city = "430621";
const guide = `/${city}/services/residence-permit`;
const journey = "/:city/services/:code/drafts/:id";
const event = "/:city/life-events/:code";
const eventJourney = `${event}/drafts/:id`;

const statesReached: readonly (readonly [state: string, acts: readonly (readonly [Act["type"], object?])[]])[] = [
  ["submitted", []],
  ["correction_asked", [["ask_correction", { items: ["请上传劳动合同上写有双方签名的那几页。", "单位名称请写全。"] }]]],
  ["not_accepted", [["decline", { reason: "您住在临湘市，不归岳阳县办理。", where: "临湘市公安局" }]]],
  ["accepted", [["accept"]]],
  ["in_review", [["accept"], ["take"]]],
  ["suspended", [["accept"], ["suspend", { reason: "要到您的住处实地核查，大约五天。" }]]],
  ["approved", [["accept"], ["approve", { note: "欢迎您。" }]]],
  ["refused", [["accept"], ["refuse", { reason: "房东说没有把这处房子租给您，所以不能确认您住在这里。" }]]],
  ["delivered", [["accept"], ["approve"]]],
  ["withdrawn", []],
  ["transferred", [["transfer", { where: "临湘市公安局", reason: "您已经搬到临湘市。" }]]],
];

/** The states whose pages are looked at; the clock alone leads to the two that are missing (lapsed, archived). */
const statesSeen = statesReached.map(([state]) => state);

const permitOffice = "/staff/office/services/residence-permit";

export const everyPage: readonly KindOfPage[] = [
  { route: "/", who: "nobody", path: () => "/" },
  { route: "/", who: "nobody", about: "found", path: () => "/?q=yyx" },
  { route: "/", who: "nobody", about: "nothing found", path: () => "/?q=%E6%B2%A1%E6%9C%89" },
  { route: "/", who: "nobody", about: "within a province", path: () => "/?under=430000" },
  { route: "/:city", who: "nobody", path: () => `/${city}` },
  { route: "/:city", who: "nobody", about: "not open", status: 404, path: () => "/110101" },
  { route: "/:city/fields/:field", who: "nobody", path: () => `/${city}/fields/policing` },
  { route: "/:city/search", who: "nobody", path: () => `/${city}/search?q=%E6%9A%82%E4%BD%8F%E8%AF%81` },
  { route: "/:city/search", who: "nobody", about: "nothing found", path: () => `/${city}/search?q=zzzz` },
  { route: "/:city/services/:code", who: "nobody", path: () => guide },
  { route: "/:city/services/:code", who: "nobody", about: "suggestion", path: () => `/${city}/services/suggestion` },
  { route: "/:city/services/:code/start", who: "nobody", path: () => `${guide}/start` },
  { route: "/:city/services/:code/start", who: "worker", about: "with a draft", path: () => `${guide}/start` },
  ...["where", "ground", "housing", "you", "delivery"].map(
    (page): KindOfPage => ({
      route: `${journey}/pages/:page`,
      who: "worker",
      about: page,
      path: ({ full }) => `${full}/pages/${page}`,
    }),
  ),
  { route: `${journey}/pages/:page`, who: "worker", about: "an error", path: ({ wrong }) => `${wrong}/pages/where` },
  { route: `${journey}/check`, who: "worker", path: ({ full }) => `${full}/check` },
  { route: `${journey}/later`, who: "worker", path: ({ full }) => `${full}/later` },
  { route: `${journey}/not-possible`, who: "worker", path: ({ short }) => `${short}/not-possible` },
  { route: `${journey}/answer`, who: "worker", path: ({ query }) => `${query}/answer` },
  { route: "/:city/life-events", who: "nobody", path: () => `/${city}/life-events` },
  { route: event, who: "nobody", path: () => `/${city}/life-events/birth` },
  { route: `${event}/start`, who: "nobody", path: () => `/${city}/life-events/birth/start` },
  { route: `${event}/start`, who: "worker", about: "with a draft", path: () => `/${city}/life-events/birth/start` },
  ...["situation", "child", "services"].map(
    (page): KindOfPage => ({
      route: `${eventJourney}/pages/:page`,
      who: "worker",
      about: page,
      path: ({ lifeEvents }) => `${lifeEvents.draft}/pages/${page}`,
    }),
  ),
  { route: `${eventJourney}/check`, who: "worker", path: ({ lifeEvents }) => `${lifeEvents.draft}/check` },
  { route: `${eventJourney}/later`, who: "worker", path: ({ lifeEvents }) => `${lifeEvents.draft}/later` },
  { route: "/me/life-events", who: "worker", path: () => "/me/life-events" },
  { route: "/me/life-events/:number", who: "worker", path: ({ lifeEvents }) => lifeEvents.sent },
  { route: "/:city/reports/:number", who: "nobody", path: ({ report }) => `/${city}/reports/${report}` },
  { route: "/:city/cases/:number/sent", who: "nobody", path: ({ suggestion }) => `/${city}/cases/${suggestion}/sent` },
  { route: "/suggestion", who: "nobody", path: () => "/suggestion" },
  { route: "/sign-in", who: "nobody", path: () => "/sign-in?return=/me" },
  { route: "/verify", who: "nobody", path: () => "/verify" },
  { route: "/verify/:number", who: "nobody", path: ({ certificate }) => `/verify/${certificate}` },
  { route: "/verify/:number", who: "nobody", about: "replaced", path: ({ replaced }) => `/verify/${replaced}` },
  { route: "/verify/:number", who: "nobody", about: "unknown", status: 404, path: () => "/verify/430621-20261116-X" },
  { route: "/me", who: "worker", path: () => "/me" },
  { route: "/me/cases", who: "worker", path: () => "/me/cases" },
  ...statesSeen.map(
    (state): KindOfPage => ({
      route: "/me/cases/:number",
      who: "worker",
      about: state,
      path: ({ cases }) => `/me/cases/${cases[state]}`,
    }),
  ),
  {
    route: "/me/cases/:number/correct",
    who: "worker",
    path: ({ cases }) => `/me/cases/${cases["correction_asked"]}/correct`,
  },
  {
    route: "/me/cases/:number/withdraw",
    who: "worker",
    path: ({ cases }) => `/me/cases/${cases["submitted"]}/withdraw`,
  },
  { route: "/me/cases/:number", who: "worker", about: "a report", path: ({ report }) => `/me/cases/${report}` },
  { route: "/me/contact", who: "worker", path: () => "/me/contact" },
  { route: "/me/inbox", who: "worker", path: () => "/me/inbox" },
  { route: "/me/certificates", who: "worker", path: () => "/me/certificates" },
  { route: "/me/certificates/:number", who: "worker", path: ({ certificate }) => `/me/certificates/${certificate}` },
  {
    route: "/me/certificates/:number",
    who: "worker",
    about: "replaced",
    path: ({ replaced }) => `/me/certificates/${replaced}`,
  },
  {
    route: "/me/certificates/:number/codes/:id",
    who: "worker",
    path: ({ certificate, code }) => `/me/certificates/${certificate}/codes/${code}`,
  },
  { route: "/me/readings", who: "worker", path: () => "/me/readings" },
  { route: "/me/privacy", who: "worker", path: () => "/me/privacy" },
  { route: "/me/privacy/correct", who: "worker", path: () => "/me/privacy/correct" },
  { route: "/api", who: "nobody", path: () => "/api" },
  { route: "/api/codes", who: "nobody", path: () => "/api/codes" },
  { route: "/staff/sign-in", who: "nobody", path: () => "/staff/sign-in" },
  { route: "/staff/enrol", who: "nobody", path: () => "/staff/enrol" },
  { route: "/staff", who: "clerk", path: () => "/staff" },
  { route: "/staff", who: "clerk", about: "closed", path: () => "/staff?view=closed" },
  ...["submitted", "correction_asked", "in_review", "approved", "refused", "delivered"].map(
    (state): KindOfPage => ({
      route: "/staff/cases/:number",
      who: "clerk",
      about: state,
      path: ({ cases }) => `/staff/cases/${cases[state]}`,
    }),
  ),
  { route: "/staff/cases/:number", who: "hotline", about: "a report", path: ({ report }) => `/staff/cases/${report}` },
  { route: "/staff/reports", who: "hotline", path: () => "/staff/reports" },
  { route: "/staff/checks", who: "clerk", path: () => "/staff/checks" },
  { route: "/staff/checks/:number", who: "clerk", path: ({ cases }) => `/staff/checks/${cases["approved"]}` },
  { route: "/staff/redeem", who: "clerk", path: () => "/staff/redeem" },
  { route: "/staff/redeem", who: "lead", about: "taking back too", path: () => "/staff/redeem" },
  { route: "/staff/assist", who: "clerk", path: () => "/staff/assist" },
  { route: "/staff/assist/new", who: "clerk", path: () => "/staff/assist/new" },
  { route: "/staff/assist/:id", who: "clerk", about: "not sent yet", path: ({ assists }) => assists.unsent },
  { route: "/staff/assist/:id", who: "clerk", about: "a receipt", path: ({ assists }) => assists.sent },
  {
    route: "/staff/assist/:id",
    who: "clerk",
    about: "something is missing",
    path: ({ assists }) => assists.correcting,
  },
  { route: "/staff/assist/:id/correct", who: "clerk", path: ({ assists }) => `${assists.correcting}/correct` },
  { route: "/staff/load", who: "lead", path: () => "/staff/load" },
  { route: "/staff/load/rules", who: "lead", path: () => "/staff/load/rules" },
  { route: "/staff/absences", who: "lead", path: () => "/staff/absences" },
  { route: "/staff/templates", who: "lead", path: () => "/staff/templates" },
  { route: "/staff/filters", who: "clerk", path: () => "/staff/filters" },
  { route: "/staff/help/keys", who: "clerk", path: () => "/staff/help/keys" },
  { route: "/staff/me", who: "clerk", path: () => "/staff/me" },
  { route: "/staff/office/clerks", who: "office", path: () => "/staff/office/clerks" },
  { route: "/staff/office/clerks/new", who: "office", path: () => "/staff/office/clerks/new" },
  { route: "/staff/office/clerks/:id", who: "office", path: ({ clerkPage }) => clerkPage },
  { route: "/staff/office/clerks/:id/:step", who: "office", path: ({ clerkPage }) => `${clerkPage}/suspend` },
  { route: "/staff/office/services", who: "office", path: () => "/staff/office/services" },
  { route: "/staff/office/imports", who: "office", path: () => "/staff/office/imports" },
  { route: "/staff/office/imports/:id", who: "office", path: ({ importPage }) => importPage },
  { route: "/staff/office/completeness", who: "office", path: () => "/staff/office/completeness" },
  { route: "/staff/office/agencies", who: "office", path: () => "/staff/office/agencies" },
  { route: "/staff/office/agencies/:agency", who: "office", path: () => "/staff/office/agencies/public-security" },
  { route: "/staff/office/agencies/:agency", who: "office", about: "all", path: () => "/staff/office/agencies/all" },
  { route: "/staff/office/services/:code", who: "office", path: () => "/staff/office/services/residence-permit" },
  { route: "/staff/office/services/:code/versions", who: "office", path: () => `${permitOffice}/versions` },
  {
    route: "/staff/office/services/:code/versions/compare",
    who: "office",
    status: 404,
    path: () => `${permitOffice}/versions/compare`,
  },
  { route: "/staff/office/services/:code/preview", who: "office", path: () => `${permitOffice}/preview` },
  { route: "/staff/office/services/:code/preview/first", who: "office", path: () => `${permitOffice}/preview/first` },
  ...["", "/choose", "/fill", "/preview", "/go-live", "/withdraw", "/upload"].map(
    (step): KindOfPage => ({
      route: `/staff/office/publishing${step}`,
      who: "office",
      path: () => `/staff/office/publishing${step}`,
    }),
  ),
  {
    route: "/staff/office/publishing/agencies/:agency",
    who: "office",
    path: () => "/staff/office/publishing/agencies/public-security",
  },
  {
    route: "/staff/office/publishing/review/:code/:version",
    who: "office",
    status: 404,
    path: () => "/staff/office/publishing/review/residence-permit/000000000000",
  },
  { route: "/staff/office/dispatch", who: "office", path: () => "/staff/office/dispatch" },
  { route: "/staff/office/connectors", who: "office", path: () => "/staff/office/connectors" },
  { route: "/staff/office/operators", who: "operator", path: () => "/staff/office/operators" },
  { route: "/staff/audit", who: "auditor", path: () => "/staff/audit" },
  { route: "*", who: "nobody", about: "an address that is none", status: 404, path: () => "/nothing/here/at/all" },
];

/** Routes that answer GET and are no page of ours: what they are instead. */
export const notPages: Readonly<Record<string, string>> = {
  [journey]: "leads to where the draft goes on",
  [eventJourney]: "leads to where the draft goes on",
  [`${journey}/files/:file`]: "a file",
  "/me/cases/:number/files/:id": "a file",
  "/me/cases/:number/correct/files/:file": "a file",
  "/staff/cases/:number/files/:id": "a file",
  "/staff/assist/:id/correct/files/:file": "a file",
  "/staff/redeem/:id.pdf": "a certificate, once",
  "/staff/exports/cases.csv": "a list to take along",
  "/staff/office/imports/:id/report.text": "a report to take along",
  "/staff/office/imports/:id/report.csv": "a report to take along",
  "/staff/office/imports/:id/report.json": "a report to take along",
  "/me/certificates/:number.pdf": "a certificate",
  "/me/privacy/export.json": "data to take along",
  "/sign-in/callback": "comes back from the identity service and leads on",
  "/api/openapi.json": "for programs",
  "/gallery/:name": "parts of pages with made-up content, tested where they are made",
};

/** Makes everything that the pages show: cases in every state, drafts, a certificate, and somebody signed in for each role. */
export async function seedPages(house: House, baseUrl: string): Promise<Seed> {
  const worker = await signedInResident(baseUrl, "worker");
  const cookies = {
    nobody: new Map<string, string>(),
    worker: worker.cookies,
    clerk: (await signedInStaff(baseUrl, "岳阳县 办事人员")).cookies,
    hotline: (await signedInStaff(baseUrl, "岳阳县 12345 政务服务便民热线")).cookies,
    lead: (await signedInStaff(baseUrl, "岳阳县 部门负责人")).cookies,
    office: (await signedInStaff(baseUrl, "岳阳县 市县管理人员")).cookies,
    auditor: (await signedInStaff(baseUrl, "岳阳县 审计员")).cookies,
    operator: (await signedInStaff(baseUrl, "运维管理员")).cookies,
  };
  const cases = await casesInEveryState(house);
  await drawn(house, cases["approved"] ?? "");
  // A person has one permit that stands: the later one took the place of the first.
  const certificate = await certificateOf(house, cases["delivered"] ?? "");
  await arrange(house);
  return {
    origin: baseUrl,
    cases,
    suggestion: await suggest(baseUrl),
    certificate,
    replaced: await certificateOf(house, cases["approved"] ?? ""),
    code: await codeFor(house, certificate),
    report: await reported(house),
    query: await queryDraft(worker),
    full: await fullDraft(worker),
    wrong: await begunDraft(worker, "130982", "2026-02-31"),
    short: await begunDraft(worker, "419001", "2026-09-01"),
    lifeEvents: await lifeEvents(house, worker),
    importPage: await checkedList(house),
    clerkPage: await firstClerk(baseUrl, cookies.office),
    assists: await assistPages(house, cases["submitted"] ?? ""),
    cookies,
  };
}

async function signedInResident(baseUrl: string, sub: "worker"): Promise<Visitor> {
  const browsing = new Browsing(baseUrl);
  await browsing.signIn(sub);
  const who = visitor(baseUrl);
  for (const [name, value] of browsing.cookies) who.cookies.set(name, value);
  return who;
}

/** One that a clerk has begun for somebody, and one that was sent. */
async function assistPages(house: House, number: string): Promise<Seed["assists"]> {
  const { items } = await clerksOf(house.identity, city, { agency: "public-security" });
  const clerk = items.find(({ login }) => login === `${city}-clerk`);
  const service = house.catalogue.service("residence-permit");
  if (!clerk || !service) throw new Error("there is no clerk or no permit");
  const person = { name: "王秀兰", idType: "passport", idNumber: "E12345678", phone: "", consent: "word" };
  const about = { ...person, clerk, service, agencyName: "岳阳县公安局", today: "2026-11-16" };
  const unsent = await beginAssist(house, about, house.clock());
  const sent = await beginAssist(house, about, house.clock());
  await markAssistSent(house, sent, number, house.clock());
  const correcting = await beginAssist(house, about, house.clock());
  const key = correcting.id;
  const filed = await submitCase(house.cases, {
    ...{
      city,
      service,
      agency: "public-security",
      resident: correcting.resident,
      delivery: "collect",
      channel: "counter",
    },
    applicant: { name: person.name, id_type: person.idType, id_number: person.idNumber, phone: "13900009003" },
    answers: service.definition.samples[0]?.answers ?? {},
    by: { kind: "clerk", id: clerk.id },
    idempotency: { caller: `staff:${clerk.id}`, key, bodyHash: key },
  });
  await act(house, filed.number, "ask_correction", { items: ["门牌号不完整"] });
  await markAssistSent(house, correcting, filed.number, house.clock());
  const at = (one: { readonly id: string }) => `/staff/assist/${one.id}`;
  return { unsent: at(unsent), sent: at(sent), correcting: at(correcting) };
}

async function signedInStaff(baseUrl: string, button: string): Promise<Visitor> {
  const who = visitor(baseUrl);
  await who.get("/staff/sign-in");
  await who.press(button);
  return who;
}

async function casesInEveryState(house: House): Promise<Record<string, string>> {
  const cases: Record<string, string> = {};
  for (const [state, acts] of statesReached) {
    const delivery = state === "delivered" ? "post" : "collect";
    const { number } = await fileCase(house, "worker", { delivery });
    for (const [type, input] of acts) await act(house, number, type, { ...input });
    cases[state] = number;
  }
  await certificateOf(house, cases["delivered"] ?? "");
  await act(house, cases["delivered"] ?? "", "deliver", { tracking: "EMS1234567890CN" });
  await withdraw(house, cases["withdrawn"] ?? "");
  return cases;
}

async function withdraw(house: House, number: string): Promise<void> {
  const { revision, applicant } = await findCase(house.cases, city, number);
  const by = { kind: "resident", id: applicant } as const;
  await perform(house.cases, { city, number, type: "withdraw", revision, by, input: { reason: "我搬家了。" } });
}

/** The certificate of an approved case: a reaction makes it a moment later. */
async function certificateOf(house: House, number: string): Promise<string> {
  for (let tries = 0; tries < 150; tries += 1) {
    const { certificate } = await findCase(house.cases, city, number);
    if (certificate !== null) return certificate;
    await setTimeout(200);
  }
  throw new Error(`no certificate was made for ${number}`);
}

/** What somebody asks the agency's records; their answer is asked for anew whenever the page is opened. */
async function queryDraft(who: Visitor): Promise<string> {
  await who.get(`/${city}/services/contribution-record/start`);
  await who.press("查询", { 哪种保险: "养老保险", 从哪一天: "2026-08-01", 到哪一天: "2026-10-31" });
  const [, draft] = /^(.+\/drafts\/[^/]+)\/answer$/.exec(who.page.at) ?? [];
  if (draft === undefined) throw new Error(`the query ended at ${who.page.at}: ${who.page.errors.join()}`);
  return draft;
}

async function fullDraft(who: Visitor): Promise<string> {
  const draft = await begunDraft(who, city, "2025-03-01");
  await who.press("保存并继续", { 您符合哪一项: "housing" });
  await who.press("保存并继续", { housing_kind: "lease", "housing_proof-promise": true });
  await who.press("保存并继续", {});
  await who.press("保存并继续", {});
  await who.press("保存并继续", { delivery_way: "post" });
  await who.press("保存并继续", {});
  if (who.page.title !== "请核对") throw new Error(`the draft ended at ${who.page.at}: ${who.page.errors.join()}`);
  return draft;
}

async function begunDraft(who: Visitor, place: string, since: string): Promise<string> {
  await who.get(`/${place}/services/residence-permit/start`);
  await who.press("开始填写");
  const draft = /^(.+\/drafts\/[^/]+)/.exec(who.page.at)?.[1] ?? "";
  const [year = "", month = "", day = ""] = since.split("-");
  const lived = { "lives_since-year": year, "lives_since-month": month, "lives_since-day": day };
  await who.press("保存并继续", { 详细地址: "演示路 18 号 2 栋 501 室", ...lived });
  return draft;
}

async function suggest(baseUrl: string): Promise<string> {
  const who = visitor(baseUrl);
  await who.get(`/${city}/services/suggestion/start`);
  await who.press("开始填写");
  await who.press("保存并继续", { matter: "broken", text: "按钮太小，看不清。" });
  await who.press("保存并继续", { phone: "" });
  await who.press("提交");
  return who.page.at.split("/")[3] ?? "";
}

async function firstClerk(baseUrl: string, cookies: ReadonlyMap<string, string>): Promise<string> {
  const who = visitor(baseUrl);
  for (const [name, value] of cookies) who.cookies.set(name, value);
  const { links } = await who.get("/staff/office/clerks");
  const link = links.find(({ href }) => /^\/staff\/office\/clerks\/[0-9a-f-]{36}$/.test(href));
  if (!link) throw new Error("the list of clerks leads to nobody");
  return link.href;
}
