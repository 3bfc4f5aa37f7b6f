import { appendFileSync, closeSync, existsSync, openSync, readSync, truncateSync } from "node:fs";
import { writeWhole } from "./keys.ts";

const chunkBytes = 1024 * 1024;

/** Rows that outlive the process, by key: the last one written counts. A line cut off by a kill is dropped. */
export class Kept<Row extends object> {
  readonly #rows = new Map<string, Row>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    const lines = this.#read();
    // Told over and over, it is written anew.
    if (lines > 1_000 && lines > 2 * this.#rows.size) {
      const all = [...this.#rows].map(([key, row]) => `${JSON.stringify({ key, row })}\n`);
      writeWhole(path, all.join(""));
    }
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  /** Written to disk before it counts. */
  put(key: string, row: Row): Row {
    appendFileSync(this.#path, `${JSON.stringify({ key, row })}\n`, { mode: 0o600 });
    this.#rows.set(key, row);
    return row;
  }

  /** Not kept in memory any more. */
  forget(key: string): void {
    this.#rows.delete(key);
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Line by line, since a long day's file is larger than the process may be. */
  #read(): number {
    const file = openSync(this.#path, "r");
    const chunk = Buffer.alloc(chunkBytes);
    let rest: Buffer = Buffer.alloc(0);
    let whole = 0;
    let lines = 0;
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
      let from = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
        const { key, row } = JSON.parse(bytes.toString("utf8", from, end)) as { key: string; row: Row };
        this.#rows.set(key, row);
        whole += end + 1 - from;
        from = end + 1;
        lines += 1;
      }
      rest = bytes.subarray(from);
    }
    closeSync(file);
    if (rest.length > 0) truncateSync(this.#path, whole);
    return lines;
  }
}
