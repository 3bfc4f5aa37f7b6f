import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../foundation/refusal.ts";
import { compileService } from "../catalogue/index.ts";
import { goodAnswers, question, source, today } from "./fixture.ts";
import { journey, questionsOfPage } from "./journey.ts";
import { known, type ProfileData, withKnown } from "./known.ts";
import { validateAnswers } from "./validate-answers.ts";

const at = new Date("2026-10-01T00:00:00Z");
const profile: ProfileData = {
  at,
  values: { name: goodAnswers.name, resident_id: goodAnswers.resident_id, phone: goodAnswers.phone },
};
const states = (answers: Record<string, unknown>, more = {}) =>
  journey(source, answers, { today, ...more }).pages.map(({ state }) => state);

describe("the journey", () => {
  it("begins at the first page and ends when nothing is left to ask", () => {
    expect(states({})).toEqual(["now", "todo", "todo", "todo"]);
    const { name, resident_id, phone } = goodAnswers;
    expect(states({ name, resident_id, phone })).toEqual(["done", "now", "todo", "todo"]);
    expect(states(goodAnswers)).toEqual(["done", "done", "done", "now"]);
    const end = journey(source, { ...goodAnswers, remark: null }, { today });
    expect(end.pages.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(end).toMatchObject({ next: undefined, complete: true, refusals: [] });
  });

  it("follows changed answers back and forth without losing any", () => {
    const answers = { ...goodAnswers, remark: null };
    expect(states({ ...answers, ground: "school" })).toEqual(["done", "done", "hidden", "done"]);
    expect(states({ ...answers, ground: "housing" })).toEqual(["done", "done", "now", "done"]);
    expect(states({ ...answers, ground: "job" })).toEqual(["done", "done", "done", "done"]);
  });

  it("goes back to a page whose answer is no longer one", () => {
    expect(states({ ...goodAnswers, remark: null, since: "2027-01-01" })).toEqual(["done", "now", "done", "done"]);
  });

  it("shows early that the service will have to refuse", () => {
    expect(journey(source, { months_lived: 3 }, { today }).refusals).toHaveLength(1);
  });

  it("property: following `next` to the end always ends, and what it ends with can be sent", () => {
    const pages = fc.record({
      ground: fc.constantFrom("job", "housing", "school", "none"),
      months: fc.integer({ min: 0, max: 1200 }),
    });
    fc.assert(
      fc.property(pages, ({ ground, months }) => {
        const all: Record<string, unknown> = {
          ...goodAnswers,
          ground,
          months_lived: months,
          proof: { promise: true },
          remark: null,
        };
        const answers: Record<string, unknown> = {};
        let steps = 0;
        for (let { next } = journey(source, answers, { today }); next; { next } = journey(source, answers, { today })) {
          for (const { question } of questionsOfPage(source, next, answers, { today }))
            answers[question.id] = all[question.id];
          steps += 1;
          expect(steps).toBeLessThan(12);
        }
        expect(validateAnswers(source, answers, { today, complete: true, hidden: "keep" }).errors).toEqual([]);
      }),
    );
  });
});

describe("a page", () => {
  it("asks what its conditions ask", () => {
    const ids = (answers: Record<string, unknown>) =>
      questionsOfPage(source, "proof", answers, { today }).map(({ question }) => question.id);
    expect(ids({})).toEqual([]);
    expect(ids({ ground: "job" })).toEqual(["employer"]);
    expect(ids({ ground: "job", employer: "水厂" })).toEqual(["employer", "employer_code"]);
    expect(ids({ ground: "housing" })).toEqual(["proof"]);
  });

  it("exists or is refused", () => {
    expect(() => questionsOfPage(source, "moon", {}, { today })).toThrow(Refusal);
  });
});

describe("what is already known", () => {
  const facts = known(source, profile, {}, { today });

  it("is filled in with its source and not asked", () => {
    expect(Object.keys(facts)).toEqual(["name", "resident_id", "phone"]);
    expect(facts["phone"]).toEqual({
      value: "13800138000",
      source: { kind: "profile", name: { zh: "您的个人资料", en: "Your profile" }, at },
    });
    expect(states({}, { known: facts })).toEqual(["done", "now", "todo", "todo"]);
    expect(questionsOfPage(source, "who", {}, { today, known: facts }).every((one) => one.known)).toBe(true);
  });

  it("is asked when the person says it is not right", () => {
    const options = { today, known: facts, disputed: ["phone"] };
    expect(journey(source, {}, options).next).toBe("who");
    expect(
      questionsOfPage(source, "who", {}, options)
        .filter((one) => !one.known)
        .map(({ question }) => question.id),
    ).toEqual(["phone"]);
    expect(withKnown({ phone: "13900139000" }, facts, ["phone"])["phone"]).toBe("13900139000");
    expect(withKnown({ phone: "13900139000" }, facts)["phone"]).toBe("13800138000");
  });

  it("is asked when the profile holds no answer to the question, or nothing", () => {
    expect(known(source, { at, values: { phone: "123", name: null } }, {}, { today })).toEqual({});
    expect(known(source, undefined, {}, { today })).toEqual({});
  });

  it("answers questions of other names by their type, but takes no day for a birthday", () => {
    const [page] = source.definition.ask;
    const mobile = question({ id: "mobile", type: "phone", from: "profile" });
    const born = question({ id: "born", type: "date", from: "profile" });
    const definition = { ...source.definition, refuse: [], ask: page ? [{ ...page, questions: [mobile, born] }] : [] };
    const all = known(
      compileService(definition),
      { at, values: { phone: "13800138000", birth: "1949-12-31" } },
      {},
      { today },
    );
    expect(Object.entries(all).map(([id, { value }]) => `${id} ${value}`)).toEqual(["mobile 13800138000"]);
  });

  it("comes from agencies under their name", () => {
    const [page] = source.definition.ask;
    const definition = {
      ...source.definition,
      refuse: [],
      ask: [
        {
          page: "p",
          title: source.definition.name,
          questions: (page?.questions ?? []).map((one) => ({ ...one, from: "agency:household.mobile" })),
        },
      ],
    };
    const agency = { name: { zh: "公安局", en: "Police" }, at, values: { mobile: "13800138000" } };
    const all = known(compileService(definition), undefined, { household: agency }, { today });
    expect(all).toEqual({ phone: { value: "13800138000", source: { kind: "agency", name: agency.name, at } } });
    expect(known(compileService(definition), profile, {}, { today })).toEqual({});
  });
});
