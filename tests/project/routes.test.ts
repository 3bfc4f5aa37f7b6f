import { afterAll, beforeAll, expect, test } from "vitest";
import { AccessTokens, addPartner } from "../../src/domain/identity/index.ts";
import type { RouteNote } from "../../src/foundation/http/index.ts";
import { createMetrics } from "../../src/foundation/metrics/index.ts";
import { surfaceRoutes } from "../../src/surfaces/routes.ts";
import { openWeb } from "../../src/surfaces/web.tsx";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { expectNone } from "./support/project.ts";
import { type Ids, type Kind, type People, peopleAndTheirs, type Somebody, unknownIds } from "./support/strangers.ts";

let running: TestHouse;
let routes: readonly RouteNote[];
let people: People;
beforeAll(async () => {
  running = await testHouse();
  const { house } = running;
  const signIn = {
    begin: () => Promise.reject(new Error("unused")),
    finish: () => Promise.reject(new Error("unused")),
  };
  const tokens = new AccessTokens(house.identity);
  const server = await openWeb({ ...house, metrics: createMetrics() }, surfaceRoutes({ signIn, tokens }));
  routes = server.routes().filter((route) => route.method !== "HEAD");
  await server.app.close();
  people = await peopleAndTheirs(running, tokens, addPartner);
}, 120_000);
afterAll(() => running?.close());

const named = (route: RouteNote): string => `${route.method} ${route.url}`;

/** Everyone may see them; an id in their address is nobody's secret. */
const open = new Set(["public", "demo"]);

test("every route has an owner and says who may ask it", () => {
  expect(routes.length).toBeGreaterThan(60);
  expectNone(
    routes.filter((route) => route.owner === "" || !route.access).map(named),
    "Say config.owner and config.access:",
  );
});

type Asked = { readonly status: number; readonly body: string; readonly location: string };

/** What stands in an address and is nobody's. */
function plainParts(url: string): Readonly<Record<string, string>> {
  const isEvent = url.includes("/life-events/");
  const service = url.endsWith("/answer") ? "contribution-record" : "residence-permit";
  return {
    code: url.includes("/steps/") ? "employment-registration" : isEvent ? "losing-a-job" : service,
    page: isEvent ? people.eventPage : people.page,
    ...{ field: "policing", step: "suspend", name: "x", day: "2026-11-16", agency: "public-security", form: "rules" },
    ...{ version: "1", a: "1", b: "1", provider: "demo", account: "main" },
  };
}

/** An address with every gap filled: with these ids, else with what is the own of whoever asks. */
function addressOf(url: string, ids: Readonly<Record<string, string>>): string {
  const beside = { city: people.own.city, ...plainParts(url), ...idsFor(url, people.own), ...ids };
  const filled = url.replaceAll(/:([a-z]+)/g, (_, name: string) =>
    encodeURIComponent((beside as Record<string, string>)[name] ?? "x"),
  );
  // Reading a certificate by its number says why.
  return url.endsWith("/certificates/:number") && url.startsWith("/api/") ? `${filled}?purpose=check` : filled;
}

/** What a program sends so that it is its right that decides, and not the shape of its body. */
function bodyOf(url: string): unknown {
  if (url.endsWith("/refunds")) return { reason: "交重了", amount_fen: 1 };
  if (url.endsWith("/revocations")) return { effect: "facts_changed", reason: "情况有变化" };
  return { type: "take", version: 1 };
}

