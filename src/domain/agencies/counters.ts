import type { Metrics } from "../../foundation/metrics/index.ts";
import type { CallNote, Link } from "./link.ts";

/** What `/metrics` says of agencies' systems. */
export function countersOf(metrics: Metrics | undefined, clock: () => Date, links: () => readonly Link[]) {
  const calls = metrics?.counter("agency_calls_total", "Calls of agencies' systems", ["agency", "outcome"]);
  const seconds = metrics?.histogram(
    "agency_call_seconds",
    "Seconds until an agency's system answered or was given up",
    ["agency"],
    [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  );
  const errands = metrics?.counter("agency_errands_total", "Errands to agencies", ["purpose", "outcome"]);
  metrics?.gauge("agency_circuits_open", "Connectors that are not asked now", [], () => {
    const now = clock();
    return links().filter((link) => link.breaker.openUntil(now)).length;
  });
  metrics?.gauge("agency_calls_waiting", "Callers in line before a connector", [], () =>
    links().reduce((sum, link) => sum + link.gate.waiting, 0),
  );
  return {
    noted: ({ agency, outcome, seconds: taken }: CallNote) => {
      calls?.inc({ agency, outcome });
      seconds?.observe({ agency }, taken);
    },
    settled: (purpose: string, outcome: string) => errands?.inc({ purpose, outcome }),
  };
}
