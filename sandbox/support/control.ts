import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server } from "node:http";
import { ControlError, type Controls } from "./agency.ts";
import { listen, readBody } from "./listener.ts";
import { MoodError } from "./moods.ts";

const mostBody = 1024 * 1024;

/** The door at the back: whoever holds the key tells the process how to behave and sees what it received. */
export async function openControl(
  controls: Controls,
  key: string,
  port: number,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server: Server = createServer((request, response) => {
    const say = (status: number, value: unknown) => {
      const text = `${JSON.stringify(value ?? {})}\n`;
      response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(text);
    };
    const act = async () => {
      const body = await readBody(request, mostBody);
      if (!sameText(request.headers.authorization ?? "", `Bearer ${key}`)) return say(401, { error: "control key" });
      const url = new URL(request.url ?? "/", "http://sandbox");
      const control = controls[`${request.method} ${url.pathname}`];
      if (!control) return say(404, { error: "unknown", known: Object.keys(controls) });
      const wish: unknown = body?.length ? JSON.parse(body.toString("utf8")) : {};
      if (typeof wish !== "object" || wish === null) throw new ControlError("an object is expected");
      return say(200, await control(wish as Record<string, unknown>, url.searchParams));
    };
    act().catch((error: unknown) => {
      const wrong = error instanceof ControlError || error instanceof MoodError || error instanceof SyntaxError;
      if (!wrong) console.error(error);
      say(wrong ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  return {
    port: await listen(server, port),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Without telling by the time it takes where the difference is. */
export function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
