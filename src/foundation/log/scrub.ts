/**
 * Takes out of a sentence what could be about a person: every script but plain Latin letters, long digits (identity numbers,
 * phones, cards), ids and tokens, mail addresses, query strings, credentials and quoted values. What remains is what a
 * programmer wrote. Names in Latin letters outside quotes cannot be told from words, so callers never build sentences
 * from answers; fields are allow-listed (see fields.ts).
 */
export function scrub(text: string): string {
  // The parser quotes the text it choked on, quotes and all.
  if (/\bJSON\b/.test(text) && /token|unexpected|position|valid|terminated/i.test(text))
    return "a text was not valid JSON";
  return text
    .slice(0, 2_000)
    .replace(/[^\x20-\x7e\n]+/g, "…")
    .replace(/\b(bearer|basic)\s+[^\s,;"']+/gi, "$1 …")
    .replace(/\S+@\S+/g, "…@…")
    .replace(/\?[^\s"'?]*=[^\s"']*/g, "?…")
    .replace(/=\([^)]*\)/g, "=(…)")
    .replace(/: (["'])[^\n]*\1/g, ': "…"')
    .replace(/(["'])(?![a-z_][a-z0-9_.:-]{0,63}\1)[^"'\n]*\1/g, '"…"')
    .replace(/\b[A-Za-z0-9_+=-]{32,}\b/g, (word) => (/[0-9A-Z]/.test(word) ? "…" : word))
    .replace(/\b1[3-9]\d[ -]\d{4}[ -]\d{4}\b/g, "…")
    .replace(/\d{9,}[\dXx]?/g, "…")
    .slice(0, 500);
}

// Routes, states and codes are few and come with every line; scrubbing them anew would cost more than writing them.
const remembered = new Map<string, string>();

/** As `scrub`, for values that come again and again. */
export function scrubShort(text: string): string {
  if (text.length > 80) return scrub(text);
  let scrubbed = remembered.get(text);
  if (scrubbed === undefined) {
    if (remembered.size >= 2_000) remembered.clear();
    scrubbed = scrub(text);
    remembered.set(text, scrubbed);
  }
  return scrubbed;
}
