import { expect, test } from "vitest";
import { contributions, employmentOf } from "./agencies/employment.ts";
import { ageOn, everybody, hasRightCheck } from "./people.ts";
import { addMonths, isDay } from "./support/days.ts";
import { decode, encode } from "./support/gbk.ts";

test("one seed always makes the same people, another seed others", () => {
  const people = everybody(7);
  expect([...everybody(7).values()]).toEqual([...people.values()]);
  expect(people.size).toBe(305);
  expect([...everybody(8).keys()]).not.toEqual([...people.keys()]);
  for (const { idNumber, birthday, phone } of people.values()) {
    expect(hasRightCheck(idNumber)).toBe(true);
    expect(isDay(birthday)).toBe(true);
    expect(phone).toMatch(/^1\d{10}$/);
  }
});

test("work fits the age, and contributions fit the work", () => {
  const today = "2026-09-01";
  let insured = 0;
  for (const person of everybody(7).values()) {
    const work = employmentOf(7, person, today);
    const months = contributions(work, "pension", "1990-01", "2026-12", today);
    const age = ageOn(person.birthday, today);
    if (age >= 60) expect([work.status, months]).toEqual(["retired", []]);
    if (age < 18) expect(months).toEqual([]);
    for (const [index, { month, baseFen, personalFen }] of months.entries()) {
      expect(month).toBe(addMonths(months[0]?.month ?? "", -index));
      expect(month < "2026-09").toBe(true);
      expect(personalFen).toBeLessThan(baseFen);
    }
    if (months.length > 0) insured += 1;
    if (work.ended_on) expect(months[0]?.month).toBe(work.ended_on.slice(0, 7));
  }
  expect(insured).toBeGreaterThan(100);
});

test("GBK goes there and back; what it does not have becomes a question mark", () => {
  const text = "岳阳县 King's Road 18 号，王秀兰（户主）①ЯαＡ";
  expect(decode(encode(text, "gbk"), "gbk")).toBe(text);
  expect(encode("中", "gbk")).toEqual(Buffer.from([0xd6, 0xd0]));
  expect(encode("一😀", "gbk").toString("latin1").endsWith("?")).toBe(true);
  expect(() => decode(encode("王秀兰", "gbk"), "utf-8")).toThrow();
});
