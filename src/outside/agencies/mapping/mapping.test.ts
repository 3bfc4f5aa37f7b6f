import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AgencyFailure } from "../../../domain/agencies/index.ts";
import {
  fillPath,
  holds,
  parseFormat,
  readFormat,
  readStage,
  readTree,
  Unreadable,
  writeFormat,
  writeTree,
} from "./index.ts";

const there = (as: string, ours: unknown) => writeFormat(parseFormat(as), ours);
const back = (as: string, theirs: unknown) => readFormat(parseFormat(as), theirs);

const day = fc
  .date({ min: new Date("1900-01-01T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("formats, there and back", () => {
  test("fen are fen after any number of trips through yuan", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (fen) => {
        expect(back("yuan", there("yuan", fen))).toBe(fen);
      }),
    );
  });

  test("days, months and instants in every pattern we met", () => {
    const patterns = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/M/d", "yyyy年M月d日", "yyyy-MM-dd HH:mm:ss.S", "yyyyMMddHHmmss"];
    fc.assert(
      fc.property(day, fc.constantFrom(...patterns), (ours, pattern) => {
        expect(back(`day ${pattern}`, there(`day ${pattern}`, ours))).toBe(ours);
        const month = ours.slice(0, 7);
        expect(back("month yyyyMM", there("month yyyyMM", month))).toBe(month);
      }),
    );
    const moments = ["yyyy-MM-dd HH:mm:ss.SSS", "yyyyMMddHHmmssSSS", "yyyy-MM-dd'T'HH:mm:ss.SSSZZ"];
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        fc.constantFrom(...moments),
        (at, as) => {
          expect(back(`instant ${as}`, there(`instant ${as}`, at))).toEqual(at);
        },
      ),
    );
  });

  test("texts, numbers, codes and whole trees", () => {
    const codes = { "01": "pension", "02": "medical", Y: true };
    fc.assert(
      fc.property(
        fc.record({
          text: fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
          number: fc.integer(),
          kind: fc.constantFrom("pension", "medical", true),
          since: day,
          fen: fc.integer({ min: 0, max: 10 ** 12 }),
        }),
        (parameters) => {
          const send = {
            "BODY.TEXT": { from: "parameters.text", as: "text" },
            "BODY.NUMBER": { from: "parameters.number", as: "number" },
            "BODY.KIND": { from: "parameters.kind", codes },
            "BODY.SINCE": { from: "parameters.since", as: "day yyyyMMdd" },
            "BODY.AMOUNT": { from: "parameters.fen", as: "yuan" },
          };
          const take = {
            text: "BODY.TEXT",
            number: { at: "BODY.NUMBER", as: "number" },
            kind: { at: "BODY.KIND", codes },
            since: { at: "BODY.SINCE", as: "day yyyyMMdd" },
            fen: { at: "BODY.AMOUNT", as: "yuan" },
          };
          expect(readTree(take, writeTree(send, { parameters }))).toEqual(parameters);
        },
      ),
    );
  });
});

