import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { Browsing, keyOf, unescaped } from "../../../../tests/helpers/own-pages.ts";
import { listDrafts, startDraft } from "../../../domain/forms/index.ts";
import { profileOf, type ResidentSignIn } from "../../../domain/identity/index.ts";
import { createMetrics } from "../../../foundation/metrics/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { openWeb } from "../../web.tsx";
import { visitOwner } from "../journey/whose.ts";
import { addOwnResidentPages } from "../routes-own.ts";

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse();
});
afterAll(async () => {
  await t.close();
});

/** The attributes of the cookie that was set last under this name. */
function setCookie(cookies: readonly string[], name: string): string {
  return cookies.findLast((line) => line.startsWith(`${name}=`)) ?? "";
}

describe("signing in", () => {
  test("leads to the provider and back to where one was, with a session of one's own", async () => {
    const browser = new Browsing(t.baseUrl);
    const page = await browser.get("/sign-in?return=%2Fme%2Fcases%3Fafter%3Dx");
    expect(page.text).toContain("不需要密码");
    expect(page.headers.get("content-security-policy")).toContain("form-action 'self'");
    const choose = await browser.submit(page, "/sign-in");
    expect(choose.url).toMatch(/\/demo\/oidc\/sign-in\//);
    expect(setCookie(choose.cookies, "sign-in")).toMatch(/Max-Age=600;.*HttpOnly;.*SameSite=Lax/);
    const landed = await browser.post(choose.url, { person: "student" });
    expect(landed.status).toBe(200);
    expect(landed.url).toBe(`${t.baseUrl}/me/cases?after=x`);
    expect(setCookie(landed.cookies, "session")).toMatch(/HttpOnly;.*SameSite=Lax/);
    expect(browser.cookies.has("sign-in")).toBe(false);
    expect((await profileOf(t.house.identity, keyOf(t.house, "student")))?.name).toBe("陈雨桐");
  });

  test("every sign-in has a new token, and the one brought before is worth nothing", async () => {
    const browser = new Browsing(t.baseUrl);
    await browser.signIn("trader");
    const before = browser.cookies.get("session");
    browser.cookies.delete("session");
    const page = await browser.get("/sign-in");
    browser.cookies.set("session", before ?? "");
    // The form was drawn for the visit, which still stands.
    const choose = await browser.submit(page, "/sign-in");
    await browser.post(choose.url, { person: "worker" });
    expect(browser.cookies.get("session")).not.toBe(before);
    expect((await browser.get("/me")).text).toContain("李建军");
    const thief = new Browsing(t.baseUrl);
    thief.cookies.set("session", before ?? "");
    expect((await thief.get("/me")).url).toContain("/sign-in?return=%2Fme");
  });

  test("whoever is signed in is led on at once", async () => {
    const browser = new Browsing(t.baseUrl);
    await browser.signIn("trader");
    expect((await browser.get("/sign-in?return=/me/inbox")).url).toBe(`${t.baseUrl}/me/inbox`);
  });

  test.each(["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""])(
    "never leads to another site: %j",
    async (returnTo) => {
      const landed = await new Browsing(t.baseUrl).signIn("foreigner", returnTo);
      expect(landed.url).toBe(`${t.baseUrl}/me`);
    },
  );

  test("drafts begun before are one's own afterwards", async () => {
    const browser = new Browsing(t.baseUrl);
    await browser.get("/sign-in");
    const owner = visitOwner(t.house, browser.cookies.get("visit"));
    const service = t.house.catalogue.service("residence-permit");
    if (!owner || !service) throw new Error("no visit, no service");
    const now = t.clock.now;
    const { id } = await startDraft(t.house, { owner, city: "430621", service, now });
    const me = await browser.signIn("grandmother");
    expect(me.text).toContain(`/430621/services/residence-permit/drafts/${id}`);
    const kept = await listDrafts(t.house, { owner: `resident:${keyOf(t.house, "grandmother")}`, now });
    expect(kept.map((draft) => draft.id)).toEqual([id]);
    expect(await listDrafts(t.house, { owner, now })).toEqual([]);
  });
});

describe("a sign-in that ends otherwise", () => {
  /** Leaves for the provider, and gives the state that has to come back. */
  async function leave(browser: Browsing, returnTo: string): Promise<string> {
    const page = await browser.get(`/sign-in?return=${encodeURIComponent(returnTo)}`);
    const left = await browser.submit(page, "/sign-in", {}, false);
    return new URL(left.headers.get("location") ?? "").searchParams.get("state") ?? "";
  }

  test("cancelled: says so kindly and keeps where one was going", async () => {
    const browser = new Browsing(t.baseUrl);
    const state = await leave(browser, "/me/inbox");
    const back = await browser.get(`/sign-in/callback?error=access_denied&state=${state}&iss=${t.baseUrl}/demo/oidc`);
    expect(back.status).toBe(401);
    expect(back.text).toContain("身份认证没有完成");
    expect(back.text).toContain('name="return" value="/me/inbox"');
    expect(browser.cookies.has("session")).toBe(false);
    const choose = await browser.submit(back, "/sign-in");
    expect((await browser.post(choose.url, { person: "trader" })).url).toBe(`${t.baseUrl}/me/inbox`);
  });

  test("after more than ten minutes it begins anew", async () => {
    const browser = new Browsing(t.baseUrl);
    const state = await leave(browser, "/me");
    const before = t.clock.now;
    t.clock.now = new Date(before.getTime() + 11 * 60_000);
    try {
      const back = await browser.get(`/sign-in/callback?code=abc&state=${state}`);
      expect(back.status).toBe(401);
      expect(back.text).toContain("超过十分钟");
    } finally {
      t.clock.now = before;
    }
  });

  test.each([
    ["in another browser", undefined],
    ["with a forged ticket", "L21l.a.b.c"],
    ["with a ticket of nonsense", "%00~~"],
  ])("%s: no sign-in", async (_name, ticket) => {
    const browser = new Browsing(t.baseUrl);
    if (ticket !== undefined) browser.cookies.set("sign-in", ticket);
    const back = await browser.get("/sign-in/callback?code=abc&state=def");
    expect(back.status).toBe(401);
    expect(back.text).toContain("重新登录");
    expect(browser.cookies.has("session")).toBe(false);
  });

  test("a code that is not the provider's is no sign-in", async () => {
    const browser = new Browsing(t.baseUrl);
    const state = await leave(browser, "/me");
    const back = await browser.get(`/sign-in/callback?code=made-up&state=${state}&iss=${t.baseUrl}/demo/oidc`);
    expect(back.status).toBe(401);
    expect(back.text).toContain("身份认证没有成功");
  });

  test("a form that is not ours begins nothing", async () => {
    const browser = new Browsing(t.baseUrl);
    await browser.get("/sign-in");
    expect((await browser.post("/sign-in", { return: "/me", _csrf: "x".repeat(36) })).status).toBe(403);
  });
});

describe("the provider", () => {
  async function pageOf(signIn: ResidentSignIn | undefined) {
    const web = await openWeb({ ...t.house, metrics: createMetrics() }, [
      (app, house) => addOwnResidentPages(app, house, { signIn }),
    ]);
    await web.app.ready();
    return web.app;
  }

  test("is not configured: the page says so and what one can do", async () => {
    const app = await pageOf(undefined);
    const page = await app.inject({ url: "/sign-in" });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain("还没有接入身份认证平台");
    expect(page.body).not.toContain('action="/sign-in"');
    expect((await app.inject({ url: "/sign-in/callback?code=a&state=b" })).statusCode).toBe(503);
    await app.close();
  });

  test("does not answer: the page says so, with when to try again", async () => {
    const say = { zh: "身份认证平台暂时没有回应", en: "The identity service does not answer" };
    const silent = async () => {
      throw new Refusal({ code: "identity_unavailable", status: 503, retryAfterSeconds: 30, say });
    };
    const app = await pageOf({ begin: silent, finish: silent });
    const page = await app.inject({ url: "/sign-in?return=/me/inbox" });
    const token = unescaped(/name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? "");
    const visit = page.cookies.find((cookie) => cookie.name === "visit")?.value ?? "";
    const answer = await app.inject({
      method: "POST",
      url: "/sign-in",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
      cookies: { visit },
      payload: new URLSearchParams({ _csrf: token, return: "/me/inbox" }).toString(),
    });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("30");
    expect(answer.body).toContain(say.zh);
    expect(answer.body).toContain('value="/me/inbox"');
    await app.close();
  });
});

describe("signing out", () => {
  test("ends the session and not only the cookie", async () => {
    const browser = new Browsing(t.baseUrl);
    const me = await browser.signIn("trader");
    const token = browser.cookies.get("session") ?? "";
    const out = await browser.submit(me, "/sign-out");
    expect(out.url).toBe(`${t.baseUrl}/`);
    expect(browser.cookies.has("session")).toBe(false);
    browser.cookies.set("session", token);
    expect((await browser.get("/me")).url).toContain("/sign-in");
  });

  test("nobody else can do it for you", async () => {
    const browser = new Browsing(t.baseUrl);
    await browser.signIn("trader");
    expect((await browser.post("/sign-out", {})).status).toBe(403);
    expect((await browser.get("/me")).url).toBe(`${t.baseUrl}/me`);
  });
});
