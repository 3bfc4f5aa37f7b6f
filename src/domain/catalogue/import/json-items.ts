/**
 * The items of a list in a JSON text, each as its own text, while the text arrives: never the whole of it. `list` is the way to the
 * list (`data.items`); empty is the first list there is. A text that is no JSON yields what looks like items until it ends.
 */
export async function* jsonItems(pieces: AsyncIterable<string>, list: string, longest: number): AsyncGenerator<string> {
  const wanted = list === "" ? undefined : list.split(".");
  /** Keys that lead to where we are; undefined within a list. */
  const path: (string | undefined)[] = [];
  let key = "";
  let text = "";
  let inText = false;
  let escaped = false;
  let expectsKey = false;
  /** Depth of the list whose items are yielded; below 0: not found yet. */
  let listDepth = -1;
  let item: string | undefined;
  for await (const piece of pieces) {
    for (const one of piece) {
      if (item !== undefined && item.length < longest) item += one;
      if (inText) {
        if (escaped) escaped = false;
        else if (one === "\\") escaped = true;
        else if (one === '"') {
          inText = false;
          if (expectsKey) key = text;
        } else if (expectsKey && text.length < 200) text += one;
        continue;
      }
      switch (one) {
        case '"':
          inText = true;
          text = "";
          break;
        case ":":
          expectsKey = false;
          break;
        case "{":
        case "[": {
          if (listDepth >= 0 && path.length === listDepth && item === undefined) item = one;
          path.push(key);
          const isList = one === "[";
          if (isList && listDepth < 0 && leadsTo(path, wanted)) listDepth = path.length;
          key = "";
          expectsKey = !isList;
          break;
        }
        case "}":
        case "]":
          path.pop();
          if (item !== undefined && path.length === listDepth) {
            yield item;
            item = undefined;
          }
          if (path.length < listDepth) return;
          expectsKey = false;
          break;
        case ",":
          // Within an object the next text is a key; within a list it is none, and no key is asked for there.
          expectsKey = item === undefined && listDepth < 0;
          break;
        default:
      }
    }
  }
}

/** Keys of a path without the outermost bracket. */
function leadsTo(path: readonly (string | undefined)[], wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  const keys = path.slice(1);
  return keys.length === wanted.length && keys.every((each, at) => each === wanted[at]);
}
