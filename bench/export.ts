/**
 * An export of a million rows as the page streams it: rows a second, and that the memory stays flat however long it is, also where
 * the reader is slow. See bench/README.md.
 *
 *   node --expose-gc --import tsx bench/export.ts [--cases=1000000] [--data=DIR]
 */
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { csv } from "../src/surfaces/staff/exports/page.ts";
import { keepResult, machine } from "./support/machine.ts";
import { manyCases } from "./support/many-cases.ts";

const { values } = parseArgs({ options: { cases: { type: "string", default: "1000000" }, data: { type: "string" } } });
const before = machine();
const { house, count, close } = await manyCases(Number(values.cases), (line) => console.error(line), values.data);
const mb = (bytes: number) => Math.round(bytes / 2 ** 20);

/** Reads an export to its end, or to `most` rows, as slowly as asked; the memory is looked at every 50,000 rows. */
async function read(state: "delivered" | undefined, slow: number, most = Number.POSITIVE_INFINITY) {
  const clerk = { city: "430621", id: "00000000-0000-7000-8000-000000000000" };
  const filter = { city: clerk.city, agencies: ["public-security"], ...(state ? { state } : {}) };
  const source = Readable.from(csv(house, clerk, filter, "zh"), { objectMode: false, highWaterMark: 65_536 });
  const rss: number[] = [];
  const heap: number[] = [];
  let rows = -1;
  let bytes = 0;
  let next = 0;
  const begun = performance.now();
  const stop = new AbortController();
  const sink = new Writable({
    highWaterMark: 65_536,
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) rows += 1;
      if (rows >= next) {
        globalThis.gc?.();
        const memory = process.memoryUsage();
        rss.push(mb(memory.rss));
        heap.push(mb(memory.heapUsed));
        next = rows + 50_000;
      }
      if (rows >= most) stop.abort();
      if (slow === 0) done();
      else setTimeout(done, slow);
    },
  });
  await pipeline(source, sink, { signal: stop.signal }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const seconds = (performance.now() - begun) / 1_000;
  return {
    rows,
    megabytes: mb(bytes),
    seconds: Math.round(seconds * 10) / 10,
    rowsPerSecond: Math.round(rows / seconds),
    rssMb: { first: rss[0], most: Math.max(...rss), last: rss.at(-1) },
    heapMb: { first: heap[0], most: Math.max(...heap), last: heap.at(-1) },
  };
}

try {
  // Closed cases are four of five.
  const closed = await read("delivered", 0);
  const open = await read(undefined, 0);
  const slow = await read("delivered", 20, 50_000);
  keepResult("export", {
    benchmark: "export",
    machine: before,
    cases: count,
    closed,
    open,
    "slow reader, 20 ms a chunk, 50,000 rows": slow,
  });
} finally {
  await close();
}