describe("what agencies write", () => {
  test.each([
    ["yuan", "1234.50", 123_450],
    ["yuan", "1,234.5", 123_450],
    ["yuan", 0.29, 29],
    ["yuan", "-0.00", 0],
    ["yuan", "98.6400", 9_864],
    ["number", " 12.50 ", 12.5],
    ["day yyyy-MM-dd HH:mm:ss.S", "2018-08-28 11:09:16.0", "2018-08-28"],
    ["day yyyyMMdd", 20_260_925, "2026-09-25"],
    ["instant yyyy-MM-dd HH:mm:ss.S", "2018-08-28 11:09:16.0", new Date("2018-08-28T03:09:16Z")],
    ["instant", "2026-09-01T09:30:00+08:00", new Date("2026-09-01T01:30:00Z")],
    ["instant yyyy-MM-dd'T'HH:mm:ssZZ", "2026-09-01T01:30:00Z", new Date("2026-09-01T01:30:00Z")],
    ["yes_no", "true", true],
  ])("%s %s is read", (as, theirs, ours) => {
    expect(back(as, theirs)).toEqual(ours);
  });

  test.each([
    ["yuan", "1.005"],
    ["yuan", "12,34"],
    ["yuan", "十元"],
    ["number", "1e5"],
    ["day", "2026-02-30"],
    ["day", "28/02/2026"],
    ["day yyyyMMdd", "2026-0925"],
    ["instant yyyyMMddHHmmss", "20260925256000"],
    ["yes_no", "Y"],
    ["text", { a: 1 }],
  ])("%s %s is not", (as, theirs) => {
    expect(() => back(as, theirs)).toThrow(Unreadable);
  });

  test("a format that is none says what there is", () => {
    expect(() => parseFormat("date yyyyMMdd")).toThrow("Write text, number, yuan");
    expect(() => parseFormat("day MMdd")).toThrow("a whole day");
    expect(() => parseFormat("yuan 0.00")).toThrow("takes no pattern");
  });
});

describe("trees", () => {
  test("a list of one, of none, and of many are lists", () => {
    const take = { rows: { at: "ROWS.ROW", rows: { points: { at: "JF", as: "number" } } } };
    expect(readTree(take, { ROWS: { ROW: { JF: "3" } } })).toEqual({ rows: [{ points: 3 }] });
    expect(readTree(take, { ROWS: "" })).toEqual({ rows: [] });
    expect(readTree(take, { ROWS: { ROW: [{ JF: "3" }, { JF: "6" }] } })).toEqual({
      rows: [{ points: 3 }, { points: 6 }],
    });
  });

  test("what is absent is left out; an unknown code is not guessed", () => {
    expect(readTree({ a: "x.y", b: { at: "z", as: "number" } }, { x: {}, z: "" })).toEqual({});
    expect(() => readTree({ a: { at: "x", codes: { A: "valid" } } }, { x: "Q" })).toThrow(AgencyFailure);
    expect(writeTree({ a: "person.name", b: { value: "1" } }, {})).toEqual({ b: "1" });
    expect(() => writeTree({ a: { from: "city", codes: { "1": "x" } } }, { city: "430621" })).toThrow(AgencyFailure);
  });

  test("conditions hold together; names of prototypes are nothing", () => {
    const answer = { status: 404, tree: { error: { code: "person_not_found" } } };
    expect(holds({ status: [404], at: "error.code", is: ["person_not_found"] }, answer)).toBe(true);
    expect(holds([{ status: [404] }, { at: "error.code", is: ["other"] }], answer)).toBe(false);
    expect(holds({ at: "constructor.name", is: ["Object"] }, answer)).toBe(false);
    expect(holds(undefined, answer)).toBe(false);
  });

  test("paths are filled with encoded values, or not at all", () => {
    expect(fillPath("/p/{person.id_number}", { person: { id_number: "1/2?3" } })).toBe("/p/1%2F2%3F3");
    expect(() => fillPath("/p/{reference}", {})).toThrow(AgencyFailure);
  });

  test("a stage without a count is counted by its day and its place among the stages", () => {
    const spec = {
      ...{ reference: "n", stage: "s" },
      codes: { 受理: "accepted", 批准: "approved" } as const,
      at: { at: "d", as: "day yyyy/M/d" },
      values: { amount: { at: "amt", as: "yuan" } },
      labels: { amount: "金额（分）" },
    };
    const stage = (s: string, d: string) => readStage(spec, { n: "A1", s, d, amt: "100.00" }, new Date(0));
    expect(stage("受理", "2026/9/1")).toMatchObject({
      stage: "accepted",
      say: "金额（分）：10000",
      values: { amount: 10_000 },
    });
    const counts = [stage("受理", "2026/9/1"), stage("批准", "2026/9/1"), stage("受理", "2026/9/2")].map(
      (each) => each.sequence,
    );
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(() => stage("驳回", "2026/9/1")).toThrow(AgencyFailure);
  });
});
