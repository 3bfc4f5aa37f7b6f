import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { NotificationAnswer, PaymentProvider, RawNotification } from "../../src/domain/payments/index.ts";
import { NotificationRefused } from "../../src/domain/payments/index.ts";

type Notification = Awaited<ReturnType<PaymentProvider["readNotification"]>>;
/** What came to the door, and what the provider's adapter made of it. */
export type Heard = { readonly raw: RawNotification; readonly read: Notification | NotificationRefused };

/** Where a gateway tells us, as the program's own route does: reads with the adapter, answers taken only what was read. */
export class Door {
  readonly heard: Heard[] = [];
  readonly #server: Server;
  #read: { readonly provider: PaymentProvider; readonly now: () => Date } | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Door> {
    const door = new Door(createServer());
    door.#server.on("request", (request: IncomingMessage, response) => {
      door
        .#take(request)
        .then(({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body))
        .catch(() => request.socket.destroy());
    });
    await new Promise<void>((done) => door.#server.listen(0, "127.0.0.1", done));
    return door;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/notify`;
  }

  /** Whose notifications come in from now on. */
  for(provider: PaymentProvider, now: () => Date): void {
    this.heard.length = 0;
    this.#read = { provider, now };
  }

  /** Waits until so many have come whose body holds this text. */
  async until(count: number, about: string): Promise<readonly Heard[]> {
    for (let waited = 0; ; waited += 20) {
      const found = this.heard.filter(({ raw }) => raw.body.includes(about));
      if (found.length >= count) return found;
      if (waited > 15_000) throw new Error(`${found.length} of ${count} notifications came about ${about}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #take(request: IncomingMessage): Promise<NotificationAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const raw = { headers, body: Buffer.concat(chunks) };
    if (!this.#read) throw new Error("nobody reads");
    const { provider, now } = this.#read;
    try {
      this.heard.push({ raw, read: await provider.readNotification(raw, now()) });
      return provider.answers.taken;
    } catch (error) {
      if (!(error instanceof NotificationRefused)) throw error;
      this.heard.push({ raw, read: error });
      return provider.answers.notTaken;
    }
  }
}
