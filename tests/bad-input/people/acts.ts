import { beforeAll, describe, expect, test } from "vitest";
import { findCase } from "../../../src/domain/cases/index.ts";
import { eventually, fileCase } from "../../helpers/own-pages.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile } from "../field.ts";
import { cookieOf, csrfOf } from "../permit.ts";
import { acted, type Cast } from "./cast.ts";

/** Acts of clerks that cannot be, come too late, or at once. */
export function acts(of: () => Cast): void {
  let field: Field;
  let student: Visitor;
  let clerk: Visitor;
  beforeAll(() => {
    ({ field, student, clerk } = of());
  });

  describe("acts of clerks", () => {
    test.each<[string, Record<string, string>, number[]]>([
      ["of an unknown kind", { type: "destroy" }, [422]],
      ["with a name of the language", { type: "__proto__" }, [422]],
      ["of the house", { type: "issue", "issue-certificate": "430621-20261116-ZAAAAAAAAAA-0" }, [422]],
      ["of the clock", { type: "lapse" }, [422]],
      ["of the resident", { type: "withdraw" }, [422]],
      ["with a negative revision", { type: "accept", revision: "-1" }, [409]],
      ["with revision NaN", { type: "accept", revision: "NaN" }, [409]],
      ["with a revision that only begins as one", { type: "accept", revision: "1e99" }, [409]],
      ["with no revision", { type: "accept", revision: "" }, [409]],
      ["passing it to nobody", { type: "assign", "assign-to": "nonsense" }, [422]],
      [
        "passing it to somebody of no city",
        { type: "assign", "assign-to": "00000000-0000-7000-8000-000000000000" },
        [422],
      ],
      ["declining without words", { type: "decline", "decline-reason": " ", "decline-where": "" }, [422]],
      ["noting ten thousand characters", { type: "note", "note-note": "记".repeat(10_000) }, [422]],
      ["noting what nobody types", { type: "note", "note-note": "记\u0007\u0008" }, [422]],
      ["noting a null byte", { type: "note", "note-note": "记\u0000" }, [422]],
      ["with a key of a million characters", { type: "note", "note-note": "记一笔", key: "k".repeat(900_000) }, [303]],
    ])("%s get a clear answer and lose no word", async (_what, fields, statuses) => {
      const number = (await fileCase(field.running.house, "student")).number;
      const said = await acted(field, clerk, number, fields);
      expect(statuses).toContain(said.status);
      if (fields["note-note"]?.startsWith("记记")) expect(said.text).toContain("记".repeat(2_000));
      if (said.status === 303) return;
      const { state, revision } = await findCase(field.running.house.cases, city, number);
      expect([state, revision]).toEqual(["submitted", 1]);
    });

    test("who was slower is told who was faster, and keeps what was written", async () => {
      const number = (await fileCase(field.running.house, "student")).number;
      const text = hostile("slow");
      expect((await acted(field, clerk, number, { type: "accept" })).status).toBe(303);
      const late = await acted(field, clerk, number, {
        type: "decline",
        revision: "1",
        "decline-reason": text,
        "decline-where": "岳阳市",
      });
      expect(late.status).toBe(409);
      expect(late.text).toContain("罗建国");
      expectEscaped(late.text, "slow");
    });

    test("a form sent twice at once is one act", async () => {
      const number = (await fileCase(field.running.house, "student")).number;
      const fields = { type: "note", "note-note": "只记一次", key: "the-same-form", revision: "1" };
      const both = await Promise.all([acted(field, clerk, number, fields), acted(field, clerk, number, fields)]);
      expect(both.map(({ status }) => status)).toEqual([303, 303]);
      await clerk.get(`/staff/cases/${number}`);
      expect(clerk.page.html.split("只记一次").length - 1).toBe(1);
    });

    test("of withdrawing and approving at once exactly one happens, and the other is told", async () => {
      for (let round = 0; round < 3; round += 1) {
        const number = (await fileCase(field.running.house, "student")).number;
        expect((await acted(field, clerk, number, { type: "accept" })).status).toBe(303);
        await student.get(`/me/cases/${number}/withdraw`);
        const revision = /name="revision" value="(\d+)"/.exec(student.page.html)?.[1] ?? "";
        const withdrawing = field.ask(`/me/cases/${number}/withdraw`, {
          method: "POST",
          headers: { cookie: cookieOf(student), accept: "text/html" },
          body: new URLSearchParams({ _csrf: csrfOf(student), revision, reason: "" }),
        });
        const [approved, withdrawn] = await Promise.all([
          acted(field, clerk, number, { type: "approve", revision }),
          withdrawing,
        ]);
        expect([approved.status, withdrawn.status].sort()).toEqual([303, 409]);
      }
    });

    test("words of staff are shown to the person as words", async () => {
      const trader = await field.signedIn("trader");
      const { number } = await fileCase(field.running.house, "trader");
      const items = `${hostile("item")}\n租房合同\u202e第二页`;
      const asked = await acted(field, clerk, number, { type: "ask_correction", "ask_correction-items": items });
      expect(asked.status).toBe(303);
      await trader.get(`/me/cases/${number}`);
      expectEscaped(trader.page.html, "item");
      expect(trader.page.text).toContain("租房合同第二页");
      await trader.get(`/me/cases/${number}/correct`);
      expectEscaped(trader.page.html, "item", "anywhere");
      await clerk.get(`/staff/cases/${number}`);
      expectEscaped(clerk.page.html, "item");
      await eventually(
        async () => (await trader.get("/me/inbox")).html,
        (html) => html.includes("补正"),
      );
      expectEscaped(trader.page.html, "item", "anywhere");
    });
  });
}
