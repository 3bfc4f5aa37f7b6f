import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Agency, Answer, Heard } from "./agency.ts";
import { deliver } from "./deliver.ts";
import type { Mood, MoodName, Moods } from "./moods.ts";

const mostBody = 20 * 1024 * 1024;
const mostKept = 1_000;
const mostShown = 20_000;

/** What came in, for the control interface. */
export type Received = {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly moods: readonly MoodName[];
  /** undefined: nothing was answered. */
  readonly status: number | undefined;
};

const secrets = new Set(["authorization", "x-api-key", "cookie"]);

/** The agency's own door: a port that can be shut, and an answer that the moods may spoil on its way out. */
export class Listener {
  readonly received: Received[] = [];
  readonly #agency: Agency;
  readonly #moods: Moods;
  #server: Server | undefined;
  #port: number;

  constructor(agency: Agency, moods: Moods, port: number) {
    this.#agency = agency;
    this.#moods = moods;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  /** Opens or shuts the door as the moods say. */
  async follow(): Promise<void> {
    if (this.#moods.refusing) await this.close();
    else if (!this.#server) {
      this.#server = createServer({ requestTimeout: 60_000 }, (request, response) => {
        this.#serve(request, response).catch((error: unknown) => {
          console.error(error);
          request.socket.destroy();
        });
      });
      this.#port = await listen(this.#server, this.#port);
    }
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, mostBody);
    const moods = this.#moods.take("answer");
    const { method = "GET", url: target = "/" } = request;
    const url = new URL(target, "http://sandbox");
    const note = (status: number | undefined) =>
      this.#note({
        at: new Date().toISOString(),
        method,
        path: target,
        headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !secrets.has(name))),
        body: body?.toString("utf8", 0, mostShown) ?? "",
        moods: [...moods.keys()],
        status,
      });
    if (moods.has("down")) {
      note(undefined);
      request.socket.resetAndDestroy();
      return;
    }
    const heard: Heard = {
      method,
      target,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: body ?? Buffer.alloc(0),
    };
    const answer = body ? this.#answer(heard, moods) : tooLarge;
    note(answer.status);
    await deliver(request, response, answer, moods);
  }

  #answer(heard: Heard, moods: ReadonlyMap<MoodName, Mood>): Answer {
    const error = moods.get("error");
    if (error?.page) return page(502, "502 Bad Gateway");
    if (error) return this.#agency.broken?.(heard) ?? page(500, "500 Internal Server Error");
    if (moods.has("maintenance")) return page(200, "系统维护中，请稍后再试");
    return this.#agency.answer?.(heard, moods.has("wrong-person"), moods) ?? page(404, "404 Not Found");
  }

  #note(received: Received): void {
    this.received.push(received);
    if (this.received.length > mostKept) this.received.shift();
  }
}

function page(status: number, text: string): Answer {
  const html = `<html>\r\n<head><title>${text}</title></head>\r\n<body><center><h1>${text}</h1></center></body>\r\n</html>\r\n`;
  return { status, type: "text/html", text: html, encoding: "utf-8" };
}

const tooLarge = page(413, "413 Request Entity Too Large");

/** Listens on this machine only; a port just left is waited for a moment. */
export async function listen(server: Server | import("node:net").Server, port: number): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      await new Promise<void>((done, failed) => {
        server.once("error", failed);
        server.listen(port, "127.0.0.1", () => {
          server.off("error", failed);
          done();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries >= 20) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

/** undefined when it is larger than allowed. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= most) parts.push(part);
  }
  return size > most ? undefined : Buffer.concat(parts);
}
