import { expect, test } from "vitest";
import { createMetrics } from "./index.ts";

test("counters, read gauges and histograms appear in the text; registers are apart", async () => {
  const metrics = createMetrics();
  metrics.counter("cases_total", "Cases sent", ["city"]).inc({ city: "430621" }, 2);
  let waiting = 7;
  metrics.gauge("gatherer_waiting", "Acts waiting for a batch", [], () => waiting);
  metrics.histogram("batch_rows", "Rows of a batch", [], [1, 10, 100]).observe(5);
  waiting = 9;
  const text = await metrics.text();
  expect(text).toContain('onewindow_cases_total{city="430621"} 2');
  expect(text).toContain("onewindow_gatherer_waiting 9");
  expect(text).toContain('onewindow_batch_rows_bucket{le="10"} 1');
  expect(text).toContain("nodejs_eventloop_lag_seconds");
  expect(await createMetrics().text()).not.toContain("onewindow_cases_total");
  expect(() => metrics.counter("Bad Name", "x")).toThrow("not a name");
});
