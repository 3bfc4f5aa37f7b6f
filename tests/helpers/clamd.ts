import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A stand-in that speaks clamd's INSTREAM (clamd(8)): judges each whole stream by `verdict`, and can be away. */
export type StandInClamd = {
  /** As the setting CLAMD takes it. */
  readonly setting: string;
  /** What it was sent, stream by stream. */
  readonly streams: Buffer[];
  /** What it says of the next streams. */
  verdict: string;
  away(): Promise<void>;
  close(): Promise<void>;
};

export async function standInClamd(): Promise<StandInClamd> {
  const sockets = new Set<Socket>();
  const streams: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    let begun = false;
    const pieces: Buffer[] = [];
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      if (!begun) {
        const command = "zINSTREAM\0";
        if (waiting.length < command.length) return;
        if (waiting.subarray(0, command.length).toString("latin1") !== command) {
          socket.end("UNKNOWN COMMAND\0");
          return;
        }
        begun = true;
        waiting = waiting.subarray(command.length);
      }
      while (waiting.length >= 4) {
        const length = waiting.readUInt32BE();
        if (length === 0) {
          streams.push(Buffer.concat(pieces));
          socket.end(`${standIn.verdict}\0`);
          return;
        }
        if (waiting.length < 4 + length) return;
        pieces.push(waiting.subarray(4, 4 + length));
        waiting = waiting.subarray(4 + length);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const away = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, "close");
  };
  const standIn: StandInClamd = {
    setting: `127.0.0.1:${address.port}`,
    streams,
    verdict: "stream: OK",
    away,
    close: away,
  };
  return standIn;
}