async function ask(
  route: RouteNote,
  ids: Readonly<Record<string, string>>,
  as: Partial<Somebody> = {},
): Promise<Asked> {
  const writes = route.method !== "GET";
  const json = route.url.startsWith("/api/");
  // A body that has something of whatever any form asks for.
  const fields = {
    type: "take",
    act: "take",
    revision: 1,
    version: 1,
    reason: "请核对材料",
    note: "电话核实",
    decision: "take",
    remedy: "ask",
  };
  const form = new URLSearchParams(
    Object.entries({ ...fields, ...(as.csrf ? { _csrf: as.csrf } : {}) }).map(([name, value]) => [name, String(value)]),
  );
  const takesFiles = json && route.bodies.includes("files");
  const parts = new FormData();
  parts.append("nothing", new Blob(["x"]), "x.pdf");
  const sent = takesFiles ? parts : json ? JSON.stringify(bodyOf(route.url)) : form;
  const response = await fetch(running.baseUrl + addressOf(route.url, ids), {
    method: route.method,
    redirect: "manual",
    headers: {
      ...(as.cookie ? { cookie: as.cookie } : {}),
      ...(as.token ? { authorization: `Bearer ${as.token}` } : {}),
      ...(writes && json && !takesFiles ? { "content-type": "application/json" } : {}),
      ...(writes && json ? { "idempotency-key": crypto.randomUUID() } : {}),
    },
    ...(writes ? { body: sent } : {}),
  });
  return { status: response.status, body: await response.text(), location: response.headers.get("location") ?? "" };
}

test("whoever is not signed in is led to sign in, or sees nothing, on every route that is not open", async () => {
  const problems: string[] = [];
  for (const route of routes) {
    if (open.has(route.access) || route.access === "visitor") continue;
    const { status, location } = await ask(route, {});
    const refused =
      [401, 403, 404].includes(status) || ((status === 302 || status === 303) && /\/sign-in/.test(location));
    // /metrics answers this machine itself.
    if (!refused && route.url !== "/metrics")
      problems.push(`${named(route)} (${route.access}) answered ${status} ${location}`);
  }
  expectNone(problems, "These routes do not ask who is there (needResident, needStaff, the token):");
});

test("a form without its token is refused on every route that trusts a cookie", async () => {
  const writing = routes.filter((route) => route.method !== "GET" && route.withoutCsrf === undefined);
  expect(writing.length).toBeGreaterThan(15);
  const problems: string[] = [];
  for (const route of writing) {
    const who = route.url.startsWith("/staff") ? people.clerk : people.resident;
    for (const csrf of [undefined, "A".repeat(36)]) {
      const { status } = await ask(route, {}, { cookie: who.cookie, ...(csrf ? { csrf } : {}) });
      // A form with files shows its token on the way: a form without files in its place does so at once.
      if (status !== 403)
        problems.push(`${named(route)} took a form with ${csrf ? "a made-up" : "no"} token: ${status}`);
    }
  }
  expectNone(problems, "Let the HTTP layer check the token of these forms:");
});

test("what asks for a role is refused to a clerk without it; those who have it are let in", async () => {
  const asking = routes.filter(({ access }) => access === "finance" || access === "office" || access === "auditor");
  expect(asking.filter(({ access }) => access === "finance").length).toBeGreaterThan(25);
  const problems: string[] = [];
  for (const route of asking) {
    const { status } = await ask(route, {}, people.clerk);
    if (status !== 403 && status !== 404) problems.push(`${named(route)} answered a clerk without the role ${status}`);
    if (route.access !== "finance" || route.method !== "GET") continue;
    const welcome = await ask(route, {}, people.finance);
    if (welcome.status === 403) problems.push(`${named(route)} refused a finance clerk`);
  }
  expectNone(problems, "Let these routes ask for their role (needMoney, demand):");
}, 120_000);

/** What may differ between two refusals: references, times, the address itself, salts. */
function plain({ status, body, location }: Asked, ids: readonly string[]): string {
  let text = `${status} ${location}\n${body}`;
  for (const id of ids) text = text.replaceAll(id, "ID").replaceAll(encodeURIComponent(id), "ID");
  return text
    .replaceAll(/\b[A-Z0-9]{4}-[A-Z0-9]{1,6}\b/g, "REFERENCE")
    .replaceAll(/\b[A-Za-z0-9_-]{36}\b/g, "SALT")
    .replaceAll(/nonce-[\w+/=-]+/g, "NONCE");
}

