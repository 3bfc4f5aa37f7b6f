import { ProviderFailure } from "../../../domain/payments/index.ts";

export type Call = {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
};
export type Answer = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer };
export type Streamed = { readonly status: number; readonly headers: Headers; readonly parts: AsyncIterable<Buffer> };

/** Bytes of an answer that are read at most; files are streamed. */
const mostBytes = 256 * 1_024;

/**
 * One request to a provider. Redirects are not followed; an answer ends at 256 KB, whatever its headers promise.
 * @throws ProviderFailure timeout, down, unreadable
 */
export async function call(request: Call): Promise<Answer> {
  const { status, headers, parts } = await stream(request);
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early closes the connection.
  for await (const part of parts) {
    size += part.length;
    if (size > mostBytes) throw new ProviderFailure("unreadable", `more than ${mostBytes} bytes`);
    chunks.push(part);
  }
  return { status, headers, bytes: Buffer.concat(chunks) };
}

/** The same with the body as it comes, for files of any length. */
export async function stream({ url, method, headers, body, signal }: Call): Promise<Streamed> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...{ method, signal, redirect: "manual" },
      headers: { accept: "*/*", ...headers },
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw failureOf(error, signal, "down");
  }
  return { status: response.status, headers: response.headers, parts: partsOf(response, signal) };
}

async function* partsOf(response: Response, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const part of response.body ?? []) yield Buffer.from(part);
  } catch (error) {
    throw failureOf(error, signal, "unreadable");
  }
}

/** What broke before an answer began is `down`; what broke within it, `unreadable`. */
function failureOf(error: unknown, signal: AbortSignal, reason: "down" | "unreadable"): ProviderFailure {
  const failure = signal.aborted
    ? new ProviderFailure("timeout", "no answer within the time")
    : new ProviderFailure(reason, reason === "down" ? "the connection broke" : "the answer broke off");
  failure.cause = error;
  return failure;
}

/** A status without the provider's own words. */
export function failureOfStatus(status: number): ProviderFailure {
  return new ProviderFailure(status === 429 || status === 503 ? "busy" : "error", `status ${status}`);
}

const thisMachine: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

export const isThisMachine = (hostname: string): boolean => thisMachine.has(hostname);

/** Whether it is an address one may send money matters to: https, or http on this machine; no user, no query. */
export function isAddress(text: unknown): text is string {
  if (typeof text !== "string" || !URL.canParse(text)) return false;
  const { protocol, hostname, username, search, hash } = new URL(text);
  if (username !== "" || search !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isThisMachine(hostname));
}

/** `path` below a base address, however that ends. */
export const below = (base: string, path: string): URL => new URL(path, base.endsWith("/") ? base : `${base}/`);
