import { beforeAll, describe, expect, test } from "vitest";
import type { Entries, Visitor } from "../../helpers/visitor.ts";
import { expectEscaped, type Field } from "../field.ts";
import { begin, cookieOf, csrfOf, next, pageOf, since, someone } from "../permit.ts";

/** What a browser has in its fields: the values, texts and ticked boxes of the page. */
function stands(who: Visitor, text: string): void {
  const { html } = who.page;
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  expect(html.includes(text) || html.includes(escaped), `"${text.slice(0, 40)}" stands on the page again`).toBe(true);
}

/** A clumsy person: what is typed wrong comes back as it was typed. */
export function typedWrong(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
  });

  describe("what is typed wrong comes back as it was typed, with a word about it", () => {
    test.each<[string, Entries, string[], string[]]>([
      [
        "the 30th of February",
        {
          "address-detail": "城关路 1 号",
          "lives_since-year": "2025",
          "lives_since-month": "2",
          "lives_since-day": "30",
        },
        ["lives_since"],
        ["30", "城关路 1 号"],
      ],
      [
        "a day in letters",
        {
          "address-detail": "城关路 2 号",
          "lives_since-year": "去年",
          "lives_since-month": "三月",
          "lives_since-day": "初一",
        },
        ["lives_since"],
        ["去年", "三月", "初一"],
      ],
      [
        "a day to come",
        {
          "address-detail": "城关路 3 号",
          "lives_since-year": "2099",
          "lives_since-month": "1",
          "lives_since-day": "1",
        },
        ["lives_since"],
        ["2099"],
      ],
      ["no address", { "address-detail": "", ...since }, ["address"], ["2025"]],
      [
        "an address of ten thousand characters",
        { "address-detail": "路".repeat(10_000), ...since },
        ["address"],
        ["路".repeat(200)],
      ],
      [
        "a place that does not exist",
        { "address-detail": "城关路 4 号", ...since, hukou: "亚特兰蒂斯" },
        ["hukou"],
        ["亚特兰蒂斯", "城关路 4 号"],
      ],
      [
        "a place that is markup",
        { "address-detail": "城关路 5 号", ...since, hukou: '"><script>x' },
        ["hukou"],
        ['"><script>x'],
      ],
      [
        "a place with a code of nowhere",
        { "address-detail": "城关路 6 号", ...since, hukou: "999999" },
        ["hukou"],
        ["999999"],
      ],
    ])("%s", async (_what, entries, wrong, kept) => {
      const who = someone(field.url);
      await begin(who);
      await who.press(next, { hukou: "四川西充", ...entries });
      expect(who.page.status).toBe(422);
      expect(who.page.errors.length).toBeGreaterThanOrEqual(wrong.length);
      for (const id of wrong) expect(who.page.html).toContain(`href="#f-${id.replaceAll("_", "_5f_")}`);
      for (const text of kept) stands(who, text);
      // And again on coming back later.
      await who.get(pageOf(who));
      for (const text of kept) stands(who, text);
      expectEscaped(who.page.html, "none", "anywhere");
    });

    test("wrong telephones, organisation codes and names", async () => {
      const who = someone(field.url);
      await begin(who);
      await who.press(next, { "address-detail": "城关路 7 号", ...since, hukou: "四川西充" });
      await who.press(next, { ground: "job" });
      await who.press(next, { work_kind: "employed", "job_proof-promise": true });
      const long = "厂".repeat(10_000);
      await who.press(next, { employer: long, employer_code: "91350100M000100Y44", "job_proof-promise": true });
      expect(who.page.status).toBe(422);
      expect(who.page.errors).toHaveLength(2);
      stands(who, "91350100M000100Y44");
      stands(who, "厂".repeat(100));
      await who.press(next, { employer: "😀😀", employer_code: "", "job_proof-promise": true });
      expect(who.page.title).toBe("照片和联系方式");
      for (const phone of ["12345", "call me", "1380013800٠", "13800138000 ext 1; drop table"]) {
        await who.press(next, { phone });
        expect(who.page.status).toBe(422);
        stands(who, phone);
      }
      await who.press(next, { phone: "１３８００１３８０００", emergency_name: "😀" });
      expect(who.page.status).toBe(422);
      stands(who, "😀");
    });

    test("an unknown option, a second value and a field nobody asked for", async () => {
      const who = someone(field.url);
      await begin(who);
      await who.press(next, { "address-detail": "城关路 8 号", ...since, hukou: "四川西充" });
      const form = who.prepare(next, { ground: "housing" });
      if (!(form.body instanceof URLSearchParams)) throw new Error("a page without files");
      form.body.set("ground", "constructor");
      await who.send(form);
      expect(who.page.status).toBe(422);
      for (const [name, value] of [
        ["school", "岳阳一中"],
        ["ground", "none"],
        ["unknown_question", "1"],
        ["answers[ground]", "none"],
        ["delivery_way", "post"],
        ["sent_number", "430621-20261116-CAAAAAAAAAA-0"],
        ["owner", "resident:x"],
      ] as const)
        form.body.append(name, value);
      form.body.delete("ground");
      form.body.append("ground", "housing");
      await who.send(form);
      expect(who.page.title).toBe("您的住处");
    });

    test.each([
      ["a name that reaches into prototypes", "__proto__=1", 400],
      ["two thousand and one fields", Array.from({ length: 2_001 }, (_, index) => `f${index}=1`).join("&"), 413],
      ["a null byte in a name", "address%00-detail=ab", 400],
      ["GBK", "address-detail=%C4%E3%BA%C3", 400],
      ["two megabytes", `address-detail=${"a".repeat(2_000_000)}`, 413],
    ])("%s is refused on a page in words", async (_what, more, status) => {
      const who = someone(field.url);
      await begin(who);
      const said = await field.ask(pageOf(who), {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html", "content-type": "application/x-www-form-urlencoded" },
        body: `_csrf=${csrfOf(who)}&${more}`,
      });
      expect(said.status).toBe(status);
      expect(said.headers.get("content-type")).toContain("text/html");
      // The draft is still there.
      expect((await who.get(pageOf(who))).status).toBe(200);
    });

    test("JSON, XML and text are no forms", async () => {
      const who = someone(field.url);
      await begin(who);
      for (const type of ["application/json", "text/xml", "text/plain"]) {
        const said = await field.ask(pageOf(who), {
          method: "POST",
          headers: { cookie: cookieOf(who), accept: "text/html", "content-type": type, "x-csrf-token": csrfOf(who) },
          body: "{}",
        });
        expect(said.status).toBe(415);
      }
    });
  });
}
