import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { randomBytes } from "../ids/index.ts";

/** The name of the hidden field in every form that changes something. */
export const csrfField = "_csrf";

/**
 * Tokens of forms without a table: a keyed digest of the cookie they belong to. Each page gets another salt, so that a token
 * cannot be guessed from the length of compressed pages.
 */
export function createCsrf(key: Uint8Array): {
  readonly token: (cookie: string) => string;
  readonly holds: (token: unknown, cookies: readonly (string | undefined)[]) => boolean;
} {
  if (key.length < 32) throw new Error("the key for forms has to have 32 bytes");
  // Made once: of bytes Node makes a key anew for each digest, which takes four times as long as the digest.
  const ready = createSecretKey(key);
  const digest = (salt: Buffer, cookie: string): Buffer =>
    createHmac("sha256", ready).update("form").update(salt).update(cookie).digest().subarray(0, 18);
  return {
    token(cookie) {
      const salt = randomBytes(9);
      return Buffer.concat([salt, digest(salt, cookie)]).toString("base64url");
    },
    holds(token, cookies) {
      if (typeof token !== "string" || token.length !== 36) return false;
      const bytes = Buffer.from(token, "base64url");
      if (bytes.length !== 27) return false;
      const salt = bytes.subarray(0, 9);
      return cookies.some(
        (cookie) => cookie !== undefined && cookie !== "" && timingSafeEqual(digest(salt, cookie), bytes.subarray(9)),
      );
    },
  };
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether a browser says that the request comes from our own pages. Browsers that say nothing are left to the token.
 * `origin` is our own; the host the browser asked counts too, because a machine has several names.
 */
export function fromOurPages(headers: Headers, origin: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const from = headers["origin"];
  if (typeof from !== "string" || from === "null" || from === origin) return true;
  return URL.parse(from)?.host === headers["host"];
}
