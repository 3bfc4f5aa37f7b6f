import { createHmac, randomUUID } from "node:crypto";
import type { DeliveryReport, HandedOver, MessageChannel, Outgoing } from "../../../domain/notifications/index.ts";

export type SmsSettings = {
  /** Where messages are posted to. */
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
  /** Milliseconds until the gateway counts as not answering. */
  readonly patience?: number;
};

/** Bytes of an answer that are read at most. */
const longest = 16_384;
/** Codes of gateways that say the number itself is none (`MK:0001` 空号). */
const noSuchNumber: ReadonlySet<string> = new Set(["invalid_number", "blacklisted", "MK:0001", "UNDELIV:NUMBER"]);

/**
 * A gateway that takes SMS as signed JSON (README.md): HMAC-SHA256 over method, path, time, nonce and body. `reference` is its key
 * against repetition, so that a message whose answer was lost is sent once.
 */
export function smsChannel(settings: SmsSettings, clock: () => Date): MessageChannel {
  const { url, keyId, secret, patience = 10_000 } = settings;
  const { pathname, search } = new URL(url);

  async function send({ to, text, reference }: Outgoing): Promise<HandedOver> {
    const body = JSON.stringify({ to, text, reference });
    const timestamp = String(Math.floor(clock().getTime() / 1_000));
    const nonce = randomUUID();
    const signature = createHmac("sha256", secret)
      .update(`POST\n${pathname}${search}\n${timestamp}\n${nonce}\n${body}\n`)
      .digest("hex");
    let status: number;
    let answer: Readonly<Record<string, unknown>>;
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(patience),
        headers: {
          "content-type": "application/json",
          "x-sms-key": keyId,
          "x-sms-timestamp": timestamp,
          "x-sms-nonce": nonce,
          "x-sms-signature": signature,
        },
        body,
      });
      status = response.status;
      answer = await readAnswer(response);
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === "TimeoutError";
      return { kind: "unavailable", reason: isTimeout ? "timeout" : "down", all: true };
    }
    return meaning(status, answer, reference);
  }

  return { channel: "sms", send, reportKey: secret, readReport };
}

async function readAnswer(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > longest) throw new Error("the gateway's answer is too long");
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function meaning(status: number, answer: Readonly<Record<string, unknown>>, reference: string): HandedOver {
  const code = typeof answer["code"] === "string" ? answer["code"].slice(0, 50) : String(status);
  if (status === 200 || status === 202) {
    // A page of maintenance, or another message's answer, is no promise to send this one.
    if (answer["reference"] !== reference) return { kind: "unavailable", reason: "wrong_answer", all: true };
    const id = typeof answer["id"] === "string" ? answer["id"].slice(0, 200) : undefined;
    return { kind: "taken", id, reports: true };
  }
  if (status === 429) return { kind: "unavailable", reason: "too_many", all: true };
  if (status === 400 || status === 403 || status === 422) {
    // Without its own code a refusal comes from something in between.
    if (typeof answer["code"] !== "string") return { kind: "unavailable", reason: code, all: true };
    return { kind: "refused", reason: code, address: noSuchNumber.has(code) };
  }
  return { kind: "unavailable", reason: code, all: true };
}

/** `{id, reference, status: delivered | failed, code}`. @throws where it is none */
function readReport(body: Buffer): DeliveryReport | undefined {
  const said = JSON.parse(body.toString("utf8")) as Readonly<Record<string, unknown>>;
  const { reference, status, id, code } = said;
  if (typeof reference !== "string" || reference.length > 100) throw new Error("a report without a reference");
  if (status !== "delivered" && status !== "failed") return undefined;
  const reason = status === "failed" && typeof code === "string" ? code.slice(0, 60) : undefined;
  return {
    reference,
    state: status,
    id: typeof id === "string" ? id.slice(0, 200) : undefined,
    reason,
    address: reason !== undefined && noSuchNumber.has(reason),
  };
}
