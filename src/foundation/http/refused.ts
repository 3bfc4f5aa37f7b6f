/** Callers remembered at a time; whoever began longest ago is forgotten first. */
const remembered = 50_000;

type Window = { readonly ends: number; count: number };

/**
 * How much of what a caller sent was refused lately, and of it what one path refused. Nothing else counts, so that whoever sends what is right
 * is never held up, however much it is.
 */
export class Refused {
  readonly #limit: { readonly max: number; readonly maxOfPath: number; readonly seconds: number };
  readonly #windows = new Map<string, Window>();

  constructor(limit: { readonly max: number; readonly maxOfPath: number; readonly seconds: number }) {
    this.#limit = limit;
  }

  /** Seconds until this caller may send here again; 0: now. */
  secondsToWait(caller: string, path: string): number {
    const { max, maxOfPath } = this.#limit;
    return Math.max(this.#wait(caller, max), this.#wait(`${caller} ${path}`, maxOfPath));
  }

  add(caller: string, path: string): void {
    this.#count(caller);
    this.#count(`${caller} ${path}`);
  }

  #wait(key: string, most: number): number {
    const window = this.#windows.get(key);
    const left = window === undefined || window.count < most ? 0 : window.ends - performance.now();
    return left <= 0 ? 0 : left / 1_000;
  }

  #count(key: string): void {
    const now = performance.now();
    const window = this.#windows.get(key);
    if (window !== undefined && window.ends > now) {
      window.count += 1;
      return;
    }
    this.#windows.delete(key);
    this.#windows.set(key, { ends: now + this.#limit.seconds * 1_000, count: 1 });
    if (this.#windows.size <= remembered) return;
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined) this.#windows.delete(oldest);
  }
}
