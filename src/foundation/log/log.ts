import { type DestinationStream, destination, type Logger, pino } from "pino";
import { writable } from "./fields.ts";
import { scrubShort } from "./scrub.ts";

/** `log.info({ city, count }, "slots published")`: fields from the allowed list, a sentence made of the programmer's own words. */
export type Log = Logger;

export type LogOptions = {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** Where lines go; the standard output unless given. */
  readonly to?: DestinationStream;
};

// Thousands of lines share a millisecond.
let written = 0;
let text = "";
function time(): string {
  const now = Date.now();
  if (now !== written) {
    written = now;
    text = `,"time":"${new Date(now).toISOString()}"`;
  }
  return text;
}

/** `log` with the number of a request in every line: what pino's child does, for a fiftieth of its price. */
export function forRequest(log: Log, request: string): Log {
  return Object.assign(Object.create(log) as Log, { request });
}

/**
 * The one way anything is written about what happens: one JSON object a line. Nothing personal passes, whoever calls:
 * fields are allow-listed, sentences and errors scrubbed, also for children and for libraries that are handed this log.
 */
export function createLog({ level, to }: LogOptions): Log {
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: time,
      // A request's log says which request (see forRequest).
      mixin: (_fields, _level, logger) => ({ request: (logger as Log & { request?: string }).request }),
      serializers: { err: (described) => described },
      formatters: { level: (label) => ({ level: label }), log: writable },
      hooks: {
        logMethod(parts, write) {
          const [first, second, ...rest] = parts as unknown[];
          const fields = first instanceof Error ? { err: first } : first;
          const hasFields = typeof fields === "object" && fields !== null;
          const sentence = hasFields ? second : first;
          // pino would take the sentence from the error, unscrubbed, if there were none.
          const words = typeof sentence === "string" ? scrubShort(sentence) : "(no words)";
          // Values for %s in a sentence are as unknown as fields: what is not a number is left out.
          const values = (hasFields ? rest : [second, ...rest]).map((value) =>
            typeof value === "number" ? value : "…",
          );
          const message = words.replace(/%[sdifjoOc]/g, () => String(values.shift() ?? "…"));
          write.apply(this, [hasFields ? fields : {}, message]);
        },
      },
    },
    // A write costs more than fifty lines; nobody waits longer than a quarter of a second for the last ones.
    to ?? destination({ dest: 1, sync: false, minLength: 16_000, periodicFlush: 250 }),
  );
  // Children inherit from this instance, and their bindings are written as they are.
  const child = log.child;
  log.child = function allowed(this: Log, bindings: object, options?: object) {
    return child.call(this, writable(bindings as Record<string, unknown>), options);
  } as typeof log.child;
  return log;
}
