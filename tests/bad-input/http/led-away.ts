import { beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../../helpers/house.ts";
import { visitor } from "../../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile, otherCity } from "../field.ts";

/** What is asked in an address leads nowhere else and runs nowhere. */
export function ledAway(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
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
      for (const [, action = ""] of stranger.text.matchAll(/(?:href|action)="([^"]*)"/g))
        expect(ours(action)).toBe(true);
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
          for (const [, action = ""] of said.text.matchAll(/(?:href|action)="([^"]*)"/g))
            expect(ours(action)).toBe(true);
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

    test("the name of a city, too", async () => {
      const name = '"><img src=x id=cityname>{{7}}';
      const rename = (to: unknown) =>
        asOwner(field.running.test, (client) =>
          client.query("update cities set settings = $2, revision = revision + 1 where city = $1", [otherCity, to]),
        );
      const before = field.running.house.regions.city(otherCity)?.settings;
      await rename({ ...before, display: { zh: name, en: name }, filing_number: name });
      try {
        await field.running.house.regions.refresh();
        expect(field.running.house.regions.city(otherCity)?.settings.display?.zh).toBe(name);
        for (const path of [
          "/search?q=a",
          "/services/residence-permit",
          "/services/residence-permit/start",
          "/fields/policing",
          "",
        ]) {
          const said = await field.ask(`/${otherCity}${path}`, { headers: { accept: "text/html" } });
          expect(said.status).toBe(200);
          expectEscaped(said.text, "cityname", "anywhere");
          expect(said.text).toContain("id=cityname");
        }
        for (const path of ["/", "/suggestion", "/staff/sign-in"])
          expectEscaped((await field.ask(path, { headers: { accept: "text/html" } })).text, "cityname", "anywhere");
      } finally {
        await rename(before);
        await field.running.house.regions.refresh();
      }
    });
  });
}
