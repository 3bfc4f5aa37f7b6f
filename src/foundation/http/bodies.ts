import { isUtf8 } from "node:buffer";
import { parse } from "node:querystring";
import { Refusal } from "../refusal.ts";
import { says } from "./words.ts";

export const bodyLimits = {
  /** Bytes of a JSON or form body: the largest sample of the catalogue has 20 KB, a court filing's text 300 KB. */
  body: 1_048_576,
  /** Levels of JSON: the deepest answer of a question is at level 6. */
  depth: 32,
  /** Fields of a form: the longest journey has 200. */
  fields: 2_000,
  /** Bytes of one file unless a route says otherwise. */
  file: 10_485_760,
  /** Characters of an address, and parameters in it. */
  address: 4_096,
  parameters: 100,
} as const;

/** What a form sends: a name once is a text, several times a list in the order of the form. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

const refuse = (code: string, say: (typeof says)[keyof typeof says]): Refusal =>
  new Refusal({ code, status: 400, say });

/**
 * JSON as it can be kept: UTF-8, at most 32 levels, no field twice, no null characters or halves of characters, no names that
 * reach into prototypes. Costs about as much as JSON.parse itself.
 * @throws Refusal 400
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw refuse("empty_body", says.emptyBody);
  if (!isUtf8(body)) throw refuse("bad_encoding", says.badEncoding);
  const text = body.toString("utf8");
  const members = countMembers(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("invalid_json", says.invalidJson);
  }
  // Escapes are the only way to such characters in valid JSON, so texts are looked into only when there are some.
  const suspicious = text.includes("\\u") && /\\u(0000|[dD][89a-fA-F])/.test(text);
  if (checkMembers(value, suspicious) !== members) throw refuse("duplicate_key", says.duplicateKey);
  return value;
}

/** Colons outside texts are the members that were written; the parser keeps fewer when a name comes twice. */
function countMembers(text: string): number {
  let depth = 0;
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34: {
        at = text.indexOf('"', at + 1);
        while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
        if (at === -1) throw refuse("invalid_json", says.invalidJson);
        break;
      }
      case 58:
        members++;
        break;
      case 91:
      case 123:
        if (++depth > bodyLimits.depth) throw refuse("too_deep", says.tooDeep);
        break;
      case 93:
      case 125:
        depth--;
        break;
    }
  }
  return members;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++;
  return backslashes % 2 === 1;
}

function checkMembers(value: unknown, suspicious: boolean): number {
  if (typeof value === "string") {
    if (suspicious) checkText(value);
    return 0;
  }
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += checkMembers(item, suspicious);
    return members;
  }
  for (const name of Object.keys(value)) {
    if (name === "__proto__" || name === "constructor" || name === "prototype")
      throw refuse("forbidden_key", says.forbiddenKey);
    if (suspicious) checkText(name);
    members += 1 + checkMembers((value as Record<string, unknown>)[name], suspicious);
  }
  return members;
}

/** @throws Refusal 400 for what PostgreSQL cannot keep: null characters and halves of surrogate pairs. */
export function checkText(text: string): void {
  if (!isKeepable(text)) throw refuse("bad_characters", says.badCharacters);
}

/** Marks a posted form that holds what cannot be kept: whether the route can tell is not known before its body is read. */
const holdsUnkeepable = Symbol("holds characters that cannot be kept");

/** @throws Refusal 400 where a posted form holds characters that cannot be kept, unless the route sees to them. */
export function checkForm(body: unknown, anyCharacters = false): void {
  if (!anyCharacters && typeof body === "object" && body !== null && holdsUnkeepable in body) {
    throw refuse("bad_characters", says.badCharacters);
  }
}

function isKeepable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/**
 * A posted form. Repeated names become lists; names that reach into prototypes are refused. Follow it with `checkForm`.
 * @throws Refusal 400, 413
 */
export function parseForm(text: string): FormFields {
  const fields: Record<string, string | readonly string[]> = Object.create(null);
  let names = 1;
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1)) names++;
  if (names > bodyLimits.fields) throw new Refusal({ code: "too_many_fields", status: 413, say: says.tooManyFields });
  if (text.includes("\ufffd")) throw refuse("bad_encoding", says.badEncoding);
  const mayHold = /%EF%BF%BD/i.test(text);
  for (const [name, value] of Object.entries(parse(text, "&", "=", { maxKeys: bodyLimits.fields + 1 }))) {
    if (value === undefined || name === "") continue;
    if (name === "__proto__" || name === "constructor" || name === "prototype")
      throw refuse("forbidden_key", says.forbiddenKey);
    checkText(name);
    for (const part of [name, value].flat()) {
      if (!isKeepable(part)) Object.defineProperty(fields, holdsUnkeepable, { value: true });
      // What is not UTF-8 was decoded to replacement characters: a name written in GBK must not be kept as "??".
      if (!mayHold && part.includes("\ufffd")) throw refuse("bad_encoding", says.badEncoding);
    }
    fields[name] = value;
  }
  return fields;
}

/** The parameters of an address, flat, at most 100. @throws Refusal 400 */
export function parseQuery(text: string): Record<string, unknown> {
  if (text === "") return {};
  const parameters: Record<string, unknown> = {};
  let count = 0;
  for (const [name, value] of Object.entries(parse(text, "&", "=", { maxKeys: bodyLimits.parameters + 1 }))) {
    if (name === "" || name === "__proto__") continue;
    if (++count > bodyLimits.parameters) break;
    parameters[name] = value;
  }
  return parameters;
}

/** @throws Refusal 400 when the address is too long, has null characters or too many parameters. */
export function checkAddress(url: string): void {
  const crowded = url.length > 2 * bodyLimits.parameters && url.split("&").length > bodyLimits.parameters;
  if (crowded || url.length > bodyLimits.address || url.includes("%00")) throw refuse("bad_address", says.badAddress);
}
