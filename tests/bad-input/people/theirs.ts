import { beforeAll, describe, expect, test } from "vitest";
import { fileCase } from "../../helpers/own-pages.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile, otherCity } from "../field.ts";
import { cookieOf, csrfOf, next, picked, pixel, send, toHousing } from "../permit.ts";
import { type Cast, unknown } from "./cast.ts";

/** Cases and files of others: the same answer as for what does not exist. */
export function theirs(of: () => Cast): void {
  let field: Field;
  let worker: Visitor;
  let student: Visitor;
  let clerk: Visitor;
  beforeAll(() => {
    ({ field, worker, student, clerk } = of());
  });

  describe("what is not theirs", () => {
    let number: string;
    let file: string;
    beforeAll(async () => {
      await toHousing(worker, field.plant("荣家湾镇旁人路 77 号"));
      await worker.press(next, { housing_kind: "own", housing_proof: picked(pixel) });
      await worker.press(next, {});
      await worker.press(next, { delivery_way: "collect" });
      number = await send(worker);
      file = /\/me\/cases\/[^"]*\/files\/([0-9a-f-]{36})/.exec(worker.page.html)?.[1] ?? "";
      expect(file).not.toBe("");
    });

    /** Status and words of a page, without what differs from answer to answer. */
    async function told(who: Visitor, path: string): Promise<string> {
      const said = await field.ask(path, { headers: { cookie: cookieOf(who), accept: "text/html" } });
      return `${said.status} ${said.text.replaceAll(/[0-9A-Z]{4}-\d+/g, "reference")}`;
    }

    test("another resident's case, a case of nobody and a badly written number get the same answer", async () => {
      for (const rest of ["", "/withdraw", "/correct", `/files/${file}`, `/correct/files/${file}`]) {
        const nobody = await told(student, `/me/cases/${unknown}${rest}`);
        expect(nobody).toMatch(/^404 /);
        for (const at of [
          number,
          number.replace(city, otherCity),
          `${number.slice(0, -1)}*`,
          "nonsense",
          "__proto__",
          "%27%20or%201=1",
        ])
          expect(await told(student, `/me/cases/${at}${rest}`), `${at}${rest}`).toBe(nobody);
        expect(nobody).not.toContain("旁人路");
      }
    });

    test("another resident cannot withdraw or correct it either", async () => {
      await student.get("/me");
      const token = csrfOf(student);
      for (const at of ["withdraw", "correct"]) {
        const said = await field.ask(`/me/cases/${number}/${at}`, {
          method: "POST",
          headers: { cookie: cookieOf(student), accept: "text/html" },
          body: new URLSearchParams({ _csrf: token, revision: "1", reason: "不是我的" }),
        });
        expect(said.status).toBe(404);
      }
      expect((await worker.get(`/me/cases/${number}`)).html).toContain(`/me/cases/${number}/withdraw`);
    });

    test("clerks of another city or agency, and the auditor, see what they would of a case of nobody", async () => {
      for (const person of [`${otherCity}-lead`, `${otherCity}-office`, `${city}-auditor`, "000000-operator"]) {
        const who = await field.staff(person);
        for (const rest of ["", `/files/${file}`]) {
          const nobody = await told(who, `/staff/cases/${unknown}${rest}`);
          expect(nobody).toMatch(/^40[34] /);
          expect(await told(who, `/staff/cases/${number}${rest}`), person).toBe(nobody);
        }
        await who.get("/staff/me");
        const body = new URLSearchParams({ _csrf: csrfOf(who), type: "accept", revision: "1", key: "k" });
        const said = await field.ask(`/staff/cases/${number}/acts`, {
          method: "POST",
          headers: { cookie: cookieOf(who), accept: "text/html" },
          body,
        });
        expect([403, 404]).toContain(said.status);
        const inbox = await field.ask("/staff", { headers: { cookie: cookieOf(who) } });
        expect(inbox.text).not.toContain(number);
      }
    });

    test("a file is opened with its own case only", async () => {
      const { number: other } = await fileCase(field.running.house, "student");
      expect(
        (await field.ask(`/me/cases/${other}/files/${file}`, { headers: { cookie: cookieOf(student) } })).status,
      ).toBe(404);
      for (const id of [file, "nonsense", "00000000-0000-7000-8000-000000000000", "..%2f..%2fkeys.json"])
        expect(
          (await field.ask(`/staff/cases/${other}/files/${id}`, { headers: { cookie: cookieOf(clerk) } })).status,
          id,
        ).toBe(404);
      const own = await field.ask(`/staff/cases/${number}/files/${file}`, { headers: { cookie: cookieOf(clerk) } });
      expect(own.status).toBe(200);
      expect(own.headers.get("content-security-policy")).toContain("sandbox");
    });

    test("a case without signing in is shown by its number, without anything personal", async () => {
      const said = await field.ask(`/${city}/cases/${number}/sent`, { headers: { accept: "text/html" } });
      expect([200, 404]).toContain(said.status);
      for (const personal of ["旁人路", "李建军", "李*", "13900009002"]) expect(said.text).not.toContain(personal);
    });

    test.each([
      "/me/cases?after=-271821-04-20T00:00:00.000Z~x",
      "/me/cases?after=nonsense",
      "/me/inbox?after=nonsense",
      "/me/inbox?after=' or 1=1",
      "/me/readings?after=00000000",
      "/me/certificates?after=999999999999999_Z",
      "/me/certificates?after=nonsense",
      "/me/privacy?done=%3Cscript%3E",
    ])("%s is a page or a clear no", async (path) => {
      const said = await field.ask(encodeURI(decodeURI(path)), {
        headers: { cookie: cookieOf(worker), accept: "text/html" },
      });
      expect(said.status).toBeLessThan(500);
      expect(said.text).not.toContain('<script>"');
    });

    test.each([
      "/staff?after=-271821-04-20T00:00:00.000Z~x",
      "/staff?view=closed&after=-271821-04-20T00:00:00.000Z~x",
      "/staff?view=mine&after=-271821-04-20T00:00:00.000Z~x",
      "/staff?view=__proto__&service=__proto__&state=__proto__",
      "/staff?view=overdue&after=~~~~",
      "/staff/office/audit?after=nonsense",
      "/staff/office/clerks?after=nonsense",
      "/staff/office/clerks/nonsense",
      "/staff/office/clerks/00000000-0000-7000-8000-000000000000/suspend",
      "/staff/office/services/__proto__",
    ])("%s is a page or a clear no, to staff", async (path) => {
      const office = await field.staff(`${city}-office`);
      for (const who of [clerk, office]) {
        const said = await field.ask(path, { headers: { cookie: cookieOf(who), accept: "text/html" } });
        expect(said.status).toBeLessThan(500);
      }
    });

    test.each([
      "",
      "%",
      "' or 1=1 --",
      "李",
      "李*",
      "_",
      "１１０１０５",
      hostile("searched"),
      "王".repeat(10_000),
      "\u202e",
      unknown,
    ])("staff searching for %j find nobody by a part of a name", async (typed) => {
      await clerk.get("/staff");
      const form = clerk.prepare("查", {});
      if (!(form.body instanceof URLSearchParams)) throw new Error("a search without files");
      const fieldName = [...form.body.keys()].find((name) => !/^_csrf|id_type$/.test(name)) ?? "q";
      form.body.set(fieldName, typed);
      await clerk.send(form);
      expect(clerk.page.status).toBeLessThan(500);
      expectEscaped(clerk.page.html, "searched", "anywhere");
      expect(clerk.page.at).not.toContain(encodeURIComponent("李"));
    });
  });
}
