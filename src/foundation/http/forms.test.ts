import { describe, expect, test } from "vitest";
import { readParts } from "./index.ts";
import { serve } from "./tests/serve.ts";

const open = { access: "visitor", owner: "test" } as const;
const form = { "content-type": "application/x-www-form-urlencoded" };

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

async function forms() {
  let posted = 0;
  const stored: string[] = [];
  const served = await serve(({ app }) => {
    app.get("/form", { config: open }, (_request, reply) => reply.page({ html: `token=${reply.csrf()};`, styles: [] }));
    app.post("/form", { config: open }, (request, reply) => {
      posted++;
      const fields = request.body as Record<string, string>;
      return reply.page({ html: `<p>${escapeHtml(JSON.stringify(fields))}</p>`, styles: [] });
    });
    app.post("/any", { config: { ...open, anyCharacters: true } }, async (request, reply) => reply.send(request.body));
    app.post(
      "/notice-any",
      { config: { ...open, anyCharacters: true, withoutCsrf: "signed by the provider" } },
      async (request, reply) => reply.send(request.body),
    );
    app.post(
      "/any-files",
      { config: { ...open, anyCharacters: true, files: { maxBytes: 2_000, maxFiles: 2 } } },
      async (request, reply) =>
        reply.send(
          await readParts(request, async ({ name, stream }) => {
            stream.resume();
            return name;
          }),
        ),
    );
    app.put("/draft", { config: { ...open, bodies: ["json"] } }, async (request, reply) => reply.send(request.body));
    app.post("/notice", { config: { ...open, withoutCsrf: "signed by the provider" } }, async (_request, reply) =>
      reply.send({}),
    );
    app.post("/files", { config: { ...open, files: { maxBytes: 2_000, maxFiles: 2 } } }, async (request, reply) => {
      const parts = await readParts(request, async ({ name, field, claimedType, stream }) => {
        stored.push(name);
        let bytes = 0;
        for await (const chunk of stream) bytes += (chunk as Buffer).length;
        return { name, field, claimedType, bytes };
      });
      return reply.send(parts);
    });
  });
  const page = await served.server.app.inject("/form");
  const token = /token=([^;]+);/.exec(page.body)?.[1] ?? "";
  const cookies = Object.fromEntries(page.cookies.map(({ name, value }) => [name, value]));
  const post = (fields: string, headers: Record<string, string> = {}, with_ = cookies) =>
    served.server.app.inject({
      method: "POST",
      url: "/form",
      payload: fields,
      headers: { ...form, ...headers },
      cookies: with_,
    });
  return { ...served, token, cookies, post, posted: () => posted, stored };
}

describe("forms of our own", () => {
  test("the token of the page is taken, and the fields arrive without it; repeated names are lists", async () => {
    const { post, token } = await forms();
    const answer = await post(`_csrf=${token}&name=${encodeURIComponent("欧阳 <b>")}&proof=a&proof=b&empty=`);
    expect(answer.statusCode).toBe(200);
    const quoted = JSON.stringify({ name: "欧阳 <b>", proof: ["a", "b"], empty: "" });
    expect(answer.body).toBe(`<p>${escapeHtml(quoted)}</p>`);
    expect(answer.body).not.toContain("<b>");
  });

  test("a forged form gets a kind page and does nothing", async () => {
    const { post, token, cookies, posted, server } = await forms();
    const other = await server.app.inject("/form");
    const otherToken = /token=([^;]+);/.exec(other.body)?.[1] ?? "";
    const attempts = [
      await post("a=1"),
      await post(`_csrf=${otherToken}`),
      await post(`_csrf=${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`),
      await post(`_csrf=${token}&_csrf=${token}`),
      await post(`_csrf=${token}`, {}, {}),
      await post(`_csrf=${token}`, {}, { visit: `${cookies["visit"]}x` }),
      await post(`_csrf=${token}`, {}, { session: "" }),
      await post(`_csrf=${token}`, { origin: "https://evil.example" }),
      await post(`_csrf=${token}`, { "sec-fetch-site": "cross-site" }),
      await post(`_csrf=${token}`, { "sec-fetch-site": "same-site" }),
      await post(`_csrf=${token}`, { origin: "not an origin" }),
    ];
    for (const answer of attempts) {
      expect(answer.statusCode).toBe(403);
      expect(answer.headers["content-type"]).toContain("text/html");
      expect(answer.body).toContain("没有丢失");
    }
    expect(posted()).toBe(0);
    for (const headers of [
      { origin: "http://localhost:80" },
      { "sec-fetch-site": "same-origin" },
      { origin: "http://localhost:3000", host: "localhost:3000" },
      { origin: "null" },
    ])
      expect(
        (await post(`_csrf=${token}`, headers as Record<string, string>)).statusCode,
        JSON.stringify(headers),
      ).toBe(headers.origin === "http://localhost:80" ? 403 : 200);
  });

  test("after signing in, a form opened before still goes through, and a new one belongs to the session", async () => {
    const { post, token, cookies, server } = await forms();
    expect((await post(`_csrf=${token}`, {}, { ...cookies, session: "new-session" })).statusCode).toBe(200);
    const page = await server.app.inject({ url: "/form", cookies: { session: "new-session" } });
    expect(page.cookies).toEqual([]);
    const sessionToken = /token=([^;]+);/.exec(page.body)?.[1] ?? "";
    expect((await post(`_csrf=${sessionToken}`, {}, { session: "new-session" })).statusCode).toBe(200);
    expect((await post(`_csrf=${sessionToken}`, {}, { session: "another" })).statusCode).toBe(403);
  });

  test("a script of our page sends its token in a header; a signed notice needs none", async () => {
    const { server, token, cookies } = await forms();
    const put = (headers: Record<string, string>) =>
      server.app.inject({ method: "PUT", url: "/draft", payload: { a: 1 }, headers, cookies });
    expect((await put({ "x-csrf-token": token })).json()).toEqual({ a: 1 });
    expect((await put({})).statusCode).toBe(403);
    expect(
      (await server.app.inject({ method: "POST", url: "/notice", payload: "a=1", headers: form })).statusCode,
    ).toBe(200);
    expect((await server.app.inject({ method: "POST", url: "/form", payload: {}, cookies })).statusCode).toBe(415);
  });

  test("bad forms: null bytes, another encoding, too many fields, prototypes, too large", async () => {
    const { post, token } = await forms();
    const status = async (fields: string) => (await post(`_csrf=${token}&${fields}`)).statusCode;
    expect(await status("a=%00")).toBe(400);
    expect(await status("%00=a")).toBe(400);
    expect(await status("name=%C5%B7%D1%F4")).toBe(400);
    expect(await status("name=%EF%BF%BD")).toBe(200);
    expect(await status("__proto__=x")).toBe(400);
    expect(await status("constructor=x")).toBe(400);
    expect(await status("a=1&".repeat(2_001))).toBe(413);
    expect(await status(`a=${"x".repeat(1_100_000)}`)).toBe(413);
    expect(await status("%zz=%&=&&a")).toBe(200);
  });
});

