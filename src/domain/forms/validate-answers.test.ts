import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileService } from "../catalogue/index.ts";
import { goodAnswers, question, residencePermit, source, today } from "./fixture.ts";
import { formOf } from "./form.ts";
import { doubtsOf, validateAnswers } from "./validate-answers.ts";

const complete = { today, complete: true } as const;
const check = (given: unknown, options: Parameters<typeof validateAnswers>[2] = complete) =>
  validateAnswers(source, given, options);
const codes = (given: unknown, options?: Parameters<typeof validateAnswers>[2]) =>
  check(given, options).errors.map(({ field, code }) => `${field}:${code}`);
const asking = (...questions: Parameters<typeof question>[0][]) =>
  compileService({
    ...residencePermit,
    refuse: [],
    ask: [{ page: "p", title: { zh: "页", en: "Page" }, questions: questions.map(question) }],
  });

describe("whole answers", () => {
  it("pass and come back in their stored form", () => {
    const typed = { ...goodAnswers, resident_id: " 110105 19491231 002x", phone: "+86 138 0013 8000" };
    expect(check(typed)).toEqual({ answers: goodAnswers, aside: {}, errors: [], refusals: [] });
  });

  it("leave out what was answered with nothing", () => {
    expect(check({ ...goodAnswers, remark: null }).answers).not.toHaveProperty("remark");
    expect(check({ ...goodAnswers, remark: "   " }).answers).not.toHaveProperty("remark");
  });

  it("name every missing question, in the order of the form", () => {
    expect(codes({})).toEqual(
      ["name", "resident_id", "phone", "address", "since", "months_lived", "ground"].map((id) => `${id}:required`),
    );
    expect(codes({}, { today, complete: false })).toEqual([]);
  });

  it("name the part of an answer that is wrong", () => {
    expect(codes({ ...goodAnswers, address: { division: "430621", detail: "" } })).toEqual([
      "address.detail:address_detail_missing",
    ]);
    expect(codes({ ...goodAnswers, since: "2026-02-30" })).toEqual(["since:wrong_type"]);
    expect(codes({ ...goodAnswers, since: "2026-11-22" })).toEqual(["since:date_too_late"]);
  });

  it("give the reasons for refusal that answers show, and none while they are not known", () => {
    expect(check({ ...goodAnswers, months_lived: 5 }).refusals).toHaveLength(1);
    expect(
      check({ ...goodAnswers, ground: "none", employer: undefined, employer_code: undefined }).refusals,
    ).toHaveLength(1);
    expect(check({ ground: "job" }, { today, complete: false }).refusals).toEqual([]);
    expect(check({ months_lived: 2 }, { today, complete: false }).refusals).toHaveLength(1);
    expect(check({ ...goodAnswers, months_lived: "x" }).refusals).toEqual([]);
  });
});

describe("questions that are not asked", () => {
  const proof = { promise: true };

  it("are refused from callers, kept aside for drafts", () => {
    expect(codes({ ...goodAnswers, proof })).toEqual(["proof:not_asked"]);
    const kept = check({ ...goodAnswers, proof }, { ...complete, hidden: "keep" });
    expect(kept.errors).toEqual([]);
    expect(kept.answers).not.toHaveProperty("proof");
    expect(kept.aside).toEqual({ proof });
  });

  it("are required again once their condition holds", () => {
    const { employer: _, employer_code: __, ...rest } = goodAnswers;
    expect(codes({ ...rest, ground: "housing" })).toEqual(["proof:required"]);
    expect(codes({ ...rest, ground: "housing", proof })).toEqual([]);
  });

  it("say nothing about what hangs on an answer that is itself wrong", () => {
    expect(codes({ ...goodAnswers, ground: "moon" })).toEqual(["ground:unknown_option"]);
  });

  it("count as empty for conditions that read them, in whatever order they stand", () => {
    const service = asking(
      { id: "last", type: "text", when: "middle = null" },
      { id: "middle", type: "text", when: "first" },
      { id: "first", type: "yes_no" },
    );
    const errors = (given: unknown) =>
      validateAnswers(service, given, complete).errors.map(({ field, code }) => `${field}:${code}`);
    expect(errors({ first: false })).toEqual(["last:required"]);
    expect(errors({ first: true, middle: "x" })).toEqual([]);
    expect(errors({ first: true, middle: "x", last: "y" })).toEqual(["last:not_asked"]);
    expect(errors({ first: true })).toEqual(["middle:required"]);
  });

  it("cannot depend on themselves", () => {
    expect(() =>
      formOf(asking({ id: "a", type: "yes_no", when: "b" }, { id: "b", type: "yes_no", when: "a" })),
    ).toThrow(/depends on itself/);
  });
});

