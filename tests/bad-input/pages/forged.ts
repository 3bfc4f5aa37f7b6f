import { beforeAll, describe, expect, test } from "vitest";
import { count } from "../count.ts";
import { city, type Field } from "../field.ts";
import { begin, cookieOf, csrfOf, guide, pageOf, pixel, since, someone, toHousing } from "../permit.ts";

/** Forms that another site, or nobody, made. */
export function forged(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
  });

  describe("forged forms", () => {
    test("without a token, with a wrong one, with somebody else's: nothing is changed", async () => {
      const who = someone(field.url);
      await begin(who);
      const stranger = someone(field.url);
      await begin(stranger);
      const own = csrfOf(who);
      const flipped = `${own.slice(0, -1)}${own.endsWith("A") ? "B" : "A"}`;
      const entries = { "address-detail": "伪造路 1 号", ...since, hukou: "四川西充" };
      for (const token of [
        undefined,
        "",
        "x",
        flipped,
        own.slice(0, 35),
        `${own}A`,
        csrfOf(stranger),
        "A".repeat(36),
        "😀".repeat(18),
      ]) {
        const body = new URLSearchParams({ ...entries, shown: "address lives_since hukou" } as Record<string, string>);
        if (token !== undefined) body.set("_csrf", token);
        for (const headers of [{}, { "x-csrf-token": token ?? "" }] as Record<string, string>[]) {
          if (/[^\x20-\x7e]/.test(headers["x-csrf-token"] ?? "")) continue;
          const said = await field.ask(pageOf(who), {
            method: "POST",
            headers: { cookie: cookieOf(who), accept: "text/html", ...headers },
            body,
          });
          expect(said.status, String(token)).toBe(403);
        }
      }
      await who.get(pageOf(who));
      expect(who.page.html).not.toContain("伪造路");
    });

    test("a form with files shows its token before the first file is taken", async () => {
      const who = someone(field.url);
      await toHousing(who);
      const before = await count(field, "files");
      for (const token of [undefined, "x".repeat(36)]) {
        const body = new FormData();
        if (token !== undefined) body.append("_csrf", token);
        body.append("housing_proof", new Blob([pixel]), "a.png");
        // A right one that comes too late does not help.
        body.append("_csrf", csrfOf(who));
        const said = await field.ask(pageOf(who), {
          method: "POST",
          headers: { cookie: cookieOf(who), accept: "text/html" },
          body,
        });
        expect(said.status).toBe(403);
      }
      expect(await count(field, "files")).toBe(before);
    });

    test.each([
      ["another site", { "sec-fetch-site": "cross-site" }],
      ["a neighbouring site", { "sec-fetch-site": "same-site" }],
      ["another origin", { origin: "https://evil.example" }],
      ["another port", { origin: "http://localhost:1" }],
      ["our name as a beginning", { origin: "http://localhost.evil.example" }],
      ["what is no origin", { origin: "evil" }],
    ])("a form from %s is refused, token or not", async (_what, headers) => {
      const who = someone(field.url);
      await begin(who);
      const body = new URLSearchParams({ _csrf: csrfOf(who), "address-detail": "外站路 1 号" });
      const said = await field.ask(pageOf(who), {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html", ...(headers as Record<string, string>) },
        body,
      });
      expect(said.status).toBe(403);
    });

    test("every form of the house that writes refuses a post without a token", async () => {
      const resident = await field.signedIn("trader");
      const clerk = await field.staff(`${city}-lead`);
      const office = await field.staff(`${city}-office`);
      const number = `${city}-20261116-CAAAAAAAAAA-0`;
      const id = "00000000-0000-7000-8000-000000000000";
      for (const [who, path] of [
        [resident, "/sign-out"],
        [resident, "/me/inbox/read"],
        [resident, `/me/inbox/${id}/read`],
        [resident, `/me/cases/${number}/withdraw`],
        [resident, `/me/cases/${number}/correct`],
        [resident, "/me/privacy/sign-out-everywhere"],
        [resident, `${guide}/start`],
        [resident, `${guide}/drafts/${id}/check`],
        [resident, `${guide}/drafts/${id}/discard`],
        [clerk, "/staff/search"],
        [clerk, `/staff/cases/${number}/acts`],
        [clerk, `/staff/cases/${number}/show`],
        [clerk, "/staff/me/password"],
        [clerk, "/staff/sign-out"],
        [office, "/staff/office/clerks"],
        [office, `/staff/office/clerks/${id}`],
        [office, `/staff/office/clerks/${id}/suspend`],
      ] as const) {
        const said = await field.ask(path, {
          method: "POST",
          headers: { cookie: cookieOf(who), accept: "text/html" },
          body: new URLSearchParams({ reason: "x" }),
        });
        expect(said.status, path).toBe(403);
      }
      expect((await resident.get("/me")).at).toBe("/me");
      expect((await clerk.get("/staff")).at).toBe("/staff");
    });
  });
}
