/**
 * Where a list goes on, as `page` wrote it: an instant and a number. What is no such place begins anew; so do the instants of
 * JavaScript that PostgreSQL has no day for.
 */
export function readCursor(cursor: string | undefined): {
  readonly at: Date | null;
  /** The same for lists by deadline, where a stopped clock stands at `infinity`. */
  readonly due: string | null;
  readonly number: string;
} {
  const [at = "", number = ""] = cursor?.split("~") ?? [];
  const time = /^[1-9]\d{3}-/.test(at) ? Date.parse(at) : Number.NaN;
  if (at === "infinity") return { at: null, due: at, number };
  if (Number.isNaN(time)) return { at: null, due: null, number: "" };
  return { at: new Date(time), due: new Date(time).toISOString(), number };
}
