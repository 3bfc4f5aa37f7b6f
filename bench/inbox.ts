/**
 * The inbox of a clerk in a city with a million cases: each view's first page and a page far in, as the page asks for it, opened and
 * masked. See bench/README.md.
 *
 *   node --import tsx bench/inbox.ts [--cases=1000000] [--data=DIR] [--times=30]
 */
import { parseArgs } from "node:util";
import { type InboxFilter, listCases, loadOf } from "../src/domain/cases/index.ts";
import { withClient } from "../src/surfaces/installation.ts";
import { keepResult, machine, median } from "./support/machine.ts";
import { manyCases } from "./support/many-cases.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    data: { type: "string" },
    times: { type: "string", default: "30" },
  },
});
const city = "430621";
const agencies = ["public-security"];
const before = machine();
const { house, owner, count, close } = await manyCases(
  Number(values.cases),
  (line) => console.error(line),
  values.data,
);
try {
  const clerk = await withClient(owner, async (client) => {
    await client.query("select set_config('app.cities', $1, false)", [city]);
    const { rows } = await client.query("select assignee from cases where assignee is not null limit 1");
    return String(rows[0]?.assignee);
  });
  const open = { city, agencies };
  const far = `${new Date(Date.UTC(2024, 0, 10) + count * 30_000).toISOString()}~`;
  const views: Readonly<Record<string, InboxFilter>> = {
    agency: open,
    "agency, far in": { ...open, after: far },
    mine: { ...open, assignee: clerk },
    new: { ...open, state: "submitted" },
    overdue: { ...open, dueBefore: new Date() },
    area: { ...open, area: "area-5" },
    "area of a clerk": { ...open, area: "area-0", assignee: clerk },
    "closed, far in": { ...open, state: "delivered", after: far },
    closed: { ...open, state: "delivered" },
  };
  const figures: Record<string, { medianMs: number; worstMs: number; rows: number }> = {};
  const measure = async (name: string, ask: () => Promise<number>) => {
    const taken: number[] = [];
    let rows = 0;
    for (let time = 0; time < Number(values.times); time += 1) {
      const begun = performance.now();
      rows = await ask();
      taken.push(performance.now() - begun);
    }
    const round = (ms: number) => Math.round(ms * 100) / 100;
    figures[name] = { medianMs: round(median(taken)), worstMs: round(Math.max(...taken)), rows };
  };
  for (const [name, filter] of Object.entries(views)) {
    await measure(name, async () => (await listCases(house.cases, filter)).items.length);
  }
  await measure("load of 500 clerks", async () => {
    const clerks = await withClient(owner, async (client) => {
      await client.query("select set_config('app.cities', $1, false)", [city]);
      const { rows } = await client.query("select md5(i::text)::uuid::text as id from generate_series(0, 499) i");
      return rows.map((row) => String(row.id));
    });
    return (await loadOf(house.cases, city, clerks)).length;
  });
  keepResult("inbox", { benchmark: "inbox", machine: before, cases: count, times: Number(values.times), figures });
} finally {
  await close();
}
