import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { today } from "../fixture.ts";
import { empty, unchanged, Wrong } from "./contract.ts";
import { ask, codeOf, form, json, residentIds } from "./fixture.ts";
import { fenOfYuan } from "./money.ts";
import { residentIdCheck } from "./resident-id.ts";

describe("text and names", () => {
  it("keep rare characters, emoji, markup and the middle dot as they are", () => {
    for (const name of [
      "𠮷田",
      "张\u{20BB7}",
      "王㐂",
      "〇一",
      "\ue000明",
      "\ufa0e",
      "\uf900",
      "Nguyễn Văn A",
      "O’Neill",
      "ئەلى",
      "小明🎉",
    ]) {
      expect(json("name", name)).toBe(name);
    }
    for (const text of [
      "<script>alert(1)</script>",
      "{{7*7}} $" + "{x} <%= y %>",
      "' or 1=1 --",
      "👨‍👩‍👧‍👦 一家",
      "“好”，（是）：；",
    ]) {
      expect(json("text", text)).toBe(text);
    }
  });

  it("bring dots, width, composition and blanks into one form", () => {
    expect(json("name", " 买买提．艾力 ")).toBe("买买提·艾力");
    expect(json("name", "买买提•艾力")).toBe("买买提·艾力");
    expect(json("name", "Anna   Maria")).toBe("Anna Maria");
    expect(json("name", "张\u3000三")).toBe("张三");
    expect(json("text", "Ａ１ 楼")).toBe("A1 楼");
    expect(json("text", "Cafe\u0301")).toBe("Café");
    expect(json("text", "\u202e张三\u202c\u200f")).toBe("张三");
    expect(json("text", "a\r\nb")).toBe("a b");
    expect(json("long_text", " a\r\nb\n ")).toBe("a\nb");
  });

  it("count characters, not code units, and say how many fit", () => {
    expect(json("text", "𠮷".repeat(200))).toBe("𠮷".repeat(200));
    expect(codeOf(json("text", "𠮷".repeat(201)))).toBe("too_long");
    expect(codeOf(json("name", "张".repeat(10_000)))).toBe("too_long");
    expect(codeOf(json("text", "abcd", { max_length: 3 }))).toBe("too_long");
    expect(codeOf(json("name", "12345"))).toBe("name_without_letters");
    expect(json("text", " \u3000 ")).toBe(empty);
  });
});

describe("numbers and money", () => {
  it("reads what people type", () => {
    const good: Record<string, number> = {
      "12": 12,
      "１２．５": 12.5,
      "1,200": 1200,
      " 3 ": 3,
      "0": 0,
      "-0": 0,
      "−4": -4,
    };
    for (const [typed, value] of Object.entries(good)) expect(form("number", typed)).toBe(value);
    for (const typed of ["1e3", "0x10", "12a", "1,20", "--1", "1.2.3", "NaN", "Infinity", "半年"])
      expect(codeOf(form("number", typed))).toBe("number_shape");
    expect(codeOf(form("number", "1201", { max: 1200 }))).toBe("too_large");
    expect(codeOf(form("number", "-1", { min: 0 }))).toBe("too_small");
    expect(codeOf(form("number", "0.1234567"))).toBe("too_many_decimals");
    expect(codeOf(json("number", "12"))).toBe("wrong_type");
    expect(codeOf(json("number", Number.NaN))).toBe("number_shape");
  });

  it("turns yuan into fen exactly, for every amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999_999 }), (fen) => {
        const reader = ask("money");
        const typed = reader.typed(fen)[""];
        expect(fenOfYuan(String(typed))).toBe(fen);
        expect(reader.fromForm({ q: String(typed) }, "q", { today })).toBe(fen);
      }),
    );
    expect(fenOfYuan("￥1,234.5元")).toBe(123450);
    expect(fenOfYuan("0.29")).toBe(29);
    expect(fenOfYuan("1.005")).toBeUndefined();
    expect(codeOf(form("money", "12.345"))).toBe("money_shape");
    expect(codeOf(form("money", "-1"))).toBe("too_small");
    expect(codeOf(form("money", "100.01", { max: 100 }))).toBe("too_large");
    expect(form("money", "100", { max: 100 })).toBe(10_000);
    expect(codeOf(json("money", 12.5))).toBe("wrong_type");
    expect(codeOf(json("money", "12"))).toBe("wrong_type");
  });
});

