import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Answer } from "./agency.ts";
import { encode } from "./gbk.ts";
import type { Mood, MoodName } from "./moods.ts";

/** Sends an answer as well or as badly as the moods say. */
export async function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  moods: ReadonlyMap<MoodName, Mood>,
): Promise<void> {
  const slow = moods.get("slow");
  if (slow && !(await pause(response, slow.ms ?? 30_000))) return;
  // What it says stays; what it sends is the other encoding.
  const other = answer.encoding === "gbk" ? "utf-8" : "gbk";
  const body = answer.bytes ?? encode(answer.text, moods.has("wrong-encoding") ? other : answer.encoding);
  const charset = answer.bytes ? "" : `; charset=${answer.encoding === "gbk" ? "GBK" : "utf-8"}`;
  const head = { "content-type": answer.type + charset, "cache-control": "no-store", ...answer.headers };
  const huge = moods.get("huge");
  if (huge) return flood(response, answer, head, body, huge);
  if (moods.has("half")) {
    response.writeHead(answer.status, { ...head, "content-length": body.length });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
    return;
  }
  const twice = moods.get("twice");
  const sent = twice?.body ? Buffer.concat([body, body]) : body;
  const headers = { ...head, "content-length": sent.length };
  const { socket } = request;
  socket.cork();
  response.writeHead(answer.status, headers).end(sent);
  if (twice && !twice.body) {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\n${lines.join("")}\r\n`);
    socket.write(sent);
  }
  socket.uncork();
}

/** False when the caller went away meanwhile. */
function pause(response: ServerResponse, ms: number): Promise<boolean> {
  return new Promise((done) => {
    const gone = () => {
      clearTimeout(timer);
      done(false);
    };
    const timer = setTimeout(() => {
      response.off("close", gone);
      done(true);
    }, ms);
    response.once("close", gone);
  });
}

const chunk = Buffer.alloc(64 * 1024, "一".repeat(8));

/** The answer, and then ever more of nothing, no faster than it is read. */
async function flood(
  response: ServerResponse,
  answer: Answer,
  head: Record<string, string>,
  body: Buffer,
  { bytes = 50 * 1024 * 1024, declared }: Mood,
): Promise<void> {
  const start = body.subarray(0, Math.max(1, body.length - 1));
  const total = Math.max(bytes, start.length);
  response.writeHead(answer.status, declared ? { ...head, "content-length": total } : head);
  response.write(start);
  for (let left = total - start.length; left > 0; left -= chunk.length) {
    if (response.destroyed) return;
    const room = response.write(left >= chunk.length ? chunk : chunk.subarray(0, left));
    if (!room) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
}
