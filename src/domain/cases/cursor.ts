/**
 * Where a list goes on, as `page` wrote it: an instant and a number. What is no such place begins anew; so do the instants of
 * JavaScript that PostgreSQL has no day for.
 */
export function readCursor(cursor: string | undefined): { readonly at: Date | null; readonly number: string } {
  const [at = "", number = ""] = cursor?.split("~") ?? [];
  const time = /^[1-9]\d{3}-/.test(at) ? Date.parse(at) : Number.NaN;
  return Number.isNaN(time) ? { at: null, number: "" } : { at: new Date(time), number };
}
