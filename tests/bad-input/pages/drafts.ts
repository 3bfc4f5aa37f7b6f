import { beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../../helpers/house.ts";
import { visitor } from "../../helpers/visitor.ts";
import { count } from "../count.ts";
import { city, expectEscaped, type Field, hostile, otherCity } from "../field.ts";
import {
  begin,
  cookieOf,
  csrfOf,
  draftOf,
  guide,
  next,
  numberAt,
  send,
  since,
  someone,
  toCheck,
  toHousing,
} from "../permit.ts";

/** Drafts of others, of nobody, and sent twice. */
export function drafts(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
  });

  describe("drafts", () => {
    test("a draft of another visitor is not there, whatever is asked of it", async () => {
      const who = someone(field.url);
      await toHousing(who, field.plant("荣家湾镇私密路 99 号"));
      const draft = draftOf(who);
      const stranger = someone(field.url);
      await begin(stranger);
      const signedIn = await field.signedIn("student");
      const own = draftOf(stranger);
      for (const other of [someone(field.url), stranger, signedIn]) {
        for (const at of ["", "/pages/where", "/pages/housing", "/check", "/later", "/not-possible"]) {
          const page = await other.get(`${draft}${at}`);
          expect(page.status, at).toBe(404);
          expect(page.html).not.toContain("私密路");
        }
      }
      await stranger.get(own);
      const token = csrfOf(stranger);
      for (const at of ["/pages/where", "/check", "/discard"]) {
        const said = await field.ask(`${draft}${at}`, {
          method: "POST",
          headers: { cookie: cookieOf(stranger), accept: "text/html" },
          body: new URLSearchParams({ _csrf: token }),
        });
        expect(said.status, at).toBe(404);
      }
      await who.get(`${draft}/pages/where`);
      expect(who.page.html).toContain("私密路");
    });

    test.each([
      "nonsense",
      "00000000-0000-7000-8000-000000000000",
      "%27%20or%201=1",
      "__proto__",
      "..%2f..",
      "1".repeat(150),
    ])("a draft called %s is not there", async (id) => {
      const who = someone(field.url);
      await begin(who);
      for (const at of ["", "/pages/where", "/check"])
        expect((await who.get(`${guide}/drafts/${id}${at}`)).status).toBe(404);
    });

    test("a page that does not exist, or that is not asked, changes nothing", async () => {
      const who = someone(field.url);
      await toHousing(who);
      const draft = draftOf(who);
      const token = csrfOf(who);
      for (const page of ["nonsense", "__proto__", "constructor", "school", "%3Cscript%3E"]) {
        expect((await who.get(`${draft}/pages/${page}`)).status).toBe(page === "school" ? 200 : 404);
        const said = await field.ask(`${draft}/pages/${page}`, {
          method: "POST",
          headers: { cookie: cookieOf(who), accept: "text/html" },
          body: new URLSearchParams({ _csrf: token, school: "岳阳一中", shown: "school" }),
        });
        expect(said.status).toBe(page === "school" ? 303 : 404);
      }
      await who.get(`${draft}/pages/housing`);
      await toCheck(who, { phone: "13800138000" });
      expect(who.page.text).not.toContain("岳阳一中");
    });

    test("what one is not finished with cannot be sent by going around", async () => {
      const who = await field.signedIn("student");
      await toHousing(who);
      const before = await count(field, "cases");
      const said = await field.ask(`${draftOf(who)}/check`, {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html" },
        body: new URLSearchParams({ _csrf: csrfOf(who), seen: "x" }),
      });
      expect(said.status).toBe(303);
      expect(await count(field, "cases")).toBe(before);
    });

    test("eight taps on sending at once make one case, and all come to it", async () => {
      const who = await field.signedIn("worker");
      await toHousing(who);
      await toCheck(who);
      const before = await count(field, "cases");
      const form = who.prepare("提交");
      const answers = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const tab = visitor(field.url);
          for (const [name, value] of who.cookies) tab.cookies.set(name, value);
          await tab.send(form);
          return { status: tab.page.status, number: numberAt(tab) };
        }),
      );
      expect(await count(field, "cases")).toBe(before + 1);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
    });

    test("what another tab changed after the check is not sent unseen", async () => {
      const who = await field.signedIn("grandmother");
      const resident = await field.signedIn("grandmother");
      await begin(who, `/${otherCity}/services/residence-permit`);
      const asksHukou = who.page.html.includes('name="hukou"');
      await who.press(next, {
        "address-detail": "一号院",
        ...since,
        ...(asksHukou ? { hukou: "四川西充" } : {}),
        "address-division": otherCity,
      });
      await who.press(next, { ground: "housing" });
      await toCheck(who);
      const form = who.prepare("提交");
      await resident.get(`${draftOf(who)}/pages/where`);
      await resident.press(next, { "address-detail": "二号院" });
      const before = await count(field, "cases");
      await who.send(form);
      expect(who.page.status).toBe(409);
      expect(who.page.text).toContain("二号院");
      expect(await count(field, "cases")).toBe(before);
      const seen = who.prepare("提交");
      if (seen.body instanceof URLSearchParams) seen.body.set("seen", "garbage");
      await who.send(seen);
      expect(who.page.status).toBe(409);
      await send(who);
    });

    test("a service that was withdrawn meanwhile is not sent, and the draft is not lost", async () => {
      const who = await field.signedIn("student");
      await toHousing(who, "荣家湾镇撤回路 1 号");
      await toCheck(who);
      const form = who.prepare("提交");
      const offered = (to: boolean) =>
        asOwner(field.running.test, (client) =>
          client.query("update offerings set visibility = $2 where city = $1 and service = 'residence-permit'", [
            city,
            to ? "visible" : "hidden",
          ]),
        );
      const before = await count(field, "cases");
      await offered(false);
      try {
        field.running.house.offerings.forget(city);
        await who.send(form);
        expect(who.page.status).toBe(404);
        expect(await count(field, "cases")).toBe(before);
      } finally {
        await offered(true);
        field.running.house.offerings.forget(city);
      }
      await who.send(form);
      expect(numberAt(who)).not.toBe("");
      expect(await count(field, "cases")).toBe(before + 1);
    });

    test("a complaint about anything and everything is kept as words", async () => {
      const who = someone(field.url);
      const text = hostile("about");
      await who.get(`/${city}/services/suggestion/start?about=${encodeURIComponent(text)}`);
      expectEscaped(who.page.html, "about");
      await who.press("开始填写");
      expectEscaped(who.page.html, "about", "anywhere");
      await who.press(next, {
        matter: "broken",
        about: text.slice(0, 190),
        text: `${hostile("text")}\n\u202e反\u2066`,
      });
      await who.press(next, { phone: "" });
      expectEscaped(who.page.html, "text");
      expect(who.page.html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      await who.press("提交");
      expect(numberAt(who)).not.toBe("");
      expect(who.page.html).not.toContain("id=text");
    });
  });
}
