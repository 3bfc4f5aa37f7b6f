import { csrfField, type FormFields } from "../../foundation/http/index.ts";
import { randomCharacters } from "../../foundation/ids/index.ts";

type Answering = { csrf(): string };

/** The one value of a posted field; of repeated ones the last, "" where there is none. */
export function posted(body: unknown, name: string): string {
  return postedAll(body, name).at(-1) ?? "";
}

/** Every value of a posted field, in the order of the form. */
export function postedAll(body: unknown, name: string): readonly string[] {
  const fields = (body ?? {}) as FormFields;
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** One parameter of an address, "" where there is none or several. */
export function asked(query: unknown, name: string): string {
  const value = ((query ?? {}) as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : "";
}

/** What travels along with a form that changes something. */
export function hiddenOf(
  reply: Answering,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { [csrfField]: reply.csrf(), ...more };
}

/** A key per rendered form: a double tap or a repeated post of it is one act. */
export function formKey(): string {
  return randomCharacters(20);
}

/** `path` with the parameters that say something. */
export function address(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value] as [string, string]],
  );
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said)}`;
}
