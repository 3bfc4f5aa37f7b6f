import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Question, QuestionType } from "../../catalogue/index.ts";
import { question, today } from "../fixture.ts";
import { passesLuhn, readBankCard } from "./bank-card.ts";
import { empty, type Posted, unchanged, Wrong } from "./contract.ts";
import { questionTypes, readerOf } from "./index.ts";
import { fenOfYuan } from "./money.ts";
import { organisationCodeCheck, readOrganisationCode } from "./organisation-code.ts";
import { readPhone } from "./phone.ts";
import { readPlate } from "./plate.ts";
import { maskResidentId, readResidentId, residentIdCheck } from "./resident-id.ts";

const options = [
  { value: "a", label: { zh: "甲", en: "A" } },
  { value: "b", label: { zh: "乙", en: "B" } },
  { value: "c", label: { zh: "丙", en: "C" } },
];
const ask = (type: QuestionType, more: Partial<Question> = {}) =>
  readerOf(question({ id: "q", type, ...(type === "choice" || type === "choices" ? { options } : {}), ...more }));
const json = (type: QuestionType, value: unknown, more: Partial<Question> = {}) =>
  ask(type, more).fromJson(value, { today });
const form = (type: QuestionType, posted: Posted | string, more: Partial<Question> = {}) =>
  ask(type, more).fromForm(typeof posted === "string" ? { q: posted } : posted, "q", { today });
const codeOf = (read: unknown) => (read instanceof Wrong ? read.code : read);
const day = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2026-11-20"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(""));
const residentIds = fc
  .tuple(digits(6), day, digits(3))
  .map(([region, born, serial]) => region + born.replaceAll("-", "") + serial)
  .map((body) => body + residentIdCheck(body));

describe("every type", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.anything({ withBigInt: true, withDate: true }),
  );

  it.each(questionTypes)("%s gives an answer, nothing or a finding for any value", (type) => {
    fc.assert(
      fc.property(anything, (value) => {
        const read = json(type, value);
        if (read === empty || read instanceof Wrong) return;
        // What was accepted is in its stored form already: reading it again changes nothing, and JSON carries it.
        expect(json(type, JSON.parse(JSON.stringify(read)))).toEqual(read);
      }),
      { numRuns: 300 },
    );
  });

  it.each(questionTypes)("%s takes any posted text, and what it takes can be shown and asked again", (type) => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[0-9X年月.-]{1,20}$/),
    );
    const names = ["q", "q-year", "q-month", "q-day", "q-division", "q-detail", "q-promise", "q-remove"];
    const posts = fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.array(text, { maxLength: 3 })));
    fc.assert(
      fc.property(posts, (posted) => {
        const reader = ask(type);
        const read = reader.fromForm(posted, "q", { today });
        if (read === empty || read === unchanged || read instanceof Wrong) return;
        expect(typeof reader.show(read, "zh")).toBe("string");
        expect(typeof reader.show(read, "en")).toBe("string");
        expect(json(type, read)).toEqual(read);
        const again: Record<string, string | readonly string[]> = {};
        for (const [part, value] of Object.entries(reader.typed(read))) again[part === "" ? "q" : `q-${part}`] = value;
        expect(reader.fromForm(again, "q", { today })).toEqual(read);
      }),
      { numRuns: 300 },
    );
  });

  it.each(questionTypes)("%s refuses null bytes and halves of characters, or never looks at them", (type) => {
    for (const bad of ["a\u0000b", "\ud800", "x\u0007"]) {
      const read = form(type, bad);
      expect(read instanceof Wrong || read === unchanged || read === empty).toBe(true);
    }
  });

  it.each(questionTypes)("%s takes null and undefined as no answer", (type) => {
    expect(json(type, null)).toBe(empty);
    expect(json(type, undefined)).toBe(empty);
  });

  it("takes megabytes for no answer", () => {
    for (const type of questionTypes) {
      for (const text of ["张".repeat(1e6), "1".repeat(1e6), "@.".repeat(5e5), " ".repeat(1e6), "-".repeat(1e6)]) {
        const read = form(type, text);
        expect(read instanceof Wrong || read === empty || read === unchanged).toBe(true);
      }
    }
  });
});

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

describe("resident ID", () => {
  it("accepts the standard's examples however they are typed", () => {
    for (const typed of [
      "11010519491231002X",
      "11010519491231002x",
      " 110105 19491231 002X",
      "１１０１０５１９４９１２３１００２Ｘ",
      "\u202a110105-19491231-002x",
    ]) {
      expect(readResidentId(typed, today)).toBe("11010519491231002X");
    }
    expect(readResidentId("440524188001010014", today)).toBe("440524188001010014");
  });

  it("accepts Hong Kong, Macao, Taiwan, foreign permanent residents and regions that no longer exist", () => {
    for (const body of [
      "81000019900101001",
      "82000019900101001",
      "83000019900101001",
      "91115619900101001",
      "99999919900101001",
    ]) {
      expect(readResidentId(body + residentIdCheck(body), today)).toBe(body + residentIdCheck(body));
    }
  });

  it("says what is wrong", () => {
    const wrong = {
      "11010519491231002": "resident_id_shape",
      "110105491231002": "resident_id_old",
      "110105194912310021": "resident_id_check",
      "11010519490231002X": "resident_id_birth",
      "11010519001301002X": "resident_id_birth",
      X1010519491231002X: "resident_id_shape",
    };
    for (const [typed, code] of Object.entries(wrong)) expect(codeOf(readResidentId(typed, today))).toBe(code);
    const tomorrow = "11010520261122001";
    expect(codeOf(readResidentId(tomorrow + residentIdCheck(tomorrow), today))).toBe("resident_id_future");
    expect(readResidentId(tomorrow + residentIdCheck(tomorrow), "2026-11-22")).toBe(
      tomorrow + residentIdCheck(tomorrow),
    );
  });

  it("catches every single wrong character and every two neighbours swapped", () => {
    fc.assert(
      fc.property(residentIds, fc.integer({ min: 0, max: 17 }), fc.constantFrom(..."0123456789X"), (id, at, other) => {
        expect(readResidentId(id, today)).toBe(id);
        if (id[at] !== other)
          expect(readResidentId(id.slice(0, at) + other + id.slice(at + 1), today)).toBeInstanceOf(Wrong);
        const swapped = id.slice(0, at) + (id[at + 1] ?? "") + id[at] + id.slice(at + 2);
        if (swapped !== id) expect(readResidentId(swapped, today)).toBeInstanceOf(Wrong);
      }),
    );
  });

  it("shows three and four characters", () => {
    expect(maskResidentId("11010519491231002X")).toBe("110***********002X");
    expect(ask("resident_id").show("11010519491231002X", "zh")).toBe("110***********002X");
    expect(ask("resident_id").show("11010519491231002X", "zh", true)).toBe("11010519491231002X");
  });
});

