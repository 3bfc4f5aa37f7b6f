/** What a page may do in a browser. Everything not named is forbidden. */
export type PagePolicy = {
  /** Origins a form may lead to besides our own: browsers also check where a sign-in form is redirected. */
  readonly formTargets: readonly string[];
  /** Who may show our pages inside theirs: nobody, until an app's web-view needs it. */
  readonly frameAncestors: readonly string[];
};

/** Headers of answers to programs, which have no frames, styles or referrers. */
export function programHeaders(https: boolean): Record<string, string> {
  const {
    "x-content-type-options": sniff,
    "cache-control": cache,
    "strict-transport-security": tls,
  } = commonHeaders(https);
  return {
    "x-content-type-options": sniff ?? "nosniff",
    "cache-control": cache ?? "no-store",
    ...(tls === undefined ? {} : { "strict-transport-security": tls }),
  };
}

/** Headers of every answer; `https` whether people reach us by TLS. */
export function commonHeaders(https: boolean): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    ...(https ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

/**
 * The further headers of a page. Its styles are inline and named by their digests, its scripts are files of our own: text
 * that somebody smuggles into a page can neither run nor dress up.
 * @returns a function from the digests ("sha256-…") of the page's style elements to headers, remembered per set; `frames` where
 * the page shows documents of our own within itself.
 */
export function pageHeaders({
  formTargets,
  frameAncestors,
}: PagePolicy): (styles: readonly string[], frames?: boolean) => Record<string, string> {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(" ");
  const known = new Map<string, Record<string, string>>();
  return (styles, frames = false) => {
    const key = `${frames ? "frames " : ""}${styles.join(" ")}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    for (const style of styles)
      if (!/^sha(256|384|512)-[A-Za-z0-9+/]+={0,2}$/.test(style))
        throw new Error(`"${style}" is not the digest of a style`);
    const policy = [
      "default-src 'none'",
      `style-src ${styles.length === 0 ? "'none'" : styles.map((style) => `'${style}'`).join(" ")}`,
      "script-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      ...(frames ? ["frame-src 'self'"] : []),
      `form-action 'self'${formTargets.map((origin) => ` ${origin}`).join("")}`,
      `frame-ancestors ${ancestors}`,
      "base-uri 'none'",
    ].join("; ");
    const headers: Record<string, string> = {
      "content-security-policy": policy,
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()",
      ...(frameAncestors.length === 0 ? { "x-frame-options": "DENY" } : {}),
    };
    // One set per city theme; a caller that makes digests up at random must not fill the memory.
    if (known.size >= 1_000) known.clear();
    known.set(key, headers);
    return headers;
  };
}
