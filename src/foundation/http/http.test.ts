import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { afterAll, describe, expect, test } from "vitest";
import { Refusal } from "../refusal.ts";
import type { Server } from "./index.ts";
import { type Served, serve } from "./tests/serve.ts";

const api = { access: "partner", owner: "test" } as const;
const open = { access: "public", owner: "test" } as const;

const body = Type.Object(
  {
    applicant: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) }),
    answers: Type.Record(Type.String(), Type.Unknown()),
    months: Type.Optional(Type.Integer({ minimum: 0, maximum: 1200 })),
    day: Type.Optional(Type.String({ format: "date" })),
    kind: Type.Optional(Type.Union([Type.Literal("a"), Type.Literal("b")])),
  },
  { additionalProperties: false },
);

function routes({ app }: Server): void {
  app.post("/api/v1/cities/:city/cases", { schema: { body }, config: api }, async (request, reply) =>
    reply.code(201).send({ name: request.body.applicant.name }),
  );
  app.get(
    "/api/v1/cases",
    {
      config: api,
      schema: { querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) }) },
    },
    async (request, reply) => reply.send({ limit: request.query.limit }),
  );
  app.get("/people/:name", { config: open }, async () => {
    throw new Error("no row for 欧阳娜娜 with phone 13800138000");
  });
  app.get("/api/v1/fails", { config: api }, async () => {
    throw new Error("no row for 欧阳娜娜 with phone 13800138000");
  });
  app.get("/api/v1/full", { config: api }, async () => {
    const say = { zh: "请稍后再试。", en: "Please try again." };
    throw new Refusal({ code: "queue_full", status: 503, say, retryAfterSeconds: 1.5 });
  });
  app.post("/echo", { config: open }, async (request, reply) => reply.send(request.body));
}

const cases = "/api/v1/cities/430621/cases";
const json = { "content-type": "application/json" };
const good = { applicant: { name: "欧阳娜娜" }, answers: { ground: "job" } };

describe("problems", () => {
  test("a refusal is a problem document with code, reference and Retry-After", async () => {
    const { server } = await serve(routes);
    const answer = await server.app.inject({ url: "/api/v1/full", headers: { "accept-language": "en-GB,zh;q=0.5" } });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers["retry-after"]).toBe("2");
    expect(answer.json()).toEqual({
      type: "urn:onewindow:problem:queue_full",
      title: "Unavailable for the moment",
      status: 503,
      code: "queue_full",
      detail: "Please try again.",
      reference: expect.stringMatching(/^[0-9A-Z]{4}-\d+$/),
    });
  });

  test("validation names every field, in the reader's language", async () => {
    const { server } = await serve(routes);
    const payload = { applicant: { name: "" }, months: 1201.5, day: "2026-02-30", kind: "c", extra: 1 };
    const answer = await server.app.inject({ method: "POST", url: cases, payload });
    expect(answer.statusCode).toBe(422);
    const errors = answer.json<{ errors: { field: string; code: string; message: string }[] }>().errors;
    expect(Object.fromEntries(errors.map(({ field, code }) => [field, code]))).toEqual({
      answers: "required",
      extra: "unknown_field",
      "applicant.name": "too_short",
      months: "wrong_type",
      day: "wrong_format",
      kind: "not_allowed",
    });
    expect(errors.find(({ field }) => field === "answers")?.message).toBe("请填写这一项。");
    const english = await server.app.inject({ method: "POST", url: `${cases}?lang=en`, payload });
    expect(english.json().errors[0].message).toMatch(/^[A-Z]/);
    expect(english.headers["set-cookie"]).toBeUndefined();
  });

  test("addresses bring text: numbers are read, wrong ones are named; bodies are taken as sent", async () => {
    const { server } = await serve(routes);
    expect((await server.app.inject("/api/v1/cases?limit=7")).json()).toEqual({ limit: 7 });
    expect((await server.app.inject("/api/v1/cases")).json()).toEqual({ limit: 20 });
    const wrong = await server.app.inject("/api/v1/cases?limit=1000");
    expect([wrong.statusCode, wrong.json().errors[0].field]).toEqual([400, "limit"]);
    const text = await server.app.inject({ method: "POST", url: cases, payload: { ...good, months: "12" } });
    expect(text.json().errors).toMatchObject([{ field: "months", code: "wrong_type" }]);
  });

  test("our own mistakes leak nothing: a reference for the person, a scrubbed line for us", async () => {
    const { server, lines } = await serve(routes);
    const program = await server.app.inject("/api/v1/fails");
    expect(program.statusCode).toBe(500);
    expect(program.json()).toMatchObject({ code: "unexpected", status: 500 });
    const page = await server.app.inject({ url: "/people/Ouyang?phone=13800138000", headers: { accept: "text/html" } });
    expect(page.statusCode).toBe(500);
    expect(page.headers["content-type"]).toContain("text/html");
    for (const answer of [program, page]) expect(answer.body).not.toMatch(/欧阳|1380|no row|http\.test/);
    const { reference } = program.json();
    expect(lines()).toContain(`"request":"${reference}"`);
    expect(lines()).toContain("http.test.ts");
    expect(lines()).not.toMatch(/欧阳|1380013|Ouyang/);
  });

  test("people get a page, programs a problem", async () => {
    const { server } = await serve(routes);
    const ask = async (accept: string) =>
      (await server.app.inject({ url: "/nowhere", headers: { accept } })).headers["content-type"];
    expect(await ask("text/html,application/xhtml+xml,*/*;q=0.8")).toContain("text/html");
    expect(await ask("*/*")).toContain("text/html");
    expect(await ask("application/json")).toContain("problem+json");
    const page = await server.app.inject({ url: "/nowhere?lang=en", headers: { accept: "text/html" } });
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain("There is nothing at this address");
    expect(page.headers["cache-control"]).toBe("no-store");
  });

  test("a page about an error that fails itself still says something", async () => {
    const { server, lines } = await serve(
      routes,
      {},
      {
        errorPage: () => {
          throw new Error("broken");
        },
      },
    );
    const answer = await server.app.inject({ url: "/nowhere", headers: { accept: "text/html" } });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain("没有找到");
    expect(lines()).toContain("the page about an error failed");
  });
});

