import type pg from "pg";

/** The part of pg's wire that COPY needs; its types do not name it. */
type Wire = {
  readonly stream: { pause(): void; resume(): void; readonly writableNeedDrain: boolean } & NodeJS.EventEmitter;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};

const readAhead = 4 * 1024 * 1024;

/**
 * `copy … to stdout`: rows as PostgreSQL writes them, one chunk each. What was read ahead is at most 4 MiB, then the connection
 * waits. `rows()` says how many there were, once all have been read.
 */
export function copyOut(
  client: pg.ClientBase,
  text: string,
): { readonly chunks: AsyncIterable<Buffer>; rows(): number } {
  const waiting: Buffer[] = [];
  let bytes = 0;
  let rows = 0;
  let done = false;
  let failed: Error | undefined;
  let wire: Wire | undefined;
  let wake: () => void = () => undefined;
  const end = (error?: Error) => {
    done = true;
    failed ??= error;
    wake();
  };
  client.query({
    submit(connection: unknown) {
      wire = connection as Wire;
      wire.query(text);
    },
    handleCopyData(message: { chunk: Buffer }) {
      // pg goes on using the memory the chunk lies in.
      waiting.push(Buffer.from(message.chunk));
      bytes += message.chunk.length;
      if (bytes > readAhead) wire?.stream.pause();
      wake();
    },
    handleCommandComplete(message: { text: string }) {
      rows = countIn(message.text);
    },
    handleReadyForQuery: () => end(),
    handleError: (error: Error) => end(error),
  } as unknown as pg.Submittable);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const next = waiting.splice(0);
      bytes = 0;
      wire?.stream.resume();
      yield* next;
      if (waiting.length > 0) continue;
      if (failed) throw failed;
      if (done) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { chunks: chunks(), rows: () => rows };
}

/** `copy … from stdin`. Answers how many rows PostgreSQL took. An error of the source ends the COPY without a row. */
export async function copyIn(client: pg.ClientBase, text: string, source: AsyncIterable<Buffer>): Promise<number> {
  let rows = 0;
  let broken: unknown;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const send = async (wire: Wire) => {
    try {
      for await (const chunk of source) {
        wire.sendCopyFromChunk(chunk);
        if (wire.stream.writableNeedDrain) await new Promise((drained) => wire.stream.once("drain", drained));
      }
      wire.endCopyFrom();
    } catch (error) {
      broken = error;
      wire.sendCopyFail("the source ended with an error");
    }
  };
  client.query({
    submit: (connection: unknown) => (connection as Wire).query(text),
    handleCopyInResponse: (connection: unknown) => void send(connection as Wire),
    handleCommandComplete(message: { text: string }) {
      rows = countIn(message.text);
    },
    handleReadyForQuery: () => resolve(),
    handleError: (error: Error) => reject(broken ?? error),
  } as unknown as pg.Submittable);
  await promise;
  return rows;
}

/** "COPY 12" */
function countIn(tag: string): number {
  return Number(tag.split(" ")[1] ?? 0);
}
