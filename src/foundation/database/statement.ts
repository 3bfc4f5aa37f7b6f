import { createHash } from "node:crypto";

/** PostgreSQL types a statement may take or give, and what they are in the program. */
type Types = {
  text: string;
  int4: number;
  int8: bigint;
  bool: boolean;
  float8: number;
  timestamptz: Date;
  /** A calendar day, `YYYY-MM-DD`. */
  date: string;
  jsonb: unknown;
  /** Kept as written, with its keys in their order. */
  json: unknown;
  uuid: string;
  bytea: Buffer;
  "text[]": string[];
  "int8[]": bigint[];
};

export type TypeName = keyof Types;
/** A `?` marks what may be null. */
type Declared = TypeName | `${TypeName}?`;
export type Shape = Readonly<Record<string, Declared>>;

type Value<D extends Declared> = D extends `${infer T extends TypeName}?`
  ? Types[T] | null
  : D extends TypeName
    ? Types[D]
    : never;
export type Values<S extends Shape> = { [K in keyof S]: Value<S[K]> };

/**
 * Whose rows a statement touches: `city` and `resident` rows stand behind row-level security, `shared` ones belong to the
 * installation (catalogue, divisions, sessions) and hold nothing of one city.
 */
export type StatementScope = "city" | "resident" | "shared";

export type Statement<P extends Shape = Shape, R extends Shape = Shape> = {
  readonly name: string;
  readonly scope: StatementScope;
  readonly text: string;
  readonly params: P;
  readonly row: R;
  /** Name of the prepared statement: changes with the text, so that two versions never meet on one connection. */
  readonly preparedName: string;
  readonly order: readonly string[];
};

const all: Statement[] = [];

/** Every statement of the program, for the tests that read them all. */
export function allStatements(): readonly Statement[] {
  return all;
}

const placeholder = /(?<![:\w]):([a-z][a-z0-9_]*)/g;

/**
 * A named, prepared statement in plain SQL with `:name` placeholders. What it takes and gives is declared here as PostgreSQL
 * types; a test compares the declaration with what the server says about the migrated schema.
 */
export function statement<const P extends Shape, const R extends Shape>(definition: {
  name: string;
  scope: StatementScope;
  params: P;
  row: R;
  text: string;
}): Statement<P, R> {
  const order: string[] = [];
  const text = definition.text.trim().replaceAll(placeholder, (_, name: string) => {
    if (!Object.hasOwn(definition.params, name)) throw new Error(`${definition.name}: :${name} is not declared`);
    const known = order.indexOf(name);
    if (known >= 0) return `$${known + 1}`;
    order.push(name);
    return `$${order.length}`;
  });
  for (const name of Object.keys(definition.params)) {
    if (!order.includes(name)) throw new Error(`${definition.name}: :${name} is declared and not used`);
  }
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const made: Statement<P, R> = {
    name: definition.name,
    scope: definition.scope,
    params: definition.params,
    row: definition.row,
    text,
    order,
    // PostgreSQL cuts names at 63 bytes.
    preparedName: `${definition.name.slice(0, 50)}_${digest}`,
  };
  all.push(made as unknown as Statement);
  return made;
}

/** Values in the order and form the driver sends them. */
export function bind<P extends Shape>(made: Statement<P, Shape>, values: Values<P>): unknown[] {
  return made.order.map((name) => {
    const value: unknown = values[name];
    if (value === undefined) throw new Error(`${made.name}: :${name} is missing`);
    const type = made.params[name]?.replace("?", "");
    // The driver would turn an array into a PostgreSQL array; json must be text.
    if (type === "jsonb" || type === "json") return value === null ? null : JSON.stringify(value);
    return value;
  });
}
