import { connect, type Socket } from "node:net";

/** One HTTP/1.1 request, ready to send; undefined when there is no more to send, which ends the load early. */
export type Shot = () => Buffer | undefined;

export type Load = {
  readonly seconds: number;
  readonly answered: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
};

/**
 * A closed load on a loopback port: each connection sends, waits for the whole answer, sends again. It reads only what it needs
 * (status and content-length), so that the generator takes as little as it can of the cores it shares with the server.
 */
export async function load(options: { port: number; connections: number; seconds: number; shot: Shot }): Promise<Load> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const start = performance.now();
  const end = start + options.seconds * 1000;
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      oneConnection(options.port, options.shot, end, latencies, statuses),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    seconds,
    answered: latencies.length,
    perSecond: Math.round(latencies.length / seconds),
    p50: at(0.5),
    p99: at(0.99),
    statuses,
  };
}

const headEnd = Buffer.from("\r\n\r\n");
const lengthHeader = /\r\ncontent-length: (\d+)/i;

function oneConnection(
  port: number,
  shot: Shot,
  end: number,
  latencies: number[],
  statuses: Record<string, number>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let sentAt = 0;
    let pending = Buffer.alloc(0);
    const send = () => {
      sentAt = performance.now();
      const next = sentAt < end ? shot() : undefined;
      if (next === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      socket.write(next);
    };
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const head = pending.indexOf(headEnd);
      if (head < 0) return;
      const text = pending.toString("latin1", 0, head);
      const length = Number(lengthHeader.exec(text)?.[1] ?? 0);
      if (pending.length < head + 4 + length) return;
      latencies.push(performance.now() - sentAt);
      const status = text.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      pending = Buffer.alloc(0);
      send();
    });
  });
}