describe("a route that finds out itself what cannot be kept", () => {
  test("gets every character, of the form's fields alone", async () => {
    const { server, token, cookies } = await forms();
    const send = (url: string, fields: string) =>
      server.app.inject({ method: "POST", url, payload: fields, headers: form, cookies });
    const typed = (await send("/any", `_csrf=${token}&a=x%00y&a=%01&b=1`)).json();
    expect(typed).toEqual({ a: ["x\u0000y", "\u0001"], b: "1" });
    expect((await send("/any", `_csrf=${token}&a%00=x`)).statusCode).toBe(400);
    expect((await send("/any", `_csrf=${token}&a=%FF`)).statusCode).toBe(400);
    expect((await send("/any", "a=%00")).statusCode).toBe(403);
    // Without a token of a form the same holds, and so does the refusal where a route says nothing.
    expect((await send("/notice-any", "a=%00")).json()).toEqual({ a: "\u0000" });
    expect((await send("/notice", "a=%00")).statusCode).toBe(400);
  });

  test("with files as well; a file's name is only a name", async () => {
    const { server, token, cookies } = await forms();
    const part = (head: string, content: string) =>
      `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
    const payload =
      part('name="_csrf"', token) +
      part('name="kind"', "a\u0000b") +
      part('name="proof"; filename="a\u0000b.png"\r\ncontent-type: image/png', "PNG") +
      "--x--\r\n";
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const answer = await server.app.inject({ method: "POST", url: "/any-files", payload, headers, cookies });
    expect(answer.json()).toEqual({ fields: { kind: "a\u0000b" }, files: ["ab.png"] });
  });
});

describe("forms with files", () => {
  const part = (name: string, content: string, file?: string) =>
    `--x\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? "" : `; filename="${file}"\r\ncontent-type: image/png`}\r\n\r\n${content}\r\n`;
  const multipart = { "content-type": "multipart/form-data; boundary=x" };

  async function send(parts: string, extra: Record<string, string> = {}, end = "--x--\r\n") {
    const made = await forms();
    const payload = `${parts}${end}`.replaceAll("TOKEN", made.token);
    const answer = await made.server.app.inject({
      method: "POST",
      url: "/files",
      payload,
      headers: { ...multipart, accept: "application/json", ...extra },
      cookies: made.cookies,
    });
    return { answer, stored: made.stored };
  }

  test("fields and files arrive, names are only names", async () => {
    const { answer } = await send(
      part("_csrf", "TOKEN") + part("kind", "a") + part("proof", "PNG", "../../etc/护照.png") + part("kind", "b"),
    );
    expect(answer.json()).toEqual({
      fields: { kind: ["a", "b"] },
      files: [{ field: "proof", name: "护照.png", claimedType: "image/png", bytes: 3 }],
    });
  });

  test("without the token first nothing is stored", async () => {
    for (const parts of [
      part("proof", "x", "a.png"),
      part("proof", "x", "a.png") + part("_csrf", "TOKEN"),
      part("_csrf", "no") + part("proof", "x", "a.png"),
      part("a", "b"),
    ]) {
      const { answer, stored } = await send(parts);
      expect([answer.statusCode, stored]).toEqual([403, []]);
    }
  });

  test("too large, too many, cut off, null bytes", async () => {
    const token = part("_csrf", "TOKEN");
    const code = async (parts: string, end?: string) => {
      const { answer } = await send(parts, {}, end);
      return [answer.statusCode, answer.json().code];
    };
    expect(await code(token + part("proof", "x".repeat(2_001), "a.png"))).toEqual([413, "file_too_large"]);
    expect(await code(token + part("proof", "x", "a.png").repeat(3))).toEqual([413, "too_many_files"]);
    expect(await code(token + part("name", "a\u0000b"))).toEqual([400, "bad_characters"]);
    expect((await code(token + part("proof", "x", "a.png"), "--x\r\ncontent-dis"))[0]).toBe(400);
    const { answer } = await send(token, { "content-length": "41943040" });
    expect([answer.statusCode, answer.json().code]).toEqual([413, "body_too_large"]);
  });
});
