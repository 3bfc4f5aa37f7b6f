import { publicNumber } from "../../../src/foundation/ids/index.ts";
import { claimsOf } from "../../helpers/own-pages.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { city, type Field, type Said } from "../field.ts";
import { cookieOf, csrfOf, send, toCheck, toHousing } from "../permit.ts";

/** A number as ours are, of a case nobody filed; its check digit is right. */
export const unknown = publicNumber(city, "2026-11-16", "C");

export type Cast = {
  readonly field: Field;
  readonly worker: Visitor;
  readonly student: Visitor;
  /** A lead of the agency that decides. */
  readonly clerk: Visitor;
};

export async function gather(field: Field): Promise<Cast> {
  for (const sub of ["worker", "student", "grandmother"] as const) {
    const { name = "", id_number = "", phone_number = "" } = claimsOf(sub);
    for (const value of [name, id_number, phone_number]) field.plant(value);
  }
  const [worker, student, clerk] = [
    await field.signedIn("worker"),
    await field.signedIn("student"),
    await field.staff(`${city}-lead`),
  ];
  return { field, worker, student, clerk };
}

/** A case filed page by page. */
export async function filedBy(who: Visitor, detail = "荣家湾镇城关路 12 号"): Promise<string> {
  await toHousing(who, detail);
  await toCheck(who);
  return send(who);
}

let forms = 0;

/** One act as a clerk's form sends it; anything can be put in its place. */
export async function acted(
  field: Field,
  who: Visitor,
  number: string,
  fields: Readonly<Record<string, string>>,
): Promise<Said> {
  await who.get(`/staff/cases/${number}`);
  const revision = /name="revision" value="(\d+)"/.exec(who.page.html)?.[1] ?? "";
  forms += 1;
  return field.ask(`/staff/cases/${number}/acts`, {
    method: "POST",
    headers: { cookie: cookieOf(who), accept: "text/html" },
    body: new URLSearchParams({ _csrf: csrfOf(who), revision, key: `form-${forms}`, ...fields }),
  });
}
