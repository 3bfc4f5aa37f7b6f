import { generateSync } from "otplib";
import { beforeAll, describe, expect, test } from "vitest";
import { addClerk, beginEnrolment, enrolClerk, signInDemonstrationClerk } from "../../../src/domain/identity/index.ts";
import { Browsing } from "../../helpers/own-pages.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { visitor } from "../../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile } from "../field.ts";
import { cookieOf, csrfOf } from "../permit.ts";
import { type Cast, unknown } from "./cast.ts";

/** Sessions that were planted or ended, and passwords that are guessed. */
export function sessions(of: () => Cast): void {
  let field: Field;
  let student: Visitor;
  let clerk: Visitor;
  beforeAll(() => {
    ({ field, student, clerk } = of());
  });

  describe("sessions", () => {
    test("a session that was put into the browser before signing in is worth nothing afterwards", async () => {
      const planted = "A".repeat(43);
      const who = visitor(field.url);
      who.cookies.set("session", planted);
      who.cookies.set("visit", "B".repeat(22));
      await who.get("/staff/sign-in");
      const body = new URLSearchParams({ _csrf: csrfOf(who), person: `${city}-auditor` });
      await who.send({ action: "/staff/sign-in/demonstration", method: "post", body });
      expect(who.cookies.get("session")).toMatch(/^[A-Za-z0-9_-]{40,}$/);
      expect(who.cookies.get("session")).not.toBe(planted);
      expect((await field.ask("/staff", { headers: { cookie: `session=${planted}` } })).status).toBe(303);
    });

    test("nor does a resident's browser keep a session that was planted", async () => {
      const browsing = new Browsing(field.url);
      browsing.cookies.set("session", "A".repeat(43));
      await browsing.signIn("trader");
      expect(browsing.cookies.get("session")).toMatch(/^[A-Za-z0-9_-]{40,}$/);
      expect(browsing.cookies.get("session")).not.toBe("A".repeat(43));
      expect((await field.ask("/me", { headers: { cookie: `session=${"A".repeat(43)}` } })).status).toBe(303);
    });

    test("signing in again ends the session before, signing out ends the last", async () => {
      const who = await field.staff(`${city}-auditor`);
      const first = who.cookies.get("session");
      await who.get("/staff/me");
      const sent = {
        action: "/staff/sign-in/demonstration",
        method: "post",
        body: new URLSearchParams({ _csrf: csrfOf(who), person: `${city}-auditor` }),
      };
      await who.send(sent);
      const second = who.cookies.get("session");
      expect(second).not.toBe(first);
      expect((await field.ask("/staff/me", { headers: { cookie: `session=${first}` } })).status).toBe(303);
      expect((await field.ask("/staff/me", { headers: { cookie: `session=${second}` } })).status).toBe(200);
      await who.get("/staff/me");
      await who.send({ action: "/staff/sign-out", method: "post", body: new URLSearchParams({ _csrf: csrfOf(who) }) });
      expect((await field.ask("/staff/me", { headers: { cookie: `session=${second}` } })).status).toBe(303);
    });

    test("a resident is no clerk and a clerk is no resident", async () => {
      for (const path of ["/staff", "/staff/me", "/staff/office/clerks", `/staff/cases/${unknown}`])
        expect((await field.ask(path, { headers: { cookie: cookieOf(student) } })).headers.get("location")).toMatch(
          /^\/staff\/sign-in/,
        );
      for (const path of ["/me", "/me/cases", "/me/inbox", "/me/privacy/export.json", `/me/cases/${unknown}`])
        expect((await field.ask(path, { headers: { cookie: cookieOf(clerk) } })).headers.get("location")).toMatch(
          /^\/sign-in/,
        );
    });

    test.each([
      ["nobody", "430621-nobody"],
      ["a name of the language", "430621-constructor"],
      ["a city that is not open", "110000-clerk"],
      ["nothing", ""],
      ["markup", '"><script>'],
      ["ten thousand characters", "1".repeat(10_000)],
    ])("%s does not sign in as staff by a button", async (_what, person) => {
      const who = visitor(field.url);
      await who.get("/staff/sign-in");
      await who.send({
        action: "/staff/sign-in/demonstration",
        method: "post",
        body: new URLSearchParams({ _csrf: csrfOf(who), person }),
      });
      // Somebody of the city may be meant; more than a clerk nobody gets.
      if (person !== "430621-nobody" && person !== "430621-constructor") expect(who.page.status).toBe(404);
      expect((await field.ask("/staff/office/clerks", { headers: { cookie: cookieOf(who) } })).status).not.toBe(200);
    });

    test("coming back from signing in with somebody else's way, or none, signs nobody in", async () => {
      for (const query of [
        "",
        "?code=abc&state=abc",
        "?code=abc",
        `?code=${"a".repeat(3_000)}&state=x`,
        "?error=access_denied&state=x",
      ]) {
        for (const cookie of ["", "sign-in=garbage", "sign-in=L21l.%00", `sign-in=${"A".repeat(2_000)}.x`]) {
          const said = await field.ask(`/sign-in/callback${query}`, { headers: { cookie, accept: "text/html" } });
          expect(said.status).toBeGreaterThanOrEqual(400);
          expect(said.status).toBeLessThan(500);
          expect(said.headers.getSetCookie().some((one) => /^session=[^;]/.test(one))).toBe(false);
        }
      }
    });
  });

  describe("guessing passwords", () => {
    const login = "bad.input";
    let secret: string;
    const password = "Korrekt-Pferd-Batterie-7";
    beforeAll(async () => {
      const { identity } = field.running.house;
      const { now } = field.running.clock;
      field.plant(password);
      const office = await signInDemonstrationClerk(identity, { city, role: "office" }, now);
      const added = await addClerk(
        identity,
        office.clerk,
        { city, login, name: "白试", agency: "public-security", roles: ["clerk"] },
        now,
      );
      ({ secret } = await beginEnrolment(identity, { login, code: added.code }, now));
      await enrolClerk(identity, { login, code: added.code }, { password, totp: code() }, now);
    });
    const code = () => generateSync({ secret, epoch: Math.floor(field.running.clock.now.getTime() / 1_000) });

    async function tried(as: string, word: string, totp: string) {
      const who = visitor(field.url);
      await who.get("/staff/sign-in");
      await who.send({
        action: "/staff/sign-in",
        method: "post",
        body: new URLSearchParams({ _csrf: csrfOf(who), login: as, password: word, code: totp }),
      });
      return who;
    }

    test("whether a login exists cannot be told from the answers, which lock it", async () => {
      const words = async (as: string) => {
        const all: string[] = [];
        for (let round = 0; round < 6; round += 1) {
          const { page } = await tried(as, field.plant(`falsch-${as}-${round}`), "000000");
          all.push(`${page.status} ${page.text.replaceAll(as, "…")}`);
        }
        return all;
      };
      const [real, made] = await Promise.all([words(login), words("no.body")]);
      expect(real).toEqual(made);
      expect(real[0]).toMatch(/^401/);
      expect(real.at(-1)).not.toBe(real[0]);
      // Locked: now not even the right proof opens.
      field.running.clock.now = new Date(field.running.clock.now.getTime() + 60_000);
      expect((await tried(login, password, code())).page.status).toBe(401);
      field.running.clock.now = new Date(field.running.clock.now.getTime() + 16 * 60_000);
      const opened = await tried(login, password, code());
      expect(opened.page.at).toMatch(/^\/staff/);
      expect(opened.page.status).toBe(200);
    });

    test("a code is good once", async () => {
      field.running.clock.now = new Date(field.running.clock.now.getTime() + 60_000);
      const now = code();
      expect((await tried(login, password, now)).page.status).toBe(200);
      expect((await tried(login, password, now)).page.status).toBe(401);
    });

    test.each([
      ["nothing", "", "", ""],
      ["ten thousand characters", "a".repeat(10_000), "b".repeat(10_000), "c".repeat(10_000)],
      ["SQL", "' or 1=1 --", "' or 1=1 --", "' or 1=1 --"],
      ["an emoji", "😀", "😀", "😀"],
      ["digits of another script", login, "x", "١٢٣٤٥٦"],
      ["markup", hostile("login"), hostile("login"), hostile("login")],
    ])("%s as login, password and code is refused like any other", async (_what, as, word, totp) => {
      const { page } = await tried(as, word, totp);
      expect(page.status).toBe(401);
      expectEscaped(page.html, "login", "anywhere");
      expect(page.html).not.toMatch(/type="password"[^>]*value="[^"]/);
    });
  });
}
