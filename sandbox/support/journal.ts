import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";

/** What a process must not forget, one line each. A line cut off by a kill is dropped. */
export class Journal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read<T>(): T[] {
    if (!existsSync(this.#path)) return [];
    const bytes = readFileSync(this.#path);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) truncateSync(this.#path, whole);
    return bytes
      .subarray(0, whole)
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as T);
  }

  append(entry: object): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }
}
