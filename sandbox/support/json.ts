import type { Answer, Heard } from "./agency.ts";
import { decode } from "./gbk.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  text: JSON.stringify(value),
  encoding: "utf-8",
});

/** undefined when it is not a JSON object in UTF-8. */
export function readJson(heard: Heard): Fields | undefined {
  try {
    const value: unknown = JSON.parse(decode(heard.body, "utf-8"));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text that says something, of a sensible length. */
export function textIn(fields: Fields, name: string, most = 2_000): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value.trim() !== "" && value.length <= most ? value : undefined;
}

export const isJson = (heard: Heard): boolean =>
  /^application\/json\s*(;|$)/i.test(heard.headers["content-type"] ?? "") &&
  !/charset=(?!"?utf-?8"?\s*$)/i.test(heard.headers["content-type"] ?? "");

/** The key a submission is known by: up to 100 characters. */
export function idempotencyKey(heard: Heard): string | undefined {
  const key = heard.headers["idempotency-key"];
  return typeof key === "string" && key !== "" && key.length <= 100 ? key : undefined;
}