describe("people", () => {
  const [one, two] = ["11010519491231002X", "430621198812300011"].map((id) => id.slice(0, 17) + residentIdCheck(id));
  const wang = { name: "王芳", resident_id: String(one) };
  const li = { name: "李雷", resident_id: String(two) };

  it("are read row by row, empty rows left out, at most as many as the question takes", () => {
    const posted = { "q-1-name": " 王 芳 ", "q-1-id": String(one).toLowerCase(), "q-3-name": "李雷", "q-3-id": two };
    expect(form("people", posted)).toEqual([wang, li]);
    expect(form("people", { "q-1-name": " ", "q-2-id": "" })).toBe(empty);
    expect(json("people", [wang, { name: "" }, {}, li])).toEqual([wang, li]);
    expect(json("people", [])).toBe(empty);
    expect(codeOf(json("people", [wang, li], { max: 1 }))).toBe("too_many_people");
    expect(form("people", posted, { max: 1 })).toEqual([wang]);
    expect(codeOf(json("people", new Array(1e5).fill({})))).toBe("too_many_people");
    expect(ask("people").parts).toHaveLength(10);
    expect(ask("people", { max: 2 }).parts.map(({ name }) => name)).toEqual(["1-name", "1-id", "2-name", "2-id"]);
    for (const value of [{}, "王芳", [wang, 1], [{ ...wang, age: 3 }], [{ ...wang, name: 1 }]]) {
      expect(codeOf(json("people", value))).toBe("wrong_type");
    }
  });

  it("name the input that is wrong", () => {
    const wrong = [
      [{ "q-1-name": "王芳" }, "person_id_missing", "1-id"],
      [{ "q-2-id": two }, "person_name_missing", "2-name"],
      [{ "q-1-name": "王芳", "q-1-id": "110105194912310021" }, "resident_id_check", "1-id"],
      [{ "q-1-name": "12", "q-1-id": one }, "name_without_letters", "1-name"],
      [{ "q-1-name": "王芳", "q-1-id": one, "q-3-name": "王方", "q-3-id": one }, "person_twice", "3-id"],
    ] as const;
    for (const [posted, code, part] of wrong) expect(form("people", posted)).toMatchObject({ code, part });
  });

  it("are shown with their numbers masked, and in full where one checks one's own", () => {
    const reader = ask("people");
    expect(reader.show([wang, li], "zh")).toBe(
      `王芳（110***********002X）、李雷（430***********${String(two).slice(14)}）`,
    );
    expect(reader.show([wang], "en", { open: true })).toBe(`王芳 (${one})`);
  });

  it("come back the same however many, wherever rows were left empty", () => {
    const rows = fc
      .uniqueArray(residentIds, { maxLength: 5 })
      .chain((ids) =>
        fc.tuple(
          fc.constant(ids),
          fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: ids.length, maxLength: ids.length }),
        ),
      );
    fc.assert(
      fc.property(rows, ([ids, places]) => {
        const sorted = [...places].sort();
        const posted = Object.fromEntries(
          ids.flatMap((id, index) => [
            [`q-${sorted[index]}-name`, `人${index}`.replace(/\d/, "甲")],
            [`q-${sorted[index]}-id`, id],
          ]),
        );
        const read = form("people", posted);
        if (ids.length === 0) expect(read).toBe(empty);
        else expect(read).toEqual(ids.map((id) => ({ name: "人甲", resident_id: id })));
      }),
    );
  });
});

describe("dates", () => {
  const parts = (year: string, month: string, dayOfMonth: string) => ({
    "q-year": year,
    "q-month": month,
    "q-day": dayOfMonth,
  });

  it("read three fields or one text", () => {
    expect(form("date", parts("2026", "3", "9"))).toBe("2026-03-09");
    expect(form("date", parts("２０２６年", "０３", "9日"))).toBe("2026-03-09");
    for (const typed of ["2026-3-9", "2026/03/09", "2026年3月9日", "20260309", "2026.3.9"])
      expect(form("date", typed)).toBe("2026-03-09");
    expect(form("date", parts("", "", ""))).toBe(empty);
  });

  it("name the part that is missing or impossible", () => {
    const wrong = [
      [parts("26", "3", "9"), "date_year_missing", "year"],
      [parts("2026", "", "9"), "date_month_missing", "month"],
      [parts("2026", "13", "9"), "date_month_missing", "month"],
      [parts("2026", "3", ""), "date_day_missing", "day"],
      [parts("2026", "2", "31"), "date_not_real", "day"],
      [parts("1900", "2", "29"), "date_not_real", "day"],
    ] as const;
    for (const [posted, code, part] of wrong) {
      const read = form("date", posted);
      expect(read).toMatchObject({ code, part });
    }
    expect(form("date", parts("2000", "2", "29"))).toBe("2000-02-29");
    for (const value of ["2026-02-30", "2026-2-3", "0000-01-01", "2026-11-21T00:00:00Z", "", 20260101]) {
      expect(json("date", value) === empty || json("date", value) instanceof Wrong).toBe(true);
    }
  });

  it("keep within bounds, today among them", () => {
    expect(json("date", today, { max: "today" })).toBe(today);
    expect(codeOf(json("date", "2026-11-22", { max: "today" }))).toBe("date_too_late");
    expect(codeOf(json("date", "2026-11-20", { min: "today" }))).toBe("date_too_early");
    expect(codeOf(json("date", "1849-12-31"))).toBe("date_too_early");
    expect(() => ask("date", { min: "2026-02-30" })).toThrow();
  });
});

