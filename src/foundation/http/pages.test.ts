import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { chooseEncoding } from "./compress.ts";
import { createPageCache, hasAlready } from "./page-cache.ts";
import { chooseLanguage } from "./preferences.ts";
import { serve } from "./tests/serve.ts";

const open = { access: "public", owner: "test" } as const;
const style = "body{color:#111}";
const digest = `sha256-${createHash("sha256").update(style).digest("base64")}`;
const html = `<!doctype html><style>${style}</style>${"<p>居住证申领 residence permit</p>".repeat(200)}`;

async function pages(env: Record<string, string> = {}) {
  let rendered = 0;
  const served = await serve(({ app }) => {
    app.get("/public", { config: open }, (request, reply) =>
      reply.publicPage({
        key: ["home", 430621, "v1"],
        render: () => {
          rendered++;
          return { html: `${html}${request.language} ${request.mode}`, styles: [digest] };
        },
      }),
    );
    app.get("/personal", { config: open }, (request, reply) =>
      reply.page({ html: `${html}<i>${request.language} ${request.mode}</i><b>${reply.csrf()}</b>`, styles: [digest] }),
    );
    app.get("/small", { config: open }, (_request, reply) => reply.page({ html: "<p>x", styles: [] }));
    app.get("/leak", { config: open }, (_request, reply) =>
      reply.publicPage({ key: ["leak"], render: () => ({ html: reply.csrf(), styles: [] }) }),
    );
  }, env);
  return { ...served, rendered: () => rendered };
}

describe("public pages", () => {
  test("rendered once per language and mode, packed, 304 when the browser has it", async () => {
    const { server, rendered } = await pages();
    const ask = (headers: Record<string, string> = {}, query = "") =>
      server.app.inject({ url: `/public${query}`, headers: { "accept-encoding": "gzip, br", ...headers } });
    const all = await Promise.all([ask(), ask(), ask()]);
    expect(rendered()).toBe(1);
    const [first] = all;
    expect(first.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(first.rawPayload).toString()).toBe(`${html}zh standard`);
    expect(first.headers["cache-control"]).toBe("no-cache");
    expect(first.headers["vary"]).toBe("accept-encoding, accept-language, cookie");
    expect(first.headers["content-language"]).toBe("zh");

    const again = await ask({ "if-none-match": String(first.headers.etag) });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, "", first.headers.etag]);
    expect(again.headers["content-security-policy"]).toBe(first.headers["content-security-policy"]);

    await server.pages.settled();
    const finest = await ask();
    expect(finest.rawPayload.length).toBeLessThan(first.rawPayload.length);
    expect(brotliDecompressSync(finest.rawPayload).toString()).toBe(`${html}zh standard`);
    expect(finest.headers.etag).toBe(first.headers.etag);

    const gzip = await ask({ "accept-encoding": "gzip" });
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(`${html}zh standard`);
    const plain = await ask({ "accept-encoding": "br;q=0" });
    expect([plain.headers["content-encoding"], plain.body]).toEqual([undefined, `${html}zh standard`]);

    const english = await ask({ "accept-encoding": "" }, "?lang=en&mode=largest");
    expect(english.body).toContain("en largest");
    expect(english.headers.etag).not.toBe(first.headers.etag);
    expect(english.headers["cache-control"]).toBe("private, no-cache");
    expect(rendered()).toBe(2);
  });

  test("a public page cannot hold somebody's token", async () => {
    const { server, lines } = await pages();
    expect((await server.app.inject("/leak")).statusCode).toBe(500);
    expect(lines()).toContain("cannot hold one person");
  });

  test("the cache forgets the least recent when its bytes are full, and a failed page is not kept", async () => {
    const cache = createPageCache(20_000);
    let rendered = 0;
    const get = (key: string) =>
      cache.get(key, () => {
        rendered++;
        return { html: key.repeat(5_000), styles: [] };
      });
    for (const key of ["a", "b", "c"]) await get(key);
    await get("a");
    await get("d");
    expect([cache.size(), rendered]).toEqual([3, 4]);
    await get("a");
    expect(rendered).toBe(4);
    await get("b");
    expect(rendered).toBe(5);
    await cache.settled();
    expect(cache.bytes()).toBeLessThanOrEqual(20_000);
    await expect(cache.get("x", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect((await cache.get("x", () => ({ html: "now", styles: [] }))).as("br")[1].toString()).toBe("now");
    // Larger than all the room there is: answered, not kept.
    await cache.get("huge", () => ({ html: "y".repeat(30_000), styles: [] }));
    expect(cache.bytes()).toBeLessThanOrEqual(20_000);
  });
});

