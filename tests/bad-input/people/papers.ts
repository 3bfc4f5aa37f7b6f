import { beforeAll, describe, expect, test } from "vitest";
import { viewCase } from "../../../src/domain/cases/index.ts";
import { getCertificate, verifyAddress } from "../../../src/domain/documents/index.ts";
import { publicNumber } from "../../../src/foundation/ids/index.ts";
import { serve } from "../../../src/serve.ts";
import { freePort } from "../../helpers/house.ts";
import { parseHtml, textOf } from "../../helpers/html.ts";
import { act, claimsOf, eventually, fileCase } from "../../helpers/own-pages.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { visitor } from "../../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile, otherCity } from "../field.ts";
import { cookieOf, next, picked, pixel, send, toHousing } from "../permit.ts";
import { type Cast, filedBy, unknown } from "./cast.ts";

/** What somebody reads. */
const words = (html: string) => textOf(parseHtml(html), { raw: true });
function formWith(bytes: Uint8Array<ArrayBuffer>, times = 1): FormData {
  const form = new FormData();
  for (let index = 0; index < times; index += 1) form.append("file", new Blob([bytes]), "证.pdf");
  return form;
}
const codeOf = (character: string) => `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;

/** What people write, on its way to the certificate. */
export function papers(of: () => Cast): void {
  let field: Field;
  let worker: Visitor;
  let student: Visitor;
  let clerk: Visitor;
  beforeAll(() => {
    ({ field, worker, student, clerk } = of());
  });

  describe("markup and strange characters on their way through a whole case", () => {
    test("are shown as words on every page, and stop a certificate that could not be printed", async () => {
      const detail = `${hostile("deep")}😀𠀋`.slice(0, 190);
      await toHousing(student, detail);
      await student.press(next, {
        housing_kind: "lease",
        housing_proof: picked(pixel, '"><img src=x id=deep onerror=alert(1)>.png'),
      });
      await student.press(next, { landlord_phone: "" });
      await student.press(next, { emergency_name: "<b>王</b>{{7*7}}" });
      await student.press(next, { emergency_phone: "13800138000" });
      await student.press(next, { delivery_way: "collect" });
      expectEscaped(student.page.html, "deep");
      const number = await send(student);
      await student.get(`/me/cases/${number}`);
      expectEscaped(student.page.html, "deep");
      await clerk.get(`/staff/cases/${number}`);
      expectEscaped(clerk.page.html, "deep");
      expect(clerk.page.html).toContain("😀𠀋");
      expect(clerk.page.html).not.toContain("<b>王");
      for (const path of ["/staff", "/me", "/me/cases", "/me/inbox", "/me/readings", "/me/privacy"]) {
        const who = path === "/staff" ? clerk : student;
        await who.get(path);
        expectEscaped(who.page.html, "deep", "anywhere");
      }
      await act(field.running.house, number, "accept");
      await act(field.running.house, number, "approve");
      // The emoji has no glyph: a clerk is told which, and no certificate with a box is made.
      await eventually(
        async () => (await clerk.get(`/staff/cases/${number}`)).text,
        (text) =>
          text.includes("U+1F600") || /😀[^。]*(字形|打印|印)/.test(text) || /(字形|打印|印)[^。]*😀/.test(text),
      );
      expect((await student.get("/me/certificates")).html).not.toContain(number);
    });

    test.each([
      ["the common plane", "丹棱街"],
      ["extension A", "㐂寿里"],
      ["extension B", "𠮷野巷"],
      ["extension B, rare", "𪚥𪚥村"],
      ["extension G", "𰻝面馆"],
      ["a character of its own (private use)", "\ue863家湾"],
      ["Arabic letters", "مەمەت 1"],
      ["a family of emoji", "👨‍👩‍👧 楼"],
      ["markup", '"><img src=x id=paper>{{7*7}}'],
    ])(
      "an address in %s stands on the certificate as it was written, or the missing character is named to a clerk",
      async (_what, detail) => {
        const { number } = await fileCase(field.running.house, "worker", {
          answers: { address: { division: city, detail } },
        });
        await clerk.get(`/staff/cases/${number}`);
        expect(words(clerk.page.html)).toContain(detail);
        await act(field.running.house, number, "accept");
        await act(field.running.house, number, "approve");
        const view = await eventually(
          () => viewCase(field.running.house.cases, city, number),
          ({ row, timeline }) => row.certificate !== null || timeline.some(({ type }) => type === "note"),
        );
        const note = view.timeline.find(({ type }) => type === "note")?.words.note ?? "";
        if (view.row.certificate === null) {
          const named = [...detail].filter((character) => note.includes(character) || note.includes(codeOf(character)));
          expect(named.length, note).toBeGreaterThan(0);
          return;
        }
        expect(note).toBe("");
        const { paper } = (await getCertificate(field.running.house.documents, city, view.row.certificate)) ?? {};
        const said = await field.ask(verifyAddress("", view.row.certificate, paper));
        expect(words(said.text)).toContain(detail);
        expectEscaped(said.text, "paper", "anywhere");
      },
    );

    test("a certificate of an honest case is made, and only whoever holds the paper reads its name", async () => {
      const number = await filedBy(worker);
      await act(field.running.house, number, "accept");
      await act(field.running.house, number, "approve");
      const html = await eventually(
        async () => (await worker.get("/me/certificates")).html,
        (text) => /\d{6}-\d{8}-Z/.test(text),
      );
      const certificate = /\d{6}-\d{8}-Z[0-9A-Z]{10}-[0-9A-Z]/.exec(html)?.[0] ?? "";
      const { name = "", id_number = "", phone_number = "" } = claimsOf("worker");

      const byNumber = await field.ask(`/verify/${certificate}`, { headers: { accept: "text/html" } });
      expect(byNumber.status).toBe(200);
      for (const personal of [name, id_number, phone_number, id_number.slice(6, 14), "城关路"])
        expect(byNumber.text).not.toContain(personal);

      for (const s of ["x", "", "A".repeat(3_000), "%00", "..%2f"]) {
        const altered = await field.ask(`/verify/${certificate}?s=${s}`, { headers: { accept: "text/html" } });
        expect(altered.status).toBeLessThan(500);
        for (const personal of [name, id_number, "城关路"]) expect(altered.text).not.toContain(personal);
      }
      const pdf = await fetch(`${field.url}/me/certificates/${certificate}.pdf`, {
        headers: { cookie: cookieOf(worker) },
      });
      expect(pdf.headers.get("cache-control")).toContain("no-store");
      expect(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe("%PDF-");
      for (const who of [student, clerk, visitor(field.url)]) {
        const said = await field.ask(`/me/certificates/${certificate}.pdf`, {
          headers: { cookie: cookieOf(who), accept: "text/html" },
        });
        expect([303, 404]).toContain(said.status);
      }
    });

    test.each<[string, () => BodyInit, Record<string, string>]>([
      ["forty megabytes", () => formWith(new Uint8Array(41_943_040)), {}],
      ["a page", () => formWith(Buffer.from("<html><script>alert(1)</script>")), {}],
      ["nothing", () => formWith(new Uint8Array()), {}],
      ["a form without a file", () => new FormData(), {}],
      ["two files", () => formWith(Buffer.from("%PDF-1.7"), 2), {}],
      ["no form", () => "hello", { "content-type": "text/plain" }],
      [
        "a form that was cut off",
        () => "--x\r\nContent-Disposition: form-data",
        { "content-type": "multipart/form-data; boundary=x" },
      ],
      [
        "a file without a name",
        () =>
          '--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\na\r\n--x--\r\n',
        { "content-type": "multipart/form-data; boundary=x" },
      ],
      ["a form of another kind", () => "a=1", { "content-type": "application/x-www-form-urlencoded" }],
    ])("comparing %s with a certificate gets a clear no", async (_what, body, headers) => {
      const said = await field.ask(`/verify/${publicNumber(city, "2026-11-16", "Z")}`, {
        method: "POST",
        headers: { accept: "text/html", ...headers },
        body: body(),
      });
      expect(said.status).toBeGreaterThanOrEqual(400);
      expect(said.status).toBeLessThan(500);
      expect(said.text).not.toContain("alert(1)");
    });

    test("numbers nobody has, of other cities or badly written, are all answered alike, and nobody may try many", async () => {
      const told = async (typed: string) => {
        const said = await field.ask(`/verify/${encodeURIComponent(typed)}`, { headers: { accept: "text/html" } });
        return `${said.status} ${said.text.replaceAll(encodeURIComponent(typed), "…").replaceAll(encodeURIComponent(encodeURIComponent(typed)), "…")}`;
      };
      const first = await told(publicNumber(city, "2026-11-16", "Z"));
      expect(first).toMatch(/^404/);
      for (const typed of [
        publicNumber(otherCity, "2026-11-16", "Z"),
        publicNumber("999999", "2026-11-16", "Z"),
        `${city}-20261116-ZAAAAAAAAAA-0`,
        unknown,
        "nonsense",
        "' or 1=1",
      ])
        expect((await told(typed)).length, typed).toBe(first.length);

      // A house with its real limits, and a tenth of them.
      const { settings } = field.running.house;
      const port = await freePort();
      const strict = await serve({
        settings: { ...settings, port, baseUrl: `https://localhost:${port}`, rateLimitFactor: 0.1, roles: ["web"] },
        kind: "demonstration",
        app: field.running.test.app,
        jobs: field.running.test.app,
        clock: field.running.test.clock.read,
      });
      try {
        const statuses: number[] = [];
        for (let index = 0; index < 20; index += 1) {
          const said = await fetch(`http://localhost:${port}/verify/${city}-20261116-ZAAAAAAAA${index + 10}-0`, {
            // Saying that one asks for somebody else changes nothing about who one is, but for the proxy beside us.
            headers: { accept: "text/html", "x-real-ip": `10.0.0.${index}`, "cf-connecting-ip": `10.0.0.${index}` },
          });
          statuses.push(said.status);
          if (said.status === 429) expect(Number(said.headers.get("retry-after"))).toBeGreaterThan(0);
          await said.arrayBuffer();
        }
        expect(statuses.filter((status) => status === 404)).toHaveLength(12);
        expect(statuses.filter((status) => status === 429)).toHaveLength(8);

        // By TLS, cookies are bound to this host and travel encrypted only.
        const page = await fetch(`http://localhost:${port}/staff/sign-in`);
        const [visit = ""] = page.headers.getSetCookie();
        expect(visit).toMatch(/^__Host-visit=/);
        const csrf = /name="_csrf" value="([^"]*)"/.exec(await page.text())?.[1] ?? "";
        const signedIn = await fetch(`http://localhost:${port}/staff/sign-in/demonstration`, {
          method: "POST",
          redirect: "manual",
          headers: { cookie: visit.split(";")[0] ?? "" },
          body: new URLSearchParams({ _csrf: csrf, person: `${city}-clerk` }),
        });
        const session = signedIn.headers.getSetCookie().find((one) => one.startsWith("__Host-session="));
        for (const cookie of [visit, session]) {
          expect(cookie).toMatch(/; Secure/i);
          expect(cookie).toMatch(/; HttpOnly/i);
          expect(cookie).toMatch(/; SameSite=Lax/i);
          expect(cookie).not.toMatch(/; Domain=/i);
        }
        expect(signedIn.headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
      } finally {
        await strict.stop();
      }
    });
  });
}
