import { beforeAll, describe, expect, test } from "vitest";
import { city, type Field, otherCity } from "../field.ts";
import { filed } from "./caller.ts";

/** What is not theirs, and lists that go on at nonsense. */
export function access(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
  });

  describe("what is not theirs", () => {
    test("a case of another city, of nobody, or written badly: the same answer", async () => {
      const { number } = await filed();
      const told = async (at: string) => {
        const { status, json } = await field.api(at);
        const { reference: _reference, ...rest } = json;
        return { status, ...rest };
      };
      const nobody = await told(`/cities/${city}/cases/${city}-20261116-CAAAAAAAAAA-0`);
      expect(nobody.status).toBe(404);
      for (const at of [
        `/cities/${otherCity}/cases/${number}`,
        `/cities/${otherCity}/cases/${number.replace(city, otherCity)}`,
        `/cities/${city}/cases/${number.slice(0, -1)}${number.endsWith("0") ? "1" : "0"}`,
        `/cities/${city}/cases/${number.replace("-C", "-Z")}`,
        `/cities/${city}/cases/${encodeURIComponent("' or 1=1 --")}`,
        `/cities/${city}/cases/${encodeURIComponent("../cases")}`,
        `/cities/${city}/cases/__proto__`,
        `/cities/${city}/cases/${"9".repeat(64)}`,
      ])
        expect(await told(at), at).toEqual(nobody);
      for (const type of ["accept", "withdraw"]) {
        const said = await field.api(`/cities/${otherCity}/cases/${number}/acts`, {
          client: type === "accept" ? "demo-agency" : "demo-channel",
          body: { type, version: 1 },
        });
        expect([said.status, said.json.code]).toEqual([404, "case_not_found"]);
      }
    });

    test.each([
      ["no token", undefined],
      ["an empty token", "Bearer "],
      ["a token of nobody", `Bearer ${"x".repeat(43)}`],
      ["a token with a null byte, encoded", "Bearer %00"],
      ["a token of eight thousand characters", `Bearer ${"x".repeat(8_000)}`],
      ["basic authentication", `Basic ${Buffer.from("demo-channel:demo-channel-secret").toString("base64")}`],
      ["a token without signature", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLWFnZW5jeSJ9."],
    ])("%s opens nothing", async (_what, authorization) => {
      for (const path of [`/cities/${city}/cases`, `/cities/${city}/cases/${city}-20261116-CAAAAAAAAAA-0`]) {
        const said = await field.ask(`/api/v1${path}`, {
          headers: authorization === undefined ? {} : { authorization },
        });
        expect(said.status).toBe(401);
        expect(said.headers.get("www-authenticate")).toMatch(/^Bearer/);
      }
    });

    test.each([
      ["a wrong secret", { client_id: "demo-channel", client_secret: "demo-agency-secret" }],
      ["an unknown client", { client_id: "nobody", client_secret: "x" }],
      ["no secret", { client_id: "demo-channel" }],
      ["a null byte", { client_id: "demo-channel\u0000", client_secret: "demo-channel-secret" }],
      ["ten thousand characters", { client_id: "a".repeat(10_000), client_secret: "b".repeat(10_000) }],
      ["another way in", { grant_type: "password", username: "a", password: "b" }],
    ])("%s gets no token", async (_what, fields) => {
      const body = new URLSearchParams({ grant_type: "client_credentials", ...(fields as Record<string, string>) });
      const said = await field.ask("/demo/oidc/token", { method: "POST", body });
      expect(said.status).toBeGreaterThanOrEqual(400);
      expect(said.status).toBeLessThan(500);
      expect(said.text).not.toContain("access_token");
      expect(said.headers.get("cache-control")).toContain("no-store");
    });

    test("a session of a browser opens nothing in the API", async () => {
      const who = await field.signedIn("worker");
      const cookie = [...who.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
      expect((await field.ask(`/api/v1/cities/${city}/cases`, { headers: { cookie } })).status).toBe(401);
    });
  });

  describe("lists", () => {
    const agency = { client: "demo-agency" } as const;
    test.each([
      ["no page", "limit=0", 400],
      ["a negative page", "limit=-1", 400],
      ["a page of a million", "limit=1000000", 400],
      ["a page in words", "limit=abc", 400],
      ["half a page", "limit=1.5", 400],
      ["two pages", "limit=1&limit=2", 400],
      ["a state that does not exist", "state=lost", 400],
      ["a clerk who is no id", "assignee=1", 400],
      ["a parameter that does not exist", "sort=name", 400],
      ["a language that does not exist", "lang=xx", 400],
      ["a page that goes on at nonsense", "after=nonsense", 200],
      ["a page that goes on before time", "after=-271821-04-20T00:00:00.000Z~x", 200],
      ["a page that goes on after time", `after=${encodeURIComponent("+275760-09-13T00:00:00.000Z~x")}`, 200],
      ["a page that goes on at year 0", "after=0000-01-01T00:00:00.000Z~x", 200],
      ["a page that goes on in SQL", `after=${encodeURIComponent("2026-01-01~'; drop table cases; --")}`, 200],
      ["a person who is none", "applicant=123", 200],
      ["a part of a number", `applicant=${"110105"}`, 200],
      ["a person, going on before time", "applicant=11010519491231002X&after=-271821-04-20T00:00:00.000Z~x", 200],
      ["what is closed, going on before time", "state=delivered&after=-271821-04-20T00:00:00.000Z~x", 200],
    ])("%s: a clear answer", async (_what, query, status) => {
      const said = await field.api(`/cities/${city}/cases?${query}`, agency);
      expect(said.status).toBe(status);
    });

    test.each([
      "/divisions?q=%22%3E%3Cscript%3E",
      `/divisions?q=${"a".repeat(1_000)}`,
      "/divisions?under=constructor",
      "/divisions?level=planet",
      "/divisions?after=__proto__",
      "/services?field=__proto__",
      "/services?after=__proto__",
      `/cities/${city}/services?q=${encodeURIComponent("(((((((((((*~^")}`,
      `/cities/${city}/services?q=${encodeURIComponent("\u202e😀𠀋")}`,
      `/cities/${city}/services/__proto__`,
      `/cities/${city}/services/${"a".repeat(61)}`,
      "/cities/43062",
      "/cities/__proto__",
      "/cities/110000",
    ])("%s is never an error of ours", async (path) => {
      const said = await field.ask(`/api/v1${path}`);
      expect(said.status).toBeLessThan(500);
      expect(said.headers.get("content-type")).toContain("json");
    });
  });
}
