import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The figures of one process, in Prometheus' text form. Names begin with `onewindow_`; labels are few and never about people. */
export type Metrics = {
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** `read` is asked whenever the figures are collected; without it the caller sets the gauge. */
  gauge<L extends string>(name: string, help: string, labels?: readonly L[], read?: () => number): Gauge<L>;
  /** `buckets` in the unit the name ends with, ascending. */
  histogram<L extends string>(
    name: string,
    help: string,
    labels: readonly L[],
    buckets: readonly number[],
  ): Histogram<L>;
  text(): Promise<string>;
  readonly contentType: string;
};

/**
 * Memory, garbage collection, event loop lag, open handles: the library's own, under the names dashboards know. Of the process, however many
 * houses it opens: what listens for them cannot be stopped, and would keep each house in memory.
 */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** A register of its own, so that two servers in one process (tests) do not share figures. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const shown = [processRegistry(), registry];
  const common = <L extends string>(name: string, help: string, labels: readonly L[] = []) => {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a name for a figure`);
    return { name: `onewindow_${name}`, help, labelNames: labels, registers: [registry] };
  };
  return {
    counter: (name, help, labels) => new Counter(common(name, help, labels)),
    gauge: (name, help, labels, read) =>
      new Gauge({
        ...common(name, help, labels),
        ...(read === undefined
          ? {}
          : {
              collect() {
                this.set(read());
              },
            }),
      }),
    histogram: (name, help, labels, buckets) => new Histogram({ ...common(name, help, labels), buckets: [...buckets] }),
    text: async () => (await Promise.all(shown.map((one) => one.metrics()))).join("\n"),
    contentType: registry.contentType,
  };
}
