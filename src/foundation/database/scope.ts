/**
 * Whose rows a connection may see. It travels with each checkout as two settings of the connection, and the policies of
 * every table compare against them: row-level security is the second wall behind the program's own checks.
 */
export type Scope = { readonly cities: string; readonly residents: string };

const cityShape = /^\d{6}$/;
const residentShape = /^[A-Za-z0-9:_-]{1,64}$/;

function list(values: readonly string[], shape: RegExp, what: string): string {
  for (const value of values) if (!shape.test(value)) throw new Error(`not a ${what}: ${JSON.stringify(value)}`);
  // The same set is the same text, so that a connection need not be set again.
  return values.length < 2 ? (values[0] ?? "") : [...new Set(values)].sort().join(",");
}

/** Rows of these cities (six-digit codes). */
export function cityScope(...cities: readonly string[]): Scope {
  return { cities: list(cities, cityShape, "city"), residents: "" };
}

/** Rows of these people, wherever they live. */
export function residentScope(...residents: readonly string[]): Scope {
  return { cities: "", residents: list(residents, residentShape, "resident") };
}

export function cityAndResidentScope(cities: readonly string[], residents: readonly string[]): Scope {
  return { cities: list(cities, cityShape, "city"), residents: list(residents, residentShape, "resident") };
}

/** Only what belongs to nobody: catalogue, divisions, sessions. */
export const sharedScope: Scope = { cities: "", residents: "" };
