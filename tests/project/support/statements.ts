import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { allStatements, type ConnectionSettings, type Statement } from "../../../src/foundation/database/index.ts";
import { filesUnder, read, root } from "./project.ts";

/** Files that make statements; those of tests aside. */
export const storeFiles = filesUnder("src").filter(
  (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && /\bstatement\(\{/.test(read(path)),
);

/** Statements belong into the store.ts of their module, or a second one beside it (`reseal-store.ts`). */
export const strayFiles = storeFiles.filter((path) => !/[/-]store\.ts$/.test(path));

/** Every statement of the program, by name. */
export async function readStatements(): Promise<readonly Statement[]> {
  for (const file of storeFiles) await import(pathToFileURL(join(root, file)).href);
  return allStatements().filter((made) => !made.name.startsWith("test."));
}

export type Described = {
  /** Types of the parameters in their order. */
  readonly params: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly table: number;
    readonly column: number;
  }[];
};

type Field = { name: string; dataTypeID: number; tableID: number; columnID: number };

/** What the server says about a text without running it: Parse and Describe of the wire protocol. */
class DescribeQuery {
  readonly name = "";
  readonly #text: string;
  readonly #done: (error: Error | undefined, params: number[], fields: Field[]) => void;
  #params: number[] = [];
  #fields: Field[] = [];

  constructor(text: string, done: (error: Error | undefined, params: number[], fields: Field[]) => void) {
    this.#text = text;
    this.#done = done;
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as {
      parse(query: object): void;
      describe(target: object): void;
      sync(): void;
      once(event: "parameterDescription", heard: (message: { dataTypeIDs: number[] }) => void): void;
    };
    wire.once("parameterDescription", (message) => {
      this.#params = message.dataTypeIDs;
    });
    wire.parse({ text: this.#text, name: "", types: [] });
    wire.describe({ type: "S", name: "" });
    wire.sync();
  }

  handleRowDescription(message: { fields: Field[] }): void {
    this.#fields = message.fields;
  }

  // The driver lets go of a query that failed; what it hears next belongs to the one after.
  handleError(error: Error): void {
    this.#done(error, [], []);
  }

  handleReadyForQuery(): void {
    this.#done(undefined, this.#params, this.#fields);
  }
}

/** Names as `statement()` declares them. */
const namesOf: Readonly<Record<string, string>> = { _text: "text[]", _int8: "int8[]" };

/** Opens a connection that describes statements; call `end` when done. */
export async function describer(connection: ConnectionSettings) {
  const client = new pg.Client({ ...connection });
  await client.connect();
  const { rows } = await client.query("select oid::int4 as oid, typname from pg_type");
  const types = new Map(rows.map((row) => [Number(row.oid), String(row.typname)]));
  const typeName = (oid: number) => namesOf[types.get(oid) ?? ""] ?? types.get(oid) ?? String(oid);
  const columns = await client.query(
    "select attrelid::int4 as table, attnum::int4 as column, attnotnull as filled from pg_attribute " +
      "join pg_class c on c.oid = attrelid where attnum > 0 and c.relkind in ('r', 'p')",
  );
  const filled = new Map(columns.rows.map((row) => [`${row.table}.${row.column}`, row.filled === true]));
  return {
    describe: (text: string) =>
      new Promise<Described>((resolve, reject) => {
        const query = new DescribeQuery(text, (error, params, fields) => {
          if (error) reject(error);
          else
            resolve({
              params: params.map(typeName),
              columns: fields.map((field) => ({
                name: field.name,
                type: typeName(field.dataTypeID),
                table: field.tableID,
                column: field.columnID,
              })),
            });
        });
        client.query(query as unknown as pg.Submittable);
      }),
    /** Whether the schema says that a column of a table is never null; undefined for views and what is computed. */
    neverNull: (table: number, column: number) => filled.get(`${table}.${column}`),
    end: () => client.end(),
  };
}

export type Describer = Awaited<ReturnType<typeof describer>>;
