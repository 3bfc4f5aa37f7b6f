import { afterAll, beforeAll, expect, test } from "vitest";
import { AccessTokens, addPartner } from "../../src/domain/identity/index.ts";
import type { RouteNote } from "../../src/foundation/http/index.ts";
import { createMetrics } from "../../src/foundation/metrics/index.ts";
import { surfaceRoutes } from "../../src/surfaces/routes.ts";
import { openWeb } from "../../src/surfaces/web.tsx";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { expectNone } from "./support/project.ts";
import { type Ids, type People, peopleAndTheirs, unknownIds } from "./support/strangers.ts";

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

/** An address with every gap filled. */
function addressOf(url: string, ids: Partial<Ids>): string {
  const fixed: Record<string, string> = {
    ...{
      city: people.city,
      code: "residence-permit",
      page: people.page,
      field: "policing",
      step: "suspend",
      name: "x",
    },
    ...{ number: people.own.number, id: people.own.draft, file: people.own.file },
  };
  return url.replaceAll(/:([a-z]+)/g, (_, name: string) =>
    encodeURIComponent((ids as Record<string, string>)[name] ?? fixed[name] ?? "x"),
  );
}

async function ask(
  route: RouteNote,
  ids: Partial<Ids>,
  as: { cookie?: string; token?: string; csrf?: string } = {},
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
  };
  const form = new URLSearchParams(
    Object.entries({ ...fields, ...(as.csrf ? { _csrf: as.csrf } : {}) }).map(([name, value]) => [name, String(value)]),
  );
  const response = await fetch(running.baseUrl + addressOf(route.url, ids), {
    method: route.method,
    redirect: "manual",
    headers: {
      ...(as.cookie ? { cookie: as.cookie } : {}),
      ...(as.token ? { authorization: `Bearer ${as.token}` } : {}),
      ...(writes && json ? { "content-type": "application/json", "idempotency-key": crypto.randomUUID() } : {}),
    },
    ...(writes ? { body: json ? JSON.stringify({ type: "take", version: 1 }) : form } : {}),
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
    const { status } = await ask(route, idsFor(route, people.own), people.clerk);
    if (status !== 403 && status !== 404) problems.push(`${named(route)} answered a clerk without the role ${status}`);
    if (route.access !== "finance" || route.method !== "GET") continue;
    const welcome = await ask(route, idsFor(route, people.own), people.finance);
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

/** What in a route's address names something that belongs to somebody. */
const gaps = (route: RouteNote): ("number" | "id" | "file" | "difference")[] =>
  (["number", "id", "file", "difference"] as const).filter((gap) => new RegExp(`:${gap}\\b`).test(route.url));

function idsFor(route: RouteNote, ids: Ids): Partial<Ids> {
  const { url } = route;
  if (url.includes("/certificates/")) return { number: ids.certificate };
  if (url.includes("/inbox/")) return { id: ids.message };
  if (url.includes("/office/clerks/")) return { id: ids.clerk };
  if (url.includes("/office/operators/")) return { id: ids.proposal };
  if (url.includes("/money/payments/")) return { number: ids.payment };
  if (url.includes("/money/refunds/")) return { number: ids.refund };
  if (url.includes("/money/differences/")) return { difference: ids.difference };
  if (url.includes("/drafts/")) return { id: ids.draft, file: ids.file };
  return { number: ids.number, id: ids.file, file: ids.file };
}

test("ids of another city, agency or resident are answered like ids that do not exist", async () => {
  const guarded = routes.filter((route) => !open.has(route.access) && gaps(route).length > 0);
  expect(guarded.length).toBeGreaterThan(20);
  const problems: string[] = [];
  let compared = 0;
  for (const route of guarded) {
    for (const asker of people.askers(route)) {
      for (const stranger of asker.strangers) {
        const theirs = idsFor(route, stranger.ids);
        const none = idsFor(route, unknownIds(running));
        // All at once, and each of two gaps alone beside something of one's own.
        const ways = gaps(route).length < 2 ? [gaps(route)] : [gaps(route), gaps(route).slice(1)];
        for (const way of ways) {
          const pick = (ids: Partial<Ids>) => Object.fromEntries(way.map((gap) => [gap, ids[gap]])) as Partial<Ids>;
          const all = [...Object.values(pick(theirs)), ...Object.values(pick(none))] as string[];
          const seen = await ask(route, pick(theirs), asker);
          const unknown = await ask(route, pick(none), asker);
          compared += 1;
          const what = `${named(route)} as ${asker.name}, ${way.join(" and ")} of ${stranger.name}`;
          if (plain(seen, all) !== plain(unknown, all))
            problems.push(`${what}: ${seen.status} ${seen.location}, unknown: ${unknown.status} ${unknown.location}`);
          else if (seen.status < 400 && !/sign-in|\/start/.test(seen.location))
            problems.push(`${what}: answered ${seen.status} ${seen.location}`);
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(30);
  expectNone(problems, "What is not yours and what is not there must be the same 404:");
}, 120_000);

test("an answer that tells more than the unknown one would be seen", async () => {
  const [owner] = people.owners;
  const route = routes.find((one) => one.method === "GET" && one.url === owner?.url);
  if (!owner?.cookie || !route) throw new Error("no owner to ask as");
  const [theirs, none] = [idsFor(route, owner.ids), idsFor(route, unknownIds(running))];
  const all = [...Object.values(theirs), ...Object.values(none)];
  const [seen, unknown] = [
    await ask(route, theirs, { cookie: owner.cookie }),
    await ask(route, none, { cookie: owner.cookie }),
  ];
  expect(plain(seen, all)).not.toBe(plain(unknown, all));
  // The same 404 with other words.
  expect(plain({ ...unknown, body: `${unknown.body}.` }, all)).not.toBe(plain(unknown, all));
  const again = await ask(route, idsFor(route, unknownIds(running)), { cookie: owner.cookie });
  expect(again.status).toBe(404);
});

test("the ids asked for above are real: their owners see them", async () => {
  const problems: string[] = [];
  for (const { url, cookie, token, ids } of people.owners) {
    const route = routes.find((one) => one.method === "GET" && one.url === url);
    if (!route) problems.push(`there is no route ${url}`);
    else {
      const { status } = await ask(route, idsFor(route, ids), {
        ...(cookie ? { cookie } : {}),
        ...(token ? { token } : {}),
      });
      if (status >= 400) problems.push(`${url} answered its owner ${status}`);
    }
  }
  expectNone(problems, "Correct tests/project/support/strangers.ts:");
});
