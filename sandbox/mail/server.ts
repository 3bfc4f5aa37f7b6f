import { createServer, type Server, type Socket } from "node:net";
import { sameText } from "../support/control.ts";
import { listen } from "../support/listener.ts";
import type { Moods } from "../support/moods.ts";
import { readMail } from "./message.ts";

export type Mail = {
  readonly at: string;
  /** The envelope's. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
};

type Options = { readonly user: string; readonly password: string; readonly moods: Moods };

const mostBytes = 10 * 1024 * 1024;
const mostLine = 4_096;
const mostKept = 2_000;
const mostRecipients = 100;

/** A mail server that takes mail for everybody it knows and keeps it, speaking ESMTP (RFC 5321, AUTH RFC 4954). */
export class MailServer {
  readonly #options: Options;
  readonly #mails: Mail[] = [];
  readonly #greylisted = new Set<string>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  async open(port: number): Promise<number> {
    this.#port = port;
    await this.follow();
    return this.#port;
  }

  /** Opens or shuts the door as the moods say. */
  async follow(): Promise<void> {
    if (this.#options.moods.refusing) await this.close();
    else if (!this.#server) {
      this.#server = createServer((socket) => this.#talk(socket));
      this.#port = await listen(this.#server, this.#port);
    }
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise<void>((done) => {
      server.close(() => done());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  mails(to: string | undefined): readonly Mail[] {
    return this.#mails.filter((mail) => to === undefined || mail.to.includes(to));
  }

  forget(): void {
    this.#mails.length = 0;
  }

  #talk(socket: Socket): void {
    const moods = this.#options.moods.take("answer");
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(300_000, () => socket.destroy());
    if (moods.has("down")) {
      socket.resetAndDestroy();
      return;
    }
    const session = new Session(socket, this.#options, {
      broken: moods.has("error"),
      half: moods.has("half"),
      wait: moods.get("slow")?.ms ?? (moods.has("slow") ? 30_000 : 0),
      refusal: (address) => this.#refusal(address),
      keep: (from, to, raw) => this.#keep(from, to, raw),
    });
    session.greet();
  }

  /** Why an address is not served; undefined when it is. */
  #refusal(address: string): string | undefined {
    if (/^unknown|@bounce\.example$/i.test(address)) return "550 5.1.1 User unknown";
    if (/^full/i.test(address)) return "552 5.2.2 Mailbox full";
    if (/^grey/i.test(address) && !this.#greylisted.has(address)) {
      this.#greylisted.add(address);
      return "451 4.7.1 Greylisted, try again later";
    }
    return undefined;
  }

  #keep(from: string, to: readonly string[], raw: string): void {
    this.#mails.push({ at: new Date().toISOString(), from, to, ...readMail(raw), raw });
    // A bounce has no sender itself and is never answered by another.
    const late = to.filter((address) => /^late/i.test(address));
    if (late.length > 0 && from !== "") this.#keep("", [from], bounce(from, late, raw));
    while (this.#mails.length > mostKept) this.#mails.shift();
  }
}

type Behaviour = {
  readonly broken: boolean;
  readonly half: boolean;
  readonly wait: number;
  readonly refusal: (address: string) => string | undefined;
  readonly keep: (from: string, to: readonly string[], raw: string) => void;
};

/** One connection. */
class Session {
  readonly #socket: Socket;
  readonly #options: Options;
  readonly #behaviour: Behaviour;
  #buffer = "";
  #greeted = false;
  #signedIn = false;
  #asking: "plain" | "user" | "password" | "data" | undefined;
  #user = "";
  #from: string | undefined;
  #to: string[] = [];

  constructor(socket: Socket, options: Options, behaviour: Behaviour) {
    this.#socket = socket;
    this.#options = options;
    this.#behaviour = behaviour;
    // Bytes as they are; what they mean is decided when a mail is read.
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#read(text));
  }

  greet(): void {
    setTimeout(() => {
      this.#say(this.#behaviour.broken ? "421 4.3.2 Service not available" : "220 sandbox.example ESMTP");
      if (this.#behaviour.broken) this.#socket.end();
    }, this.#behaviour.wait);
  }

  #say(line: string | undefined): void {
    if (line !== undefined && this.#socket.writable) this.#socket.write(`${line}\r\n`);
  }

  #read(text: string): void {
    this.#buffer += text;
    for (;;) {
      if (this.#asking === "data") {
        const end = this.#buffer.startsWith(".\r\n") ? 0 : this.#buffer.indexOf("\r\n.\r\n") + 2;
        if (end === 1) {
          if (this.#buffer.length <= mostBytes * 2) return;
          this.#say("552 5.3.4 Message too big");
          this.#socket.destroy();
          return;
        }
        const raw = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 3);
        this.#say(this.#data(raw));
        continue;
      }
      const end = this.#buffer.indexOf("\n");
      if (end < 0) {
        if (this.#buffer.length > mostLine) this.#socket.destroy();
        return;
      }
      const line = this.#buffer.slice(0, end).replace(/\r$/, "");
      this.#buffer = this.#buffer.slice(end + 1);
      this.#say(this.#asking ? this.#credentials(line) : this.#command(line));
    }
  }

  /** What is answered; nothing once the connection is given up. */
  #command(line: string): string | undefined {
    const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    switch (word.toUpperCase()) {
      case "EHLO":
        this.#greeted = true;
        this.#reset();
        for (const part of ["250-sandbox.example", "250-AUTH PLAIN LOGIN", "250-8BITMIME", "250-SMTPUTF8"])
          this.#say(part);
        return `250 SIZE ${mostBytes}`;
      case "HELO":
        this.#greeted = true;
        this.#reset();
        return "250 sandbox.example";
      case "AUTH":
        return this.#auth(rest);
      case "MAIL":
        return this.#mail(rest);
      case "RCPT":
        return this.#recipient(rest);
      case "DATA":
        if (this.#to.length === 0) return "503 5.5.1 Recipients first";
        this.#asking = "data";
        return "354 End data with <CR><LF>.<CR><LF>";
      case "RSET":
        this.#reset();
        return "250 2.0.0 OK";
      case "NOOP":
        return "250 2.0.0 OK";
      case "QUIT":
        this.#socket.end("221 2.0.0 Bye\r\n");
        return undefined;
      case "STARTTLS":
        return "502 5.5.1 Not offered";
      default:
        return "500 5.5.2 Command not recognised";
    }
  }

  #auth(rest: string): string {
    const [kind = "", initial] = rest.split(/\s+/);
    if (!this.#greeted) return "503 5.5.1 EHLO first";
    if (this.#signedIn) return "503 5.5.1 Already authenticated";
    if (kind.toUpperCase() === "PLAIN") {
      this.#asking = "plain";
      return initial === undefined ? "334 " : this.#credentials(initial);
    }
    if (kind.toUpperCase() !== "LOGIN") return "504 5.5.4 Mechanism unknown";
    this.#asking = "user";
    return initial === undefined ? "334 VXNlcm5hbWU6" : this.#credentials(initial);
  }

  #credentials(line: string): string {
    const text = Buffer.from(line, "base64").toString("utf8");
    const asking = this.#asking;
    this.#asking = undefined;
    if (asking === "user") {
      this.#user = text;
      this.#asking = "password";
      return "334 UGFzc3dvcmQ6";
    }
    const [, user = "", password = ""] = asking === "plain" ? text.split("\0") : ["", this.#user, text];
    const right = sameText(`${user}\0${password}`, `${this.#options.user}\0${this.#options.password}`);
    this.#signedIn = right;
    return right ? "235 2.7.0 Authentication successful" : "535 5.7.8 Authentication credentials invalid";
  }

  #mail(rest: string): string {
    const [, from, parameters = ""] = /^FROM:\s*<([^>]*)>(.*)$/i.exec(rest) ?? [];
    if (!this.#signedIn) return "530 5.7.0 Authentication required";
    if (from === undefined) return "501 5.5.4 Syntax: MAIL FROM:<address>";
    const size = /\bSIZE=(\d+)/i.exec(parameters)?.[1];
    if (size && Number(size) > mostBytes) return "552 5.3.4 Message too big";
    this.#reset();
    this.#from = from;
    return "250 2.1.0 OK";
  }

  #recipient(rest: string): string {
    const [, to] = /^TO:\s*<([^>]*)>/i.exec(rest) ?? [];
    if (this.#from === undefined) return "503 5.5.1 MAIL first";
    if (!to || !/^[^\s@]+@[^\s@]+$/.test(to)) return "501 5.1.3 Bad recipient address";
    if (this.#to.length >= mostRecipients) return "452 4.5.3 Too many recipients";
    const refusal = this.#behaviour.refusal(to);
    if (refusal) return refusal;
    this.#to.push(to);
    return "250 2.1.5 OK";
  }

  #data(raw: string): string | undefined {
    this.#asking = undefined;
    if (this.#behaviour.half) {
      // Taken or not? The sender never hears.
      this.#socket.destroy();
      return undefined;
    }
    if (raw.length > mostBytes) return "552 5.3.4 Message too big";
    const unstuffed = raw.replaceAll(/^\./gm, "");
    this.#behaviour.keep(this.#from ?? "", this.#to, Buffer.from(unstuffed, "latin1").toString("utf8"));
    this.#reset();
    return "250 2.0.0 Kept";
  }

  #reset(): void {
    this.#from = undefined;
    this.#to = [];
  }
}

/** RFC 3464: the mail that says that a mail did not arrive. */
function bounce(sender: string, failed: readonly string[], raw: string): string {
  const id = /^message-id:\s*(.*)$/im.exec(raw)?.[1] ?? "";
  const parts = failed.map((to) => `Final-Recipient: rfc822; ${to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n`);
  return [
    "From: Mail Delivery System <mailer-daemon@sandbox.example>",
    `To: <${sender}>`,
    "Subject: Undelivered Mail Returned to Sender",
    `In-Reply-To: ${id}`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="bounce"',
    "",
    "--bounce",
    "Content-Type: text/plain; charset=utf-8",
    "",
    `The mail could not be delivered to ${failed.join(", ")}.`,
    "--bounce",
    "Content-Type: message/delivery-status",
    "",
    `Reporting-MTA: dns; sandbox.example\r\n\r\n${parts.join("")}--bounce--`,
    "",
  ].join("\r\n");
}
