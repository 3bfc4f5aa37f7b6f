import { parse } from "libpg-query";

/** A node of the parser's tree: one name, and what hangs on it. */
export type Node = { readonly [name: string]: unknown };

type Visit = (kind: string, node: Node) => void;

/** Every node below, with its kind (`SelectStmt`, `FuncCall` …), in order of the text. */
export function walk(tree: unknown, visit: Visit): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walk(item, visit);
    return;
  }
  if (typeof tree !== "object" || tree === null) return;
  for (const [name, value] of Object.entries(tree)) {
    if (/^[A-Z]/.test(name) && typeof value === "object" && value !== null) visit(name, value as Node);
    walk(value, visit);
  }
}

/** The one statement of a text. */
export async function parseOne(text: string): Promise<Node> {
  const { stmts } = (await parse(text)) as { stmts?: { stmt?: Node }[] };
  const [first] = stmts ?? [];
  if (!first?.stmt || stmts?.length !== 1) throw new Error("one statement at a time");
  return first.stmt;
}

export function all(tree: unknown, kind: string): Node[] {
  const found: Node[] = [];
  walk(tree, (name, node) => {
    if (name === kind) found.push(node);
  });
  return found;
}

const list = (value: unknown): Node[] => (Array.isArray(value) ? (value as Node[]) : []);
const strings = (value: unknown): string[] =>
  list(value).map((item) => (item["String"] as { sval?: string } | undefined)?.sval ?? "*");

export const functionName = (call: Node): string => strings(call["funcname"]).at(-1) ?? "";

/** Names of the columns an INSERT fills or an UPDATE sets. */
export const targets = (value: unknown): string[] =>
  list(value).map((item) => (item["ResTarget"] as { name?: string } | undefined)?.name ?? "");

/** Conditions that must all hold. */
export function conjuncts(condition: unknown): Node[] {
  if (typeof condition !== "object" || condition === null) return [];
  const and = (condition as Node)["BoolExpr"] as { boolop?: string; args?: unknown[] } | undefined;
  if (and?.boolop === "AND_EXPR") return (and.args ?? []).flatMap(conjuncts);
  return [condition as Node];
}

export type Column = { readonly table: string | undefined; readonly name: string };

export function columnOf(node: unknown): Column | undefined {
  const fields = ((node as Node | undefined)?.["ColumnRef"] as { fields?: unknown } | undefined)?.fields;
  if (!fields) return undefined;
  const names = strings(fields);
  return { table: names.length > 1 ? names.at(-2) : undefined, name: names.at(-1) ?? "" };
}

/** `column = something` and `column = any (something)`. */
export function equalities(conditions: readonly Node[]): { column: Column; other: unknown; any: boolean }[] {
  return conditions.flatMap((condition) => {
    const expression = condition["A_Expr"] as Node | undefined;
    const kind = expression?.["kind"];
    if (!expression || strings(expression["name"]).at(-1) !== "=") return [];
    if (kind !== "AEXPR_OP" && kind !== "AEXPR_OP_ANY") return [];
    const found = [];
    const [left, right] = [columnOf(expression["lexpr"]), columnOf(expression["rexpr"])];
    if (left) found.push({ column: left, other: expression["rexpr"], any: kind === "AEXPR_OP_ANY" });
    if (right && kind === "AEXPR_OP") found.push({ column: right, other: expression["lexpr"], any: false });
    return found;
  });
}

export type Source = { readonly table: string; readonly schema: string | undefined; readonly alias: string };

/** Tables named in a FROM, with the conditions of their joins; sub-queries are levels of their own. */
function fromItems(value: unknown): { sources: Source[]; conditions: Node[] } {
  const sources: Source[] = [];
  const conditions: Node[] = [];
  const look = (item: Node) => {
    const range = item["RangeVar"] as
      | { relname: string; schemaname?: string; alias?: { aliasname: string } }
      | undefined;
    if (range)
      sources.push({ table: range.relname, schema: range.schemaname, alias: range.alias?.aliasname ?? range.relname });
    const join = item["JoinExpr"] as { larg?: Node; rarg?: Node; quals?: Node } | undefined;
    if (!join) return;
    if (join.larg) look(join.larg);
    if (join.rarg) look(join.rarg);
    conditions.push(...conjuncts(join.quals));
  };
  for (const item of list(value)) look(item);
  return { sources, conditions };
}

/** One SELECT, INSERT, UPDATE or DELETE of a statement, with the tables it names and the conditions that must hold there. */
export type Level = {
  readonly kind: "SelectStmt" | "InsertStmt" | "UpdateStmt" | "DeleteStmt";
  readonly node: Node;
  /** The table that is written. */
  readonly written: Source | undefined;
  readonly sources: readonly Source[];
  readonly conditions: readonly Node[];
};

/** Every level of a statement; names of WITH are left out of the tables. */
export function levels(statement: Node): Level[] {
  const named = new Set(all(statement, "CommonTableExpr").map((cte) => String(cte["ctename"])));
  const found: Level[] = [];
  walk(statement, (kind, node) => {
    if (kind !== "SelectStmt" && kind !== "InsertStmt" && kind !== "UpdateStmt" && kind !== "DeleteStmt") return;
    const from = fromItems(node[kind === "DeleteStmt" ? "usingClause" : "fromClause"]);
    const written = node["relation"] ? fromItems([{ RangeVar: node["relation"] }]).sources[0] : undefined;
    found.push({
      kind,
      node,
      written,
      sources: from.sources.filter((source) => source.schema !== undefined || !named.has(source.table)),
      conditions: [...from.conditions, ...conjuncts(node["whereClause"])],
    });
  });
  return found;
}
