import type { ConnectionOptions } from "node:tls";
import { Message, SMTPError } from "emailjs";
import type { HandedOver, MessageChannel, Outgoing } from "../../../domain/notifications/index.ts";
import { VerifiedConnection } from "./connection.ts";

export type SmtpSettings = {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` demanded, `plain` on this machine alone. */
  readonly security: "tls" | "starttls" | "plain";
  readonly user: string;
  readonly password: string;
  /** The sender's address; bounces go there. */
  readonly from: string;
  /** Milliseconds for a whole mail. */
  readonly patience?: number;
  /** Whom to trust beside the usual authorities. */
  readonly trust?: ConnectionOptions;
};

type Step = (callback: (error: Error | null | undefined) => void) => void;

/** Mail by SMTP (RFC 5321) with AUTH. `Message-ID` is the delivery's reference, the same at every try, by which mailboxes drop repeats. */
export function emailChannel(settings: SmtpSettings, clock: () => Date): MessageChannel {
  return { channel: "email", send: (message) => sendMail(settings, message, clock()) };
}

async function sendMail(settings: SmtpSettings, message: Outgoing, now: Date): Promise<HandedOver> {
  const { host, port, security, user, password, patience = 20_000, trust } = settings;
  const connection = new VerifiedConnection(
    {
      ...{ host, port, user, password, timeout: patience, domain: domainOf(settings.from) },
      ssl: security === "tls" ? { ...trust, servername: host, rejectUnauthorized: true } : false,
      tls: security === "starttls",
      authentication: ["PLAIN", "LOGIN"],
      logger: () => undefined,
    },
    trust,
  );
  let stage: Stage = "connect";
  const over = new Promise<never>((_resolve, reject) => {
    connection.onUnsafe = reject;
    setTimeout(() => reject(new Error("timeout")), patience).unref();
  });
  over.catch(() => undefined);
  const say = (step: Step): Promise<void> => {
    const done = new Promise<void>((resolve, reject) => step((error) => (error ? reject(error) : resolve())));
    return Promise.race([done, over]);
  };
  try {
    await say((done) => connection.connect(done));
    stage = "login";
    // Where nothing is encrypted and nobody signs in, the greeting alone is said.
    if (user === "") await say((done) => connection.ehlo_or_helo_if_needed(done));
    else await say((done) => connection.login(done));
    stage = "mail";
    await say((done) => connection.mail(done, `<${settings.from}>`));
    stage = "recipient";
    await say((done) => connection.rcpt(done, `<${message.to}>`));
    stage = "data";
    const text = await textOf(settings.from, message, now);
    await say((done) => connection.data(done));
    connection.message(text);
    await say((done) => connection.data_end(done));
    return { kind: "taken", id: undefined, reports: false };
  } catch (error) {
    return meaning(error, stage);
  } finally {
    connection.quit();
    connection.close();
  }
}

type Stage = "connect" | "login" | "mail" | "recipient" | "data";

/** 5xx about the recipient is final; 4xx is later; anything else is a matter of the server or of our settings. */
function meaning(error: unknown, stage: Stage): HandedOver {
  const said = error instanceof SMTPError ? String(error.smtp ?? "") : "";
  const [, code = ""] = /(?:^|\n)([245]\d\d)(?: |$)/.exec(said) ?? [];
  const [enhanced = ""] = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(said) ?? [];
  const reason = [stage, code, enhanced].filter((part) => part !== "").join(" ");
  const aboutThis = stage === "recipient" || stage === "data";
  if (aboutThis && code.startsWith("5")) {
    // 5.1.x: there is no such mailbox. A full one (5.2.2) may be emptied.
    return { kind: "refused", reason, address: enhanced.startsWith("5.1.") || (enhanced === "" && code === "550") };
  }
  return { kind: "unavailable", reason, all: !(aboutThis && code.startsWith("4")) };
}

const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1);

async function textOf(from: string, { to, subject, text, reference }: Outgoing, now: Date): Promise<string> {
  const mail = new Message({
    from: `Onewindow <${from}>`,
    to,
    subject,
    text,
    "message-id": `<${reference.toLowerCase()}@${domainOf(from)}>`,
    date: now.toUTCString().replace("GMT", "+0000"),
    "auto-submitted": "auto-generated",
  });
  // A line that is a single dot would end the mail (RFC 5321 4.5.2).
  return (await mail.readAsync()).replaceAll(/^\./gm, "..");
}
