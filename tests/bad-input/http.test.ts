import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { visitor } from "../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile, openField } from "./field.ts";

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

const host = "Host: localhost\r\n";
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe("addresses", () => {
  test.each([
    ["percent signs that encode nothing", "/%", 400],
    ["percent signs that encode nothing, deeper", `/${city}/services/%E0%A4%A`, 400],
    ["half of a character", `/${city}/services/%C3%28`, 400],
    ["a null byte", `/${city}%00`, 400],
    ["a null byte in a question", `/${city}/search?q=%00`, 400],
    ["eight thousand characters", `/${"a".repeat(8_000)}`, 404],
    ["a question of eight thousand characters", `/${city}/search?q=${"a".repeat(8_000)}`, 400],
    ["a thousand questions", `/${city}/search?${"q=1&".repeat(1_000)}`, 400],
    ["the way up", "/../../../../etc/passwd", 404],
    ["the way up, encoded", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", 404],
    ["the way up, encoded twice", "/assets/%252e%252e%252f%252e%252e%252fpackage.json", 404],
    ["the way up out of the assets", "/assets/..%2f..%2fpackage.json", 404],
    ["the way up with backslashes", "/assets/..%5c..%5cpackage.json", 404],
    ["the keys", "/assets/../data/keys.json", 404],
    ["a city that is a name of the language", "/__proto__", 404],
    ["a city that is a name of the language, too", "/constructor/services/toString", 404],
    ["a service that is a name of the language", `/${city}/services/__proto__`, 404],
    ["a field that is a name of the language", `/${city}/fields/constructor`, 404],
    ["a city with digits of another script", `/${encodeURIComponent("４３０６２１")}`, 404],
    ["a city with a line end", `/${city}%0d%0aset-cookie:evil=1`, 404],
    ["a city that is not open", "/110000", 404],
    ["a division that does not exist", "/999999", 404],
  ])("%s: a clear answer", async (_what, path, status) => {
    // A client library would tidy the address up.
    const answer = await field.raw(`GET ${path} HTTP/1.1\r\n${host}Accept: text/html\r\nConnection: close\r\n\r\n`);
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain("root:");
    expect(answer).not.toMatch(/^set-cookie: ?evil/im);
    expect(answer).toContain("content-security-policy");
  });

  test("a name of a parameter that reaches into prototypes changes nothing", async () => {
    await field.ask(`/${city}/search?__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__=1`);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("what is hardly HTTP", () => {
  test.each([
    ["no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    ["nonsense", "HELLO\r\n\r\n", 400],
    ["bytes", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
    ["headers of 20 KB", `GET / HTTP/1.1\r\n${host}X-Large: ${"a".repeat(20_000)}\r\n\r\n`, 431],
    ["a header with a line end in it", `GET / HTTP/1.1\r\n${host}X-Evil: a\rb\r\nConnection: close\r\n\r\n`, 400],
    [
      "two lengths",
      `POST /sign-out HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabc`,
      400,
    ],
    [
      "a length and chunks (smuggling)",
      `POST /sign-out HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ["a negative length", `POST /sign-out HTTP/1.1\r\n${host}Content-Length: -1\r\nConnection: close\r\n\r\n`, 400],
    [
      "chunks that are none",
      `POST /sign-out HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nabc\r\n`,
      400,
    ],
  ])("%s is refused and the door stays open for others", async (_what, bytes, status) => {
    const answer = await field.raw(Buffer.from(bytes, "latin1"), 1_000);
    expect(statusOf(answer)).toBe(status);
    expect((await field.ask("/healthz")).status).toBe(200);
  });

  test("a hundred and fifty headers are not an error of ours", async () => {
    const many = Array.from({ length: 150 }, (_, index) => `X-${index}: 1\r\n`).join("");
    const answer = await field.raw(`GET /healthz HTTP/1.1\r\n${host}${many}Connection: close\r\n\r\n`);
    expect([200, 400, 431]).toContain(statusOf(answer));
  });

  test("a request that ends in the middle of its body leaves nothing behind", async () => {
    const answer = await field.raw(
      `POST /sign-in HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n_csrf=abc`,
      300,
    );
    expect(answer).not.toContain("HTTP/1.1 5");
  });
});

describe("methods", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s where one can only read says what can be done", async (method) => {
    const said = await field.ask(`/${city}`, { method });
    expect(said.status).toBe(405);
    expect(said.headers.get("allow")).toContain("GET");
  });

  test.each(["TRACE", "CONNECT", "PROPFIND", "PURGE", "LINK", "get"])("%s is not understood", async (method) => {
    const answer = await field.raw(
      `${method} / HTTP/1.1\r\n${host}Cookie: session=secret\r\nConnection: close\r\n\r\n`,
      1_000,
    );
    expect(answer).not.toContain("session=secret");
    // CONNECT may be answered by closing.
    if (answer !== "") expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    if (answer !== "") expect(statusOf(answer)).toBeLessThan(500);
  });

  test("a method in a header or a field does not override", async () => {
    const said = await field.ask(`/${city}?_method=DELETE`, { headers: { "x-http-method-override": "DELETE" } });
    expect(said.status).toBe(200);
  });

  test("a form sent by GET changes nothing", async () => {
    const who = await field.signedIn("trader");
    const said = await who.get("/sign-out?_csrf=whatever");
    expect([404, 405]).toContain(said.status);
    expect((await who.get("/me")).title).not.toBe("登录");
    expect((await who.get("/me")).at).toBe("/me");
  });
});

describe("hosts and caches", () => {
  const spoofed = {
    Host: "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Original-URL": "/staff",
    "X-Rewrite-URL": "/staff",
    Forwarded: "host=evil.example;proto=https",
    "X-Forwarded-For": '"><script>alert(1)</script>',
  };
  const head = Object.entries(spoofed)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");

  test.each(["/", `/${city}`, `/${city}/services/residence-permit`, "/verify", "/sign-in", "/suggestion", "/nowhere"])(
    "%s never repeats a host that is not ours, to this caller or the next",
    async (path) => {
      const first = await field.raw(`GET ${path} HTTP/1.1\r\n${head}Accept: text/html\r\nConnection: close\r\n\r\n`);
      expect(first).not.toContain("evil.example");
      expect(first).not.toContain("alert(1)");
      expect(first).not.toContain("gopher");
      const next = await field.ask(path, { headers: { accept: "text/html" } });
      expect(next.text).not.toContain("evil.example");
      expect(next.status).toBe(statusOf(first));
    },
  );

  test("an address made of a whole URL is not another host's", async () => {
    const answer = await field.raw(`GET http://evil.example/${city} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(answer).not.toContain("evil.example");
    expect(statusOf(answer)).toBeLessThan(500);
  });

  test("what one person's query says is not kept in a public page for the next", async () => {
    const mark = "poison";
    const query = encodeURIComponent(hostile(mark));
    for (const path of ["/", `/${city}`, `/${city}/services/residence-permit`, `/${city}/fields/policing`]) {
      const first = await field.ask(`${path}?utm=${query}&x=${query}`, { headers: { accept: "text/html" } });
      expect(first.status).toBe(200);
      const next = await field.ask(path, { headers: { accept: "text/html" } });
      expect(next.text).not.toContain(mark);
      expect(next.headers.get("vary")).toContain("cookie");
      expect(next.headers.get("cache-control")).toMatch(/no-cache|no-store/);
    }
  });

  test("a wish for a language or size is never stored for others together with its cookie", async () => {
    for (const wish of ["lang=en", "mode=largest"]) {
      const said = await field.ask(`/${city}?${wish}`);
      expect(said.headers.getSetCookie().length).toBeGreaterThan(0);
      expect(said.headers.get("cache-control")).toContain("private");
    }
    expect((await field.ask(`/${city}`)).text).toContain('lang="zh');
  });

  test("unknown languages and sizes are passed over", async () => {
    for (const wish of ["lang=xx", "lang=../../etc", "mode=<script>", "lang=en&lang=zh", "lang[]=en"]) {
      const said = await field.ask(`/${city}?${wish}`);
      expect(said.status).toBe(200);
      expect(said.headers.getSetCookie().filter((cookie) => /^(lang|mode)=/.test(cookie))).toEqual([]);
    }
  });
});

describe("cookies", () => {
  test.each([
    ["broken encoding", "session=%zz; lang=%E0%A4%A; visit=%"],
    ["null bytes and brackets", "session=%00%00; visit[]=1; __proto__=1; constructor=2"],
    ["a session of eight thousand characters", `session=${"A".repeat(8_000)}`],
    ["a visit that is a path", "visit=../../../../etc/passwd; mode=../x"],
    ["markup", 'lang="><script>alert(1)</script>; visit=<b>; mode=<b>; city=<b>'],
    ["hundreds of cookies", Array.from({ length: 300 }, (_, index) => `c${index}=1`).join("; ")],
    ["no names", "=; ;;; =a; a"],
    ["the session of nobody", `session=${"x".repeat(43)}`],
  ])("%s: the page is shown as to a stranger", async (_what, cookie) => {
    for (const path of ["/", `/${city}`, "/sign-in", "/staff/sign-in", `/${city}/services/residence-permit/start`]) {
      const said = await field.ask(path, { headers: { cookie, accept: "text/html" } });
      expect(said.status).toBe(200);
      expect(said.text).not.toContain("<script>alert");
    }
    for (const path of ["/me", "/staff"]) {
      const said = await field.ask(path, { headers: { cookie, accept: "text/html" } });
      expect(said.status).toBe(303);
      expect(said.headers.get("location")).toMatch(/^\/(staff\/)?sign-in\?return=/);
    }
  });

  test("cookies cannot be read by scripts, are sent to us alone, and say so", async () => {
    const said = await field.ask("/sign-in");
    const set = said.headers.getSetCookie();
    expect(set.length).toBeGreaterThan(0);
    for (const cookie of set) {
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=(Lax|Strict)/i);
      expect(cookie).toMatch(/; Path=\//i);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
  });
});

describe("open redirects", () => {
  const elsewhere = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/%09/evil.example",
    "/\r\nLocation: //evil.example",
    " //evil.example",
    "/%2f%2fevil.example/..//",
    "//evil.example/%2e%2e",
    "/.//evil.example",
    "/..//evil.example",
    "@evil.example",
    "/@evil.example",
  ];
  const ours = (location: string) =>
    location.startsWith("tel:") || new URL(location, field.url).origin === new URL(field.url).origin;

  test.each(elsewhere)("return=%j stays here, for residents who sign in", async (target) => {
    const stranger = await field.ask(`/sign-in?return=${encodeURIComponent(target)}`, {
      headers: { accept: "text/html" },
    });
    expect(stranger.status).toBe(200);
    for (const [, action = ""] of stranger.text.matchAll(/(?:href|action)="([^"]*)"/g)) expect(ours(action)).toBe(true);
  });

  test("return= stays here for those who are signed in already, and after signing in", async () => {
    const resident = await field.signedIn("student");
    const clerk = await field.staff(`${city}-clerk`);
    const cookie = (who: typeof clerk) => [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    for (const target of elsewhere) {
      const query = `return=${encodeURIComponent(target)}`;
      for (const [who, path] of [
        [resident, "/sign-in"],
        [clerk, "/staff/sign-in"],
      ] as const) {
        const said = await field.ask(`${path}?${query}`, { headers: { cookie: cookie(who) } });
        expect(said.status).toBe(303);
        expect(ours(said.headers.get("location") ?? "")).toBe(true);
      }
      const browsing = visitor(field.url);
      // Throws where it leads away.
      await browsing.get("/sign-in");
      const form = browsing.prepare(browsing.page.buttons[0] ?? "");
      if (form.body instanceof URLSearchParams) form.body.set("return", target);
      await browsing.send(form);
      expect(browsing.page.status).toBe(200);
    }
  });

  test("the way to complain, verify and choose a city leads to pages of ours", async () => {
    for (const target of elsewhere) {
      const about = encodeURIComponent(target);
      for (const path of [
        `/suggestion?about=${about}`,
        `/verify?number=${about}`,
        `/?q=${about}`,
        `/${city}/search?q=${about}`,
      ]) {
        const said = await field.ask(path, { headers: { cookie: `city=${city}` } });
        const location = said.headers.get("location");
        if (location !== null) expect(ours(location)).toBe(true);
        for (const [, action = ""] of said.text.matchAll(/(?:href|action)="([^"]*)"/g)) expect(ours(action)).toBe(true);
      }
    }
  });
});

describe("markup in what is asked", () => {
  test.each([
    ["the search of a city", (query: string) => `/${city}/search?q=${query}`],
    ["the search for a city", (query: string) => `/?q=${query}`],
    ["the choice by province", (query: string) => `/?province=${query}&under=${query}`],
    ["the way to complain", (query: string) => `/suggestion?about=${query}&q=${query}`],
    ["the start of a complaint", (query: string) => `/${city}/services/suggestion/start?about=${query}`],
    ["the number of a certificate", (query: string) => `/verify?number=${query}`],
    ["a certificate", (query: string) => `/verify/${query.slice(0, 150)}?s=${query}`],
    ["a city", (query: string) => `/${query.slice(0, 150)}`],
    ["a service", (query: string) => `/${city}/services/${query.slice(0, 150)}`],
    ["a field of services", (query: string) => `/${city}/fields/${query.slice(0, 150)}`],
    ["a case that was sent", (query: string) => `/${city}/cases/${query.slice(0, 150)}/sent`],
    ["signing in", (query: string) => `/sign-in?return=${query}`],
    ["coming back from signing in", (query: string) => `/sign-in/callback?error=${query}&error_description=${query}`],
    ["signing in as staff", (query: string) => `/staff/sign-in?return=${query}&done=${query}`],
    ["enrolling", (query: string) => `/staff/enrol?token=${query}&code=${query}`],
    ["the description of the API", (query: string) => `/api?q=${query}`],
    ["nothing", (query: string) => `/nowhere/at/all?x=${query}`],
  ])("%s shows it as words", async (_what, path) => {
    const mark = "reflected";
    let at = path(encodeURIComponent(hostile(mark)).replace(/%[0-9A-F]?$/, ""));
    // Cut in the middle of a character, it would not be an address.
    at = at.replace(/%[0-9A-F]?(?=$|\?|\/)/g, "");
    for (const headers of [{ accept: "text/html" }, { accept: "application/json" }, { accept: "*/*" }]) {
      const said = await field.ask(at, { headers });
      expect(said.status).toBeLessThan(500);
      if (!/json/.test(said.headers.get("content-type") ?? "")) expectEscaped(said.text, mark, "anywhere");
      expect(said.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("headers that protect", () => {
  const kinds: readonly [string, string, "anybody" | "resident" | "clerk"][] = [
    ["the choice of a city", "/", "anybody"],
    ["a city", `/${city}`, "anybody"],
    ["a field", `/${city}/fields/policing`, "anybody"],
    ["a guide", `/${city}/services/residence-permit`, "anybody"],
    ["a search", `/${city}/search?q=证`, "anybody"],
    ["verifying", "/verify", "anybody"],
    ["an unknown certificate", "/verify/430621-20261116-ZAAAAAAAAAA-0", "anybody"],
    ["signing in", "/sign-in", "anybody"],
    ["a start", `/${city}/services/residence-permit/start`, "anybody"],
    ["the way to complain", "/suggestion", "anybody"],
    ["the description of the API", "/api", "anybody"],
    ["a page that is not there", "/nowhere", "anybody"],
    ["staff signing in", "/staff/sign-in", "anybody"],
    ["my page", "/me", "resident"],
    ["my cases", "/me/cases", "resident"],
    ["my inbox", "/me/inbox", "resident"],
    ["my certificates", "/me/certificates", "resident"],
    ["my privacy", "/me/privacy", "resident"],
    ["who read my file", "/me/readings", "resident"],
    ["the inbox of staff", "/staff", "clerk"],
    ["a clerk's own page", "/staff/me", "clerk"],
    ["a case that is not there, to staff", `/staff/cases/${city}-20261116-CAAAAAAAAAA-0`, "clerk"],
  ];

  test("stand on every kind of page", async () => {
    const people = {
      anybody: visitor(field.url),
      resident: await field.signedIn("student"),
      clerk: await field.staff(`${city}-clerk`),
    };
    for (const [what, path, who] of kinds) {
      const { headers, html, at } = await people[who].get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy, what).toContain("default-src 'none'");
      expect(policy, what).toContain("frame-ancestors 'none'");
      expect(policy, what).toContain("base-uri 'none'");
      expect(policy, what).toMatch(/form-action 'self'/);
      expect(policy, what).toMatch(/script-src 'self'(;|$)/);
      expect(policy, what).not.toMatch(/unsafe-|\*|https?:(?!\/\/)/);
      expect(headers.get("x-content-type-options"), what).toBe("nosniff");
      expect(headers.get("x-frame-options"), what).toBe("DENY");
      expect(headers.get("referrer-policy"), what).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy"), what).toBe("same-origin");
      expect(headers.get("server"), what).toBeNull();
      expect(headers.get("x-powered-by"), what).toBeNull();
      // A page that strict would be blank if it carried anything inline.
      expect(html, what).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+="|\sstyle="|javascript:/i);
      if (who !== "anybody") expect(at, what).toBe(path);
      if (who !== "anybody" || /sign-in|start|suggestion|verify|search|nowhere/.test(path))
        expect(headers.get("cache-control"), what).toContain("no-store");
    }
  });

  test("stand on answers to programs, which are never stored", async () => {
    for (const path of ["/api/v1/services", "/api/v1/nowhere", `/api/v1/cities/${city}/cases`]) {
      const said = await field.ask(path);
      expect(said.headers.get("x-content-type-options")).toBe("nosniff");
      expect(said.headers.get("cache-control")).toBe("no-store");
      expect(said.headers.get("content-type")).toMatch(/^application\/(problem\+)?json/);
      expect(said.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("pages of other origins are not let in, whatever they say", async () => {
    const said = await field.ask("/api/v1/services", { headers: { origin: "https://evil.example" } });
    expect(said.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await field.ask("/me", {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
    expect(preflight.status).toBeLessThan(500);
  });

  test("errors tell a reference and nothing of the house", async () => {
    for (const path of ["/nowhere", "/%", `/${city}/services/${"x".repeat(300)}`]) {
      const answer = await field.raw(`GET ${path} HTTP/1.1\r\n${host}Accept: text/html\r\nConnection: close\r\n\r\n`);
      expect(answer).not.toMatch(/node_modules|\.tsx?:\d|at async|FST_|fastify|postgres/i);
    }
  });
});

test("afterwards the house stands, never was at a loss, and wrote nothing personal down", () => field.aftermath());
