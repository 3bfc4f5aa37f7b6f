import type { CookieSerializeOptions } from "@fastify/cookie";

export type CookieNames = {
  /** The opaque id of a signed-in session; set and read by identity. */
  readonly session: string;
  /** 128 random bits for someone who has not signed in, made only when a form or a draft needs them. */
  readonly visit: string;
  readonly language: string;
  readonly mode: string;
};

export type Cookies = { readonly names: CookieNames; readonly options: CookieSerializeOptions };

/**
 * Names and attributes of our cookies. By TLS they carry the prefix that binds them to this very host, so that no neighbouring
 * subdomain can plant one; on this machine without TLS browsers refuse the prefix.
 */
export function cookiesFor(baseUrl: string): Cookies {
  const https = baseUrl.startsWith("https:");
  const name = (plain: string): string => (https ? `__Host-${plain}` : plain);
  return {
    names: { session: name("session"), visit: name("visit"), language: name("lang"), mode: name("mode") },
    options: { path: "/", httpOnly: true, sameSite: "lax", secure: https },
  };
}
