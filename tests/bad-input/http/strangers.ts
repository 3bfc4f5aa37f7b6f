import { beforeAll, describe, expect, test } from "vitest";
import { city, type Field, hostile } from "../field.ts";

const host = "Host: localhost\r\n";
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

/** Hosts, headers and cookies that are somebody else's. */
export function strangers(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
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

    test.each([
      "/",
      `/${city}`,
      `/${city}/services/residence-permit`,
      "/verify",
      "/sign-in",
      "/suggestion",
      "/nowhere",
    ])("%s never repeats a host that is not ours, to this caller or the next", async (path) => {
      const first = await field.raw(`GET ${path} HTTP/1.1\r\n${head}Accept: text/html\r\nConnection: close\r\n\r\n`);
      expect(first).not.toContain("evil.example");
      expect(first).not.toContain("alert(1)");
      expect(first).not.toContain("gopher");
      const next = await field.ask(path, { headers: { accept: "text/html" } });
      expect(next.text).not.toContain("evil.example");
      expect(next.status).toBe(statusOf(first));
    });

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
}
