import { Buffer } from "node:buffer";

const deepest = 5;

/** What a reader sees of a mail (RFC 5322, MIME): subject and the text and HTML parts. */
export function readMail(raw: string): { readonly subject: string; readonly text: string; readonly html: string } {
  const { headers, body } = split(raw);
  const found = { text: "", html: "" };
  collect(headers, body, found, 0);
  return { subject: words(headers.get("subject") ?? ""), ...found };
}

function split(part: string): { headers: ReadonlyMap<string, string>; body: string } {
  const [, head = "", body = ""] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(part) ?? ["", part, ""];
  const lines = head.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), value ?? ""] as const];
    }),
  );
  return { headers, body };
}

function collect(
  headers: ReadonlyMap<string, string>,
  body: string,
  found: { text: string; html: string },
  depth: number,
): void {
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined && depth < deepest) {
    for (const part of `\r\n${body}`.split(`\n--${boundary}`).slice(1)) {
      if (part.startsWith("--")) return;
      const inner = split(part.replace(/^[^\n]*\n/, ""));
      collect(inner.headers, inner.body, found, depth + 1);
    }
    return;
  }
  const kind = /^text\/html/i.test(type) ? "html" : /^text\/plain/i.test(type) ? "text" : undefined;
  if (!kind || /^attachment/i.test(headers.get("content-disposition") ?? "")) return;
  found[kind] += decoded(body, headers.get("content-transfer-encoding") ?? "", /charset="?([\w-]+)/i.exec(type)?.[1]);
}

function decoded(body: string, encoding: string, charset = "utf-8"): string {
  const name = encoding.trim().toLowerCase();
  if (name === "base64") return inCharset(Buffer.from(body, "base64"), charset);
  if (name === "quoted-printable") return inCharset(quoted(body.replaceAll(/=\r?\n/g, "")), charset);
  return body;
}

function quoted(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return Buffer.from(
    bytes.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

function inCharset(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

/** Encoded words of a header (RFC 2047); blanks between two of them do not count. */
function words(header: string): string {
  return header
    .replaceAll(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, "$1")
    .replaceAll(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (_, charset: string, kind: string, text: string) =>
      inCharset(kind.toLowerCase() === "b" ? Buffer.from(text, "base64") : quoted(text.replaceAll("_", " ")), charset),
    );
}
