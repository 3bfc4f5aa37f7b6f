import { type Seed, statesSeen, type Who } from "./seed-pages.ts";

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

const city = "430621";
const guide = `/${city}/services/residence-permit`;
const journey = "/:city/services/:code/drafts/:id";
const event = "/:city/life-events/:code";
const eventJourney = `${event}/drafts/:id`;

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
  { route: "/me/bills", who: "worker", path: () => "/me/bills" },
  { route: "/me/payments", who: "worker", path: () => "/me/payments" },
  { route: "/pay/:city/bills/:bill", who: "worker", path: ({ money }) => `/pay/${city}/bills/${money.bill}` },
  {
    route: "/pay/:city/bills",
    who: "worker",
    about: "several",
    path: ({ money }) => `/pay/${city}/bills?bill=${money.bill}&bill=${money.other}`,
  },
  { route: "/pay/:number", who: "worker", about: "waiting", path: ({ money }) => `/pay/${money.waiting}` },
  { route: "/pay/:number", who: "worker", about: "received", path: ({ money }) => `/pay/${money.received}` },
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
  {
    route: "/staff/office/services/:code/preview/messages",
    who: "office",
    path: () => `${permitOffice}/preview/messages`,
  },
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
  "/pay/:number/back": "comes back from the wallet and leads on",
  "/pay/:number/payer": "comes back from the wallet's sign-in and leads on",
  "/pay/wallet.js": "a script",
  "/sign-in/callback": "comes back from the identity service and leads on",
  "/api/openapi.json": "for programs",
  "/gallery/:name": "parts of pages with made-up content, tested where they are made",
};
