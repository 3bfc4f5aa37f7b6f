import { beforeAll, describe, expect, test } from "vitest";
import { city, type Field } from "../field.ts";

const host = "Host: localhost\r\n";
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

/** Addresses, bytes and methods that no browser sends. */
export function requests(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
  });

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
    test.each(["POST", "PUT", "PATCH", "DELETE"])(
      "%s where one can only read says what can be done",
      async (method) => {
        const said = await field.ask(`/${city}`, { method });
        expect(said.status).toBe(405);
        expect(said.headers.get("allow")).toContain("GET");
      },
    );

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
}
