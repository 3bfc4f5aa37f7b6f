import { expect } from "vitest";
import { asOwner } from "../../helpers/house.ts";
import { city, type Field } from "../field.ts";

export const filing = `/cities/${city}/services/residence-permit/cases`;

let field: Field;
let given: Readonly<Record<string, unknown>>;
let person: Readonly<Record<string, string>>;

/** Before anything is asked: somebody who may file, and answers that are right. */
export async function introduce(to: Field): Promise<void> {
  field = to;
  person = {
    name: field.plant("欧阳查无此人"),
    id_type: "resident_id",
    id_number: field.plant("11010519491231002X"),
    phone: field.plant("13811112222"),
  };
  const { json } = await field.api(`/cities/${city}/services/residence-permit`);
  given = (json["sample"] as { answers: Record<string, unknown> }).answers;
}

export const sample = () => given;
export const applicant = () => person;
export const whole = (over: Record<string, unknown> = {}) => ({ applicant: person, answers: { ...given, ...over } });

export async function filed(): Promise<{ number: string; version: number }> {
  const made = await field.api(filing, { body: whole() });
  expect(made.status).toBe(201);
  return made.json as unknown as { number: string; version: number };
}

export async function casesThere(): Promise<number> {
  return asOwner(field.running.test, async (client) => {
    const { rows } = await client.query<{ count: string }>("select count(*) as count from cases");
    return Number(rows[0]?.count);
  });
}

export const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
export const deepAnswers = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
export const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
