import { describe, expect, it } from "vitest";
import { fieldNames, fieldView, showAnswer } from "./field-view.ts";
import { question } from "./fixture.ts";

const birth = question({
  id: "birth",
  type: "date",
  from: "profile",
  hint: { zh: "如证件所示", en: "As on the card" },
});

describe("a field", () => {
  it("names its inputs and what belongs in them", () => {
    expect(fieldNames(birth)).toEqual(["birth-year", "birth-month", "birth-day"]);
    const view = fieldView(birth, { value: "1949-12-31" }, [], "en");
    expect(view.parts.map(({ label, value, autocomplete }) => `${label} ${value} ${autocomplete}`)).toEqual([
      "Year 1949 bday-year",
      "Month 12 bday-month",
      "Day 31 bday-day",
    ]);
    expect(view).toMatchObject({ hint: "As on the card", required: true, answer: "31 December 1949" });
  });

  it("lets the browser fill in only what is the person's own", () => {
    const of = (from: string | undefined) =>
      fieldView(question({ id: "phone", type: "phone", ...(from ? { from } : {}) }), {}, [], "zh").parts[0]
        ?.autocomplete;
    expect(of("profile")).toBe("tel");
    expect(of(undefined)).toBeUndefined();
  });

  it("leads an error to the input at fault", () => {
    const error = (field: string) => ({ field, code: "x", message: { zh: "错", en: "Wrong" } });
    const lead = (field: string) => fieldView(birth, {}, [error("other"), error(field)], "zh").error?.field;
    expect(lead("birth")).toBe("birth-year");
    expect(lead("birth-day")).toBe("birth-day");
    expect(lead("birth.day")).toBe("birth-day");
    expect(lead("birthplace")).toBeUndefined();
  });

  it("shows what was typed before what was answered", () => {
    const phone = question({ id: "phone", type: "phone" });
    expect(fieldView(phone, { value: "13800138000", typed: { "": "138" } }, [], "zh").parts[0]?.value).toBe("138");
    expect(fieldView(phone, { value: "13800138000" }, [], "zh")).toMatchObject({ answer: "138****8000" });
    expect(showAnswer(phone, "13800138000", "zh", { open: true })).toBe("13800138000");
  });

  it("marks chosen options", () => {
    const yes = question({ id: "yes", type: "yes_no" });
    expect(fieldView(yes, { value: false }, [], "zh").options).toEqual([
      { value: "yes", label: "是", chosen: false },
      { value: "no", label: "否", chosen: true },
    ]);
    const label = { zh: "甲", en: "A" };
    const many = question({
      id: "many",
      type: "choices",
      options: [
        { value: "a", label },
        { value: "b", label },
        { value: "c", label },
      ],
    });
    expect(fieldView(many, { value: ["a", "c"] }, [], "zh").options.map(({ chosen }) => chosen)).toEqual([
      true,
      false,
      true,
    ]);
    expect(fieldView(many, { value: null }, [], "zh").answer).toBeUndefined();
  });
});
