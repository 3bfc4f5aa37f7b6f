import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { PushKey } from "../../domain/agencies/index.ts";
import { Refusal } from "../../foundation/refusal.ts";

/** What a signed request carries beside its body, for the description. */
export const signatureHeaders: Readonly<Record<string, string>> = {
  "Onewindow-Key": "Name of the key, for the agency's own records; which key counts is a matter of the connector",
  "Onewindow-Timestamp": "Seconds since 1970, at most 300 from ours",
  "Onewindow-Nonce": "16 to 100 visible ASCII characters, new for each message; the same message again has the same",
  "Onewindow-Signature":
    "Over METHOD, PATH with its query, TIMESTAMP, NONCE and the body as it is sent, a line end after each. Ed25519 in base64, or HMAC-SHA256 in hexadecimal or base64",
};

/** Bytes of a signed body. */
const longest = 262_144;
const withinSeconds = 300;

export type Signed = { readonly nonce: string; readonly body: Buffer };
/** Who signs what comes to this address, in headers that begin with `onewindow` or this. @throws Refusal where nobody may */
export type KeyOf = (request: FastifyRequest) => PushKey & { readonly headers?: string };

const bodies = new WeakMap<FastifyRequest, Signed>();

/** The body as it came, and its nonce; only of requests whose signature was right. */
export function signedOf(request: FastifyRequest): Signed {
  const signed = bodies.get(request);
  if (!signed) throw new Error(`${request.routeOptions.url} is not signed`);
  return signed;
}

/** Reads the body, checks who signed it, and gives it on to be parsed. */
export function demandSignature(keyOf: KeyOf, clock: () => Date) {
  return async function signature(request: FastifyRequest, _reply: unknown, payload: AsyncIterable<Buffer>) {
    const key = keyOf(request);
    const said = (name: string) => String(request.headers[name] ?? "");
    const { headers: named = "onewindow" } = key;
    const timestamp = said(`${named}-timestamp`);
    const nonce = said(`${named}-nonce`);
    const age = Math.abs(clock().getTime() / 1_000 - Number(timestamp));
    if (!/^\d{1,12}$/.test(timestamp) || age > withinSeconds) throw signatureInvalid();
    if (!/^[\x21-\x7e]{16,100}$/.test(nonce)) throw signatureInvalid();
    const body = await readAll(payload);
    const head = `${request.method}\n${request.url}\n${timestamp}\n${nonce}\n`;
    const bytes = Buffer.concat([Buffer.from(head), body, Buffer.from("\n")]);
    if (!isRight(key, bytes, said(`${named}-signature`))) throw signatureInvalid();
    bodies.set(request, { nonce, body });
    return Object.assign(Readable.from([body], { objectMode: false }), { receivedEncodedLength: body.length });
  };
}

async function readAll(payload: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.length;
    if (size > longest) {
      throw new Refusal({
        code: "body_too_large",
        status: 413,
        say: { zh: "内容太大。", en: "The body is too large." },
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isRight({ algorithm, key }: PushKey, bytes: Buffer, signature: string): boolean {
  if (algorithm === "ed25519") {
    const given = Buffer.from(signature, "base64");
    return given.length === 64 && verify(null, bytes, createPublicKey(key), given);
  }
  const expected = createHmac("sha256", key).update(bytes).digest();
  const given = Buffer.from(signature, /^[0-9a-f]{64}$/i.test(signature) ? "hex" : "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signatureInvalid(): Refusal {
  return new Refusal({
    code: "signature_invalid",
    status: 401,
    say: {
      zh: "签名不正确，或时间相差超过 300 秒。",
      en: "The signature is not right, or its time is more than 300 seconds from ours.",
    },
  });
}
