import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileInfected, scannerAway } from "./refusals.ts";

/** Looks for malware while a file streams by. `finish` refuses an infected file, or all files while the scanner is away. */
export type Scan = { push(piece: Buffer): Promise<void>; finish(): Promise<void>; abort(): void };
export type Scanner = { begin(): Promise<Scan> };

/**
 * ClamAV's daemon over its socket (clamd(8), INSTREAM): `path` of a unix socket, or host and port. What was meant to be scanned
 * and could not be is refused with "try again", never taken unscanned. `waitLimit` in milliseconds.
 */
export function clamd(
  address: { path: string } | { host: string; port: number },
  options: { waitLimit?: number } = {},
): Scanner {
  const waitLimit = options.waitLimit ?? 20_000;
  return {
    async begin() {
      const socket = connect(address);
      socket.setTimeout(waitLimit, () => socket.destroy(new Error("clamd did not answer in time")));
      // Its place is in the answer; without a listener it would end the process.
      socket.on("error", () => undefined);
      const answer = answerOf(socket);
      try {
        await once(socket, "connect");
        await send(socket, Buffer.from("zINSTREAM\0"));
      } catch (cause) {
        throw away(cause);
      }
      return {
        async push(piece) {
          const head = Buffer.alloc(4);
          head.writeUInt32BE(piece.length);
          if (piece.length > 0) await send(socket, Buffer.concat([head, piece])).catch(refuseAway);
        },
        async finish() {
          await send(socket, Buffer.alloc(4)).catch(refuseAway);
          const said = await answer;
          socket.destroy();
          if (/FOUND\0?$/.test(said)) throw fileInfected();
          if (!/: OK\0?$/.test(said)) throw away(new Error(said || "no answer"));
        },
        abort: () => socket.destroy(),
      };
    },
  };
}

async function answerOf(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (bytes: Buffer) => {
    text = (text + bytes.toString("utf8")).slice(0, 4096);
    if (text.includes("\0")) socket.emit("answered");
  });
  await Promise.race([once(socket, "answered"), new Promise((resolve) => socket.once("close", resolve))]).catch(
    () => undefined,
  );
  return text.trim();
}

async function send(socket: Socket, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));
}

function away(cause: unknown): Error {
  const refusal = scannerAway();
  refusal.cause = cause;
  return refusal;
}

function refuseAway(cause: unknown): never {
  throw away(cause);
}