describe("choices, yes and no, places, files", () => {
  it("options", () => {
    expect(form("choice", "a")).toBe("a");
    expect(codeOf(form("choice", "z"))).toBe("unknown_option");
    expect(form("choices", { q: ["c", "a", "c"] })).toEqual(["a", "c"]);
    expect(form("choices", "b")).toEqual(["b"]);
    expect(form("choices", {})).toBe(empty);
    expect(codeOf(json("choices", new Array(1e6).fill("a")))).toBe("unknown_option");
    expect(codeOf(json("choices", ["a", 1]))).toBe("wrong_type");
    expect(ask("choices").show(["a", "b"], "zh")).toBe("甲、乙");
    expect(form("yes_no", "yes")).toBe(true);
    expect(form("yes_no", "否")).toBe(false);
    expect(codeOf(json("yes_no", "yes"))).toBe("wrong_type");
    expect(codeOf(json("choice", "__proto__"))).toBe("unknown_option");
  });

  it("divisions and addresses", () => {
    expect(json("division", "430621")).toBe("430621");
    expect(codeOf(json("division", "043062"))).toBe("division_unknown");
    expect(codeOf(ask("division").fromJson("430621", { today, isDivision: () => false }))).toBe("division_unknown");
    expect(form("address", { "q-division": "430621", "q-detail": " 东方路 １２ 号 " })).toEqual({
      division: "430621",
      detail: "东方路 12 号",
    });
    expect(form("address", { "q-division": "430621" })).toMatchObject({
      code: "address_detail_missing",
      part: "detail",
    });
    expect(form("address", { "q-detail": "x" })).toMatchObject({ code: "address_division_missing", part: "division" });
    expect(codeOf(json("address", { division: "430621", detail: "x", more: 1 }))).toBe("wrong_type");
    const value = { division: "430621", detail: "东方路 12 号" };
    const divisionName = () => "湖南省岳阳市岳阳县";
    expect(ask("address").show(value, "zh", { divisionName })).toBe("湖南省岳阳市岳阳县东方路 12 号");
    expect(ask("address").show(value, "zh")).toBe("东方路 12 号 (430621)");
    expect(ask("division").show("430621", "zh", { divisionName })).toBe("湖南省岳阳市岳阳县");
  });

  it("files and promises", () => {
    const file = {
      file: "0193a7c0-0000-7000-8000-000000000001",
      name: "房产证.pdf",
      size: 1000,
      type: "application/pdf",
    };
    expect(form("file", { q: file })).toEqual(file);
    expect(form("file", {})).toBe(unchanged);
    expect(form("file", { "q-remove": "yes" })).toBe(empty);
    expect(codeOf(form("file", { "q-promise": "yes" }))).toBe("promise_not_possible");
    expect(form("file", { "q-promise": "yes" }, { or_promise: true })).toEqual({ promise: true });
    expect(codeOf(json("photo", file))).toBe("file_type");
    expect(codeOf(json("file", { ...file, size: 11 * 1024 * 1024 }))).toBe("file_too_large");
    expect(codeOf(json("file", { ...file, size: 0 }))).toBe("file_empty");
    expect(codeOf(json("file", { ...file, file: "../../etc/passwd" }))).toBe("wrong_type");
    expect(codeOf(json("file", { ...file, extra: 1 }))).toBe("wrong_type");
    expect(json("file", { file: file.file })).toEqual({ file: file.file });
    const long = json("file", { ...file, name: `${"长".repeat(400)}.pdf` });
    expect(long).toMatchObject({ name: expect.stringMatching(/…长+\.pdf$/) });
  });
});
