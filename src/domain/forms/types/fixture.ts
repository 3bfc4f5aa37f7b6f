import fc from "fast-check";
import type { Question, QuestionType } from "../../catalogue/index.ts";
import { question, today } from "../fixture.ts";
import { type Posted, Wrong } from "./contract.ts";
import { readerOf } from "./index.ts";
import { residentIdCheck } from "./resident-id.ts";

const options = [
  { value: "a", label: { zh: "甲", en: "A" } },
  { value: "b", label: { zh: "乙", en: "B" } },
  { value: "c", label: { zh: "丙", en: "C" } },
];
export const ask = (type: QuestionType, more: Partial<Question> = {}) =>
  readerOf(question({ id: "q", type, ...(type === "choice" || type === "choices" ? { options } : {}), ...more }));
export const json = (type: QuestionType, value: unknown, more: Partial<Question> = {}) =>
  ask(type, more).fromJson(value, { today });
export const form = (type: QuestionType, posted: Posted | string, more: Partial<Question> = {}) =>
  ask(type, more).fromForm(typeof posted === "string" ? { q: posted } : posted, "q", { today });
export const codeOf = (read: unknown) => (read instanceof Wrong ? read.code : read);
const day = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2026-11-20"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
export const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(""));
export const residentIds = fc
  .tuple(digits(6), day, digits(3))
  .map(([region, born, serial]) => region + born.replaceAll("-", "") + serial)
  .map((body) => body + residentIdCheck(body));
