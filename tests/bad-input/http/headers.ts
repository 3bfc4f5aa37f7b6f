import { beforeAll, describe, expect, test } from "vitest";
import { visitor } from "../../helpers/visitor.ts";
import { city, type Field } from "../field.ts";

const host = "Host: localhost\r\n";

/** Headers that protect, on every kind of page. */
export function headers(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
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
        // JSON-LD is data and never runs; nothing in it ends it early.
        for (const [, data = ""] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) {
          expect(data, what).not.toContain("<");
        }
        expect(html, what).not.toMatch(
          /<script(?![^>]*\bsrc=)(?! type="application\/ld\+json">)[^>]*>|\son[a-z]+="|\sstyle="|javascript:/i,
        );
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
}
