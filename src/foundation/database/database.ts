import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { Refusal } from "../refusal.ts";
import type { Scope } from "./scope.ts";
import { bind, type Shape, type Statement, type Values } from "./statement.ts";

export type ConnectionSettings = {
  /** `postgres://…`, or what the embedded launcher gives. */
  readonly connectionString?: string;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
};

export type DatabaseOptions = {
  /** Connections at most (default 8: the point where two cores stop gaining). */
  readonly connections?: number;
  /** Milliseconds a caller waits for a connection before it is told to come back (default 10,000). */
  readonly waitLimit?: number;
  /** Milliseconds one statement may take (default 15,000). */
  readonly statementLimit?: number;
  readonly name?: string;
};

export type Runner = {
  run<P extends Shape, R extends Shape>(made: Statement<P, R>, values: Values<P>): Promise<Values<R>[]>;
};

/** Told of every statement that was run; the row-level security test replays what it hears. */
export type Observer = (made: Statement, values: Record<string, unknown>, scope: Scope) => void;

const setScope =
  "select set_config('app.cities', $1, false) as cities, set_config('app.residents', $2, false) as residents";

const parsers = new Map<number, (text: string) => unknown>([
  [20, BigInt],
  [1082, (text) => text],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") =>
    (format === "binary" ? undefined : parsers.get(oid)) ??
    pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

// PostgreSQL's own limits are the last line; each has a number, none is "for ever".
const serverLimits = (statementLimit: number) =>
  `-c statement_timeout=${statementLimit} -c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000 -c timezone=UTC`;

const insideTransaction = new AsyncLocalStorage<true>();

/** The application's way to PostgreSQL: a pool whose connections carry the scope of the work they are lent to. */
export class Database {
  readonly #pool: pg.Pool;
  readonly #scopes = new WeakMap<pg.PoolClient, Scope>();
  observer: Observer | undefined;

  constructor(connection: ConnectionSettings, options: DatabaseOptions = {}) {
    this.#pool = new pg.Pool({
      ...connection,
      max: options.connections ?? 8,
      connectionTimeoutMillis: options.waitLimit ?? 10_000,
      idleTimeoutMillis: 30_000,
      application_name: options.name ?? "onewindow",
      options: serverLimits(options.statementLimit ?? 15_000),
      types,
    });
    // A connection that dies idle (server restarted) is replaced at the next checkout; without a listener it ends the process.
    this.#pool.on("error", () => undefined);
    // So does one that dies while it is lent and no statement is under way: whoever holds it hears of it with the next one.
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
  }

  /** Connections in use, free, and callers waiting. */
  get load(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  /** One statement, its own transaction. */
  async run<P extends Shape, R extends Shape>(
    scope: Scope,
    made: Statement<P, R>,
    values: Values<P>,
  ): Promise<Values<R>[]> {
    return this.#lent(scope, (client) => this.#query(client, scope, made, values));
  }

  /** Several statements, all or none. `work` must use the runner it is given, never the database itself. */
  async transaction<T>(scope: Scope, work: (tx: Runner) => Promise<T>): Promise<T> {
    return this.#within("begin", scope, work);
  }

  async #within<T>(begin: string, scope: Scope, work: (tx: Runner) => Promise<T>): Promise<T> {
    return this.#lent(scope, async (client) => {
      await client.query(begin);
      try {
        const runner: Runner = { run: (made, values) => this.#query(client, scope, made, values) };
        const answer = await insideTransaction.run(true, () => work(runner));
        await client.query("commit");
        return answer;
      } catch (error) {
        await client.query("rollback").catch(() => undefined);
        throw error;
      }
    });
  }

  /** Several readings of one moment, whatever is written in between. */
  async snapshot<T>(scope: Scope, work: (tx: Runner) => Promise<T>): Promise<T> {
    return this.#within("begin isolation level repeatable read read only", scope, work);
  }

  /** The bare driver, for tools that are not statements of the program (backup, doctor, tests). */
  async raw<T>(scope: Scope, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.#lent(scope, work);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #query<P extends Shape, R extends Shape>(
    client: pg.PoolClient,
    scope: Scope,
    made: Statement<P, R>,
    values: Values<P>,
  ): Promise<Values<R>[]> {
    this.observer?.(made as unknown as Statement, values, scope);
    const result = await client.query({ name: made.preparedName, text: made.text, values: bind(made, values) });
    return result.rows as Values<R>[];
  }

  async #lent<T>(scope: Scope, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    // A second connection asked for while holding one is how pools hang for good when every caller does it.
    if (insideTransaction.getStore()) throw new Error("use the transaction's runner inside a transaction");
    const client = await this.#connect();
    let broken: Error | undefined;
    try {
      const now = this.#scopes.get(client);
      if (now?.cities !== scope.cities || now.residents !== scope.residents) {
        await client.query({ name: "scope", text: setScope, values: [scope.cities, scope.residents] });
        this.#scopes.set(client, scope);
      }
      return await work(client);
    } catch (error) {
      if (isConnectionLoss(error)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw busy(error);
    }
  }
}

/** Whether an error says that the server is gone, going or not yet there, and nothing about what was asked. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  // 57P01–57P03: the server is shutting down or starting; 08: connection exception (PostgreSQL, appendix A).
  return (
    /^(57P0[1-3]|08...)$/.test(code) ||
    ["ECONNRESET", "EPIPE", "ECONNREFUSED", "ENOENT"].includes(code) ||
    /Connection terminated/.test(error.message)
  );
}

function busy(cause: unknown): Refusal {
  const refusal = new Refusal({
    code: "busy",
    status: 503,
    retryAfterSeconds: 5,
    say: {
      zh: "现在办理的人较多，请稍等几秒再试。您填写的内容没有丢失。",
      en: "Many people are using the service right now. Please try again in a few seconds; what you entered is kept.",
    },
  });
  refusal.cause = cause;
  return refusal;
}
