import { Refusal } from "../refusal.ts";

/**
 * Collects what arrives while earlier batches commit: one commit, many acknowledgements, each only after the commit.
 * No timer: a batch leaves as soon as one of the places in flight is free, so a lone caller waits for nobody and the size of
 * batches follows the load by itself (measured against single statements in bench/).
 */
export class Gatherer<Row, Answer> {
  readonly #run: (rows: readonly Row[]) => Promise<readonly Answer[]>;
  readonly #maxRows: number;
  readonly #maxInFlight: number;
  readonly #maxQueue: number;
  #queue: { row: Row; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  #inFlight = 0;
  #idle: (() => void)[] = [];

  constructor(
    /** One statement for many rows; answers in the same order, one each. It decides each row on its own. */
    run: (rows: readonly Row[]) => Promise<readonly Answer[]>,
    limits: { maxRows?: number; maxInFlight?: number; maxQueue?: number } = {},
  ) {
    this.#run = run;
    this.#maxRows = limits.maxRows ?? 200;
    this.#maxInFlight = limits.maxInFlight ?? 2;
    this.#maxQueue = limits.maxQueue ?? 4_000;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves after the commit that holds this row. A full queue answers 503 at once instead of growing. */
  submit(row: Row): Promise<Answer> {
    if (this.#queue.length >= this.#maxQueue) {
      return Promise.reject(
        new Refusal({
          code: "busy",
          status: 503,
          retryAfterSeconds: 5,
          say: {
            zh: "现在提交的人很多，请稍等几秒再提交。您填写的内容没有丢失。",
            en: "Many people are sending right now. Please send again in a few seconds; what you entered is kept.",
          },
        }),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ row, resolve, reject });
      this.#flush();
    });
  }

  /** Resolves when everything that was taken is answered. */
  async drained(): Promise<void> {
    if (this.#inFlight === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #flush(): void {
    while (this.#inFlight < this.#maxInFlight && this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#maxRows);
      this.#inFlight += 1;
      void this.#commit(batch).finally(() => {
        this.#inFlight -= 1;
        this.#flush();
        if (this.#inFlight === 0 && this.#queue.length === 0) {
          for (const resolve of this.#idle.splice(0)) resolve();
        }
      });
    }
  }

  async #commit(
    batch: readonly { row: Row; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[],
  ): Promise<void> {
    try {
      const answers = await this.#run(batch.map((waiting) => waiting.row));
      if (answers.length !== batch.length) throw new Error("a batch must answer every row");
      for (const [index, waiting] of batch.entries()) waiting.resolve(answers[index] as Answer);
    } catch (error) {
      // One bad row must fail alone. A lost connection fails all: nobody knows what committed, and the caller's
      // idempotency key is there to ask again.
      if (batch.length === 1 || !isRowError(error)) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      for (const waiting of batch) await this.#commit([waiting]);
    }
  }
}

/** Classes 22 (data), 23 (constraint), 40 (deadlock, serialisation): the statement was rolled back and the server lives. */
function isRowError(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(22|23|40|54|42)/.test(String(error.code));
}
