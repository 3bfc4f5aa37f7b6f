import { setTimeout as pause } from "node:timers/promises";

/** So long the first request to stop is left to finish its work before a second one ends everything at once. */
const patienceMs = 10_000;
/** The terminal's signal and npm's lie a few milliseconds apart. */
const echoMs = 500;

export type Stopping = {
  /** Resolves with the first request to stop. */
  readonly asked: Promise<void>;
  readonly isAsked: () => boolean;
  /** Resolves when the second arrival of the same request is heard too: a process on its way out would die of it. */
  settled(): Promise<void>;
};

/**
 * Listens for Ctrl-C and the service manager. One Ctrl-C may arrive twice (from the terminal and from npm): only one that comes ten
 * seconds after the first means that somebody will not wait. Nothing acknowledged is lost even then, since the database has it.
 */
export function listenForStop(say: (line: string) => void): Stopping {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: number | undefined;
  let hinted = false;
  const hear = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      resolve();
    } else if (now - first >= patienceMs) {
      say("stopped by force; what was acknowledged is kept, the next start goes on from there");
      process.exit(signal === "SIGINT" ? 130 : 143);
    } else if (now - first > 2_000 && !hinted) {
      hinted = true;
      say("still finishing what was acknowledged; Ctrl-C ten seconds after the first ends it by force");
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, hear);
  return {
    asked: promise,
    isAsked: () => first !== undefined,
    settled: async () => {
      if (first !== undefined) await pause(Math.max(0, first + echoMs - performance.now()));
    },
  };
}