describe("whatever is sent", () => {
  const deep = (levels: number): unknown => {
    let value: unknown = "x";
    for (let i = 0; i < levels; i += 1) value = i % 2 ? [value] : { q: value };
    return value;
  };

  it("is an error, never a crash", () => {
    for (const given of [null, undefined, [], "x", 7, true, () => 1, deep(1000)]) {
      expect(check(given).errors.length).toBeGreaterThan(0);
    }
    for (const id of Object.keys(goodAnswers)) {
      expect(codes({ ...goodAnswers, [id]: deep(1000) })).toEqual([`${id}:wrong_type`]);
      expect(codes({ ...goodAnswers, [id]: new Array(200_000).fill("x") })).toEqual([`${id}:wrong_type`]);
    }
    expect(codes(JSON.parse(`{"name":${"[".repeat(5000)}${"]".repeat(5000)}}`))[0]).toBe("name:wrong_type");
  });

  it("with unknown ids is refused by name, a flood of them briefly", () => {
    expect(codes({ ...goodAnswers, nickname: "x" })).toEqual(["nickname:unknown_question"]);
    for (const id of ["constructor", "toString", "hasOwnProperty"])
      expect(codes({ ...goodAnswers, [id]: "x" })).toEqual([`${id}:unknown_question`]);
    const own = check(JSON.parse('{"__proto__":{"name":"x"}}'));
    expect(own.errors.map(({ code }) => code)).toContain("unknown_question");
    expect(own.answers).toEqual({});
    const flood = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`q${i}`, i]));
    const errors = codes(flood);
    expect(errors).toHaveLength(50);
    expect(errors.at(-1)).toBe("answers:too_many_errors");
    expect(check({ ["x".repeat(10_000)]: 1 }).errors.every(({ field }) => field.length <= 100)).toBe(true);
  });

  it("property: any object gives findings, and what is accepted is accepted again unchanged", () => {
    const ids = [...Object.keys(goodAnswers), "proof", "remark"];
    const values = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.anything(),
      fc.constantFrom(...Object.values(goodAnswers)),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ids), values), fc.boolean(), (given, whole) => {
        const first = check(given, { today, complete: whole, hidden: "keep" });
        for (const { message } of first.errors) expect(message.zh && message.en).toBeTruthy();
        const again = check(first.answers, { today, complete: false });
        expect(again.errors.filter(({ code }) => code !== "not_asked")).toEqual([]);
        expect(check({ ...first.answers }, { today, complete: false, hidden: "keep" }).answers).toMatchObject(
          again.answers,
        );
      }),
    );
  });
});

describe("the schema the catalogue publishes", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });

  it("accepts what the validator gives back, and refuses what it refuses for its form", () => {
    const valid = ajv.compile({ ...source.answersSchema });
    expect(valid(goodAnswers)).toBe(true);
    expect(valid({ ...goodAnswers, proof: { promise: true } })).toBe(true);
    expect(valid({ ...goodAnswers, more: 1 })).toBe(false);
    expect(valid({ ...goodAnswers, phone: 13800138000 })).toBe(false);
    const { ground: _, ...rest } = goodAnswers;
    expect(valid(rest)).toBe(false);
    expect(valid({ ...goodAnswers, months_lived: 1201 })).toBe(false);
  });
});

describe("doubts", () => {
  it("stop nobody", () => {
    // Inner check 2, GB 11714 says K.
    const answers = { ...goodAnswers, employer_code: "911101056976941872" };
    const { errors } = check({ ...answers, employer_code: "911101066976941872" });
    expect(errors).toEqual([]);
    expect(doubtsOf(source, { ...answers, employer_code: "91110000101623742X" }).map(({ code }) => code)).toEqual([
      "organisation_code_inner_check",
    ]);
    expect(doubtsOf(source, goodAnswers)).toEqual([]);
  });
});
