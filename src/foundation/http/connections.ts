import type { Socket } from "node:net";

/** How long and how much a connection may take before it has said anything useful. Milliseconds, bytes, counts. */
export const connectionLimits = {
  /** All headers: a browser needs one packet, someone who sends a letter a second is holding the door. */
  headersTimeout: 15_000,
  /** The whole request: 10 MB at 280 kbit/s, a phone at the edge of 2G. */
  requestTimeout: 300_000,
  /** Silence in the middle of anything. */
  connectionTimeout: 75_000,
  /** Longer than the 60 s of common proxies, so that the proxy closes first and no request meets a closing door. */
  keepAliveTimeout: 72_000,
  checkingInterval: 5_000,
  maxHeaderSize: 16_384,
  maxHeadersCount: 100,
  maxConnections: 10_000,
  /** A body declared larger than its route takes is read to nowhere up to this size, so that the browser hears why. */
  lingering: 67_108_864,
} as const;

const answers: Readonly<Record<string, { status: string; code: string }>> = {
  HPE_HEADER_OVERFLOW: { status: "431 Request Header Fields Too Large", code: "headers_too_large" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: "408 Request Timeout", code: "request_timeout" },
};

/** Answers what could not even be read as HTTP; there is no request yet, so the answer is written by hand. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code } = answers[error.code ?? ""] ?? { status: "400 Bad Request", code: "bad_request" };
  const body = JSON.stringify({
    type: `urn:onewindow:problem:${code}`,
    title: status.slice(4),
    status: Number(status.slice(0, 3)),
    code,
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${body.length}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}
