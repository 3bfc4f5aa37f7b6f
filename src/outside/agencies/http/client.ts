import { createHmac, randomUUID } from "node:crypto";
import { AgencyFailure, answerBytes } from "../../../domain/agencies/index.ts";
import type { Authentication } from "./config.ts";

export type Sending = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly signal: AbortSignal;
};
export type Answer = { readonly status: number; readonly bytes: Buffer };

/**
 * One request. Redirects are not followed, an answer ends at 256 KB, whatever its headers promise.
 * @throws AgencyFailure timeout, down, too_large, error
 */
export async function send(sending: Sending): Promise<Answer> {
  const response = await sent(sending);
  try {
    return { status: response.status, bytes: await readBody(response) };
  } catch (error) {
    throw error instanceof AgencyFailure ? error : failureOf(error, sending.signal, "unreadable");
  }
}

/** One request whose answer is a file: read as it comes, or closed. @throws AgencyFailure timeout, down, error */
export async function sendForStream(sending: Sending): Promise<{
  readonly status: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly close: () => Promise<void>;
}> {
  const response = await sent(sending);
  return {
    status: response.status,
    chunks: chunksOf(response, sending.signal),
    close: async () => response.body?.cancel().catch(() => undefined),
  };
}

async function* chunksOf(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (error) {
    throw failureOf(error, signal, "unreadable");
  }
}

async function sent({ url, method, headers, body, signal }: Sending): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...{ method, signal, redirect: "manual" },
      headers: { accept: "*/*", ...headers },
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
  } catch (error) {
    throw failureOf(error, signal);
  }
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel().catch(() => undefined);
    throw new AgencyFailure("error", "it wants to send us elsewhere");
  }
  return response;
}

async function readBody(response: Response): Promise<Buffer> {
  const promised = Number(response.headers.get("content-length") ?? 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLarge = () => new AgencyFailure("too_large", `more than ${answerBytes} bytes`);
  if (promised > answerBytes) {
    await response.body?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  // Leaving the loop early closes the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What broke before an answer began is `down`; what broke within it, `unreadable`. */
function failureOf(error: unknown, signal: AbortSignal, reason: "down" | "unreadable" = "down"): AgencyFailure {
  const failure = signal.aborted
    ? new AgencyFailure("timeout", "no answer within the time")
    : new AgencyFailure(reason, reason === "down" ? "the connection broke" : "the answer broke off");
  failure.cause = error;
  return failure;
}

/** Headers that say who we are. The secret is never in an address. */
export function authenticate(
  authentication: Authentication | undefined,
  secret: string | undefined,
  request: { readonly method: string; readonly url: URL; readonly body: Buffer | undefined; readonly now: Date },
): Readonly<Record<string, string>> {
  switch (authentication?.kind) {
    case "bearer":
      return { authorization: `Bearer ${secret ?? ""}` };
    case "header":
      return { [authentication.name]: secret ?? "" };
    case "hmac": {
      const { method, url, body, now } = request;
      const { key_id, prefix = "Onewindow" } = authentication;
      const timestamp = String(Math.floor(now.getTime() / 1_000));
      const nonce = randomUUID();
      const signed = Buffer.concat([
        Buffer.from(`${method}\n${url.pathname}${url.search}\n${timestamp}\n${nonce}\n`),
        body ?? Buffer.alloc(0),
        Buffer.from("\n"),
      ]);
      const signature = createHmac("sha256", secret ?? "")
        .update(signed)
        .digest("hex");
      return {
        [`${prefix}-Key`]: key_id,
        [`${prefix}-Timestamp`]: timestamp,
        [`${prefix}-Nonce`]: nonce,
        [`${prefix}-Signature`]: signature,
      };
    }
    default:
      return {};
  }
}