/** What each gap of an address names; the first line that fits. Every other gap is one of `plainParts`. */
const inAddress: readonly (readonly [RegExp, Readonly<Record<string, Kind>>])[] = [
  [/\/certificates\/:number/, { number: "certificate", id: "code" }],
  [/\/redemptions\/:id/, { id: "usedByProgram" }],
  [/^\/staff\/redeem\//, { id: "usedByClerk" }],
  [/^\/me\/inbox\//, { id: "message" }],
  [/^\/me\/bills\//, { id: "account" }],
  [/^\/me\/life-events\//, { number: "event" }],
  [/\/office\/clerks\//, { id: "clerk" }],
  [/\/office\/operators\//, { id: "proposal" }],
  [/\/office\/imports\//, { id: "import" }],
  [/\/money\/payments\//, { number: "payment" }],
  [/\/money\/refunds\//, { number: "refund" }],
  [/\/money\/differences\//, { difference: "difference" }],
  [/^\/pay\/:city\/bills\//, { bill: "bill" }],
  [/^\/pay\/:number/, { number: "payment", receipt: "receipt" }],
  [/^\/api\/.*\/payments\//, { number: "programPayment", receipt: "programReceipt" }],
  [/\/errands\//, { id: "errand" }],
  [/^\/staff\/assist\//, { id: "assist", file: "assistFile" }],
  [/^\/staff\/absences\//, { id: "absence" }],
  [/^\/staff\/templates\//, { id: "template" }],
  [/^\/staff\/filters\//, { id: "filter" }],
  [/^\/staff\/checks\//, { number: "checked" }],
  [/\/life-events\/:code\/drafts\//, { id: "eventDraft" }],
  [/\/drafts\/:id\/answer$/, { id: "lookDraft" }],
  [/\/drafts\/:id/, { id: "draft", file: "draftFile" }],
  [/^\/api\/.*\/cases\/:number\/files\/:file$/, { number: "case", file: "caseFile" }],
  [/^\/api\/.*\/cases\/:number\/files$/, { number: "programCase" }],
  [/\/cases\/:number\/correct/, { number: "correcting", file: "correctingFile" }],
  [/\/cases\/:number/, { number: "case", id: "caseFile" }],
];

/** Routes that show something to whoever knows its number, or that no owner of a city has, and why that is right. */
const noOwner: Readonly<Record<string, string>> = {
  "GET /:city/reports/:number": "how a report stands is public; nothing personal is shown",
  "POST /:city/cases/:number/urge": "of cases sent without signing in: the number is all there is to show",
  "POST /staff/office/operators/:id/confirm": "belongs to the installation; a clerk of a city is never let in",
};

const gaps = (url: string): readonly string[] => {
  const plainNames = new Set(["city", ...Object.keys(plainParts(url))]);
  return [...url.matchAll(/:([a-z]+)/g)].map(([, name = ""]) => name).filter((name) => !plainNames.has(name));
};

function idsFor(url: string, ids: Ids): Record<string, string> {
  const [, kinds = {}] = inAddress.find(([shape]) => shape.test(url)) ?? [];
  return Object.fromEntries(
    gaps(url).flatMap((gap) => {
      const kind = kinds[gap];
      return kind === undefined ? [] : [[gap, ids[kind]]];
    }),
  );
}

const guardedRoutes = () => routes.filter((route) => !open.has(route.access) && gaps(route.url).length > 0);

test("of every route that is guarded it is said what its address names", () => {
  const unsaid = guardedRoutes().filter(
    ({ method, url }) =>
      gaps(url).some((gap) => idsFor(url, people.own)[gap] === undefined) && noOwner[`${method} ${url}`] === undefined,
  );
  expectNone(
    unsaid.map(named),
    "Say in `inAddress` what stands in these addresses, and make one in support/strangers-things.ts:",
  );
  const there = new Set(routes.map(named));
  expectNone(
    Object.keys(noOwner).filter((route) => !there.has(route)),
    "These routes are gone; take them out of `noOwner`:",
  );
});

test("ids of another city, agency or resident are answered like ids that do not exist", async () => {
  const guarded = guardedRoutes();
  expect(guarded.length).toBeGreaterThan(80);
  const problems: string[] = [];
  let compared = 0;
  for (const route of guarded) {
    for (const asker of people.askers(route)) {
      for (const stranger of asker.strangers) {
        const all = gaps(route.url);
        // All at once, and each of two gaps alone beside something of one's own.
        for (const way of all.length < 2 ? [all] : [all, all.slice(1)]) {
          const where = way.length === all.length ? stranger.ids.city : people.own.city;
          const pick = (ids: Ids) => {
            const chosen = idsFor(route.url, ids);
            return Object.fromEntries(way.map((gap) => [gap, chosen[gap] ?? "x"]));
          };
          const [theirs, none] = [pick(stranger.ids), pick(unknownIds(running, where))];
          const seen = await ask(route, { city: where, ...theirs }, asker);
          const unknown = await ask(route, { city: where, ...none }, asker);
          compared += 1;
          const words = [...Object.values(theirs), ...Object.values(none)];
          const what = `${named(route)} as ${asker.name}, ${way.join(" and ")} of ${stranger.name}`;
          if (plain(seen, words) !== plain(unknown, words))
            problems.push(`${what}: ${seen.status} ${seen.location}, unknown: ${unknown.status} ${unknown.location}`);
          else if (seen.status < 400 && !/sign-in|\/start/.test(seen.location))
            problems.push(`${what}: answered ${seen.status} ${seen.location}`);
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(200);
  expectNone(problems, "What is not yours and what is not there must be the same 404:");
}, 300_000);

test("an answer that tells more than the unknown one would be seen", async () => {
  const route = routes.find(({ method, url }) => method === "GET" && url === "/me/cases/:number");
  const [owner] = route ? people.owners(route) : [];
  if (!owner || !route) throw new Error("no owner to ask as");
  const [theirs, none] = [idsFor(route.url, owner.ids), idsFor(route.url, unknownIds(running, owner.ids.city))];
  const all = [...Object.values(theirs), ...Object.values(none)];
  const [seen, unknown] = [await ask(route, theirs, owner), await ask(route, none, owner)];
  expect(plain(seen, all)).not.toBe(plain(unknown, all));
  // The same 404 with other words.
  expect(plain({ ...unknown, body: `${unknown.body}.` }, all)).not.toBe(plain(unknown, all));
  const again = await ask(route, idsFor(route.url, unknownIds(running, owner.ids.city)), owner);
  expect(again.status).toBe(404);
});

test("the ids asked for above are real: on every such route their owners are let in", async () => {
  const problems: string[] = [];
  // Reading first and throwing away last: what is done changes what is there.
  const turn = ({ method, url }: RouteNote) => (url.endsWith("/discard") ? 2 : method === "GET" ? 0 : 1);
  const guarded = guardedRoutes().toSorted((a, b) => turn(a) - turn(b));
  for (const route of guarded) {
    if (noOwner[named(route)] !== undefined) continue;
    const owners = people.owners(route);
    if (owners.length === 0) problems.push(`${named(route)} (${route.access}) has no owner`);
    for (const owner of owners) {
      const { status, body } = await ask(route, { city: owner.ids.city, ...idsFor(route.url, owner.ids) }, owner);
      const isLetIn = route.method === "GET" ? status < 400 : ![400, 401, 403, 404].includes(status) && status < 500;
      if (!isLetIn)
        problems.push(`${named(route)} answered ${owner.name} ${status} ${/"code":"\w+"/.exec(body)?.[0] ?? ""}`);
    }
  }
  expectNone(problems, "Correct tests/project/support/strangers*.ts, or say in `noOwner` why there is none:");
}, 120_000);