describe("personal pages", () => {
  test("never stored, packed above 1 KB, another token each time", async () => {
    const { server } = await pages();
    const ask = () => server.app.inject({ url: "/personal", headers: { "accept-encoding": "br" } });
    const [one, two] = [await ask(), await ask()];
    expect(one.headers["cache-control"]).toBe("no-store");
    expect(one.headers["content-encoding"]).toBe("br");
    expect(one.headers.etag).toBeUndefined();
    expect(one.rawPayload.equals(two.rawPayload)).toBe(false);
    expect(
      (await server.app.inject({ url: "/small", headers: { "accept-encoding": "br" } })).headers["content-encoding"],
    ).toBeUndefined();
  });

  test("policy: styles by digest, scripts of our own, nothing inline, no frames; identity provider for forms", async () => {
    const oidc = { OIDC_ISSUER: "https://id.example.gov.cn/realms/a", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" };
    const { server } = await pages(oidc);
    const { headers } = await server.app.inject("/personal");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain(`style-src '${digest}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("form-action 'self' https://id.example.gov.cn;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "x-frame-options": "DENY",
    });
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers["strict-transport-security"]).toBeUndefined();
  });

  test("by TLS cookies are bound to the host and browsers told to stay", async () => {
    const { server } = await pages({ BASE_URL: "https://zwfw.example.gov.cn" });
    const { headers } = await server.app.inject("/personal");
    expect(headers["strict-transport-security"]).toMatch(/^max-age=31536000/);
    expect(String(headers["set-cookie"])).toMatch(
      /^__Host-visit=[\w-]{22}; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(server.cookies.session).toBe("__Host-session");
    expect((await pages()).server.cookies.session).toBe("session");
  });
});

describe("language and mode", () => {
  test("asked once, remembered", async () => {
    const { server } = await pages();
    const asked = await server.app.inject("/personal?lang=en&mode=large");
    expect(asked.body).toContain("<i>en large</i>");
    const cookies = Object.fromEntries(asked.cookies.map(({ name, value }) => [name, value]));
    expect(cookies).toMatchObject({ lang: "en", mode: "large" });
    const later = await server.app.inject({ url: "/personal", cookies, headers: { "accept-language": "zh" } });
    expect(later.body).toContain("<i>en large</i>");
    expect(later.cookies).toEqual([]);
    const nonsense = await server.app.inject("/personal?lang=xx&mode=huge&lang=yy");
    expect(nonsense.body).toContain("<i>zh standard</i>");
    expect(nonsense.cookies.map(({ name }) => name)).toEqual(["visit"]);
  });

  test.each([
    [undefined, "zh"],
    ["en", "en"],
    ["en-US,en;q=0.9", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["fr, en;q=0.3, zh;q=0.7", "zh"],
    ["fr", "zh"],
    ["*", "zh"],
    ["en;q=0", "zh"],
    [",;;,q=", "zh"],
  ])("accept-language %s is %s", (accepted, language) => {
    expect(chooseLanguage(undefined, undefined, accepted)).toBe(language);
  });
});

test("encodings and tags are read as RFC 9110 writes them", () => {
  expect(chooseEncoding("gzip, deflate, br, zstd")).toBe("br");
  expect(chooseEncoding("gzip;q=1.0, br;q=0")).toBe("gzip");
  expect(chooseEncoding("br;q=0.5")).toBe("br");
  expect(chooseEncoding("br;q=0.0, gzip ; q=0")).toBe("identity");
  expect(chooseEncoding("x-gzip-br")).toBe("identity");
  expect(chooseEncoding(undefined)).toBe("identity");
  expect(hasAlready('"a", W/"b"', 'W/"b"')).toBe(true);
  expect(hasAlready("*", 'W/"b"')).toBe(true);
  expect(hasAlready('"c"', 'W/"b"')).toBe(false);
  expect(hasAlready(undefined, 'W/"b"')).toBe(false);
});

test("assets: addresses carry the digest, are kept for a year, packed, and nothing else is served", async () => {
  const { server } = await pages();
  const body = Buffer.from(`export const x = 1;${" // draft".repeat(300)}`);
  const addresses = await server.serveAssets([{ name: "draft.js", type: "text/javascript; charset=utf-8", body }]);
  const url = addresses.get("draft.js") ?? "";
  expect(url).toMatch(/^\/assets\/draft\.[0-9a-f]{16}\.js$/);
  const answer = await server.app.inject({ url, headers: { "accept-encoding": "br" } });
  expect(answer.headers).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "content-type": "text/javascript; charset=utf-8",
    "content-encoding": "br",
  });
  expect(brotliDecompressSync(answer.rawPayload).equals(body)).toBe(true);
  expect((await server.app.inject("/assets/draft.js")).statusCode).toBe(404);
  await expect(server.serveAssets([{ name: "../x.js", type: "text/plain", body }])).rejects.toThrow("not a name");
});
