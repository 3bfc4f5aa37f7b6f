import { scrub, scrubShort } from "./scrub.ts";

/**
 * The only fields a line may have. What is not here is left out and its name, never its value, is listed under `withheld`:
 * a list of what is forbidden would always miss the next one.
 */
const allowed = new Set([
  // of a request
  ...["method", "route", "status", "ms", "bytes", "request", "city", "code"],
  // of work
  ...[
    "module",
    "job",
    "task",
    "event",
    "act",
    "reaction",
    "clock",
    "step",
    "kind",
    "state",
    "attempt",
    "attempts",
    "batch",
  ],
  ...["count", "rows", "waiting", "limit", "lag_ms", "wait_ms", "seconds", "seq", "from_seq", "to_seq", "day", "size"],
  // of the house
  ...[
    "service",
    "version",
    "agency",
    "channel",
    "partner",
    "connector",
    "provider",
    "division",
    "migration",
    "statement",
  ],
  ...["table", "constraint", "role", "roles", "worker", "workers", "port", "host", "signal", "setting", "check", "pid"],
]);

/** The number http gives a request: new in every line, so not worth remembering. */
const requestNumber = /^[0-9A-Z]{4}-\d{1,8}$/;

type Line = Record<string, unknown>;

/** What may be written of `fields`: allowed names, plain values, scrubbed text; `err` becomes type, code, place. */
export function writable(fields: Readonly<Line>): Line {
  const line: Line = {};
  const withheld: string[] = [];
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    if (name === "err") line["err"] = describeError(value);
    else if (allowed.has(name)) line[name] = plain(value);
    // A name that no programmer would give is an answer that became a key.
    else withheld.push(/^[a-z][A-Za-z_]{0,39}$/.test(name) ? name : "…");
  }
  if (withheld.length > 0) line["withheld"] = withheld.slice(0, 20);
  return line;
}

function plain(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "string") return requestNumber.test(value) ? value : scrubShort(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => (typeof item === "object" ? "…" : plain(item)));
  return "…";
}

/** PostgreSQL's `detail` and `where` repeat the row and are left out; names of tables and constraints help and stay. */
const helpful = [
  "code",
  "severity",
  "schema",
  "table",
  "column",
  "constraint",
  "routine",
  "statement",
  "syscall",
  "port",
];

export function describeError(error: unknown, depth = 0): Line {
  if (!(error instanceof Error)) return { type: typeof error };
  const line: Line = { type: error.name, message: scrub(error.message) };
  for (const name of helpful) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === "number") line[name] = value;
    if (typeof value === "string" && /^[A-Za-z0-9_.:-]{1,63}$/.test(value) && scrub(value) === value)
      line[name] = value;
  }
  const places = (error.stack ?? "").split("\n").filter((place) => /^\s+at /.test(place));
  line["stack"] = places.slice(0, 20).map((place) => place.trim());
  if (depth < 3) {
    if (error.cause !== undefined) line["cause"] = describeError(error.cause, depth + 1);
    if (error instanceof AggregateError)
      line["errors"] = error.errors.slice(0, 3).map((each) => describeError(each, depth + 1));
  }
  return line;
}
