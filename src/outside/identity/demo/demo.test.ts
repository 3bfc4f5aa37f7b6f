import { fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import {
  AccessTokens,
  isIdNumber,
  isIdType,
  makeIdentity,
  profileOf,
  type ResidentSignIn,
  readResidentId,
  seedDemonstrationPartners,
  signInResident,
} from "../../../domain/identity/index.ts";
import { callbackPath, connectOidc } from "../oidc/index.ts";
import {
  demonstrationClient,
  demonstrationIdentityRoutes,
  demonstrationPath,
  people,
  sweepDemonstrationSignIns,
} from "./index.ts";

// The provider and its library live by the real clock.
const clock = () => new Date();

let test: TestDatabase;
let signIn: ResidentSignIn;
let baseUrl: string;
const apps: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  test = await testDatabase(new Date());
  await asOwner(test, (owner) => owner.query("insert into installation values (true, 'demonstration', '演示', now())"));
  baseUrl = `http://127.0.0.1:${await freePort()}`;
  await serve(baseUrl);
  const made = demonstrationClient(test.secrets, baseUrl);
  signIn = connectOidc({ ...made, baseUrl, secrets: test.secrets, freshSignIn: true });
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await test.close();
});

async function freePort(): Promise<number> {
  const probe = fastify();
  await probe.listen({ port: 0, host: "127.0.0.1" });
  const address = probe.server.address();
  await probe.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function serve(address: string, port = Number(new URL(address).port)): Promise<void> {
  const app = fastify();
  const identity = makeIdentity(test.database, test.secrets);
  await seedDemonstrationPartners(identity, clock());
  await app.register(demonstrationIdentityRoutes, {
    prefix: demonstrationPath,
    database: test.database,
    secrets: test.secrets,
    baseUrl: address,
    callbackPath,
    clock,
    tokens: new AccessTokens(identity),
  });
  await app.listen({ port, host: "127.0.0.1" });
  apps.push(app);
}

/** A browser with scripts off: keeps cookies with their paths, follows nothing by itself. */
function browser() {
  const jar = new Map<string, { value: string; path: string }>();
  return async (address: string, form?: Record<string, string>): Promise<Response> => {
    const { pathname } = new URL(address);
    const cookie = [...jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
    const response = await fetch(address, {
      redirect: "manual",
      headers: { cookie, ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}) },
      ...(form ? { method: "POST", body: new URLSearchParams(form).toString() } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      const path = attributes.find((one) => one.startsWith("path="))?.slice(5) ?? "/";
      if (value === "") jar.delete(name);
      else jar.set(name, { value, path });
    }
    return response;
  };
}

function next(response: Response): string {
  return new URL(response.headers.get("location") ?? "", response.url || baseUrl).href;
}

/** From the first redirect to the address the provider sends the person back to. */
async function walk(visit: ReturnType<typeof browser>, start: string, person: string): Promise<URL> {
  const page = next(await visit(start));
  expect(await (await visit(page)).text()).toContain("王秀兰");
  let at = next(await visit(page, { person }));
  for (let hop = 0; hop < 5 && !at.startsWith(baseUrl + callbackPath); hop += 1) at = next(await visit(at));
  return new URL(at);
}

describe("signing in at the demonstration", () => {
  it.each(people)("$sub chooses a button and comes back with a proved identity", async ({ sub, claims }) => {
    const { redirectTo, ticket } = await signIn.begin({
      returnTo: "/430621/services/residence-permit/start",
      now: clock(),
    });
    const callback = await walk(browser(), redirectTo, sub);
    const done = await signIn.finish({ callback, ticket, now: clock() });
    expect(done.returnTo).toBe("/430621/services/residence-permit/start");
    const identity = makeIdentity(test.database, test.secrets);
    const { resident, token } = await signInResident(identity, done.claims, clock());
    expect(await identity.sessions.read(token, clock())).toMatchObject({ kind: "resident", resident });
    expect(await profileOf(identity, resident)).toMatchObject({
      name: claims["name"],
      idType: claims["id_type"],
      idNumber: claims["id_number"],
      phone: claims["phone_number"],
      hukouDivision: claims["hukou_division"],
      address: claims["address"],
    });
  });

  it("lets the same browser choose another person next time", async () => {
    const visit = browser();
    for (const sub of ["worker", "grandmother"]) {
      const { redirectTo, ticket } = await signIn.begin({ returnTo: "/", now: clock() });
      const callback = await walk(visit, redirectTo, sub);
      const { claims } = await signIn.finish({ callback, ticket, now: clock() });
      expect(claims.name).toBe(people.find((one) => one.sub === sub)?.claims["name"]);
    }
  });

  it("refuses a code twice, a ticket of another browser, a forged or old one, and a changed state", async () => {
    const mine = await signIn.begin({ returnTo: "/", now: clock() });
    const other = await signIn.begin({ returnTo: "/", now: clock() });
    const callback = await walk(browser(), mine.redirectTo, "student");
    const finish = (ticket: string | undefined, at = clock(), url = callback) =>
      signIn.finish({ callback: url, ticket, now: at });
    await expect(finish(other.ticket)).rejects.toMatchObject({ code: "sign_in_failed" });
    const middle = Math.floor(mine.ticket.length / 2);
    const changed = mine.ticket.charAt(middle) === "A" ? "B" : "A";
    const altered = mine.ticket.slice(0, middle) + changed + mine.ticket.slice(middle + 1);
    for (const ticket of [undefined, "", "x.y.z", altered, "x".repeat(10_000)]) {
      await expect(finish(ticket)).rejects.toMatchObject({ code: "sign_in_expired" });
    }
    const late = new Date(clock().getTime() + 10 * 60_000 + 1);
    await expect(finish(mine.ticket, late)).rejects.toMatchObject({ code: "sign_in_expired" });
    const forged = new URL(callback);
    forged.searchParams.set("state", "another");
    await expect(finish(mine.ticket, clock(), forged)).rejects.toMatchObject({ code: "sign_in_failed" });
    const denied = new URL(callback);
    denied.search = `?error=access_denied&state=${callback.searchParams.get("state")}&iss=${encodeURIComponent(baseUrl + demonstrationPath)}`;
    await expect(finish(mine.ticket, clock(), denied)).rejects.toMatchObject({ code: "sign_in_cancelled" });
    await finish(mine.ticket);
    await expect(finish(mine.ticket)).rejects.toMatchObject({ code: "sign_in_failed" });
  });

  it("never sends anybody to another site afterwards", async () => {
    for (const returnTo of [
      "//evil.example",
      "https://evil.example",
      "/\\evil.example",
      "javascript:alert(1)",
      "/a b",
    ]) {
      const { redirectTo, ticket } = await signIn.begin({ returnTo, now: clock() });
      const callback = await walk(browser(), redirectTo, "trader");
      expect((await signIn.finish({ callback, ticket, now: clock() })).returnTo).toBe("/");
    }
  });

  it("does not accept a choice without the cookie of that sign-in, nor somebody who does not exist", async () => {
    const { redirectTo } = await signIn.begin({ returnTo: "/", now: clock() });
    const visit = browser();
    const page = next(await visit(redirectTo));
    expect(next(await browser()(page, { person: "worker" }))).toBe(`${baseUrl}/`);
    expect(next(await browser()(page))).toBe(`${baseUrl}/`);
    expect(next(await visit(page, { person: "mayor" }))).toBe(`${baseUrl}/`);
  });

  it("shows a page that loads nothing and runs nothing", async () => {
    const { redirectTo } = await signIn.begin({ returnTo: "/", now: clock() });
    const visit = browser();
    const response = await visit(next(await visit(redirectTo)));
    const policy = response.headers.get("content-security-policy");
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/);
    const html = await response.text();
    expect(html).not.toMatch(/<script|onclick|src=|https?:/);
    expect(html.match(/<button/g)).toHaveLength(people.length);
  });

  it("works in two processes, and what has run out is swept away", async () => {
    const { redirectTo, ticket } = await signIn.begin({ returnTo: "/", now: clock() });
    for (const app of apps.splice(0)) await app.close();
    await serve(baseUrl);
    const callback = await walk(browser(), redirectTo, "worker");
    expect((await signIn.finish({ callback, ticket, now: clock() })).claims.name).toBe("李建军");
    expect(await sweepDemonstrationSignIns(test.database, clock())).toBe(0);
    expect(await sweepDemonstrationSignIns(test.database, new Date(clock().getTime() + 3_600_000))).toBeGreaterThan(5);
  });
});

describe("behind a proxy", () => {
  it("speaks as its public address and is reached from inside", async () => {
    const port = await freePort();
    const publicUrl = "https://demo.example";
    await serve(publicUrl, port);
    const reachAt = `http://127.0.0.1:${port}`;
    const made = demonstrationClient(test.secrets, publicUrl);
    const proxied = connectOidc({ ...made, baseUrl: publicUrl, secrets: test.secrets, freshSignIn: true, reachAt });
    const { redirectTo, ticket } = await proxied.begin({ returnTo: "/me", now: clock() });
    expect(redirectTo.startsWith(`${publicUrl}${demonstrationPath}/auth?`)).toBe(true);
    const visit = browser();
    // The proxy: every public address is fetched from the process behind it.
    const through = (address: string, form?: Record<string, string>) => {
      expect(address.startsWith(publicUrl)).toBe(true);
      return visit(address.replace(publicUrl, reachAt), form);
    };
    const onward = (response: Response) => new URL(response.headers.get("location") ?? "", publicUrl).href;
    const page = onward(await through(redirectTo));
    const resumed = onward(await through(page, { person: "student" }));
    const callback = new URL(onward(await through(resumed)));
    expect(callback.href.startsWith(`${publicUrl}${callbackPath}?code=`)).toBe(true);
    const { claims, returnTo } = await proxied.finish({ callback, ticket, now: clock() });
    expect([claims.name, returnTo]).toEqual(["陈雨桐", "/me"]);
  });
});

describe("a provider that does not answer", () => {
  it("is an answer of its own, and is asked again the next time", async () => {
    const port = await freePort();
    const silent = connectOidc({
      issuer: `http://127.0.0.1:${port}/nobody`,
      clientId: "x",
      clientSecret: "y",
      baseUrl,
      secrets: test.secrets,
    });
    for (let time = 0; time < 2; time += 1) {
      await expect(silent.begin({ returnTo: "/", now: clock() })).rejects.toMatchObject({
        code: "identity_unavailable",
        status: 503,
        retryAfterSeconds: 30,
      });
    }
  });
});

describe("programs", () => {
  const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${baseUrl}${demonstrationPath}/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(form).toString(),
    });

  it("get a token by client credentials, in the form or the header", async () => {
    const tokens = new AccessTokens(makeIdentity(test.database, test.secrets));
    const inForm = await ask({
      grant_type: "client_credentials",
      client_id: "demo-channel",
      client_secret: "demo-channel-secret",
    });
    expect(inForm.status).toBe(200);
    expect(inForm.headers.get("cache-control")).toBe("no-store");
    const body = (await inForm.json()) as Record<string, string>;
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    expect(await tokens.verify(body["access_token"] ?? "", clock())).toMatchObject({
      client: "demo-channel",
      kind: "channel",
    });
    const authorization = `Basic ${Buffer.from("demo-agency:demo-agency-secret").toString("base64")}`;
    const inHeader = (await (await ask({ grant_type: "client_credentials" }, { authorization })).json()) as typeof body;
    expect(await tokens.verify(inHeader["access_token"] ?? "", clock())).toMatchObject({ kind: "agency" });
  });

  it("are told in the protocol's words what is wrong", async () => {
    const wrong = await ask({ grant_type: "client_credentials", client_id: "demo-channel", client_secret: "guess" });
    expect([wrong.status, await wrong.json()]).toEqual([401, { error: "invalid_client" }]);
    expect(wrong.headers.get("www-authenticate")).toContain("Basic");
    const grant = await ask({ grant_type: "password" });
    expect([grant.status, await grant.json()]).toEqual([400, { error: "unsupported_grant_type" }]);
    expect((await ask({ grant_type: "x".repeat(9_000) })).status).toBe(413);
    const bad = await ask({ grant_type: "client_credentials" }, { authorization: "Basic %%%" });
    expect(bad.status).toBe(401);
  });
});

describe("the people", () => {
  it("have numbers that pass every check, and serials that say they are invented", () => {
    for (const { claims } of people) {
      const type = claims["id_type"];
      const number = claims["id_number"] ?? "";
      expect(isIdType(type) && isIdNumber(type, number, "2026-11-16")).toBe(true);
      expect(readResidentId(number, "2026-11-16").ok).toBe(true);
      expect(number.slice(14, 15)).toBe("9");
    }
  });
});
