import type { ConnectionSettings } from "../../src/foundation/database/index.ts";
import { withClient } from "../../src/surfaces/installation.ts";

/** Our number of the i-th payment of a bench. */
export const numberOf = (city: string, i: number): string => `${city}-bench-${String(i).padStart(10, "0")}`;

/** Books of a day: so many payments that came in, were applied and written off; three transfers each. */
export async function bookOf(
  owner: ConnectionSettings,
  of: { city: string; day: string; account: string; agency: string; count: number },
): Promise<void> {
  const { city, day, account, agency, count } = of;
  const page = 50_000;
  await withClient(owner, async (client) => {
    await client.query("select set_config('app.cities', $1, false)", [city]);
    await client.query("set synchronous_commit = off");
    const there = await client.query("select 1 from transfers where city = $1 and day = $2 limit 1", [city, day]);
    if (there.rowCount) return;
    for (let from = 1; from <= count; from += page) {
      await client.query(
        `insert into transfers (city, subject, reason, part, day, at, debit, credit, amount_fen)
         select $1, $1 || '-bench-' || lpad(i::text, 10, '0'), m.reason, '', $2::date, $2::date + interval '4 hours', m.debit, m.credit,
           1000 + i % 977
         from generate_series($5::int, $6::int) i, (values ('received', 'provider/wechat/' || $3, 'clearing'),
           ('applied', 'clearing', 'collected/' || $4), ('written_off', 'collected/' || $4, 'due/' || $4)) as m(reason, debit, credit)`,
        [city, day, account, agency, from, Math.min(count, from + page - 1)],
      );
    }
    await client.query("vacuum (analyze) transfers");
  });
}

/** Seconds a plain insert of so many rows takes, in sets of 2,000: what the machine can do at this moment. */
export async function plainInsert(owner: ConnectionSettings, count: number): Promise<number> {
  return withClient(owner, async (client) => {
    await client.query(
      "create temporary table plain_rows (number text primary key, amount_fen bigint, at timestamptz)",
    );
    const begun = performance.now();
    for (let from = 0; from < count; from += 2_000) {
      const numbers = Array.from({ length: Math.min(2_000, count - from) }, (_, i) => numberOf("000000", from + i));
      await client.query("insert into plain_rows select n, 1, now() from unnest($1::text[]) n", [numbers]);
    }
    return Math.round(performance.now() - begun) / 1000;
  });
}

/** Heap after a collection and resident memory, in megabytes. */
export function memoryAt(lines: number): { lines: number; heapMb: number; rssMb: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
  return { lines, heapMb: mb(heapUsed), rssMb: mb(rss) };
}
