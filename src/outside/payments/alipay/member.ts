/**
 * The value of a member of a JSON object, byte for byte as it was sent: Alipay's signature is over these bytes, and reading and writing
 * again would change them. Only the outermost object is looked at, so that a name inside a text or an inner object is not mistaken for
 * it. A member named twice has no value. Bytes are read as Latin-1, since only ASCII marks matter.
 */
export function memberOf(json: Buffer, name: string): Buffer | undefined {
  const text = json.toString("latin1");
  let found: Buffer | undefined;
  let at = skip(text, 0);
  if (text[at] !== "{") return undefined;
  at = skip(text, at + 1);
  while (text[at] === '"') {
    const keyEnd = endOfString(text, at);
    if (keyEnd === undefined) return undefined;
    const key = text.slice(at + 1, keyEnd - 1);
    at = skip(text, keyEnd);
    if (text[at] !== ":") return undefined;
    const start = skip(text, at + 1);
    const end = endOfValue(text, start);
    if (end === undefined) return undefined;
    if (key === name) {
      if (found) return undefined;
      found = json.subarray(start, end);
    }
    at = skip(text, end);
    if (text[at] === "}") return skip(text, at + 1) === text.length ? found : undefined;
    if (text[at] !== ",") return undefined;
    at = skip(text, at + 1);
  }
  return undefined;
}

function skip(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
  return at;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** Behind a string, an object, a list, or whatever else ends at a comma or bracket. */
function endOfValue(text: string, start: number): number | undefined {
  if (text[start] === '"') return endOfString(text, start);
  if (text[start] !== "{" && text[start] !== "[") {
    const length = text.slice(start).search(/[,}\]\s]/);
    return length > 0 ? start + length : undefined;
  }
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (mark === "{" || mark === "[") depth += 1;
    else if (mark === "}" || mark === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