describe("bad input", () => {
  let shared: Promise<Served> | undefined;
  let stop = async () => {};
  afterAll(() => stop());
  const post = async (payload: string | Buffer, headers: Record<string, string> = json) => {
    shared ??= serve(routes, {}, {}, (how) => {
      stop = how;
    });
    const { server } = await shared;
    const answer = await server.app.inject({ method: "POST", url: cases, payload, headers });
    const alive = await server.app.inject({ method: "POST", url: cases, payload: good });
    expect(alive.statusCode).toBe(201);
    return [answer.statusCode, answer.json().code];
  };
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

  test.each([
    ["not JSON", "applicant=1", [400, "invalid_json"]],
    ["cut off", '{"applicant": {"name": "a', [400, "invalid_json"]],
    ["nothing", "", [400, "empty_body"]],
    ["1,000 deep", `{"applicant":{"name":"a"},"answers":{"x":${deep(1_000)}}}`, [400, "too_deep"]],
    ["1,000 deep, never closed", `{"a":${"[".repeat(1_000)}`, [400, "too_deep"]],
    ["500,000 deep", deep(500_000), [400, "too_deep"]],
    ["a name twice", '{"applicant":{"name":"a","name":"b"},"answers":{}}', [400, "duplicate_key"]],
    ["a name twice, once escaped", '{"answers":{},"\\u0061nswers":{}}', [400, "duplicate_key"]],
    ["null character", '{"applicant":{"name":"a\\u0000b"},"answers":{}}', [400, "bad_characters"]],
    ["half a character", '{"applicant":{"name":"\\ud83d"},"answers":{}}', [400, "bad_characters"]],
    ["null character in a name", '{"applicant":{"name":"a"},"answers":{"\\u0000":1}}', [400, "bad_characters"]],
    ["raw null byte", '{"applicant":{"name":"a\u0000"},"answers":{}}', [400, "invalid_json"]],
    ["prototype", '{"__proto__":{"admin":true}}', [400, "forbidden_key"]],
    ["prototype, escaped", '{"answers":{"\\u005f_proto__":{"admin":true}}}', [400, "forbidden_key"]],
    ["constructor", '{"answers":{"constructor":{"prototype":{}}}}', [400, "forbidden_key"]],
    ["another encoding", Buffer.from([0x7b, 0x22, 0xc4, 0xe3, 0x22, 0x3a, 0x31, 0x7d]), [400, "bad_encoding"]],
    ["an array", "[]", [422, "invalid_fields"]],
    ["null", "null", [422, "invalid_fields"]],
    ["too large", `"${"x".repeat(1_100_000)}"`, [413, "body_too_large"]],
  ])("%s", async (_name, payload, expected) => {
    expect(await post(payload as string)).toEqual(expected);
  });

  test("what looks odd and is fine passes", async () => {
    const { server } = await serve(routes);
    const name = '𠮷 "quoted: {[" \\ <b>{{7*7}}</b> ‮ 👨‍👩‍👧';
    const answer = await server.app.inject({
      method: "POST",
      url: cases,
      payload: { applicant: { name }, answers: { "a:b": [{}] } },
    });
    expect([answer.statusCode, answer.json().name]).toEqual([201, name]);
  });

  test.each([
    ["text/plain", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
    ["application/json+ld", 415],
    ["nonsense", 415],
  ])("a body of type %s is %i for a program", async (type, status) => {
    expect((await post("x", { "content-type": type }))[0]).toBe(status);
  });

  test("addresses: null bytes, bad escapes, length, too many parameters, climbing paths", async () => {
    const { server } = await serve(routes);
    const code = async (url: string) =>
      (await server.app.inject({ url, headers: { accept: "application/json" } })).statusCode;
    expect(await code("/api/v1/cases?limit=%00")).toBe(400);
    expect(await code("/people/a%00b")).toBe(400);
    expect(await code("/people/%ff%zz")).toBe(400);
    expect(await code(`/api/v1/cases?q=${"x".repeat(5_000)}`)).toBe(400);
    expect(await code(`/api/v1/cases?${"a=1&".repeat(200)}`)).toBe(400);
    expect(await code("/api/v1/cases?__proto__=1&limit=3")).toBe(200);
    for (const url of [
      "/assets/../../etc/passwd",
      "/assets/..%2f..%2fpackage.json",
      "/assets/%2e%2e/%2e%2e/etc/passwd",
      "/assets/",
    ])
      expect(await code(url), url).toBe(404);
  });

  test("methods: 405 says what is possible, HEAD answers without a body, odd ones are refused", async () => {
    const { server } = await serve(routes);
    const ask = (method: "PUT" | "HEAD" | "DELETE" | "PROPFIND" | "TRACE" | "OPTIONS", url: string) =>
      server.app.inject({ method: method as "PUT", url });
    const wrong = await ask("PUT", cases);
    expect([wrong.statusCode, wrong.headers.allow, wrong.json().code]).toEqual([405, "POST", "method_not_allowed"]);
    expect((await ask("DELETE", "/api/v1/cases")).headers.allow).toBe("GET, HEAD");
    for (const method of ["PROPFIND", "TRACE", "OPTIONS"] as const)
      expect((await ask(method, cases)).statusCode).toBe(405);
    expect((await ask("DELETE", "/nowhere")).statusCode).toBe(404);
    const head = await ask("HEAD", "/api/v1/cases");
    expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", "12"]);
  });
});

describe("routes", () => {
  test("a route without owner or permission stops the start", async () => {
    const { server } = await serve();
    expect(() => server.app.get("/a", async () => ({}))).toThrow("does not say who may ask");
    expect(() => server.app.get("/b", { config: { access: "public" } }, async () => ({}))).toThrow("has no owner");
    const files = { ...open, bodies: ["files"] } as const;
    expect(() => server.app.post("/c", { config: files }, async () => ({}))).toThrow("config.files");
  });

  test("the list of routes says who owns what, and what protects it", async () => {
    const { server } = await serve(routes);
    const found = server.routes().find(({ url, method }) => url === "/api/v1/cities/:city/cases" && method === "POST");
    expect(found).toMatchObject({ access: "partner", owner: "test", limit: "api", bodies: ["json"], schema: { body } });
    expect(found?.withoutCsrf).toContain("bearer");
    expect(server.routes().find(({ url }) => url === "/echo")).toMatchObject({
      limit: "write",
      bodies: ["form"],
      withoutCsrf: undefined,
    });
    expect(server.routes().map(({ url }) => url)).toContain("/metrics");
  });
});

describe("log and figures", () => {
  test("a line names the route and the city, never the address, the query or the person", async () => {
    const { server, lines } = await serve(routes);
    await server.app.inject({
      method: "POST",
      url: `${cases}?phone=13800138000`,
      payload: good,
      headers: { cookie: "session=topsecretsession", authorization: "Bearer topsecrettoken" },
    });
    await server.app.inject("/nobody/knows/11010519491231002X");
    const [line, unknown] = lines()
      .trim()
      .split("\n")
      .map((each) => JSON.parse(each));
    expect(line).toMatchObject({
      method: "POST",
      route: "/api/v1/cities/:city/cases",
      status: 201,
      city: "430621",
      msg: "answered",
    });
    expect(Object.keys(line).sort()).toEqual(
      ["bytes", "city", "level", "method", "ms", "msg", "pid", "request", "route", "status", "time"].sort(),
    );
    expect(unknown).toMatchObject({ route: "(none)", status: 404, code: "not_found" });
    expect(lines()).not.toMatch(/1380|topsecret|欧阳|11010|nobody|query|cookie/);
  });

  test("the log of a request carries its number", async () => {
    const { server, lines } = await serve(({ app }) => {
      app.get("/x", { config: open }, async (request, reply) => {
        request.log.info({ count: 1, resident: "x" }, "looked up");
        return reply.send({ id: request.id });
      });
    });
    const { id } = (await server.app.inject("/x")).json();
    expect(JSON.parse(lines().split("\n")[0] ?? "")).toMatchObject({
      request: id,
      count: 1,
      withheld: ["resident"],
      msg: "looked up",
    });
  });

  test("figures by route, for this machine or with the token only", async () => {
    const token = "a-token-for-the-figures";
    const { server } = await serve(routes, { METRICS_TOKEN: token });
    await server.app.inject({ method: "POST", url: cases, payload: good });
    const own = await server.app.inject("/metrics");
    expect(own.body).toContain(
      'onewindow_http_seconds_count{method="POST",route="/api/v1/cities/:city/cases",status="201"} 1',
    );
    expect(own.body).toContain("onewindow_event_loop_late_ms");
    const ask = async (remoteAddress: string, headers: Record<string, string>) =>
      (await server.app.inject({ url: "/metrics", remoteAddress, headers })).statusCode;
    expect(await ask("203.0.113.9", {})).toBe(404);
    expect(await ask("127.0.0.1", { "x-forwarded-for": "203.0.113.9" })).toBe(404);
    expect(await ask("203.0.113.9", { authorization: "Bearer wrong" })).toBe(404);
    expect(await ask("203.0.113.9", { authorization: `Bearer ${token}` })).toBe(200);
  });
});

describe("health and limits", () => {
  test("ready only while started and every check holds", async () => {
    let well = true;
    const { server } = await serve();
    server.readyWhen("database", async () => {
      if (!well) throw new Error("gone");
    });
    const ready = async () => {
      const answer = await server.app.inject("/readyz");
      return [answer.statusCode, answer.json()];
    };
    expect((await server.app.inject("/healthz")).statusCode).toBe(200);
    expect(await ready()).toEqual([503, { state: "starting", failed: [] }]);
    server.started();
    expect(await ready()).toEqual([200, { state: "ready", failed: [] }]);
    well = false;
    expect(await ready()).toEqual([503, { state: "not ready", failed: ["database"] }]);
  });

  test("behind schedule: 503 with Retry-After at once, health still answers", async () => {
    const overload = { overloaded: () => true, lagMs: () => 1_500, stop: () => {} };
    const { server } = await serve(routes, {}, { overload });
    const answer = await server.app.inject("/api/v1/cases");
    expect([answer.statusCode, answer.json().code, answer.headers["retry-after"]]).toEqual([503, "overloaded", "3"]);
    expect((await server.app.inject("/healthz")).statusCode).toBe(200);
  });

  test("one table of limits: 429 with Retry-After, shared by the routes of a row, callers apart", async () => {
    const row = { max: 3, seconds: 60, by: "address", alsoThisMachine: true, why: "test" } as const;
    const { server } = await serve(
      ({ app }) => {
        for (const url of ["/api/v1/a", "/api/v1/b"])
          app.get(url, { config: { ...api, limit: "verify" } }, async (_request, reply) => reply.send({}));
      },
      {},
      { limits: { verify: row } },
    );
    const ask = async (url: string, remoteAddress: string) => server.app.inject({ url, remoteAddress });
    for (const url of ["/api/v1/a", "/api/v1/b", "/api/v1/a"])
      expect((await ask(url, "203.0.113.9")).statusCode).toBe(200);
    const refused = await ask("/api/v1/b", "203.0.113.9");
    expect([refused.statusCode, refused.json().code]).toEqual([429, "too_many_requests"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(50);
    expect((await ask("/api/v1/a", "203.0.113.10")).statusCode).toBe(200);
    expect((await ask("/api/v1/a", "2001:db8::1")).statusCode).toBe(200);
    for (const last of ["2", "3"]) await ask("/api/v1/a", `2001:db8::${last}`);
    expect((await ask("/api/v1/a", "2001:db8::4")).statusCode).toBe(429);
    expect((await ask("/api/v1/a", "2001:db8:0:1::4")).statusCode).toBe(200);
  });

  test("where only refusals count, what is taken never does; a path has its own measure, an address another, and proxies name the address", async () => {
    const row = { max: 5, seconds: 60, by: "address", alsoThisMachine: true, refusedAt: 2, why: "test" } as const;
    const config = { ...open, limit: "notice", withoutCsrf: "test", bodies: ["json"] } as const;
    const { server } = await serve(
      ({ app }) => {
        app.post("/told/:by", { config }, async (request, reply) => {
          if ((request.body as { wrong?: boolean }).wrong === true) request.countRefused();
          return reply.send({});
        });
      },
      {},
      { limits: { notice: row } },
    );
    const tell = async (by: string, wrong: boolean, from: Record<string, string> = {}, remoteAddress = "127.0.0.1") => {
      const headers = { accept: "application/json", ...from };
      const answer = await server.app.inject({
        method: "POST",
        url: `/told/${by}`,
        payload: { wrong },
        headers,
        remoteAddress,
      });
      return answer.statusCode === 429 ? [429, Number(answer.headers["retry-after"]) > 50] : answer.statusCode;
    };
    const one = { "x-forwarded-for": "203.0.113.1" };
    for (let each = 0; each < 20; each += 1) expect(await tell("a", false, one)).toBe(200);
    expect([await tell("a", true, one), await tell("a", true, one)]).toEqual([200, 200]);
    expect(await tell("a", false, one)).toEqual([429, true]);
    expect(await tell("%61", false, one)).toEqual([429, true]);
    // Another path, and another address at the same one.
    expect(await tell("b", true, one)).toBe(200);
    expect(await tell("a", true, { "x-forwarded-for": "203.0.113.2" })).toBe(200);
    expect(await tell("a", true)).toBe(200);
    // Five in all from one address; what was answered 429 is none of them.
    expect([await tell("b", true, one), await tell("c", true, one)]).toEqual([200, 200]);
    expect(await tell("d", false, one)).toEqual([429, true]);
    // Nobody but a trusted proxy says who somebody is.
    for (const made of ["198.51.100.1", "198.51.100.2"]) {
      expect(await tell("a", true, { "x-forwarded-for": made }, "203.0.113.3")).toBe(200);
    }
    expect(await tell("a", false, { "x-forwarded-for": "198.51.100.3" }, "203.0.113.3")).toEqual([429, true]);
  });

  test("only a trusted proxy may say for whom it asks; who proved who they are is a caller of their own, a made-up token is not", async () => {
    const row = { max: 1, seconds: 60, by: "address", alsoThisMachine: false, why: "test" } as const;
    const { server } = await serve(
      (made) => {
        routes(made);
        const proved = async (request: FastifyRequest) => {
          const { authorization } = request.headers;
          if (authorization?.startsWith("Proved ")) request.caller = authorization.slice(7);
        };
        const route = { config: api, onRequest: proved };
        made.app.get("/api/v1/proved", route, async (_request, reply) => reply.send({}));
      },
      {},
      { limits: { api: { ...row, by: "caller" }, read: row } },
    );
    const ask = async (url: string, remoteAddress: string, headers: Record<string, string>) =>
      (await server.app.inject({ url, remoteAddress, headers: { accept: "application/json", ...headers } })).statusCode;
    expect(await ask("/people/a", "127.0.0.1", { "x-forwarded-for": "203.0.113.1" })).toBe(500);
    expect(await ask("/people/a", "127.0.0.1", { "x-forwarded-for": "203.0.113.1" })).toBe(429);
    expect(await ask("/people/a", "127.0.0.1", { "x-forwarded-for": "203.0.113.2" })).toBe(500);
    expect(await ask("/people/a", "203.0.113.3", { "x-forwarded-for": "203.0.113.4" })).toBe(500);
    expect(await ask("/people/a", "203.0.113.3", { "x-forwarded-for": "203.0.113.5" })).toBe(429);
    for (let each = 0; each < 5; each++) expect(await ask("/people/a", "127.0.0.1", {})).toBe(500);
    expect(await ask("/api/v1/proved", "203.0.113.6", { authorization: "Proved one" })).toBe(200);
    expect(await ask("/api/v1/proved", "203.0.113.7", { authorization: "Proved one" })).toBe(429);
    expect(await ask("/api/v1/proved", "203.0.113.6", { authorization: "Proved two" })).toBe(200);
    expect(await ask("/api/v1/proved", "203.0.113.6", { authorization: "Bearer one" })).toBe(200);
    expect(await ask("/api/v1/proved", "203.0.113.6", { authorization: "Bearer two" })).toBe(429);
    expect(await ask("/api/v1/cases", "203.0.113.6", { authorization: "Bearer three" })).toBe(429);
    // Whoever shares the address and proved who they are is not locked out.
    expect(await ask("/api/v1/proved", "203.0.113.6", { authorization: "Proved three" })).toBe(200);
    expect(await ask("/nowhere", "203.0.113.8", {})).toBe(404);
    expect(await ask("/nowhere", "203.0.113.8", {})).toBe(429);
  });
});