describe("organisation code", () => {
  const known = ["91350100M000100Y43", "91110000101623741K", "911101066976941872"];

  it("accepts the published codes, and a check of 0", () => {
    for (const code of known) expect(readOrganisationCode(code.toLowerCase())).toBe(code);
    // The remainder 31 is written 0; without the last mod no code ends in 0.
    const zero = fc
      .sample(digits(9), 2000)
      .map((body) => `91110000${body}`)
      .find((body) => organisationCodeCheck(body) === "0");
    expect(readOrganisationCode(`${zero}0`)).toBe(`${zero}0`);
  });

  it("catches every single wrong character", () => {
    const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (const code of known) {
      for (let at = 0; at < 18; at += 1) {
        for (const other of alphabet) {
          if (other === code[at]) continue;
          expect(readOrganisationCode(code.slice(0, at) + other + code.slice(at + 1))).toBeInstanceOf(Wrong);
        }
      }
    }
    expect(codeOf(readOrganisationCode("9111000010162374IK"))).toBe("organisation_code_shape");
  });

  it("only doubts a code whose inner check does not agree", () => {
    const body = "91110000101623742";
    const code = body + organisationCodeCheck(body);
    expect(readOrganisationCode(code)).toBe(code);
    expect(ask("organisation_code").doubt?.(code)?.code).toBe("organisation_code_inner_check");
    expect(ask("organisation_code").doubt?.("91110000101623741K")).toBeUndefined();
  });
});

describe("phone, card, plate, mail, account", () => {
  it("phone", () => {
    const good = {
      "138 0013 8000": "13800138000",
      "+86 138-0013-8000": "13800138000",
      "008613800138000": "13800138000",
      "8613800138000": "13800138000",
      "(0730) 888 1234": "0730-8881234",
      "010-12345678": "010-12345678",
      "+86 10 1234 5678": "010-12345678",
      "4008123456": "4008123456",
      "+852 5123 4567": "+85251234567",
      "００８５２５１２３４５６７": "+85251234567",
    };
    for (const [typed, kept] of Object.entries(good)) expect(readPhone(typed)).toBe(kept);
    expect(codeOf(readPhone("8881234"))).toBe("phone_area_code");
    for (const typed of ["1380013800", "138001380000", "12345678901", "abc", "+86123"])
      expect(codeOf(readPhone(typed))).toBe("phone_shape");
    expect(ask("phone").show("13800138000", "zh")).toBe("138****8000");
  });

  it("bank card: Luhn finds every single wrong digit", () => {
    expect(readBankCard("6222 0212 3456 7890 127")).toBeInstanceOf(Wrong);
    fc.assert(
      fc.property(digits(18), fc.integer({ min: 0, max: 18 }), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
        const card = [..."0123456789"].map((check) => body + check).find(passesLuhn) ?? "";
        expect(readBankCard(card)).toBe(card);
        const other = String((Number(card[at]) + shift) % 10);
        expect(codeOf(readBankCard(card.slice(0, at) + other + card.slice(at + 1)))).toBe("bank_card_check");
      }),
    );
    expect(ask("bank_card").show("6222021234567890123", "zh")).toBe("6222***********0123");
  });

  it("plates of 7 and 8 characters", () => {
    const good = {
      湘f·12345: "湘F12345",
      "粤B D12345": "粤BD12345",
      京AD12345: "京AD12345",
      京A12345D: "京A12345D",
      沪A1234学: "沪A1234学",
      粤Z1234港: "粤Z1234港",
      鲁A1234挂: "鲁A1234挂",
      京A1234警: "京A1234警",
      使123456: "使123456",
      湘X0001应急: "湘X0001应急",
    };
    for (const [typed, kept] of Object.entries(good)) expect(readPlate(typed)).toBe(kept);
    for (const typed of ["湘F1234", "湘FI2345", "F12345", "湘F123456", "台A12345", "湘F1234O"])
      expect(codeOf(readPlate(typed))).toBe("plate_shape");
  });

  it("mail and account numbers", () => {
    expect(json("email", "Wang@Example.COM")).toBe("Wang@example.com");
    expect(json("email", "ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ")).toBe("wang@example.com");
    for (const typed of ["a", "a@b", "a b@c", "a@b..com", "<a@b.com>", `${"a".repeat(65)}@b.com`]) {
      if (typed === "a b@c") continue;
      expect(codeOf(json("email", typed))).toBe("email_shape");
    }
    expect(ask("email").show("wang@example.com", "en")).toBe("w***@example.com");
    expect(json("account_number", " ab－12 34 ")).toBe("AB-1234");
    expect(codeOf(json("account_number", "12;34"))).toBe("account_number_shape");
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
