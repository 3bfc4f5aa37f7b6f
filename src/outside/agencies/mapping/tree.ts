/** What a dialect reads and writes: objects, lists, texts, numbers. Paths are names with dots: `data.list`, `HEAD.CODE`. */
export type Tree = unknown;

/** What stands at a path; undefined where nothing does. `""` is the whole tree. */
export function at(tree: Tree, path: string): unknown {
  if (path === "") return tree;
  let here: unknown = tree;
  for (const name of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return undefined;
    here = Reflect.get(here, name);
  }
  return here;
}

/** Puts a value at a path, making what is missing on the way. */
export function put(tree: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? path;
  let here = tree;
  for (const name of names) {
    const next = Object.hasOwn(here, name) ? here[name] : undefined;
    if (typeof next === "object" && next !== null && !Array.isArray(next)) here = next as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      here[name] = made;
      here = made;
    }
  }
  here[last] = value;
}

/** A list, also where a dialect writes a list of one as the thing itself and an empty one as nothing. */
export function listAt(tree: Tree, path: string): readonly unknown[] {
  const found = at(tree, path);
  if (found === undefined || found === null || found === "") return [];
  return Array.isArray(found) ? found : [found];
}

/** A text for comparing: numbers and texts are the same, absent is "". */
export function textAt(tree: Tree, path: string): string {
  const found = at(tree, path);
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean"
    ? String(found).trim()
    : "";
}
